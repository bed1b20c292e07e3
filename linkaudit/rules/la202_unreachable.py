"""LA202."""

from __future__ import annotations

from collections.abc import Iterator

from linkaudit.model import Article, Confidence, Evidence, Severity, Verdict
from linkaudit.rules.failing import WALL_REASONS, trouble
from linkaudit.rules.opened import archive_note, opened
from linkaudit.rules.policy import Policy
from linkaudit.rules.rule import Hit, declare


@declare("LA202", "unreachable", Severity.NOTE, Confidence.LOW, offline=False)
def unreachable(article: Article, evidence: Evidence, _policy: Policy) -> Iterator[Hit]:
    """A link that could not be opened this time: a time-out, a server in trouble, a broken connection.

    ## Why

    Trouble of this kind mostly passes, so the link is not called dead. Only a later look can tell.

    ## Example

    ```markdown bad
    The ministry [said](https://news.example.net/talks) that the talks have ended.
    ```

    ```markdown good
    The ministry [said](https://news.example.net/world/talks) that the talks have ended.
    ```

    ```web
    https://news.example.net/talks -> 503
    https://news.example.net/world/talks -> 200
    ```

    ## Fix

    Open it by hand, or run the check again later.
    """
    for link in opened(article, evidence, Verdict.UNVERIFIABLE):
        if link.reason not in WALL_REASONS:
            yield link.hit(trouble(link), archive_note(link))
