"""Asking the web, end to end, against a loopback web."""

from __future__ import annotations

import gc
import os
import socket
import subprocess
import sys
from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
import trio
from asking import QUICK, asked, fetched
from servers import Answer, Hit, Page, drip, gzipped, hang, index, raw, redirect, resolver, serving

from linkaudit.errors import ReadError
from linkaudit.evidence import ArchiveMode, ArchiveRequest, LiveRequest, Wish, gather, plan, plan_next
from linkaudit.evidence.pace import PER_ADDRESS, WALLS_IN_A_ROW
from linkaudit.evidence.visits import PAGES_AT_ONCE
from linkaudit.model import (
    ArchiveReason,
    ArchiveStatus,
    Evidence,
    Failure,
    Fetch,
    FragmentQuestion,
    Lookup,
    Network,
    PageAnswer,
    Redirect,
)

DAY = date(2022, 10, 13)
CDX = "/cdx/search/cdx"


def test_every_link_is_asked_once_and_no_host_more_than_it_can_bear() -> None:
    addresses = [f"127.0.1.{number}" for number in range(1, 61)]
    with serving({f"/{number}": Answer(delay=0.2) for number in range(5)}, addresses) as server:
        links = [server.url(f"/{number}", address) for number in range(5) for address in addresses]
        fetches, answers, web = asked([*links, *links], replace(QUICK, per_host=2))
        assert Counter(f"http://{hit.host}:{server.port}{hit.path}" for hit in server.log) == Counter(links)
        assert max(server.busiest.values()) == 2
    assert len(answers) == 300
    assert all(fetch.status == 200 for fetch in fetches.values())
    assert (web.requests, web.hosts, web.network) == (300, 60, Network.WORKS)
    assert (web.progress.done, web.progress.total, web.progress.waiting_for) == (300, 300, None)


def test_the_total_is_a_limit() -> None:
    addresses = [f"127.0.1.{number}" for number in range(1, 31)]
    with serving({"/": Answer(delay=0.05)}, addresses) as server:
        asked([server.url("/", address) for address in addresses], replace(QUICK, concurrency=7))
        assert max(hit.open for hit in server.log) == 7


def test_more_can_be_asked_while_answers_come_and_after() -> None:
    with serving({"/a": Answer(), "/b": Answer()}) as server:
        order = []

        async def main() -> None:
            async with gather(QUICK) as web:
                web.ask([LiveRequest(server.url("/a"))])
                async for answer in web:
                    order.append(answer.url)
                    web.ask([LiveRequest(server.url("/a")), LiveRequest(server.url("/b"))])
                web.ask([LiveRequest(server.url("/a")), LiveRequest(server.url("/c"))])
                order.extend([answer.url async for answer in web])

        trio.run(main)
        assert order == [server.url("/a"), server.url("/b"), server.url("/c")]
        assert server.paths == ["/a", "/b", "/c"]


NOTES, ANNEX = FragmentQuestion("notes"), FragmentQuestion("annex")
LONG_PAGE = "<h2 id=notes>Notes</h2>" + "<p>The mayor said that the pier will close.</p>" * 20


def test_a_page_answers_its_questions_before_its_fetch_is_in_and_in_one_request() -> None:
    with serving({"/page": Answer(body=LONG_PAGE), "/gone": Answer(404)}) as server:
        page, gone = server.url("/page"), server.url("/gone")
        _, answers, web = asked([LiveRequest(page, (NOTES, ANNEX)), LiveRequest(page, (ANNEX,)), LiveRequest(gone)])
        assert sorted(server.paths) == ["/gone", "/page"]
    of_page = [answer for answer in answers if answer.url == page]
    assert [getattr(answer, "found", "fetch") for answer in of_page] == [True, False, "fetch"]
    assert [answer for answer in answers if answer.url == gone and isinstance(answer, PageAnswer)] == []
    assert (web.progress.done, web.progress.total) == (2, 2)


def test_a_question_that_comes_late_is_asked_by_one_more_request() -> None:
    async def main() -> list[str]:
        heard = []
        async with gather(QUICK) as web:
            web.ask([LiveRequest(page)])
            while not server.log:  # noqa: ASYNC110  the server is in another thread
                await trio.sleep(0.01)
            web.ask([LiveRequest(page, (NOTES,))])  # while the first request is under way
            heard += [type(answer).__name__ async for answer in web]
            web.ask([LiveRequest(page, (NOTES, ANNEX))])  # when it is over
            heard += [type(answer).__name__ async for answer in web]
            web.ask([LiveRequest(page, (ANNEX,))])
            heard += [type(answer).__name__ async for answer in web]
        return heard

    with serving({"/page": Answer(body=LONG_PAGE, delay=0.2)}) as server:
        page = server.url("/page")
        assert trio.run(main) == ["PageAnswer", "Fetch", "PageAnswer", "PageAnswer", "Fetch"]
        assert len(server.log) == 3


