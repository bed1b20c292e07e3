"""Whether a page has the place, or the words, that the fragment of a link names.

Laws: does no I/O, never raises. What was cut off, or what scripts put together, can never be missing: None says that it
cannot be told.
"""

from __future__ import annotations

import html
import unicodedata
from collections.abc import Iterator
from itertools import accumulate
from urllib.parse import unquote

from linkaudit.evidence.exchange import Reply
from linkaudit.evidence.markup import Tag, pieces
from linkaudit.evidence.page import decode, is_html

SHORTEST_PAGE = 400
"""Letters. Below that, a page is made by its scripts, and what is not in it may still come."""

_DIRECTIVE = ":~:"
_TEXT = "text="
_READ_BY_SCRIPTS = frozenset("!/=&?:,")
_PREFIXES = ("", "user-content-")  # the second is how GitHub writes the places that a writer names


def fragment_found(reply: Reply, fragment: str) -> bool | None:
    """Whether the page has this fragment: an id, or the words of a text fragment (WICG, Scroll To Text Fragment)."""
    if not 200 <= reply.status <= 299 or not is_html(reply.headers):
        return None
    page = decode(reply.body, reply.headers.get("content-type", ""))
    place, _, directives = fragment.partition(_DIRECTIVE)
    words = [part.removeprefix(_TEXT) for part in directives.split("&") if part.startswith(_TEXT)]
    if words:
        text = _bare("".join(_texts(page)))
        found = all(_says(text, wanted) for wanted in words)
    elif place.lower() in ("", "top"):
        return True
    elif not _READ_BY_SCRIPTS.isdisjoint(place):
        return None
    else:
        found = _has_place(page, place)
    if found:
        return True
    return False if reply.whole and _is_written_out(page) else None


def _has_place(page: str, place: str) -> bool:
    names = {prefix + spelling for prefix in _PREFIXES for spelling in (place, unquote(place))}
    if not any(name in page or html.escape(name) in page for name in names):
        return False
    for piece in pieces(page):
        if isinstance(piece, Tag) and ("id" in (written := piece.written.lower()) or "name" in written):
            attributes = piece.attributes
            if attributes.get("id") in names or (piece.name == "a" and attributes.get("name") in names):
                return True
    return False


def _texts(page: str) -> Iterator[str]:
    return (piece for piece in pieces(page) if isinstance(piece, str))


def _is_written_out(page: str) -> bool:
    """Whether the page has text of its own, before any script has run."""
    lengths = accumulate(len(text.strip()) for text in _texts(page))
    return any(length >= SHORTEST_PAGE for length in lengths)


def _bare(text: str) -> str:
    """Letters and marks alone: no white space, no case, no accents, as browsers compare text fragments."""
    plain = unicodedata.normalize("NFKD", html.unescape(text)).casefold()
    return "".join(char for char in plain if not char.isspace() and not unicodedata.combining(char))


def _says(text: str, wanted: str) -> bool:
    """Whether the text holds `[prefix-,]start[,end][,-suffix]`."""
    parts = wanted.split(",")
    before = _bare(unquote(parts.pop(0)[:-1])) if parts[0].endswith("-") and len(parts) > 1 else ""
    behind = _bare(unquote(parts.pop()[1:])) if parts[-1].startswith("-") and len(parts) > 1 else ""
    start, end = _bare(unquote(parts[0])), "".join(_bare(unquote(part)) for part in parts[1:])
    if not end:
        return before + start + behind in text
    at = text.find(before + start)
    return at >= 0 and text.find(end + behind, at + len(before + start)) >= 0
