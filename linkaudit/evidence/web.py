"""The web of one run: questions go in, answers come out.

Laws: every request gets exactly one answer, and before it at most one to each of its questions; the same address is
requested once in a run (retries and redirect hops apart), and again only for a question that nobody had asked of its
page before. Iteration ends when nothing asked is unanswered and nobody said that more will be asked. Live checks never
wait for the archive. Failures of the web are answers.
"""

from __future__ import annotations

import math
import ssl
from collections.abc import AsyncIterator, Awaitable, Callable, Iterable
from dataclasses import dataclass, field
from typing import Protocol, assert_never

import trio

from linkaudit.evidence.client import Client
from linkaudit.evidence.enquiries import Enquiries
from linkaudit.evidence.failures import Refused
from linkaudit.evidence.guard import Guard
from linkaudit.evidence.limits import Limits
from linkaudit.evidence.live import Asker, LiveChecks, Locate
from linkaudit.evidence.lookups import Librarian, Lookups
from linkaudit.evidence.names import Names
from linkaudit.evidence.network import Signals
from linkaudit.evidence.plan import Answer, ArchiveRequest, LiveRequest, Request
from linkaudit.evidence.workers import origin
from linkaudit.model import Fetch, Lookup, Network, PageAnswer, Question


@dataclass(frozen=True, slots=True)
class Progress:
    """How far a run is. `waiting_for` is the host whose answer has been awaited longest."""

    done: int
    total: int
    waiting_for: str | None


class Expect(Protocol):
    """Hears how many addresses wait, and on how many hosts, whenever more are asked."""

    def __call__(self, links: int, hosts: int) -> None: ...


def web_of(limits: Limits, names: Names, tls: ssl.SSLContext, asker: Asker, *, expect: Expect | None = None) -> Web:
    """The web as `asker` visits it, with the archives that the limits name."""
    archive = origin(limits.archive_url)
    proxy = () if limits.proxy is None else (origin(limits.proxy),)
    # The user named the archive, so it may be a private one; a source that points there is refused all the same.
    guard = Guard(names.resolve, limits.allow_addresses, frozenset((archive, *proxy)))

    async def name_resolves() -> bool:
        try:
            return bool(await guard.addresses(*(proxy[0] if proxy else archive)))
        except Refused:
            return False

    locate = names.locate if limits.proxy is None else None
    enquiries = Enquiries(limits, Client(limits, guard, tls))
    return Web(limits, asker, enquiries, name_resolves, locate=locate, expect=expect)


@dataclass(slots=True)
class _OwnNetwork:
    """What shows whether this machine's network works; a name is looked up only when nothing else tells."""

    look_up_name: Callable[[], Awaitable[bool]]
    signals: Signals = field(default_factory=Signals)
    name_resolves: bool | None = None

    def read(self, *, archive_answered: bool) -> Network:
        return self.signals.read(archive_answered=archive_answered, name_resolves=self.name_resolves)

    async def settle(self, *, archive_answered: bool) -> None:
        unknown = self.read(archive_answered=archive_answered) is Network.UNKNOWN
        if unknown and self.signals.asked and self.name_resolves is None:
            self.name_resolves = await self.look_up_name()


