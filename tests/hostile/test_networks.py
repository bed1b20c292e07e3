"""Networks that stand between us and every source: portals, inspection, no network at all, a proxy that is down."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace

import cases_tls
import pytest
from hostile_web import HostileWeb, ask, judged, to
from servers import Answer, Page, free_port, raw, redirect

PORTAL = Answer(body="<title>Welcome to the hotel</title>")
FILTERED, NO_NETWORK = "unchecked filtered_network", "unchecked no_network"

REFRESH = Answer(body="<meta http-equiv=refresh content='0;url=http://portal.example:{port}/welcome'>")


def by_refresh(hit: object) -> Answer:
    port = hit.headers["host"].rpartition(":")[2]  # type: ignore[attr-defined]
    return replace(REFRESH, body=str(REFRESH.body).replace("{port}", port))


PORTALS: Mapping[str, Page | Callable[..., Answer]] = {
    "redirect": to("http://portal.example:{port}/welcome"),
    "redirect-for-good": to("http://portal.example:{port}/welcome", 301),
    "redirect-with-the-address": to("http://portal.example:{port}/welcome?from={host}"),
    "refresh": by_refresh,
    "private": redirect("http://192.168.1.1/login"),
}


@pytest.mark.parametrize("portal", PORTALS)
def test_a_portal_that_takes_every_link_judges_none_of_them(portal: str, web: HostileWeb) -> None:
    web.plain.pages |= {"/portal-" + portal: PORTALS[portal], "portal.example/welcome": PORTAL}
    links = [web.filled(f"http://guest-{number}.example:{{port}}/portal-{portal}") for number in range(4)]
    verdicts = set(judged(*ask(links, web.limits, web.names)).values())
    assert verdicts == {FILTERED}


def test_a_private_portal_does_not_prove_the_network(web: HostileWeb) -> None:
    """What it cannot redirect, it answers under a certificate of its own: that is no fault of the sources."""
    web.plain.pages["/portal-private"] = PORTALS["private"]
    plain = [web.filled(f"http://guest-{number}.example:{{port}}/portal-private") for number in range(3)]
    secure = [web.filled(f"https://other-{number}.example:{{tls}}/") for number in range(3)]
    verdicts = judged(*ask([*plain, *secure], web.limits, web.names))
    assert not any(verdict.startswith("broken") for verdict in verdicts.values())


def hosts(web: HostileWeb, count: int) -> list[str]:
    return [web.filled(f"https://inspected-{number}.example:{{tls}}/") for number in range(count)]


def test_one_certificate_for_every_name_is_a_portals(web: HostileWeb) -> None:
    links = hosts(web, 4)
    assert set(judged(*ask(links, web.limits, web.names)).values()) == {FILTERED}
    with_one_in_order = judged(*ask([*links, *web.siblings], web.limits, web.names))
    assert {with_one_in_order[link] for link in links} == {"broken certificate_wrong_host"}


def test_a_company_that_looks_into_everything(web: HostileWeb) -> None:
    """Certificates that are right but for their issuer, on every host: ours is the network to blame."""
    names = [name for name, (verdict, _) in cases_tls.CERTIFICATES.items() if verdict == "alive ok"]
    links = [web.filled(f"https://tls-{name}.example:{{tls}}/") for name in names]
    assert len(links) >= 2
    assert set(judged(*ask(links, replace(web.limits, ca_file=None), web.names)).values()) == {FILTERED}


def names_missing(web: HostileWeb) -> dict[str, Sequence[str]]:
    return {**web.names, "*": ["missing"]}


def test_without_a_network_every_name_is_missing_and_nothing_is_broken(web: HostileWeb) -> None:
    links = [f"http://nobody-{number}.example/" for number in range(5)]
    assert set(judged(*ask(links, web.limits, names_missing(web))).values()) == {NO_NETWORK}


def test_a_proxy_that_is_down_breaks_no_link(web: HostileWeb) -> None:
    limits = replace(web.limits, proxy=f"http://127.0.0.1:{free_port()}")
    verdicts = judged(*ask(list(web.siblings), limits, web.names))
    assert {verdict.split()[0] for verdict in verdicts.values()} <= {"unverifiable", "unchecked"}


@pytest.mark.parametrize(
    "answer",
    [
        raw(b"HTTP/1.1 403 Forbidden\r\nContent-Length: 0\r\n\r\n"),
        raw(b"HTTP/1.1 407 Proxy Authentication Required\r\nContent-Length: 0\r\n\r\n"),
        raw(b"HTTP/1.1 502 Bad Gateway\r\nContent-Length: 0\r\n\r\n"),
        raw(b"HTTP/1.1 200 Connection established\r\n\r\n<html>no TLS here</html>"),
        raw(b""),
        raw(b"SSH-2.0-OpenSSH_9.6\r\n\r\n"),
    ],
)
def test_a_proxy_that_does_not_let_us_through_breaks_no_link(answer: Page, web: HostileWeb) -> None:
    web.plain.pages |= {"shielded.example:443": answer}
    limits = replace(web.limits, proxy=web.filled("http://127.0.77.1:{port}"))
    verdicts = judged(*ask(["https://shielded.example/", "https://shielded.example/2"], limits, web.names))
    assert {verdict.split()[0] for verdict in verdicts.values()} <= {"unverifiable", "unchecked"}
