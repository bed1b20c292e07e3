"""Answers of the web as rows of a table, and back.

Does no I/O. Every text is masked on its way in; a row says when that changed an address that a reader would need.
"""

from __future__ import annotations

import json
from datetime import UTC, date, datetime
from typing import overload

from linkaudit.masking import mask
from linkaudit.model import ArchiveStatus, Failure, Fetch, Lookup, LookupSource, Memento, Redirect, Sign
from linkaudit.store.seals import Row


def is_masked(row: Row) -> bool:
    """Whether an address in it had a secret, so that what is left of it cannot be used."""
    return bool(row[-1])


def is_recallable(fetch: Fetch) -> bool:
    """Whether the row of an observation holds all of it: no address of it but its own had a secret."""
    return all(address == fetch.url or address == kept(address) for address in _addresses(fetch))


def _addresses(fetch: Fetch) -> list[str | None]:
    return [fetch.final_url, *(hop.url for hop in fetch.redirects)]


def of_fetch(fetch: Fetch, key: bytes, *, told: bool = False) -> Row:
    """The row of an observation; `told` by a state file: with its streak, since the rows before it are lost.

    What was told lacks what a reader of the answer needs, so it counts for streaks alone, like what was masked.
    """
    return (
        key,
        kept(fetch.url),
        moment(fetch.observed),
        fetch.status,
        fetch.failure and fetch.failure.value,
        kept(fetch.final_url),
        json.dumps([[kept(hop.url), hop.status] for hop in fetch.redirects]),
        " ".join(sorted(fetch.signs)),
        kept(fetch.title),
        float(fetch.elapsed),
        fetch.attempts,
        kept(fetch.detail),
        kept(fetch.etag),
        kept(fetch.last_modified),
        moment(fetch.first_failed) if told and fetch.first_failed else None,
        fetch.failures if told and fetch.first_failed else None,
        int(told or not is_recallable(fetch)),
    )


def to_fetch(row: Row, url: str) -> Fetch:
    """The observation of `url` that a row holds; ValueError when it holds none.

    Its streak is set only where a state file told it.
    """
    _, known, observed, status, failure, final_url, redirects, signs, title, elapsed, attempts, detail, *rest = row
    etag, last_modified, first_failed, failures, _ = rest
    return Fetch(
        url,
        datetime.fromisoformat(observed),
        status,
        Failure(failure) if failure else None,
        url if final_url == known else final_url,
        () if redirects == "[]" else _redirects(redirects, known, url),
        frozenset(map(Sign, signs.split())),
        title,
        elapsed,
        attempts,
        detail,
        datetime.fromisoformat(first_failed) if first_failed else None,
        failures or 0,
        etag,
        last_modified,
    )


def _redirects(told: str, known: str, url: str) -> tuple[Redirect, ...]:
    return tuple(Redirect(url if hop == known else hop, answer) for hop, answer in json.loads(told))


def of_lookup(lookup: Lookup, key: bytes) -> Row:
    copy = lookup.memento
    return (
        key,
        kept(lookup.url),
        moment(lookup.asked_at),
        lookup.status.value,
        kept(copy.original) if copy else None,
        kept(copy.url) if copy else None,
        moment(copy.captured) if copy else None,
        copy.archive if copy else None,
        day(lookup.wanted),
        lookup.verified,
        lookup.captures_seen,
        moment(lookup.first) if lookup.first else None,
        moment(lookup.last) if lookup.last else None,
        kept(lookup.detail),
        int(copy is not None and copy.url != kept(copy.url)),
    )


def to_lookup(row: Row, url: str) -> Lookup:
    """The look-up of `url` that a row holds; ValueError when it holds none."""
    (_, _, asked_at, status, original, copy, captured, archive, wanted, verified, seen, first, last, detail, _) = row
    return Lookup(
        url,
        datetime.fromisoformat(asked_at),
        ArchiveStatus(status),
        memento=Memento(original, copy, datetime.fromisoformat(captured), archive) if copy else None,
        wanted=date.fromisoformat(wanted) if wanted else None,
        verified=verified,
        source=LookupSource.CACHE,
        captures_seen=seen,
        first=datetime.fromisoformat(first) if first else None,
        last=datetime.fromisoformat(last) if last else None,
        detail=detail,
    )


def moment(time: datetime) -> str:
    """A time in UTC as text that sorts by time."""
    return time.astimezone(UTC).isoformat(timespec="microseconds")


def day(wanted: date | None) -> str | None:
    return wanted.isoformat() if wanted else None


@overload
def kept(text: str) -> str: ...


@overload
def kept(text: str | None) -> str | None: ...


def kept(text: str | None) -> str | None:
    """The text as it may be kept: no secrets, and no half characters, which SQLite refuses."""
    return None if text is None else mask(text).encode("utf-8", "replace").decode("utf-8")
