"""Markdown as newsrooms write it (CommonMark, tables, front matter, raw HTML, templates) into blocks.

markdown-it-py decides what is a link; the positions are ours. Line ends and templates are masked by text of the
same length before parsing, so that every offset is an offset into the article as it stands. Does no I/O.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cache
from typing import TYPE_CHECKING, Any

from markdown_it import MarkdownIt

from linkaudit.article.blocks import Block, BlockKind, Reading, headings
from linkaudit.article.frontmatter import front_matter
from linkaudit.article.inline import PositionedInline
from linkaudit.article.markdown_block import BlockBuilder, Offsets
from linkaudit.article.markup import markup_blocks
from linkaudit.model import Span, UndefinedReference

if TYPE_CHECKING:
    from markdown_it.token import Token

# Deeper than anything a person writes; what lies deeper is reported, not lost without a word.
DEEPEST = 100

_TEMPLATE = re.compile(r"\{\{.*?\}\}|\{%.*?%\}", re.DOTALL)
_MASK = "\ue000"
_DESTINATION = re.compile(r"\]:\s*(?:<(?P<angled>[^<>\n]*)>|(?P<plain>\S+))")


def read_markdown(source: str) -> Reading:
    """The blocks, links and metadata of a Markdown article."""
    return _Reader(source).read()


@cache
def _parser() -> MarkdownIt:
    parser = MarkdownIt("commonmark", {"maxNesting": DEEPEST, "store_labels": True})
    parser.inline = PositionedInline()
    parser.configure("commonmark", {"maxNesting": DEEPEST, "store_labels": True})
    parser.enable(["table", "strikethrough"])
    parser.disable("fragments_join")
    parser.core.ruler.enableOnly(["normalize", "block"])
    parser.validateLink = lambda url: True  # type: ignore[method-assign]  # noqa: ARG005  # a javascript: link is a finding, not text
    return parser


@dataclass
class _Container:
    """Where in the document's tree the next block stands."""

    quote: int | None = None
    group: int | None = None
    kinds: list[str] = field(default_factory=list)


