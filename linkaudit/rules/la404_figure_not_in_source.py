"""LA404."""

from __future__ import annotations

from collections.abc import Iterator

from linkaudit.model import Article, Confidence, Evidence, Role, Severity
from linkaudit.rules.policy import Policy
from linkaudit.rules.rule import Hit, declare
from linkaudit.rules.wording import quoted
from linkaudit.support import cited, facts_on_pages


@declare("LA404", "figure-not-in-source", Severity.NOTE, Confidence.LOW, on=False, offline=False)
def figure_not_in_source(article: Article, evidence: Evidence, _policy: Policy) -> Iterator[Hit]:
    """A figure of a claim that does not stand on the page that the claim cites, in digits or in words.

    Rounded figures, and pages that cannot tell, are passed over. Select it with `--select LA404`.

    ## Why

    A figure is copied wrongly more easily than a sentence, and readers repeat it.

    ## Example

    ```markdown bad
    The tables were carried out by 42 men, the minister [said](https://news.example.net/talks).
    ```

    ```markdown good
    The tables were carried out by 24 men, the minister [said](https://news.example.net/talks).
    ```

    ```web
    https://news.example.net/talks -> 200
    https://news.example.net/talks says The minister said that twenty-four men had carried out the tables.
    ```

    ## Fix

    Compare the figure with the source; if it was worked out from others, say so.
    """
    for claim in article.claims:
        missing = [each.text for each in facts_on_pages(claim, article, evidence).figures if each.is_missing]
        if missing and claim.role is Role.BODY:
            words = ", ".join(map(quoted, missing))
            message = f"{words} {'is' if len(missing) == 1 else 'are'} not on the page that the claim cites"
            yield Hit((claim.span,), message, claim.id, next(iter(cited(claim, article)), None))
