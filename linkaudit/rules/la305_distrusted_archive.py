"""LA305."""

from __future__ import annotations

from collections.abc import Iterator

from linkaudit.copies import Copy, Standing, copy_at
from linkaudit.model import Article, Confidence, Evidence, Role, Severity
from linkaudit.rules.policy import Policy
from linkaudit.rules.rule import Hit, declare
from linkaudit.rules.wording import named

_TROUBLE = {
    Standing.DEAD: "an archive that has shut down",
    Standing.UNPINNED: "without a date: a reader gets whichever copy is newest",
    Standing.DISTRUSTED: "an archive that was found to have altered copies",
}


@declare("LA305", "distrusted-archive", Severity.WARNING, Confidence.HIGH)
def distrusted_archive(article: Article, _evidence: Evidence, _policy: Policy) -> Iterator[Hit]:
    """A link to an archived copy that a reader cannot rely on.

    Its archive has shut down (WebCite, Google's cache, Memento Time Travel), it names no date, so that another copy may
    open tomorrow, or (a note) it lies at archive.today.

    ## Why

    A copy is cited because it stays as it is. The English Wikipedia stopped accepting archive.today in February 2026,
    after altered copies had come to light.

    ## Example

    ```markdown bad
    The ministry [said](https://www.webcitation.org/5eWaHRbn4?url=http://news.example.net/talks) that the talks have
    ended.
    ```

    ```markdown good
    The ministry [said](https://web.archive.org/web/20221014093000/https://news.example.net/talks) that the talks have
    ended.
    ```

    ## Fix

    Find the page in another archive, for example at https://web.archive.org, and link to the copy of the day you mean.
    """
    for claim in article.claims:
        for link in claim.links:
            copy = copy_at(link.url) if link.url is not None else None
            if copy is None or copy.standing is Standing.SOUND:
                continue
            quiet = claim.role is not Role.BODY or copy.standing is Standing.DISTRUSTED
            note = f"the page was {copy.original}" if copy.original else None
            message = f"{named(link)} leads to {_trouble(copy)}"
            yield Hit((link.span,), message, claim.id, link.url, note, severity=Severity.NOTE if quiet else None)


def _trouble(copy: Copy) -> str:
    separator = " " if copy.standing is Standing.UNPINNED else ", "
    return f"{copy.service}{separator}{_TROUBLE[copy.standing]}"
