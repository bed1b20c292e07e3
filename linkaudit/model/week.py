"""The weekly audit: everything that its report says, as one frozen value.

Laws: does no I/O and derives nothing from the clock. Times are UTC, weeks are ISO 8601 weeks of the run's start. Every
address is masked already. Tuples come in a stable order, so that one week's report compares well with the next.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from enum import StrEnum
from typing import NamedTuple

from linkaudit.model.audit import ClaimVerdict, Severity, Skipped, StopReason
from linkaudit.model.web import Reason


class IsoWeek(NamedTuple):
    """A week of ISO 8601, written 2026-W47. It sorts by time."""

    year: int
    week: int

    @classmethod
    def of(cls, moment: date) -> IsoWeek:
        year, week, _ = moment.isocalendar()
        return cls(year, week)

    def __str__(self) -> str:
        return f"{self.year}-W{self.week:02}"


class LinkState(StrEnum):
    """What the history says of an address.

    `dead`: proven, by a hard answer on two checks or by trouble on three over three days. `suspect`: it failed, and
    that is not proven yet. `unopened`: walls, limits and oddities, which say nothing of what a reader gets.
    """

    ALIVE = "alive"
    DEAD = "dead"
    SUSPECT = "suspect"
    UNOPENED = "unopened"
    REFUSED = "refused"
    UNCHECKED = "unchecked"


class ArticleChange(StrEnum):
    """How an article stands to the run compared with. `unknown`: there is nothing to compare it with.

    A renamed article is `unchanged`.
    """

    NEW = "new"
    CHANGED = "changed"
    UNCHANGED = "unchanged"
    UNKNOWN = "unknown"


class Age(StrEnum):
    """How long ago something first failed."""

    UNDER_A_MONTH = "under a month"
    UNDER_A_QUARTER = "one to three months"
    UNDER_A_YEAR = "three months to a year"
    OVER_A_YEAR = "over a year"

    @classmethod
    def between(cls, first: datetime, now: datetime) -> Age:
        days = (now - first) / timedelta(days=1)
        limits = ((30, cls.UNDER_A_MONTH), (91, cls.UNDER_A_QUARTER), (365, cls.UNDER_A_YEAR))
        return next((age for limit, age in limits if days < limit), cls.OVER_A_YEAR)


@dataclass(frozen=True, slots=True)
class Citation:
    """Where an article cites an address. `line` counts from 1; `published` is the article's day, if known.

    `rule` is the code of the finding that stands there, None when there is none (a link that opens again).
    """

    path: str
    line: int
    published: date | None = None
    rule: str | None = None


@dataclass(frozen=True, slots=True)
class WeekLink:
    """One address and where it is cited, the newest article first. Silenced citations are left out.

    `reason` and `status` are those of the last answer, at `observed`; `failures` counts the failing checks (hours
    apart) since `first_failed`. `copy` opens an archived copy that can be read.
    """

    url: str
    host: str
    state: LinkState
    reason: Reason
    citations: tuple[Citation, ...]
    observed: datetime
    status: int | None = None
    first_failed: datetime | None = None
    failures: int = 0
    copy: str | None = None


@dataclass(frozen=True, slots=True)
class HostOutage:
    """Links of one host that died since the run compared with: when `cause` is set, all for that one reason."""

    host: str
    links: tuple[WeekLink, ...]
    cause: Reason | None

    @property
    def citations(self) -> int:
        return sum(len(link.citations) for link in self.links)


@dataclass(frozen=True, slots=True)
class WeekFinding:
    """A finding as the report lists it. `is_new`: not known from the run compared with (False when there is none)."""

    path: str
    line: int
    column: int
    rule: str
    severity: Severity
    message: str
    fingerprint: str
    url: str | None = None
    is_new: bool = False


@dataclass(frozen=True, slots=True)
class UnsoundArticle:
    """An article, new, changed or published in the last seven days, that has findings of severity error."""

    path: str
    change: ArticleChange
    published: date | None
    errors: tuple[WeekFinding, ...]


@dataclass(frozen=True, slots=True)
class Share:
    """How the links of one section, host, author or year of publication stand. `name` is "" where none is known.

    `articles` cite `links` of which `states` counts; an address counts once an article (for a host: once).
    """

    name: str
    articles: int
    links: int
    states: Mapping[LinkState, int]

    def share(self, state: LinkState) -> float:
        """Part of the links that were checked, 0 to 1; 0 when none was."""
        checked = self.links - self.states.get(LinkState.UNCHECKED, 0)
        return self.states.get(state, 0) / checked if checked else 0.0


@dataclass(frozen=True, slots=True)
class Totals:
    """What one audit covered. `links` counts distinct addresses by state, `claims` the body claims by verdict.

    `findings` counts what is neither silenced nor merely counted.
    """

    articles: int = 0
    links: Mapping[LinkState, int] = field(default_factory=dict)
    claims: Mapping[ClaimVerdict, int] = field(default_factory=dict)
    findings: Mapping[Severity, int] = field(default_factory=dict)

    @property
    def addresses(self) -> int:
        return sum(self.links.values())


@dataclass(frozen=True, slots=True)
class TrendPoint:
    """The last finished audit of an ISO week."""

    week: IsoWeek
    totals: Totals


@dataclass(frozen=True, slots=True)
class Week:
    """The audit of one week and how it compares with the newest complete one of an earlier week.

    `compared_with` is when that one started; None: no comparison yet, and nothing is "newly" anything.
    `changes` counts the articles by how they changed. `stopped` says why the audit could not be finished.

    Do first: `unsound`; `quotations` (removed or differing); `newly_dead` by host, the widest outage first;
    `repairable`, the number of dead addresses with an archived copy that can be read.

    Annexes: `recovered` open again; `suspect` failed, not proven yet; `unresolved` were dead then and still are, the
    oldest failure first; `unopened` could not be opened from here and are never counted as dead; `unlinked` are
    sources named without a link in articles new or changed; `hosts` are those with a link dead or suspect, the worst
    first; `sections`, `authors` and `years` are in the order of their names; `trend` is up to twelve weeks, this one
    last.
    """

    week: IsoWeek
    started: datetime
    finished: datetime
    totals: Totals
    stopped: StopReason | None = None
    compared_with: datetime | None = None
    changes: Mapping[ArticleChange, int] = field(default_factory=dict)
    skipped: tuple[Skipped, ...] = ()
    warnings: tuple[str, ...] = ()
    requests: int = 0
    unsound: tuple[UnsoundArticle, ...] = ()
    quotations: tuple[WeekFinding, ...] = ()
    newly_dead: tuple[HostOutage, ...] = ()
    repairable: int = 0
    recovered: tuple[WeekLink, ...] = ()
    suspect: tuple[WeekLink, ...] = ()
    unresolved: tuple[WeekLink, ...] = ()
    unopened: tuple[WeekLink, ...] = ()
    unlinked: tuple[WeekFinding, ...] = ()
    hosts: tuple[Share, ...] = ()
    sections: tuple[Share, ...] = ()
    authors: tuple[Share, ...] = ()
    years: tuple[Share, ...] = ()
    trend: tuple[TrendPoint, ...] = ()
    is_first_of_quarter: bool = False

    @property
    def complete(self) -> bool:
        return self.stopped is None

    @property
    def ages(self) -> Mapping[Age, int]:
        """How many unresolved addresses there are of each age."""
        counts = dict.fromkeys(Age, 0)
        for link in self.unresolved:
            if link.first_failed is not None:
                counts[Age.between(link.first_failed, self.started)] += 1
        return counts
