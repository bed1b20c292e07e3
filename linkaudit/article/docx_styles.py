"""What the styles of a .docx file say of the paragraphs and words that wear them. Does no I/O.

Word translates the ids of its styles ("berschrift1") but not their names ("heading 1"), so names decide.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import NamedTuple

from linkaudit.article.docx_package import Package, Visitor, attribute, element, is_on

# Level 9 is body text.
_HEADING_LEVELS = frozenset("012345678")
# Styles based on styles: people stop at three or four.
_DEEPEST = 50

_HEADING = re.compile(r"(?:heading ?\d|title)")
_QUOTE = re.compile(r"(?:intense ?)?quot(?:e|ation)s?|block ?(?:text|quot(?:e|ation))")
_CONTENTS = re.compile(r"(?:toc ?(?:\d|heading)|table of (?:figures|authorities)|index ?\d)")


class Style(NamedTuple):
    """None means that the style leaves it to the one that it is based on. `numbering` is the id of a list, "0" none."""

    title: bool | None = None
    heading: bool | None = None
    quote: bool | None = None
    contents: bool | None = None
    hidden: bool | None = None
    numbering: str | None = None


PLAIN = Style()


class Styles:
    """The styles of a document, by id."""

    def __init__(self, package: Package, part: str) -> None:
        found = _StyleVisitor()
        package.visit(part, found)
        self._own = found.styles
        self._based_on = found.based_on
        self._whole: dict[str, Style] = {}

    def __getitem__(self, style_id: str | None) -> Style:
        """The style, what it takes from others included. An id that is not defined is read as a name."""
        if style_id is None:
            return PLAIN
        if style_id not in self._whole:
            whole = _named(style_id) if style_id not in self._own else PLAIN
            for own in self._ancestry(style_id):
                whole = whole._replace(**{said: value for said, value in own._asdict().items() if value is not None})
            self._whole[style_id] = whole
        return self._whole[style_id]

    def _ancestry(self, style_id: str) -> Iterator[Style]:
        """From the style that all is based on down to the style itself."""
        line: dict[str, Style] = {}
        at: str | None = style_id
        while at in self._own and at not in line and len(line) < _DEEPEST:
            line[at] = self._own[at]
            at = self._based_on.get(at)
        yield from reversed(line.values())


def _named(name: str) -> Style:
    """What a style's name alone says."""
    name = name.strip().lower()
    is_heading = _HEADING.fullmatch(name) is not None
    return Style(
        title=True if name == "title" else None,
        heading=True if is_heading else None,
        quote=True if _QUOTE.fullmatch(name) else None,
        contents=True if _CONTENTS.fullmatch(name) else None,
    )


class _StyleVisitor(Visitor):
    def __init__(self) -> None:
        self.styles: dict[str, Style] = {}
        self.based_on: dict[str, str] = {}
        self._id = ""

    def start(self, tag: str, attributes: Mapping[str, str]) -> None:
        match element(tag):
            case "w:style":
                self._id = attribute(attributes, "styleId") or ""
                self.styles[self._id] = PLAIN
            case "w:name" if self._id:
                named = _named(attribute(attributes, "val") or "")
                kept = self.styles[self._id]
                self.styles[self._id] = named._replace(hidden=kept.hidden, numbering=kept.numbering)
            case "w:basedOn" if self._id:
                self.based_on[self._id] = attribute(attributes, "val") or ""
            case "w:outlineLvl" if self._id:
                self._set(heading=is_heading_level(attributes))
            case "w:vanish" if self._id:
                self._set(hidden=is_on(attributes))
            case "w:numId" if self._id:
                self._set(numbering=attribute(attributes, "val"))
            case _:
                pass

    def end(self, tag: str) -> None:
        if element(tag) == "w:style":
            self._id = ""

    def _set(self, **said: bool | str | None) -> None:
        self.styles[self._id] = self.styles[self._id]._replace(**said)  # type: ignore[arg-type]


def is_heading_level(attributes: Mapping[str, str]) -> bool:
    """Whether `<w:outlineLvl w:val="..."/>` makes a heading."""
    return attribute(attributes, "val") in _HEADING_LEVELS
