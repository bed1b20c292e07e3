"""Whether, and after how long, a failed attempt is worth another one.

Laws: pure, no I/O; time and chance are passed in.
"""

from __future__ import annotations

from datetime import datetime
from email.utils import parsedate_to_datetime

from linkaudit.evidence.exchange import Attempt
from linkaudit.model import Failure

LONGEST_WAIT = 30.0
LONGEST_RETRY_AFTER = 60.0

_STATUSES = frozenset({408, 425, 429, 500, 502, 503, 504, *range(520, 525)})
_FAILURES = frozenset({Failure.TIMEOUT, Failure.RESET})
_ONCE_MORE = frozenset({Failure.CONNECTION_REFUSED, Failure.NAME_TEMPORARY})


def wait(attempt: Attempt, tries: int, retries: int, chance: float) -> float | None:
    """Seconds until the next try after `tries` of them, or None when another one would tell nothing new.

    Full jitter: `chance`, from 0 to 1, picks a point between now and a bound that doubles with every try.
    """
    if tries > _most_retries(attempt, retries):
        return None
    if attempt.retry_after is not None:
        return attempt.retry_after
    return backoff(tries) * chance


def backoff(tries: int) -> float:
    """The longest wait (seconds) after so many failures in a row."""
    return float(min(LONGEST_WAIT, 2.0 ** min(tries - 1, 10)))


def _most_retries(attempt: Attempt, retries: int) -> int:
    failure = attempt.fetch.failure
    if failure is None:
        return retries if attempt.fetch.status in _STATUSES else 0
    if failure in _ONCE_MORE:
        return min(1, retries)
    return retries if failure in _FAILURES else 0


def retry_after(header: str | None, now: datetime) -> float | None:
    """The wait (seconds, 0 to 60) that a Retry-After header asks for (RFC 9110, section 10.2.3), or None."""
    if header is None:
        return None
    header = header.strip()
    if header.isascii() and header.isdigit():
        seconds = float(header[:9])
    else:
        try:
            seconds = (parsedate_to_datetime(header) - now).total_seconds()
        except (ValueError, TypeError, OverflowError):  # no date, one without a zone, one beyond all calendars
            return None
    return min(max(seconds, 0.0), LONGEST_RETRY_AFTER)
