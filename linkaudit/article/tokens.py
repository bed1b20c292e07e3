"""Plain prose as parallel lists of words, offsets and word classes, made in one pass.

Does no I/O. Nothing here looks back: a text of any shape takes time in proportion to its length.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from dataclasses import dataclass
from functools import lru_cache
from itertools import accumulate, pairwise, repeat

from linkaudit.article import lexicon as lx
from linkaudit.model import Span

# A plain word (most are, so it is tried first), a dotted abbreviation, a word with inner hyphens, apostrophes and dots
# (Antiwar.com), a possessive ending, a mark. The condition in front lets the search skip blanks in one step.
_TOKEN = re.compile(
    r"(?=\S)"
    r"(\w++(?![-&'’.,:])"
    r"|(?:[A-Za-z]\.){2,}"
    r"|[@#]?\w++(?:(?:[-&]|['’](?!(?:s|S|re|ve|ll|d|m)\b)|[.](?=[a-z])|(?<=\d)[.,:](?=\d))\w++)*+"
    r"|['’](?:s|S|re|ve|ll|d|m)\b"
    r"|\.\.+|--+|''|``|[^\w\s])"
)
_MARKS = lx.STOP | lx.QUOTE | lx.SINGLE


@dataclass(frozen=True, slots=True, eq=False)
class Tokens:
    """`bits[i]` says what the word `words[i]`, at `starts[i]` to `ends[i]`, may be (see lexicon); 0 is any other word.

    `marks` are the places of stops and quotation marks. `paragraphs` are ranges of tokens: any line break ends a
    paragraph.
    """

    text: str
    words: list[str]
    starts: list[int]
    ends: list[int]
    bits: list[int]
    marks: list[int]
    paragraphs: list[tuple[int, int]]

    def span(self, first: int, end: int) -> Span:
        """The stretch of text from token `first` up to, not including, token `end`."""
        return Span(self.starts[first], self.ends[end - 1])


@lru_cache(maxsize=2)
def tokens(text: str) -> Tokens:
    """Reads `text` once; the sentences, attributions and quotations of one article share the result."""
    pieces = _TOKEN.split(text)
    offsets = list(accumulate(map(len, pieces)))
    found, starts, ends = pieces[1::2], offsets[0:-1:2], offsets[1::2]
    del pieces, offsets
    # One string for all equal words: a large article has a million words and a few thousand different ones.
    same: dict[str, str] = {}
    words = list(map(same.setdefault, found, found))
    bits = list(map(lx.lexicon().bits.get, words, repeat(0)))
    marks = [i for i, bit in enumerate(bits) if bit & _MARKS]
    return Tokens(text, words, starts, ends, bits, marks, _paragraphs(text, starts))


def _paragraphs(text: str, starts: list[int]) -> list[tuple[int, int]]:
    breaks = [0]
    at = text.find("\n")
    while at >= 0:
        breaks.append(bisect_left(starts, at, breaks[-1]))
        at = text.find("\n", at + 1)
    breaks.append(len(starts))
    return [(first, end) for first, end in pairwise(breaks) if first < end]
