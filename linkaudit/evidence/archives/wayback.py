"""The Wayback Machine's index (CDX server): which copy of an address lies nearest to a day?

Laws: does no I/O. Only a parsed 200 may say that there is no copy; anything else is silence, and says why.
Sources: the CDX server's README (internetarchive/wayback) and the recorded exchanges of EDGI's `wayback` package.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Generator, Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from urllib.parse import urlencode, urlsplit

from linkaudit.evidence.exchange import NoReply, Reply
from linkaudit.model import ArchiveReason, ArchiveStatus, Failure, Lookup, LookupSource, Memento

LookingUp = Generator[str, Reply | NoReply, Lookup]

_FIELDS = ("timestamp", "original", "mimetype", "statuscode", "digest", "length")
_NEAREST = 20
_NEWEST = -5
_OLDEST_POSSIBLE = datetime(1996, 1, 1, tzinfo=UTC)
_EXCLUSIONS = ("AdministrativeAccessControlException", "RobotAccessControlException", "Blocked Site Error")
_OF_FAILURE = {Failure.TIMEOUT: ArchiveReason.TIMEOUT, Failure.PROTOCOL: ArchiveReason.BAD_BODY}


@dataclass(frozen=True, slots=True)
class Capture:
    """One row of the index. `status` is None for a pointer to an earlier capture that the rows do not resolve."""

    stamp: str
    captured: datetime
    original: str
    status: int | None


def look_up(base: str, url: str, wanted: date | None, asked_at: datetime) -> LookingUp:
    """Ask the index for the copy of `url` nearest to noon (UTC) of the wanted day, or for the newest."""
    answer = yield _query(base, url, wanted, {"limit": str(_NEAREST if wanted else _NEWEST)})
    captures = _captures(answer)
    if isinstance(captures, _Silence):
        return Lookup(url, asked_at, captures.status, captures.reason, wanted=wanted, source=LookupSource.CDX)
    if captures and not any(map(_is_good, captures)):
        # The nearest rows may all be errors, and of two captures in one second the index keeps only one.
        answer = yield _query(base, url, wanted, {"filter": "statuscode:200", "limit": "3"})
        more = _captures(answer)
        if isinstance(more, _Silence):
            return Lookup(url, asked_at, more.status, more.reason, wanted=wanted, source=LookupSource.CDX)
        captures = [*captures, *more]
    return _conclude(base, url, wanted, asked_at, captures)


def _query(base: str, url: str, wanted: date | None, extra: dict[str, str]) -> str:
    parameters = {"url": url, "output": "json", "fl": ",".join(_FIELDS)}
    if wanted is not None:
        # Both are needed, and all 14 digits: a short one is padded to the end of its day.
        parameters |= {"sort": "closest", "closest": f"{wanted:%Y%m%d}120000"}
    return f"{base.rstrip('/')}/cdx/search/cdx?{urlencode(parameters | extra)}"


@dataclass(frozen=True, slots=True)
class _Silence:
    status: ArchiveStatus
    reason: ArchiveReason | None = None


def _captures(answer: Reply | NoReply) -> list[Capture] | _Silence:
    if isinstance(answer, NoReply):
        return _Silence(ArchiveStatus.UNANSWERED, _OF_FAILURE.get(answer.failure, ArchiveReason.REFUSED))
    if _is_exclusion(answer):
        return _Silence(ArchiveStatus.EXCLUDED)
    if answer.status == 429:
        return _Silence(ArchiveStatus.UNANSWERED, ArchiveReason.RATE_LIMITED)
    if answer.status != 200:
        return _Silence(ArchiveStatus.UNANSWERED, ArchiveReason.HTTP_ERROR)
    rows = _rows(answer)
    return _Silence(ArchiveStatus.UNANSWERED, ArchiveReason.BAD_BODY) if rows is None else _read(rows)


def _is_exclusion(answer: Reply) -> bool:
    """Whether the archive holds the site back on its publisher's demand: a header, or (older) words in the body."""
    said = answer.headers.get("x-archive-wayback-runtime-error", "")
    if answer.body[:1] != b"[":  # not in rows, where a page's own address could say it
        said += answer.body[:4096].decode("utf-8", "replace")
    return any(mark in said for mark in _EXCLUSIONS)


