"""Asks the web and gives the answers as they come.

Laws: every request gets exactly one answer; the same address is never requested twice in a run (retries and redirect
hops apart); iteration ends when nothing asked is unanswered. Live checks never wait for the archive. Failures of the
web are answers. Leaving the block cancels what is still in flight and leaves nothing behind.
"""

from __future__ import annotations

import math
import random
from collections import deque
from collections.abc import AsyncIterator, Awaitable, Callable, Collection, Iterable
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import Protocol, assert_never

import trio

from linkaudit import urls
from linkaudit.evidence import retry
from linkaudit.evidence.client import Client, tls_context
from linkaudit.evidence.enquiries import Enquiries, unanswered
from linkaudit.evidence.exchange import Attempt
from linkaudit.evidence.failures import Refused
from linkaudit.evidence.guard import Guard, Resolver, system_resolver
from linkaudit.evidence.limits import Limits
from linkaudit.evidence.names import Names
from linkaudit.evidence.network import Signals
from linkaudit.evidence.pace import GiveUp, Pace, Start, Wait
from linkaudit.evidence.plan import Answer, ArchiveRequest, LiveRequest, Request
from linkaudit.evidence.workers import Crew, cores, origin, source_client
from linkaudit.model import ArchiveReason, Failure, Fetch, Lookup, Network


@dataclass(frozen=True, slots=True)
class Progress:
    """How far a run is. `waiting_for` is the host whose answer has been awaited longest."""

    done: int
    total: int
    waiting_for: str | None


class Asker(Protocol):
    """What the live checks need of a client; `requests` counts what was sent."""

    @property
    def requests(self) -> int: ...

    async def attempt(self, url: str, seconds: float) -> Attempt: ...


Locate = Callable[[str], Awaitable[str | None]]
"""From a host to the network address that it stands at; None when that is not to be known."""


class Librarian(Protocol):
    """What the look-ups need of an archive; `answered` once it has given any answer."""

    @property
    def requests(self) -> int: ...

    @property
    def answered(self) -> bool: ...

    async def look_up(self, request: ArchiveRequest) -> Lookup: ...


@dataclass(slots=True)
class _Live:
    """The tries at one address so far: `asking` is their time (s), `spent` adds the waits between them."""

    tries: int = 0
    spent: float = 0.0
    asking: float = 0.0
    last: Fetch | None = None


@asynccontextmanager
async def gather(limits: Limits, *, resolve: Resolver | None = None) -> AsyncIterator[Web]:
    """The web, ready to be asked. Raises ConfigError when --ca-file or --proxy cannot be used.

    `resolve` replaces the system's name resolution; every address that it gives is guarded all the same.
    """
    archive = origin(limits.archive_url)
    proxy = () if limits.proxy is None else (origin(limits.proxy),)
    names = Names(resolve or system_resolver())
    # The user named the archive, so it may be a private one; a source that points there is refused all the same.
    archive_guard = Guard(names.resolve, limits.allow_addresses, frozenset((archive, *proxy)))

    async def name_resolves() -> bool:
        try:
            return bool(await archive_guard.addresses(*(proxy[0] if proxy else archive)))
        except Refused:
            return False

    tls = tls_context(limits)
    enquiries = Enquiries(limits, Client(limits, archive_guard, tls))
    # A worker resolves names by the system's means; what was given in their place stays with this process.
    crew = Crew(limits, source_client(limits, names, tls), names, cores() if resolve is None else 1)
    locate = names.locate if limits.proxy is None else None
    web = Web(limits, crew, enquiries, name_resolves, locate=locate, expect=crew.expect)
    try:
        async with trio.open_nursery() as nursery:
            nursery.start_soon(crew.run)
            nursery.start_soon(web.run)
            try:
                yield web
            finally:
                nursery.cancel_scope.cancel()
    except BaseExceptionGroup as group:
        # The nursery is our own affair: what the caller's block raised leaves it as it was.
        if len(group.exceptions) > 1:
            raise
        raise group.exceptions[0] from group.exceptions[0].__cause__


