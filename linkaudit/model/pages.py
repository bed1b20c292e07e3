"""What a page says of a claim: the questions that may be put to it, and its answers.

Laws: plain values, no I/O. `cannot_tell` always carries its reason; `absent` never stands on a page that was not read
whole.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
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

    NOT_OPENED = "not_opened"
    """A page that the claim cites could not be read."""

    COPY = "copy"
    """Only an archived copy could be read, and it may be of another day."""

    ABOUT = "about"
    """The link stands on a name, so its page may be about the speaker and not hold the speech."""


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

    @property
    def is_missing(self) -> bool:
        return self.presence is Presence.NOT_FOUND


@dataclass(frozen=True, slots=True)
class Facts:
    """The figures of a claim, and the names of its speakers and outlets, each as far as the page has it."""

    figures: tuple[Fact, ...] = ()
    names: tuple[Fact, ...] = ()


@dataclass(frozen=True, slots=True)
class Nature:
    """What a page is: how many words its article has, its dates, whose story it is.

    `credit` is the outlet that the page gives as its own source, `credited` the words that say so. `release` marks
    what an organisation says of itself.
    """

    words: int
    published: date | None = None
    modified: date | None = None
    credit: str | None = None
    credited: str | None = None
    release: bool = False


@dataclass(frozen=True, slots=True)
class FragmentQuestion:
    """Does the page have the place, or the words (`:~:text=`), that this fragment names?"""

    fragment: str


@dataclass(frozen=True, slots=True)
class QuotationQuestion:
    """Does the page say these words? `language` is that of the article, two letters."""

    text: str
    language: str | None = None


@dataclass(frozen=True, slots=True)
class FactsQuestion:
    """Does the page have the figures of this claim, its speakers' surnames, its outlets' names?"""

    claim: str
    speakers: tuple[str, ...] = ()
    outlets: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class NatureQuestion:
    """What is this page?"""


Question = FragmentQuestion | QuotationQuestion | FactsQuestion | NatureQuestion
"""What a claim may ask of a page: one frozen value a question, one type a kind."""

Detail = Match | Facts | Nature


@dataclass(frozen=True, slots=True)
class PageAnswer:
    """What one page says to one question, from the same answer that was observed at `url`.

    `url` is the address that was asked, or that of an archived copy. `observed` is in UTC and the same as the fetch's
    (of a copy: as the look-up's): the answer holds as long as that observation does. `found` is None when it cannot be
    told (the page was cut off, is put together by scripts, is behind a wall). `detail` is the answer in full, to any
    question but that for a fragment.
    """

    url: str
    observed: datetime
    question: Question
    found: bool | None
    detail: Detail | None = None
