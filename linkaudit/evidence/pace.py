"""When may which address be asked: fair over hosts, gentle to each of them.

Laws: no I/O and no clock; time (seconds on any steady clock) is passed in. Each step costs O(log hosts). The caller
asks "what next?" and is told an address, a time to wake up at, or nothing; it reports each attempt when it is over.
A host is its registrable domain, else its address; hosts behind one network address share what it can bear.

Of the hosts that may be asked, every other turn goes to the one that has waited longest, so that nobody starves, and
the turns between to the one whose queue will take longest, so that it does not still run when all others are done.
"""

from __future__ import annotations

import math
from collections import deque
from dataclasses import dataclass, field
from heapq import heappop, heappush
from itertools import count

from linkaudit import urls
from linkaudit.evidence.exchange import Attempt
from linkaudit.evidence.retry import backoff
from linkaudit.model import Failure, Sign

WALLS_IN_A_ROW = 5
SILENCES_IN_A_ROW = 6
PER_ADDRESS = 16
"""In flight on one network address, whatever the number of hosts behind it."""
SLOW_SECONDS = 2.0
WIDEST_GAP = 5.0
_USUAL_SECONDS = 0.5
_NEWS = 0.25
_SILENT = frozenset({Failure.TIMEOUT, Failure.RESET, Failure.UNREACHABLE, Failure.NAME_TEMPORARY})


@dataclass(frozen=True, slots=True)
class Start:
    """Ask this address now, and report `done`."""

    url: str


@dataclass(frozen=True, slots=True)
class GiveUp:
    """Do not ask this address: its host was given up."""

    url: str
    failure: Failure


@dataclass(frozen=True, slots=True)
class Wait:
    """Nothing before this time; infinity: nothing before an attempt is over or an address is added."""

    until: float


@dataclass(slots=True)
class _Address:
    """A network address: what is in flight there, and the hosts that wait for room."""

    in_flight: int = 0
    waiting: deque[str] = field(default_factory=deque)


@dataclass(slots=True)
class _Host:
    """`entry` numbers the host's valid place among the queues (any other is stale); `usual` is a moving average (s).

    `limited` counts how often the host said that it was asked too much, the last time at `limited_at`; `caution` is
    how many rounds of good answers must then earn it each further slot.
    """

    gap: float
    slots: int
    address: _Address | None = None
    fresh: deque[str] = field(default_factory=deque)
    again: list[tuple[float, int, str]] = field(default_factory=list)
    in_flight: int = 0
    not_before: float = 0.0
    entry: int = 0
    ready: float = math.inf
    usual: float = _USUAL_SECONDS
    walls: int = 0
    silences: int = 0
    limited: int = 0
    limited_at: float = 0.0
    caution: int = 0
    good: int = 0
    given_up: Failure | None = None

    def ready_at(self) -> float:
        """When the next address may start; infinity when there is none or no slot is free."""
        if self.in_flight >= self.slots:
            return math.inf
        if self.fresh:
            return self.not_before
        return max(self.not_before, self.again[0][0]) if self.again else math.inf

    def left(self) -> float:
        """Seconds that the queue will take, as far as one can tell."""
        return (len(self.fresh) + len(self.again)) * max(self.gap, self.usual / self.slots)

    def take(self, now: float) -> str:
        """The next address: one whose second try is due goes before a fresh one."""
        if self.again and (self.again[0][0] <= now or not self.fresh):
            return heappop(self.again)[2]
        return self.fresh.popleft()

    def drain(self) -> list[str]:
        left = [url for _, _, url in self.again] + list(self.fresh)
        self.again.clear()
        self.fresh.clear()
        return left


