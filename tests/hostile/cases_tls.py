"""Certificates that a browser would not accept, greetings that go wrong, and names that lead nowhere."""

from __future__ import annotations

import ssl
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory

import trio
import trustme
from hostile_web import Case, to
from servers import Answer, Hit, Script, drip, flood, raw, reset

CHAIN, PROTOCOL, RESET = "unverifiable certificate_chain", "unverifiable protocol", "unverifiable reset"
EXPIRED, SELF_SIGNED = "broken certificate_expired", "broken certificate_self_signed"
WRONG_HOST, TIMEOUT = "broken certificate_wrong_host", "unverifiable timeout"

LINK = "https://{host}:{tls}/"
IN_ORDER = ("safe-1.example", "safe-2.example", "tls-private-behind.example", "tls-redirect-to-expired.example")
NOW = datetime.now(UTC)
DAY = timedelta(days=1)

AUTHORITY = trustme.CA(organization_name="A known authority")
STRANGER = trustme.CA(organization_name="An unknown authority")
BETWEEN = AUTHORITY.create_child_ca()

Issue = Callable[[str], trustme.LeafCert]

CERTIFICATES: dict[str, tuple[str, Issue]] = {
    "good": ("alive ok", AUTHORITY.issue_cert),
    "over-an-intermediate": ("alive ok", BETWEEN.issue_cert),
    "expired": (EXPIRED, lambda host: AUTHORITY.issue_cert(host, not_before=NOW - 2 * DAY, not_after=NOW - DAY)),
    "not-yet-valid": (EXPIRED, lambda host: AUTHORITY.issue_cert(host, not_before=NOW + DAY, not_after=NOW + 2 * DAY)),
    "for-another-host": (WRONG_HOST, lambda _: AUTHORITY.issue_cert("other.example")),
    "for-a-sub-domain": (WRONG_HOST, lambda host: AUTHORITY.issue_cert("www." + host)),
    "for-a-wildcard-below": (WRONG_HOST, lambda host: AUTHORITY.issue_cert("*." + host)),
    "for-a-whole-top-level-domain": (WRONG_HOST, lambda _: AUTHORITY.issue_cert("*.example")),
    "for-an-address": (WRONG_HOST, lambda _: AUTHORITY.issue_cert("127.0.77.1")),
    "of-an-unknown-issuer": (CHAIN, STRANGER.issue_cert),
    "of-an-unknown-issuer-and-expired": (CHAIN, lambda host: STRANGER.issue_cert(host, not_after=NOW - DAY)),
}

SELF_SIGNED_HOST, HALF_CHAIN_HOST = "tls-self-signed.example", "tls-without-its-intermediate.example"


def server_context(certificate: trustme.LeafCert) -> ssl.SSLContext:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    certificate.configure_cert(context)
    return context


def loaded(certificate: trustme.Blob, key: trustme.Blob) -> ssl.SSLContext:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    with TemporaryDirectory() as folder:
        certificate.write_to_path(Path(folder, "certificate"))
        key.write_to_path(Path(folder, "key"))
        context.load_cert_chain(Path(folder, "certificate"), Path(folder, "key"))
    return context


def contexts() -> dict[str, ssl.SSLContext]:
    """The server's context by the name that is asked for."""
    found = {f"tls-{name}.example": server_context(issue(f"tls-{name}.example"))
             for name, (_, issue) in CERTIFICATES.items()}  # fmt: skip
    alone = trustme.CA(organization_name="Nobody")
    found[SELF_SIGNED_HOST] = loaded(alone.cert_pem, alone.private_key_pem)
    half = BETWEEN.issue_cert(HALF_CHAIN_HOST)
    found[HALF_CHAIN_HOST] = loaded(half.cert_chain_pems[0], half.private_key_pem)
    return found


def by_name(context: ssl.SSLContext) -> None:
    """Let a server's context choose its certificate by the name that is asked for."""
    AUTHORITY.issue_cert(*IN_ORDER).configure_cert(context)
    known = contexts()

    def choose(socket: ssl.SSLObject, name: str | None, _: ssl.SSLContext) -> None:
        if name in known:
            socket.context = known[name]

    context.sni_callback = choose  # type: ignore[assignment]


async def silent(stream: trio.abc.Stream, hit: Hit | None) -> None:
    while await stream.receive_some():
        pass


async def shut_within(stream: trio.abc.Stream, hit: Hit | None) -> None:
    await stream.receive_some()


async def reset_within(stream: trio.abc.Stream, hit: Hit | None) -> None:
    await stream.receive_some()
    await reset(stream, hit)


def after_the_greeting(data: bytes) -> Script:
    """Wait for the client's greeting, then say this."""

    async def say(stream: trio.abc.Stream, hit: Hit | None) -> None:
        await stream.receive_some()
        await stream.send_all(data)
        await stream.receive_some()

    return say


