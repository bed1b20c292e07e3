"""Does the page say it? What stands on a cited page, and how it compares with what the article says of it.

Doors: `read_page` makes a page of bytes, `match` looks for a quotation in it; the rest tells the figures and names of a
claim, what a page is when it is not what was cited, and how far two versions have moved apart. Laws: does no I/O, never
raises on what a server sends, bounded in time and memory; what cannot be told is said so, with its reason.
"""

from __future__ import annotations

from linkaudit.evidence.pages.content import Block, PageKind, PageSign, PageText
from linkaudit.evidence.pages.facts import figures_on, outlet_on, speaker_on
from linkaudit.evidence.pages.matching import find, match
from linkaudit.evidence.pages.softs import Credit, is_home, is_parked, is_press_release, is_soft_404, secondary_source
from linkaudit.evidence.pages.text import read_page
from linkaudit.evidence.pages.versions import Drift, drift

__all__ = [
    "Block",
    "Credit",
    "Drift",
    "PageKind",
    "PageSign",
    "PageText",
    "drift",
    "figures_on",
    "find",
    "is_home",
    "is_parked",
    "is_press_release",
    "is_soft_404",
    "match",
    "outlet_on",
    "read_page",
    "secondary_source",
    "speaker_on",
]
