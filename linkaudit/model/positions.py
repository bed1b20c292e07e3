"""Where something stands in an article: spans of code points, and the lines and columns derived from them."""

from __future__ import annotations

from typing import NamedTuple


class Span(NamedTuple):
    """A half-open range of code points in an article's source."""

    start: int
    end: int

    def slice(self, source: str) -> str:
        return source[self.start : self.end]

    def covers(self, other: Span) -> bool:
        return self.start <= other.start and other.end <= self.end

    def overlaps(self, other: Span) -> bool:
        return self.start < other.end and other.start < self.end


class Position(NamedTuple):
    """A line and a column, both counted from 1; the column counts code points."""

    line: int
    column: int


class Place(NamedTuple):
    """A span together with the positions of its two ends (the end is exclusive)."""

    span: Span
    start: Position
    end: Position
