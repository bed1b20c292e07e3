"""One GET against servers that behave, and against servers that do not."""

from __future__ import annotations

import gzip
import re
import ssl
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import certifi
import pytest
import trio
import trustme
from asking import LOOPBACK, QUICK, fetched
from servers import Answer, Hit, Page, drip, free_port, gzipped, hang, raw, redirect, resolver, serving

from linkaudit.errors import ConfigError
from linkaudit.evidence import Limits
from linkaudit.evidence.client import Client, tls_context, user_agent
from linkaudit.evidence.exchange import Attempt, Reply
from linkaudit.evidence.guard import Guard
from linkaudit.model import Failure, Fetch, Redirect, Sign

OK_HEAD = b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n"


def got(page: Page, **limits: object) -> Fetch:
    with serving({"/": page}) as server:
        return fetched(server.url("/"), **limits)


def test_a_page_gives_status_title_and_place() -> None:
    with serving({"/": Answer(body="<title> Peace &amp;\n talks </title>")}) as server:
        fetch = fetched(server.url("/"))
    assert (fetch.status, fetch.failure, fetch.title) == (200, None, "Peace & talks")
    assert (fetch.final_url, fetch.attempts) == (server.url("/"), 1)
    assert fetch.observed.tzinfo is UTC


def test_who_we_say_we_are() -> None:
    with serving({"/": Answer()}) as server:
        fetched(server.url("/"), contact="https://newsroom.example/robots\r\nX: 1")
    [hit] = server.log
    assert re.fullmatch(r"CitationAudit/[\d.]+ \(\+https://newsroom\.example/robotsX: 1\)", hit.headers["user-agent"])
    assert hit.headers["accept-encoding"] == "gzip"
    assert hit.headers["connection"] == "close"
    assert "authorization" not in hit.headers
    assert "link" not in user_agent(None).lower()


def test_no_proxy_and_no_certificates_are_taken_from_the_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HTTP_PROXY", f"http://127.0.0.1:{free_port()}")
    monkeypatch.setenv("ALL_PROXY", f"http://127.0.0.1:{free_port()}")
    assert got(Answer()).status == 200


def test_a_password_in_an_address_is_not_sent() -> None:
    with serving({"/": Answer()}) as server:
        fetched(server.url("/", "user:secret@127.0.0.1"))
    assert "authorization" not in server.log[0].headers


# --- redirects -------------------------------------------------------------------------------------------------------


def test_redirects_are_followed_and_kept() -> None:
    with serving({"/a": redirect("/b", 301), "/b": redirect("c?x=1#top", 302), "/c": Answer()}) as server:
        fetch = fetched(server.url("/a"))
        assert fetch.redirects == (Redirect(server.url("/a"), 301), Redirect(server.url("/b"), 302))
        assert fetch.final_url == server.url("/c?x=1")


def test_ten_redirects_are_followed_and_eleven_are_not() -> None:
    pages: dict[str, Page] = {f"/{number}": redirect(f"/{number - 1}") for number in range(1, 12)}
    with serving({**pages, "/0": Answer()}) as server:
        assert fetched(server.url("/10")).status == 200
        assert fetched(server.url("/11")).failure is Failure.REDIRECT_LOOP


def test_a_loop_ends_at_its_first_repetition() -> None:
    with serving({"/a": redirect("/b"), "/b": redirect("/a")}) as server:
        assert fetched(server.url("/a")).failure is Failure.REDIRECT_LOOP
        assert server.paths == ["/a", "/b"]


@pytest.mark.parametrize(
    ("location", "path"),
    [
        (b"/caf\xc3\xa9", "/caf%C3%A9"),
        (b"/caf\xe9", "/caf%E9"),
        (b"/a b", "/a%20b"),
        (b"/a%2fb", "/a%2Fb"),
    ],
)
def test_raw_bytes_of_a_location_arrive_escaped(location: bytes, path: str) -> None:
    with serving({"/": raw(b"HTTP/1.1 302 Found\r\nLocation: " + location + b"\r\n\r\n")}) as server:
        fetched(server.url("/"))
        assert server.paths == ["/", path]


def test_of_two_locations_the_first_counts() -> None:
    head = b"HTTP/1.1 302 Found\r\nLocation: /one\r\nLocation: /two\r\nContent-Length: 0\r\n\r\n"
    with serving({"/": raw(head), "/one": Answer()}) as server:
        assert fetched(server.url("/")).final_url == server.url("/one")


