"""Asking from several processes: the same answers, the same manners, and nobody left behind."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections import Counter
from collections.abc import AsyncIterator, Collection, Sequence
from contextlib import asynccontextmanager, suppress
from dataclasses import replace
from pathlib import Path

import pytest
import trio
from asking import QUICK, asked
from hypothesis import given
from hypothesis import strategies as st
from servers import Answer, hang, redirect, serving

from linkaudit.evidence import Limits, LiveRequest, gather
from linkaudit.evidence.guard import system_resolver
from linkaudit.evidence.messages import Job, Message, Ready, packed, received
from linkaudit.evidence.names import Names
from linkaudit.evidence.visits import Visit, Visitor
from linkaudit.evidence.workers import WORTH_HOSTS, WORTH_LINKS, Crew, size, source_client
from linkaudit.model import Failure, FragmentQuestion, Match, QuotationQuestion

pytestmark = pytest.mark.skipif(os.name != "posix", reason="processes are told apart by POSIX means")
HOSTS = [f"127.0.3.{number}" for number in range(1, WORTH_HOSTS + 5)]


@pytest.fixture(autouse=True)
def two_processors(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(os, "sched_getaffinity", lambda _: {0, 1}, raising=False)


def children() -> set[int]:
    found: set[int] = set()
    for task in Path("/proc/self/task").iterdir():
        with suppress(FileNotFoundError):  # a thread that has ended meanwhile
            found.update(map(int, (task / "children").read_text().split()))
    return found


@asynccontextmanager
async def crew(limits: Limits = QUICK) -> AsyncIterator[Crew]:
    """Workers that have started and are ready."""
    names = Names(system_resolver())
    own = Visitor(source_client(limits, names))
    team = Crew(limits, own, names, 2)
    async with trio.open_nursery() as nursery:
        nursery.start_soon(team.run)
        team.expect(WORTH_LINKS, WORTH_HOSTS)
        with trio.fail_after(30):
            while len(team._workers) < 2:  # noqa: ASYNC110  a test waits, nobody signals
                await trio.sleep(0.01)
        yield team
        nursery.cancel_scope.cancel()


def test_few_links_or_few_hosts_need_no_workers() -> None:
    assert size(WORTH_LINKS - 1, 10_000, 8) == 0
    assert size(10_000, WORTH_HOSTS - 1, 8) == 0
    assert size(10_000, 10_000, 1) == 0
    assert [size(10_000, 10_000, cores) for cores in (2, 3, 4, 64)] == [2, 3, 4, 4]


def test_workers_give_the_answers_that_one_process_gives() -> None:
    with serving({"/a": Answer(), "/b": Answer(404), "/c": redirect("/a", 301)}, HOSTS) as server:
        links = [server.url(path, host) for path in ("/a", "/b", "/c") for host in HOSTS]

        async def main() -> tuple[list[Visit], int, int]:
            async with crew() as team:
                results: dict[str, Visit] = {}

                async def ask(url: str) -> None:
                    results[url] = await team.visit(url, 5.0)

                async with trio.open_nursery() as nursery:
                    for url in links:
                        nursery.start_soon(ask, url)
                return [results[url] for url in links], team.requests, team._own.requests

        visits, requests, own = trio.run(main)
        assert (requests, own) == (len(server.log), 0)
        alone, _, _ = asked(links)
    for url, visit in zip(links, visits, strict=True):
        expected = alone[url]
        assert replace(visit.attempt.fetch, elapsed=0.0, observed=expected.observed) == replace(expected, elapsed=0.0)


def test_pages_are_read_where_they_are_fetched_and_only_answers_come_back() -> None:
    questions = (FragmentQuestion("annex"), QuotationQuestion("that the pier will close"))
    page = "<p id=notes>" + "The mayor said that the pier will close. " * 5_000

    async def main() -> tuple[Visit, int]:
        async with crew() as team:
            return await team.visit(server.url("/page", HOSTS[0]), 5.0, questions), team._own.requests

    with serving({"/page": Answer(body=page)}, HOSTS) as server:
        visit, own = trio.run(main)
        assert len(server.log) == 1
    assert (own, visit.attempt.page) == (0, None)
    assert {answer.question: answer.found for answer in visit.answers} == dict(
        zip(questions, (False, True), strict=True)
    )
    assert isinstance(visit.answers[1].detail, Match)


def test_a_long_list_is_asked_by_workers_once_and_no_host_more_than_it_can_bear() -> None:
    pages = {f"/{number}": Answer(delay=0.1) for number in range(15)}
    with serving(pages, HOSTS) as server:
        links = [server.url(f"/{number}", host) for number in range(15) for host in HOSTS]
        fetches, _, web = asked(links, replace(QUICK, per_host=2, concurrency=60))
        assert Counter(f"http://{hit.host}:{server.port}{hit.path}" for hit in server.log) == Counter(links)
        assert max(server.busiest.values()) == 2
        assert max(hit.open for hit in server.log) <= 60
    assert {fetch.status for fetch in fetches.values()} == {200}
    assert web.requests == len(links)
    assert not children()


def test_the_guard_stands_in_workers_too() -> None:
    async def main() -> Failure | None:
        async with crew() as team:
            return (await team.visit("http://10.0.0.1/", 5.0)).attempt.fetch.failure

    assert trio.run(main) is Failure.PRIVATE_ADDRESS


def test_what_a_lost_worker_had_in_hand_is_asked_again_from_here() -> None:
    killed: list[int] = []

    async def main() -> list[int | None]:
        async with crew() as team:
            statuses: list[int | None] = []

            async def ask(url: str) -> None:
                statuses.append((await team.visit(url, 5.0)).attempt.fetch.status)

            async with trio.open_nursery() as nursery:
                for url in links:
                    nursery.start_soon(ask, url)
                while len(server.log) < len(links):  # noqa: ASYNC110  as above
                    await trio.sleep(0.01)
                for worker in children():
                    os.kill(worker, signal.SIGKILL)
                    killed.append(worker)
            assert team._own.requests == len(links)
            return statuses

    with serving({"/": Answer(delay=1.0)}, HOSTS) as server:
        links = [server.url("/", host) for host in HOSTS[:10]]
        assert trio.run(main) == [200] * len(links)
    assert len(killed) == 2


def test_workers_that_cannot_start_are_not_missed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "executable", "/nowhere/python")
    with serving({"/": Answer()}, HOSTS) as server:
        links = [server.url(f"/?{number}", host) for number in range(8) for host in HOSTS]
        fetches, _, _ = asked(links)
    assert {fetch.status for fetch in fetches.values()} == {200}


def test_leaving_early_leaves_no_process() -> None:
    async def main(count: int) -> None:
        async with gather(QUICK) as web:
            web.ask([LiveRequest(server.url(f"/{number % 2}?{number}", host)) for number in range(8) for host in HOSTS])
            for _ in range(count):
                await anext(web)

    with serving({"/0": Answer(), "/1": hang}, HOSTS) as server:
        for count in (0, 1, 100):
            trio.run(main, count)
            assert not children()


def test_workers_end_when_their_run_is_killed() -> None:
    code = (
        "import os, sys, trio; sys.path.insert(0, sys.argv[1]); import test_workers\n"
        "async def main():\n"
        "    async with test_workers.crew():\n"
        "        print(*test_workers.children(), flush=True)\n"
        "        await trio.sleep_forever()\n"
        "trio.run(main)"
    )
    with subprocess.Popen(
        [sys.executable, "-c", code, str(Path(__file__).parent)],
        stdout=subprocess.PIPE,
        text=True,
        env={**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)},
    ) as run:
        assert run.stdout is not None
        pids = [int(number) for number in run.stdout.readline().split()]
        run.kill()
    assert len(pids) == 2
    deadline = time.monotonic() + 10
    while any(is_running(pid) for pid in pids) and time.monotonic() < deadline:
        time.sleep(0.05)
    assert not any(is_running(pid) for pid in pids)


def is_running(pid: int) -> bool:
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except OSError:
        return False


class Pieces(trio.abc.ReceiveStream):
    """A stream that delivers these pieces, whatever was asked for."""

    def __init__(self, pieces: Collection[bytes]) -> None:
        self._pieces = list(pieces)

    async def receive_some(self, max_bytes: int | None = None) -> bytes:  # noqa: ARG002
        return self._pieces.pop(0) if self._pieces else b""

    async def aclose(self) -> None: ...


@given(st.lists(st.binary(max_size=40).map(bytes.hex)), st.lists(st.integers(1, 60), min_size=1))
def test_messages_arrive_whole_however_they_are_cut(words: Sequence[str], cuts: Sequence[int]) -> None:
    sent: list[Message] = [Job(number, f"http://a.example/{word}", 1.0) for number, word in enumerate(words)]
    data = b"".join(packed(message) for message in (*sent, Ready()))
    pieces = []
    while data:
        cut = cuts[len(pieces) % len(cuts)]
        pieces.append(data[:cut])
        data = data[cut:]

    async def main() -> list[Message]:
        return [message async for message in received(Pieces(pieces))]

    assert trio.run(main) == [*sent, Ready()]
