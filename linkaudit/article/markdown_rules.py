"""Block rules that newsrooms' Markdown has beyond CommonMark: footnotes, definitions, tables, and a floor for nesting.

They speak to markdown-it-py in its own terms: `state` holds the lines, a rule pushes tokens and moves `state.line`.
Does no I/O.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from markdown_it.parser_block import ParserBlock
from markdown_it.ruler import Rule, Ruler
from markdown_it.rules_block import StateBlock
from markdown_it.token import Token

if TYPE_CHECKING:
    from collections.abc import Iterator, MutableMapping
    from typing import Any, Literal

    from markdown_it import MarkdownIt
    from markdown_it.parser_block import RuleFuncBlockType

# Quotations and lists in one another, deeper than anything a person writes, and no more calls within calls than an
# interpreter has room for. What stands deeper is read without its structure.
DEEPEST = 100
# Where the rules leave what they found: the lines that lie too deep, the lines of every footnote.
TOO_DEEP = "linkaudit_too_deep"
NOTES = "linkaudit_notes"
_DEPTH = "linkaudit_depth"
_WORK = "linkaudit_work"
_WORTH_A_LOOK = 5
# A table that goes on longer is no reader's: the rest is read as text, so many rows at once.
_MOST_ROWS = 2_000
_MOST_CELLS = 20_000
_ROWS_AT_ONCE = 50
_UNWANTED = frozenset(["list_item_open", "list_item_close", "heading_open", "heading_close", "fence", "code_block"])

_NOTE = re.compile(r"\[\^(?P<label>[^\s\[\]]{1,200})\]:")
_DEFINITION = re.compile(r":(?=[ \t]+\S)")
_MARKERS = re.compile(r"(?:[ \t>]|[-+*][ \t]|\d{1,9}[.)][ \t])*+")
_PIPE = re.compile(r"(?<!\\)\|")
_UNDERLINE = re.compile(r"\|?[ \t]*+:?-++:?[ \t]*+(?:\|[ \t]*+:?-++:?[ \t]*+)*+\|?")
# The characters that a block of one sort begins with; what is not here may begin with any (a table shows in its
# second line).
_FIRST = {
    "fence": "`~",
    "blockquote": ">",
    "hr": "*-_",
    "list": "*-+0123456789",
    "note": "[",
    "definition": ":",
    "reference": "[",
    "html_block": "<",
    "heading": "#",
}
_BEGINS_A_BLOCK = frozenset("".join(_FIRST.values()))
_SETEXT = re.compile(r"(?:=+|-+)[ \t]*")
_INDENT = 4


class _QuickRuler(Ruler["RuleFuncBlockType"]):
    """The rules as one that asks, in their order, only those which a line's first character leaves possible."""

    def __init__(self, rules: Ruler[RuleFuncBlockType]) -> None:
        super().__init__()
        self.__rules__ = rules.__rules__
        self._quick: dict[str, list[RuleFuncBlockType]] = {}

    def getRules(self, chainName: str = "") -> list[RuleFuncBlockType]:  # noqa: N802, N803  (the library's names)
        if chainName not in self._quick:
            rules = [rule for rule in self.__rules__ if rule.enabled and (not chainName or chainName in rule.alt)]
            choice = _by_first_character(rules)
            self._quick[chainName] = [_unless_it_goes_on(choice)] if chainName and rules else [choice]
        return self._quick[chainName]


def _by_first_character(rules: list[Rule[RuleFuncBlockType]]) -> RuleFuncBlockType:
    anywhere = tuple(rule.fn for rule in rules if rule.name not in _FIRST)
    possible = {
        first: tuple(rule.fn for rule in rules if first in _FIRST.get(rule.name, first)) for first in _BEGINS_A_BLOCK
    }

    def first_that_holds(state: StateBlock, line: int, end_line: int, silent: bool) -> bool:
        at = state.bMarks[line] + state.tShift[line]
        for rule in possible.get(state.src[at : at + 1], anywhere):  # noqa: SIM110  (any() takes twice as long)
            if rule(state, line, end_line, silent):
                return True
        return False

    return first_that_holds


