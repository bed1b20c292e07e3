"""One inline block of Markdown: the tokenizer's steps into rendered text and links with exact spans. Does no I/O."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

from markdown_it.helpers import parseLinkDestination

from linkaudit.article.bare import bare_links
from linkaudit.article.blocks import Block, BlockKind, BlockLink, Piece
from linkaudit.article.inline import Event, Step
from linkaudit.article.markup import element_link
from linkaudit.article.tags import Tag, tags
from linkaudit.model import LinkForm, Span, UndefinedReference

Definitions = Callable[[str], tuple[str, Span | None]]
"""From a reference label to its destination as written, and where that stands."""

_UNDEFINED = re.compile(r"\[(?P<text>[^\[\]\n]{1,200})\]\[(?P<label>[^\[\]\n]{0,200})\]")


class Offsets:
    """Offsets into an inline block's content -> offsets into the source."""

    def __init__(self, table: list[tuple[int, int]]) -> None:
        self._table = table
        self._index = 0

    def at(self, offset: int) -> int:
        table = self._table
        index = self._index if table[self._index][0] <= offset else 0
        while index + 1 < len(table) and table[index + 1][0] <= offset:
            index += 1
        self._index = index
        return table[index][1] + offset - table[index][0]

    def end(self, offset: int) -> int:
        """The source offset just after the code point before `offset`."""
        return self.at(offset - 1) + 1 if offset else self.at(0)

    def span(self, start: int, end: int) -> Span:
        return Span(self.at(start), max(self.at(start), self.end(end)))


class BlockBuilder:
    """Steps of one inline block -> pieces of rendered text and links."""

    def __init__(self, source: str, content: str, offsets: Offsets, definition: Definitions) -> None:
        self.source = source
        self.content = content
        self.offsets = offsets
        self.definition = definition
        self.pieces: list[Piece] = []
        self.links: list[BlockLink] = []
        self.length = 0
        self._code: list[tuple[int, int]] = []

    def take(self, steps: list[Step]) -> None:
        open_links: list[tuple[Step, int]] = []
        open_anchors: list[tuple[Tag, int]] = []
        label_end = 0
        for step in steps:
            match step.event:
                case Event.TEXT | Event.LINE_END:
                    self._render(step.rendered, step.start, step.end)
                case Event.CODE:
                    self._code.append((self.length, self.length + len(step.text)))
                    code = self.content[step.start : step.end].replace("\n", " ")
                    inside = step.start + max(0, code.find(step.text))
                    self._render(step.text, inside, inside + len(step.text))
                case Event.LINK:
                    open_links.append((step, self.length))
                case Event.LINK_END:
                    opening, at = open_links.pop()
                    self.links.append(self._link(opening, max(label_end, opening.start + 1), at))
                case Event.IMAGE:
                    self.links.append(self._image(step))
                case Event.AUTOLINK:
                    self._autolink(step)
                case Event.HTML:
                    self._html(step, open_anchors)
            label_end = step.end
        for tag, at in open_anchors:
            self.links.append(self._anchor(tag, tag.span.end, at))
        self._bare()
        self.links.sort(key=lambda link: link.span)

    def _render(self, text: str, start: int, end: int) -> None:
        if text:
            self.pieces.append(Piece(text, *self.offsets.span(start, end)))
            self.length += len(text)

    def _link(self, step: Step, label_end: int, at: int) -> BlockLink:
        span = self.offsets.span(step.start, step.end)
        if label_end + 1 < step.end and self.content[label_end + 1] == "(":
            start = label_end + 2
            while self.content[start] in " \t\n":
                start += 1
            result = parseLinkDestination(self.content, start, step.end)
            end = result.pos if result.ok else start
            if self.content[start:end].startswith("<"):
                start, end = start + 1, end - 1
            href_span = (
                self.offsets.span(start, end) if end > start else Span(self.offsets.at(start), self.offsets.at(start))
            )
            return BlockLink(span, href_span.slice(self.source), LinkForm.INLINE, at, self.length, href_span)
        assert step.token is not None
        href, href_at = self.definition(step.token.meta["label"])
        return BlockLink(span, href, LinkForm.REFERENCE, at, self.length, href_at=href_at)

    def _image(self, step: Step) -> BlockLink:
        assert step.token is not None
        span = self.offsets.span(step.start, step.end)
        label = step.token.meta.get("label")
        at = self.length
        if label is not None:
            href, href_at = self.definition(label)
            return BlockLink(span, href, LinkForm.IMAGE, at, at, href_at=href_at, alternative=step.text)
        open_at = self.content.rfind("](", step.start, step.end) + 2
        while self.content[open_at] in " \t\n":
            open_at += 1
        result = parseLinkDestination(self.content, open_at, step.end)
        end = result.pos if result.ok else open_at
        if self.content[open_at:end].startswith("<"):
            open_at, end = open_at + 1, end - 1
        href_span = Span(self.offsets.at(open_at), self.offsets.at(open_at) + end - open_at)
        href = href_span.slice(self.source)
        return BlockLink(span, href, LinkForm.IMAGE, at, at, href_span, alternative=step.text)

    def _autolink(self, step: Step) -> None:
        at = self.length
        self._render(step.text, step.start + 1, step.end - 1)
        href = step.text if ":" in step.text else "mailto:" + step.text
        span = self.offsets.span(step.start, step.end)
        href_span = Span(span.start + 1, span.end - 1)
        self.links.append(BlockLink(span, href, LinkForm.AUTOLINK, at, self.length, href_span))

    def _html(self, step: Step, open_anchors: list[tuple[Tag, int]]) -> None:
        span = self.offsets.span(step.start, step.end)
        tag = next(tags(self.source, span.start, span.end), None)
        if tag is None:
            return
        if tag.name == "a" and tag.closing:
            if open_anchors:
                opening, at = open_anchors.pop()
                self.links.append(self._anchor(opening, span.end, at))
        elif tag.name == "a" and "href" in tag.attributes:
            open_anchors.append((tag, self.length))
        elif (link := element_link(tag, self.length)) is not None:
            self.links.append(link)
        elif tag.name == "br":
            self._render(" ", step.start, step.end)

    def _anchor(self, tag: Tag, end: int, at: int) -> BlockLink:
        value = tag.attributes["href"]
        return BlockLink(Span(tag.span.start, end), value.text, LinkForm.HTML, at, self.length, value.span)

    def _bare(self) -> None:
        text = "".join(piece.text for piece in self.pieces)
        if "@" not in text and "://" not in text and "www." not in text.lower() and "pic.twitter" not in text:
            return
        taken = [(link.start, link.end) for link in self.links] + self._code
        block = Block(BlockKind.PARAGRAPH, Span(0, 0), tuple(self.pieces))
        for start, end, href in bare_links(text, taken):
            span = block.to_source(start, end)
            self.links.append(BlockLink(span, href, LinkForm.BARE, start, end, span))

    def undefined(self, block: Block) -> Iterator[UndefinedReference]:
        """`[text][label]` that stayed text: its label is defined nowhere."""
        if "][" not in block.text:
            return
        taken = [(link.start, link.end) for link in self.links] + self._code
        for found in _UNDEFINED.finditer(block.text):
            start, end = found.span()
            if not any(start < right and left < end for left, right in taken):
                yield UndefinedReference(block.to_source(start, end), found["label"] or found["text"])
