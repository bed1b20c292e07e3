"""One inline text of Markdown as rendered text and links, each with its exact place in the source. Does no I/O."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from operator import attrgetter, itemgetter
from typing import NamedTuple

from markdown_it.common.utils import unescapeAll

from linkaudit.article.bare import bare_links
from linkaudit.article.blocks import Block, BlockKind, BlockLink, Piece
from linkaudit.article.html_links import Base, anchor, element_links, robust_links
from linkaudit.article.inline import SHOWN, SPECIAL, UNSHOWN, Found, Inline, Mark, Run, scan
from linkaudit.article.shortcodes import TemplateLink
from linkaudit.article.tags import Tag, tags
from linkaudit.article.templates import Template, templates_in
from linkaudit.model import LinkForm, Span, UndefinedReference

_SHOWN_RUN = re.compile(SHOWN + "+")
_NO_BASE = Base()
_STAND_INS = re.compile(f"[{SHOWN}{UNSHOWN}]+")


class Offsets:
    """Offsets into an inline text -> offsets into the source, from the place of each line of it."""

    def __init__(self, table: Sequence[tuple[int, int]]) -> None:
        self.shift = table[0][1] - table[0][0] if len(table) == 1 else None
        self._table = table

    def at(self, offset: int) -> int:
        if self.shift is not None:
            return offset + self.shift
        start, place = self._table[max(0, bisect_right(self._table, offset, key=itemgetter(0)) - 1)]
        return offset + place - start

    def span(self, start: int, end: int) -> Span:
        """The source of a range, without the line end or backslash that may follow it."""
        if self.shift is not None:
            return Span(start + self.shift, end + self.shift)
        first = self.at(start)
        return Span(first, max(first, self.at(end - 1) + 1) if end > start else first)


@dataclass(frozen=True, slots=True)
class Document:
    """What an inline text needs to know of the article around it.

    `definition` gives a reference label's destination as written and its place; `notes` are the footnotes.
    """

    source: str
    labels: Mapping[str, object]
    notes: Mapping[str, Span]
    templates: Sequence[Template]
    template_starts: Sequence[int]
    definition: Callable[[str], tuple[str, Span | None]]


class Rendered(NamedTuple):
    """What a reader sees of one inline text, and what its author meant for a link in vain."""

    pieces: tuple[Piece, ...]
    links: tuple[BlockLink, ...]
    undefined: tuple[UndefinedReference, ...]


def render(document: Document, content: str, offsets: Offsets) -> Rendered:
    """Read and render one inline text; `offsets` say where it stands."""
    if SPECIAL.search(content) is None:
        place = offsets.span(0, len(content))
        return Rendered((Piece(content, *place),), tuple(_bare_in_line(content, place.start)), ())
    inline = scan(content, document.labels, document.notes)
    return _Renderer(document, content, offsets, inline).render()


class _Renderer:
    def __init__(self, document: Document, content: str, offsets: Offsets, inline: Inline) -> None:
        self.document = document
        self.content = content
        self.offsets = offsets
        self.inline = inline
        self.masked = SHOWN in content or UNSHOWN in content
        self.pieces: list[Piece] = []
        self.heights: list[int] = []
        self.links: list[BlockLink] = []
        self.undefined: list[UndefinedReference] = []

    def render(self) -> Rendered:
        self._pieces()
        anchors: list[tuple[Tag, int]] = []
        components: list[tuple[Template, int]] = []
        for mark in self.inline.marks:
            match mark.found:
                case Found.CODE:
                    pass
                case Found.HTML:
                    self._html(mark, anchors)
                case Found.TEMPLATE:
                    self._template(mark, components)
                case Found.UNDEFINED:
                    self._undefined(mark)
                case _:
                    self.links.append(self._link(mark))
        for tag, at in anchors:
            self._anchor(tag, tag.span.end, at, self.heights[-1])
        for template, at in components:
            self._component(template, template.span.end, at, self.heights[-1])
        self._bare()
        if len(self.links) > 1:
            self.links.sort(key=attrgetter("span"))
        return Rendered(tuple(self.pieces), tuple(self.links), tuple(self.undefined))

    def _pieces(self) -> None:
        """The visible runs in order, and for every node how much text stands before it."""
        code = {mark.first for mark in self.inline.marks if mark.found is Found.CODE} if self.masked else frozenset()
        span, pieces, heights = self.offsets.span, self.pieces, self.heights
        height = 0
        for index, node in enumerate(self.inline.nodes):
            heights.append(height)
            if isinstance(node, Run):
                text, start, end = node
                if self.masked and _STAND_INS.search(text) is not None:
                    height += self._generated(node, whole=index in code)
                    continue
            else:
                text = node.marker * node.rest
                start, end = node.start + node.left, node.end - node.right
            if text:
                pieces.append(Piece(text, *span(start, end)))
                height += len(text)
        heights.append(height)

    def _generated(self, run: Run, *, whole: bool) -> int:
        """Text that stand-ins cover: shown as written where a reader sees anything; its length."""
        length = 0
        for found in [re.match("", run.text)] if whole else _SHOWN_RUN.finditer(run.text):
            assert found is not None
            start, end = (run.start, run.end) if whole else (run.start + found.start(), run.start + found.end())
            place = self.offsets.span(start, end)
            text = place.slice(self.document.source)
            self.pieces.append(Piece(text, *place))
            length += len(text)
        return length

    def _link(self, mark: Mark) -> BlockLink:
        span = self.offsets.span(mark.start, mark.end)
        first, last = self.heights[mark.first], self.heights[mark.last]
        match mark.found:
            case Found.AUTOLINK:
                href = mark.text if ":" in mark.text else "mailto:" + mark.text
                inside = Span(span.start + 1, span.end - 1)
                return BlockLink(span, href, LinkForm.AUTOLINK, first, last, inside, resolved=href)
            case Found.NOTE:
                label = mark.label or ""
                place = self.document.notes[label]
                shown = f"[{self.content[mark.start + 2 : mark.end - 1]}]"
                return BlockLink(
                    span, f"#fn:{label}", LinkForm.REFERENCE, first, last, href_at=place, alternative=shown
                )
            case found:
                image = found is Found.IMAGE
                alternative = _STAND_INS.sub("", mark.text) if image else None
                form = LinkForm.IMAGE if image else LinkForm.REFERENCE if mark.href is None else LinkForm.INLINE
        if mark.href is None:
            href, href_at = self.document.definition(mark.label or "")
            href_span = None
        else:
            href_at = None
            href_span = self.offsets.span(*mark.href)
            href = href_span.slice(self.document.source)
        resolved = unescapeAll(href) if "\\" in href or "&" in href else href
        return BlockLink(span, href, form, first, last, href_span, href_at, alternative, resolved)

    def _html(self, mark: Mark, anchors: list[tuple[Tag, int]]) -> None:
        span = self.offsets.span(mark.start, mark.end)
        tag = next(tags(self.document.source, span.start, span.end), None)
        at = self.heights[mark.first]
        if tag is None:
            return
        if tag.name == "a" and tag.closing:
            if anchors:
                opening, start = anchors.pop()
                self._anchor(opening, span.end, start, at)
        elif tag.name == "a" and "href" in tag.attributes:
            anchors.append((tag, at))
        elif not tag.closing:
            self.links.extend(element_links(tag, at, _NO_BASE))

    def _anchor(self, tag: Tag, end: int, first: int, last: int) -> None:
        link = anchor(tag, end, first, last, _NO_BASE)
        self.links += [link, *robust_links(tag, link)]

    def _template(self, mark: Mark, components: list[tuple[Template, int]]) -> None:
        at = self.heights[mark.first]
        document = self.document
        place = self.offsets.span(mark.start, mark.end)
        for template in templates_in(document.templates, document.template_starts, place):
            self.links.extend(template_link(link, at) for link in template.links)
            if template.anchor is not None:
                components.append((template, at))
            elif template.closes and components and components[-1][0].name == template.name:
                self._component(components[-1][0], template.span.end, components.pop()[1], at)

    def _component(self, template: Template, end: int, first: int, last: int) -> None:
        link = template.anchor
        assert link is not None
        span = Span(template.span.start, end)
        self.links.append(BlockLink(span, link.href, link.form, first, last, link.href_span))

    def _undefined(self, mark: Mark) -> None:
        span = self.offsets.span(mark.start, mark.end)
        if not self.undefined or self.undefined[-1].span.end <= span.start:
            self.undefined.append(UndefinedReference(span, mark.label or ""))

    def _bare(self) -> None:
        text = "".join([piece.text for piece in self.pieces])
        if not _may_hold_bare(text):
            return
        taken = [(link.start, link.end) for link in self.links]
        code = [mark for mark in self.inline.marks if mark.found is Found.CODE]
        taken += [(self.heights[mark.first], self.heights[mark.last]) for mark in code]
        block = Block(BlockKind.PARAGRAPH, Span(0, 0), tuple(self.pieces))
        for start, end, href in bare_links(text, taken):
            self.links.append(_bare_link(block.to_source(start, end), start, end, href))


def _bare_in_line(content: str, shift: int) -> list[BlockLink]:
    """The bare links of a text without markup and on one line, which stands at `shift`."""
    if not _may_hold_bare(content):
        return []
    return [
        _bare_link(Span(start + shift, end + shift), start, end, href) for start, end, href in bare_links(content, [])
    ]


def _may_hold_bare(text: str) -> bool:
    return "://" in text or "@" in text or "www." in (lowered := text.lower()) or "pic." in lowered


def _bare_link(span: Span, start: int, end: int, href: str) -> BlockLink:
    return BlockLink(span, href, LinkForm.BARE, start, end, span, resolved=href)


def template_link(link: TemplateLink, at: int) -> BlockLink:
    """A template's link, at `at` of its block's text."""
    return BlockLink(link.span, link.href, link.form, at, at, link.href_span)


def unclaimed_links(document: Document, span: Span, blocks: Sequence[Block]) -> Iterator[BlockLink]:
    """The links of templates in a stretch of raw HTML that none of its `blocks` holds already."""
    held = [link.span for block in blocks for link in block.links]
    for template in templates_in(document.templates, document.template_starts, span):
        links = [*template.links, *([template.anchor] if template.anchor is not None else [])]
        if links and not any(place.covers(template.span) for place in held):
            yield from (template_link(link, 0) for link in links)
