"""LA303."""

from __future__ import annotations

from collections.abc import Iterator

from linkaudit.model import ArchiveStatus, Article, Confidence, Evidence, Role, Severity, Verdict
from linkaudit.rules.opened import archive_note, opened
from linkaudit.rules.policy import Policy
from linkaudit.rules.rule import Hit, declare

_UNUSABLE = frozenset({ArchiveStatus.ARCHIVED_ERROR, ArchiveStatus.ARCHIVED_REDIRECT, ArchiveStatus.ARCHIVED_SOFT404})


@declare("LA303", "archived-copy-unusable", Severity.NOTE, Confidence.HIGH, offline=False)
def archived_copy_unusable(article: Article, evidence: Evidence, _policy: Policy) -> Iterator[Hit]:
    """A source that opens, but whose archived copies show no more than an error page or a redirect.

    Of a source that does not open, the finding about the link itself says so.

    ## Why

    The archive seems to have the page, so nobody saves it again; when the page goes, nothing is left.

    ## Example

    ```markdown bad
    The ministry [said](https://news.example.net/talks) that the talks have ended.
    ```

    ```markdown good
    The ministry [said](https://news.example.net/world/talks) that the talks have ended.
    ```

    ```web
    https://news.example.net/talks -> 200
    https://news.example.net/talks => archived_error
    https://news.example.net/world/talks -> 200
    https://news.example.net/world/talks => 2022-10-14
    ```

    ## Fix

    Ask an archive to save the page while it is there, for example at https://web.archive.org/save.
    """
    for link in opened(article, evidence, Verdict.ALIVE):
        if link.claim.role is Role.BODY and link.lookup is not None and link.lookup.status in _UNUSABLE:
            yield link.hit(f"{link.name} opens, but has no archived copy that can be read", archive_note(link))
