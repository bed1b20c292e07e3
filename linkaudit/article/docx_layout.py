"""The paragraphs of a .docx file laid out as text, a line each, and as blocks of that text. Does no I/O."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from linkaudit.article.bare import bare_links
from linkaudit.article.blocks import Block, BlockKind, BlockLink, Piece
from linkaudit.article.docx_flow import NoteKey, Paragraph, WordLink
from linkaudit.model import LinkForm, Role, Span

_ROMAN = ((100, "c"), (90, "xc"), (50, "l"), (40, "xl"), (10, "x"), (9, "ix"), (5, "v"), (4, "iv"), (1, "i"))

_Notes = Mapping[NoteKey, Sequence[Paragraph]]


def lay_out(paragraphs: Sequence[Paragraph], notes: _Notes) -> tuple[str, tuple[Block, ...]]:
    """The text of the paragraphs and then of the notes that they mark, in the order of their marks; and its blocks."""
    sheet = _Sheet(notes)
    for paragraph in paragraphs:
        sheet.write(paragraph)
    for note, label in sheet.labels.items():
        for index, paragraph in enumerate(notes[note]):
            gap = "" if paragraph.text[:1].isspace() else " "
            sheet.write(paragraph, note, "" if index else f"[{label}]{gap}")
    return "\n".join(sheet.text), tuple(_blocks(sheet.lines))


@dataclass(frozen=True, slots=True)
class _Mark:
    """A note's mark: its place in the text, and how many letters of its paragraph stand before it."""

    span: Span
    at: int
    note: NoteKey


@dataclass(frozen=True, slots=True)
class _Line:
    """A paragraph where it stands in the text. `note` is the note that it belongs to."""

    paragraph: Paragraph
    span: Span
    pieces: tuple[Piece, ...]
    marks: tuple[_Mark, ...]
    note: NoteKey | None


@dataclass(slots=True)
class _Sheet:
    """The text so far. `labels` are the numbers of the notes met, in order."""

    notes: _Notes
    text: list[str] = field(default_factory=list)
    lines: list[_Line] = field(default_factory=list)
    labels: dict[NoteKey, str] = field(default_factory=dict)
    counts: Counter[str] = field(default_factory=Counter)
    at: int = 0

    def write(self, paragraph: Paragraph, note: NoteKey | None = None, prefix: str = "") -> None:
        start, cut = self.at, 0
        written = [prefix]
        self.at += len(prefix)
        pieces: list[Piece] = []
        marks: list[_Mark] = []
        for mark in paragraph.marks if note is None else ():
            if mark.note not in self.notes:
                continue
            is_first = mark.note not in self.labels
            label = f"[{self._label(mark.note)}]"
            pieces += self._piece(paragraph.text[cut : mark.at])
            if is_first:
                marks.append(_Mark(Span(self.at, self.at + len(label)), mark.at, mark.note))
            written += (paragraph.text[cut : mark.at], label)
            cut = mark.at
            self.at += len(label)
        pieces += self._piece(paragraph.text[cut:])
        written.append(paragraph.text[cut:])
        self.text.append("".join(written))
        self.lines.append(_Line(paragraph, Span(start, self.at), tuple(pieces), tuple(marks), note))
        self.at += 1

    def _piece(self, text: str) -> Iterator[Piece]:
        start = self.at
        self.at += len(text)
        if text:
            yield Piece(text, start, self.at)

    def _label(self, note: NoteKey) -> str:
        """Numbered as Word does unless told otherwise: footnotes 1, 2, 3 and endnotes i, ii, iii."""
        if note not in self.labels:
            self.counts[note.kind] += 1
            number = self.counts[note.kind]
            self.labels[note] = _roman(number) if note.kind == "endnote" else str(number)
        return self.labels[note]


def _roman(number: int) -> str:
    letters = []
    for value, letter in _ROMAN:
        letters.append(letter * (number // value))
        number %= value
    return "".join(letters)


# --------------------------------------------------------------------------------------------------------------
# Lines to blocks


def _blocks(lines: Sequence[_Line]) -> Iterator[Block]:
    cited: dict[NoteKey, list[BlockLink]] = {}
    for line in lines:
        if line.note is not None:
            cited.setdefault(line.note, []).extend(_links(line.paragraph, _bare(line)))
    groups: dict[tuple[str, object], int] = {}
    quote: int | None = None
    for number, line in enumerate(lines, 1):
        paragraph = line.paragraph
        if not (paragraph.text.strip() or paragraph.links or line.marks):
            if paragraph.ruled:
                yield Block(BlockKind.RULE, line.span)
            continue
        quote = (quote or number) if paragraph.style.quote else None
        yield _block(line, cited, quote, groups)


def _block(
    line: _Line, cited: Mapping[NoteKey, Sequence[BlockLink]], quote: int | None, groups: dict[tuple[str, object], int]
) -> Block:
    paragraph = line.paragraph
    kind = _kind(paragraph)
    group = None
    if kind in (BlockKind.CELL, BlockKind.ITEM):
        key = (kind, paragraph.table if kind is BlockKind.CELL else paragraph.style.numbering)
        group = groups.setdefault(key, len(groups) + 1)
    if line.note is not None:  # its mark carries its addresses
        return Block(kind, line.span, line.pieces, quote=quote, role=Role.FURNITURE, group=group)
    links = _links(paragraph, Block(kind, line.span, line.pieces))
    links += [link for mark in line.marks for link in _cited(mark, cited.get(mark.note, ()))]
    role = Role.FURNITURE if paragraph.style.contents else None
    return Block(kind, line.span, line.pieces, tuple(sorted(links, key=lambda link: link.span)), quote, role, group)


def _kind(paragraph: Paragraph) -> BlockKind:
    if paragraph.style.heading:
        return BlockKind.HEADING
    if paragraph.table is not None:
        return BlockKind.CELL
    return BlockKind.ITEM if paragraph.style.numbering not in (None, "0") else BlockKind.PARAGRAPH


def _bare(line: _Line) -> Block:
    return Block(BlockKind.PARAGRAPH, line.span, line.pieces)


def _cited(mark: _Mark, addresses: Sequence[BlockLink]) -> Iterator[BlockLink]:
    """What a mark carries: it stands with the last letter before it, so that it belongs to that sentence."""
    at = max(0, mark.at - 1)
    for found in addresses:
        place = found.href_span or found.span
        yield BlockLink(mark.span, found.href, LinkForm.REFERENCE, at, at, href_at=place, alternative="note")


def _links(paragraph: Paragraph, block: Block) -> list[BlockLink]:
    found = [
        BlockLink(
            block.to_source(link.start, link.end), link.href, LinkForm.INLINE, link.start, link.end,
            alternative=link.alternative,
        )
        for link in paragraph.links
    ]  # fmt: skip
    for start, end, href in bare_links(_outside(paragraph.text, paragraph.links), ()):
        span = block.to_source(start, end)
        found.append(BlockLink(span, href, LinkForm.BARE, start, end, span))
    return found


def _outside(text: str, links: Sequence[WordLink]) -> str:
    """The text with blanks for the words of the links."""
    parts: list[str] = []
    at = 0
    for link in sorted(links):
        if link.start > at:
            parts.append(text[at : link.start])
            at = link.start
        if link.end > at:
            parts.append(" " * (link.end - at))
            at = link.end
    return "".join((*parts, text[at:]))