def _rows(answer: Reply) -> list[dict[str, str]] | None:
    """The rows by their header's names; None for anything but a whole JSON array of string arrays."""
    try:
        table = json.loads(answer.body) if answer.whole else None
    except (ValueError, RecursionError):
        return None
    if not isinstance(table, list) or not all(_is_row(row) for row in table):
        return None
    if not table:
        return []
    header, *rows = table
    if not {"timestamp", "original", "statuscode"} <= set(header):
        return None
    return [dict(zip(header, row, strict=False)) for row in rows if len(row) == len(header)]


def _is_row(row: object) -> bool:
    return isinstance(row, list) and all(isinstance(cell, str) for cell in row)


def _read(rows: Iterable[dict[str, str]]) -> list[Capture]:
    """The captures, each once; a revisit ("same bytes as before") takes the status of its digest."""
    rows = list(rows)
    by_digest = {row.get("digest"): row["statuscode"] for row in rows if row["statuscode"].isdecimal()}
    found: dict[tuple[str, str, str], Capture] = {}
    for row in rows:
        captured = _time(row["timestamp"])
        if captured is None:
            continue
        said = row["statuscode"]
        if not said.isdecimal() and row.get("mimetype") == "warc/revisit":
            said = by_digest.get(row.get("digest"), said)
        status = int(said) if said.isdecimal() else None
        capture = Capture(row["timestamp"], captured, row["original"], status)
        found[capture.stamp, capture.original, said] = capture
    return list(found.values())


def _time(stamp: str) -> datetime | None:
    """The time (UTC) of a timestamp. Old rows have a "00" pushed in where the month or the day should stand."""
    digits = stamp
    for at in (4, 6):
        if digits[at : at + 2] == "00":
            digits = digits[:at] + digits[at + 2 :]
    digits = digits.ljust(14, "0")
    if len(digits) != 14 or not digits.isascii() or not digits.isdecimal():
        return None
    try:
        found = datetime.strptime(digits, "%Y%m%d%H%M%S").replace(tzinfo=UTC)
    except ValueError:
        return None
    return found if found >= _OLDEST_POSSIBLE else None


def _is_good(capture: Capture) -> bool:
    return capture.status is not None and 200 <= capture.status <= 299


def _is_redirect(capture: Capture) -> bool:
    return capture.status is not None and 300 <= capture.status <= 399


def _conclude(base: str, url: str, wanted: date | None, asked_at: datetime, captures: Sequence[Capture]) -> Lookup:
    captures = [capture for capture in captures if capture.captured <= asked_at]
    if not captures:
        return Lookup(url, asked_at, ArchiveStatus.NONE, wanted=wanted, verified="index", source=LookupSource.CDX)
    best = _nearest(filter(_is_good, captures), wanted) or _nearest(filter(_is_redirect, captures), wanted)
    if best is None:
        status, detail = ArchiveStatus.ARCHIVED_ERROR, _errors(captures)
    elif _is_good(best):
        status, detail = ArchiveStatus.ARCHIVED, None
    else:
        status, detail = ArchiveStatus.ARCHIVED_REDIRECT, None
    times = [capture.captured for capture in captures]
    return Lookup(
        url, asked_at, status, None, None if best is None else _memento(base, best), wanted, "index", LookupSource.CDX,
        len(captures), min(times), max(times), detail,
    )  # fmt: skip


def _nearest(captures: Iterable[Capture], wanted: date | None) -> Capture | None:
    """The capture nearest to the wanted day's noon, the earlier of two equals; without a day, the newest."""
    if wanted is None:
        return max(captures, key=lambda capture: capture.captured, default=None)
    noon = datetime.combine(wanted, time(12), UTC)
    return min(captures, key=lambda capture: (abs(capture.captured - noon), capture.captured), default=None)


def _errors(captures: Sequence[Capture]) -> str:
    """For example "404 ×3, 503, last 2023-01-02"."""
    counts = Counter("no status" if capture.status is None else str(capture.status) for capture in captures)
    words = [status if times == 1 else f"{status} ×{times}" for status, times in counts.most_common(4)]
    return f"{', '.join(words)}, last {max(capture.captured for capture in captures):%Y-%m-%d}"


def _memento(base: str, capture: Capture) -> Memento:
    archive = urlsplit(base).hostname or ""
    page = f"{base.rstrip('/')}/web/{capture.stamp}/{capture.original}"
    return Memento(capture.original, page, capture.captured, archive)
