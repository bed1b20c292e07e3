"""The tree of an HTML document, made from its tags as they stand: what stands in what, and where each thing begins.

Follows the HTML standard's tree construction where it decides what text belongs to: implied end tags, scopes, text
that ends the head. Linear in the length of the source, however deep or broken. Does no I/O and never fails.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from enum import Enum, auto
from typing import NamedTuple

from linkaudit.article.blocks import BlockKind
from linkaudit.article.tags import NOTHING, RAW_TEXT, Tag, plain_text, tags
from linkaudit.model import Span

HEADINGS = frozenset({"h1", "h2", "h3", "h4", "h5", "h6"})
LISTS = frozenset({"ul", "ol", "menu"})
# Elements that stand on lines of their own: text before and after them is not one paragraph.
BREAKS = HEADINGS | LISTS | frozenset(
    ["address", "article", "aside", "blockquote", "body", "caption", "center", "dd", "details", "dialog", "dir",
     "div", "dl", "dt", "fieldset", "figcaption", "figure", "footer", "form", "head", "header", "hgroup", "hr",
     "html", "legend", "li", "listing", "main", "nav", "optgroup", "option", "p", "pre", "search", "section",
     "summary", "table", "tbody", "td", "template", "tfoot", "th", "thead", "tr"]
)  # fmt: skip
_VOID = frozenset(
    ["area", "base", "basefont", "bgsound", "br", "col", "embed", "frame", "hr", "img", "input", "keygen", "link",
     "meta", "param", "source", "track", "wbr"]
)  # fmt: skip
_IN_HEAD = frozenset(
    ["base", "basefont", "bgsound", "link", "meta", "noframes", "noscript", "script", "style", "template", "title",
     "html", "head"]
)  # fmt: skip
_ENDS_P = BREAKS - frozenset(
    ["body", "caption", "head", "html", "legend", "optgroup", "option", "tbody", "td", "template", "tfoot", "th",
     "thead", "tr"]
)  # fmt: skip
_CELLS = frozenset({"td", "th"})
_PARTS = frozenset({"thead", "tbody", "tfoot", "caption", "colgroup"})
_TABLE_PARTS = _CELLS | _PARTS | {"tr"}
# What a start tag ends, and the elements beyond which it ends nothing.
_ENDS = {
    "li": (frozenset({"li"}), LISTS),
    "dt": (frozenset({"dt", "dd"}), frozenset({"dl"})),
    "dd": (frozenset({"dt", "dd"}), frozenset({"dl"})),
    "option": (frozenset({"option"}), frozenset({"select"})),
    "optgroup": (frozenset({"option", "optgroup"}), frozenset({"select"})),
    "button": (frozenset({"button"}), frozenset[str]()),
    "tr": (frozenset({"tr"}) | _CELLS | {"caption", "colgroup"}, frozenset({"table"})),
    "td": (_CELLS, frozenset({"tr", "table"})),
    "th": (_CELLS, frozenset({"tr", "table"})),
    **dict.fromkeys(_PARTS, (_TABLE_PARTS, frozenset({"table"}))),
}
_SCOPES = frozenset({"td", "th", "caption", "table", "template", "object", "marquee", "applet"})
_SPECIAL = BREAKS | _SCOPES | RAW_TEXT | {"button", "select", "noscript", "iframe"}
_KINDS = {
    **dict.fromkeys(HEADINGS, BlockKind.HEADING),
    "li": BlockKind.ITEM,
    "td": BlockKind.CELL,
    "th": BlockKind.CELL,
    "caption": BlockKind.PARAGRAPH,
    "dd": BlockKind.PARAGRAPH,
    "dt": BlockKind.PARAGRAPH,
}


_ANCHOR = frozenset({"a"})


class What(Enum):
    """What one step through a document is."""

    TEXT = auto()
    OPEN = auto()
    CLOSE = auto()
    LINK_END = auto()


class Step(NamedTuple):
    """Something at `start` to `end` of the source: text in an element, or an element's beginning or end."""

    what: What
    element: int
    start: int
    end: int


@dataclass(slots=True)
class Element:
    """An element: its start tag, its parent's index, and the steps `first` to `last` that lie in it."""

    name: str
    tag: Tag
    parent: int
    kind: BlockKind = BlockKind.PARAGRAPH
    quote: int | None = None
    group: int | None = None
    first: int = 0
    last: int = 0


@dataclass(frozen=True, slots=True)
class Tree:
    """The elements in the order of their start tags, the document itself first, and the steps through them."""

    source: str
    elements: list[Element]
    steps: list[Step]

    def text_of(self, index: int) -> str:
        """The text in an element, white space folded."""
        element = self.elements[index]
        steps = self.steps[element.first : element.last + 1]
        written = "".join(self.source[step.start : step.end] for step in steps if step.what is What.TEXT)
        return " ".join(plain_text(written).split())

    def ancestors(self, index: int) -> Iterator[int]:
        """The elements that hold this one, from the nearest."""
        while index:
            index = self.elements[index].parent
            yield index


def parse(source: str, span: Span, *, quote: int | None = None, group: int | None = None) -> Tree:
    """The tree of a stretch of HTML. `quote` and `group` are those of the document that surrounds it."""
    builder = _Builder(source, Element("", Tag("", Span(span.start, span.start)), 0, quote=quote, group=group))
    at = span.start
    for tag in tags(source, span.start, span.end):
        builder.text(at, tag.span.start)
        if tag.name != NOTHING:
            builder.tag(tag)
        at = tag.span.end
    builder.text(at, span.end)
    builder.finish(span.end)
    return Tree(source, builder.elements, builder.steps)


