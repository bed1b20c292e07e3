"""LA201."""

from __future__ import annotations

from collections.abc import Iterator

from linkaudit.model import Article, Confidence, Evidence, Severity, Verdict
from linkaudit.rules.failing import CERTIFICATE_REASONS, death
from linkaudit.rules.opened import archive_note, opened
from linkaudit.rules.policy import Policy
from linkaudit.rules.rule import Hit, declare


@declare("LA201", "dead-link", Severity.ERROR, Confidence.HIGH, offline=False)
def dead_link(article: Article, evidence: Evidence, _policy: Policy) -> Iterator[Hit]:
    """A link to a page that no reader can open: it is gone, its site is gone, or the address is not accepted.

    Sites that turn programs away, slow sites and passing trouble are never called dead. A dead link with an archived
    copy is LA301 instead, a bad certificate LA209.

    ## Why

    The claim has lost its source: the reader has only your word for it.

    ## Example

    ```markdown bad
    The ministry [said](https://news.example.net/talks) that the talks have ended.
    ```

    ```markdown good
    The ministry [said](https://news.example.net/world/talks) that the talks have ended.
    ```

    ```web
    https://news.example.net/talks -> 404
    https://news.example.net/world/talks -> 200
    ```

    ## Fix

    Look for the page under a new address, or for another source. Do not delete the citation only because its page
    has gone: say what it was.
    """
    for link in opened(article, evidence, Verdict.BROKEN):
        if link.reason not in CERTIFICATE_REASONS and link.copy is None:
            yield link.hit(death(link), archive_note(link))
