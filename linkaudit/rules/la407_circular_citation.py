"""LA407."""

from __future__ import annotations

from collections.abc import Iterator

from linkaudit.model import Article, Confidence, Evidence, Role, Severity, Verdict
from linkaudit.rules.opened import opened
from linkaudit.rules.policy import Policy
from linkaudit.rules.rule import Hit, declare
from linkaudit.rules.wording import quoted
from linkaudit.support import nature


@declare("LA407", "circular-citation", Severity.NOTE, Confidence.LOW, on=False, offline=False)
def circular_citation(article: Article, evidence: Evidence, _policy: Policy) -> Iterator[Hit]:
    """A cited page that gives the article's own outlet as its source. Select it with `--select LA407`.

    ## Why

    The article then proves itself: nobody else has looked at what it says.

    ## Example

    ```markdown bad
    ---
    publication: Harbour Gazette
    ---

    The talks [ended](https://news.example.net/talks) before the winter, the minister said.
    ```

    ```markdown good
    ---
    publication: Harbour Gazette
    ---

    The talks [ended](https://news.example.net/world/talks) before the winter, the minister said.
    ```

    ```web
    https://news.example.net/talks -> 200
    https://news.example.net/talks says The end was first reported by the Harbour Gazette, the minister said.
    https://news.example.net/world/talks -> 200
    https://news.example.net/world/talks says The talks ended before the winter, the minister told us in his office.
    ```

    ## Fix

    Cite what your own story rests on, or a source that has looked for itself.
    """
    own = {name.casefold().removeprefix("the ") for name in article.outlets}
    for link in opened(article, evidence, Verdict.ALIVE):
        page = nature(link.url, evidence)
        if link.claim.role is not Role.BODY or page is None or page.credit is None:
            continue
        if page.credit.casefold().removeprefix("the ") in own:
            message = f"{link.name} leads to a page that has its story from this article's own outlet, {page.credit}"
            yield link.hit(message, f"it says {quoted(page.credited or '')}")
