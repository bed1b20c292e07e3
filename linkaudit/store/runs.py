"""Audits: begun or resumed, recorded article by article, and ended.

An article is recorded by what was concluded of it, never by its text: its content is known by a salted hash, a finding
by its masked message. Recording an article again replaces what the same run said of it before.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import StrEnum
from hashlib import sha256
from typing import TypeVar

from linkaudit.model import (
    AuditedArticle,
    ClaimVerdict,
    Finding,
    IsoWeek,
    LinkState,
    Severity,
    Skipped,
    StopReason,
    Totals,
    Verdict,
)
from linkaudit.reach import link_state, outcome
from linkaudit.store import readings
from linkaudit.store.ledger import Ledger
from linkaudit.store.rows import day, kept, moment
from linkaudit.store.schema import ADDRESSES, ARTICLES, ENDINGS, FINDINGS, RUNS
from linkaudit.store.seals import Row

E = TypeVar("E", bound=StrEnum)

RESUMABLE = timedelta(hours=24)
_AUTHOR_LENGTH = 200


@dataclass(frozen=True, slots=True)
class Run:
    """One audit. `scope` tells the paths and options apart; `started` is UTC; `resumed`: an earlier one goes on."""

    number: int
    scope: str
    started: datetime
    resumed: bool = False

    @property
    def week(self) -> IsoWeek:
        return IsoWeek.of(self.started)


@dataclass(frozen=True, slots=True)
class Ending:
    """How an audit ended: `stopped` is None when it is complete. `requests` were made since it began or resumed."""

    finished: datetime
    stopped: StopReason | None = None
    requests: int = 0
    skipped: tuple[Skipped, ...] = ()
    warnings: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class PastRun:
    """A complete audit and what it covered."""

    run: Run
    finished: datetime
    totals: Totals


def scope_of(paths: Iterable[str], options: Mapping[str, str]) -> str:
    """What two audits must share to be one series: the same paths, and the options that decide what is looked at."""
    said = json.dumps([sorted(set(paths)), sorted(options.items())])
    return sha256(said.encode("utf-8", "surrogatepass")).hexdigest()[:16]


def begin(ledger: Ledger, scope: str, now: datetime, *, resume: bool) -> Run:
    """A new audit, or the newest of this scope when it is not complete and began less than 24 hours ago."""
    with ledger.transaction():
        known = list(runs(ledger))
        newest = next((run for run in reversed(known) if run.scope == scope), None)
        if resume and newest is not None and _may_go_on(ledger, newest, now):
            # What it recorded so far is recorded anew: meanwhile articles may have been removed.
            for table in (ARTICLES, FINDINGS, ADDRESSES):
                ledger.remove(table, "run = ?", (newest.number,))
            return replace(newest, resumed=True)
        run = Run(max((each.number for each in known), default=0) + 1, scope, now)
        ledger.add(RUNS, (run.number, scope, moment(now)))
        return run


def _may_go_on(ledger: Ledger, run: Run, now: datetime) -> bool:
    is_young = timedelta(0) <= now - run.started < RESUMABLE
    return is_young and not any(ending[2] is None for ending in _endings(ledger, run))


def record(ledger: Ledger, run: Run, audited: AuditedArticle, mark: str | None) -> None:
    """Keep what was concluded about an article, and which answers it rests on; with a `mark`, also as a reading."""
    from linkaudit.report.figures import figures  # a check, which records nothing, need not load the reports to ask

    article, path = audited.article, kept(audited.article.path)
    with ledger.transaction():
        ledger.remove(FINDINGS, "run = ? AND path = ?", (run.number, path))
        content = ledger.key(f"article\0{article.source}")
        author = kept(article.byline[:_AUTHOR_LENGTH]) if article.byline else None
        links = list(_links(audited))
        states = Counter(state for _, state, _ in links)
        claims = figures((audited,)).claim_verdicts
        counts = (json.dumps(states, sort_keys=True), json.dumps(claims, sort_keys=True))
        row = (path, content, author, day(article.published), *counts)
        ledger.add(ARTICLES, (run.number, *row))
        findings = [_finding(ledger, finding) for finding in audited.findings if not finding.counted]
        for finding in findings:
            ledger.add(FINDINGS, (run.number, *finding))
        if mark is not None:
            readings.keep(ledger, audited, mark, row, findings)
        for url, _, observed in links:
            ledger.add(ADDRESSES, (run.number, ledger.key(url), observed))


def _links(audited: AuditedArticle) -> Iterator[tuple[str, LinkState, str | None]]:
    """The addresses of an article, how they stand, and when the observation was made that says so."""
    for url in audited.article.urls:
        fetch, found = audited.evidence.fetches.get(url), outcome(url, audited.evidence)
        checked = fetch is not None and found.verdict is not Verdict.UNCHECKED
        yield url, link_state(fetch, found), moment(fetch.observed) if fetch and checked else None


def _finding(ledger: Ledger, finding: Finding) -> Row:
    line, column = finding.places[0].start if finding.places else (1, 1)
    return (
        kept(finding.path),
        line,
        column,
        finding.fingerprint,
        finding.rule,
        finding.severity.value,
        finding.state.value,
        ledger.key(finding.url) if finding.url is not None else None,
        kept(finding.url),
        kept(finding.message),
    )


def end(ledger: Ledger, run: Run, finished: datetime, stopped: StopReason | None, totals: Totals) -> None:
    """Keep that and how an audit ended. One that was stopped may still be resumed."""
    counts = (json.dumps(each, sort_keys=True) for each in (totals.links, totals.claims, totals.findings))
    ledger.add(ENDINGS, (run.number, moment(finished), stopped and stopped.value, totals.articles, *counts))


def runs(ledger: Ledger) -> Iterator[Run]:
    """Every audit, in the order in which they began."""
    for number, scope, started in ledger.rows(RUNS, "1 ORDER BY run", ()):
        yield Run(number, scope, datetime.fromisoformat(started))


def complete_runs(ledger: Ledger, scope: str) -> list[PastRun]:
    """The complete audits of a scope, in the order in which they began."""
    found = []
    for run in runs(ledger):
        endings = [row for row in _endings(ledger, run) if row[2] is None] if run.scope == scope else []
        if endings:
            _, finished, _, articles, *counts = endings[-1]
            found.append(PastRun(run, datetime.fromisoformat(finished), totals_of(articles, *map(json.loads, counts))))
    return found


def totals_of(
    articles: int, links: Mapping[str, int], claims: Mapping[str, int], findings: Mapping[str, int]
) -> Totals:
    """Totals whose kinds are words; ValueError when one is unknown."""
    return Totals(
        int(articles), _counted(LinkState, links), _counted(ClaimVerdict, claims), _counted(Severity, findings)
    )


def _counted(kinds: type[E], counts: Mapping[str, int]) -> dict[E, int]:
    return {kinds(word): int(number) for word, number in counts.items()}


def _endings(ledger: Ledger, run: Run) -> Iterator[Row]:
    return ledger.rows(ENDINGS, "run = ? ORDER BY id", (run.number,))
