"""Answers of the web: each kept for good, and recalled while it is fresh.

Freshness: what opened counts for `max_age` (a week unless set), what is broken for an hour, what could not be told
never, except inside one run. Of archives: a copy counts for 30 days, an archived error or an exclusion for 7, "no
copy" for one.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from datetime import date, datetime, timedelta
from types import MappingProxyType
from typing import TypeVar, assert_never

from linkaudit.model import (
    ArchiveStatus,
    Doubt,
    Evidence,
    Fetch,
    Lookup,
    Match,
    Network,
    PageAnswer,
    Question,
    Verdict,
)
from linkaudit.store import rows, said
from linkaudit.store.ledger import Ledger
from linkaudit.store.rows import moment
from linkaudit.store.schema import LOOKUPS, OBSERVATIONS, PAGE_ANSWERS, Table
from linkaudit.store.seals import Row
from linkaudit.store.streaks import outcome, with_streak

A = TypeVar("A", Fetch, Lookup)

BROKEN_FRESH = timedelta(hours=1)
COPY_FRESH = MappingProxyType(
    {
        ArchiveStatus.ARCHIVED: timedelta(days=30),
        ArchiveStatus.ARCHIVED_REDIRECT: timedelta(days=7),
        ArchiveStatus.ARCHIVED_ERROR: timedelta(days=7),
        ArchiveStatus.ARCHIVED_SOFT404: timedelta(days=7),
        ArchiveStatus.EXCLUDED: timedelta(days=7),
        ArchiveStatus.NONE: timedelta(days=1),
    }
)
_OF_ONE_DAY = frozenset({ArchiveStatus.ARCHIVED, ArchiveStatus.ARCHIVED_REDIRECT, ArchiveStatus.ARCHIVED_SOFT404})


def observe(ledger: Ledger, fetch: Fetch) -> Fetch:
    """Keep an observation, and give it back with its streak."""
    ledger.add(OBSERVATIONS, rows.of_fetch(fetch, ledger.key(fetch.url)))
    return with_streak(fetch, observations(ledger, ledger.key(fetch.url), fetch.url))


def look_up(ledger: Ledger, lookup: Lookup) -> None:
    """Keep a look-up, unless the archive was silent: that would hide what is known."""
    if lookup.status in COPY_FRESH:
        ledger.add(LOOKUPS, rows.of_lookup(lookup, ledger.key(lookup.url)))


def answered(ledger: Ledger, answer: PageAnswer) -> None:
    """Keep what a page said to a question; it holds as long as the observation of the same time.

    That a copy was not shown is not kept: it may be another time.
    """
    if isinstance(answer.detail, Match) and answer.detail.reason is Doubt.NOT_OPENED:
        return
    key = ledger.key(answer.url)
    ledger.add(PAGE_ANSWERS, (key, moment(answer.observed), _question(ledger, answer.question), said.kept(answer)))


def observations(ledger: Ledger, key: bytes, url: str | None = None) -> Iterator[Fetch]:
    """What was observed of an address, the newest first; under its masked form when `url` is not known."""
    for row in _of_key(ledger, OBSERVATIONS, key):
        fetch = _read(rows.to_fetch, row, row[1] if url is None else url)
        if fetch is not None:
            yield fetch


def copy_of(ledger: Ledger, key: bytes) -> str | None:
    """Where the newest copy that can be read is, of an address whose newest look-ups found one."""
    for row in _of_key(ledger, LOOKUPS, key):
        lookup = _read(rows.to_lookup, row, row[1])
        if lookup is not None:
            return lookup.memento.url if lookup.memento and lookup.status is ArchiveStatus.ARCHIVED else None
    return None


def recall(
    ledger: Ledger,
    urls: Iterable[str],
    now: datetime,
    max_age: timedelta,
    wanted: Mapping[str, date | None],
    questions: Mapping[str, Collection[Question]],
    since: datetime | None,
) -> Evidence:
    """See Store.recall."""
    fetches, lookups = {}, {}
    pages: dict[tuple[str, Question], PageAnswer] = {}
    for url in dict.fromkeys(urls):
        fetch = _fresh_fetch(ledger, url, now, max_age, since)
        if fetch is not None:
            fetches[url] = fetch
            pages |= _said(ledger, url, fetch.observed, questions.get(url, ()))
        lookup = next(_fresh_lookups(ledger, url, now, wanted), None) if max_age or since else None
        if lookup is not None and (max_age or (since is not None and lookup.asked_at >= since)):
            lookups[url] = lookup
            if lookup.memento is not None:
                pages |= _said(ledger, lookup.memento.url, lookup.asked_at, questions.get(url, ()))
    # They were only remembered because the network worked then.
    return Evidence(fetches, lookups, network=Network.WORKS if fetches else Network.UNKNOWN, pages=pages)


def _said(
    ledger: Ledger, url: str, observed: datetime, questions: Iterable[Question]
) -> dict[tuple[str, Question], PageAnswer]:
    """What the page said when this observation was made."""
    wanted = moment(observed)
    found = {}
    for question in questions:
        values = (ledger.key(url), _question(ledger, question))
        for _, at, _, kept in ledger.rows(PAGE_ANSWERS, "url_key = ? AND question = ? ORDER BY id DESC", values):
            answer = said.answer(url, observed, question, kept) if at == wanted else None
            if answer is not None:
                found[url, question] = answer
                break
    return found


def _question(ledger: Ledger, question: Question) -> bytes:
    return ledger.key(repr(question))


def _fresh_fetch(ledger: Ledger, url: str, now: datetime, max_age: timedelta, since: datetime | None) -> Fetch | None:
    key = ledger.key(url)
    row = next(_of_key(ledger, OBSERVATIONS, key), None)
    fetch = None if row is None or rows.is_masked(row) else _read(rows.to_fetch, row, url)
    if fetch is None or fetch.observed > now:
        return None
    fetch = with_streak(fetch, observations(ledger, key, url))
    in_this_run = since is not None and fetch.observed >= since
    return fetch if in_this_run or now - fetch.observed <= _age_allowed(fetch, max_age) else None


def _fresh_lookups(ledger: Ledger, url: str, now: datetime, wanted: Mapping[str, date | None]) -> Iterator[Lookup]:
    for row in _of_key(ledger, LOOKUPS, ledger.key(url)):
        lookup = None if rows.is_masked(row) else _read(rows.to_lookup, row, url)
        if lookup is None or not timedelta(0) <= now - lookup.asked_at <= COPY_FRESH[lookup.status]:
            continue
        if url not in wanted or lookup.status not in _OF_ONE_DAY or lookup.wanted == wanted[url]:
            yield lookup


def _of_key(ledger: Ledger, table: Table, key: bytes) -> Iterator[Row]:
    """The rows of an address, the newest first. A damaged index may bring others."""
    return (row for row in ledger.rows(table, "url_key = ? ORDER BY id DESC", (key,)) if row[0] == key)


def _read(reader: Callable[[Row, str], A], row: Row, url: str) -> A | None:
    try:
        return reader(row, url)
    except ValueError:  # written by a later version of the same schema
        return None


def _age_allowed(fetch: Fetch, max_age: timedelta) -> timedelta:
    verdict = outcome(fetch).verdict
    match verdict:
        case Verdict.ALIVE:
            return max_age or timedelta(-1)
        case Verdict.BROKEN:
            return min(max_age, BROKEN_FRESH) or timedelta(-1)
        case Verdict.UNVERIFIABLE | Verdict.REFUSED | Verdict.UNCHECKED:
            return timedelta(-1)
        case _:
            assert_never(verdict)
