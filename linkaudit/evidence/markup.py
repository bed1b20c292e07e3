"""A page cut into tags and text, in one pass over it.

Laws: does no I/O, never raises; the work grows with the length of the page and with nothing else, whatever is left
open in it. (Parsers that repair a page take quadratic time for some: a tag of 200,000 attributes costs minutes.)
"""

from __future__ import annotations

import html
import re
from collections.abc import Iterator
from typing import NamedTuple

LONGEST_TAG = 8192
_OPENING = re.compile(r"</?([a-zA-Z][^\s/>]{0,40})")
_REST_OF_TAG = re.compile(r"""(?:[^>"']|"[^"]*"|'[^']*')*+>""")
_ATTRIBUTE = re.compile(r"""([^\s"'<>/=]{1,100})\s{0,20}=\s{0,20}(?:"([^"]*)"|'([^']*)'|([^\s"'>]+))""")
_NOT_SHOWN = frozenset({"script", "style", "noscript", "template", "textarea", "title", "iframe"})
"""Elements whose content no reader sees in the text; with scripts on, as readers have them."""


class Tag(NamedTuple):
    """An opening or closing tag; `written` is everything behind the name, unread."""

    name: str
    written: str
    closes: bool

    @property
    def attributes(self) -> dict[str, str]:
        """Names in lower case, character references undone; of two namesakes the first counts."""
        found: dict[str, str] = {}
        for name, double, single, bare in _ATTRIBUTE.findall(self.written):
            found.setdefault(name.lower(), html.unescape(double or single or bare))
        return found


def pieces(page: str) -> Iterator[Tag | str]:
    """The tags and the text between them that a reader can see, in order; not what scripts and comments hold."""
    at = 0
    while (start := page.find("<", at)) >= 0:
        if start > at:
            yield page[at:start]
        if page.startswith("<!--", start):
            end = page.find("-->", start + 4)
            at = end + 3 if end >= 0 else len(page)
            continue
        opening = _OPENING.match(page, start)
        if opening is None:
            yield "<"
            at = start + 1
            continue
        rest = _REST_OF_TAG.match(page, opening.end(), opening.end() + LONGEST_TAG)
        at = rest.end() if rest else opening.end() + LONGEST_TAG
        tag = Tag(opening[1].lower(), page[opening.end() : at], page[start + 1] == "/")
        yield tag
        if tag.name in _NOT_SHOWN and not tag.closes:
            closing = re.compile(f"</{tag.name}", re.IGNORECASE).search(page, at)
            at = closing.start() if closing else len(page)
    if at < len(page):
        yield page[at:]
