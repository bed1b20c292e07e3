"""The week: an audit's findings and answers laid beside those of the newest complete audit of an earlier week.

Laws: how an address stood then is judged anew from its observations, so that a better table in reach.py corrects the
past as well. Only what nobody has silenced is listed; totals count everything.
"""

from __future__ import annotations

import json
from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta

from linkaudit import urls
from linkaudit.model import (
    ArticleChange,
    Citation,
    ClaimVerdict,
    FindingState,
    HostOutage,
    LinkState,
    Severity,
    Totals,
    TrendPoint,
    UnsoundArticle,
    Week,
    WeekFinding,
    WeekLink,
)
from linkaudit.model.baseline import Baseline
from linkaudit.store import shares
from linkaudit.store.answers import copy_of
from linkaudit.store.ledger import Ledger
from linkaudit.store.rot import Rot, Standing, rot_of
from linkaudit.store.runs import Ending, PastRun, Run, complete_runs, totals_of
from linkaudit.store.schema import ARTICLES, FINDINGS
from linkaudit.store.shares import Read
from linkaudit.store.streaks import outcome

_WEEKS_OF_TREND = 12
_RECENT = timedelta(days=7)
_NOT_OPENED = frozenset({"LA201", "LA202", "LA203", "LA209", "LA210", "LA301"})
"""The rules that say of a link that it does not open."""

_REPAIRABLE = "LA301"
_UNLINKED = "LA110"
_QUOTATION = frozenset({"LA402", "LA405"})

Citations = Mapping[bytes, tuple[Citation, ...]]
"""By the key of an address."""


@dataclass(frozen=True, slots=True)
class _Found:
    """A finding as the store keeps it, with the key of its address."""

    finding: WeekFinding
    key: bytes | None


def week(ledger: Ledger, run: Run, ending: Ending, since: date | None = None) -> tuple[Week, Rot]:
    """What an audit has found, compared with the newest complete one of an earlier ISO week, or of before a day."""
    past = [each for each in complete_runs(ledger, run.scope) if each.run.number < run.number]
    before = next((each for each in reversed(past) if _is_earlier(each.run, run, since)), None)
    articles = list(_articles(ledger, run, before))
    recent = {article.path for article in articles if _is_recent(article, run.started)}
    listed: list[_Found] = []
    severities: Counter[Severity] = Counter()
    for each in _unsilenced(ledger, run, before):
        severities[each.finding.severity] += 1
        if _is_told(each.finding, recent):
            listed.append(each)
    rot = rot_of(ledger, run, before.finished if before else None)
    totals = Totals(
        len(articles),
        rot.states,
        sum((Counter(article.claims) for article in articles), Counter[ClaimVerdict]()),
        severities,
    )
    plain = Week(
        week=run.week,
        started=run.started,
        finished=ending.finished,
        totals=totals,
        stopped=ending.stopped,
        compared_with=before.run.started if before else None,
        changes=Counter(article.change for article in articles),
        skipped=ending.skipped,
        warnings=ending.warnings,
        requests=ending.requests,
        sections=shares.by_section(articles),
        authors=shares.by_author(articles),
        years=shares.by_year(articles),
        trend=_trend(past, run, None if ending.stopped else totals),
        is_first_of_quarter=not any(_quarter(each.run.started) == _quarter(run.started) for each in past),
    )
    with_findings = _with_findings(plain, listed, {each.path: each for each in articles if each.path in recent})
    return _with_links(with_findings, ledger, rot, _citations(listed, articles), before), rot


def _is_earlier(past: Run, run: Run, since: date | None) -> bool:
    return past.week < run.week if since is None else past.started.date() < since


