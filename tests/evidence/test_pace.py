"""When may which address be asked: the scheduler against a made-up clock."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from datetime import UTC, datetime
from heapq import heappop, heappush
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from linkaudit.evidence.exchange import Attempt
from linkaudit.evidence.pace import PER_ADDRESS, SILENCES_IN_A_ROW, WALLS_IN_A_ROW, GiveUp, Pace, Start, Wait
from linkaudit.model import Failure, Fetch, Sign

NOW = datetime(2026, 11, 22, tzinfo=UTC)


def attempt(url: str, status: int | None = 200, elapsed: float = 0.1, retry_after: float | None = None) -> Attempt:
    failure = Failure.TIMEOUT if status is None else None
    return Attempt(Fetch(url, NOW, status, failure, elapsed=elapsed), retry_after)


def pace(total: int = 256, per_host: int = 4, gap: float = 0.1) -> Pace:
    return Pace(total=total, per_host=per_host, gap=gap)


def simulate(
    plan: Pace, answer: Callable[[str], Attempt] = attempt, now: float = 1000.0
) -> tuple[list[tuple[float, str]], list[GiveUp]]:
    """Run to the end on a made-up clock: the starts with their times, and what was given up."""
    starts: list[tuple[float, str]] = []
    given_up: list[GiveUp] = []
    busy: list[tuple[float, str, Attempt]] = []
    while True:
        step = plan.next(now)
        match step:
            case Start(url):
                starts.append((now, url))
                result = answer(url)
                heappush(busy, (now + result.fetch.elapsed, url, result))
            case GiveUp():
                given_up.append(step)
            case Wait(until) if busy and busy[0][0] <= until:
                now, url, result = heappop(busy)
                plan.done(url, result, now)
            case Wait(until):
                if until == float("inf"):
                    return starts, given_up
                now = until


def in_flight_at_most(starts: list[tuple[float, str]], elapsed: float, key: Callable[[str], str]) -> dict[str, int]:
    events = sorted([(at, 1, key(url)) for at, url in starts] + [(at + elapsed, -1, key(url)) for at, url in starts])
    now: Counter[str] = Counter()
    most: Counter[str] = Counter()
    for _, change, name in events:
        now[name] += change
        most[name] = max(most[name], now[name])
    return dict(most)


def host(url: str) -> str:
    return url.split("/")[2]


def test_one_host_is_asked_no_faster_than_its_gap_and_no_wider_than_its_slots() -> None:
    plan = pace(gap=0.1)
    for number in range(40):
        plan.add(f"http://a.example/{number}")
    starts, _ = simulate(plan, lambda url: attempt(url, elapsed=1.0))
    times = [at for at, _ in starts]
    assert len({url for _, url in starts}) == 40
    assert all(later - earlier >= 0.1 - 1e-9 for earlier, later in pairwise(times))
    assert in_flight_at_most(starts, 1.0, host) == {"a.example": 4}


def test_sub_domains_are_one_host() -> None:
    plan = pace(gap=0.0)
    for number in range(10):
        plan.add(f"http://w{number}.paper.co.uk/")
    starts, _ = simulate(plan, lambda url: attempt(url, elapsed=1.0))
    assert in_flight_at_most(starts, 1.0, lambda _: "all") == {"all": 4}
    assert plan.hosts == 1


def test_a_long_queue_on_one_host_does_not_keep_the_others_waiting() -> None:
    plan = pace(total=4, gap=0.0)
    for number in range(100):
        plan.add(f"http://big.example/{number}")
    plan.add("http://small.example/")
    starts, _ = simulate(plan)
    assert [host(url) for _, url in starts].index("small.example") < 6


def test_the_longest_queue_is_not_left_to_the_end() -> None:
    plan = pace(total=8, gap=0.0)
    for number in range(100):
        plan.add(f"http://small{number}.example/")
    for number in range(40):
        plan.add(f"http://big.example/{number}")
    starts, _ = simulate(plan, lambda url: attempt(url, elapsed=1.0))
    assert max(at for at, _ in starts) - starts[0][0] == pytest.approx(140 / 8 - 1, abs=1)


def test_nobody_starves_behind_hosts_with_long_queues() -> None:
    plan = pace(total=8, gap=0.0)
    for number in range(1000):
        plan.add(f"http://big{number % 10}.example/{number}")
    for number in range(20):
        plan.add(f"http://small{number}.example/")
    starts, _ = simulate(plan, lambda url: attempt(url, elapsed=1.0))
    first = [host(url) for _, url in starts[:70]]
    assert sum(name.startswith("small") for name in first) == 20


def test_hosts_behind_one_address_share_what_it_can_bear() -> None:
    plan = pace(gap=0.0)
    for number in range(60):
        plan.add(f"http://blog{number}.example/", address="192.0.2.1")
        plan.add(f"http://own{number}.example/", address=f"198.51.100.{number}")
    starts, _ = simulate(plan, lambda url: attempt(url, elapsed=1.0))
    assert len(starts) == 120
    busiest = in_flight_at_most(starts, 1.0, lambda url: host(url)[:3])
    assert busiest == {"blo": PER_ADDRESS, "own": 60}


def test_a_paused_host_does_not_keep_its_neighbours_from_their_address() -> None:
    plan = pace(gap=0.0)
    for number in range(90):
        plan.add(f"http://{number}.example/a", address="192.0.2.1")
        plan.add(f"http://{number}.example/b", address="192.0.2.1")
    starts, given_up = simulate(plan, lambda url: attempt(url, 429 if "/a" in url else 200, retry_after=60.0))
    assert (len(starts), given_up) == (180, [])


def test_the_total_is_a_limit() -> None:
    plan = pace(total=7, gap=0.0)
    for number in range(50):
        plan.add(f"http://h{number}.example/")
    starts, _ = simulate(plan, lambda url: attempt(url, elapsed=1.0))
    assert in_flight_at_most(starts, 1.0, lambda _: "all") == {"all": 7}


def test_a_rate_limit_pauses_the_whole_host_and_nobody_else() -> None:
    plan = pace(per_host=1)
    for number in range(3):
        plan.add(f"http://busy.example/{number}")
        plan.add(f"http://calm.example/{number}")
    first = iter([attempt("http://busy.example/0", 429, retry_after=40.0)])
    starts, _ = simulate(plan, lambda url: next(first, attempt(url)) if "busy" in url else attempt(url))
    busy = [at for at, url in starts if "busy" in url]
    calm = [at for at, url in starts if "calm" in url]
    assert busy[1] - busy[0] == pytest.approx(40.1)
    assert calm[-1] - calm[0] < 2


def asked_at(starts: list[tuple[float, str]], since: float) -> list[float]:
    return [at - since for at, _ in starts if at > since]


def test_after_a_rate_limit_a_host_is_asked_one_by_one_and_faster_with_every_good_round() -> None:
    plan = pace(gap=0.0)
    for number in range(30):
        plan.add(f"http://busy.example/{number:03}")
    starts, _ = simulate(plan, lambda url: attempt(url, 503 if url.endswith("000") else 200, elapsed=1.0))
    since = starts[0][0] + 1.0
    assert asked_at(starts, since)[:10] == pytest.approx([1, 2, 2, 3, 3, 3, 4, 4, 4, 4])


def test_a_server_that_names_its_time_is_taken_at_its_word_once() -> None:
    plan = pace(gap=0.0)
    for number in range(30):
        plan.add(f"http://busy.example/{number:03}")
    busy = {f"http://busy.example/{number}" for number in ("000", "008")}
    starts, _ = simulate(plan, lambda url: attempt(url, 429, 1.0, 9.0) if url in busy else attempt(url, elapsed=1.0))
    first = asked_at(starts, starts[0][0] + 1.0)
    assert first[:5] == pytest.approx([9, 10, 10, 10, 10])
    second = asked_at(starts, starts[8][0] + 1.0)
    assert second[:4] == pytest.approx([9, 10, 10, 11])


def test_a_host_that_was_asked_too_much_twice_is_given_more_time() -> None:
    plan = pace(gap=0.0, per_host=2)
    for number in range(30):
        plan.add(f"http://busy.example/{number:03}")
    starts, _ = simulate(plan, lambda url: attempt(url, 429 if url[-3:] in ("000", "001") else 200, elapsed=1.0))
    since = starts[1][0] + 1.0
    assert asked_at(starts, since)[:5] == pytest.approx([2, 3, 4, 4, 5])


def test_slow_answers_widen_the_gap_and_quick_ones_narrow_it() -> None:
    plan = pace()
    for number in range(60):
        plan.add(f"http://slow.example/{number:02}")
    starts, _ = simulate(plan, lambda url: attempt(url, elapsed=2.5 if url[-2:] < "20" else 0.1))
    gaps = [later[0] - earlier[0] for earlier, later in pairwise(starts)]
    assert gaps[0] == pytest.approx(0.1)
    assert max(gaps) > 2
    assert gaps[-1] == pytest.approx(0.1)


def walled(url: str) -> Attempt:
    return Attempt(Fetch(url, NOW, 403, signs=frozenset({Sign.BOT_WALL}), elapsed=0.1))


def test_after_five_walls_in_a_row_the_rest_is_not_asked() -> None:
    plan = pace(per_host=1)
    for number in range(30):
        plan.add(f"http://wall.example/{number}")
    starts, given_up = simulate(plan, walled)
    assert len(starts) == WALLS_IN_A_ROW
    assert {give_up.failure for give_up in given_up} == {Failure.HOST_WALLED}
    assert len(given_up) == 25
    plan.add("http://wall.example/late")
    assert plan.next(2000.0) == GiveUp("http://wall.example/late", Failure.HOST_WALLED)


def test_a_page_between_walls_shows_an_open_door() -> None:
    plan = pace(per_host=1)
    for number in range(30):
        plan.add(f"http://half.example/{number}")
    starts, given_up = simulate(plan, lambda url: attempt(url) if int(url.split("/")[-1]) % 5 == 4 else walled(url))
    assert (len(starts), given_up) == (30, [])


@pytest.mark.parametrize("status", [None, 503, 429])
def test_a_host_that_gives_nothing_is_given_up(status: int | None) -> None:
    plan = pace()
    for number in range(1000):
        plan.add(f"http://silent.example/{number}")
    starts, given_up = simulate(plan, lambda url: attempt(url, status, elapsed=15.0))
    assert SILENCES_IN_A_ROW <= len(starts) <= SILENCES_IN_A_ROW + 3  # those in flight when it was decided
    assert len(starts) + len(given_up) == 1000
    assert {give_up.failure for give_up in given_up} == {Failure.HOST_SILENT}


def test_a_second_try_waits_its_time_and_goes_before_fresh_addresses() -> None:
    plan = pace(per_host=1, gap=0.0)
    plan.add("http://a.example/again", not_before=1005.0)
    for number in range(3):
        plan.add(f"http://a.example/{number}")
    starts, _ = simulate(plan, lambda url: attempt(url, elapsed=2.0))
    assert [url[-5:] for _, url in starts] == ["ple/0", "ple/1", "ple/2", "again"]
    plan.add("http://a.example/later", not_before=1100.0)
    assert plan.next(1050.0) == Wait(1100.0)


urls = st.builds("http://h{}.example/{}".format, st.integers(0, 5), st.integers(0, 30))


@given(
    st.lists(urls, unique=True),
    st.randoms(use_true_random=False),
    st.integers(1, 40),
    st.integers(1, 8),
    st.dictionaries(st.integers(0, 5), st.sampled_from(["192.0.2.1", "192.0.2.2"])),
)
def test_every_address_is_started_or_given_up_once(
    addresses: list[str], chance: object, total: int, wide: int, places: dict[int, str]
) -> None:
    plan = pace(total=total, per_host=wide)
    for url in addresses:
        plan.add(url, address=places.get(int(host(url)[1])))
    starts, given_up = simulate(plan, lambda url: attempt(url, chance.choice([200, 404, 429, None])))  # type: ignore[attr-defined]
    assert sorted([url for _, url in starts] + [give_up.url for give_up in given_up]) == sorted(addresses)
    assert max(in_flight_at_most(starts, 0.1, lambda _: "all").values(), default=0) <= total
