"""Markdown as newsrooms write it (CommonMark, GFM, footnotes, front matter, raw HTML, templates, MDX) into blocks.

markdown-it-py reads the blocks; their text is read by a scanner of our own, since the library keeps no positions
there. Line ends and templates are covered by text of the same length before parsing, so that every offset is an
offset into the article as it stands. Does no I/O.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from itertools import islice
from typing import TYPE_CHECKING, Any

from markdown_it import MarkdownIt
from markdown_it.common.utils import unescapeAll

from linkaudit.article.blocks import Block, BlockKind, Reading, headings
from linkaudit.article.frontmatter import front_matter
from linkaudit.article.markdown_block import Document, Offsets, render, unclaimed_links
from linkaudit.article.markdown_rules import DEEPEST, NOTES, TOO_DEEP, Blocks, cells
from linkaudit.article.markup import markup_blocks
from linkaudit.article.templates import cover, find_templates
from linkaudit.model import Span, UndefinedReference

if TYPE_CHECKING:
    from markdown_it.token import Token

_DESTINATION = re.compile(r"\]:[\s>]*(?:<(?P<angled>(?:[^<>\n\\]|\\.)*)>|(?P<plain>\S+))")
_LEAVES = {
    "list": BlockKind.ITEM,
    "note": BlockKind.ITEM,
    "definition": BlockKind.ITEM,
    "table": BlockKind.CELL,
}


def read_markdown(source: str) -> Reading:
    """The blocks, links and metadata of a Markdown article."""
    return _Reader(source).read()


@cache
def _parser(*, mdx: bool) -> MarkdownIt:
    """A parser of blocks. MDX knows no indented code."""
    parser = MarkdownIt()
    parser.block = blocks = Blocks()
    # The library's own limit drops what lies deeper; ours is a rule.
    parser.configure("commonmark", {"maxNesting": 10 * DEEPEST, "tasklists": True})
    blocks.use_rules()
    if mdx:
        parser.disable("code")
    parser.core.ruler.enableOnly(["block"])  # `_with_line_feeds` has normalised the text
    parser.validateLink = lambda url: True  # type: ignore[method-assign]  # noqa: ARG005  # a javascript: link is a finding, not text
    parser.normalizeLink = lambda url: url  # type: ignore[method-assign]  # what was written is looked for in the source
    return parser


@dataclass(frozen=True, slots=True)
class _Container:
    """Where in the document's tree a block stands: in which block quotation, which group, which kind of container."""

    name: str = ""
    quote: int | None = None
    group: int | None = None


