"""An article as a reader sees it: blocks of running text, with each claim and link marked where it stands.

Laws: pure, no I/O. Every claim and every link of the text appears once and in order; markup is left out as far as it
can be told from words. What comes back is untrusted text.
"""

from __future__ import annotations

import html
import re
from bisect import bisect_left
from collections import deque
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from itertools import islice, pairwise
from typing import TypeVar

from linkaudit.model import Article, Claim, Format, Link, LinkForm, Span

T = TypeVar("T")


class BlockKind(StrEnum):
    """What a stretch of running text is."""

    HEADING = "heading"
    QUOTE = "quote"
    ITEM = "item"
    CODE = "code"
    PARAGRAPH = "paragraph"


@dataclass(frozen=True, slots=True)
class Piece:
    """Words in a row that belong to the same claim, or to none, and to the same link, or to none."""

    text: str
    claim: Claim | None = None
    link: Link | None = None


@dataclass(frozen=True, slots=True)
class TextBlock:
    """A paragraph, heading, list item or the like: its place in the source, and its words."""

    kind: BlockKind
    span: Span
    pieces: tuple[Piece, ...]


_FRONT_MATTER = re.compile(
    r"\A(?:---[ \t]*\r?\n.*?^(?:---|\.\.\.)[ \t]*$|\+\+\+[ \t]*\r?\n.*?^\+\+\+[ \t]*$)", re.DOTALL | re.MULTILINE
)
_PARAGRAPH = re.compile(r"(?:[^\n]*\S[^\n]*(?:\n|\Z))+")
_LINE = re.compile(r"[^\n]*\S[^\n]*")
_HEADING = re.compile(r"^ {0,3}#{1,6}\s+|\n {0,3}(?:=+|-+)[ \t]*$")
_ITEM = re.compile(r"^\s*(?:[-*+]|\d{1,9}[.)])\s+")
_QUOTE = re.compile(r"^[ \t]*>[ \t>]*", re.MULTILINE)
_FENCE = re.compile(r"^ {0,3}(?:```|~~~)")
_EMPHASIS = re.compile(r"(\*\*|__|\*|`+|(?<!\w)_|_(?!\w))")
_ESCAPE = re.compile(r"\\([!-/:-@\[-`{-~])")
_TAG = re.compile(r"<!--.*?(?:-->|\Z)|</?[A-Za-z][^<>]*>", re.DOTALL)
_UNSEEN = re.compile(
    r"(?is)<(script|style|head|template|noscript|svg)\b.*?(?:</\1\s*>|\Z)|<!--.*?(?:-->|\Z)|<![a-z][^>]*>"
)
_BLOCK_TAG = re.compile(
    r"(?i)</?(?:address|article|aside|blockquote|body|br|dd|div|dl|dt|fieldset|figcaption|figure|footer|form|h[1-6]|"
    r"header|hr|html|li|main|nav|ol|p|pre|section|table|tbody|td|tfoot|th|thead|tr|ul)\b[^<>]*>"
)
_TAG_KIND = {"blockquote": BlockKind.QUOTE, "li": BlockKind.ITEM, "pre": BlockKind.CODE}


def text_blocks(article: Article) -> list[TextBlock]:
    """The running text of an article, in the order of its source; blocks without a word are left out."""
    claims = sorted(article.claims, key=lambda claim: claim.span)
    links = [link for link in article.links if link.form is not LinkForm.IMAGE]
    cuts = _Cuts(article, claims, links)
    found = (TextBlock(kind, span, tuple(cuts.pieces(span))) for kind, span in _ranges(article))
    return [block for block in found if any(piece.text.strip() for piece in block.pieces)]


def _ranges(article: Article) -> Iterator[tuple[BlockKind, Span]]:
    match article.format:
        case Format.HTML:
            return _html_ranges(article.source)
        case Format.DOCX:
            return ((BlockKind.PARAGRAPH, Span(*line.span())) for line in _LINE.finditer(article.source))
        case Format.TEXT:
            return ((BlockKind.PARAGRAPH, Span(*found.span())) for found in _PARAGRAPH.finditer(article.source))
        case Format.MARKDOWN:
            return _markdown_ranges(article.source)


