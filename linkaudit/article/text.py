"""Plain text and e-mail into blocks: paragraphs, quotations, lists, rules, numbered notes. Does no I/O.

Nothing in a text file is a link but an address: `[words](address)` stays as it is written. A mark such as `[1]`
carries the addresses of the note `[1] https://...`, as a reference in Markdown carries those of its definition.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from typing import NamedTuple

from linkaudit.article.bare import bare_links
from linkaudit.article.blocks import Block, BlockKind, BlockLink, Piece, Reading
from linkaudit.model import LinkForm, Role, Span

# Nobody wraps lines as long as this by hand.
_LONGEST_WRAPPED = 160
# A line that stops before this part of the usual width was ended on purpose.
_FULL = 0.75
# A note with more addresses is a bibliography: no claim rests on all of it.
_MOST_CITED = 10

_ROW = re.compile(r"(?P<quote>(?:[ \t]{0,3}>(?![\d=]))*)(?P<indent>[^\S\r\n]*)(?P<text>[^\r\n]*)(?:\r\n|\r|\n|\Z)")
_RULE = re.compile(r"(?:\*[ \t]*){3,}|(?:[-–—][ \t]*){3,}|(?:_[ \t]*){3,}|={3,}|~{3,}|#(?:[ \t]*#){2,}|-30-|⁂")
_UNDERLINE = re.compile(r"={3,}|-{3,}|~{3,}")
_ITEM = re.compile(r"(?:[-*•‣▪◦]|\d{1,2}[.)])[ \t]+(?=\S)")
_NOTE = re.compile(r"\[(?P<label>\d{1,3})\]:?[ \t]+(?=\S)")
_MARK = re.compile(r"(?<![ \t])[ \t]*(?P<mark>\[(?P<label>\d{1,3})\])")
_ANGLED = re.compile(r"(?i)<(?P<address>(?:https?://|mailto:)[^\s<>]+|[\w.+-]{1,64}@[\w.-]{1,255})>")
_FINISHED = re.compile(r"""[.!?:…]["'”’»)\]*_]*\Z""")

_Notes = Mapping[str, Sequence[BlockLink]]
"""The label of a note -> the addresses that stand in it."""


def read_text(source: str) -> Reading:
    """The blocks and addresses of a plain text. Offsets are those of `source`, whatever its line ends."""
    drafts = _drafts(tuple(_lines(source)))
    marked = {mark["label"] for draft in drafts for line in draft.lines for mark in draft.marks(line)}
    notes = {draft.label: draft for draft in reversed(drafts) if draft.label in marked}
    cited = {
        label: found
        for label, draft in notes.items()
        if label is not None and len(found := _addresses(_block(draft, {}))) <= _MOST_CITED
    }
    blocks = []
    for draft in drafts:
        is_note = draft.label in cited and notes[draft.label] is draft
        block = _block(draft, cited, Role.FURNITURE if is_note else None)
        # A note's addresses are links of the claims that it supports, where its marks stand.
        blocks.append(block if is_note else _with_links(block, _addresses(block)))
    return Reading(tuple(blocks))


# --------------------------------------------------------------------------------------------------------------
# Lines to paragraphs


class _Line(NamedTuple):
    """A line without its quotation marks, indent and trailing blanks; `start` is the offset of its text."""

    start: int
    text: str
    depth: int
    indent: int


@dataclass(slots=True)
class _Draft:
    """A paragraph in the making. `label` is the number of the note that it is."""

    kind: BlockKind
    lines: list[_Line] = field(default_factory=list)
    quote: int | None = None
    group: int | None = None
    label: str | None = None

    def marks(self, line: _Line) -> Iterator[re.Match[str]]:
        """The marks of notes in one of the lines; a note's own number is none."""
        return iter(()) if self.label is not None or "[" not in line.text else _MARK.finditer(line.text)


def _lines(source: str) -> Iterator[_Line]:
    for row in _ROW.finditer(source):
        quote, indent, text = row.groups()
        yield _Line(row.start("text"), text.rstrip(), quote.count(">"), len(indent.expandtabs()))


def _drafts(lines: Sequence[_Line]) -> list[_Draft]:
    width = _wrap_width(lines)
    drafts: list[_Draft] = []
    current: _Draft | None = None
    for line in lines:
        if not line.text:
            current = None
        elif current is not None and _underlines(line, current):
            current.kind = BlockKind.HEADING
            current = None
        elif _RULE.fullmatch(line.text):
            drafts.append(_Draft(BlockKind.RULE, [line]))
            current = None
        elif current is not None and _goes_on(current, line, width):
            current.lines.append(line)
        else:
            current = _opened(line, drafts, first=current is None or not width)
            drafts.append(current)
    return drafts


def _wrap_width(lines: Sequence[_Line]) -> int:
    """The width that the lines were wrapped at; 0 when every line is a paragraph of its own.

    It is so when most of the text stands in lines that are too long to be wrapped, or when most of the lines that
    another one follows end as a paragraph ends.
    """
    worded = [len(line.text) for line in lines if " " in line.text]
    unwrapped = sum(length for length in worded if length > _LONGEST_WRAPPED)
    followed = [line for line, after in pairwise(lines) if line.text and after.text and not _opens(after)]
    finished = sum(1 for line in followed if _FINISHED.search(line.text[-9:]))
    if 2 * unwrapped > sum(worded) or 2 * finished > len(followed):
        return 0
    return max((length for length in worded if length <= _LONGEST_WRAPPED), default=0)


