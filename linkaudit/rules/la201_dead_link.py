"""LA201."""

from __future__ import annotations

from collections.abc import Iterator

from linkaudit.model import Article, Confidence, Evidence, Severity
from linkaudit.rules.failing import dead, death
from linkaudit.rules.opened import archive_note
from linkaudit.rules.policy import Policy
from linkaudit.rules.rule import Hit, declare


@declare("LA201", "dead-link", Severity.ERROR, Confidence.HIGH, offline=False)
def dead_link(article: Article, evidence: Evidence, _policy: Policy) -> Iterator[Hit]:
    """A link to a page that no reader can open: it is gone, its site is gone, or the address is not accepted.

    Sites that turn programs away, slow sites and passing trouble are never called dead. A dead link with an archived
    copy is LA301 instead, which ignoring LA201 silences as well; a bad certificate is LA209. A link whose archived copy
    stands right behind it in parentheses, or in it (Robust Links), is in order.

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
    for link in dead(article, evidence):
        if link.copy is None:
            yield link.hit(death(link), archive_note(link))