def _markdown_ranges(source: str) -> Iterator[tuple[BlockKind, Span]]:
    front = _FRONT_MATTER.match(source)
    for found in _PARAGRAPH.finditer(source, front.end() if front else 0):
        text = found[0]
        if _FENCE.match(text):
            kind = BlockKind.CODE
        elif _HEADING.search(text.rstrip("\n")):
            kind = BlockKind.HEADING
        elif _QUOTE.match(text):
            kind = BlockKind.QUOTE
        elif _ITEM.match(text):
            yield from _items(text, found.start())
            continue
        else:
            kind = BlockKind.PARAGRAPH
        yield kind, Span(*found.span())


def _items(text: str, offset: int) -> Iterator[tuple[BlockKind, Span]]:
    starts = [found.start() for found in re.finditer(_ITEM.pattern, text, re.MULTILINE)]
    for start, end in zip(starts, [*starts[1:], len(text)], strict=True):
        yield BlockKind.ITEM, Span(offset + start, offset + end)


def _html_ranges(source: str) -> Iterator[tuple[BlockKind, Span]]:
    unseen = [Span(*found.span()) for found in _UNSEEN.finditer(source)]
    at, kind = 0, BlockKind.PARAGRAPH
    edges = [(found.start(), found.end(), found[0]) for found in _BLOCK_TAG.finditer(source)]
    for start, end, tag in [*edges, (len(source), len(source), "")]:
        yield from ((kind, part) for part in _without(Span(at, start), unseen))
        name = re.sub(r"[^a-z0-9].*", "", tag.lower().lstrip("</"))
        if tag.startswith("</"):
            kind = BlockKind.PARAGRAPH
        elif name in _TAG_KIND:
            kind = _TAG_KIND[name]
        elif re.fullmatch(r"h[1-6]", name):
            kind = BlockKind.HEADING
        at = end


def _without(span: Span, holes: Sequence[Span]) -> Iterator[Span]:
    at = span.start
    for hole in islice(holes, max(bisect_left(holes, span) - 1, 0), None):
        if hole.start >= span.end:
            break
        if hole.start > at:
            yield Span(at, hole.start)
        at = max(at, hole.end)
    if at < span.end:
        yield Span(at, span.end)


class _Cuts:
    """Cuts a span of the source where a claim or a link begins or ends."""

    def __init__(self, article: Article, claims: Sequence[Claim], links: Sequence[Link]) -> None:
        self._article = article
        self._claims, self._claim_starts = claims, [claim.span.start for claim in claims]
        self._links, self._link_starts = links, [link.span.start for link in links]

    def pieces(self, span: Span) -> Iterator[Piece]:
        links = [link for link in self._near(self._links, self._link_starts, span) if span.covers(link.span)]
        claims = [claim for claim in self._near(self._claims, self._claim_starts, span) if claim.span.overlaps(span)]
        inside = {link.span.start: link for link in links}
        edges = {span.start, span.end, *(edge for link in links for edge in link.span)}
        edges |= {edge for claim in claims for edge in claim.span if span.covers(Span(edge, edge))} - _within(links)
        waiting = deque(claims)
        for start, end in pairwise(sorted(edges)):
            while waiting and waiting[0].span.end <= start:
                waiting.popleft()
            claim = waiting[0] if waiting and waiting[0].span.start <= start else None
            link = inside.get(start)
            text = link.text if link is not None else self._words(self._article.source[start:end], start == span.start)
            if text:
                yield Piece(text, claim, link)

    @staticmethod
    def _near(items: Sequence[T], starts: Sequence[int], span: Span) -> Iterable[T]:
        return items[max(bisect_left(starts, span.start) - 1, 0) : bisect_left(starts, span.end)]

    def _words(self, text: str, opens: bool) -> str:
        match self._article.format:
            case Format.HTML:
                return html.unescape(_TAG.sub("", text))
            case Format.MARKDOWN:
                return _plain_markdown(text, opens)
            case Format.TEXT | Format.DOCX:
                return text


def _within(links: Iterable[Link]) -> set[int]:
    """The offsets inside of links, where nothing is cut."""
    return {at for link in links for at in range(link.span.start + 1, link.span.end)}


def _plain_markdown(text: str, opens: bool) -> str:
    if opens:
        text = _ITEM.sub("", _HEADING.sub("", _QUOTE.sub("", text)))
    else:
        text = _QUOTE.sub("", text) if "\n" in text else text
    text = _EMPHASIS.sub("", _TAG.sub("", text))
    return html.unescape(_ESCAPE.sub(r"\1", text))