def _unless_it_goes_on(rule: RuleFuncBlockType) -> RuleFuncBlockType:
    def ends(state: StateBlock, line: int, end_line: int, silent: bool) -> bool:
        return not _continues(state, line, end_line) and rule(state, line, end_line, silent)

    return ends


class _State(StateBlock):
    """The parser's state, which keeps only the tokens that a reader wants: a large article holds very many of them."""

    # What a rule writes into it is read by nobody.
    _unwanted = Token("", "", 0)

    def push(self, ttype: str, tag: str, nesting: Literal[-1, 0, 1]) -> Token:
        if ttype not in _UNWANTED:
            return super().push(ttype, tag, nesting)
        self.level += nesting
        return self._unwanted


class Blocks(ParserBlock):
    """The library's block parser with the rules below; it notes in `env` how deep it stands and how often it reread."""

    def __init__(self) -> None:
        super().__init__()
        self.ruler = _QuickRuler(self.ruler)

    def parse(
        self,
        src: str,
        md: MarkdownIt,
        env: MutableMapping[str, Any],
        outTokens: list[Token],  # noqa: N803
    ) -> list[Token]:
        if src:
            state = _State(src, md, env, outTokens)
            self.tokenize(state, state.line, state.lineMax)
        return outTokens

    def tokenize(self, state: StateBlock, startLine: int, endLine: int) -> None:  # noqa: N803  (the library's names)
        state.env[_DEPTH] = state.env.get(_DEPTH, -1) + 1
        if state.parentType == "blockquote":
            state.env[_WORK] = state.env.get(_WORK, 0) + endLine - startLine
        super().tokenize(state, startLine, endLine)
        state.env[_DEPTH] -= 1

    def use_rules(self) -> None:
        """Add the rules, in place of the library's own for tables and paragraphs."""
        ruler = self.ruler
        ruler.disable("lheading")
        ruler.enable("table")
        ruler.at("table", _table, {"alt": ["paragraph", "reference"]})
        ruler.at("paragraph", _paragraph)
        ruler.before("table", "too_deep", _too_deep)
        ruler.before("table", "plain", _plain)
        ruler.before("reference", "note", _note, {"alt": ["paragraph", "reference"]})
        ruler.before("reference", "definition", _definition, {"alt": ["paragraph"]})


def _too_deep(state: StateBlock, start_line: int, end_line: int, silent: bool) -> bool:
    """The lines of a container that lies too deep: one text for each stretch without an empty line."""
    depth = state.env[_DEPTH]
    if silent or (depth <= DEEPEST and (depth < _WORTH_A_LOOK or state.env.get(_WORK, 0) < _patience(state))):
        return False
    line = start_line
    while line < end_line and (state.isEmpty(line) or not 0 <= state.sCount[line] < state.blkIndent):
        line += 1
    state.env.setdefault(TOO_DEEP, []).append((start_line, line))
    first = start_line
    while first < line:
        last = first
        while last < line and not state.isEmpty(last):
            last += 1
        if last > first:
            content = "\n".join(_without_markers(state, number) for number in range(first, last)).rstrip()
            _push_text(state, [first, last], content)
        first = last + 1
    state.line = line
    return True


def _patience(state: StateBlock) -> int:
    """How many lines may be read again for the quotations they stand in, before what is still deeper is given up."""
    return 100_000 + 3 * len(state.bMarks)


def _without_markers(state: StateBlock, line: int) -> str:
    start, end = state.bMarks[line] + state.tShift[line], state.eMarks[line]
    markers = _MARKERS.match(state.src, start, end)
    return state.src[markers.end() if markers else start : end]


def _push_text(state: StateBlock, lines: list[int], content: str, *, heading: bool = False) -> None:
    """One token for a whole paragraph or heading: a large article holds very many of them."""
    token = state.push("text", "h" if heading else "p", 0)
    token.map = lines
    token.content = content


def _plain(state: StateBlock, start_line: int, end_line: int, silent: bool) -> bool:
    """A paragraph that no other rule can want: most of them, and quickly."""
    if silent or not _continues(state, start_line, end_line) or state.is_code_block(start_line):
        return False
    return _paragraph(state, start_line, end_line, silent)