def test_the_body_of_a_redirect_is_not_waited_for() -> None:
    head = b"HTTP/1.1 302 Found\r\nLocation: /b\r\nContent-Length: 1000000\r\n\r\n"
    with serving({"/a": drip(head, b"x"), "/b": Answer()}) as server:
        assert fetched(server.url("/a")).status == 200


def test_a_status_300_without_location_is_an_answer() -> None:
    assert got(Answer(300)).status == 300


def test_a_page_that_sends_its_reader_on_is_a_hop() -> None:
    refresh = Answer(body="<meta http-equiv=refresh content='2; url=/b'>")
    with serving({"/a": refresh, "/b": Answer(body="<title>There</title>")}) as server:
        fetch = fetched(server.url("/a"))
        assert fetch.redirects == (Redirect(server.url("/a"), 200),)
        assert (fetch.status, fetch.final_url, fetch.title) == (200, server.url("/b"), "There")


def test_a_failure_says_how_far_it_came() -> None:
    closed = f"http://127.0.0.1:{free_port()}/"
    assert got(redirect(closed)).final_url == closed
    assert fetched(closed).final_url is None


# --- cookies ---------------------------------------------------------------------------------------------------------


def wall(hit: Hit) -> Answer:
    if "seen=1" in hit.headers.get("cookie", ""):
        return Answer()
    return redirect(hit.path, headers=(("Location", hit.path), ("Set-Cookie", "seen=1; Path=/; HttpOnly")))


def test_a_page_that_sets_a_cookie_and_redirects_to_itself_opens() -> None:
    with serving({"/": wall}) as server:
        assert fetched(server.url("/")).status == 200


def test_cookies_cross_neither_from_check_to_check_nor_from_host_to_host() -> None:
    names = resolver({"one.example": "127.0.0.1", "two.example": "127.0.0.1"})
    with serving({"/": Answer()}) as server:
        target = server.url("/", "two.example")
        server.pages["/set"] = redirect(target, headers=(("Location", target), ("Set-Cookie", "a=1")))
        fetched(server.url("/set", "one.example"), resolve=names)
        fetched(server.url("/", "one.example"), resolve=names)
        assert [hit.headers.get("cookie") for hit in server.log] == [None, None, None]


# --- bodies ----------------------------------------------------------------------------------------------------------


def test_a_gzip_bomb_is_cut() -> None:
    assert got(gzipped(100_000_000)).status == 200


def test_a_packed_page_is_read() -> None:
    body = gzip.compress(b"<title>Packed</title>")
    assert got(Answer(body=body, headers=(("Content-Encoding", "gzip"),))).title == "Packed"


@pytest.mark.parametrize("coding", ["br", "zstd", "deflate", "gzip, gzip", ", ".join(["gzip"] * 10_000)])
def test_codings_that_we_did_not_ask_for_are_judged_by_status(coding: str) -> None:
    body = gzip.compress(gzip.compress(b"<title>Packed</title>"))
    fetch = got(Answer(body=body, headers=(("Content-Encoding", coding),)))
    assert (fetch.status, fetch.title, fetch.signs) == (200, None, frozenset())


def test_what_is_no_gzip_is_truncated() -> None:
    assert got(Answer(headers=(("Content-Encoding", "gzip"),))).signs == {Sign.TRUNCATED}


def test_a_short_body_is_alive_and_says_so() -> None:
    fetch = got(Answer(length=10_000))
    assert (fetch.status, fetch.title, fetch.signs) == (200, "A page", {Sign.TRUNCATED})


def test_a_bad_chunk_is_alive_and_says_so() -> None:
    fetch = got(raw(OK_HEAD + b"Transfer-Encoding: chunked\r\n\r\n5\r\nabc"))
    assert (fetch.status, fetch.signs) == (200, {Sign.TRUNCATED})


def test_an_endless_page_is_left_after_its_head() -> None:
    head = OK_HEAD + b"\r\n<head><title>Endless</title></head>"
    fetch = got(drip(head, b"x" * 5_000, pause=0.0))
    assert (fetch.status, fetch.title, fetch.signs) == (200, "Endless", frozenset())


def test_a_body_that_drips_is_left_when_its_time_is_up() -> None:
    fetch = got(drip(OK_HEAD + b"\r\n<title>Slow</title>", b"x"), timeout=0.5)
    assert (fetch.status, fetch.title, fetch.signs) == (200, "Slow", {Sign.TRUNCATED})


