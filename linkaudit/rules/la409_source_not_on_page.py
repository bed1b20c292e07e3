"""LA409."""

from __future__ import annotations

from collections.abc import Iterator

from linkaudit.model import Article, Confidence, Evidence, Role, Severity
from linkaudit.rules.policy import Policy
from linkaudit.rules.rule import Hit, declare
from linkaudit.rules.wording import quoted
from linkaudit.support import cited, facts_on_pages


@declare("LA409", "source-not-on-page", Severity.NOTE, Confidence.LOW, on=False, offline=False)
def source_not_on_page(article: Article, evidence: Evidence, _policy: Policy) -> Iterator[Hit]:
    """A person or an outlet that a claim gives as its source, and that the cited page does not name.

    Of a person the surname is looked for. Select it with `--select LA409`.

    ## Why

    A page that does not name the speaker is hardly where the words come from.

    ## Example

    ```markdown bad
    Ada Novak [said](https://news.example.net/talks) that the talks have ended.
    ```

    ```markdown good
    Ada Novak [said](https://news.example.net/world/talks) that the talks have ended.
    ```

    ```web
    https://news.example.net/talks -> 200
    https://news.example.net/talks says The minister said that the talks have ended before the winter came.
    https://news.example.net/world/talks -> 200
    https://news.example.net/world/talks says The talks have ended before the winter came, minister Novak said.
    ```

    ## Fix

    Open the page and see whom it names; link to where the source of the claim speaks.
    """
    for claim in article.claims:
        missing = [each.text for each in facts_on_pages(claim, article, evidence).names if each.is_missing]
        if missing and claim.role is Role.BODY:
            message = f"the page that the claim cites does not name {', '.join(map(quoted, missing))}"
            yield Hit((claim.span,), message, claim.id, next(iter(cited(claim, article)), None))
