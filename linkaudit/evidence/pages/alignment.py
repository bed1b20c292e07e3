"""Where a row of keys stands nearly, and what differs there, word by word.

Laws: does no I/O; bounded: a few windows of the page are aligned, each in (words of the quotation) times (words of the
window) steps. Nothing but the count of differing words decides; how alike two words look plays no part.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import NamedTuple

from linkaudit.evidence.pages.words import Words

_RAREST = 12
"""Words of the quotation that point to a window: its rarest on the page."""

_MOST_PLACES = 2_000
_WINDOWS = 3
_SLACK = 4
_SHARED = 0.5
"""A window with less of the quotation's words is not aligned at all."""

_AMBIGUOUS = {"'s": frozenset({"is", "has", "us"}), "'d": frozenset({"had", "would"})}

_SAME, _CHANGED, _DROPPED, _ADDED, _TWO_FOR_ONE, _ONE_FOR_TWO = range(6)
_TAKES = {_SAME: (1, 1), _CHANGED: (1, 1), _DROPPED: (1, 0), _ADDED: (0, 1), _TWO_FOR_ONE: (2, 1), _ONE_FOR_TWO: (1, 2)}


class Step(NamedTuple):
    """Words `quoted` to `quoted_end` of the quotation against `found` to `found_end` of the page, all from 0."""

    quoted: int
    quoted_end: int
    found: int
    found_end: int


@dataclass(frozen=True, slots=True)
class Alignment:
    """The best place: words `first` to `end` of the page, `cost` words differ, in these stretches."""

    cost: int
    first: int
    end: int
    changes: tuple[Step, ...]


def allowed(length: int) -> int:
    """How many words may differ in a quotation of `length` words that is still the same one."""
    return max(1, length // 5)


def nearest(keys: tuple[str, ...], words: Words) -> list[Alignment]:
    """The likeliest places of the keys among the words, best first; those that share too little are left out."""
    found = []
    for first, end in _windows(keys, words):
        window = words.keys[first:end]
        if (Counter(keys) & Counter(window)).total() >= _SHARED * len(keys):
            found.append(align(keys, words, first, end))
    return sorted(found, key=lambda each: each.cost)


def _windows(keys: tuple[str, ...], words: Words) -> list[tuple[int, int]]:
    """Stretches of the page to which the rare words of the quotation point together."""
    places = [(words.places[key], n) for n, key in enumerate(keys) if key in words.places]
    places.sort(key=lambda each: len(each[0]))
    width = allowed(len(keys)) + _SLACK
    votes: Counter[int] = Counter()
    for at, n in places[:_RAREST]:
        for place in at[:_MOST_PLACES]:
            votes[(place - n) // width] += 1
    joined = {bucket: votes[bucket] + votes[bucket + 1] for bucket in [b for v in votes for b in (v - 1, v)]}
    best = sorted(joined, key=lambda bucket: (-joined[bucket], bucket))[:_WINDOWS]
    reach = len(keys) + 2 * width + allowed(len(keys)) + _SLACK
    return [(max(0, b * width - _SLACK), max(0, min(len(words), b * width + reach))) for b in best]


def align(keys: tuple[str, ...], words: Words, first: int, end: int) -> Alignment:
    """The keys against the words `first` to `end`, of which any stretch may be the counterpart."""
    page = words.keys[first:end]
    moves, last = _moves(keys, page)
    row, column = len(keys), _end_of_best(last)
    cost = last[column]
    stop = column
    changes: list[Step] = []
    while row:
        move = moves[row - 1][column]
        taken, used = _TAKES[move]
        row, column = row - taken, column - used
        if move in (_CHANGED, _DROPPED, _ADDED) and not _is_free(move, keys, page, row, column):
            changes.append(Step(row, row + taken, first + column, first + column + used))
    return Alignment(cost, first + column, first + stop, _merged(changes[::-1]))


def _end_of_best(costs: list[int]) -> int:
    return len(costs) - 1 - costs[::-1].index(min(costs))


def _moves(keys: tuple[str, ...], page: tuple[str, ...]) -> tuple[list[bytearray], list[int]]:
    """For each word of the quotation and each of the page the cheapest move, and the costs at the quotation's end."""
    width = len(page) + 1
    added = [0, *(0 if _is_mute(page, n) else 1 for n in range(len(page)))]
    above: list[int] = []
    costs = [0] * width
    moves = []
    for n, key in enumerate(keys):
        dropped = 0 if _is_mute(keys, n) else 1
        row, how = [costs[0] + dropped], bytearray([_DROPPED]) + bytearray(width - 1)
        for m in range(1, width):
            other = page[m - 1]
            if key == other or _may_be_same(key, other):
                best, move = costs[m - 1], _SAME
            else:
                best, move = costs[m - 1] + 1, _CHANGED
                if n and above[m - 1] < best and _is_joined(keys[n - 1], key, other):
                    best, move = above[m - 1], _TWO_FOR_ONE
                if m > 1 and costs[m - 2] < best and _is_joined(page[m - 2], other, key):
                    best, move = costs[m - 2], _ONE_FOR_TWO
            if costs[m] + dropped < best:
                best, move = costs[m] + dropped, _DROPPED
            if row[m - 1] + added[m] < best:
                best, move = row[m - 1] + added[m], _ADDED
            row.append(best)
            how[m] = move
        moves.append(how)
        above, costs = costs, row
    return moves, costs


def _may_be_same(key: str, other: str) -> bool:
    """Whether one is a short form that can stand for the other: "he's", "he has"."""
    return other in _AMBIGUOUS.get(key, ()) or key in _AMBIGUOUS.get(other, ())


def _is_joined(first: str, second: str, one: str) -> bool:
    """Whether two words are the one, written apart: "front line", "1990's"."""
    return len(first) + len(second) >= len(one) and (first + second).replace("'", "") == one


def _is_mute(keys: tuple[str, ...], n: int) -> bool:
    """The "s" of "James's", which others write James'; a word said twice, which a transcript keeps."""
    return n > 0 and (keys[n] == keys[n - 1] or (keys[n] == "'s" and keys[n - 1].endswith("s")))


def _is_free(move: int, keys: tuple[str, ...], page: tuple[str, ...], row: int, column: int) -> bool:
    return (move == _DROPPED and _is_mute(keys, row)) or (move == _ADDED and _is_mute(page, column))


def _merged(steps: list[Step]) -> tuple[Step, ...]:
    """Neighbouring changes as one."""
    merged: list[Step] = []
    for step in steps:
        if merged and merged[-1].quoted_end == step.quoted and merged[-1].found_end == step.found:
            last = merged.pop()
            merged.append(Step(last.quoted, step.quoted_end, last.found, step.found_end))
        else:
            merged.append(step)
    return tuple(merged)