def _paragraph(state: StateBlock, start_line: int, end_line: int, silent: bool) -> bool:
    """A paragraph, or a heading if the line that ends it underlines it."""
    if silent:
        return False
    outer, state.parentType = state.parentType, "paragraph"
    rules = state.md.block.ruler.getRules("paragraph")
    line = start_line + 1
    level = 0
    while line < end_line and not state.isEmpty(line):
        indent = state.sCount[line] - state.blkIndent
        if indent <= 3:
            level = _underlined(state, line) if indent >= 0 else 0
            quoted = state.sCount[line] < 0  # a block quotation has decided on that line
            if level or (not quoted and _ends(state, line, end_line, rules)):
                break
        line += 1
    keep_last = False
    content = state.getLines(start_line, line, state.blkIndent, keep_last).strip(" \t\n")
    state.line = line + (level > 0)
    _push_text(state, [start_line, line], content, heading=level > 0)
    state.parentType = outer
    return True


def _ends(state: StateBlock, line: int, end_line: int, rules: list[RuleFuncBlockType]) -> bool:
    silent = True
    return any(rule(state, line, end_line, silent) for rule in rules)


def _underlined(state: StateBlock, line: int) -> int:
    start, end = state.bMarks[line] + state.tShift[line], state.eMarks[line]
    found = _SETEXT.fullmatch(state.src, start, end)
    return 0 if found is None else 1 if state.src[start] == "=" else 2


def _continues(state: StateBlock, line: int, end_line: int) -> bool:
    """Whether a line's first character says that nothing but a paragraph can stand there."""
    at = state.bMarks[line] + state.tShift[line]
    if state.src[at : at + 1] in _BEGINS_A_BLOCK:
        return False
    if line + 1 >= end_line:
        return True
    return not state.src.startswith(("|", "-", ":"), state.bMarks[line + 1] + state.tShift[line + 1])


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
    start, end = _row_ends(state, start_line)
    columns = _column_count(state, start_line + 1)
    if "|" not in state.src[start:end] or len(list(cells(state.src, start, end))) != columns:
        return False
    if silent:
        return True
    state.push("table_open", "table", 1).map = [start_line, start_line]
    outer, state.parentType = state.parentType, "table"
    _row(state, start_line, columns)
    line = start_line + 2
    longest = line + min(_MOST_ROWS, _MOST_CELLS // columns)
    while line < min(longest, end_line) and _is_row(state, line, end_line):
        _row(state, line, columns)
        line += 1
    if line == longest:
        line = _rows_as_text(state, line, end_line)
    state.parentType = outer
    state.push("table_close", "table", -1)
    state.line = line
    return True


def _rows_as_text(state: StateBlock, start_line: int, end_line: int) -> int:
    """The rest of a table without its cells; the line after it."""
    line = start_line
    while line < end_line and _is_row(state, line, end_line):
        first = line
        while line < end_line and line - first < _ROWS_AT_ONCE and _is_row(state, line, end_line):
            line += 1
        rows = (slice(*_row_ends(state, number)) for number in range(first, line))
        _push_text(state, [first, line], "\n".join(state.src[row] for row in rows))
    if line > start_line:
        state.env.setdefault(TOO_DEEP, []).append((start_line, line))
    return line


def _row(state: StateBlock, line: int, columns: int) -> None:
    token = state.push("row", "", 0)
    token.map = [line, line + 1]
    token.meta = {"ends": _row_ends(state, line), "columns": columns}


def _is_row(state: StateBlock, line: int, end_line: int) -> bool:
    if state.isEmpty(line) or state.sCount[line] < state.blkIndent or state.is_code_block(line):
        return False
    return not _ends(state, line, end_line, state.md.block.ruler.getRules("blockquote"))


def _is_underline(state: StateBlock, line: int) -> bool:
    if state.sCount[line] < state.blkIndent or state.is_code_block(line):
        return False
    start, end = _row_ends(state, line)
    if not state.src.startswith(("|", "-", ":"), start):
        return False
    text = state.src[start:end]
    # "- -" begins a list before it can end a header.
    return not text.startswith(("- ", "-\t")) and _UNDERLINE.fullmatch(text) is not None and "-" in text


def _column_count(state: StateBlock, line: int) -> int:
    start, end = _row_ends(state, line)
    return state.src[start:end].strip("| \t").count("|") + 1


def _row_ends(state: StateBlock, line: int) -> tuple[int, int]:
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