class Web:
    """One run of questions. Iterate to get the answers; ask more at any time, also from within the loop."""

    def __init__(
        self,
        limits: Limits,
        client: Asker,
        archive: Librarian,
        name_resolves: Callable[[], Awaitable[bool]],
        *,
        locate: Locate | None = None,
        expect: Callable[[Collection[str]], None] | None = None,
    ) -> None:
        self._limits = limits
        self._client = client
        self._archive = archive
        self._locate = locate
        self._expect = expect
        self._look_up_name = name_resolves
        self._name_resolves: bool | None = None
        self._signals = Signals()
        self._pace = Pace(total=limits.concurrency, per_host=limits.per_host, gap=limits.delay)
        self._asked: set[tuple[type[Request], str]] = set()
        self._owed = 0
        self._live: dict[str, _Live] = {}
        self._unplaced: deque[str] = deque()
        self._places: dict[str, str | None] = {}
        self._in_flight: dict[str, None] = {}
        self._copies: dict[str, ArchiveRequest] = {}
        self._answers, self._outbox = trio.open_memory_channel[Answer](math.inf)
        self._to_archive, self._from_desk = trio.open_memory_channel[ArchiveRequest](math.inf)
        self._archive_scope = trio.CancelScope()
        self._wake = trio.Event()
        self._budget_over = False

    @property
    def requests(self) -> int:
        """HTTP requests sent so far, tries and redirect hops included."""
        return self._client.requests + self._archive.requests

    @property
    def hosts(self) -> int:
        """Hosts of sources asked so far."""
        return self._pace.hosts

    @property
    def progress(self) -> Progress:
        waiting_for = next((urls.host_of(url) for url in self._in_flight), None)
        if waiting_for is None and self._copies and not self._live:
            waiting_for = origin(self._limits.archive_url)[0]
        open_questions = len(self._live) + len(self._copies)
        return Progress(len(self._asked) - open_questions, len(self._asked), waiting_for)

    @property
    def network(self) -> Network:
        """What is known of the machine's own network: final once the iteration has ended."""
        return self._signals.read(archive_answered=self._archive.answered, name_resolves=self._name_resolves)

    def ask(self, requests: Iterable[Request]) -> None:
        """Queue requests. What was asked before in this run is answered once only."""
        new = [request for request in requests if (type(request), request.url) not in self._asked]
        for request in new:
            self._queue(request)
        if not new:
            return
        if self._budget_over:
            self._answer_the_rest()
        elif self._expect is not None:
            self._expect(self._live)
        self._time_the_archive()
        self._wake.set()

    def _queue(self, request: Request) -> None:
        if (type(request), request.url) in self._asked:  # twice in one list
            return
        self._asked.add((type(request), request.url))
        self._owed += 1
        match request:
            case LiveRequest(url):
                self._live[url] = _Live()
                self._unplaced.append(url)
            case ArchiveRequest():
                self._copies[request.url] = request
                self._to_archive.send_nowait(request)
            case _:
                assert_never(request)

    def __aiter__(self) -> AsyncIterator[Answer]:
        return self

    async def __anext__(self) -> Answer:
        if self._owed == 0:
            await self._settle_network()
            raise StopAsyncIteration
        try:
            # One answer a turn of the event loop would be too few: a turn can bring many.
            answer = self._outbox.receive_nowait()
        except trio.WouldBlock:
            answer = await self._outbox.receive()
        self._owed -= 1
        return answer

    async def run(self) -> None:
        """Work until cancelled, or until the run's budget is over; then everything unanswered is answered so."""
        budget = math.inf if self._limits.budget is None else self._limits.budget
        with trio.move_on_after(budget):
            async with trio.open_nursery() as nursery:
                nursery.start_soon(self._serve_archive)
                await self._dispatch(nursery)
        self._budget_over = True
        self._answer_the_rest()

    async def _dispatch(self, nursery: trio.Nursery) -> None:
        while True:
            self._place_all(nursery)
            match self._pace.next(trio.current_time()):
                case Start(url):
                    self._in_flight[url] = None
                    nursery.start_soon(self._check, url)
                case GiveUp(url, failure):
                    self._answer(self._outcome(url, failure))
                case Wait(until):
                    self._wake = trio.Event()
                    with trio.move_on_at(until):
                        await self._wake.wait()

    def _place_all(self, nursery: trio.Nursery) -> None:
        """Queue what was asked, once it is known where its host stands; one slow name delays only itself."""
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

    async def _check(self, url: str) -> None:
        state = self._live[url]
        attempt = await self._client.attempt(url, min(self._limits.timeout, self._limits.link_budget - state.spent))
        now = trio.current_time()
        self._in_flight.pop(url)
        self._pace.done(url, attempt, now)
        state.tries += 1
        state.asking += attempt.fetch.elapsed
        state.spent += attempt.fetch.elapsed
        state.last = attempt.fetch
        pause = retry.wait(attempt, state.tries, self._limits.retries, random.random())  # noqa: S311  no secret
        if pause is not None and state.spent + pause < self._limits.link_budget:
            state.spent += pause
            self._pace.add(url, now + pause)
        else:
            self._answer(self._outcome(url, Failure.BUDGET))
        self._wake.set()

    def _outcome(self, url: str, failure: Failure) -> Fetch:
        """The last thing seen of an address; `failure` when it was never asked."""
        state = self._live[url]
        last = state.last or Fetch(url, datetime.now(UTC), failure=failure)
        return replace(last, elapsed=state.asking, attempts=state.tries)

    async def _serve_archive(self) -> None:
        while True:
            with self._archive_scope:
                async with trio.open_nursery() as nursery:
                    async for request in self._from_desk:
                        if request.url in self._copies:
                            nursery.start_soon(self._find_copy, request)
            # Only patience ends a round: what is still open was not asked in time.
            self._silence_the_archive()
            self._archive_scope = trio.CancelScope()

    async def _find_copy(self, request: ArchiveRequest) -> None:
        self._answer(await self._archive.look_up(request))

    def _time_the_archive(self) -> None:
        """Patience starts when nothing but the archive is waited for."""
        if self._live or not self._copies:
            self._archive_scope.deadline = math.inf
        elif self._archive_scope.deadline == math.inf:
            self._archive_scope.deadline = trio.current_time() + self._limits.archive_patience

    def _answer(self, answer: Answer) -> None:
        if isinstance(answer, Fetch):
            del self._live[answer.url]
            self._signals.add(answer)
        else:
            del self._copies[answer.url]
        self._answers.send_nowait(answer)
        self._time_the_archive()

    def _silence_the_archive(self) -> None:
        for request in list(self._copies.values()):
            self._answer(unanswered(request, ArchiveReason.BUDGET))

    def _answer_the_rest(self) -> None:
        for url in list(self._live):
            self._answer(self._outcome(url, Failure.BUDGET))
        self._in_flight.clear()
        self._silence_the_archive()

    async def _settle_network(self) -> None:
        if self.network is Network.UNKNOWN and self._signals.asked and self._name_resolves is None:
            self._name_resolves = await self._look_up_name()