def _articles(ledger: Ledger, run: Run, before: PastRun | None) -> Iterator[Read]:
    known: dict[str, bytes] = {}
    if before is not None:
        known = {row[1]: row[2] for row in ledger.rows(ARTICLES, "run = ?", (before.run.number,))}
    contents = frozenset(known.values())
    for _, path, content, author, published, links, claims in ledger.rows(
        ARTICLES, "run = ? ORDER BY path", (run.number,)
    ):
        if not known:
            change = ArticleChange.UNKNOWN
        elif content in contents:
            change = ArticleChange.UNCHANGED
        else:
            change = ArticleChange.CHANGED if path in known else ArticleChange.NEW
        totals = totals_of(0, json.loads(links), json.loads(claims), {})
        day = date.fromisoformat(published) if published else None
        yield Read(path, content, author, day, totals.links, totals.claims, change)


def _is_told(finding: WeekFinding, recent: Collection[str]) -> bool:
    """Whether the week tells of a finding one by one; every other is only counted."""
    of_the_week = finding.path in recent and (finding.severity is Severity.ERROR or finding.rule == _UNLINKED)
    return of_the_week or finding.rule in _QUOTATION or finding.rule in _NOT_OPENED


def _unsilenced(ledger: Ledger, run: Run, before: PastRun | None) -> Iterator[_Found]:
    """The findings that nobody has silenced, in the order of the articles."""
    known = _baseline(ledger, before.run) if before is not None else None
    counts = _baseline(ledger, run).counts
    for row in ledger.rows(FINDINGS, "run = ? ORDER BY path, line, col, id", (run.number,)):
        _, path, line, column, fingerprint, rule, severity, state, key, url, message = row
        if FindingState(state) is FindingState.NEW:
            is_new = known is not None and known.is_new(path, rule, fingerprint, counts[path, rule])
            finding = WeekFinding(path, line, column, rule, Severity(severity), message, fingerprint, url, is_new)
            yield _Found(finding, key)


def _baseline(ledger: Ledger, run: Run) -> Baseline:
    fingerprints: set[str] = set()
    counts: Counter[tuple[str, str]] = Counter()
    for _, path, _, _, fingerprint, rule, *_ in ledger.rows(FINDINGS, "run = ?", (run.number,)):
        fingerprints.add(fingerprint)
        counts[path, rule] += 1
    return Baseline(frozenset(fingerprints), counts)


def _citations(listed: Iterable[_Found], articles: Iterable[Read]) -> Citations:
    """Where the addresses that do not open are cited, the newest article first."""
    published = {article.path: article.published for article in articles}
    found: dict[bytes, list[Citation]] = defaultdict(list)
    for each in listed:
        finding = each.finding
        if each.key is not None and finding.rule in _NOT_OPENED:
            day = published.get(finding.path)
            found[each.key].append(Citation(finding.path, finding.line, day, finding.rule))
    return {key: tuple(sorted(citations, key=_newest_first)) for key, citations in found.items()}


def _newest_first(citation: Citation) -> tuple[int, str, int]:
    return -(citation.published or date.min).toordinal(), citation.path, citation.line


def _with_findings(plain: Week, listed: Iterable[_Found], recent: Mapping[str, Read]) -> Week:
    errors: dict[str, list[WeekFinding]] = defaultdict(list)
    unlinked: list[WeekFinding] = []
    quotations: list[WeekFinding] = []
    repairable: set[bytes | None] = set()
    for each in listed:
        finding = each.finding
        if finding.severity is Severity.ERROR and finding.path in recent:
            errors[finding.path].append(finding)
        if finding.rule == _UNLINKED and finding.path in recent:
            unlinked.append(finding)
        if finding.rule in _QUOTATION:
            quotations.append(finding)
        if finding.rule == _REPAIRABLE:
            repairable.add(each.key)
    return replace(
        plain,
        unsound=_unsound(errors, recent),
        quotations=tuple(quotations),
        repairable=len(repairable),
        unlinked=tuple(unlinked),
    )


def _unsound(errors: Mapping[str, list[WeekFinding]], articles: Mapping[str, Read]) -> tuple[UnsoundArticle, ...]:
    found = (
        UnsoundArticle(path, articles[path].change, articles[path].published, tuple(each))
        for path, each in errors.items()
    )
    return tuple(sorted(found, key=lambda article: (-len(article.errors), article.path)))


