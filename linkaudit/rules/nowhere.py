"""Links that go nowhere: shared by the rules about placeholders in the text, outside it and on quoted posts.

Does no I/O.
"""

from __future__ import annotations

from collections.abc import Sequence

from linkaudit.model import Evidence, Link, LinkKind
from linkaudit.rules.wording import clipped, folded, listed
from linkaudit.urls import is_unfinished


def goes_nowhere(link: Link, evidence: Evidence) -> bool:
    """Whether the destination is a placeholder, or a stop-gap word ("TK", "url") and no file of that name exists."""
    if link.kind is LinkKind.PLACEHOLDER:
        return True
    return link.kind is LinkKind.LOCAL and is_unfinished(link.href) and evidence.local.get(link.href) is False


def nowhere_message(links: Sequence[Link]) -> str:
    """The verdict on one link or several of one claim."""
    hrefs = dict.fromkeys(clipped(folded(link.href), 30) or "no address" for link in links)
    where = f"({', '.join(hrefs)})"
    if len(links) == 1:
        return f"{listed(links)} goes nowhere {where}"
    return f"{len(links)} links go nowhere {where}: {listed(links)}"
