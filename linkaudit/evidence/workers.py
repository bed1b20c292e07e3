"""Asks sources from several processes when one processor is not enough; TLS is what costs, not the network.

Laws: who is asked, and when, is decided in the run's own process alone; so are budgets, retries and the archive. A
worker makes one visit after the other and remembers nothing. Each host is dealt to one worker, so that a host that
wastes a processor's time delays only its neighbours there. A worker that is lost costs time, never an answer. No
worker outlives the run: it ends when its input does, and is ended when the run does.
"""

from __future__ import annotations

import math
import os
import ssl
import subprocess
import sys
from contextlib import suppress
from dataclasses import dataclass, field
from itertools import count
from urllib.parse import urlsplit

import trio

from linkaudit import urls
from linkaudit.evidence.client import Client, tls_context
from linkaudit.evidence.exchange import Onward
from linkaudit.evidence.guard import Guard
from linkaudit.evidence.limits import Limits
from linkaudit.evidence.messages import Hire, Job, Message, Ready, Result, post, received
from linkaudit.evidence.names import Names
from linkaudit.evidence.visits import Visit, Visitor
from linkaudit.model import Question

WORTH_LINKS = 400
WORTH_HOSTS = 60
"""Below these, starting a worker (0.4 s of a processor) costs more than it saves."""
MOST_WORKERS = 4
"""256 requests in flight at half a second each are 500 a second: what two or three processors can do."""

_START = "import sys; sys.path[:] = sys.argv[1:]; from linkaudit.evidence.worker import main; main()"


def origin(url: str) -> tuple[str, int]:
    """The host and port of an address that the user named."""
    parts = urlsplit(url)
    return parts.hostname or "", parts.port or urls.DEFAULT_PORTS.get(parts.scheme, 443)


def source_client(limits: Limits, names: Names, tls: ssl.SSLContext | None = None) -> Client:
    """What asks sources, here or in a worker, under the same guard."""
    proxy = frozenset() if limits.proxy is None else frozenset((origin(limits.proxy),))
    return Client(limits, Guard(names.resolve, limits.allow_addresses, proxy), tls or tls_context(limits))


def size(links: int, hosts: int, cores: int) -> int:
    """How many workers so many links on so many hosts deserve; 0 when the run's own process does as well alone."""
    if links < WORTH_LINKS or hosts < WORTH_HOSTS or cores < 2:  # few hosts are slowed by their pace, not by us
        return 0
    return min(cores, MOST_WORKERS)


def cores() -> int:
    """How many processors this process may use."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


@dataclass(slots=True)
class _Asked:
    """A job that a worker has in hand; over without a visit when the worker is lost."""

    over: trio.Event = field(default_factory=trio.Event)
    visit: Visit | None = None


@dataclass(slots=True, eq=False)
class _Worker:
    process: trio.Process
    outbox: trio.MemorySendChannel[Message]
    in_hand: dict[int, _Asked] = field(default_factory=dict)
    requests: int = 0

    async def visit(self, job: Job) -> Visit | None:
        """What the worker saw; None when it was lost."""
        asked = self.in_hand[job.number] = _Asked()
        self.outbox.send_nowait(job)
        await asked.over.wait()
        return asked.visit

    def learn(self, result: Result) -> None:
        asked = self.in_hand.pop(result.number)
        asked.visit = result.visit
        asked.over.set()
        self.requests = result.requests

    def lose(self) -> None:
        for asked in self.in_hand.values():
            asked.over.set()
        self.in_hand.clear()


class Crew:
    """Visits as a `Visitor` does: by itself at first and when there is little to do, else through workers."""

    def __init__(self, limits: Limits, own: Visitor, names: Names, cores: int) -> None:
        self._limits = limits
        self._own = own
        self._names = names
        self._cores = cores
        self._size = 0
        self._hired = trio.Event()
        self._workers: list[_Worker] = []
        self._dealt: dict[str, _Worker] = {}
        self._requests_of_lost = 0
        self._numbers = count(1)

    @property
    def requests(self) -> int:
        """HTTP requests sent so far, those of lost workers included."""
        return self._own.requests + self._requests_of_lost + sum(worker.requests for worker in self._workers)

    def expect(self, links: int, hosts: int) -> None:
        """Hear how many addresses wait, and on how many hosts; workers start when there are many."""
        if self._size == 0:
            self._size = size(links, hosts, self._cores)
            if self._size > 0:
                self._hired.set()

    async def visit(
        self, url: str, seconds: float, questions: tuple[Question, ...] = (), after: Onward | None = None
    ) -> Visit:
        """One visit, wherever it is made."""
        host = urls.host_of(after.url if after is not None else url)
        addresses = tuple(self._names.known(host))
        # A name that has no address is no work; behind a proxy, names are none of our business.
        worker = self._deal(host) if addresses or self._limits.proxy is not None else None
        job = Job(next(self._numbers), url, seconds, questions, after, addresses)
        found = await worker.visit(job) if worker else None
        return found or await self._own.visit(url, seconds, questions, after)

    async def run(self) -> None:
        """Start workers when they are wanted, and listen to them until cancelled."""
        await self._hired.wait()
        async with trio.open_nursery() as nursery:
            for _ in range(self._size):
                nursery.start_soon(self._employ)

    def _deal(self, host: str) -> _Worker | None:
        """The worker of a host; a host that is new goes to the one with the least in hand."""
        key = urls.host_key(host)
        worker = self._dealt.get(key)
        if (worker is None or worker not in self._workers) and self._workers:
            worker = self._dealt[key] = min(self._workers, key=lambda each: len(each.in_hand))
        return worker if worker in self._workers else None

    async def _employ(self) -> None:
        try:
            process = await trio.lowlevel.open_process(
                [sys.executable, "-P", "-c", _START, *sys.path],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=subprocess.DEVNULL,
                start_new_session=True,  # Ctrl-C at the terminal is for the run, which knows what to do about it
            )
        except OSError:
            return
        outbox, posted = trio.open_memory_channel[Message](math.inf)
        worker = _Worker(process, outbox)
        outbox.send_nowait(Hire(self._limits))
        try:
            async with trio.open_nursery() as nursery:
                nursery.start_soon(self._post, worker, posted)
                await self._listen(worker)
                nursery.cancel_scope.cancel()
        finally:
            await self._dismiss(worker)

    async def _post(self, worker: _Worker, posted: trio.MemoryReceiveChannel[Message]) -> None:
        assert worker.process.stdin is not None
        with suppress(trio.BrokenResourceError):  # it was lost, as whoever listens to it will find out
            await post(posted, worker.process.stdin)

    async def _listen(self, worker: _Worker) -> None:
        """Hear a worker until it is lost; what it then has in hand is asked from here."""
        assert worker.process.stdout is not None
        with suppress(trio.BrokenResourceError):
            async for message in received(worker.process.stdout):
                match message:
                    case Ready():
                        self._workers.append(worker)
                    case Result():
                        worker.learn(message)

    async def _dismiss(self, worker: _Worker) -> None:
        if worker in self._workers:
            self._workers.remove(worker)
        self._requests_of_lost += worker.requests
        worker.lose()
        with trio.CancelScope(shield=True):
            worker.process.kill()  # it holds nothing that needs to be saved
            assert worker.process.stdio is not None
            await trio.aclose_forcefully(worker.process.stdio)
            await worker.process.wait()
