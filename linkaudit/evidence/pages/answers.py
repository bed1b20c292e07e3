"""What was found out about a page: whether it says the words, where, and what differs.

Laws: plain values, no I/O. `cannot_tell` always carries its reason; `absent` never stands on a page that was not
read whole.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class MatchVerdict(StrEnum):
    """`exact` holds typography apart; `normalised` house style apart (U.S./US, thirty/30); `elided` with the words
    that the quotation leaves out by a mark, or that the page puts between its parts ("he said").
    """

    EXACT = "exact"
    NORMALISED = "normalised"
    ELIDED = "elided"
    DIFFERS = "differs"
    ABSENT = "absent"
    REMOVED = "removed"
    CANNOT_TELL = "cannot_tell"

    @property
    def found(self) -> bool:
        """Whether a reader finds the words on the page."""
        return self in (MatchVerdict.EXACT, MatchVerdict.NORMALISED, MatchVerdict.ELIDED)


class Doubt(StrEnum):
    """Why it cannot be told whether a page says something."""

    SHORT = "short"
    """Under five words: they may stand anywhere in other words."""

    LONG = "long"
    CUT = "cut"
    FORMAT = "format"
    NO_TEXT = "no_text"
    THIN = "thin"
    SCRIPT_ONLY = "script_only"
    PAYWALL = "paywall"
    LOGIN = "login"
    CONSENT = "consent"
    VIDEO = "video"
    EMBED = "embed"
    """Something from elsewhere stands in the article: a player, a document, a post."""

    CONTINUES = "continues"
    """The page goes on elsewhere: further pages, a live blog's older entries."""

    NOT_THE_PAGE = "not_the_page"
    """An error page, a wall or a parked domain under a good status."""

    LANGUAGE = "language"
    PARTLY = "partly"
    """Stretches of the quotation stand on the page, but not together."""


class Change(StrEnum):
    """What makes a difference weigh more."""

    NEGATION = "negation"
    NUMBER = "number"
    NAME = "name"


@dataclass(frozen=True, slots=True)
class Difference:
    """One place where quotation and page part, in the words of each; either may be empty."""

    quoted: str
    found: str
    change: Change | None = None


@dataclass(frozen=True, slots=True)
class Match:
    """The answer to "does this page say these words?".

    `score` is 1.0 for the very words, else the share of words that agree. `found` is the passage as it stands there
    and `start`, `end` its place in `PageText.text`; all three are None when nothing was found, the place also when the
    words stand only in what the page carries for machines (`PageText.unseen`). `context` is `found` with some words
    around it. `reason` is set for `cannot_tell` alone.
    """

    verdict: MatchVerdict
    score: float
    found: str | None = None
    start: int | None = None
    end: int | None = None
    context: str | None = None
    differences: tuple[Difference, ...] = ()
    reason: Doubt | None = None

    @property
    def changes(self) -> frozenset[Change]:
        return frozenset(each.change for each in self.differences if each.change is not None)


class Presence(StrEnum):
    """Whether a figure or a name of the claim stands on the page."""

    FOUND = "found"
    NOT_FOUND = "not_found"
    CANNOT_TELL = "cannot_tell"


@dataclass(frozen=True, slots=True)
class Fact:
    """A figure or name of a claim, as written there, and whether the page has it."""

    text: str
    presence: Presence
    reason: Doubt | None = None