def test_whole_pages_in_hand_are_few() -> None:
    hosts = [f"127.0.5.{number}" for number in range(1, 41)]
    with serving({"/page": Answer(body=LONG_PAGE, delay=0.1)}, hosts) as server:
        _, answers, _ = asked([LiveRequest(server.url("/page", host), (ANNEX,)) for host in hosts])
        assert max(hit.open for hit in server.log) <= PAGES_AT_ONCE
    assert [answer.found for answer in answers if isinstance(answer, PageAnswer)] == [False] * len(hosts)


def test_iteration_goes_on_until_all_is_asked() -> None:
    async def main() -> list[str]:
        async with gather(QUICK) as web, trio.open_nursery() as nursery:

            async def ask_by_and_by() -> None:
                for path in ("/a", "/b"):
                    await trio.sleep(0.1)
                    web.ask([LiveRequest(server.url(path))])
                await trio.sleep(0.1)
                web.all_asked()

            web.expect_more()
            nursery.start_soon(ask_by_and_by)
            return [answer.url async for answer in web]

    with serving({"/a": Answer(), "/b": Answer()}) as server:
        assert trio.run(main) == [server.url("/a"), server.url("/b")]


def test_a_redirect_to_another_host_waits_for_that_hosts_turn() -> None:
    addresses = [f"127.0.6.{number}" for number in range(1, 31)]
    with serving(addresses=["127.0.0.9", *addresses]) as server:
        target = server.url("/story", "127.0.0.9")
        server.pages |= {"/short": redirect(target), "/story": Answer(delay=0.05), "/own": Answer(delay=0.05)}
        links = [server.url("/short", address) for address in addresses]
        limits = replace(QUICK, per_host=3, delay=0.02)
        fetches, _, web = asked([*links, target, server.url("/own", "127.0.0.9")], limits)
        hits = [hit for hit in server.log if hit.host == "127.0.0.9"]
        assert Counter(server.paths) == {"/short": 30, "/story": 31, "/own": 1}
        assert max(hit.in_flight for hit in hits) <= 3
        assert max(hit.time for hit in hits) - min(hit.time for hit in hits) >= 0.02 * 30
    assert {(fetch.status, fetch.attempts) for fetch in fetches.values()} == {(200, 1)}
    assert fetches[links[0]].redirects == (Redirect(links[0], 302),)
    assert {fetches[link].final_url for link in links} == {target}
    assert web.requests == 62


def test_a_redirect_to_a_host_that_was_given_up_is_not_followed() -> None:
    wall = Answer(403, headers=(("cf-mitigated", "challenge"),))
    with serving({"/wall": wall}, ["127.0.0.1", "127.0.0.9"]) as server:
        walled = [server.url(f"/wall?{number}", "127.0.0.9") for number in range(20)]
        server.pages["/short"] = redirect(walled[0], delay=1.0)
        fetches, _, _ = asked([*walled, server.url("/short")], replace(QUICK, per_host=1))
        assert server.paths.count("/short") == 1
        assert len([hit for hit in server.log if hit.host == "127.0.0.9"]) == WALLS_IN_A_ROW
    fetch = fetches[server.url("/short")]
    assert (fetch.failure, fetch.final_url) == (Failure.HOST_WALLED, walled[0])


def test_hosts_behind_one_address_share_what_it_can_bear() -> None:
    with serving({"/": Answer(delay=0.05)}) as server:
        links = [server.url("/", f"h{number}.example") for number in range(60)]
        asked(links, resolve=resolver({"*.example": "127.0.0.1"}))
        assert max(hit.open for hit in server.log) == PER_ADDRESS


def test_nothing_asked_is_nothing_done() -> None:
    looked_up = []

    async def resolve(host: str, port: int) -> Sequence[str]:
        looked_up.append(host)
        return ["127.0.0.1"]

    _, answers, web = asked([], resolve=resolve)
    assert (answers, web.network, looked_up) == ([], Network.UNKNOWN, [])


def test_a_host_that_asks_for_patience_gets_it() -> None:
    def busy_once(hit: Hit) -> Answer:
        return Answer(429, headers=(("Retry-After", "1"),)) if len(server.log) == 1 else Answer()

    with serving() as server:
        server.pages["/"] = busy_once
        fetch = fetched(server.url("/"), retries=1)
        assert (fetch.status, fetch.attempts) == (200, 2)
        assert server.log[1].time - server.log[0].time >= 1.0