class _Reader:
    def __init__(self, source: str) -> None:
        self.source = source
        self.metadata, body_at = front_matter(source)
        self.masked = _masked(source, body_at)
        self.line_starts = [0, *(match.end() for match in re.finditer("\n", self.masked))]
        self.env: dict[str, Any] = {}
        self.undefined: list[UndefinedReference] = []
        self.cell_cursor: dict[int, int] = {}

    def read(self) -> Reading:
        parser = _parser()
        tokens = parser.parse(self.masked, self.env)
        blocks = tuple(self._blocks(tokens))
        return Reading(
            blocks=blocks,
            metadata=self.metadata,
            anchors=headings(blocks) | _written_anchors(self.source),
            undefined_references=tuple(self.undefined),
            too_deep=tuple(self._too_deep(tokens)),
        )

    def _blocks(self, tokens: list[Token]) -> Iterator[Block]:
        stack: list[_Container] = [_Container()]
        numbers = 0
        leaf = BlockKind.PARAGRAPH
        for token in tokens:
            match token.type:
                case "blockquote_open" | "bullet_list_open" | "ordered_list_open" | "table_open":
                    numbers += 1
                    here = stack[-1]
                    quote = here.quote
                    if token.type == "blockquote_open" and quote is None:
                        quote = numbers
                    group = here.group if here.group is not None else numbers
                    stack.append(_Container(quote, group, [*here.kinds, token.type]))
                case "blockquote_close" | "bullet_list_close" | "ordered_list_close" | "table_close":
                    stack.pop()
                case "heading_open":
                    leaf = BlockKind.HEADING
                case "th_open" | "td_open":
                    leaf = BlockKind.CELL
                case "paragraph_open":
                    leaf = (
                        BlockKind.ITEM
                        if stack[-1].kinds[-1:] in (["bullet_list_open"], ["ordered_list_open"])
                        else BlockKind.PARAGRAPH
                    )
                case "inline":
                    yield self._inline_block(token, leaf, stack[-1])
                case "html_block":
                    span = self._lines(token)
                    yield from markup_blocks(self.source, span, quote=stack[-1].quote, group=stack[-1].group)
                case "hr":
                    yield Block(BlockKind.RULE, self._lines(token))
                case _:
                    pass

    def _lines(self, token: Token) -> Span:
        first, last = token.map or [0, 0]
        end = self.line_starts[last] if last < len(self.line_starts) else len(self.source)
        return Span(self.line_starts[first], end)

    def _too_deep(self, tokens: list[Token]) -> Iterator[Span]:
        last = -1
        for token in tokens:
            if token.level >= DEEPEST - 1 and token.map and token.map[0] > last:
                last = token.map[1]
                yield self._lines(token)

    def _inline_block(self, token: Token, kind: BlockKind, container: _Container) -> Block:
        offsets = self._content_offsets(token, kind)
        parser = _parser()
        inline = parser.inline
        assert isinstance(inline, PositionedInline)
        steps = inline.steps(token.content, parser, self.env)
        builder = BlockBuilder(self.source, token.content, offsets, self.definition)
        builder.take(steps)
        pieces = tuple(builder.pieces)
        lines = self._lines(token)
        span = Span(offsets.at(0), offsets.end(len(token.content))) if token.content else lines
        block = Block(kind, span, pieces, tuple(builder.links), container.quote, group=container.group)
        self.undefined.extend(builder.undefined(block))
        return block

    def _content_offsets(self, token: Token, kind: BlockKind) -> Offsets:
        """Where each line of a token's content stands in the source."""
        first = (token.map or [0, 0])[0]
        table: list[tuple[int, int]] = []
        at = 0
        for number, content in enumerate(token.content.split("\n")):
            line = first + number
            start = self.line_starts[line]
            stop = self.line_starts[line + 1] - 1 if line + 1 < len(self.line_starts) else len(self.masked)
            text = self.masked[start:stop]
            if kind is BlockKind.CELL:
                return self._cell_offsets(content, text, start, line)
            wanted = content.rstrip()
            found = text.rfind(wanted)
            if found >= 0:
                table.append((at, start + found))
            else:  # a tab that the parser turned into spaces
                stripped = wanted.lstrip()
                table.append((at, start + max(0, text.rfind(stripped)) - (len(wanted) - len(stripped))))
            at += len(content) + 1
        return Offsets(table)

    def _cell_offsets(self, content: str, text: str, start: int, line: int) -> Offsets:
        """A table cell: its content lost the backslashes before its pipes."""
        cursor = self.cell_cursor.get(line, 0)
        table: list[tuple[int, int]] = []
        at = 0
        for part in content.split("|"):
            found = text.find(part, cursor)
            found = cursor if found < 0 else found
            table.append((at, start + found))
            cursor = found + len(part)
            at += len(part)
            if text[cursor : cursor + 2] == "\\|":
                cursor += 1
            table.append((at, start + cursor))
            at += 1
        self.cell_cursor[line] = cursor
        return Offsets(table)

    def definition(self, label: str) -> tuple[str, Span | None]:
        """The destination of a reference definition as written, and where it stands."""
        reference = self.env["references"][label]
        first, last = reference["map"]
        end = self.line_starts[last] if last < len(self.line_starts) else len(self.masked)
        found = _DESTINATION.search(self.masked, self.line_starts[first], end)
        if found is None:
            return reference["href"], None
        span = Span(*found.span("angled" if found["angled"] is not None else "plain"))
        return span.slice(self.source), span


def _masked(source: str, body_at: int) -> str:
    """`source` with line feeds as its line ends, front matter blanked and templates covered, of the same length."""
    masked = source.replace("\r\n", " \n").replace("\r", "\n")
    if body_at:
        masked = re.sub(r"[^\n]", " ", masked[:body_at]) + masked[body_at:]
    if "{{" in masked or "{%" in masked:
        masked = _TEMPLATE.sub(lambda found: re.sub(r"[^\n]", _MASK, found[0]), masked)
    return masked


def _written_anchors(source: str) -> frozenset[str]:
    """Anchors set by hand: `<a id="x">`, `<a name="x">`, `{#x}`."""
    if "id=" not in source and "name=" not in source and "{#" not in source:
        return frozenset()
    written = re.findall(r"""(?i)<[a-z][^<>]*\s(?:id|name)\s*=\s*["']?([^"'\s>]+)|\{#([\w\-:.]+)\}""", source)
    return frozenset(first or second for first, second in written)
