"""LA304."""

from __future__ import annotations

from collections.abc import Iterator

from linkaudit.model import Article, Confidence, Evidence, Role, Severity, Verdict
from linkaudit.rules.opened import opened
from linkaudit.rules.policy import Policy
from linkaudit.rules.rule import Hit, declare
from linkaudit.rules.wording import apart, day

FAR = 30
"""Days between publication and a copy beyond which the copy may well show another text."""


@declare("LA304", "archived-far-from-publication", Severity.NOTE, Confidence.HIGH, offline=False)
def archived_far_from_publication(article: Article, evidence: Evidence, _policy: Policy) -> Iterator[Hit]:
    """A source that opens, but whose nearest archived copy was made more than 30 days from publication.

    Of a source that does not open, the finding about the link itself says how far its copy lies.

    ## Why

    Pages change. When the source goes, the copy that is left may not say what was cited.

    ## Example

    ```markdown bad
    The ministry [said](https://news.example.net/talks) that the talks have ended.
    ```

    ```markdown good
    The ministry [said](https://news.example.net/world/talks) that the talks have ended.
    ```

    ```web
    https://news.example.net/talks -> 200
    https://news.example.net/talks => 2021-02-14
    https://news.example.net/world/talks -> 200
    https://news.example.net/world/talks => 2022-10-14
    ```

    ## Fix

    Ask an archive to save the page as it is now, or note in the article when you read it.
    """
    for link in opened(article, evidence, Verdict.ALIVE):
        if link.claim.role is not Role.BODY or link.copy is None or article.published is None:
            continue
        captured = link.copy.captured.date()
        if abs((captured - article.published).days) > FAR:
            distance = apart(captured, article.published)
            yield link.hit(
                f"{link.name} opens, but its nearest archived copy is of {day(captured)}, {distance}",
                f"archived copy: {link.copy.url}",
            )