def test_one_bad_host_does_not_touch_the_others() -> None:
    bad: dict[str, Page] = {
        "/hang": hang,
        "/drip": drip(b"HTTP/1.1 200 OK\r\n", b"X: 1\r\n"),
        "/noise": raw(os.urandom(5_000)),
        "/bomb": gzipped(50_000_000),
        "/loop": redirect("/loop"),
    }
    addresses = [f"127.0.2.{number}" for number in range(1, 11)]
    with serving({**bad, "/good": Answer()}, ["127.0.0.1", *addresses]) as server:
        evil = [server.url(path) for path in bad]
        good = [server.url("/good", address) for address in addresses]
        fetches, _, _ = asked([*evil, *good], replace(QUICK, timeout=0.5))
    assert len(fetches) == len(evil) + len(good)
    assert {fetches[url].status for url in good} == {200}


def test_one_slow_name_delays_only_its_own_links() -> None:
    async def resolve(host: str, port: int) -> Sequence[str]:
        if host == "slow.example":
            await trio.sleep_forever()
        return ["127.0.0.1"]

    async def main() -> list[str]:
        async with gather(QUICK, resolve=resolve) as web:
            names = ["slow.example", *(f"h{number}.example" for number in range(20))]
            web.ask([LiveRequest(server.url("/", name)) for name in names])
            return [(await anext(web)).url for _ in range(20)]

    with serving({"/": Answer()}) as server:
        assert not any("slow" in url for url in trio.run(main))


# --- ends ------------------------------------------------------------------------------------------------------------


DESCRIPTORS = Path("/proc/self/fd")


def descriptors() -> int:
    gc.collect()
    return len(list(DESCRIPTORS.iterdir()))


@pytest.mark.skipif(not DESCRIPTORS.is_dir(), reason="descriptors are counted in /proc")
def test_leaving_early_leaves_nothing_behind() -> None:
    async def leave(count: int) -> None:
        async with gather(QUICK) as web:
            web.ask([LiveRequest(server.url(f"/{number % 3}?{number}")) for number in range(40)])
            for _ in range(count):
                await anext(web)

    with serving({"/0": Answer(), "/1": hang, "/2": Answer(length=10_000_000)}) as server:
        trio.run(leave, 1)
        before = descriptors()
        for count in range(8):
            trio.run(leave, count)
        assert abs(descriptors() - before) <= 2


def test_what_the_callers_block_raises_leaves_it_unchanged() -> None:
    async def main() -> None:
        async with gather(QUICK) as web:
            web.ask([LiveRequest("http://127.0.0.1:9/")])
            raise ReadError("a.md: not text")

    with pytest.raises(ReadError, match=r"a\.md: not text"):
        trio.run(main)


def test_a_budget_that_runs_out_answers_everything() -> None:
    with serving({"/": Answer(), "/hang": hang}) as server:

        async def main() -> list[tuple[str, Failure | None]]:
            limits = replace(QUICK, budget=0.5, per_host=1, archive_url=server.url("").rstrip("/"))
            async with gather(limits) as web:
                web.ask([LiveRequest(server.url(path)) for path in ("/", "/hang", "/queued")])
                answers = [answer async for answer in web]
                web.ask([LiveRequest(server.url("/late")), ArchiveRequest("http://late.example/a")])
                answers += [answer async for answer in web]
            assert [answer.reason for answer in answers if isinstance(answer, Lookup)] == [ArchiveReason.BUDGET]
            return [(answer.url, answer.failure) for answer in answers if isinstance(answer, Fetch)]

        assert sorted(trio.run(main)) == sorted([
            (server.url("/"), None),
            (server.url("/hang"), Failure.BUDGET),
            (server.url("/queued"), Failure.BUDGET),
            (server.url("/late"), Failure.BUDGET),
        ])  # fmt: skip
        assert server.paths == ["/", "/hang"]


# --- our own network -------------------------------------------------------------------------------------------------

DEAD_LINKS = ["http://one.example/a", "http://two.example/b"]


@pytest.mark.parametrize("mode", ArchiveMode)
def test_without_a_network_every_name_is_missing(mode: ArchiveMode) -> None:
    fetches, _, web = asked(DEAD_LINKS, replace(QUICK, archive=mode), resolver({}))
    assert {fetch.failure for fetch in fetches.values()} == {Failure.NAME_NOT_FOUND}
    assert web.network is Network.NONE


