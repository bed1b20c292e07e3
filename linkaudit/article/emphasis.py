"""Which runs of `*`, `_` and `~` are emphasis, and which are text (CommonMark 0.31 section 6.2, GFM section 6.5).

Does no I/O.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from unicodedata import category

_RUN = re.compile(r"\*+|_+|~+")
_LONGEST_STRIKE = 2


@dataclass(slots=True)
class Delimiter:
    """A run over `start` to `end`. What became markup was taken from its two ends: `left` and `right` characters."""

    marker: str
    start: int
    end: int
    opens: bool
    closes: bool
    left: int = 0
    right: int = 0

    @property
    def length(self) -> int:
        return self.end - self.start

    @property
    def rest(self) -> int:
        """How many characters are still text."""
        return self.end - self.start - self.left - self.right


def delimiter(src: str, start: int) -> Delimiter:
    """The run at `start`, and by its neighbours whether it may open or close emphasis."""
    found = _RUN.match(src, start)
    assert found is not None
    end = found.end()
    marker = src[start]
    blank_before, mark_before = _nature(src[start - 1]) if start else (True, False)
    blank_after, mark_after = _nature(src[end]) if end < len(src) else (True, False)
    left = not blank_after and (not mark_after or blank_before or mark_before)
    right = not blank_before and (not mark_before or blank_after or mark_after)
    if marker == "_":
        return Delimiter(marker, start, end, left and (not right or mark_before), right and (not left or mark_after))
    if marker == "~" and end - start > _LONGEST_STRIKE:
        left = right = False
    return Delimiter(marker, start, end, left, right)


@lru_cache(maxsize=4096)
def _nature(letter: str) -> tuple[bool, bool]:
    """Whether a character is white space, and whether it is punctuation or a symbol."""
    kind = category(letter)
    return letter in "\t\n\f\r" or kind == "Zs", kind[0] in "PS"


def match_delimiters(delimiters: Sequence[Delimiter]) -> None:
    """Pair the runs of one text, taking from each what is markup."""
    openers: list[Delimiter] = []
    # Below these heights no opener can match a closer of that sort: what keeps this linear.
    bottoms: dict[tuple[str, bool, int], int] = {}
    for closer in delimiters:
        while closer.closes and closer.rest:
            sort = (closer.marker, closer.opens, closer.length % 3)
            index = _opener_for(closer, openers, bottoms.get(sort, 0))
            if index is None:
                bottoms[sort] = len(openers)
                break
            opener = openers[index]
            size = opener.length if closer.marker == "~" else min(2, opener.rest, closer.rest)
            opener.right += size
            closer.left += size
            del openers[index + (opener.rest > 0) :]
            for key, height in bottoms.items():
                bottoms[key] = min(height, len(openers))
        if closer.opens and closer.rest:
            openers.append(closer)


def _opener_for(closer: Delimiter, openers: Sequence[Delimiter], bottom: int) -> int | None:
    for index in range(len(openers) - 1, bottom - 1, -1):
        opener = openers[index]
        if opener.marker != closer.marker:
            continue
        if closer.marker == "~":
            if opener.length == closer.length:
                return index
        elif not _rule_of_three(opener, closer):
            return index
    return None


def _rule_of_three(opener: Delimiter, closer: Delimiter) -> bool:
    """Rules 9 and 10: the pair is barred when the lengths add up to a multiple of three, unless both are one."""
    both = opener.closes or closer.opens
    return both and (opener.length + closer.length) % 3 == 0 and bool(opener.length % 3 or closer.length % 3)
