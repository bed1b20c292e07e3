"""Back-off, patience and the archive's pace, on a made-up clock and against made-up answers."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime
from zlib import crc32

import pytest
import trio
from asking import QUICK
from hypothesis import given, settings
from hypothesis import strategies as st
from servers import HEADER
from trio.testing import MockClock

from linkaudit.evidence import Answer, ArchiveRequest, Limits, LiveRequest, Request, Web
from linkaudit.evidence.enquiries import Enquiries
from linkaudit.evidence.exchange import Attempt, NoReply, Reply
from linkaudit.evidence.visits import Visit
from linkaudit.model import ArchiveReason, ArchiveStatus, Failure, Fetch, Lookup, Network, Sign

NOW = datetime(2026, 11, 22, tzinfo=UTC)
DAY = date(2022, 10, 13)
URL = "http://a.example/"


@dataclass
class Script:
    """A client that takes `seconds` for each attempt and answers as `says`; `asked` keeps the times."""

    says: Callable[[str], Attempt]
    seconds: float = 1.0
    asked: list[tuple[float, str]] = field(default_factory=list)
    given: list[float] = field(default_factory=list)

    @property
    def requests(self) -> int:
        return len(self.asked)

    async def visit(self, url: str, seconds: float, *_: object) -> Visit:
        self.asked.append((trio.current_time(), url))
        self.given.append(seconds)
        await trio.sleep(min(self.seconds, seconds))
        attempt = self.says(url)
        fetch = replace(attempt.fetch, elapsed=min(self.seconds, seconds))
        return Visit(replace(attempt, fetch=fetch))


@dataclass
class Index:
    """An archive's index that gives these answers one after the other, then the last one for ever."""

    answers: list[Reply | NoReply]
    seconds: float = 1.0
    asked: list[float] = field(default_factory=list)
    addresses: list[str] = field(default_factory=list)
    caps: list[int] = field(default_factory=list)

    @property
    def requests(self) -> int:
        return len(self.asked)

    async def read(self, url: str, seconds: float, *, cap: int, **_: object) -> Reply | NoReply:
        self.asked.append(trio.current_time())
        self.addresses.append(url)
        self.caps.append(cap)
        await trio.sleep(min(self.seconds, seconds))
        return self.answers.pop(0) if len(self.answers) > 1 else self.answers[0]


NOTHING = Reply(200, {}, b"[]")


def status(code: int, retry_after: float | None = None, sign: Sign | None = None) -> Callable[[str], Attempt]:
    signs = frozenset() if sign is None else frozenset({sign})
    return lambda url: Attempt(Fetch(url, NOW, code, signs=signs), retry_after)


def silence(url: str) -> Attempt:
    return Attempt(Fetch(url, NOW, failure=Failure.TIMEOUT))


def run(
    requests: Sequence[Request],
    client: Script,
    index: Index | None = None,
    limits: Limits = Limits(),  # noqa: B008  frozen
) -> tuple[list[Answer], Web, float]:
    """All answers, the web, and how long it took on the made-up clock."""

    async def resolves() -> bool:
        return True

    async def main() -> tuple[list[Answer], Web, float]:
        async with trio.open_nursery() as nursery:
            web = Web(limits, client, Enquiries(limits, index or Index([NOTHING])), resolves)
            nursery.start_soon(web.run)
            web.ask(requests)
            answers = [answer async for answer in web]
            took = trio.current_time()
            nursery.cancel_scope.cancel()
        return answers, web, took

    return trio.run(main, clock=MockClock(autojump_threshold=0))


def only(requests: Sequence[Request], client: Script, limits: Limits = Limits()) -> Fetch:  # noqa: B008  frozen
    [answer] = run(requests, client, limits=limits)[0]
    assert isinstance(answer, Fetch)
    return answer


# --- live checks -----------------------------------------------------------------------------------------------------


def test_passing_trouble_is_tried_three_times_within_the_links_budget() -> None:
    client = Script(status(503))
    fetch = only([LiveRequest(URL)], client)
    assert (fetch.status, fetch.attempts, fetch.elapsed) == (503, 3, 3.0)


def test_the_wait_that_a_server_asks_for_is_kept() -> None:
    client = Script(status(429, retry_after=10.0))
    only([LiveRequest(URL)], client)
    first, second, third = (at for at, _ in client.asked)
    assert (second - first, third - second) == pytest.approx((11.0, 11.0))


