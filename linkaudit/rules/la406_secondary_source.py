"""LA406."""

from __future__ import annotations

from collections.abc import Iterator

from linkaudit.model import Article, Confidence, Evidence, Role, Severity, Verdict
from linkaudit.rules.opened import opened
from linkaudit.rules.policy import Policy
from linkaudit.rules.rule import Hit, declare
from linkaudit.rules.wording import quoted
from linkaudit.support import nature


@declare("LA406", "secondary-source", Severity.NOTE, Confidence.LOW, on=False, offline=False)
def secondary_source(article: Article, evidence: Evidence, _policy: Policy) -> Iterator[Hit]:
    """A cited page that gives another outlet as its own source ("first reported by"). Select it with `--select LA406`.

    ## Why

    Whoever had the story first knows what was left out, and deserves the link.

    ## Example

    ```markdown bad
    The talks [ended](https://news.example.net/talks) before the winter, the minister said.
    ```

    ```markdown good
    The talks [ended](https://news.example.net/world/talks) before the winter, the minister said.
    ```

    ```web
    https://news.example.net/talks -> 200
    https://news.example.net/talks says The end was first reported by the Harbour Gazette, the minister said.
    https://news.example.net/world/talks -> 200
    https://news.example.net/world/talks says The talks ended before the winter, the minister told us in his office.
    ```

    ## Fix

    Link to the outlet that had it first, or name it.
    """
    own = {name.casefold().removeprefix("the ") for name in article.outlets}
    for link in opened(article, evidence, Verdict.ALIVE):
        page = nature(link.url, evidence)
        if link.claim.role is not Role.BODY or page is None or page.credit is None:
            continue
        if page.credit.casefold().removeprefix("the ") not in own:
            message = f"{link.name} leads to a page that has its story from {page.credit}"
            yield link.hit(message, f"it says {quoted(page.credited or '')}")
