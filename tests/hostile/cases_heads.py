"""What stands where an HTTP answer should: malformed heads, endless ones, other protocols, silence, answers forged."""

from __future__ import annotations

import os
from collections.abc import Iterator

import trio
from hostile_web import Case
from servers import Hit, Script, drip, flood, hang, raw, reset

PROTOCOL, RESET, TIMEOUT, OK = "unverifiable protocol", "unverifiable reset", "unverifiable timeout", "alive ok"

START = b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n"
REST = b"Content-Length: 2\r\n\r\nok"


def with_line(line: bytes) -> Script:
    return raw(START + line + b"\r\n" + REST)


MALFORMED = {
    "status-of-two-digits": raw(b"HTTP/1.1 20 OK\r\n\r\n"),
    "status-of-four-digits": raw(b"HTTP/1.1 2000 OK\r\n\r\n"),
    "status-in-words": raw(b"HTTP/1.1 abc OK\r\n\r\n"),
    "status-minus": raw(b"HTTP/1.1 -20 OK\r\n\r\n"),
    "status-missing": raw(b"HTTP/1.1\r\n\r\n"),
    "version-2": raw(b"HTTP/2 200 OK\r\n\r\n"),
    "version-in-words": raw(b"HTTP/one 200 OK\r\n\r\n"),
    "http-0-9": raw(b"<html>hello</html>\r\n\r\n"),
    "icy": raw(b"ICY 200 OK\r\n\r\n"),
    "ssh": raw(b"SSH-2.0-OpenSSH_9.6\r\n\r\n"),
    "smtp": raw(b"220 mail.example ESMTP\r\n\r\n"),
    "ftp": raw(b"220 (vsFTPd 3.0.5)\r\n530 Please login with USER and PASS.\r\n\r\n"),
    "redis": raw(b"-ERR wrong number of arguments\r\n\r\n"),
    "noise": raw(bytes(range(256)) * 40 + b"\r\n\r\n"),
    "http-2-settings": raw(b"\x00\x00\x12\x04\x00\x00\x00\x00\x00" + bytes(18) + b"\r\n\r\n"),
    "tls-on-a-plain-port": raw(b"\x15\x03\x01\x00\x02\x02\x46\r\n\r\n"),
    "nul-in-the-status-line": raw(b"HTTP/1.1 200 O\x00K\r\n\r\n"),
    "nul-in-a-header": with_line(b"X: a\x00b"),
    "escape-in-a-header-name": with_line(b"\x1b[31mX: a"),
    "header-without-a-name": with_line(b": a"),
    "header-without-a-colon": with_line(b"nothing"),
    "header-name-with-a-space": with_line(b"X Y: a"),
    "space-before-the-colon": with_line(b"X : a"),
    "header-name-in-cyrillic": with_line("Заголовок: a".encode()),
    "length-twice": with_line(b"Content-Length: 3"),
    "length-list": raw(START + b"Content-Length: 2, 3\r\n\r\nok"),
    "length-minus": raw(START + b"Content-Length: -2\r\n\r\nok"),
    "length-plus": raw(START + b"Content-Length: +2\r\n\r\nok"),
    "length-in-words": raw(START + b"Content-Length: two\r\n\r\nok"),
    "length-in-arabic-digits": raw(START + "Content-Length: ٢\r\n\r\nok".encode()),
    "length-of-400-digits": raw(START + b"Content-Length: " + b"9" * 400 + b"\r\n\r\nok"),
    "transfer-coding-unknown": raw(START + b"Transfer-Encoding: rot13\r\n\r\nok"),
    "transfer-coding-twice": raw(START + b"Transfer-Encoding: chunked, chunked\r\n\r\n0\r\n\r\n"),
    "transfer-coding-gzip": raw(START + b"Transfer-Encoding: gzip, chunked\r\n\r\n0\r\n\r\n"),
    "header-of-10-megabytes": raw(START + b"X: " + b"a" * 10_000_000 + b"\r\n" + REST),
    "header-name-of-a-megabyte": raw(START + b"X" * 1_000_000 + b": a\r\n" + REST),
    "header-lines-100-000": raw(START + b"X: a\r\n" * 100_000 + REST),
    "reason-of-a-megabyte": raw(b"HTTP/1.1 200 " + b"O" * 1_000_000 + b"\r\n" + REST),
    "header-lines-without-end": flood(START, b"X: a\r\n" * 1000),
    "header-without-end": flood(START + b"X: ", b"a" * 10_000),
    "drip-of-empty-lines": drip(b"", b"\r\n", 0.05),
    "status-line-without-end": flood(b"", b"HTTP/1.1"),
}

