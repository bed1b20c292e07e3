"""LA408."""

from __future__ import annotations

from collections.abc import Iterator

from linkaudit.model import Article, Confidence, Evidence, Role, Severity, Verdict
from linkaudit.rules.opened import opened
from linkaudit.rules.policy import Policy
from linkaudit.rules.rule import Hit, declare
from linkaudit.support import nature


@declare("LA408", "press-release", Severity.NOTE, Confidence.LOW, on=False, offline=False)
def press_release(article: Article, evidence: Evidence, _policy: Policy) -> Iterator[Hit]:
    """A cited page that is a press release. Select it with `--select LA408`.

    ## Why

    It is what an organisation says of itself. A reader should be told so, and somebody else should have been asked.

    ## Example

    ```markdown bad
    The talks [ended](https://news.example.net/talks) before the winter, the minister said.
    ```

    ```markdown good
    The talks [ended](https://news.example.net/world/talks) before the winter, the minister said.
    ```

    ```web
    https://news.example.net/talks -> 200
    https://news.example.net/talks says For immediate release: the talks ended before the winter, says the minister.
    https://news.example.net/world/talks -> 200
    https://news.example.net/world/talks says The talks ended before the winter, the minister told us in his office.
    ```

    ## Fix

    Write "in a press release", and look for a source that is not a party.
    """
    for link in opened(article, evidence, Verdict.ALIVE):
        page = nature(link.url, evidence)
        if link.claim.role is Role.BODY and page is not None and page.release:
            yield link.hit(f"{link.name} leads to a press release")