def _opens(line: _Line) -> bool:
    return any(pattern.match(line.text) for pattern in (_ITEM, _NOTE)) or _RULE.fullmatch(line.text) is not None


def _underlines(line: _Line, draft: _Draft) -> bool:
    return (
        draft.kind is BlockKind.PARAGRAPH
        and len(draft.lines) == 1
        and _UNDERLINE.fullmatch(line.text) is not None
        and abs(len(line.text) - len(draft.lines[0].text)) <= 2
    )


def _goes_on(draft: _Draft, line: _Line, width: int) -> bool:
    """Whether a line carries on the paragraph of the line before it."""
    last = draft.lines[-1]
    if line.depth != last.depth or _NOTE.match(line.text):
        return False
    if _ITEM.match(line.text) and (draft.kind is BlockKind.ITEM or last.text.endswith(":")):
        return False
    if (draft.label is not None or draft.kind is BlockKind.ITEM) and line.indent >= max(1, last.indent):
        return True
    if not width or line.indent >= last.indent + 2:
        return False
    next_word = line.text.split(maxsplit=1)[0]
    return len(last.text) + 1 + len(next_word) > _FULL * width


def _opened(line: _Line, before: Sequence[_Draft], *, first: bool) -> _Draft:
    """A new paragraph. `first` tells that nothing stands right above it which it could belong to."""
    last = before[-1] if before else None
    after_item = last is not None and last.kind is BlockKind.ITEM
    after_lead_in = last is not None and last.kind is not BlockKind.RULE and last.lines[-1].text.endswith(":")
    quote = group = None
    if line.depth:
        quote = last.quote if last is not None and last.quote is not None else len(before) + 1
    note = _NOTE.match(line.text)
    item = _ITEM.match(line.text) if first or after_item or after_lead_in else None
    if item is None:
        return _Draft(BlockKind.PARAGRAPH, [line], quote, label=note["label"] if note else None)
    group = last.group if last is not None and after_item else len(before) + 1
    line = line._replace(start=line.start + item.end(), text=line.text[item.end() :], indent=line.indent + item.end())
    return _Draft(BlockKind.ITEM, [line], quote, group)


# --------------------------------------------------------------------------------------------------------------
# Paragraphs to blocks


def _block(draft: _Draft, notes: _Notes, role: Role | None = None) -> Block:
    """The lines joined by blanks; each mark of a note is left out, and stands for links instead."""
    span = Span(draft.lines[0].start, draft.lines[-1].start + len(draft.lines[-1].text))
    if draft.kind is BlockKind.RULE:
        return Block(draft.kind, span)
    pieces: list[Piece] = []
    links: list[BlockLink] = []
    length = 0
    for line in draft.lines:
        if pieces:
            pieces.append(Piece(" ", pieces[-1].end, line.start))
            length += 1
        at = 0
        for mark in draft.marks(line):
            if mark["label"] in notes:
                pieces += _pieces(line, at, mark.start())
                length += mark.start() - at
                at = mark.end()
                where = Span(line.start + mark.start("mark"), line.start + mark.end())
                links += _cited(where, max(0, length - 1), notes[mark["label"]])
        pieces += _pieces(line, at, len(line.text))
        length += len(line.text) - at
    return Block(draft.kind, span, tuple(pieces), tuple(links), draft.quote, role, draft.group)


def _pieces(line: _Line, start: int, end: int) -> Iterator[Piece]:
    if start < end:
        yield Piece(line.text[start:end], line.start + start, line.start + end)


def _cited(mark: Span, at: int, addresses: Sequence[BlockLink]) -> Iterator[BlockLink]:
    """What a mark carries: it stands with the last letter before it, so that it belongs to that sentence."""
    for found in addresses:
        yield BlockLink(mark, found.href, LinkForm.REFERENCE, at, at, href_at=found.href_span, alternative="note")


def _addresses(block: Block) -> list[BlockLink]:
    text = block.text
    found: list[BlockLink] = []
    for angled in _ANGLED.finditer(text) if "<" in text else ():
        start, end = angled.span("address")
        address = angled["address"]
        href = address if ":" in address else "mailto:" + address
        whole = block.to_source(start - 1, end + 1)
        found.append(BlockLink(whole, href, LinkForm.AUTOLINK, start, end, block.to_source(start, end)))
    if found:
        text = _ANGLED.sub(lambda angled: " " * len(angled[0]), text)
    for start, end, href in bare_links(text, ()):
        span = block.to_source(start, end)
        found.append(BlockLink(span, href, LinkForm.BARE, start, end, span))
    return found


def _with_links(block: Block, more: Sequence[BlockLink]) -> Block:
    if not more:
        return block
    links = tuple(sorted((*block.links, *more), key=lambda link: link.span))
    return Block(block.kind, block.span, block.pieces, links, block.quote, block.role, block.group)