def test_when_the_archives_name_resolves_the_network_works() -> None:
    _, _, web = asked(DEAD_LINKS, resolve=resolver({"web.archive.org": "93.184.216.34"}))
    assert web.network is Network.WORKS


def test_the_archives_name_is_looked_up_once_and_only_when_it_matters() -> None:
    looked_up: list[str] = []

    async def resolve(host: str, port: int) -> Sequence[str]:
        looked_up.append(host)
        if host == "live.example":
            return ["127.0.0.1"]
        raise socket.gaierror(socket.EAI_NONAME, "no such name")

    async def main(links: list[str]) -> None:
        async with gather(QUICK, resolve=resolve) as web:
            for link in links:
                web.ask([LiveRequest(link)])
                async for _ in web:
                    pass

    trio.run(main, DEAD_LINKS)
    assert looked_up.count("web.archive.org") == 1
    looked_up.clear()
    with serving({"/": Answer()}) as server:
        trio.run(main, [server.url("/", "live.example"), *DEAD_LINKS])
    assert "web.archive.org" not in looked_up


def test_a_portal_that_takes_every_link_is_a_filtered_network() -> None:
    with serving(addresses=["127.0.0.1", "127.0.0.9"]) as server:
        portal = server.url("/welcome", "127.0.0.9")
        server.pages |= {"/a": redirect(portal), "/welcome": Answer()}
        names = {f"{name}.example": "127.0.0.1" for name in ("one", "two", "three")}
        links = [server.url("/a", name) for name in names]
        assert asked(links, resolve=resolver(names))[2].network is Network.FILTERED
        assert asked(links[:2], resolve=resolver(names))[2].network is Network.WORKS


# --- the archive -----------------------------------------------------------------------------------------------------

GONE = "https://gone.example/story"
ROWS = {GONE: [("20221014090000", "200")]}


def test_a_dead_source_is_looked_up_in_an_archive_that_only_the_archive_client_may_reach() -> None:
    """The archive stands on a private address because the user put it there; a source there is still refused."""
    with serving({CDX: index(ROWS)}) as archive:
        limits = replace(QUICK, allow_addresses=(), archive_url=archive.url("").rstrip("/"))
        wanted = {url: Wish(url, DAY, supports=True) for url in (GONE, archive.url("/secret"))}

        async def main() -> Evidence:
            known = Evidence()
            async with gather(limits, resolve=resolver({})) as web:
                web.ask(plan(wanted, known, limits))
                async for answer in web:
                    if isinstance(answer, Fetch):
                        known |= Evidence(fetches={answer.url: answer})
                    elif isinstance(answer, Lookup):
                        known |= Evidence(lookups={answer.url: answer})
                    web.ask(plan_next(answer, wanted, known, limits))
                assert web.network is Network.WORKS  # the archive answered
            return known

        known = trio.run(main)
        assert known.fetches[GONE].failure is Failure.NAME_NOT_FOUND
        assert known.fetches[archive.url("/secret")].failure is Failure.PRIVATE_ADDRESS
        [lookup] = known.lookups.values()
        assert (lookup.url, lookup.status, lookup.delta_days) == (GONE, ArchiveStatus.ARCHIVED, 1)
        assert [path.partition("?")[0] for path in archive.paths] == [CDX, f"/web/20221014090000id_/{GONE}"]


def test_live_checks_never_wait_for_the_archive_and_the_archive_gets_its_patience() -> None:
    with serving({"/": Answer(), CDX: hang}) as server:
        limits = replace(QUICK, archive_url=server.url("").rstrip("/"), archive_patience=0.3, archive_concurrency=1)
        copies = [ArchiveRequest(f"https://gone.example/{number}", DAY) for number in range(3)]
        _, answers, _ = asked([*copies, server.url("/")], limits)
        assert [type(answer) for answer in answers] == [Fetch, Lookup, Lookup, Lookup]
        lookups = [answer for answer in answers if isinstance(answer, Lookup)]
        assert {(lookup.status, lookup.reason) for lookup in lookups} == {
            (ArchiveStatus.UNANSWERED, ArchiveReason.BUDGET)
        }


# --- the door --------------------------------------------------------------------------------------------------------


def test_the_room_opens_without_the_heavy_libraries_and_its_doors_are_functions() -> None:
    code = (
        "import sys, linkaudit.evidence as room; "
        "print(any(name in sys.modules for name in ('httpx', 'trio')), callable(room.plan), "
        "room.Web.__name__, callable(room.gather), 'httpx' in sys.modules)"
    )
    run = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert run.stdout.split() == ["False", "True", "Web", "True", "True"]
