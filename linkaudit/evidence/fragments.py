"""Whether a page has the place, or the words, that the fragment of a link names.

Laws: does no I/O, never raises; each page is gone through a fixed number of times, however many fragments are looked
for. What was cut off, or what scripts may still put there, can never be missing: None says that it cannot be told.
"""

from __future__ import annotations

import html
import re
import unicodedata
from collections.abc import Iterable, Iterator
from functools import cached_property
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
_OFTEN_LATER = re.compile(
    r"(?i).*(?:comment|discuss|disqus|gallery|lightbox|modal|reply|respond|slide).*|block-.*|L\d+(?:-L\d+)?"
)
"""Places that scripts bring when the page stands: comments, pictures that open, live blogs, lines of a program."""
_PREFIXES = ("", "user-content-")  # the second is how GitHub writes the places that a writer names


def can_be_told(fragment: str) -> bool:
    """Whether any page can tell: the top is everywhere, and what is no place is for the page's scripts to read."""
    place, _, directives = fragment.partition(_DIRECTIVE)
    return bool(_words(directives)) or (place.lower() not in ("", "top") and _READ_BY_SCRIPTS.isdisjoint(place))


def fragments_found(reply: Reply, fragments: Iterable[str]) -> list[bool | None]:
    """Whether the page has each fragment: an id, or the words of a text fragment (WICG, Scroll To Text Fragment)."""
    if not 200 <= reply.status <= 299 or not is_html(reply.headers):
        return [None for _ in fragments]
    page = _Page(decode(reply.body, reply.headers.get("content-type", "")))
    return [_found(page, fragment, whole=reply.whole) for fragment in fragments]


class _Page:
    """A page, and what is worked out of it once, when the first fragment needs it."""

    def __init__(self, source: str) -> None:
        self.source = source

    @cached_property
    def text(self) -> str:
        """What a reader sees, bare."""
        return _bare("".join(self._texts()))

    @cached_property
    def all_text(self) -> str:
        """All there is, bare: also what only scripts can see."""
        return _bare(self.source)

    @cached_property
    def places(self) -> frozenset[str]:
        return frozenset(_places(self.source))

    @cached_property
    def is_written_out(self) -> bool:
        """Whether the page has text of its own, before any script has run."""
        lengths = accumulate(len(text.strip()) for text in self._texts())
        return any(length >= SHORTEST_PAGE for length in lengths)

    def hides(self, name: str) -> bool:
        """Whether the name stands where only scripts see it."""
        shown = sum(_written(piece).count(name) for piece in pieces(self.source))
        return self.source.count(name) > shown

    def _texts(self) -> Iterator[str]:
        return (piece for piece in pieces(self.source) if isinstance(piece, str))


def _found(page: _Page, fragment: str, *, whole: bool) -> bool | None:
    if not can_be_told(fragment):
        return True if fragment.partition(_DIRECTIVE)[0].lower() in ("", "top") else None
    place, _, directives = fragment.partition(_DIRECTIVE)
    words = _words(directives)
    if all(_says(page.text, wanted) for wanted in words) if words else _has_place(page, place):
        return True
    if not whole or not page.is_written_out:
        return None
    may_come = all(_says(page.all_text, wanted) for wanted in words) if words else _may_come(page, place)
    return None if may_come else False


def _words(directives: str) -> list[str]:
    return [part.removeprefix(_TEXT) for part in directives.split("&") if part.startswith(_TEXT)]


def _spellings(place: str) -> set[str]:
    return {place, unquote(place)}


def _has_place(page: _Page, place: str) -> bool:
    names = {prefix + spelling for prefix in _PREFIXES for spelling in _spellings(place)}
    # Most places that are missing stand nowhere on the page, and then it need not be taken apart.
    if not any(name in page.source or html.escape(name) in page.source for name in names):
        return False
    return not names.isdisjoint(page.places)


def _may_come(page: _Page, place: str) -> bool:
    """Whether a script may make the place, for all that the page itself shows."""
    return _OFTEN_LATER.fullmatch(place) is not None or any(
        name in page.source and page.hides(name) for name in _spellings(place)
    )


def _places(source: str) -> Iterator[str]:
    for piece in pieces(source):
        if isinstance(piece, Tag) and ("id" in (written := piece.written.lower()) or "name" in written):
            attributes = piece.attributes
            if (name := attributes.get("id")) is not None:
                yield name
            if piece.name == "a" and (name := attributes.get("name")) is not None:
                yield name


def _written(piece: Tag | str) -> str:
    return f"{piece.name}{piece.written}" if isinstance(piece, Tag) else piece


def _bare(text: str) -> str:
    """Letters and marks alone: no white space, no case, no accents, as browsers compare text fragments."""
    plain = unicodedata.normalize("NFKD", html.unescape(text)).casefold()
    dropped = (char for char in set(plain) if char.isspace() or unicodedata.combining(char))
    return plain.translate(dict.fromkeys(map(ord, dropped)))


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
