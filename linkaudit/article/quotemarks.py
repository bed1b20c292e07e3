"""Stretches between quotation marks, whatever they hold: straight, curly, mixed, unclosed, over paragraphs.

Does no I/O. Pairing is local to a paragraph, so that one lost mark cannot spoil the rest of a document.
"""

from __future__ import annotations

from bisect import bisect_left
from typing import NamedTuple

from linkaudit.article import lexicon as lx
from linkaudit.article.tokens import Tokens

_OPENING, _CLOSING = frozenset("“„«"), frozenset("”»")
_ENDING = lx.STOP | lx.COMMA
_BEFORE_OPEN = lx.OPEN | lx.DASH | lx.QUOTE | lx.SINGLE
_SHORTEST_UNCLOSED = 5
_LONGEST_NESTED = 15


class Quoted(NamedTuple):
    """Tokens `first` to `end` (exclusive), marks included. `closed` is False when the closing mark is missing.

    `continues` marks the next paragraph of the quotation before it.
    """

    first: int
    end: int
    closed: bool = True
    continues: bool = False


def quoted(t: Tokens) -> list[Quoted]:
    """Every quoted stretch in order; none contains or overlaps another."""
    marks = [i for i in t.marks if t.bits[i] & (lx.QUOTE | lx.SINGLE)]
    found: list[Quoted] = []
    running = False
    at = 0
    for first, end in t.paragraphs:
        to = bisect_left(marks, end, at)
        here = marks[at:to]
        at = to
        if here:
            stretches = _paired(t, here, first, end)
            if running and stretches and stretches[0].first == first:
                stretches[0] = Quoted(first, stretches[0].end, stretches[0].closed, continues=True)
            elif running and found and not found[-1].closed:
                _drop_doubtful(found)
            found += stretches
        elif running:
            _drop_doubtful(found)
        running = bool(found and not found[-1].closed and found[-1].end == end)
    if running:
        _drop_doubtful(found)
    return found


def _drop_doubtful(found: list[Quoted]) -> None:
    """Forget an unclosed last stretch that no next paragraph takes up, unless it is long enough to be a quotation."""
    last = found[-1]
    if last.end - last.first < _SHORTEST_UNCLOSED and not last.continues:
        found.pop()


def _paired(t: Tokens, marks: list[int], first: int, end: int) -> list[Quoted]:
    """The stretches of one paragraph."""
    found: list[Quoted] = []
    opened = skip_to = -1
    double = [i for i in marks if t.bits[i] & lx.QUOTE]
    sides = [_side(t, i, first, end) for i in double]
    for n, i in enumerate(double):
        if i <= skip_to:
            continue
        if opened < 0:
            opened = i if sides[n] >= 0 else -1
        elif sides[n] <= 0:
            found.append(Quoted(opened, i + 1))
            opened = -1
        elif _nested(double, sides, n):
            skip_to = double[n + 1]
        elif i - opened > 1:
            found.append(Quoted(opened, i, closed=False))
            opened = i
    if opened >= 0:
        found.append(Quoted(opened, end, closed=False))
    return _with_single(t, marks, found, end)


def _nested(marks: list[int], sides: list[int], n: int) -> bool:
    """Whether mark `n`, within an open quotation, opens a short one inside it ("She read "Gone" twice")."""
    return n + 2 < len(marks) and sides[n + 1] < 0 and sides[n + 2] <= 0 and marks[n + 1] - marks[n] <= _LONGEST_NESTED


def _side(t: Tokens, i: int, first: int, end: int) -> int:
    """1 for a mark that opens, -1 for one that closes, 0 when either would do."""
    spaced_before = i == first or t.starts[i] > t.ends[i - 1] or bool(t.bits[i - 1] & _BEFORE_OPEN)
    spaced_after = i + 1 == end or t.starts[i + 1] > t.ends[i] or bool(t.bits[i + 1] & lx.PUNCTUATION)
    if spaced_before != spaced_after:
        return 1 if spaced_before else -1
    word = t.words[i]
    return 1 if word in _OPENING else -1 if word in _CLOSING else 0


def _with_single(t: Tokens, marks: list[int], double: list[Quoted], end: int) -> list[Quoted]:
    """Adds the stretches in single marks that stand outside the double ones."""
    if len(marks) < 2 or not any(t.bits[i] & lx.SINGLE for i in marks):
        return double
    found: list[Quoted] = []
    outside = 0
    opened = -1
    for i in marks:
        while outside < len(double) and double[outside].end <= i:
            outside += 1
        if outside < len(double) and double[outside].first <= i:
            opened = -1
        elif t.bits[i] & lx.SINGLE:
            if opened < 0:
                opened = i if _opens_single(t, i, end) else -1
            elif _closes_single(t, i, end):
                found.append(Quoted(opened, i + 1))
                opened = -1
    return sorted([*double, *found], key=lambda stretch: stretch.first) if found else double


def _opens_single(t: Tokens, i: int, end: int) -> bool:
    if t.words[i] == "’" or i + 1 >= end or t.starts[i + 1] != t.ends[i]:
        return False
    return (i == 0 or t.starts[i] > t.ends[i - 1] or bool(t.bits[i - 1] & _BEFORE_OPEN)) and t.words[i + 1][0].isalnum()


def _closes_single(t: Tokens, i: int, end: int) -> bool:
    """A mark after a word, with no letter behind it. The plural possessive ("the workers' rights") looks the same."""
    if t.words[i] == "‘" or t.starts[i] != t.ends[i - 1]:
        return False
    if i + 1 < end and t.starts[i + 1] == t.ends[i] and t.words[i + 1][0].isalnum():
        return False
    return (
        bool(t.bits[i - 1] & _ENDING)
        or t.words[i - 1][-1] != "s"
        or i + 1 == end
        or bool(t.bits[i + 1] & lx.PUNCTUATION)
    )
