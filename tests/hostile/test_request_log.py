"""What the servers saw: how often, how many at once, after what pause, under what name, and with whose cookies."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Callable
from dataclasses import replace
from itertools import pairwise

import pytest
from hostile_web import HostileWeb, ask, judged, to
from servers import Answer, Hit, Page, redirect

from linkaudit.model import Fetch, Network

HOSTS = [f"reader-{number}.example" for number in range(30)]
PER_HOST = 3
DELAY = 0.05


def cookie_for(hit: Hit) -> Answer:
    return Answer(headers=(("Set-Cookie", f"who={hit.path}"), ("Set-Cookie", "all=1; Domain=example")))


def wall(hit: Hit) -> Answer:
    if "pass=" in hit.headers.get("cookie", ""):
        return Answer()
    return redirect(hit.path, headers=(("Location", hit.path), ("Set-Cookie", f"pass={hit.host}{hit.path}")))


def busy_once() -> Callable[[Hit], Answer]:
    seen: Counter[str] = Counter()

    def answer(hit: Hit) -> Answer:
        seen[hit.host] += 1
        return Answer(429, headers=(("Retry-After", "1"),)) if seen[hit.host] == 1 else Answer()

    return answer


PAGES: dict[str, Page] = {
    "/log/page": Answer(delay=0.05),
    "/log/cookie": cookie_for,
    "/log/wall": wall,
    "/log/hop": to("/log/landed"),
    "/log/landed": Answer(),
    "/log/away": to("http://reader-elsewhere.example:{port}/log/landed", 302, ("Set-Cookie", "away=1")),
    "/log/gone": Answer(404),
}
LINKS = ("/log/page", "/log/page?2", "/log/page?3", "/log/cookie", "/log/wall", "/log/hop", "/log/away", "/log/gone")


@pytest.fixture(scope="module")
def run(web: HostileWeb) -> tuple[list[Hit], dict[str, Fetch], Network]:
    web.plain.pages |= {**PAGES, "/log/busy": busy_once()}
    links = [web.filled(f"http://desk:secret@{host}:{{port}}{path}") for host in HOSTS for path in LINKS]
    links += [web.filled(f"http://reader-busy.example:{{port}}/log/{page}") for page in ("busy", "page?1", "page?2")]
    before = len(web.plain.log)
    limits = replace(web.limits, retries=1, per_host=PER_HOST, delay=DELAY, contact="https://newsroom.example/robots")
    fetches, network = ask([*links, *links], limits, web.names)
    log = [hit for hit in web.plain.log[before:] if hit.path.startswith("/log/")]
    return log, fetches, network


Run = tuple[list[Hit], dict[str, Fetch], Network]


def test_each_address_is_asked_once_retries_and_hops_apart(run: Run) -> None:
    log, fetches, network = run
    expected = Counter({(host, path): 1 for host in HOSTS for path in LINKS})
    expected.update((host, "/log/wall") for host in HOSTS)  # once without the cookie, once with it
    expected.update((host, "/log/landed") for host in HOSTS)
    expected["reader-elsewhere.example", "/log/landed"] = len(HOSTS)
    expected.update({("reader-busy.example", path): 1 for path in ("/log/page?1", "/log/page?2")})
    expected["reader-busy.example", "/log/busy"] = 2
    assert Counter((hit.host, hit.path) for hit in log) == expected
    assert Counter(judged(fetches, network).values()) == {"alive ok": 7 * 30 + 3, "broken not_found": 30}


def test_no_host_is_asked_more_than_it_can_bear(run: Run) -> None:
    log, _, _ = run
    starts = defaultdict(list)
    first_hops = [hit for hit in log if hit.host in HOSTS and hit.path != "/log/landed"]
    for hit in first_hops:
        starts[hit.host].append(hit.time)
    assert max(hit.in_flight for hit in log if hit.host in HOSTS) <= PER_HOST
    for times in starts.values():
        # As many as were started may arrive late, never early: over all of them, the gaps add up.
        assert max(times) - min(times) >= DELAY * (len(LINKS) - 2)


def test_a_host_that_asks_for_a_pause_gets_it_as_a_whole(run: Run) -> None:
    log, _, _ = run
    hits = [hit for hit in log if hit.host == "reader-busy.example"]
    asked_for_it = next(hit for hit in hits if hit.path == "/log/busy")
    later = [hit for hit in hits if hit.time > asked_for_it.time + 0.5]
    assert later
    assert min(hit.time for hit in later) - asked_for_it.time >= 1.0
    assert all(second.time >= first.time for first, second in pairwise(hits))


def test_we_say_who_we_are_and_ask_for_no_more_than_we_can_read(run: Run) -> None:
    log, _, _ = run
    for hit in log:
        assert re.fullmatch(
            r"CitationAudit/\d+\.\d+\.\d+ \(\+https://newsroom\.example/robots\)", hit.headers["user-agent"]
        )
        assert hit.headers["accept-encoding"] == "gzip"
        assert hit.headers["connection"] == "close"
        assert hit.headers.keys() <= {
            "host", "user-agent", "accept", "accept-language", "accept-encoding", "connection", "cookie",
        }  # fmt: skip


def test_nothing_crosses_from_one_check_to_another(run: Run) -> None:
    log, _, _ = run
    for hit in log:
        assert "authorization" not in hit.headers
        assert "referer" not in hit.headers
        assert "secret" not in str(hit.headers)
        assert hit.headers.get("cookie") in (None, f"pass={hit.host}{hit.path}")
    assert sum("cookie" in hit.headers for hit in log) == len(HOSTS)
