"""What the answers of a run say about our own network."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from linkaudit.evidence.network import Signals
from linkaudit.model import Failure, Fetch, Network, Redirect

NOW = datetime(2026, 11, 22, tzinfo=UTC)


def answered(host: str, end: str | None = None) -> Fetch:
    url = f"https://{host}/a"
    return Fetch(url, NOW, 200, final_url=f"https://{end or host}/b")


def failed(host: str, failure: Failure = Failure.TIMEOUT) -> Fetch:
    return Fetch(f"https://{host}/a", NOW, failure=failure)


def network(*fetches: Fetch, archive: bool = False, resolves: bool | None = None) -> Network:
    signals = Signals()
    for fetch in fetches:
        signals.add(fetch)
    return signals.read(archive_answered=archive, name_resolves=resolves)


def refused(host: str, end: str) -> Fetch:
    """A redirect to a place that we do not go to."""
    hop = Redirect(f"http://{host}/a", 302)
    return Fetch(hop.url, NOW, None, Failure.PRIVATE_ADDRESS, f"http://{end}/login", (hop,))


ISSUER, HOST, EXPIRED = (
    Failure.CERTIFICATE_UNKNOWN_ISSUER,
    Failure.CERTIFICATE_WRONG_HOST,
    Failure.CERTIFICATE_EXPIRED,
)


@pytest.mark.parametrize(
    ("fetches", "expected"),
    [
        ([], Network.UNKNOWN),
        ([answered("a.example")], Network.WORKS),
        ([answered("a.example"), failed("b.example")], Network.WORKS),
        ([answered("a.example", "www.a.example")], Network.WORKS),
        ([failed("a.example"), failed("b.example", Failure.NAME_NOT_FOUND)], Network.UNKNOWN),
        ([failed("a.example", Failure.PRIVATE_ADDRESS)], Network.UNKNOWN),
        ([failed("a.example", ISSUER)], Network.UNKNOWN),
        ([failed("a.example", ISSUER), failed("b.example", ISSUER)], Network.FILTERED),
        ([failed("a.example", ISSUER), failed("b.example", ISSUER), failed("c.example")], Network.UNKNOWN),
        ([failed("a.example", ISSUER), failed("b.example", ISSUER), answered("c.example")], Network.WORKS),
        ([answered(f"{name}.example", "portal.example") for name in "abc"], Network.FILTERED),
        ([answered(f"{name}.example", "portal.example") for name in "ab"], Network.WORKS),
        ([answered(f"{name}.example", f"{name}{name}.example") for name in "abc"], Network.WORKS),
        ([failed(f"{name}.example", HOST) for name in "abc"], Network.FILTERED),
        ([failed("a.example", HOST), failed("b.example", ISSUER), failed("c.example", EXPIRED)], Network.FILTERED),
        ([failed(f"{name}.example", HOST) for name in "ab"], Network.UNKNOWN),
        ([*(failed(f"{name}.example", HOST) for name in "abc"), answered("d.example")], Network.WORKS),
        ([refused(f"{name}.example", "192.168.1.1") for name in "abc"], Network.FILTERED),
        ([refused(f"{name}.example", "192.168.1.1") for name in "ab"], Network.WORKS),
        ([*(answered(f"{name}.example", "p.example") for name in "abc"), answered("d.example")], Network.WORKS),
    ],
)
def test_what_the_hosts_show(fetches: list[Fetch], expected: Network) -> None:
    assert network(*fetches) is expected


def test_a_name_that_must_exist_decides_when_every_host_failed() -> None:
    assert network(failed("a.example"), resolves=True) is Network.WORKS
    assert network(failed("a.example"), resolves=False) is Network.NONE


def test_the_archive_proves_the_network_too() -> None:
    assert network(failed("a.example", ISSUER), failed("b.example", ISSUER), archive=True) is Network.WORKS


def test_a_redirect_that_led_nowhere_was_an_answer() -> None:
    loop = Fetch(
        "https://a.example/", NOW, failure=Failure.REDIRECT_LOOP, redirects=(Redirect("https://a.example/", 302),)
    )
    assert network(loop) is Network.WORKS