_WORDS = re.compile(r"[^\t\n\f\r ]")


class _Builder:
    """Keeps the open elements, and for each name where in that stack it stands: no search is ever needed."""

    def __init__(self, source: str, root: Element) -> None:
        self.source = source
        self.elements = [root]
        self.steps: list[Step] = []
        self.stack = [0]
        self.places: defaultdict[str, list[int]] = defaultdict(list)
        self.special = [0]
        self.scopes = [0]
        self.link: int | None = None

    def text(self, start: int, end: int) -> None:
        if start >= end:
            return
        if self._in_head() and _WORDS.search(self.source, start, end):
            self._pop(start, start)
        self.steps.append(Step(What.TEXT, self.stack[-1], start, end))

    def tag(self, tag: Tag) -> None:
        if tag.closing:
            self._end(tag)
        else:
            self._start(tag)

    def finish(self, end: int) -> None:
        self._end_link(end, end)
        while len(self.stack) > 1:
            self._pop(end, end)
        self.elements[0].last = len(self.steps)

    def _in_head(self) -> bool:
        return len(self.stack) < 4 and self.elements[self.stack[-1]].name == "head"

    def _start(self, tag: Tag) -> None:
        at = tag.span.start
        if tag.name not in _IN_HEAD and self._in_head():
            self._pop(at, at)
        if tag.name in _ENDS_P:
            if (paragraph := self._place("p")) > self.scopes[-1]:
                self._close_to(paragraph, at, at)
            if tag.name in HEADINGS and self.elements[self.stack[-1]].name in HEADINGS:
                self._pop(at, at)
        if tag.name in _ENDS:
            ended, beyond = _ENDS[tag.name]
            self._close_among(ended, max((self._place(name) for name in beyond), default=0), at)
        if tag.name == "a":
            self._end_link(at, at)
            self._close_among(_ANCHOR, self.special[-1], at)
        self._push(tag)

    def _push(self, tag: Tag) -> None:
        index = len(self.elements)
        self.elements.append(self._element(tag))
        self.steps.append(Step(What.OPEN, index, *tag.span))
        if tag.name in _VOID or (tag.self_closing and (self._place("svg") or self._place("math"))):
            if tag.name == "a":
                self.link = index
                self._end_link(tag.span.end, tag.span.end)
            self.steps.append(Step(What.CLOSE, index, tag.span.end, tag.span.end))
            self.elements[index].last = len(self.steps) - 1
            return
        place = len(self.stack)
        self.stack.append(index)
        self.places[tag.name].append(place)
        if tag.name in _SPECIAL:
            self.special.append(place)
        if tag.name in _SCOPES:
            self.scopes.append(place)
        if tag.name == "a":
            self.link = index

    def _element(self, tag: Tag) -> Element:
        parent = self.elements[self.stack[-1]]
        kind = _KINDS.get(tag.name, parent.kind)
        if tag.name in ("p", "div", "blockquote") and kind is not BlockKind.ITEM:
            kind = BlockKind.PARAGRAPH
        quote, group = parent.quote, parent.group
        # Negative numbers keep these apart from those that Markdown itself counts.
        if tag.name == "blockquote" and quote is None:
            quote = -tag.span.start - 1
        if tag.name in LISTS and group is None:
            group = -tag.span.start - 1
        return Element(tag.name, tag, self.stack[-1], kind, quote, group, len(self.steps), len(self.steps))

    def _end(self, tag: Tag) -> None:
        name = tag.name
        if name == "a":
            self._end_link(*tag.span)
        if name in ("body", "html"):
            return
        place = max(map(self._place, HEADINGS)) if name in HEADINGS else self._place(name)
        if name == "li":
            barrier = max(self.scopes[-1], *map(self._place, LISTS))
        elif name in _SCOPES or name in _TABLE_PARTS:
            barrier = self._place("table") if name != "table" else 0
        else:
            barrier = self.scopes[-1] if name in _SPECIAL else self.special[-1]
        if place > barrier:
            self._close_to(place, *tag.span)

    def _place(self, name: str) -> int:
        places = self.places.get(name)
        return places[-1] if places else 0

    def _close_among(self, names: frozenset[str], barrier: int, at: int) -> None:
        """Close the open elements of these names that stand above `barrier`, and all that stands in them."""
        while (place := max(map(self._place, names))) > barrier:
            self._close_to(place, at, at)

    def _close_to(self, place: int, start: int, end: int) -> None:
        """Close everything from the top of the stack down to `place`, which is what stands at `start` to `end`."""
        while len(self.stack) > place + 1:
            self._pop(start, start)
        self._pop(start, end)

    def _pop(self, start: int, end: int) -> None:
        index = self.stack.pop()
        element = self.elements[index]
        place = len(self.stack)
        self.places[element.name].pop()
        if self.special[-1] == place:
            self.special.pop()
            if self.scopes[-1] == place:
                self.scopes.pop()
        self.steps.append(Step(What.CLOSE, index, start, end))
        element.last = len(self.steps) - 1

    def _end_link(self, start: int, end: int) -> None:
        if self.link is not None:
            self.steps.append(Step(What.LINK_END, self.link, start, end))
            self.link = None
