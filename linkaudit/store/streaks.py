"""Streaks: since when an address has been failing, and on how many checks.

Laws: pure, no I/O. Checks less than two hours apart are one. What a wall or our own limits kept from us says neither
yes nor no.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime
from functools import lru_cache

from linkaudit import reach
from linkaudit.model import Fetch, Network, Reason, Verdict


@lru_cache(maxsize=256)
def outcome(fetch: Fetch) -> reach.Outcome:
    """The verdict on an observation that was kept: it was kept only because the network worked.

    The history of an address is looked through several times over, so the last few verdicts are held.
    """
    return reach.verdict(fetch, Network.WORKS, Reason.OFFLINE)


def with_streak(fetch: Fetch, newest_first: Iterable[Fetch]) -> Fetch:
    """The fetch with the streak that it ends; `newest_first` are the observations of its address, itself among them.

    An observation that a state file told of brings the streak of those that are lost. What claims to be later than
    the fetch, or earlier than what was written before it, comes from a clock that was wrong, and does not count.
    """
    failed: list[datetime] = []
    lost: Fetch | None = None
    for earlier in newest_first:
        if earlier.observed > fetch.observed:
            continue
        found = outcome(earlier)
        if found.verdict is Verdict.ALIVE:
            break
        if earlier.failures:
            lost = earlier
            break
        if reach.is_failing(found):
            failed.append(earlier.observed)
    return _counted(fetch, failed[::-1], lost)


def _counted(fetch: Fetch, oldest_first: list[datetime], lost: Fetch | None) -> Fetch:
    if lost is not None:
        first, last, count = lost.first_failed, lost.observed, lost.failures
    elif oldest_first:
        first, last, count = oldest_first[0], oldest_first[0], 1
    else:
        return fetch if fetch.failures == 0 else replace(fetch, first_failed=None, failures=0)
    for time in oldest_first:
        if time - last >= reach.CONFIRMED_AFTER:
            last = time
            count += 1
    return replace(fetch, first_failed=first, failures=count)
