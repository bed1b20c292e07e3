"""Where sentences begin and end in plain prose. Does no I/O."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from functools import lru_cache

from linkaudit.article import lexicon as lx
from linkaudit.article.signatures import signature_end
from linkaudit.article.tokens import Tokens, tokens
from linkaudit.model import Span

_FUNCTION = lx.PRONOUN | lx.DETERMINER | lx.PREPOSITION | lx.SUBORDINATOR | lx.CONJUNCTION | lx.ADVERB | lx.AUXILIARY
_OPENERS = frozenset("\"“„«‘'([•–—@#``")
_CLOSING = lx.QUOTE | lx.SINGLE | lx.CLOSE | lx.STOP
_TWO_POINTS = re.compile(r"\.(?=\S\.)")
_SPEAKING = lx.PAST | lx.THIRD


def sentences(text: str) -> list[Span]:
    """The sentences of `text` in order, marks included. None runs over a line break."""
    found = tokens(text)
    return [found.span(first, end) for first, end in sentence_ranges(found)]


@lru_cache(maxsize=2)
def sentence_ranges(t: Tokens) -> Sequence[tuple[int, int]]:
    """The same as ranges of tokens; claims and attributions of one article share them."""
    ends = list(_stopped(t))
    ends += [i + 1 for i in _dotted(t) if _dotted_ends(t, i)]
    ends += _signed(t)
    ends.sort()
    ranges = []
    at = 0
    for first, end in t.paragraphs:
        start = first
        while at < len(ends) and ends[at] < end:
            if ends[at] > start:
                ranges.append((start, ends[at]))
                start = ends[at]
            at += 1
        ranges.append((start, end))
    return ranges


def _signed(t: Tokens) -> Iterator[int]:
    """The ends of the quotations that a name is put under."""
    last = len(t.bits) - 1
    dashes = (mark + 1 for mark in t.marks if mark < last and t.bits[mark] & lx.QUOTE and t.bits[mark + 1] & lx.DASH)
    return (end for dash in dashes if (end := signature_end(t, dash)) is not None)


def _stopped(t: Tokens) -> Iterator[int]:
    """The ends of the sentences that a mark ends."""
    end = 0
    for stop in t.marks:
        if t.bits[stop] & lx.STOP:
            if stop >= end:  # the marks of one cluster ("?!”") have one end
                end = _after_marks(t, stop)
            if _ends_before(t, stop, end):
                yield end


def _after_marks(t: Tokens, stop: int) -> int:
    """The token after the mark at `stop` and all the closing marks that are joined to it."""
    bits, starts, ends = t.bits, t.starts, t.ends
    end, last = stop + 1, len(bits)
    while end < last and starts[end] == ends[end - 1] and bits[end] & _CLOSING:
        end += 1
    return end


def _ends_before(t: Tokens, stop: int, end: int) -> bool:
    """Whether the mark at `stop` ends a sentence, so that the token at `end` opens the next."""
    words = t.words
    if end == len(words) or t.starts[end] == t.ends[end - 1] or not _may_open(words[end]):
        return False
    if t.bits[end] & lx.DASH and signature_end(t, end) is not None:
        return False
    if words[stop] == "." and end == stop + 1 and stop and not _full_stop(t, stop):
        return False
    asks_in_marks = words[stop] in "?!" and t.bits[end - 1] & (lx.QUOTE | lx.SINGLE)
    return not (asks_in_marks and _speaker_follows(t, end))


def _may_open(word: str) -> bool:
    return word[0].isupper() or word[0].isdigit() or word[0] in _OPENERS


def _full_stop(t: Tokens, stop: int) -> bool:
    """Whether the point at `stop`, with an opening word after it, is more than an abbreviation's."""
    word, known = t.words[stop - 1], lx.lexicon()
    if t.starts[stop] != t.ends[stop - 1]:
        return True
    if word in known.always:
        return word == "No" and not t.words[stop + 1][0].isdigit()
    if len(word) == 1 and word.isupper() and word != "I":
        return False
    return word not in known.sometimes or _opens_plainly(t, stop + 1)


def _dotted(t: Tokens) -> Iterator[int]:
    """The dotted abbreviations of two letters and more."""
    at = 0
    for found in _TWO_POINTS.finditer(t.text):
        at = bisect_right(t.starts, found.start(), at) - 1
        word = t.words[at]
        if t.ends[at] == found.start() + 3 and word[-1] == "." and len(word) > 3:
            yield at


def _dotted_ends(t: Tokens, i: int) -> bool:
    """Whether a sentence ends with the dotted abbreviation ("U.S.") at `i`."""
    return i + 1 < len(t.words) and _may_open(t.words[i + 1]) and _opens_plainly(t, i + 1)


def _opens_plainly(t: Tokens, i: int) -> bool:
    """Whether a word that is no name opens a sentence at `i`."""
    word = t.words[i]
    return bool(t.bits[i] & _FUNCTION and word[0].isupper()) or word[0] in _OPENERS


def _speaker_follows(t: Tokens, i: int) -> bool:
    """Whether "Smith said" or "the mayor asked" follows at `i`: the sentence goes on after a quoted question."""
    for k in range(i, min(i + 5, len(t.words) - 1)):
        if t.bits[k] & lx.PUNCTUATION:
            return False
        if t.bits[k] & _SPEAKING and k > i:
            return bool(t.bits[k + 1] & (lx.STOP | lx.COMMA | lx.TIME | lx.COLON)) or k + 1 == len(t.words)
    return False
