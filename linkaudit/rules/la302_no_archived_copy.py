"""LA302."""

from __future__ import annotations

from collections.abc import Iterator

from linkaudit.model import ArchiveStatus, Article, Confidence, Evidence, Role, Severity, Verdict
from linkaudit.rules.opened import opened
from linkaudit.rules.policy import Policy
from linkaudit.rules.rule import Hit, declare
from linkaudit.rules.wording import day


@declare("LA302", "no-archived-copy", Severity.NOTE, Confidence.HIGH, on=False, offline=False)
def no_archived_copy(article: Article, evidence: Evidence, _policy: Policy) -> Iterator[Hit]:
    """A source in the text of which the archive holds no copy, although it was asked and answered.

    A dead link without a copy stays LA201. An archive that did not answer says nothing, and so does this rule.

    ## Why

    A quarter of the web pages of 2013 to 2023 were gone by the end of that time (Pew Research Center, 2024). A source
    that nobody has archived is lost with its page.

    ## Example

    ```markdown bad
    The ministry [said](https://news.example.net/talks) that the talks have ended.
    ```

    ```markdown good
    The ministry [said](https://news.example.net/world/talks) that the talks have ended.
    ```

    ```web
    https://news.example.net/talks -> 200
    https://news.example.net/talks => none
    https://news.example.net/world/talks -> 200
    https://news.example.net/world/talks => 2022-10-14
    ```

    ## Fix

    Ask an archive to save the page while it is there: `linkaudit save` lists such sources and submits them to the
    Wayback Machine, https://web.archive.org/save takes one by hand.
    """
    for link in opened(article, evidence, Verdict.ALIVE, Verdict.UNVERIFIABLE):
        lookup = link.lookup
        if link.claim.role is Role.BODY and lookup is not None and lookup.status is ArchiveStatus.NONE:
            asked = day(lookup.asked_at.date())
            yield link.hit(f"{link.name} has no archived copy in the Wayback index (asked {asked})")
