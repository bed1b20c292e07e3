"""What a page is, when it is not what was cited: an error page, a parked domain, a home page, another's story.

Laws: does no I/O. Each function answers yes only on the page's own words or addresses.
"""

from __future__ import annotations

import re
from typing import NamedTuple
from urllib.parse import urlsplit

from linkaudit.evidence.pages.content import PageSign, PageText

_OPENING_BLOCKS = 4
_NAME = r"(?P<name>(?:[Tt]he\s+)?[A-Z][\w&.'’-]*(?:\s+(?:of|the|and|[A-Z][\w&.'’-]*)){0,5})"
_OUTLET = (
    r"(?P<name>(?:[Tt]he\s+)?(?:[A-Z][\w&.'’-]*\s+(?:of\s+)?){0,4}?"
    r"(?:Reuters|Bloomberg|AP|AFP|BBC|CNN|NBC|CBS|ABC|NPR|PBS|Axios|Politico|(?:Associated )?Press|"
    r"Agence France-Presse|\w*(?:Times|Post|News|Journal|Herald|Guardian|Tribune|Telegraph|Chronicle|Gazette|"
    r"Observer|Courier|Mail|Zeitung|Spiegel|Monde|Globe|Examiner|Independent|Star|Sun|Mercury|Ledger|Dispatch|"
    r"Review|Record|Weekly|Daily))\b)"
)
_CREDITS = (
    re.compile(rf"\b(?:first|originally|previously) (?:reported|published|obtained|revealed) (?:by|in|on) {_NAME}"),
    re.compile(rf"(?:^|[,.;—–]\s+|\b[Aa]s ){_OUTLET} (?:first |has )?(?:reported|reports|revealed)\b"),
    re.compile(rf"\b(?:according to|[Aa]s reported by|in a report by) {_OUTLET}"),
)
_PRESS = re.compile(
    r"(?i)^(?:for immediate release|press release|news provided by|embargoed until|media contacts?:?|press contacts?:?|"
    r"notes to editors:?|ends|pressemitteilung|communiqué de presse|comunicado de prensa|comunicato stampa)\b"
)
_WIRE = re.compile(
    r"\((?:BUSINESS WIRE|PRNewswire|GLOBE NEWSWIRE|EIN Presswire|ACCESSWIRE|Newsfile Corp)\b|/PRNewswire"
)
_PRESS_HOSTS = (
    "prnewswire.com", "businesswire.com", "globenewswire.com", "einpresswire.com", "accesswire.com", "newswire.ca",
    "prweb.com",
)  # fmt: skip
_HOME = re.compile(r"(?i)/?(?:[a-z]{2}(?:[-_][a-z]{2})?/?)?(?:(?:index|default|home)(?:\.\w{2,5})?)?/?")


class Credit(NamedTuple):
    """An outlet that the page names as its own source, and the words that say so."""

    outlet: str
    words: str


def is_soft_404(page: PageText) -> bool:
    """Whether the page says by its title or first heading that it is none."""
    return PageSign.MISSING in page.signs


def is_parked(page: PageText) -> bool:
    """Whether the domain is for sale or shows advertisements in place of a site."""
    return PageSign.PARKED in page.signs


def is_home(asked: str, page: PageText) -> bool:
    """Whether a deep link (`asked`) now shows the site's home page, by its address or its canonical one."""
    try:
        deep, shown = urlsplit(asked), urlsplit(page.url)
        canonical = urlsplit(page.canonical or page.url)
    except ValueError:
        return False
    if _is_root(deep.path, deep.query):
        return False
    same_site = (canonical.hostname or "").removeprefix("www.") == (shown.hostname or "").removeprefix("www.")
    return _is_root(shown.path, shown.query) or (same_site and _is_root(canonical.path, canonical.query))


def _is_root(path: str, query: str) -> bool:
    return not query and _HOME.fullmatch(path) is not None


def secondary_source(page: PageText) -> Credit | None:
    """The outlet that the first paragraphs credit with the story, unless it is the page's own."""
    own = ((urlsplit(page.url).hostname or "") + " " + (page.title or "")).lower().replace(" ", "")
    for block in page.main_blocks[:_OPENING_BLOCKS]:
        paragraph = page.text[block.start : block.end]
        for pattern in _CREDITS:
            for found in pattern.finditer(paragraph):
                outlet = found["name"].strip(" .,")
                bare = re.sub(r"(?i)^the\s+|\W", "", outlet).lower()
                if len(bare) > 1 and bare not in own:
                    return Credit(outlet, found[0].strip(" ,.;"))
    return None


def is_press_release(page: PageText) -> bool:
    """Whether the page is what an organisation says of itself: a wire's page, or a text with a release's marks."""
    host = "." + (urlsplit(page.url).hostname or "")
    if host.endswith(tuple("." + each for each in _PRESS_HOSTS)):
        return True
    lines = [page.text[b.start : b.end] for b in page.blocks if not b.aside]
    marks = sum(_PRESS.match(line) is not None and len(line) < 120 for line in lines)
    return (
        marks >= 2
        or any(_WIRE.search(line[:200]) for line in lines)
        or any(line.lower().startswith("for immediate release") for line in lines)
    )
