"""The article's running text as one string, and the way back from it to the source. Does no I/O."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

from linkaudit.article.blocks import Block, BlockKind, Piece
from linkaudit.article.sentences import sentences
from linkaudit.model import Span

_GAP = "\n\n"
_ENDS = '.!?…:;"”’»)]*'
# Words that cannot end a sentence: a paragraph that stops there was broken in copying.
_OPEN_WORDS = frozenset(
    [
        "a",
        "an",
        "the",
        "of",
        "to",
        "in",
        "on",
        "at",
        "by",
        "for",
        "from",
        "with",
        "and",
        "or",
        "but",
        "that",
        "which",
        "who",
        "whom",
        "whose",
        "as",
        "than",
        "into",
        "onto",
        "over",
        "under",
        "since",
        "because",
        "between",
        "among",
        "about",
        "against",
        "during",
        "without",
        "within",
        "its",
        "their",
        "his",
        "her",
        "our",
        "your",
        "my",
        "is",
        "are",
        "was",
        "were",
        "be",
        "been",
    ]
)


@dataclass(frozen=True)
class Prose:
    """`text` joins the blocks by blank lines; `starts` are the offsets of the blocks in it."""

    text: str
    blocks: tuple[Block, ...]
    starts: tuple[int, ...]

    def block_at(self, offset: int) -> int:
        """The index of the block that holds an offset."""
        return max(0, bisect_right(self.starts, offset) - 1)

    def block_span(self, index: int) -> Span:
        start = self.starts[index]
        return Span(start, start + len(self.blocks[index].text))

    @cached_property
    def _runs(self) -> tuple[list[int], list[tuple[int, int, int, bool]]]:
        """Where in the text each piece of the blocks begins; where it ends, its source, and whether both are as long.

        An empty block has one piece without text.
        """
        offsets: list[int] = []
        places: list[tuple[int, int, int, bool]] = []
        for at, block in zip(self.starts, self.blocks, strict=True):
            for text, first, last in block.pieces or (Piece("", block.span.start, block.span.start),):
                offsets.append(at)
                at += len(text)  # noqa: PLW2901  (the pieces of a block follow one another)
                places.append((at, first, last, len(text) == last - first))
        return offsets, places

    def to_source(self, span: Span) -> Span:
        """The source span of a range of the text, which may run over blocks."""
        offsets, places = self._runs
        if not places:
            return Span(0, 0)
        start, end = span
        index = bisect_right(offsets, start) - 1
        stop, first, last, same = places[index]
        inside = first + start - offsets[index]
        begin = min(last, inside) if same else first if start < stop else last
        if end <= start:
            return Span(begin, begin)
        if end > stop:
            index = bisect_right(offsets, end - 1, index) - 1
            _, first, last, same = places[index]
        inside = first + end - offsets[index]
        return Span(begin, min(last, inside) if same else last)


def join(blocks: Sequence[Block]) -> Prose:
    """The blocks' text, one after another."""
    starts = []
    at = 0
    for block in blocks:
        starts.append(at)
        at += len(block.text) + len(_GAP)
    # A line end inside a block is no paragraph's end, so none may stand in the text.
    return Prose(_GAP.join(block.text.replace("\n", " ") for block in blocks), tuple(blocks), tuple(starts))


def whole_sentences(prose: Prose) -> list[Span]:
    """The sentences of the text, those that were broken over two paragraphs made whole."""
    found: list[Span] = []
    for sentence in sentences(prose.text):
        if found and _goes_on(prose, found[-1], sentence):
            found[-1] = Span(found[-1].start, sentence.end)
        else:
            found.append(sentence)
    return found


def leads_in(prose: Prose, sentence: Span) -> bool:
    """Whether a sentence ends its paragraph with a colon, so that the next paragraph is what it announces."""
    return prose.text[sentence.start : sentence.end].rstrip(' *_"”').endswith(":") and _ends_block(prose, sentence)


def _goes_on(prose: Prose, before: Span, after: Span) -> bool:
    first, second = prose.block_at(before.end - 1), prose.block_at(after.start)
    if second != first + 1 or prose.blocks[first].quote != prose.blocks[second].quote:
        return False
    if not prose.blocks[first].kind is prose.blocks[second].kind is BlockKind.PARAGRAPH:
        return False
    end = prose.text[before.start : before.end].rstrip()
    starts_lower = prose.text[after.start].islower()
    if end.endswith((":", ",", ";", "—", "–")):
        return starts_lower
    if end[-1:] in _ENDS:
        return False
    last_word = end.rsplit(None, 1)[-1].lower() if end else ""
    return starts_lower or last_word in _OPEN_WORDS


def _ends_block(prose: Prose, sentence: Span) -> bool:
    index = prose.block_at(sentence.end - 1)
    return not prose.text[sentence.end : prose.block_span(index).end].strip(" *_")