def _is_recent(article: Read, started: datetime) -> bool:
    if article.change in (ArticleChange.NEW, ArticleChange.CHANGED):
        return True
    return article.published is not None and timedelta(0) <= started.date() - article.published <= _RECENT


def _with_links(plain: Week, ledger: Ledger, rot: Rot, cited: Citations, before: PastRun | None) -> Week:
    def links(chosen: Iterable[Standing]) -> tuple[WeekLink, ...]:
        found = (_link(ledger, each, cited[each.key]) for each in chosen if each.key in cited)
        return tuple(sorted(found, key=lambda link: (link.host, link.url)))

    dead = [each for each in rot.notable if each.state is LinkState.DEAD]
    newly = [each for each in dead if before is not None and each.then is not LinkState.DEAD]
    known = {each.key for each in dead} - {each.key for each in newly}
    again = [each for each in rot.notable if each.state is LinkState.ALIVE]
    then_cited = _cited_then(ledger, before, {each.key for each in again})
    return replace(
        plain,
        newly_dead=_outages(links(newly)),
        unresolved=tuple(sorted(links(each for each in dead if each.key in known), key=_oldest_first)),
        suspect=links(each for each in rot.notable if each.state is LinkState.SUSPECT),
        unopened=links(each for each in rot.notable if each.state in (LinkState.UNOPENED, LinkState.REFUSED)),
        recovered=tuple(_link(ledger, each, then_cited.get(each.key, ())) for each in again),
        hosts=shares.by_host(rot.hosts, _citing(rot, cited)),
    )


def _link(ledger: Ledger, each: Standing, citations: tuple[Citation, ...]) -> WeekLink:
    fetch = each.fetch
    return WeekLink(
        url=fetch.url,
        host=urls.host_of(fetch.url),
        state=each.state,
        reason=outcome(fetch).reason,
        citations=citations,
        observed=fetch.observed,
        status=fetch.status,
        first_failed=fetch.first_failed,
        failures=fetch.failures,
        copy=None if each.state is LinkState.ALIVE else copy_of(ledger, each.key),
    )


def _outages(links: Iterable[WeekLink]) -> tuple[HostOutage, ...]:
    by_host: dict[str, list[WeekLink]] = defaultdict(list)
    for link in links:
        by_host[link.host].append(link)
    outages = []
    for host, found in by_host.items():
        causes = {link.reason for link in found}
        outages.append(HostOutage(host, tuple(found), causes.pop() if len(causes) == 1 else None))
    return tuple(sorted(outages, key=lambda outage: (-outage.citations, outage.host)))


def _oldest_first(link: WeekLink) -> tuple[date, str]:
    return (link.first_failed or link.observed).date(), link.url


def _cited_then(ledger: Ledger, before: PastRun | None, keys: set[bytes]) -> Citations:
    """Where addresses that open again were cited when they did not."""
    if before is None or not keys:
        return {}
    listed = [each for each in _unsilenced(ledger, before.run, None) if each.key in keys]
    return _citations(listed, _articles(ledger, before.run, None))


def _citing(rot: Rot, cited: Citations) -> Mapping[str, int]:
    paths: dict[str, set[str]] = defaultdict(set)
    for each in rot.notable:
        paths[urls.host_of(each.fetch.url)].update(citation.path for citation in cited.get(each.key, ()))
    return {host: len(found) for host, found in paths.items()}


def _trend(past: Iterable[PastRun], run: Run, totals: Totals | None) -> tuple[TrendPoint, ...]:
    """The last complete audit of each week, this one last unless it was stopped."""
    points = {each.run.week: each.totals for each in past if each.run.week <= run.week}
    if totals is not None:
        points[run.week] = totals
    return tuple(TrendPoint(week, points[week]) for week in sorted(points)[-_WEEKS_OF_TREND:])


def _quarter(moment: datetime) -> tuple[int, int]:
    return moment.year, (moment.month - 1) // 3