ONLY_TLS_1_0 = b"\x15\x03\x01\x00\x02\x02\x46"  # alert: protocol version
NO_COMMON_CIPHER = b"\x15\x03\x03\x00\x02\x02\x28"
NAME_UNKNOWN = b"\x15\x03\x03\x00\x02\x02\x70"
CERTIFICATE_WANTED = b"\x15\x03\x03\x00\x02\x02\x74"
HELLO_OF_TLS_1_0 = (
    b"\x16\x03\x01\x00\x2a\x02\x00\x00\x26\x03\x01" + bytes(32) + b"\x00\x00\x2f\x00"  # server hello, AES128-SHA
)
PLAIN = b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok"

GREETINGS: dict[str, tuple[str, Script]] = {
    "hangs": (TIMEOUT, silent),
    "shut": (RESET, shut_within),
    "reset": (RESET, reset_within),
    "plain-http": (PROTOCOL, after_the_greeting(PLAIN)),
    "plain-http-400": (PROTOCOL, after_the_greeting(b"HTTP/1.1 400 Bad Request\r\n\r\n")),
    "mail-server": (PROTOCOL, raw(b"220 mail.example ESMTP\r\n")),
    "only-tls-1-0": (PROTOCOL, after_the_greeting(ONLY_TLS_1_0)),
    "hello-of-tls-1-0": (PROTOCOL, after_the_greeting(HELLO_OF_TLS_1_0)),
    "no-common-cipher": (PROTOCOL, after_the_greeting(NO_COMMON_CIPHER)),
    "name-unknown": (PROTOCOL, after_the_greeting(NAME_UNKNOWN)),
    "certificate-wanted": (PROTOCOL, after_the_greeting(CERTIFICATE_WANTED)),
    "noise": (PROTOCOL, after_the_greeting(bytes(range(256)) * 8)),
    "drip": (TIMEOUT, drip(b"\x16\x03\x03\x40\x00", b"\x00", 0.05)),
    "record-without-end": (PROTOCOL, flood(b"", b"\x16\x03\x03\x40\x00" + bytes(16_384))),
    "alerts-without-end": (RESET, flood(b"", b"\x15\x03\x03\x00\x02\x01\x00" * 100)),
}


def fall_back(hit: Hit) -> Answer:
    return Answer(302, "", (("Location", f"https://tls-expired.example:{hit.headers['host'].rpartition(':')[2]}/"),))


TLS = (
    *(Case(f"tls-{name}", verdict, link=LINK) for name, (verdict, _) in CERTIFICATES.items()),
    Case("tls-self-signed", SELF_SIGNED, link=LINK, asks=0),
    Case("tls-without-its-intermediate", CHAIN, link=LINK, asks=0),
    Case("tls-by-address", WRONG_HOST, link="https://127.0.77.1:{tls}/", asks=0),
    Case("tls-on-a-plain-port", PROTOCOL, link="https://{host}:{port}/", asks=0),
    Case("tls-port-spoken-to-plainly", RESET, link="http://{host}:{tls}/", asks=0),
    Case("tls-private-behind", "refused private_address", to("https://127.0.99.1:{port}/"), link=LINK, asks=1),
    Case("tls-redirect-to-expired", EXPIRED, fall_back, link=LINK, asks=1),
    *(Case(f"greeting-{name}", verdict, link="https://{host}:{port}/", opening=script)
      for name, (verdict, script) in GREETINGS.items()),
)  # fmt: skip


def names() -> Iterator[Case]:
    private = "refused private_address"
    table: dict[str, tuple[str, list[str]]] = {
        "missing": ("broken no_such_host", ["missing"]),
        "without-address": ("broken no_such_host", ["nothing"]),
        "no-server": ("unverifiable timeout", ["again"]),
        "hangs": ("unverifiable timeout", ["hang"]),
        "ill-formed": ("broken no_such_host", ["ill-formed"]),
        "garbage": ("unverifiable protocol", ["not-an-address"]),
        "nobody-listens": ("broken connection_refused", ["127.0.77.250", "127.0.77.251"]),
        "first-dead-second-well": ("alive ok", ["127.0.77.250", "127.0.77.1"]),
        "a-thousand-addresses": ("alive ok", ["127.0.77.1"] * 1000),
        "a-thousand-and-one-private": (private, ["127.0.77.1"] * 1000 + ["127.0.99.1"]),
        "loopback": (private, ["127.0.0.1"]),
        "ipv6-loopback": (private, ["::1"]),
        "mapped": (private, ["::ffff:127.0.77.1", "::ffff:127.0.99.1"]),
        "scoped": (private, ["fe80::1%1"]),
        "zero": (private, ["0.0.0.0"]),
        "metadata": (private, ["169.254.169.254"]),
        "public-and-private": (private, ["127.0.77.1", "10.0.0.1"]),
    }
    for name, (verdict, addresses) in table.items():
        yield Case(f"name-{name}", verdict, names={f"name-{name}.example": addresses})


CASES = (*TLS, *names())
