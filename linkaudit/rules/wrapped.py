"""Addresses that stand for other addresses: archived copies, AMP caches, redirectors, shorteners.

Does no I/O: what only a request could tell stays untold.
"""

from __future__ import annotations

import re
from urllib.parse import parse_qs, urlsplit

from linkaudit.reach import SHORTENERS
from linkaudit.urls import belongs, host_of, normalise

_OPAQUE_ARCHIVES = (
    "archive.fo", "archive.is", "archive.li", "archive.md", "archive.ph", "archive.today", "archive.vn",
    "ghostarchive.org", "megalodon.jp", "perma.cc", "web.archive.org", "webcitation.org",
)  # fmt: skip
_INNER = re.compile(
    r"""(?x) https?:// (?:
        (?:web\.|wayback\.)? archive\.org /web/ (?: [\d*]+ (?:[a-z]{2}_)? / )?
      | archive\.(?:today|is|ph|li|vn|fo|md) / [\d.:\-]+ /
      | arquivo\.pt / (?:wayback|noFrame/replay) / (?:wayback/)? \d+ (?:[a-z]{2}_)? /
      | (?:www\.)? google\.[a-z.]+ / amp / (?:s/)?
      | [\w\-]+ \.cdn\.ampproject\.org / [a-z]+ / (?:s/)?
    ) (?P<inner> (?:https?:/{1,2})? [\w\-]+ \. [^\s]+ )"""
)
_REDIRECTORS = {"www.google.com": ("q", "url"), "l.facebook.com": ("u",), "lm.facebook.com": ("u",)}


def is_shortened(url: str) -> bool:
    """Whether the address belongs to a service that hides where it leads."""
    return any(belongs(host_of(url), name) for name in SHORTENERS)


def unwrapped(url: str) -> str | None:
    """The address that a reader is meant to see, or None when only a request could tell it."""
    if inner := _carried(url):
        address = re.sub(r"^(?:https?:/{1,2})?", "https://", inner)
        found = normalise(address)
        return unwrapped(found[0]) if found else None
    host = host_of(url)
    return None if is_shortened(url) or any(belongs(host, name) for name in _OPAQUE_ARCHIVES) else url


def _carried(url: str) -> str | None:
    if match := _INNER.match(url):
        return match["inner"]
    parts = urlsplit(url)
    if parts.hostname in _REDIRECTORS and parts.path in {"/url", "/l.php"}:
        query = parse_qs(parts.query)
        return next((query[key][0] for key in _REDIRECTORS[parts.hostname] if key in query), None)
    return None
