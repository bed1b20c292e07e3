"""The store: remembers each answer for good, and recalls what is still fresh.

Freshness: what opened counts for `max_age` (a week unless set), what is broken for an hour, what could not be told
never. Of archives: a copy counts for 30 days, an archived error or an exclusion for 7, "no copy" for one.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from hashlib import sha256
from pathlib import Path
from types import MappingProxyType
from typing import TypeVar, assert_never, overload

from linkaudit import reach
from linkaudit.errors import StoreError
from linkaudit.model import ArchiveStatus, Evidence, Fetch, Lookup, Network, Reason, Verdict
from linkaudit.store import database, rows
from linkaudit.store.database import BrokenError

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
_TEMPORARY = frozenset({Reason.TIMEOUT, Reason.RESET, Reason.SERVER_ERROR, Reason.HOST_SILENT})
_ANY_DAY: Mapping[str, date | None] = MappingProxyType({})
_OBSERVATIONS, _LOOKUPS = "observations", "lookups"
_COLUMNS = {_OBSERVATIONS: (*rows.OBSERVATION, "seal"), _LOOKUPS: (*rows.LOOKUP, "seal")}


def default_path() -> Path:
    """Where `check` keeps what it learned: the user's own data folder."""
    from platformdirs import user_data_path

    return user_data_path("linkaudit", appauthor=False) / "history.sqlite"


def open_store(path: Path | None) -> Store:
    """The store in a file, or (None) one in memory that forgets everything when it is closed.

    A file that cannot be used leaves a store in memory, and one that is broken is set aside, each with a warning.
    Raises StoreError for a file that is newer than this program or is not ours.
    """
    return Store(path)


class Store:
    """Observations and look-ups. May be used from several threads, by one at a time.

    `warnings` are lines for the editor about a file that could not be used.
    """

    def __init__(self, path: Path | None) -> None:
        self.warnings: list[str] = []
        self._path = path
        self._connection = self._open()
        self._salt = database.salt_of(self._connection)

    def _open(self) -> sqlite3.Connection:
        if self._path is None:
            return database.in_memory()
        try:
            return database.opened(self._path)
        except BrokenError as error:
            self._set_aside(self._path, error)
            return database.opened(self._path)
        except (OSError, sqlite3.OperationalError) as error:
            self.warnings.append(f"{self._path}: cannot be used ({error}); nothing is remembered of this run")
            return database.in_memory()

    def _set_aside(self, path: Path, error: Exception) -> None:
        aside = database.set_aside(path, datetime.now(UTC))
        self.warnings.append(f"{path}: damaged ({error}); kept as {aside.name}, and a new one is begun")

    def close(self) -> None:
        """Close the file; what was remembered is in it already."""
        self._connection.close()

    @overload
    def remember(self, answer: Fetch) -> Fetch: ...

    @overload
    def remember(self, answer: Lookup) -> Lookup: ...

    def remember(self, answer: Fetch | Lookup) -> Fetch | Lookup:
        """Keep an answer, and give it back with its streak: since when, and how often, its address has failed.

        A silent archive is not kept. Raises StoreError when the file can no longer be written.
        """
        if isinstance(answer, Fetch):
            self._add(_OBSERVATIONS, rows.of_fetch, answer)
            return _with_streak(answer, self._rows(_OBSERVATIONS, answer.url))
        if answer.status in COPY_FRESH:
            self._add(_LOOKUPS, rows.of_lookup, answer)
        return answer

    def recall(
        self, urls: Iterable[str], now: datetime, max_age: timedelta, wanted: Mapping[str, date | None] = _ANY_DAY
    ) -> Evidence:
        """What is still fresh of these addresses; nothing at all when `max_age` is zero.

        `wanted` gives the days whose nearest copies are looked for: a copy that was looked up for another day does
        not count. An address without an entry takes the newest look-up.
        """
        if not max_age:
            return Evidence()
        fetches, lookups = {}, {}
        for url in dict.fromkeys(urls):
            fetch = self._fresh_fetch(url, now, max_age)
            if fetch is not None:
                fetches[url] = fetch
            lookup = next(self._fresh_lookups(url, now, wanted), None)
            if lookup is not None:
                lookups[url] = lookup
        # They were only remembered because the network worked then.
        return Evidence(fetches, lookups, network=Network.WORKS if fetches else Network.UNKNOWN)

    def _fresh_fetch(self, url: str, now: datetime, max_age: timedelta) -> Fetch | None:
        history = self._rows(_OBSERVATIONS, url)
        fetch = _read(rows.to_fetch, history[0], url) if history and not rows.is_masked(history[0]) else None
        if fetch is None or not timedelta(0) <= now - fetch.observed <= _age_allowed(fetch, max_age):
            return None
        return _with_streak(fetch, history)

    def _fresh_lookups(self, url: str, now: datetime, wanted: Mapping[str, date | None]) -> Iterator[Lookup]:
        for row in self._rows(_LOOKUPS, url):
            lookup = None if rows.is_masked(row) else _read(rows.to_lookup, row, url)
            if lookup is None or not timedelta(0) <= now - lookup.asked_at <= COPY_FRESH[lookup.status]:
                continue
            if url not in wanted or lookup.status not in _OF_ONE_DAY or lookup.wanted == wanted[url]:
                yield lookup

    def _rows(self, table: str, url: str) -> list[rows.Row]:
        """The rows of an address that bear their seal, the newest first."""
        key = self._key(url)
        columns = ", ".join(_COLUMNS[table])
        statement = f"SELECT {columns} FROM {table} WHERE url_key = ? ORDER BY id DESC"  # noqa: S608  names of our own
        found = self._execute(statement, (key,)) or []
        whole = [each[:-1] for each in found if each[-1] == rows.seal(each[:-1], self._salt)]
        return [row for row in whole if row[0] == key]

    def _add(self, table: str, row_of: Callable[[A, bytes], rows.Row], answer: A) -> None:
        columns = _COLUMNS[table]
        marks = ", ".join("?" * len(columns))
        statement = f"INSERT INTO {table} ({', '.join(columns)}) VALUES ({marks})"  # noqa: S608  names of our own
        while True:
            row: rows.Row = row_of(answer, self._key(answer.url))
            if self._execute(statement, (*row, rows.seal(row, self._salt))) is not None:
                return

    def _execute(self, statement: str, values: rows.Row) -> list[rows.Row] | None:
        """The rows that a statement gives; None when the file was broken, so that a new one has been begun."""
        try:
            return self._connection.execute(statement, values).fetchall()
        except sqlite3.DatabaseError as error:
            if self._path is None or database.is_outside(error):
                raise StoreError(
                    f"{self._path}: cannot be used ({error}): free space, or run with --no-cache"
                ) from error
            self._connection.close()
            self._set_aside(self._path, error)
            self._connection = self._open()
            self._salt = database.salt_of(self._connection)
            return None

    def _key(self, url: str) -> bytes:
        return sha256(self._salt + url.encode("utf-8", "surrogatepass")).digest()


