"""LA203."""

from __future__ import annotations

from collections.abc import Iterator

from linkaudit.model import Article, Confidence, Evidence, Severity, Verdict
from linkaudit.rules.failing import WALL_REASONS, wall
from linkaudit.rules.opened import archive_note, opened
from linkaudit.rules.policy import Policy
from linkaudit.rules.rule import Hit, declare


@declare("LA203", "blocked", Severity.NOTE, Confidence.LOW, offline=False)
def blocked(article: Article, evidence: Evidence, _policy: Policy) -> Iterator[Hit]:
    """A link whose site turns programs away, or shows its pages to subscribers only.

    ## Why

    Nothing is wrong with the link as far as we know, but nobody has seen that it works. News sites and social
    networks often answer like this.

    ## Example

    ```markdown bad
    The ministry [said](https://news.example.net/talks) that the talks have ended.
    ```

    ```markdown good
    The ministry [said](https://news.example.net/world/talks) that the talks have ended.
    ```

    ```web
    https://news.example.net/talks -> 403
    https://news.example.net/world/talks -> 200
    ```

    ## Fix

    Open it by hand, once.
    """
    for link in opened(article, evidence, Verdict.UNVERIFIABLE):
        if link.reason in WALL_REASONS:
            yield link.hit(wall(link), archive_note(link))