class Pace:
    """The queue of one run. `total` and `per_host` bound what is in flight, `gap` spaces the starts on one host."""

    def __init__(self, *, total: int, per_host: int, gap: float) -> None:
        self._total = total
        self._per_host = per_host
        self._per_address = max(PER_ADDRESS, per_host)
        self._gap = gap
        self._hosts: dict[str, _Host] = {}
        self._addresses: dict[str, _Address] = {}
        self._later: list[tuple[float, int, str]] = []
        self._longest: list[tuple[float, int, str]] = []
        self._oldest: deque[tuple[int, str]] = deque()
        self._turn_of_oldest = False
        self._given_up: deque[GiveUp] = deque()
        self._numbers = count(1)
        self._in_flight = 0

    @property
    def hosts(self) -> int:
        """How many hosts have been asked or queued."""
        return len(self._hosts)

    def add(self, url: str, not_before: float = 0.0, *, address: str | None = None) -> None:
        """Queue an address; with `not_before` it is one more try. `address` is where its host stands, if known."""
        key = urls.host_key(urls.host_of(url))
        host = self._hosts.get(key)
        if host is None:
            host = self._hosts[key] = _Host(self._gap, self._per_host)
        if host.given_up is not None:
            self._given_up.append(GiveUp(url, host.given_up))
            return
        if address is not None and host.address is None:
            host.address = self._addresses.setdefault(address, _Address())
            host.address.in_flight += host.in_flight
        if not_before > 0:
            heappush(host.again, (not_before, next(self._numbers), url))
        else:
            host.fresh.append(url)
        if host.ready_at() < host.ready:
            self._enter(key, host)

    def next(self, now: float) -> Start | GiveUp | Wait:
        """What to do at this time."""
        if self._given_up:
            return self._given_up.popleft()
        if self._in_flight >= self._total:
            return Wait(math.inf)
        self._ripen(now)
        while (key := self._choose()) is not None:
            host = self._hosts[key]
            if host.address is not None and host.address.in_flight >= self._per_address:
                host.address.waiting.append(key)
                continue
            return Start(self._start(key, host, now))
        return Wait(self._later[0][0] if self._later else math.inf)

    def done(self, url: str, attempt: Attempt, now: float) -> None:
        """Report an attempt that `next` started."""
        key = urls.host_key(urls.host_of(url))
        host = self._hosts[key]
        self._in_flight -= 1
        host.in_flight -= 1
        if host.address is not None:
            host.address.in_flight -= 1
            self._let_in(host.address, now)
        self._learn(host, attempt, now)
        if host.given_up is not None:
            self._given_up.extend(GiveUp(left, host.given_up) for left in host.drain())
        self._enter(key, host)

    def _start(self, key: str, host: _Host, now: float) -> str:
        self._in_flight += 1
        host.in_flight += 1
        if host.address is not None:
            host.address.in_flight += 1
        host.not_before = max(host.not_before, now + host.gap)
        url = host.take(now)
        self._enter(key, host)
        return url

    def _enter(self, key: str, host: _Host) -> None:
        """Queue a host by the time that it is ready at; this voids its earlier place."""
        host.entry = next(self._numbers)
        host.ready = host.ready_at()
        if host.ready < math.inf:
            heappush(self._later, (host.ready, host.entry, key))

    def _ripen(self, now: float) -> None:
        """Line up the hosts whose time has come."""
        while self._later:
            at, entry, key = self._later[0]
            host = self._hosts[key]
            if entry == host.entry:
                if at > now:
                    return
                self._line_up(key, host)
            heappop(self._later)

    def _line_up(self, key: str, host: _Host) -> None:
        heappush(self._longest, (-host.left(), host.entry, key))
        self._oldest.append((host.entry, key))

    def _choose(self) -> str | None:
        """The host whose turn it is, taken out of line."""
        self._turn_of_oldest = not self._turn_of_oldest
        while self._oldest and self._longest:
            entry, key = self._oldest.popleft() if self._turn_of_oldest else heappop(self._longest)[1:]
            if entry == self._hosts[key].entry:
                self._hosts[key].entry = 0
                return key
        self._oldest.clear()  # each host in line stands in both queues, so what is left of one is stale
        self._longest.clear()
        return None

    def _let_in(self, address: _Address, now: float) -> None:
        """A place has become free: the first host that waits for it and can use it lines up again."""
        while address.waiting:
            key = address.waiting.popleft()
            host = self._hosts[key]
            if host.entry == 0:
                self._enter(key, host)
                if host.ready <= now:
                    return

    def _learn(self, host: _Host, attempt: Attempt, now: float) -> None:
        fetch = attempt.fetch
        busy = fetch.status in (429, 503)
        walled = Sign.BOT_WALL in fetch.signs or fetch.status == 999
        silent = busy or fetch.failure in _SILENT
        host.walls = host.walls + 1 if walled else 0
        host.silences = host.silences + 1 if silent else 0
        host.usual += _NEWS * (fetch.elapsed - host.usual)
        if host.walls >= WALLS_IN_A_ROW:
            host.given_up = Failure.HOST_WALLED
        elif host.silences >= SILENCES_IN_A_ROW:
            host.given_up = Failure.HOST_SILENT
        if busy:
            self._pause(host, attempt, now)
        elif silent or fetch.elapsed > SLOW_SECONDS:
            host.gap, host.good = min(max(2 * host.gap, 0.05), WIDEST_GAP), 0
        else:
            host.gap = max(self._gap, host.gap / 2)
            if now - fetch.elapsed > host.limited_at:
                self._relax(host)

    def _pause(self, host: _Host, attempt: Attempt, now: float) -> None:
        named = attempt.retry_after
        host.not_before = max(host.not_before, now + (backoff(host.silences) if named is None else named))
        # A server that names its time is taken at its word, once.
        host.caution = host.limited + 1 if named is None else host.limited
        host.limited, host.limited_at = host.limited + 1, now
        host.slots, host.good = 1, 0

    def _relax(self, host: _Host) -> None:
        host.good += 1
        if host.caution == 0:
            host.slots = self._per_host
        elif host.good >= host.slots * host.caution:
            host.slots, host.good = min(self._per_host, host.slots + 1), 0
