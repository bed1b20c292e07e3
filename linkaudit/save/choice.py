"""Which sources of an audit an archive should be asked to save, and why not the others.

Laws: pure, no I/O. To save a page makes its address public: what may be private is never chosen, and each address that
is left out says why.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from enum import StrEnum
from types import MappingProxyType
from typing import assert_never

from linkaudit import reach, urls
from linkaudit.config import Config
from linkaudit.evidence.plan import may_be_archived
from linkaudit.masking import mask
from linkaudit.model import (
    ArchiveReason,
    ArchiveStatus,
    Article,
    Audit,
    Evidence,
    Link,
    LinkKind,
    Reason,
    Role,
    Verdict,
)
from linkaudit.model.saving import SavingState, Submission
from linkaudit.rules.private import private_kind

HOLDS = MappingProxyType(
    {
        SavingState.SAVED: timedelta(days=30),
        SavingState.REFUSED: timedelta(days=30),
        SavingState.FAILED: timedelta(hours=1),
        SavingState.UNKNOWN: timedelta(days=1),
        SavingState.PENDING: timedelta(days=7),
    }
)
"""For how long after it was asked, or after its state was learned, an address is not submitted again."""

_TOO_OFTEN = "error:too-many-daily-captures"
_SUBMITTABLE = frozenset({Reason.OK, Reason.TRUNCATED, Reason.MOVED})
_HAS_COPY = frozenset({ArchiveStatus.ARCHIVED, ArchiveStatus.ARCHIVED_REDIRECT})
_HAS_NONE = frozenset({ArchiveStatus.NONE, ArchiveStatus.ARCHIVED_ERROR, ArchiveStatus.ARCHIVED_SOFT404})


class WhyNot(StrEnum):
    """Why a source that opens is not submitted, in words for an editor."""

    SECRET = "it holds a password or a token"  # noqa: S105  words about one
    PRIVATE = "it is private: it opens in your network only"
    WRITERS = "it opens for its writer, not for readers"
    COPY = "it is an archived copy itself"
    CONFIGURED = "your configuration leaves it out"
    LEADS_AWAY = "it leads to a login, a consent page or the home page"
    LISTING = "a home page or a list: a copy would show another day's"
    EXCLUDED = "its publisher keeps it out of the archive"
    NOT_KNOWN = "the archive did not say whether it has a copy: run again"
    NOT_LOOKED_UP = "one run looks up no more in the archive: run again"
    AWAITED = "it was submitted before, and its copy is awaited"
    REFUSED = "the archive refused it before"
    JUST_TRIED = "it was tried just now: wait a while"
    NEXT_RUN = "one run takes no more: run again"


@dataclass(frozen=True, slots=True)
class Candidate:
    """A source that opens and has no copy that is known.

    `place` is where it is first cited ("draft.md:12"), `wanted` the day whose copy an article would like.
    """

    url: str
    place: str
    wanted: date | None = None
    before: Submission | None = None
    why_not: WhyNot | None = None


@dataclass(frozen=True, slots=True)
class Choice:
    """What to submit, what not, and how many sources have a copy already."""

    chosen: tuple[Candidate, ...]
    left_out: tuple[Candidate, ...]
    copied: int

    @property
    def is_certain(self) -> bool:
        """Whether the archive answered whatever it was asked."""
        return not any(each.why_not is WhyNot.NOT_KNOWN for each in self.left_out)


def sources(audit: Audit) -> dict[str, tuple[str, Evidence]]:
    """The addresses that claims in the text rest on: where each is first cited, and what is known there."""
    found: dict[str, tuple[str, Evidence]] = {}
    for each in audit.articles:
        for link in _links(each.article):
            if link.url is not None and link.url not in found:
                place = f"{each.article.path}:{each.article.position(link.span.start).line}"
                found[link.url] = place, each.evidence
    return found


def _links(article: Article) -> Iterator[Link]:
    for claim in article.claims:
        if claim.role is Role.BODY:
            yield from (link for link in claim.links if link.kind is LinkKind.WEB)


def choose(audit: Audit, config: Config, known: Mapping[str, Submission], now: datetime) -> Choice:
    """The sources that open, have no archived copy, and may be made public: at most `save_limit` of them."""
    chosen: list[Candidate] = []
    left_out: list[Candidate] = []
    copied = 0
    for url, (place, evidence) in sources(audit).items():
        if reach.outcome(url, evidence).verdict is not Verdict.ALIVE:
            continue
        lookup = evidence.lookups.get(url)
        candidate = Candidate(url, place, lookup.wanted if lookup else None, known.get(url))
        why_not = _why_not(candidate, evidence, config, now)
        if why_not is None and _has_copy(candidate, evidence, now):
            copied += 1
        elif why_not is None and len(chosen) < config.save_limit:
            chosen.append(candidate)
        else:
            left_out.append(replace(candidate, why_not=why_not or WhyNot.NEXT_RUN))
    return Choice(tuple(chosen), tuple(left_out), copied)


def without_private(choice: Choice, hosts: frozenset[str]) -> Choice:
    """The choice without what stands on these hosts, which turned out to be private."""
    private = tuple(replace(each, why_not=WhyNot.PRIVATE) for each in choice.chosen if urls.host_of(each.url) in hosts)
    chosen = tuple(each for each in choice.chosen if urls.host_of(each.url) not in hosts)
    return Choice(chosen, (*private, *choice.left_out), choice.copied)


def _why_not(candidate: Candidate, evidence: Evidence, config: Config, now: datetime) -> WhyNot | None:
    """What forbids to make an address public comes first, whatever else is known of it."""
    url, host = candidate.url, urls.host_of(candidate.url)
    lookup = evidence.lookups.get(url)
    reason = lookup.reason if lookup else None
    if mask(url) != url or "@" in url.partition("//")[2].partition("/")[0]:
        return WhyNot.SECRET
    if reason is ArchiveReason.PRIVATE_HOST:
        return WhyNot.PRIVATE
    if reason is ArchiveReason.IS_ARCHIVE_LINK:
        return WhyNot.COPY
    if private_kind(url) is not None:
        return WhyNot.WRITERS
    if any(each.search(url) for each in config.ignored_urls) or any(
        urls.belongs(host, domain) for domain in config.save_never
    ):
        return WhyNot.CONFIGURED
    if reach.outcome(url, evidence).reason not in _SUBMITTABLE:
        return WhyNot.LEADS_AWAY
    if not may_be_archived(url):
        return WhyNot.LISTING
    if candidate.before is not None and _holds(candidate.before, now):
        return _why_held(candidate.before)
    if lookup is None or lookup.status in (ArchiveStatus.UNANSWERED, ArchiveStatus.NOT_ASKED):
        return WhyNot.NOT_LOOKED_UP if reason is ArchiveReason.BUDGET else WhyNot.NOT_KNOWN
    return WhyNot.EXCLUDED if lookup.status is ArchiveStatus.EXCLUDED else None


def _has_copy(candidate: Candidate, evidence: Evidence, now: datetime) -> bool:
    before = candidate.before
    if before is not None and before.state is SavingState.SAVED and _holds(before, now):
        return True  # the archive's index may not show it for hours
    lookup = evidence.lookups.get(candidate.url)
    return lookup is not None and lookup.status not in _HAS_NONE


def _holds(before: Submission, now: datetime) -> bool:
    """Whether an earlier submission forbids another one. An unsettled one is timed from when it was asked."""
    since = before.asked_at if before.is_open else before.seen_at
    return now - since < (timedelta(days=1) if before.code == _TOO_OFTEN else HOLDS[before.state])


def _why_held(before: Submission) -> WhyNot | None:
    match before.state:
        case SavingState.SAVED:
            return None
        case SavingState.UNKNOWN | SavingState.PENDING:
            return WhyNot.AWAITED
        case SavingState.REFUSED:
            return WhyNot.REFUSED
        case SavingState.FAILED:
            return WhyNot.JUST_TRIED
        case _:
            assert_never(before.state)