class _Reader:
    def __init__(self, source: str) -> None:
        self.source = source
        self.masked = _with_line_feeds(source)
        self.metadata, body_at = front_matter(self.masked)
        if body_at:
            self.masked = re.sub(r"[^\n]", " ", self.masked[:body_at]) + self.masked[body_at:]
        templates, mdx = find_templates(self.masked, body_at)
        if templates:
            self.masked = cover(self.masked, templates)
        self.line_starts = [0, *(match.end() for match in re.finditer("\n", self.masked))]
        self.env: dict[str, Any] = {}
        self.tokens: list[Token] = _parser(mdx=mdx).parse(self.masked, self.env)
        self.references: Mapping[str, Any] = self.env.get("references", {})
        self.definitions: dict[str, tuple[str, Span | None]] = {}
        self.document = Document(
            source,
            self.references,
            {label: self._lines(*lines) for label, lines in self.env.get(NOTES, {}).items()},
            templates,
            [template.span.start for template in templates],
            self.definition,
        )
        self.undefined: list[UndefinedReference] = []

    def read(self) -> Reading:
        blocks = tuple(self._blocks())
        notes = frozenset(f"fn:{label}" for label in self.document.notes)
        return Reading(
            blocks=blocks,
            metadata=self.metadata,
            anchors=headings(blocks) | _written_anchors(self.source) | notes,
            undefined_references=tuple(self.undefined),
            too_deep=tuple(self._lines(*lines) for lines in self.env.get(TOO_DEEP, ())),
        )

    def _blocks(self) -> Iterator[Block]:
        stack = [_Container()]
        for number, token in enumerate(self.tokens):
            here = stack[-1]
            match token.type:
                case "text" | "inline":  # the library's own is a heading's
                    if token.content:
                        plain = token.tag == "p"
                        kind = _LEAVES.get(here.name, BlockKind.PARAGRAPH) if plain else BlockKind.HEADING
                        yield self._text(kind, token.content, self._content_offsets(token), here)
                case "row":
                    yield from self._row(token, here)
                case "html_block":
                    yield from self._html(token, here)
                case "hr":
                    yield Block(BlockKind.RULE, self._lines(*(token.map or (0, 0))))
                case (
                    "bullet_list_close"
                    | "ordered_list_close"
                    | "blockquote_close"
                    | "table_close"
                    | ("note_close" | "definition_close")
                ):
                    stack.pop()
                case "bullet_list_open" | "ordered_list_open" | "table_open" | "note_open" | "definition_open":
                    name = token.type.removesuffix("_open").removeprefix("bullet_").removeprefix("ordered_")
                    stack.append(_Container(name, here.quote, number if here.group is None else here.group))
                case "blockquote_open":
                    quote = number if here.quote is None else here.quote
                    stack.append(_Container("quote", quote, number if here.group is None else here.group))
                case _:
                    pass

    def _lines(self, first: int, last: int) -> Span:
        end = self.line_starts[last] if last < len(self.line_starts) else len(self.source)
        return Span(self.line_starts[first], end)

    def _text(self, kind: BlockKind, content: str, offsets: Offsets, container: _Container) -> Block:
        rendered = render(self.document, content, offsets)
        self.undefined.extend(rendered.undefined)
        span = offsets.span(0, len(content))
        return Block(kind, span, rendered.pieces, rendered.links, container.quote, group=container.group)

    def _html(self, token: Token, container: _Container) -> Iterator[Block]:
        span = self._lines(*(token.map or (0, 0)))
        blocks = list(markup_blocks(self.source, span, quote=container.quote, group=container.group))
        yield from blocks
        if links := tuple(unclaimed_links(self.document, span, blocks)):
            yield Block(BlockKind.PARAGRAPH, span, (), links, container.quote, group=container.group)

    def _row(self, token: Token, container: _Container) -> Iterator[Block]:
        for start, end in islice(cells(self.masked, *token.meta["ends"]), token.meta["columns"]):
            if start < end:
                content, offsets = self._cell(start, end)
                yield self._text(BlockKind.CELL, content, offsets, container)

    def _cell(self, start: int, end: int) -> tuple[str, Offsets]:
        """A cell's text, which loses the backslashes before its pipes."""
        content = self.masked[start:end]
        if "\\|" not in content:
            return content, Offsets([(0, start)])
        table = []
        at = 0
        for part in content.split("\\|"):
            table.append((at, start))
            at += len(part) + 1
            start += len(part) + 1
            table.append((at - 1, start))
            start += 1
        return content.replace("\\|", "|"), Offsets(table)

    def _content_offsets(self, token: Token) -> Offsets:
        """Where each line of a token's content stands in the source."""
        line = (token.map or [0, 0])[0]
        if "\n" not in token.content and self.masked.startswith(token.content, self.line_starts[line]):
            return Offsets([(0, self.line_starts[line])])
        table: list[tuple[int, int]] = []
        at = 0
        for content in token.content.split("\n"):
            start = self.line_starts[line]
            stop = self.line_starts[line + 1] - 1 if line + 1 < len(self.line_starts) else len(self.masked)
            wanted = content.rstrip()
            text = self.masked[start:stop].rstrip()
            if text.endswith(wanted):
                table.append((at, start + len(text) - len(wanted)))
            elif (found := text.rfind(wanted)) >= 0:  # a heading that is closed as it was opened
                table.append((at, start + found))
            else:  # a tab that the parser turned into spaces
                stripped = wanted.lstrip()
                table.append((at, start + max(0, text.rfind(stripped)) - (len(wanted) - len(stripped))))
            at += len(content) + 1
            line += 1
        return Offsets(table)

    def definition(self, label: str) -> tuple[str, Span | None]:
        """The destination of a reference definition as written, and where it stands."""
        if label not in self.definitions:
            self.definitions[label] = self._definition(self.references[label])
        return self.definitions[label]

    def _definition(self, reference: Mapping[str, Any]) -> tuple[str, Span | None]:
        place = self._lines(*reference["map"])
        for found in _DESTINATION.finditer(self.masked, *place):
            span = Span(*found.span(found.lastgroup or 0))
            if unescapeAll(span.slice(self.masked)) == reference["href"]:
                return span.slice(self.source), span
        return reference["href"], None


def _with_line_feeds(source: str) -> str:
    """`source` with line feeds as its line ends, of the same length."""
    return source.replace("\r\n", "\t\n").replace("\r", "\n").replace("\0", "\ufffd")


def _written_anchors(source: str) -> frozenset[str]:
    """Anchors set by hand: `<a id="x">`, `<a name="x">`, `{#x}`."""
    if "id=" not in source and "name=" not in source and "{#" not in source:
        return frozenset()
    written = re.findall(r"""(?i)<[a-z][^<>]*\s(?:id|name)\s*=\s*["']?([^"'\s>]+)|\{#([\w\-:.]+)\}""", source)
    return frozenset(first or second for first, second in written)
