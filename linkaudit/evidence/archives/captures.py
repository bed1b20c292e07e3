"""The captures that an archive's index lists: when, of what, with which status; and which of them lies nearest.

Laws: does no I/O.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from typing import Protocol, TypeVar
from urllib.parse import urlsplit

_OLDEST_POSSIBLE = datetime(1996, 1, 1, tzinfo=UTC)


class Captured(Protocol):
    """Whatever was captured at some time (UTC)."""

    @property
    def captured(self) -> datetime: ...


C = TypeVar("C", bound=Captured)


@dataclass(frozen=True, slots=True)
class Capture:
    """One row of an index. `status` is None for a pointer to an earlier capture that the rows do not resolve."""

    stamp: str
    captured: datetime
    original: str
    status: int | None

    @property
    def is_good(self) -> bool:
        return self.status is not None and 200 <= self.status <= 299

    @property
    def is_redirect(self) -> bool:
        return self.status is not None and 300 <= self.status <= 399


def read(rows: Iterable[Mapping[str, str]]) -> list[Capture]:
    """The captures, each once; a revisit ("same bytes as before") takes the status of its digest.

    A row has "timestamp", "original" and "statuscode", and should have "digest" and "mimetype".
    """
    rows = list(rows)
    by_digest = {row.get("digest"): row["statuscode"] for row in rows if row["statuscode"].isdecimal()}
    found: dict[tuple[str, str, str], Capture] = {}
    for row in rows:
        captured = time_of(row["timestamp"])
        if captured is None or not is_web_address(row["original"]):
            continue
        said = row["statuscode"]
        if not said.isdecimal() and row.get("mimetype") == "warc/revisit":
            said = by_digest.get(row.get("digest"), said)
        status = int(said) if said.isdecimal() else None
        capture = Capture(row["timestamp"], captured, row["original"], status)
        found[capture.stamp, capture.original, said] = capture
    return list(found.values())


def is_web_address(text: str) -> bool:
    """Whether a text from an archive is a well-formed http(s) address: indexes also list mail links and debris."""
    try:
        parts = urlsplit(text)
        return parts.scheme in ("http", "https") and bool(parts.hostname)
    except ValueError:
        return False


def time_of(stamp: str) -> datetime | None:
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


def nearest_first(captures: Iterable[C], wanted: date | None) -> list[C]:
    """By distance from the wanted day's noon, the earlier of two equals first; without a day, the newest first."""
    if wanted is None:
        return sorted(captures, key=lambda capture: capture.captured, reverse=True)
    noon = datetime.combine(wanted, time(12), UTC)
    return sorted(captures, key=lambda capture: (abs(capture.captured - noon), capture.captured))


def errors(captures: Sequence[Capture]) -> str:
    """For example "404 ×3, 503, last 2023-01-02"."""
    counts = Counter("no status" if capture.status is None else str(capture.status) for capture in captures)
    words = [status if times == 1 else f"{status} ×{times}" for status, times in counts.most_common(4)]
    return f"{', '.join(words)}, last {max(capture.captured for capture in captures):%Y-%m-%d}"