def test_what_is_no_web_page_is_left_after_its_headers() -> None:
    head = b"HTTP/1.1 200 OK\r\nContent-Type: application/pdf\r\n\r\n"
    fetch = got(drip(head, b"x"), timeout=2.0)
    assert (fetch.status, fetch.signs) == (200, frozenset())


# --- failures --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("page", "failure"),
    [
        (hang, Failure.TIMEOUT),
        (drip(b"HTTP/1.1 200 OK\r\n", b"X-A: 1\r\n"), Failure.TIMEOUT),
        (drip(b"", b"HTTP/1.1 103 Early Hints\r\n\r\n"), Failure.TIMEOUT),
        (raw(b""), Failure.RESET),
        (raw(b"HTTP/1.1 200 OK\r\nContent-"), Failure.RESET),
        (raw(b"ICY 200 OK\r\n\r\n"), Failure.PROTOCOL),
        (raw(b"SSH-2.0-OpenSSH_9.6\r\n\r\n"), Failure.PROTOCOL),
        (raw(b"HTTP/1.1 20 OK\r\n\r\n"), Failure.PROTOCOL),
        (raw(b"HTTP/1.1 200 OK\r\nContent-Length: -5\r\n\r\n"), Failure.PROTOCOL),
        (raw(b"HTTP/1.1 200 OK\r\nContent-Length: 5\r\nContent-Length: 6\r\n\r\nabcde"), Failure.PROTOCOL),
        (raw(b"HTTP/1.1 200 OK\r\nX: " + b"a" * 10_000_000 + b"\r\n\r\n"), Failure.PROTOCOL),
    ],
)
def test_a_failure_before_any_status(page: Page, failure: Failure) -> None:
    fetch = got(page, timeout=0.7)
    assert (fetch.status, fetch.failure) == (None, failure)


def test_a_closed_port_is_a_refused_connection() -> None:
    assert fetched(f"http://127.0.0.1:{free_port()}/").failure is Failure.CONNECTION_REFUSED


@pytest.mark.parametrize("status", [299, 404, 451, 503, 600, 999])
def test_unusual_statuses_are_passed_on(status: int) -> None:
    assert got(Answer(status)).status == status


# --- TLS -------------------------------------------------------------------------------------------------------------


def server_context(certificate: trustme.LeafCert) -> ssl.SSLContext:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    certificate.configure_cert(context)
    return context


def over_tls(context: ssl.SSLContext, host: str = "secure.example", **limits: object) -> Fetch:
    with serving({"/": Answer()}, tls=context) as server:
        return fetched(server.url("/", host, "https"), resolve=resolver({host: "127.0.0.1"}), **limits)


@pytest.fixture(scope="module")
def authority() -> trustme.CA:
    return trustme.CA()


@pytest.fixture
def trusted(authority: trustme.CA, tmp_path: Path) -> str:
    path = tmp_path / "authority.pem"
    authority.cert_pem.write_to_path(path)
    return str(path)


def test_a_good_certificate_opens_under_the_name_of_the_host(authority: trustme.CA, trusted: str) -> None:
    context = server_context(authority.issue_cert("secure.example"))
    assert over_tls(context, ca_file=trusted).status == 200


def test_an_unknown_issuer(authority: trustme.CA) -> None:
    fetch = over_tls(server_context(authority.issue_cert("secure.example")))
    assert fetch.failure is Failure.CERTIFICATE_UNKNOWN_ISSUER
    assert "issuer" in (fetch.detail or "")


def test_an_expired_certificate(authority: trustme.CA, trusted: str) -> None:
    past = datetime.now(UTC) - timedelta(days=1)
    context = server_context(authority.issue_cert("secure.example", not_after=past))
    assert over_tls(context, ca_file=trusted).failure is Failure.CERTIFICATE_EXPIRED


def test_a_certificate_for_another_host(authority: trustme.CA, trusted: str) -> None:
    context = server_context(authority.issue_cert("other.example"))
    assert over_tls(context, ca_file=trusted).failure is Failure.CERTIFICATE_WRONG_HOST


def test_a_self_signed_certificate(tmp_path: Path) -> None:
    alone = trustme.CA()
    alone.cert_pem.write_to_path(tmp_path / "cert.pem")
    alone.private_key_pem.write_to_path(tmp_path / "key.pem")
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(tmp_path / "cert.pem", tmp_path / "key.pem")
    assert over_tls(context).failure is Failure.CERTIFICATE_SELF_SIGNED