class Web:
    """One run of questions. Iterate to get the answers; ask more at any time, also from within the loop."""

    def __init__(
        self,
        limits: Limits,
        asker: Asker,
        archive: Librarian,
        name_resolves: Callable[[], Awaitable[bool]],
        *,
        locate: Locate | None = None,
        expect: Expect | None = None,
    ) -> None:
        self._budget = math.inf if limits.budget is None else limits.budget
        self._archive_host = origin(limits.archive_url)[0]
        self._live = LiveChecks(limits, asker, locate, self._settle_live)
        self._copies = Lookups(archive, limits.archive_patience, self._settle_copy)
        self._network = _OwnNetwork(name_resolves)
        self._expect = expect
        self._asked: dict[tuple[type[Request], str], set[Question]] = {}
        self._owed = 0
        self._answers, self._outbox = trio.open_memory_channel[Answer](math.inf)
        self._more = False
        self._news = trio.Event()
        self._over = False

    @property
    def requests(self) -> int:
        """HTTP requests sent so far, tries and redirect hops included."""
        return self._live.requests + self._copies.requests

    @property
    def hosts(self) -> int:
        """Hosts of sources asked so far."""
        return self._live.hosts

    @property
    def progress(self) -> Progress:
        """How far the run is now."""
        waiting_for = self._live.waiting_for
        if waiting_for is None and len(self._copies) and not len(self._live):
            waiting_for = self._archive_host
        total = len(self._asked)
        return Progress(total - len(self._live) - len(self._copies), total, waiting_for)

    @property
    def network(self) -> Network:
        """What is known of the machine's own network: final once the iteration has ended."""
        return self._network.read(archive_answered=self._copies.answered)

    def ask(self, requests: Iterable[Request]) -> None:
        """Queue requests. What was asked before in this run is answered once only."""
        for request in requests:
            self._queue(request)
        if self._over:
            self._answer_the_rest()
        elif self._expect is not None:
            # While there are articles left to read, as many addresses again may come as have come so far.
            coming = len(self._asked) if self._more else 0
            self._expect(max(coming, len(self._live)), self._live.names)
        self._time_the_archive()
        self._news.set()

    def expect_more(self) -> None:
        """Let iteration go on even when nothing is unanswered, until `all_asked`."""
        self._more = True

    def all_asked(self) -> None:
        """Nothing more will be asked, but what answers make worth asking."""
        self._more = False
        self._time_the_archive()
        self._news.set()

    def _queue(self, request: Request) -> None:
        key = (type(request), request.url)
        match request:
            case LiveRequest(url, questions):
                asked = self._asked.get(key)
                if asked is not None and asked.issuperset(questions):
                    return
                self._asked.setdefault(key, set()).update(questions)
                before = len(self._live)
                self._live.add(url, questions)
                self._owed += len(self._live) - before
            case ArchiveRequest(questions=questions):
                asked = self._asked.get(key)
                if asked is not None and asked.issuperset(questions):
                    return
                self._asked.setdefault(key, set()).update(questions)
                before = len(self._copies)
                self._copies.add(request)
                self._owed += len(self._copies) - before
            case _:
                assert_never(request)

    def __aiter__(self) -> AsyncIterator[Answer]:
        return self

    async def __anext__(self) -> Answer:
        while self._owed == 0:
            if not self._more:
                await self._network.settle(archive_answered=self._copies.answered)
                raise StopAsyncIteration
            self._news = trio.Event()
            await self._news.wait()
        try:
            # One answer a turn of the event loop would be too few: a turn can bring many.
            answer = self._outbox.receive_nowait()
        except trio.WouldBlock:
            answer = await self._outbox.receive()
        self._owed -= 1
        return answer

    async def run(self) -> None:
        """Work until cancelled, or until the run's budget is over; then everything unanswered is answered so."""
        with trio.move_on_after(self._budget):
            async with trio.open_nursery() as nursery:
                nursery.start_soon(self._copies.run)
                nursery.start_soon(self._live.run)
        self._over = True
        self._answer_the_rest()

    def _time_the_archive(self) -> None:
        self._copies.wait(alone=not len(self._live) and not self._more)

    def _settle_live(self, fetch: Fetch, answers: tuple[PageAnswer, ...]) -> None:
        self._network.signals.add(fetch)
        self._owed += len(answers)
        for answer in answers:
            self._answers.send_nowait(answer)
        self._answers.send_nowait(fetch)
        self._time_the_archive()

    def _settle_copy(self, lookup: Lookup, answers: tuple[PageAnswer, ...]) -> None:
        self._owed += len(answers)
        for answer in answers:
            self._answers.send_nowait(answer)
        self._answers.send_nowait(lookup)
        self._time_the_archive()

    def _answer_the_rest(self) -> None:
        self._live.give_up()
        self._copies.give_up()