def _read(reader: Callable[[rows.Row, str], A], row: rows.Row, url: str) -> A | None:
    try:
        return reader(row, url)
    except ValueError:  # written by a later version of the same schema
        return None


def _age_allowed(fetch: Fetch, max_age: timedelta) -> timedelta:
    verdict = _outcome(fetch).verdict
    match verdict:
        case Verdict.ALIVE:
            return max_age
        case Verdict.BROKEN:
            return min(max_age, BROKEN_FRESH)
        case Verdict.UNVERIFIABLE | Verdict.REFUSED | Verdict.UNCHECKED:
            return timedelta(-1)
        case _:
            assert_never(verdict)


def _outcome(fetch: Fetch) -> reach.Outcome:
    return reach.verdict(fetch, Network.WORKS, Reason.OFFLINE)


def _with_streak(fetch: Fetch, newest_first: Iterable[rows.Row]) -> Fetch:
    """The fetch with the time and the number of the failing checks since its address last opened.

    Checks less than two hours apart are one: asking twice in a row proves nothing. What a wall or our own limits kept
    from us says neither yes nor no.
    """
    failed: list[datetime] = []
    for row in newest_first:
        earlier = _read(rows.to_fetch, row, fetch.url)
        if earlier is None:
            continue
        verdict, reason = _outcome(earlier)
        if verdict is Verdict.ALIVE:
            break
        if verdict is Verdict.BROKEN or reason in _TEMPORARY:
            failed.append(earlier.observed)
    failed.sort()
    counted = failed[:1]
    for time in failed:
        if time - counted[-1] >= reach.CONFIRMED_AFTER:
            counted.append(time)
    return replace(fetch, first_failed=counted[0] if counted else None, failures=len(counted))