TOLERABLE = {
    "reason-missing": raw(b"HTTP/1.1 200\r\nContent-Type: text/html\r\n" + REST),
    "reason-in-latin-1": raw(b"HTTP/1.1 200 \xe9t\xe9\r\nContent-Type: text/html\r\n" + REST),
    "reason-with-an-escape": raw(b"HTTP/1.1 200 ok\x1b[31m\r\nContent-Type: text/html\r\n" + REST),
    "lines-end-in-lf": raw((START + REST).replace(b"\r\n", b"\n")),
    "version-1-0": raw(b"HTTP/1.0 200 OK\r\nContent-Type: text/html\r\n\r\nwords until the end"),
    "headers-none": raw(b"HTTP/1.1 200 OK\r\n\r\nwords until the end"),
    "header-folded": with_line(b"X: a\r\n b"),
    "header-of-60-kilobytes": with_line(b"X: " + b"a" * 60_000),
    "header-lines-1000": with_line(b"X: a\r\n" * 999 + b"X: a"),
    "header-in-latin-1": with_line(b"X: \xe9\xff"),
    "header-empty": with_line(b"X:"),
    "length-said-twice-alike": with_line(b"Content-Length: 2"),
    "keep-alive-against-our-word": with_line(b"Connection: keep-alive"),
    "upgrade-offered": with_line(b"Upgrade: h2c\r\nConnection: Upgrade"),
    "type-missing": raw(b"HTTP/1.1 200 OK\r\n" + REST),
    "type-garbage": raw(b"HTTP/1.1 200 OK\r\nContent-Type: ;;;=,text\xff\r\n" + REST),
    "date-beyond-all-calendars": with_line(b"Date: Sun, 22 Nov 99999999999999999999 12:00:20 GMT"),
}

SLOW = {
    "silence": hang,
    "silence-within-the-status": drip(b"HTTP/1.1 2", b"", 0.3),
    "silence-within-the-head": drip(START, b"", 0.3),
    "drip-of-a-head": drip(START, b"X: a\r\n", 0.05),
    "drip-of-a-status-line": drip(b"HTTP/1.1 200 ", b"O", 0.05),
}

BROKEN_OFF = {
    "end-before-anything": raw(b""),
    "end-within-the-status": raw(b"HTTP/1.1 20"),
    "end-within-the-head": raw(START + b"Content-"),
    "end-before-the-empty-line": raw(START + b"Content-Length: 2\r\n"),
    "reset-before-anything": reset,
}


def forged(first: bytes) -> Script:
    """A whole answer, then what would be the next link's on a connection that is kept."""
    return raw(
        START + b"Connection: keep-alive\r\n" + first + b"HTTP/1.1 404 Not Found\r\nContent-Length: 4\r\n\r\ngone"
    )


async def held(stream: trio.abc.Stream, hit: Hit) -> None:
    """A whole answer on a connection that the server does not close."""
    await stream.send_all(START + REST)
    await stream.receive_some()


async def greets(stream: trio.abc.Stream, hit: Hit | None) -> None:
    await stream.send_all(b"220 mail.example ESMTP\r\n")
    await stream.receive_some()


async def shuts(stream: trio.abc.Stream, hit: Hit | None) -> None:
    """Accept and hang up before anything is said."""


async def answers_unasked(stream: trio.abc.Stream, hit: Hit | None) -> None:
    await stream.send_all(START + REST)
    await trio.sleep(0.2)


async def listens(stream: trio.abc.Stream, hit: Hit | None) -> None:
    """Take in everything, say nothing."""
    while await stream.receive_some():
        pass


OPENINGS: dict[str, tuple[str, Script]] = {
    "opening-of-a-mail-server": (RESET, greets),
    "opening-and-shut": (RESET, shuts),
    "opening-with-a-reset": (RESET, reset),
    "opening-unasked": (OK, answers_unasked),
    "opening-into-silence": (TIMEOUT, listens),
    "opening-with-noise": (PROTOCOL, flood(b"", os.urandom(1000) + b"\r\n\r\n")),
}


def by_table() -> Iterator[Case]:
    for verdict, table in ((PROTOCOL, MALFORMED), (OK, TOLERABLE), (TIMEOUT, SLOW), (RESET, BROKEN_OFF)):
        for name, script in table.items():
            yield Case(f"head-{name}", verdict, script, asks=1)
    for name, (verdict, script) in OPENINGS.items():
        yield Case(name, verdict, opening=script)


CASES = (
    *by_table(),
    Case("second-answer-forged", OK, forged(REST), asks=1),
    Case("second-answer-forged-after-more-than-was-said", OK, forged(REST + b"x" * 500), asks=1),
    Case("second-answer-forged-after-204", OK, raw(b"HTTP/1.1 204 No Content\r\n\r\nHTTP/1.1 404 Not\r\n\r\n"), asks=1),
    Case("connection-held", OK, held, asks=1),
    Case("empty-lines-then-an-answer", PROTOCOL, raw(b"\r\n\r\n" + START + REST), asks=1),
)
