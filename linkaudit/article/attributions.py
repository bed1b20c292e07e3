"""Attributions: which words of an article are given to whom.

A small pipeline from prose to values: tokens and quotation marks, sentences, cues with their sources (cues.py), what
they attribute (contents.py), quotations that go on behind a sentence (here), the names behind "he" and "the company"
(speakers.py). Rules and word lists only, no model. Does no I/O.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

from linkaudit.article.contents import Said, contents
from linkaudit.article.cues import Manner, Unit, candidates, cues
from linkaudit.article.phrases import Range
from linkaudit.article.quotemarks import Quoted, quoted
from linkaudit.article.sentences import sentence_ranges
from linkaudit.article.speakers import Speakers
from linkaudit.article.tokens import Tokens, tokens
from linkaudit.model import Attribution, Span


@dataclass(slots=True)
class Open:
    """An attribution being read, whose content may still grow."""

    said: Said
    content: list[Range]
    direct: bool
    paragraph: int
    blocks: list[Span]


@dataclass(frozen=True, slots=True)
class Reading:
    """Everything that was read off one text."""

    tokens: Tokens
    quotations: tuple[Quoted, ...]
    attributions: tuple[Attribution, ...]


def attributions(text: str, block_quotations: Sequence[Span] = ()) -> list[Attribution]:
    """The attributions of `text` in order of their content, with offsets into `text`.

    `block_quotations` are paragraphs set apart as quotations, without marks; they belong to the lead-in before them.
    """
    return list(reading(text, tuple(block_quotations)).attributions)


@lru_cache(maxsize=2)
def reading(text: str, block_quotations: tuple[Span, ...] = ()) -> Reading:
    """Reads a text once for attributions and quotations alike."""
    t = tokens(text)
    marks = quoted(t)
    found = _spoken(t, marks, block_quotations)
    speakers = Speakers(t)
    made = [speakers.attribution(one.said, one.content, one.blocks) for one in found if one.content or one.blocks]
    made.sort(key=lambda one: (one.content[0], one.span))
    return Reading(t, tuple(marks), tuple(made))


def _units(t: Tokens, marks: Sequence[Quoted]) -> list[Range]:
    """Sentences, joined where a boundary lies within a quotation."""
    ranges: list[Range] = []
    at = 0
    for first, end in sentence_ranges(t):
        while at < len(marks) and marks[at].end <= first:
            at += 1
        within = at < len(marks) and marks[at].first < first
        if within and ranges:
            ranges[-1] = (ranges[-1][0], end)
        else:
            ranges.append((first, end))
    return ranges


def _spoken(t: Tokens, marks: Sequence[Quoted], blocks: Sequence[Span]) -> list[Open]:
    inside = bytearray(len(t.words))
    for mark in marks:
        inside[mark.first : mark.end] = b"\x01" * (mark.end - mark.first)
    from_, to = {mark.first: mark for mark in marks}, {mark.end - 1: mark for mark in marks}
    cue_at = list(candidates(t, inside))
    found: list[Open] = []
    at, paragraph, paragraphs = 0, 0, t.paragraphs
    last_unit = -1
    for first, end in _units(t, marks):
        while paragraphs[paragraph][1] <= first:
            paragraph += 1
        here = at
        while at < len(cue_at) and cue_at[at] < end:
            at += 1
        unit = Unit(t, first, end, inside, from_, to)
        said = contents(unit, cues(unit, cue_at[here:at])) if at > here else []
        if first in from_ and not any(
            one.cue.left >= first and one.content and one.content[0][0] == first for one in said
        ):
            _continue(unit, found, paragraph, last_unit)
        for one in said:
            found.append(Open(one, list(one.content), one.direct, paragraph, []))
        last_unit = paragraph
    return found


def _continue(unit: Unit, found: list[Open], paragraph: int, last: int) -> None:
    """Gives a quotation that opens a sentence to whoever spoke last, where that is plain."""
    if not found:
        return
    mark = unit.quoted_from[unit.first]
    latest = found[-1]
    if latest.paragraph == paragraph or mark.continues or not latest.content:
        latest.content.append((mark.first, mark.end))
        latest.direct = True
