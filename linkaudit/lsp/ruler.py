"""Places in an article as an editor counts them: lines from 0, columns in the code units that it agreed to.

Laws: does no I/O. Lines end as the protocol says (LF, CR LF, CR), which is also how an article counts them; nothing
else that Unicode calls a line end is one.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property

from lsprotocol.types import Position, Range

from linkaudit.model import Span

_LINE_END = re.compile(r"\r\n|\r|\n")


@dataclass(frozen=True)
class Ruler:
    """Measures one article's source. `units` counts a text in the editor's code units (UTF-16 unless agreed otherwise).

    `bom`: the editor's text begins with a byte-order mark, which the source has not.
    """

    source: str
    units: Callable[[str], int]
    bom: bool = False

    @cached_property
    def _lines(self) -> list[Span]:
        """Each line without its end."""
        ends = list(_LINE_END.finditer(self.source))
        starts = [0, *(end.end() for end in ends)]
        return [Span(*pair) for pair in zip(starts, [*(end.start() for end in ends), len(self.source)], strict=True)]

    def position(self, offset: int) -> Position:
        """Where a code-point offset is."""
        line = bisect_right(self._lines, offset, key=lambda span: span.start) - 1
        before = self.units(self.source[self._lines[line].start : offset])
        return Position(line, before + self._unread(line))

    def range(self, span: Span) -> Range:
        """The editor's words for a span."""
        return Range(self.position(span.start), self.position(span.end))

    def offset(self, position: Position) -> int:
        """The code-point offset of a place: within its line, at a character's beginning, whatever the editor says."""
        if position.line >= len(self._lines):
            return len(self.source)
        span = self.line(position.line)
        left = position.character - self._unread(position.line)
        for at, char in enumerate(span.slice(self.source), span.start):
            if left <= 0:
                return at
            left -= self.units(char)
        return span.end

    def span(self, place: Range) -> Span:
        """The code points that the editor means; never less than none."""
        start = self.offset(place.start)
        return Span(start, max(start, self.offset(place.end)))

    def line(self, number: int) -> Span:
        """A line (from 0) without its end; the last one for a number beyond it."""
        return self._lines[min(max(number, 0), len(self._lines) - 1)]

    def _unread(self, line: int) -> int:
        return int(self.bom and line == 0)
