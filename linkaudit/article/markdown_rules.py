"""Block rules that newsrooms' Markdown has beyond CommonMark: footnotes, definitions, tables, and a floor for nesting.

They speak to markdown-it-py in its own terms: `state` holds the lines, a rule pushes tokens and moves `state.line`.
Does no I/O.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from markdown_it.parser_block import ParserBlock

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from markdown_it import MarkdownIt
    from markdown_it.rules_block import StateBlock

# Quotations and lists in one another, deeper than anything a person writes, and no more calls within calls than an
# interpreter has room for. What stands deeper is read without its structure.
DEEPEST = 100
# Where the rules leave what they found: the lines that lie too deep, the lines of every footnote.
TOO_DEEP = "linkaudit_too_deep"
NOTES = "linkaudit_notes"
_DEPTH = "linkaudit_depth"

_NOTE = re.compile(r"\[\^(?P<label>[^\s\[\]]{1,200})\]:")
_DEFINITION = re.compile(r":(?=[ \t]+\S)")
_MARKERS = re.compile(r"(?:[ \t>]|[-+*][ \t]|\d{1,9}[.)][ \t])*+")
_PIPE = re.compile(r"(?<!\\)\|")
_UNDERLINE = re.compile(r"\|?[ \t]*+:?-++:?[ \t]*+(?:\|[ \t]*+:?-++:?[ \t]*+)*+\|?")
# What may begin another block and so end a table; all else is a row.
_BEGINS_A_BLOCK = frozenset("`~>*-_+#<0123456789 \t")
_INDENT = 4


class DepthCounting(ParserBlock):
    """The library's block parser, which notes in `env` how many containers it stands in."""

    def tokenize(self, state: StateBlock, startLine: int, endLine: int) -> None:  # noqa: N803  (the library's names)
        state.env[_DEPTH] = state.env.get(_DEPTH, -1) + 1
        super().tokenize(state, startLine, endLine)
        state.env[_DEPTH] -= 1


def use_rules(parser: MarkdownIt) -> None:
    """Add the rules to a parser, in place of its own table rule."""
    ruler = parser.block.ruler
    ruler.before("code", "too_deep", _too_deep)
    ruler.before("reference", "note", _note, {"alt": ["paragraph", "reference"]})
    ruler.before("reference", "definition", _definition, {"alt": ["paragraph"]})
    ruler.enable("table")
    ruler.at("table", _table, {"alt": ["paragraph", "reference"]})


def _too_deep(state: StateBlock, start_line: int, end_line: int, silent: bool) -> bool:
    """The lines of a container that lies too deep: one text for each stretch without an empty line."""
    if silent or state.env[_DEPTH] <= DEEPEST:
        return False
    line = start_line
    while line < end_line and (state.isEmpty(line) or state.sCount[line] >= state.blkIndent):
        line += 1
    state.env.setdefault(TOO_DEEP, []).append((start_line, line))
    first = start_line
    while first < line:
        last = first
        while last < line and not state.isEmpty(last):
            last += 1
        if last > first:
            state.push("paragraph_open", "p", 1)
            token = state.push("inline", "", 0)
            token.map = [first, last]
            token.content = "\n".join(_without_markers(state, number) for number in range(first, last)).rstrip()
            state.push("paragraph_close", "p", -1)
        first = last + 1
    state.line = line
    return True


def _without_markers(state: StateBlock, line: int) -> str:
    start, end = state.bMarks[line] + state.tShift[line], state.eMarks[line]
    markers = _MARKERS.match(state.src, start, end)
    return state.src[markers.end() if markers else start : end]


def _note(state: StateBlock, start_line: int, end_line: int, silent: bool) -> bool:
    found = _opening(state, start_line, _NOTE)
    if found is None:
        return False
    if not silent:
        _contained(state, start_line, end_line, found.end(), "note")
        label = found["label"].lower()
        state.env.setdefault(NOTES, {}).setdefault(label, (start_line, state.line))
    return True


def _definition(state: StateBlock, start_line: int, end_line: int, silent: bool) -> bool:
    found = _opening(state, start_line, _DEFINITION)
    if found is None:
        return False
    if not silent:
        _contained(state, start_line, end_line, found.end(), "definition")
    return True


