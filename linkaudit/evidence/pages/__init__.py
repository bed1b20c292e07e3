"""Does the page say it? What stands on a cited page, and how it compares with what the article says of it.

Doors: `read_page` makes a page of bytes, `match` looks for a quotation in it, `removed_since` joins the answers of the
live page and of its archived copy, `text_fragment` links straight to a passage. Laws: does no I/O, never raises on what
a server sends, bounded in time and memory; what cannot be told is said so, with its reason.
"""

from __future__ import annotations

from linkaudit.evidence.pages.answers import Change, Difference, Doubt, Fact, Match, MatchVerdict, Presence
from linkaudit.evidence.pages.content import Block, PageKind, PageSign, PageText
from linkaudit.evidence.pages.matching import match, removed_since
from linkaudit.evidence.pages.text import read_page

__all__ = [
    "Block",
    "Change",
    "Difference",
    "Doubt",
    "Fact",
    "Match",
    "MatchVerdict",
    "PageKind",
    "PageSign",
    "PageText",
    "Presence",
    "match",
    "read_page",
    "removed_since",
]
