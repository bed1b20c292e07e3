"""Rot: how each address of an audit stands now, and how it stood at the end of an earlier one.

Law: nothing but the times of observations is kept of an audit's answers; what they mean is judged anew.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime

from linkaudit.model import Fetch, LinkState, Verdict
from linkaudit.reach import link_state
from linkaudit.store.answers import observations
from linkaudit.store.ledger import Ledger
from linkaudit.store.rows import moment
from linkaudit.store.runs import Run
from linkaudit.store.schema import ADDRESSES
from linkaudit.store.streaks import outcome, with_streak
from linkaudit.urls import host_of


@dataclass(frozen=True, slots=True)
class Standing:
    """An address of an audit, with the observation that the audit rests on, and how it stood at the earlier one."""

    key: bytes
    fetch: Fetch
    state: LinkState
    then: LinkState


@dataclass(frozen=True, slots=True)
class Rot:
    """The addresses of an audit by state, those of each host, and each that does not open or was dead before."""

    states: Mapping[LinkState, int]
    hosts: Mapping[str, Mapping[LinkState, int]]
    notable: tuple[Standing, ...]

    @property
    def failing(self) -> frozenset[bytes]:
        """The keys of the addresses that do not open."""
        return frozenset(each.key for each in self.notable if each.state is not LinkState.ALIVE)


def rot_of(ledger: Ledger, run: Run, then: datetime | None) -> Rot:
    """How the addresses of a run stand, and how they stood at `then`. What opened then and now is only counted."""
    states: Counter[LinkState] = Counter()
    hosts: dict[str, Counter[LinkState]] = defaultdict(Counter)
    notable = []
    for _, key, observed in ledger.rows(ADDRESSES, "run = ? ORDER BY id", (run.number,)):
        history = list(_needed(observations(ledger, key), run.started if then is None else then))
        fetch = next((each for each in history if moment(each.observed) == observed), None)
        if fetch is None:
            states[LinkState.UNCHECKED] += 1
            continue
        opened = outcome(fetch).verdict is Verdict.ALIVE
        if not opened:
            fetch = with_streak(fetch, history)
        state = LinkState.ALIVE if opened else _state(fetch)
        states[state] += 1
        hosts[host_of(fetch.url)][state] += 1
        before = _state_at(then, history) if not opened or len(history) > 1 else state
        if not opened or before is LinkState.DEAD:
            notable.append(Standing(key, fetch, state, before))
    return Rot(states, hosts, tuple(sorted(notable, key=lambda each: each.fetch.url)))


def _needed(newest_first: Iterable[Fetch], horizon: datetime) -> Iterator[Fetch]:
    """As many observations as it takes to know the streaks now and at the horizon."""
    for fetch in newest_first:
        yield fetch
        if fetch.observed <= horizon and (fetch.failures or outcome(fetch).verdict is Verdict.ALIVE):
            return


def _state_at(then: datetime | None, newest_first: list[Fetch]) -> LinkState:
    known = (fetch for fetch in newest_first if then is not None and fetch.observed <= then)
    fetch = next(known, None)
    return LinkState.UNCHECKED if fetch is None else _state(with_streak(fetch, newest_first))


def _state(fetch: Fetch) -> LinkState:
    return link_state(fetch, outcome(fetch))
