"""How far two texts of one address have moved apart.

Laws: does no I/O; linear. Shingles of four words over the keys, so that house style is no drift. The thresholds rest on
the public pairs of MartinPaulEve/content-drift: a typo keeps 0.98 of the shingles (Jaccard), a paragraph taken out
0.68, a word replaced throughout 0.55, another text none.
"""

from __future__ import annotations

from enum import StrEnum

from linkaudit.evidence.pages.content import PageText
from linkaudit.evidence.pages.words import read_words

_SHINGLE = 4
_SAME, _HELD, _OTHER = 0.5, 0.8, 0.1
_LEAST = 30


class Drift(StrEnum):
    SAME = "same"
    CHANGED = "changed"
    DRIFTED = "drifted"
    CANNOT_TELL = "cannot_tell"


def drift(then: PageText, now: PageText) -> Drift:
    """What became of the article `then` in the page `now`; not told when either has too little text."""
    old, new = _shingles(then.main), _shingles(now.main)
    if min(len(old), len(new)) < _LEAST:
        return Drift.CANNOT_TELL
    shared = len(old & new)
    if shared >= _SAME * len(old | new) or shared >= _HELD * min(len(old), len(new)):
        return Drift.SAME
    if shared < _OTHER * len(old | new) and then.title != now.title:
        return Drift.DRIFTED
    return Drift.CHANGED


def _shingles(text: str) -> set[tuple[str, ...]]:
    keys = read_words(text).keys
    return {keys[n : n + _SHINGLE] for n in range(len(keys) - _SHINGLE + 1)}
