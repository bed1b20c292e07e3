"""Where a connection may go."""

from __future__ import annotations

import socket
from collections.abc import Sequence
from ipaddress import ip_address, ip_network

import pytest
import trio
from asking import LOOPBACK, QUICK, fetched
from hypothesis import given
from hypothesis import strategies as st
from servers import Answer, redirect, resolver, serving

from linkaudit.evidence import Limits
from linkaudit.evidence.failures import Refused
from linkaudit.evidence.guard import Guard, is_open
from linkaudit.model import Failure


@pytest.mark.parametrize(
    "address",
    [
        "127.0.0.1", "127.255.255.254", "0.0.0.0", "10.1.2.3", "172.16.0.1", "192.168.1.1", "169.254.169.254",
        "100.64.0.1", "192.0.2.1", "198.18.0.1", "224.0.0.251", "239.1.1.1", "240.0.0.1", "255.255.255.255",
        "::", "::1", "fe80::1", "fe80::1%2", "fc00::1", "fd12::1", "fec0::1", "ff02::1", "2001:db8::1",
        "::ffff:127.0.0.1", "::ffff:10.0.0.1", "::127.0.0.1", "2002:7f00:1::", "2002:a00:1::",
        "192.0.0.192", "168.63.129.16", "3fff::1", "5f00::1", "::ffff:0:7f00:1", "192.88.99.1",
        "64:ff9b::7f00:1", "64:ff9b::a9fe:a9fe", "64:ff9b:1::1", "2001:0:7f00:1::", "2001:0:808:808:0:0:80ff:fffe",
    ],
)  # fmt: skip
def test_a_private_address_is_refused_in_every_spelling(address: str) -> None:
    assert not is_open(ip_address(address))


@pytest.mark.parametrize("address", ["93.184.216.34", "2606:4700::1111", "::ffff:8.8.8.8", "64:ff9b::808:808"])
def test_a_public_address_is_open(address: str) -> None:
    assert is_open(ip_address(address))


@given(st.ip_addresses(v=4))
def test_an_address_inside_another_one_counts_as_itself(address: object) -> None:
    inside = ip_address("::ffff:" + str(address)), ip_address("64:ff9b::" + str(address))
    assert {is_open(outer) for outer in inside} == {is_open(ip_address(str(address)))}


def test_the_user_opens_exactly_the_networks_named() -> None:
    allowed = (ip_network("127.0.0.0/24"),)
    assert is_open(ip_address("127.0.0.9"), allowed)
    assert not is_open(ip_address("127.0.1.9"), allowed)
    assert not is_open(ip_address("::1"), allowed)


def refusal(names: dict[str, str | Sequence[str]], host: str, port: int = 80) -> Failure | None:
    async def main() -> Failure | None:
        guard = Guard(resolver(names))
        try:
            guard.admit(host, port)
            await guard.addresses(host, port)
        except Refused as refused:
            return refused.failure
        return None

    return trio.run(main)


def test_one_private_answer_among_public_ones_refuses_the_host() -> None:
    assert refusal({"a.example": ["93.184.216.34", "127.0.0.1"]}, "a.example") is Failure.PRIVATE_ADDRESS
    assert refusal({"a.example": ["93.184.216.34"]}, "a.example") is None


@pytest.mark.parametrize(
    "host", ["127.1", "2130706433", "0x7f.1", "0177.0.0.1", "localhost", "a.localhost", "0", "10.1", "0xA9FEA9FE"]
)
def test_a_private_address_is_known_in_every_spelling_whatever_a_resolver_makes_of_it(host: str) -> None:
    assert refusal({host: "93.184.216.34"}, host) is Failure.PRIVATE_ADDRESS


@pytest.mark.parametrize("host", ["localhost.example", "0x7f.example", "8.8.8.8", "134744072", "12.news"])
def test_what_only_looks_like_one_is_let_through(host: str) -> None:
    assert refusal({host: "93.184.216.34"}, host) is None


