"""What else of a claim stands on the page: its figures, its speaker's name, the outlet that it names.

Laws: does no I/O. Only what is certain is called missing: on a page read whole, without a sign of more, in the claim's
language for figures in words; a rounded figure is found or not told.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from decimal import Decimal

from linkaudit.evidence.pages.content import PageText
from linkaudit.evidence.pages.numerals import is_number
from linkaudit.evidence.pages.words import Words, read_words
from linkaudit.model import Doubt, Fact, Presence

_ROUNDED = frozenset(
    (
        "about", "some", "nearly", "almost", "around", "roughly", "over", "under", "least", "most", "than", "up",
        "approximately", "close",
    )
)  # fmt: skip
_NEAR = Decimal("0.1")
_SMALLEST_IN_WORDS = 11
"""Smaller numbers, written in words, are too common to be looked for ("one of the two")."""

_LOOKS_BACK = 2
_ENDINGS = re.compile(r"(?i)^(?:jr|sr|ii|iii|iv|md|phd|mp|qc|kc)$")
_HOST = re.compile(r"(?i)\.(?:com|org|net|co|info|news|tv|eu|[a-z]{2})$")


def figures_on(claim: str, page: PageText) -> tuple[Fact, ...]:
    """Each figure of the claim, as written, and whether the page has it."""
    words = read_words(claim)
    on_page = {Decimal(key) for key in page.words.places if is_number(key)}
    on_page |= {Decimal(key) for key in page.unseen_words.places if is_number(key)}
    ranked = sorted(on_page)
    return tuple(_figure(claim, words, n, page, ranked) for n in _figures(claim, words))


def _figures(claim: str, words: Words) -> list[int]:
    return [
        n
        for n, key in enumerate(words.keys)
        if is_number(key) and (claim[words.starts[n]] in "$£€¥0123456789" or Decimal(key) >= _SMALLEST_IN_WORDS)
    ]


def _figure(claim: str, words: Words, n: int, page: PageText, ranked: list[Decimal]) -> Fact:
    written, value = claim[words.starts[n] : words.ends[n]], Decimal(words.keys[n])
    at = bisect_left(ranked, value)
    if at < len(ranked) and ranked[at] == value:
        return Fact(written, Presence.FOUND)
    if page.doubt is not None:
        return Fact(written, Presence.CANNOT_TELL, page.doubt)
    near = any(abs(other - value) <= _NEAR * value for other in ranked[max(0, at - 1) : at + 1])
    if near or not _ROUNDED.isdisjoint(words.keys[max(0, n - _LOOKS_BACK) : n]):
        return Fact(written, Presence.CANNOT_TELL, Doubt.PARTLY)
    return Fact(written, Presence.NOT_FOUND)


def speaker_on(speaker: str, page: PageText) -> Fact:
    """Whether the speaker's surname stands on the page."""
    names = [key for key in read_words(speaker).keys if not _ENDINGS.match(key) and key != "'s"]
    if not names:
        return Fact(speaker, Presence.CANNOT_TELL, Doubt.SHORT)
    return _named(speaker, (names[-1],), page)


def outlet_on(outlet: str, page: PageText) -> Fact:
    """Whether the outlet's name stands on the page; of a name that is an address, what comes before its ending."""
    keys = read_words(_HOST.sub("", outlet.removeprefix("The ").removeprefix("the "))).keys
    if not keys:
        return Fact(outlet, Presence.CANNOT_TELL, Doubt.SHORT)
    return _named(outlet, keys, page)


def _named(written: str, keys: tuple[str, ...], page: PageText) -> Fact:
    title = read_words(page.title or "")
    if any(words.find(keys) >= 0 for words in (page.words, page.unseen_words, title)):
        return Fact(written, Presence.FOUND)
    if page.doubt is not None:
        return Fact(written, Presence.CANNOT_TELL, page.doubt)
    if page.language not in (None, "en"):
        return Fact(written, Presence.CANNOT_TELL, Doubt.LANGUAGE)
    return Fact(written, Presence.NOT_FOUND)
