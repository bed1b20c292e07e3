"""Raw HTML into blocks: paragraphs, links and roles from the tags as they stand. Does no I/O."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from html import unescape

from linkaudit.article.blocks import Block, BlockKind, BlockLink, Piece
from linkaudit.article.tags import RAW_TEXT, Tag, tags
from linkaudit.model import LinkForm, Role, Span

_BREAKS = frozenset(
    [
        "address",
        "article",
        "aside",
        "blockquote",
        "body",
        "dd",
        "details",
        "div",
        "dl",
        "dt",
        "fieldset",
        "figcaption",
        "figure",
        "footer",
        "form",
        "h1",
        "h2",
        "h3",
        "h4",
        "h5",
        "h6",
        "head",
        "header",
        "hr",
        "html",
        "li",
        "main",
        "nav",
        "ol",
        "p",
        "pre",
        "section",
        "summary",
        "table",
        "tbody",
        "td",
        "tfoot",
        "th",
        "thead",
        "tr",
        "ul",
    ]
)
_FURNITURE = frozenset({"nav", "footer", "form"})
_KINDS = {"li": BlockKind.ITEM, "td": BlockKind.CELL, "th": BlockKind.CELL}
_VOID = frozenset(
    {"area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "track", "wbr"}
)
# Elements that are links by themselves, and the attribute that holds the address.
_ELEMENTS = {
    "img": ("src", LinkForm.HTML),
    "blockquote": ("cite", LinkForm.HTML),
    "q": ("cite", LinkForm.HTML),
    "iframe": ("src", LinkForm.EMBED),
    "video": ("src", LinkForm.EMBED),
    "audio": ("src", LinkForm.EMBED),
    "embed": ("src", LinkForm.EMBED),
    "object": ("data", LinkForm.EMBED),
}
_RUN = re.compile(r"&(?:#\d{1,7}|#[xX][0-9a-fA-F]{1,6}|[A-Za-z][A-Za-z0-9]{1,31});|[ \t\r\n\f]+|[^& \t\r\n\f]+|&")


def markup_blocks(source: str, span: Span, *, quote: int | None = None, group: int | None = None) -> Iterator[Block]:
    """The blocks of a stretch of raw HTML. `quote` and `group` are those of the surrounding document."""
    builder = _Builder(source, quote, group)
    at = span.start
    for tag in tags(source, span.start, span.end):
        builder.text(at, tag.span.start)
        yield from builder.tag(tag)
        at = tag.span.end
    builder.text(at, span.end)
    yield from builder.flush()


def element_link(tag: Tag, at: int) -> BlockLink | None:
    """The link of an element that is one by itself (a picture, a player, a cited quotation), at `at` of its block."""
    attribute, form = _ELEMENTS.get(tag.name, ("", LinkForm.HTML))
    value = tag.attributes.get(attribute)
    if value is None or tag.closing:
        return None
    alternative = tag.value("alt") or tag.value("title")
    return BlockLink(tag.span, value.text, form, at, at, value.span, alternative=alternative)


@dataclass
class _Open:
    name: str
    tag: Tag


@dataclass
class _Builder:
    source: str
    quote: int | None
    group: int | None
    stack: list[_Open] = field(default_factory=list)
    pieces: list[Piece] = field(default_factory=list)
    links: list[BlockLink] = field(default_factory=list)
    anchors: list[tuple[Tag, int]] = field(default_factory=list)
    length: int = 0

    def text(self, start: int, end: int) -> None:
        if start >= end or (self.stack and self.stack[-1].name in RAW_TEXT):
            return
        for run in _RUN.finditer(self.source, start, end):
            words = run[0]
            if words[0] == "&" and len(words) > 1:
                words = unescape(words)
            elif words.isspace():
                if not self.pieces or self.pieces[-1].text.endswith(" "):
                    continue
                words = " "
            self._add(words, run.start(), run.end())

    def _add(self, words: str, start: int, end: int) -> None:
        self.pieces.append(Piece(words, start, end))
        self.length += len(words)

    def tag(self, tag: Tag) -> Iterator[Block]:
        if tag.name in _BREAKS:
            yield from self.flush()
        if tag.closing:
            self._close(tag)
            return
        self._link(tag)
        if tag.name not in _VOID:
            self.stack.append(_Open(tag.name, tag))
        if tag.name == "br" and self.pieces:
            self._add(" ", *tag.span)

    def _close(self, tag: Tag) -> None:
        if tag.name == "a" and self.anchors:
            opening, at = self.anchors.pop()
            self._anchor(opening, at, tag.span.end)
        for index in range(len(self.stack) - 1, max(-1, len(self.stack) - 64), -1):
            if self.stack[index].name == tag.name:
                del self.stack[index:]
                return

    def _link(self, tag: Tag) -> None:
        if tag.name == "a" and "href" in tag.attributes:
            self.anchors.append((tag, self.length))
        elif (link := element_link(tag, self.length)) is not None:
            self.links.append(link)

    def _anchor(self, opening: Tag, at: int, end: int) -> None:
        value = opening.attributes["href"]
        span = Span(opening.span.start, end)
        self.links.append(BlockLink(span, value.text, LinkForm.HTML, at, self.length, value.span))

    def flush(self) -> Iterator[Block]:
        """The block collected so far, if it says or links anything; open anchors go on in the next one."""
        for opening, at in self.anchors:
            self._anchor(opening, at, self.pieces[-1].end if self.pieces else opening.span.end)
        self.anchors.clear()
        pieces, links = tuple(self.pieces), tuple(sorted(self.links, key=lambda link: link.span))
        self.pieces, self.links, self.length = [], [], 0
        if not links and not any(piece.text.strip() for piece in pieces):
            return
        starts = [piece.start for piece in pieces] + [link.span.start for link in links]
        ends = [piece.end for piece in pieces] + [link.span.end for link in links]
        yield Block(self._kind(), Span(min(starts), max(ends)), pieces, links, self._quote(), self._role(), self.group)

    def _kind(self) -> BlockKind:
        for opened in reversed(self.stack):
            if re.fullmatch("h[1-6]", opened.name):
                return BlockKind.HEADING
            if opened.name in _KINDS:
                return _KINDS[opened.name]
        return BlockKind.PARAGRAPH

    def _quote(self) -> int | None:
        inner = next((opened.tag.span.start for opened in self.stack if opened.name == "blockquote"), None)
        # Negative numbers keep these apart from the quotations that Markdown itself counts.
        return self.quote if inner is None or self.quote is not None else -inner - 1

    def _role(self) -> Role | None:
        for opened in self.stack:
            if opened.name in _FURNITURE:
                return Role.FURNITURE
            if opened.name == "blockquote" and "twitter-tweet" in (opened.tag.value("class") or ""):
                return Role.EMBED
        return None
