"""Attributions: which words of an article are given to whom.

A small pipeline from prose to values: tokens and quotation marks, sentences, cues with their sources (cues.py), what
they attribute (contents.py), quotations that go on behind a sentence (here), the names behind "he" and "the company"
(speakers.py). Rules and word lists only, no model. Does no I/O.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache

from linkaudit.article.contents import Said, contents
from linkaudit.article.cues import Cue, Manner, candidates, cues
from linkaudit.article.labels import labelled
from linkaudit.article.names import surnames
from linkaudit.article.phrases import Range
from linkaudit.article.quotemarks import Quoted, quoted
from linkaudit.article.sentences import sentence_ranges
from linkaudit.article.signatures import signature_end, signed_name
from linkaudit.article.speakers import attributed
from linkaudit.article.tokens import Tokens, tokens
from linkaudit.article.units import Unit
from linkaudit.model import Attribution, Span

# No sentence attributes as often; the bound keeps a text without full stops linear.
_MOST_CUES = 60


@dataclass(slots=True)
class Open:
    """An attribution being read, whose content may still grow. `end` is where its sentence ends."""

    said: Said
    content: list[Range]
    paragraph: int
    end: int


@dataclass(frozen=True, slots=True)
class Reading:
    """What was read off one text. `ends` are the offsets at which the sentences of `attributions` end."""

    tokens: Tokens
    marks: tuple[Quoted, ...]
    attributions: tuple[Attribution, ...]
    ends: tuple[int, ...]


def attributions(text: str, block_quotations: Sequence[Span] = ()) -> list[Attribution]:
    """The attributions of `text` in order of their sources, with offsets into `text`.

    `block_quotations` are paragraphs set apart as quotations, without marks; those that follow a lead-in belong to
    it. An attribution that leads in to something that is neither quoted nor set apart has no content.
    """
    read = reading(text)
    found = list(read.attributions)
    for span in sorted(block_quotations):
        at = bisect_left(read.ends, span.start + 1) - 1
        if at >= 0 and _leads_in(text, found[at], read.ends[at], span):
            found[at] = replace(found[at], content=(*found[at].content, span))
    return found


def _leads_in(text: str, latest: Attribution, end: int, block: Span) -> bool:
    """Whether nothing but white space and earlier parts of the same quotation stand between a lead-in and a block."""
    last = max([end, *(span.end for span in latest.content)])
    return not text[last : block.start].strip()


@lru_cache(maxsize=2)
def reading(text: str) -> Reading:
    """Reads a text once for attributions and quotations alike; an attribution that only leads in has no content yet."""
    t = tokens(text)
    marks = quoted(t)
    known = surnames(t)
    found = _spoken(t, marks, known)
    made = attributed(t, known, ((one.said, one.content) for one in found))
    return Reading(t, tuple(marks), tuple(made), tuple(t.ends[one.end - 1] for one in found))


def _units(t: Tokens, marks: Sequence[Quoted]) -> list[Range]:
    """Sentences, joined where a boundary lies within a quotation."""
    ranges: list[Range] = []
    at = 0
    for first, end in sentence_ranges(t):
        while at < len(marks) and marks[at].end <= first:
            at += 1
        if ranges and at < len(marks) and marks[at].first < first:
            ranges[-1] = (ranges[-1][0], end)
        else:
            ranges.append((first, end))
    return ranges


def _spoken(t: Tokens, marks: Sequence[Quoted], known: Mapping[str, int]) -> list[Open]:
    """Every attribution of the text, quotations that go on in later sentences gathered in."""
    inside = bytearray(len(t.words))
    for mark in marks:
        inside[mark.first : mark.end] = b"\x01" * (mark.end - mark.first)
    opening, closing = {mark.first: mark for mark in marks}, {mark.end - 1: mark for mark in marks}
    cue_at = candidates(t, inside)
    found: list[Open] = []
    at = paragraph = labelled_to = 0
    for first, end in _units(t, marks):
        if first < labelled_to:
            continue
        while t.paragraphs[paragraph][1] <= first:
            paragraph += 1
        unit = Unit(t, first, end, inside, opening, closing)
        start, stop = t.paragraphs[paragraph]
        label = labelled(unit, stop, known) if first == start else None
        if label:
            found.append(Open(label, list(label.content), paragraph, end))
            labelled_to = stop
            continue
        here = bisect_left(cue_at, first, at)
        at = bisect_left(cue_at, end, here)
        said = contents(unit, cues(unit, cue_at[here : min(at, here + _MOST_CUES)])) if at > here else []
        signed = _signed(t, opening.get(first), end)
        if signed:
            found.append(Open(signed, list(signed.content), paragraph, end))
            continue
        if first in opening and not any(one.content and one.content[0][0] == first for one in said):
            _continue(opening[first], found, paragraph, alone=(first, end) == (start, stop))
        found += [Open(one, list(one.content), paragraph, end) for one in said]
    return found


def _signed(t: Tokens, mark: Quoted | None, end: int) -> Said | None:
    """The attribution of a sentence that is a quotation with a name under it."""
    if mark is None or signature_end(t, mark.end) != end:
        return None
    cue = Cue(mark.end, mark.end + 1, signed_name(t, mark.end, end), Manner.LABEL, end, "end")
    return Said(cue, ((mark.first, mark.end),), direct=True)


def _continue(mark: Quoted, found: list[Open], paragraph: int, *, alone: bool) -> None:
    """Gives a quotation that opens a sentence to whoever spoke last, where that is plain.

    A paragraph that is a quotation and nothing else goes on with the speaker quoted in the one before.
    """
    if not found:
        return
    latest = found[-1]
    follows = alone and latest.paragraph == paragraph - 1 and latest.said.direct
    if latest.paragraph == paragraph or mark.continues or not latest.content or follows:
        latest.content.append((mark.first, mark.end))
        latest.paragraph = paragraph