@pytest.mark.parametrize("port", [22, 25, 6000, 6667, 10080])
def test_ports_of_other_services_are_refused(port: int) -> None:
    assert refusal({"a.example": "93.184.216.34"}, "a.example", port) is Failure.PORT


def test_a_missing_name_and_a_silent_name_server_are_told_apart() -> None:
    assert refusal({}, "gone.example") is Failure.NAME_NOT_FOUND

    async def no_server(host: str, port: int) -> Sequence[str]:
        raise socket.gaierror(socket.EAI_AGAIN, "Temporary failure in name resolution")

    assert fetched("http://a.example/", resolve=no_server).failure is Failure.NAME_TEMPORARY


@pytest.mark.parametrize("host", ["a..b", "x" * 64 + ".example"])
def test_a_host_name_that_cannot_be_encoded_is_an_answer(host: str) -> None:
    assert fetched(f"http://{host}/").failure is Failure.NAME_NOT_FOUND


@pytest.mark.parametrize(
    "spelling", ["127.0.0.1", "127.1", "2130706433", "0x7f.1", "0177.0.0.1", "[::ffff:127.0.0.1]", "localhost", "[::1]"]
)
def test_a_redirect_to_a_private_address_never_arrives(spelling: str) -> None:
    """The source itself is allowed, as a public host would be; the canary is not."""
    source = ip_network("127.0.0.77/32")
    with serving(addresses=["127.0.0.1"]) as canary, serving(addresses=["127.0.0.77"]) as server:
        server.pages["/"] = redirect(f"http://{spelling}:{canary.port}/secret")
        fetch = fetched(server.url("/"), allow_addresses=(source,))
        assert fetch.status is None
        assert canary.connections == 0
        assert [hop.url for hop in fetch.redirects] == [server.url("/")]


def test_a_name_that_changes_its_mind_is_resolved_once_and_dialled_where_it_was_checked() -> None:
    answers = iter(["127.0.0.77", "127.0.0.1"])

    async def rebinding(host: str, port: int) -> Sequence[str]:
        return [next(answers)]

    with serving({"/": Answer()}, ["127.0.0.77", "127.0.0.1"]) as server:
        source = (ip_network("127.0.0.77/32"),)
        fetch = fetched(server.url("/", "rebind.example"), resolve=rebinding, allow_addresses=source)
        assert fetch.status == 200
        assert [(hit.address, hit.host) for hit in server.log] == [("127.0.0.77", "rebind.example")]


@pytest.mark.parametrize(
    ("location", "failure"),
    [
        ("file:///etc/passwd", Failure.SCHEME),
        ("ftp://a.example/", Failure.SCHEME),
        ("gopher://a.example/", Failure.SCHEME),
        ("ws://127.0.0.1/", Failure.SCHEME),
        ("data:text/html,hello", Failure.SCHEME),
        ("javascript:alert(1)", Failure.SCHEME),
        ("about:blank", Failure.SCHEME),
        ("http://127.0.0.1:22/", Failure.PORT),
        ("http://[::1/x", Failure.PROTOCOL),
        ("https://", Failure.PROTOCOL),
    ],
)
def test_a_redirect_to_what_is_no_web_address_is_not_followed(location: str, failure: Failure) -> None:
    with serving({"/": redirect(location)}) as server:
        assert fetched(server.url("/")).failure is failure
        assert len(server.log) == 1


def test_an_unreachable_first_address_does_not_hide_the_second() -> None:
    with serving({"/": Answer()}, ["127.0.0.2"]) as server:
        fetch = fetched(server.url("/", "two.example"), resolve=resolver({"two.example": ["127.0.0.3", "127.0.0.2"]}))
        assert fetch.status == 200


def test_loopback_is_refused_unless_allowed() -> None:
    with serving({"/": Answer()}) as server:
        assert fetched(server.url("/"), Limits()).failure is Failure.PRIVATE_ADDRESS
        assert not server.log
        assert fetched(server.url("/"), QUICK, allow_addresses=LOOPBACK).status == 200