def test_insecure_accepts_what_the_user_said_to_accept(authority: trustme.CA) -> None:
    context = server_context(authority.issue_cert("other.example"))
    assert over_tls(context, insecure=True).status == 200


def test_a_large_page_arrives_whole_over_tls(authority: trustme.CA, trusted: str) -> None:
    body = "".join(f"{number:08}" for number in range(100_000))
    limits = replace(QUICK, ca_file=trusted)

    async def main() -> Attempt:
        client = Client(limits, Guard(resolver({"secure.example": "127.0.0.1"}), LOOPBACK), tls_context(limits))
        return await client.attempt(server.url("/", "secure.example", "https"), 5.0, whole_page=True)

    with serving({"/": Answer(body=body)}, tls=server_context(authority.issue_cert("secure.example"))) as server:
        page = trio.run(main).page
    assert page is not None
    assert (page.whole, page.body.decode()) == (True, body)


def test_the_stores_of_the_system_and_of_certifi_are_trusted() -> None:
    both = ssl.create_default_context()
    both.load_verify_locations(certifi.where())
    assert set(tls_context(QUICK).get_ca_certs(binary_form=True)) == set(both.get_ca_certs(binary_form=True))


def test_plain_http_behind_https_is_a_protocol_fault() -> None:
    with serving({"/": Answer()}) as server:
        assert fetched(server.url("/", scheme="https")).failure is Failure.TLS


# --- options ---------------------------------------------------------------------------------------------------------


def test_a_proxy_that_the_user_names_is_used_and_its_address_is_trusted() -> None:
    with serving({"/": Answer()}) as proxy:
        proxy.pages["far.example/page"] = Answer(body="<title>Through</title>")
        fetch = fetched("http://far.example/page", Limits(retries=0, proxy=proxy.url("")))
        assert (fetch.status, fetch.title) == (200, "Through")
        assert [(hit.host, hit.path) for hit in proxy.log] == [("far.example", "/page")]


def test_a_proxy_over_tls_is_trusted_as_the_user_says(authority: trustme.CA, trusted: str) -> None:
    with serving({"far.example/": Answer()}, tls=server_context(authority.issue_cert("127.0.0.1"))) as proxy:
        limits = Limits(retries=0, proxy=proxy.url("", scheme="https"))
        assert fetched("http://far.example/", limits, ca_file=trusted).status == 200
        assert fetched("http://far.example/", limits).failure is Failure.CERTIFICATE_UNKNOWN_ISSUER


def test_a_proxy_that_is_down_says_nothing_about_the_source() -> None:
    fetch = fetched("http://far.example/page", Limits(retries=0, proxy=f"http://127.0.0.1:{free_port()}"))
    assert fetch.failure is Failure.UNREACHABLE


def test_a_whole_page_is_kept_where_it_is_wanted() -> None:
    body = "<head></head>" + "x" * 500_000

    async def main() -> list[int | None]:
        client = Client(QUICK, Guard(resolver({}), LOOPBACK), tls_context(QUICK))
        attempts = [await client.attempt(server.url("/"), 5.0, whole_page=wanted) for wanted in (True, False)]
        return [len(attempt.page.body) if attempt.page else None for attempt in attempts]

    with serving({"/": Answer(body=body)}) as server:
        assert trio.run(main) == [len(body), None]


def test_of_an_archives_answer_no_more_is_read_than_is_wanted() -> None:
    async def main() -> list[int]:
        client = Client(QUICK, Guard(resolver({}), LOOPBACK), tls_context(QUICK))
        replies = [await client.read(server.url("/"), 5.0, cap=cap) for cap in (1000, 400_000)]
        return [len(reply.body) for reply in replies if isinstance(reply, Reply)]

    with serving({"/": Answer(body="x" * 300_000)}) as server:
        assert trio.run(main) == [1000, 300_000]


@pytest.mark.parametrize("limits", [Limits(ca_file="/nowhere.pem"), Limits(ca_file=__file__)])
def test_an_unusable_certificate_file_is_named(limits: Limits) -> None:
    with pytest.raises(ConfigError, match=r"--ca-file"):
        tls_context(limits)


@pytest.mark.parametrize("proxy", ["socks5://127.0.0.1:1080", "127.0.0.1:3128", "http://"])
def test_an_unusable_proxy_is_named(proxy: str) -> None:
    with pytest.raises(ConfigError, match=r"--proxy"):
        fetched("http://a.example/", QUICK, proxy=proxy)