def test_a_wait_longer_than_the_links_budget_is_not_begun() -> None:
    client = Script(status(429, retry_after=50.0))
    assert only([LiveRequest(URL)], client).attempts == 1


def test_attempts_share_the_links_budget() -> None:
    client = Script(silence, seconds=99.0)
    only([LiveRequest(URL)], client, Limits(timeout=20.0, link_budget=30.0))
    assert client.given[0] == 20.0
    assert sum(client.given) <= 30.0


def test_of_a_host_that_hangs_the_rest_is_not_waited_for() -> None:
    client = Script(silence, seconds=99.0)
    answers, _, took = run([LiveRequest(f"http://dead.example/{number}") for number in range(500)], client)
    failures = Counter(answer.failure for answer in answers if isinstance(answer, Fetch))
    assert failures.total() == 500
    assert failures[Failure.HOST_SILENT] > 480
    assert took < 120


def test_of_a_host_with_a_wall_the_rest_is_not_asked() -> None:
    client = Script(status(403, sign=Sign.BOT_WALL))
    answers, web, _ = run([LiveRequest(f"http://wall.example/{number}") for number in range(100)], client)
    assert len(answers) == 100
    assert web.requests < 10


def test_a_refusal_is_not_tried_again_when_retries_are_off() -> None:
    assert only([LiveRequest(URL)], Script(status(503)), Limits(retries=0)).attempts == 1


hosts = st.sampled_from(["a", "b", "c"])
live = st.builds(lambda host, path: LiveRequest(f"http://{host}.example/{path}"), hosts, st.integers(0, 5))
copies = st.builds(lambda path: ArchiveRequest(f"http://a.example/{path}", DAY), st.integers(0, 5))
outcomes = st.sampled_from([status(200), status(404), status(429), status(503), silence, status(999)])
indexes = st.sampled_from(
    [NOTHING, Reply(429), Reply(503), NoReply(Failure.TIMEOUT), NoReply(Failure.CONNECTION_REFUSED)]
)


@settings(max_examples=60, deadline=None)
@given(st.lists(live | copies, max_size=25), st.lists(outcomes, min_size=1), st.lists(indexes, min_size=1), st.data())
def test_it_ends_and_every_request_has_exactly_one_answer(
    requests: list[Request],
    said: list[Callable[[str], Attempt]],
    archive: list[Reply | NoReply],
    data: st.DataObject,
) -> None:
    budget = data.draw(st.none() | st.floats(0.5, 60))
    client = Script(lambda url: said[crc32(url.encode()) % len(said)](url), seconds=data.draw(st.floats(0, 20)))
    answers, _, took = run(
        requests, client, Index(archive), Limits(budget=budget, retries=data.draw(st.integers(0, 2)))
    )
    given_answers = Counter((type(answer), answer.url) for answer in answers)
    kinds = {LiveRequest: Fetch, ArchiveRequest: Lookup}
    assert given_answers == Counter({(kinds[type(request)], request.url) for request in requests})
    if budget is not None:
        assert took <= budget + 1


# --- the archive -----------------------------------------------------------------------------------------------------


def look_ups(count: int) -> list[Request]:
    return [ArchiveRequest(f"http://gone.example/{number}", DAY) for number in range(count)]


def told(
    requests: Sequence[Request], index: Index, **limits: object
) -> list[tuple[ArchiveStatus, ArchiveReason | None]]:
    patient = replace(Limits(archive_patience=10_000.0), **limits)  # type: ignore[arg-type]
    answers, _, _ = run(requests, Script(status(200)), index, patient)
    return [(answer.status, answer.reason) for answer in answers if isinstance(answer, Lookup)]


UNANSWERED, NONE = ArchiveStatus.UNANSWERED, ArchiveStatus.NONE


def test_the_archive_is_asked_at_its_own_pace_and_two_at_a_time() -> None:
    index = Index([NOTHING], seconds=50.0)
    assert told(look_ups(4), index) == [(NONE, None)] * 4
    assert index.asked == pytest.approx([0.0, 2.6, 50.0, 52.6])
    assert all(address.startswith("https://web.archive.org/cdx/search/cdx?url=") for address in index.addresses)
    index = Index([NOTHING], seconds=0.1)
    told(look_ups(4), index)
    assert index.asked == pytest.approx([0.0, 2.6, 5.2, 7.8])


