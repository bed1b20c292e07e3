"""A link that opens a page at a passage: `#:~:text=` (WICG, Scroll To Text Fragment).

Laws: does no I/O.
"""

from __future__ import annotations

from urllib.parse import quote, urldefrag

_WHOLE = 160
"""Code points. A longer passage, or one of several blocks, is named by its first and its last words."""

_ENDS = 5


def text_fragment(url: str, passage: str) -> str:
    """The address with a fragment that leads to `passage`, as it stands on the page (`Match.found`)."""
    address, fragment = urldefrag(url)
    place = fragment.partition(":~:")[0]
    lines = [line.split() for line in passage.splitlines() if line.strip()]
    words = [word for line in lines for word in line]
    if not words:
        return url
    if (len(lines) == 1 and len(passage) <= _WHOLE) or len(words) <= _ENDS:
        wanted = _escaped(words)
    else:
        wanted = f"{_escaped(lines[0][:_ENDS])},{_escaped(lines[-1][-_ENDS:])}"
    return f"{address}#{place}:~:text={wanted}"


def _escaped(words: list[str]) -> str:
    # A comma, an ampersand or a hyphen would be read as part of the directive.
    return quote(" ".join(words), safe="").replace("-", "%2D")