def _opening(state: StateBlock, line: int, pattern: re.Pattern[str]) -> re.Match[str] | None:
    if state.is_code_block(line):
        return None
    return pattern.match(state.src, state.bMarks[line] + state.tShift[line], state.eMarks[line])


def _contained(state: StateBlock, start_line: int, end_line: int, content: int, name: str) -> None:
    """Read what stands behind a marker, and indented below it, as blocks of their own."""
    before = state.bMarks[start_line], state.tShift[start_line], state.sCount[start_line]
    outer = state.blkIndent, state.parentType, state.tight
    token = state.push(f"{name}_open", "", 1)
    token.map = lines = [start_line, 0]
    width = len(state.src[content : state.eMarks[start_line]]) - len(
        state.src[content : state.eMarks[start_line]].lstrip(" \t")
    )
    state.blkIndent += _INDENT
    state.bMarks[start_line] = content
    state.tShift[start_line] = width
    state.sCount[start_line] = state.blkIndent
    state.parentType = name
    state.md.block.tokenize(state, start_line, end_line)
    state.bMarks[start_line], state.tShift[start_line], state.sCount[start_line] = before
    state.blkIndent, state.parentType, state.tight = outer
    lines[1] = state.line
    state.push(f"{name}_close", "", -1)


def _table(state: StateBlock, start_line: int, end_line: int, silent: bool) -> bool:
    """A table as one token for each row, whose `meta` says where in the source its cells stand."""
    if start_line + 2 > end_line or not _is_underline(state, start_line + 1) or state.is_code_block(start_line):
        return False
    start, end = _ends(state, start_line)
    columns = _column_count(state, start_line + 1)
    if "|" not in state.src[start:end] or len(list(cells(state.src, start, end))) != columns:
        return False
    if silent:
        return True
    state.push("table_open", "table", 1).map = [start_line, start_line]
    outer, state.parentType = state.parentType, "table"
    _row(state, start_line, columns)
    line = start_line + 2
    while line < end_line and _is_row(state, line, end_line):
        _row(state, line, columns)
        line += 1
    state.parentType = outer
    state.push("table_close", "table", -1)
    state.line = line
    return True


def _row(state: StateBlock, line: int, columns: int) -> None:
    token = state.push("row", "", 0)
    token.map = [line, line + 1]
    token.meta = {"ends": _ends(state, line), "columns": columns}


def _is_row(state: StateBlock, line: int, end_line: int) -> bool:
    if state.isEmpty(line) or state.sCount[line] < state.blkIndent or state.is_code_block(line):
        return False
    if state.src[state.bMarks[line] + state.tShift[line]] not in _BEGINS_A_BLOCK:
        return True
    rules: list[Callable[..., bool]] = state.md.block.ruler.getRules("blockquote")
    return not any(rule(state, line, end_line, True) for rule in rules)


def _is_underline(state: StateBlock, line: int) -> bool:
    if state.sCount[line] < state.blkIndent or state.is_code_block(line):
        return False
    start, end = _ends(state, line)
    if not state.src.startswith(("|", "-", ":"), start):
        return False
    text = state.src[start:end]
    # "- -" begins a list before it can end a header.
    return not text.startswith(("- ", "-\t")) and _UNDERLINE.fullmatch(text) is not None and "-" in text


def _column_count(state: StateBlock, line: int) -> int:
    start, end = _ends(state, line)
    return state.src[start:end].strip("| \t").count("|") + 1


def _ends(state: StateBlock, line: int) -> tuple[int, int]:
    start, end = state.bMarks[line] + state.tShift[line], state.eMarks[line]
    return start, start + len(state.src[start:end].rstrip())


def cells(src: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    """Start and end of each cell of a row, without the white space and the pipes around it."""
    at = start + src.startswith("|", start, end)
    for pipe in _PIPE.finditer(src, at, end):
        yield _trimmed(src, at, pipe.start())
        at = pipe.end()
    if at < end:
        yield _trimmed(src, at, end)


def _trimmed(src: str, start: int, end: int) -> tuple[int, int]:
    text = src[start:end]
    start += len(text) - len(text.lstrip())
    return start, max(start, start + len(text.strip()))
