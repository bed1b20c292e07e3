"""Blocks: what every reader (Markdown, HTML, text, DOCX) turns an article into, and what claims are found in.

A block is one paragraph-like stretch of rendered text that knows, code point by code point, where it stands in the
article's source. Does no I/O.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from functools import cached_property
from typing import NamedTuple

from linkaudit.model import Directive, LinkForm, PublishedFrom, Role, Span, UndefinedReference


class BlockKind(StrEnum):
    PARAGRAPH = "paragraph"
    HEADING = "heading"
    ITEM = "item"
    CELL = "cell"
    RULE = "rule"


class Piece(NamedTuple):
    """A run of rendered text and the source that it was rendered from.

    When both are equally long they correspond code point by code point; else (an entity, a folded line end) the
    rendered run stands for the whole source run.
    """

    text: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class BlockLink:
    """A link as a reader found it: `start` and `end` are offsets into its block's rendered text.

    `resolved` is the address that a reader of the article gets to where the format makes it from `href` by rules of
    its own (HTML: character references, `<base>`). `asked` is False for an address that is no source of the text: the
    article's own, and the original that a Robust Link's author has given up for its copy.
    """

    span: Span
    href: str
    form: LinkForm
    start: int
    end: int
    href_span: Span | None = None
    href_at: Span | None = None
    alternative: str | None = None
    resolved: str | None = None
    asked: bool = True


@dataclass(frozen=True)
class Block:
    """`span` is the block in the source. `quote` numbers the block quotation it stands in, or is None.

    `role` is set by a reader that knows it from the format (an HTML footer, a tweet's block quotation); otherwise
    the words decide. `group` numbers blocks that belong together (one list, one embed).
    """

    kind: BlockKind
    span: Span
    pieces: tuple[Piece, ...] = ()
    links: tuple[BlockLink, ...] = ()
    quote: int | None = None
    role: Role | None = None
    group: int | None = None

    @cached_property
    def text(self) -> str:
        return "".join([piece.text for piece in self.pieces])

    @cached_property
    def _starts(self) -> list[int]:
        starts = []
        at = 0
        for piece in self.pieces:
            starts.append(at)
            at += len(piece.text)
        return starts

    def to_source(self, start: int, end: int) -> Span:
        """The source span of a range of the rendered text."""
        if not self.pieces or end <= start:
            at = self._offset(start)
            return Span(at, at)
        return Span(self._offset(start), self._offset(end - 1, after=True))

    def _offset(self, at: int, *, after: bool = False) -> int:
        if not self.pieces:
            return self.span.start
        index = max(0, bisect_right(self._starts, at) - 1)
        piece = self.pieces[index]
        inside = at - self._starts[index]
        if len(piece.text) != piece.end - piece.start:
            return piece.end if after or inside >= len(piece.text) else piece.start
        return min(piece.end, piece.start + inside + after)


@dataclass(frozen=True, slots=True)
class Metadata:
    """What an article says of itself outside its text."""

    title: str | None = None
    byline: str | None = None
    published: date | None = None
    language: str | None = None
    outlets: tuple[str, ...] = ()
    published_from: PublishedFrom = PublishedFrom.FRONT_MATTER


@dataclass(frozen=True, slots=True)
class Reading:
    """What a reader found: the blocks in the order of the source, and what is no block."""

    blocks: tuple[Block, ...]
    metadata: Metadata = field(default_factory=Metadata)
    anchors: frozenset[str] = frozenset()
    undefined_references: tuple[UndefinedReference, ...] = ()
    too_deep: tuple[Span, ...] = ()
    directives: tuple[Directive, ...] = ()


def anchor_of(heading: str) -> str:
    """The anchor that site generators make of a heading (GitHub's and Hugo's rule for plain words)."""
    kept = "".join(letter for letter in heading.strip().lower() if letter.isalnum() or letter in " -_")
    return kept.replace(" ", "-")


def headings(blocks: Iterable[Block]) -> frozenset[str]:
    """The anchors of all headings."""
    return frozenset(anchor_of(block.text) for block in blocks if block.kind is BlockKind.HEADING)
