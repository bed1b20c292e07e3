"""How well attributions that were found agree with those that were marked: four F1 figures.

Laws: pure; knows neither the program that is measured nor where the texts come from.

`who`      (sentence, source) pairs: a sentence that states an attribution to a name, and the right name.
`direct`   sentences that state an attribution with a direct quotation.
`content`  attributions, one to one, with the right words (Dice of tokens at least one half) and the right source.
`quoted`   as `content`, for direct quotations only; what was found for other attributions counts neither way.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import NamedTuple

from marked import Attribution, Span, Spans

ENOUGH = 0.5

_TOKEN = re.compile(r"\w+|[^\w\s]")
_MARKS = re.compile(r"[\"“”„«»‟]|(?<!\w)(?:''?|‘)(?=\w)")
_CAPITALISED = re.compile(r"[A-Z][\w.'’&-]*")
_FUNCTION_WORDS = """
a an and another as at both but dr everyone for he her hers him his i if in it its many me mr mrs ms my no not on one
or others our she so some somebody someone that the their theirs them there these they this those us we what when which
who you your
"""
_NO_NAMES = frozenset(_FUNCTION_WORDS.split())
_END = re.compile(r"[.!?…]+[\"”’')\]]*(?=\s+[\"“‘'(\[]*[A-Z0-9@])")
_ABBREVIATION = re.compile(
    r"\b(?:Mr|Mrs|Ms|Dr|Prof|Sen|Rep|Gov|Gen|Col|Lt|Sgt|Rev|Hon|St|Jr|Sr|vs|No|Inc|Corp|Co|Ltd|Jan|Feb|Mar|Apr|Jun|"
    r"Jul|Aug|Sept?|Oct|Nov|Dec|a\.m|p\.m|D\.C|[A-Z])\.$"
)


class Score(NamedTuple):
    """How many were right, of how many that were found and how many that were marked."""

    right: int = 0
    found: int = 0
    marked: int = 0

    @property
    def precision(self) -> float:
        return self.right / self.found if self.found else 0.0

    @property
    def recall(self) -> float:
        return self.right / self.marked if self.marked else 0.0

    @property
    def f1(self) -> float:
        return 2 * self.right / (self.found + self.marked) if self.found + self.marked else 0.0


def total(scores: Iterable[Score]) -> Score:
    return Score(*(sum(parts) for parts in zip(Score(), *scores, strict=True)))


def scores(text: str, found: Sequence[Attribution], marked: Sequence[Attribution]) -> dict[str, Score]:
    """The four figures of one text, by name."""
    reading = _Reading(text)
    readings = [reading.statement(each) for each in found], [reading.statement(each) for each in marked]
    return {
        "who": reading.who(*readings),
        "direct": reading.direct(*readings),
        "content": pairs(*readings).score,
        "quoted": pairs(*_quoted(*readings)).score,
    }


def errors(
    text: str, found: Sequence[Attribution], marked: Sequence[Attribution]
) -> tuple[list[Attribution], list[Attribution], list[tuple[Attribution, Attribution]]]:
    """What keeps `content` from 100 %: found without a mark, marked and not found, and found with a wrong source."""
    reading = _Reading(text)
    paired = pairs([reading.statement(each) for each in found], [reading.statement(each) for each in marked])
    taken = [set(side) for side in zip(*paired.places, strict=True)] or [set(), set()]
    return (
        [each for at, each in enumerate(found) if at not in taken[0]],
        [each for at, each in enumerate(marked) if at not in taken[1]],
        [(found[f], marked[m]) for (f, m), right in zip(paired.places, paired.right, strict=True) if not right],
    )


@dataclass(frozen=True)
class _Statement:
    """An attribution in tokens: the numbers of its tokens, and the head of its source."""

    source: frozenset[int]
    anchor: frozenset[int]
    content: frozenset[int]
    head: int | None
    names: frozenset[str]
    direct: bool


@dataclass(frozen=True)
class Pairs:
    """Found attributions and the marked ones that they agree with in content, by place; `right`: the source too."""

    places: list[tuple[int, int]]
    right: list[bool]
    found: int
    marked: int

    @property
    def score(self) -> Score:
        return Score(sum(self.right), self.found, self.marked)


def pairs(found: Sequence[_Statement], marked: Sequence[_Statement]) -> Pairs:
    """The best pairs first, each attribution in one pair at most."""
    alike = [(dice(f.content, m.content), i, j) for i, f in enumerate(found) for j, m in enumerate(marked)]
    places: list[tuple[int, int]] = []
    left, right = set(range(len(found))), set(range(len(marked)))
    for likeness, i, j in sorted(alike, key=lambda each: (-each[0], each[1], each[2])):
        if likeness >= ENOUGH and i in left and j in right:
            left.remove(i)
            right.remove(j)
            places.append((i, j))
    return Pairs(places, [_same_source(found[i], marked[j]) for i, j in places], len(found), len(marked))


def alike(one: Span, other: Span) -> bool:
    """Whether two stretches of text share enough characters to be the same."""
    shared = min(one[1], other[1]) - max(one[0], other[0])
    return 2 * shared >= ENOUGH * (one[1] - one[0] + other[1] - other[0])


def overlaps(found: Sequence[Span], marked: Sequence[Span], neither: Sequence[Span] = ()) -> Score:
    """Stretches of text, one to one, by the Dice of their characters; one like those of `neither` does not count."""
    left = list(marked)
    right = beside = 0
    for each in found:
        if (hit := next((other for other in left if alike(each, other)), None)) is not None:
            left.remove(hit)
            right += 1
        else:
            beside += any(alike(each, other) for other in neither)
    return Score(right, len(found) - beside, len(marked))


def dice(one: frozenset[int], other: frozenset[int]) -> float:
    """Twice what two sets share over the sum of their sizes."""
    return 2 * len(one & other) / (len(one) + len(other)) if one or other else 0.0


def _same_source(found: _Statement, marked: _Statement) -> bool:
    if not marked.source or not found.source:
        return not marked.source and not found.source
    return marked.head in found.source or dice(found.source, marked.source) >= ENOUGH


def _quoted(
    found: Sequence[_Statement], marked: Sequence[_Statement]
) -> tuple[Sequence[_Statement], Sequence[_Statement]]:
    """Direct quotations with a source; what was found for the other marks is left out of the count."""
    kept = [each for each in marked if each.direct and each.source]
    other = [each for each in marked if not (each.direct and each.source)]

    def like_one_of(one: _Statement, those: Sequence[_Statement]) -> bool:
        return any(dice(one.content, each.content) >= ENOUGH for each in those)

    return [each for each in found if each.direct and (like_one_of(each, kept) or not like_one_of(each, other))], kept


class _Reading:
    """One text as tokens and sentences."""

    def __init__(self, text: str) -> None:
        self._text = text
        self._tokens = [match.span() for match in _TOKEN.finditer(text)]
        self._ends = [end for _, end in self._tokens]
        self._sentence_of = {
            token: number for number, span in enumerate(sentences(text)) for token in self._within((span,))
        }

    def statement(self, attribution: Attribution) -> _Statement:
        source = self._within(attribution.source)
        capitals = [token for token in source if self._text[self._tokens[token][0]].isupper()]
        return _Statement(
            source=source,
            anchor=source | self._within(attribution.cue),
            content=self._within(attribution.content),
            head=max(capitals or source, default=None),
            names=names(self._text, attribution.source),
            direct=any(_MARKS.search(self._text, max(0, start - 1), end) for start, end in attribution.content),
        )

    def who(self, found: Sequence[_Statement], marked: Sequence[_Statement]) -> Score:
        said = [self._names_by_sentence(side) for side in (found, marked)]
        right = sum(not said[0][number].isdisjoint(said[1][number]) for number in said[0].keys() & said[1].keys())
        return Score(right, len(said[0]), len(said[1]))

    def direct(self, found: Sequence[_Statement], marked: Sequence[_Statement]) -> Score:
        told, wanted = (
            {number for each in side if each.source and each.direct for number in self._sentences(each)}
            for side in (found, marked)
        )
        return Score(len(told & wanted), len(told), len(wanted))

    def _names_by_sentence(self, statements: Sequence[_Statement]) -> dict[int, set[str]]:
        named: dict[int, set[str]] = defaultdict(set)
        for each in statements:
            if each.names:
                for number in self._sentences(each):
                    named[number] |= each.names
        return named

    def _sentences(self, statement: _Statement) -> set[int]:
        """Where it is stated: the sentences that hold the source or the cue."""
        return {self._sentence_of[token] for token in statement.anchor if token in self._sentence_of}

    def _within(self, spans: Spans) -> frozenset[int]:
        inside: set[int] = set()
        for start, end in spans:
            at = bisect_left(self._ends, start + 1)
            while at < len(self._tokens) and self._tokens[at][0] < end:
                inside.add(at)
                at += 1
        return frozenset(inside)


def names(text: str, spans: Spans) -> frozenset[str]:
    """The capitalised words that look like names."""
    words = (word for start, end in spans for word in _CAPITALISED.findall(text[start:end]))
    folded = (re.sub(r"['’]s$", "", word).strip(".").lower() for word in words)
    return frozenset(word for word in folded if word and word not in _NO_NAMES)


def sentences(text: str) -> list[tuple[int, int]]:
    """The sentences of a text whose paragraphs are lines, by simple rules."""
    found = []
    for line in re.finditer(r"[^\n]+", text):
        cuts = [line.start()]
        for end in _END.finditer(text, *line.span()):
            if text[end.start()] != "." or not _ABBREVIATION.search(text[cuts[-1] : end.start() + 1]):
                cuts.append(end.end())
        found += [cut for cut in pairwise((*cuts, line.end())) if text[slice(*cut)].strip()]
    return found


def summary(figures: Iterable[dict[str, Score]]) -> dict[str, Score]:
    """The figures of many texts, by name."""
    listed = list(figures)
    return {name: total(each[name] for each in listed) for name in Counter(key for each in listed for key in each)}