def test_of_a_copy_no_more_is_read_than_tells_what_it_is() -> None:
    row = ["20221014090000", "http://gone.example/0", "text/html", "200", "DIGEST", "1000"]
    rows = Reply(200, {}, json.dumps([HEADER, row]).encode())
    index = Index([rows, Reply(200, {"content-type": "text/html"}, b"<title>Pier closed</title>")])
    run([ArchiveRequest("http://gone.example/0", DAY, verify=True)], Script(status(200)), index)
    assert index.caps == [2 * 1024 * 1024, 256 * 1024]


def test_a_rate_limit_pauses_the_archive_and_a_second_one_ends_it() -> None:
    index = Index([Reply(429), NOTHING, Reply(429, {"retry-after": "5"}), NOTHING], seconds=0.1)
    assert told(look_ups(6), index, archive_concurrency=1) == [
        (UNANSWERED, ArchiveReason.RATE_LIMITED),
        (NONE, None),
        (UNANSWERED, ArchiveReason.RATE_LIMITED),
        (UNANSWERED, ArchiveReason.BREAKER),
        (UNANSWERED, ArchiveReason.BREAKER),
        (UNANSWERED, ArchiveReason.BREAKER),
    ]
    assert index.asked == pytest.approx([0.0, 60.1, 62.7])


@pytest.mark.parametrize("failure", [Failure.CONNECTION_REFUSED, Failure.NAME_NOT_FOUND, Failure.CERTIFICATE_EXPIRED])
def test_an_archive_that_cannot_be_reached_is_asked_once(failure: Failure) -> None:
    index = Index([NoReply(failure)])
    statuses = told(look_ups(3), index, archive_concurrency=1)
    assert statuses == [(UNANSWERED, ArchiveReason.REFUSED)] + [(UNANSWERED, ArchiveReason.BREAKER)] * 2
    assert index.requests == 1


@pytest.mark.parametrize(
    ("trouble", "reason"),
    [(Reply(503), ArchiveReason.HTTP_ERROR), (NoReply(Failure.TIMEOUT), ArchiveReason.TIMEOUT)],
)
def test_passing_trouble_is_tried_once_more(trouble: Reply | NoReply, reason: ArchiveReason) -> None:
    assert told(look_ups(1), Index([trouble, NOTHING])) == [(NONE, None)]
    index = Index([trouble])
    assert told(look_ups(2), index, archive_concurrency=1) == [(UNANSWERED, reason)] * 2
    assert index.requests == 4


def test_a_run_asks_for_no_more_copies_than_it_may() -> None:
    index = Index([NOTHING])
    statuses = told(look_ups(5), index, archive_lookups=2)
    assert sorted(statuses, key=str) == sorted([(NONE, None)] * 2 + [(UNANSWERED, ArchiveReason.BUDGET)] * 3, key=str)
    assert index.requests == 2


def test_after_the_last_live_answer_the_archive_has_twenty_seconds() -> None:
    slow = Script(status(200), seconds=14.0)
    answers, _, took = run([*look_ups(20), LiveRequest(URL)], slow, Index([NOTHING], seconds=0.1))
    assert took == pytest.approx(34.0)
    reasons = Counter(answer.reason for answer in answers if isinstance(answer, Lookup))
    assert reasons == {None: 14, ArchiveReason.BUDGET: 6}


def test_patience_starts_anew_when_a_live_question_comes_in_between() -> None:
    client = Script(status(200), seconds=10.0)

    async def resolves() -> bool:
        return True

    async def main() -> float:
        async with trio.open_nursery() as nursery:
            limits = Limits()
            web = Web(limits, client, Enquiries(limits, Index([NOTHING], seconds=1000.0)), resolves)
            nursery.start_soon(web.run)
            web.ask([LiveRequest(URL), *look_ups(1)])
            assert isinstance(await anext(web), Fetch)
            await trio.sleep(15)
            web.ask([LiveRequest(URL + "later")])
            assert len([answer async for answer in web]) == 2
            took = trio.current_time()
            nursery.cancel_scope.cancel()
        return took

    assert trio.run(main, clock=MockClock(autojump_threshold=0)) == pytest.approx(10 + 15 + 10 + 20)


def test_silence_from_everywhere_is_told_by_the_archives_name() -> None:
    _, web, _ = run([LiveRequest(URL)], Script(silence), limits=replace(QUICK, retries=0))
    assert web.network is Network.WORKS
