"""Text as it comes out of a .docx file, piece by piece, until its paragraph is whole. Does no I/O."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import NamedTuple

from linkaudit.article.docx_styles import PLAIN, Style

# Word itself nests fields twenty deep.
_MOST_OPEN_LINKS = 20


class WordLink(NamedTuple):
    """A link over `start` to `end` of its paragraph's text; a linked picture has no words but an `alternative`."""

    start: int
    end: int
    href: str
    alternative: str | None = None


class NoteKey(NamedTuple):
    """A note's kind ("footnote", "endnote") and id."""

    kind: str
    id: str


class Mark(NamedTuple):
    """The reference mark of a note, after `at` letters of its paragraph's text."""

    at: int
    note: NoteKey


@dataclass(frozen=True, slots=True)
class Paragraph:
    """One paragraph. `table` numbers the outermost table that it stands in; `ruled` tells of a line drawn at it."""

    text: str
    style: Style
    links: tuple[WordLink, ...] = ()
    marks: tuple[Mark, ...] = ()
    table: int | None = None
    ruled: bool = False


@dataclass(slots=True, eq=False)
class OpenLink:
    """A link whose end has not been read yet."""

    href: str
    start: int


@dataclass(slots=True)
class Field:
    """A field being read: its code up to the separator, then its result."""

    code: list[str] = field(default_factory=list)
    in_code: bool = True
    link: OpenLink | None = None


@dataclass(slots=True)
class Flow:
    """One stream of text: the body, a note, or a text box in either; `into` is where its paragraphs go."""

    into: list[Paragraph]
    words: list[str] = field(default_factory=list)
    length: int = 0
    links: list[WordLink] = field(default_factory=list)
    marks: list[Mark] = field(default_factory=list)

    style: Style = PLAIN
    ruled: bool = False
    mark_is_gone: bool = False

    run_style: Style = PLAIN
    run_hidden: bool | None = None
    deleted: int = 0

    fields: list[Field] = field(default_factory=list)
    codes: int = 0
    elements: list[OpenLink | None] = field(default_factory=list)
    open: list[OpenLink] = field(default_factory=list)
    tables: int = 0
    table: int | None = None

    @property
    def shown(self) -> bool:
        """Whether what stands here is seen: not deleted, no field's code, not hidden."""
        hidden = self.run_hidden
        if hidden is None:
            hidden = bool(self.run_style.hidden or self.style.hidden)
        return not (self.deleted or self.codes or hidden)

    def open_link(self, href: str | None) -> OpenLink | None:
        if href is None or len(self.open) >= _MOST_OPEN_LINKS:
            return None
        self.open.append(OpenLink(href, self.length))
        return self.open[-1]

    def close_link(self, link: OpenLink | None) -> None:
        if link is not None:
            self.open.remove(link)
            self.add_link(link)

    def add_link(self, link: OpenLink) -> None:
        """A link up to here. Word cuts links where the formatting changes: the pieces are one."""
        start = link.start
        if start == self.length:
            return
        last = self.links[-1] if self.links else None
        if last is not None and last.end >= start and last.href == link.href and last.start < last.end:
            start = min(start, self.links.pop().start)
        self.links.append(WordLink(start, self.length, link.href))

    def end_paragraph(self) -> None:
        """Put the paragraph where it belongs. A field's link may go on in the next one."""
        for link in self.open:
            self.add_link(link)
            link.start = 0
        paragraph = Paragraph(
            "".join(self.words), self.style, tuple(self.links), tuple(self.marks), self.table, self.ruled
        )
        self.into.append(paragraph)
        self.words, self.length, self.links, self.marks = [], 0, [], []
