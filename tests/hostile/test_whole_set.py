"""All misbehaviours at once, from a process of its own: what they cost together, and where it connected to."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from ipaddress import ip_address
from itertools import cycle
from pathlib import Path
from typing import Any

import cases_bodies
import cases_heads
from cases import CASES
from hostile_web import ALLOWED, SHARED, HostileWeb, ask

MEGABYTES = 200
IN_FLIGHT = 256
WORST = {
    "/bomb": cases_bodies.CODED["gzip-bomb"][1],
    "/endless": cases_bodies.SENT["endless-without-a-head"][1],
    "/head": cases_heads.MALFORMED["header-without-end"],
    "/hard": cases_bodies.HARD["tags-nested"],
    "/drip": cases_bodies.SLOW["silence-after-the-head"],
}
"""One of each kind of greed: what it unpacks to, what it sends, what has to be kept to be understood."""


def asked_elsewhere(web: HostileWeb, links: list[str], **limits: float) -> dict[str, Any]:
    """What a process of its own makes of these links."""
    wanted = {"links": links, "names": web.names, "limits": {"ca_file": str(web.authority), **limits}}
    script = Path(__file__).parent / "ask_everything.py"
    done = subprocess.run(
        [sys.executable, str(script)], input=json.dumps(wanted).encode(), capture_output=True, check=False
    )
    assert done.returncode == 0, done.stderr.decode()
    found: dict[str, Any] = json.loads(done.stdout)
    return found


def test_all_at_once_take_little_memory_and_keep_their_verdicts(web: HostileWeb) -> None:
    expected = {web.link(case): case.verdict for case in CASES if case.retries == 0} | web.siblings
    found = asked_elsewhere(web, list(expected), timeout=20.0)
    assert found["megabytes"] < MEGABYTES
    assert {link: found["verdicts"][link] for link in expected} == expected
    assert web.canaries_reached == []


def test_the_greediest_all_around_take_little_memory(web: HostileWeb) -> None:
    web.plain.pages |= WORST
    hosts = {f"greedy-{number}.example": [SHARED[number % len(SHARED)]] for number in range(IN_FLIGHT)}
    paths = cycle(WORST)
    links = [web.filled(f"http://{host}:{{port}}{next(paths)}") for host in hosts]
    found = asked_elsewhere(replace(web, names={**web.names, **hosts}), links, timeout=5.0)
    assert found["megabytes"] < MEGABYTES


@dataclass
class Dialled:
    """Every address that this process connected to while it was watched, as the interpreter itself reports it."""

    watching: bool = False
    addresses: list[str] = field(default_factory=list)

    def hook(self, event: str, arguments: tuple[Any, ...]) -> None:
        if self.watching and event == "socket.connect" and isinstance(arguments[1], tuple):
            self.addresses.append(str(arguments[1][0]))

    @contextmanager
    def watch(self) -> Iterator[list[str]]:
        self.addresses, self.watching = [], True
        try:
            yield self.addresses
        finally:
            self.watching = False


DIALLED = Dialled()


def test_nothing_is_dialled_but_what_is_allowed(web: HostileWeb) -> None:
    """Not only the canaries: no private address at all, not even one where nobody listens."""
    sys.addaudithook(DIALLED.hook)
    private = [case for case in CASES if case.verdict.startswith("refused") and case.opening is None]
    with DIALLED.watch() as addresses:
        ask([web.link(case) for case in private], web.limits, web.names)
    assert len(private) > 100
    assert len(addresses) > 100
    assert {address for address in addresses if ip_address(address) not in ALLOWED} == set()
