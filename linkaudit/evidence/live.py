"""The live checks of one run: which address is visited when, how often, and with which questions.

Laws: an address is settled once, with the last thing seen of it; one slow name delays only its own links. A redirect to
another host waits for that host's turn like any address of its own. A question that comes while its address is being
visited is asked by one more visit.
"""

from __future__ import annotations

import random
from collections import deque
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from typing import Protocol

import trio

from linkaudit import urls
from linkaudit.evidence import retry
from linkaudit.evidence.exchange import Onward
from linkaudit.evidence.limits import Limits
from linkaudit.evidence.pace import GiveUp, Pace, Start, Wait
from linkaudit.evidence.visits import Visit
from linkaudit.model import Failure, Fetch, PageAnswer, Question

Locate = Callable[[str], Awaitable[str | None]]
"""From a host to the network address that it stands at; None when that is not to be known."""

Settle = Callable[[Fetch, tuple[PageAnswer, ...]], None]


class Asker(Protocol):
    """What the live checks need of a visitor; `requests` counts what was sent."""

    @property
    def requests(self) -> int: ...

    async def visit(self, url: str, seconds: float, questions: tuple[Question, ...], after: Onward | None) -> Visit: ...


@dataclass(slots=True)
class _Check:
    """The tries at one address so far: `asking` is their time (s), `spent` adds the waits between them.

    `onward` is where the try that is under way was sent on to.
    """

    questions: tuple[Question, ...]
    tries: int = 0
    spent: float = 0.0
    asking: float = 0.0
    last: Fetch | None = None
    onward: Onward | None = None
    answers: dict[Question, PageAnswer] = field(default_factory=dict)

    def learn(self, visit: Visit) -> None:
        self.asking += visit.attempt.fetch.elapsed
        self.spent += visit.attempt.fetch.elapsed
        self.onward = visit.attempt.onward
        if self.onward is not None:
            return
        self.tries += 1
        self.last = visit.attempt.fetch
        self.answers.update((answer.question, answer) for answer in visit.answers)

    def outcome(self, url: str, failure: Failure) -> Fetch:
        """The last thing seen of the address; `failure` when no try at it came to its end."""
        last = self.last or Fetch(url, datetime.now(UTC), failure=failure)
        if self.last is None and self.onward is not None:
            last = replace(last, final_url=self.onward.url, redirects=self.onward.redirects)
        return replace(last, elapsed=self.asking, attempts=self.tries)


class LiveChecks:
    """Addresses come in by `add` and go out by `settle`. `hosts` counts the hosts of all that came."""

    def __init__(self, limits: Limits, asker: Asker, locate: Locate | None, settle: Settle) -> None:
        self._limits = limits
        self._asker = asker
        self._locate = locate
        self._settled = settle
        self._pace = Pace(total=limits.concurrency, per_host=limits.per_host, gap=limits.delay)
        self._open: dict[str, _Check] = {}
        self._unplaced: deque[str] = deque()
        self._turns: dict[str, deque[str]] = {}
        self._places: dict[str, str | None] = {}
        self._in_flight: dict[str, str] = {}
        self._wake = trio.Event()
        self._hosts: set[str] = set()

    def __len__(self) -> int:
        """How many addresses are not settled yet."""
        return len(self._open)

    @property
    def requests(self) -> int:
        """HTTP requests sent so far, tries and redirect hops included."""
        return self._asker.requests

    @property
    def hosts(self) -> int:
        """Hosts of all addresses so far, as readers count them: registrable domains."""
        return self._pace.hosts

    @property
    def names(self) -> int:
        """Host names of all addresses so far."""
        return len(self._hosts)

    @property
    def waiting_for(self) -> str | None:
        """The host whose answer has been awaited longest."""
        return next((urls.host_of(asked) for asked in self._in_flight.values()), None)

    def add(self, url: str, questions: tuple[Question, ...]) -> None:
        """Queue an address; one that is open already takes the questions in."""
        check = self._open.get(url)
        if check is not None:
            check.questions = tuple(dict.fromkeys((*check.questions, *questions)))
            return
        self._open[url] = _Check(questions)
        self._hosts.add(urls.host_of(url))
        self._line_up(url, url)
        self._wake.set()

    def give_up(self) -> None:
        """Settle everything that is open: the run's budget is over."""
        self._in_flight.clear()
        for url in list(self._open):
            self._settle(url, Failure.BUDGET)

    async def run(self) -> None:
        """Work until cancelled."""
        async with trio.open_nursery() as nursery:
            while True:
                self._place_all(nursery)
                match self._pace.next(trio.current_time()):
                    case Start(asked):
                        url = self._whose_turn(asked)
                        self._in_flight[url] = asked
                        nursery.start_soon(self._check, url, asked)
                    case GiveUp(asked, failure):
                        self._settle(self._whose_turn(asked), failure)
                    case Wait(until):
                        self._wake = trio.Event()
                        with trio.move_on_at(until):
                            await self._wake.wait()

    def _line_up(self, asked: str, url: str) -> None:
        """Let the check of `url` wait for a turn at `asked`: itself, or where it leads on."""
        self._turns.setdefault(asked, deque()).append(url)
        self._unplaced.append(asked)

    def _whose_turn(self, asked: str) -> str:
        waiting = self._turns[asked]
        url = waiting.popleft()
        if not waiting:
            del self._turns[asked]
        return url

    def _place_all(self, nursery: trio.Nursery) -> None:
        """Queue what was asked, once it is known where its host stands."""
        waiting: dict[str, list[str]] = {}
        while self._unplaced:
            url = self._unplaced.popleft()
            host = urls.host_of(url)
            if self._locate is None or host in self._places:
                self._pace.add(url, address=self._places.get(host))
            else:
                waiting.setdefault(host, []).append(url)
        for host, few in waiting.items():
            nursery.start_soon(self._place, host, few)

    async def _place(self, host: str, waiting: list[str]) -> None:
        assert self._locate is not None
        self._places[host] = await self._locate(host)
        for url in waiting:
            self._pace.add(url, address=self._places[host])
        self._wake.set()

    async def _check(self, url: str, asked: str) -> None:
        check = self._open[url]
        questions = check.questions
        seconds = min(self._limits.timeout, max(0.0, self._limits.link_budget - check.spent))
        visit = await self._asker.visit(url, seconds, questions, check.onward)
        now = trio.current_time()
        self._in_flight.pop(url)
        self._pace.done(asked, visit.attempt, now)
        check.learn(visit)
        if check.onward is not None:
            self._line_up(check.onward.url, url)
        else:
            self._go_on(url, check, visit, questions, now)
        self._wake.set()

    def _go_on(self, url: str, check: _Check, visit: Visit, questions: tuple[Question, ...], now: float) -> None:
        """After a try that came to its end: one more, or the outcome."""
        pause = retry.wait(visit.attempt, check.tries, self._limits.retries, random.random())  # noqa: S311  no secret
        if pause is not None and check.spent + pause < self._limits.link_budget:
            check.spent += pause
            self._turns.setdefault(url, deque()).append(url)
            self._pace.add(url, now + pause)
        elif check.questions != questions and _opened(visit.attempt.fetch):
            self._line_up(url, url)
        else:
            self._settle(url, Failure.BUDGET)

    def _settle(self, url: str, failure: Failure) -> None:
        check = self._open.pop(url)
        self._settled(check.outcome(url, failure), tuple(check.answers.values()))


def _opened(fetch: Fetch) -> bool:
    return fetch.status is not None and 200 <= fetch.status <= 299
