"""Bodies: bombs, floods, drips, lengths that lie, encodings that are none, and pages that take a parser's time."""

from __future__ import annotations

import gzip
import zlib
from collections.abc import Iterator

import trio
from hostile_web import Case, titled
from servers import Answer, Hit, Page, drip, flood, gzipped, raw, reset

OK, CUT = "alive ok", "alive truncated"

START = b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n"
VIDEO = b"HTTP/1.1 200 OK\r\nContent-Type: video/mp4\r\n"
PARTS = b"HTTP/1.1 200 OK\r\nContent-Type: multipart/x-mixed-replace;boundary=a\r\n\r\n"
CHUNKED = START + b"Transfer-Encoding: chunked\r\n\r\n"
PAGE = b"<html><head><title>Packed</title></head><body>Words.</body></html>"
HEAD = b"<html><head><title>Long</title></head><body>"


def coded(coding: str, body: bytes) -> Answer:
    return Answer(body=body, headers=(("Content-Encoding", coding),))


def chunk(data: bytes) -> bytes:
    return b"%x\r\n%s\r\n" % (len(data), data)


GZIP_WITH_A_NAME_OF_A_MEGABYTE = b"\x1f\x8b\x08\x08" + bytes(6) + b"n" * 1_000_000 + b"\x00" + zlib.compress(PAGE)
BROTLI_BOMB = bytes.fromhex("5bffff7f00e0ffff") * 100
ZSTD_BOMB = bytes.fromhex("28b52ffd0458540200") * 100

CODED: dict[str, tuple[str, Page]] = {
    "gzip": (OK, coded("gzip", gzip.compress(PAGE))),
    "gzip-in-capitals": (OK, coded("X-GZIP", gzip.compress(PAGE))),
    "gzip-bomb": (OK, gzipped(100_000_000)),
    "gzip-bomb-in-a-bomb": (OK, coded("gzip", gzip.compress(gzip.compress(bytes(50_000_000))))),
    "gzip-twice": (OK, coded("gzip, gzip", gzip.compress(gzip.compress(bytes(20_000_000))))),
    "gzip-ten-thousand-times": (OK, coded(", ".join(["gzip"] * 10_000), gzip.compress(PAGE))),
    "gzip-that-is-none": (CUT, coded("gzip", PAGE)),
    "gzip-cut": (CUT, Answer(body=gzip.compress(PAGE * 90)[:80], headers=(("Content-Encoding", "gzip"),), length=900)),
    "gzip-with-a-wrong-sum": (CUT, coded("gzip", gzip.compress(PAGE)[:-8] + b"\x00" * 8)),
    "gzip-in-a-thousand-members": (OK, coded("gzip", gzip.compress(PAGE) * 1000)),
    "gzip-with-a-long-name": (OK, coded("gzip", GZIP_WITH_A_NAME_OF_A_MEGABYTE)),
    "gzip-of-nothing": (OK, coded("gzip", b"")),
    "deflate": (OK, coded("deflate", zlib.compress(PAGE))),
    "deflate-bomb": (OK, coded("deflate", zlib.compress(bytes(50_000_000)))),
    "brotli-bomb": (OK, coded("br", BROTLI_BOMB)),
    "zstd-bomb": (OK, coded("zstd", ZSTD_BOMB)),
    "compress": (OK, coded("compress", b"\x1f\x9d\x90")),
    "coding-unknown": (OK, coded("rot13", PAGE)),
    "coding-of-60-kilobytes": (OK, coded("x" * 60_000, PAGE)),
}


async def breaks_off(stream: trio.abc.Stream, hit: Hit) -> None:
    await stream.send_all(START + b"Content-Length: 5000\r\n\r\n" + PAGE)
    await trio.sleep(0.1)
    await reset(stream, hit)


async def held_after_the_head(stream: trio.abc.Stream, hit: Hit) -> None:
    await stream.send_all(START + b"Content-Length: 5000\r\n\r\n")
    await stream.receive_some()


SENT: dict[str, tuple[str, Page]] = {
    "endless": (OK, flood(START + b"\r\n" + HEAD, b"x" * 10_000)),
    "endless-without-a-head": (OK, flood(START + b"\r\n", b"x" * 10_000)),
    "endless-of-nothing": (OK, flood(START + b"\r\n", bytes(10_000))),
    "endless-in-chunks": (OK, flood(CHUNKED, chunk(b"x" * 10_000))),
    "endless-in-chunks-of-one": (CUT, flood(CHUNKED, chunk(b"x") * 1000)),
    "endless-chunk-extension": (CUT, flood(CHUNKED + b"5;", b"a=b;" * 1000)),
    "endless-trailers": (CUT, flood(CHUNKED + chunk(b"x") + b"0\r\n", b"X: a\r\n" * 1000)),
    "reset-within": (CUT, breaks_off),
    "length-too-long": (CUT, Answer(length=10_000)),
    "length-of-a-petabyte": (CUT, Answer(length=10**15)),
    "length-too-short": (OK, Answer(length=10)),
    "length-nought": (OK, Answer(length=0)),
    "chunk-size-ill-formed": (CUT, raw(CHUNKED + b"xyz\r\nabc\r\n0\r\n\r\n")),
    "chunk-size-minus": (CUT, raw(CHUNKED + b"-5\r\nabcde\r\n0\r\n\r\n")),
    "chunk-size-of-20-digits": (CUT, raw(CHUNKED + b"F" * 20 + b"\r\nabc")),
    "chunk-size-of-30-digits": (CUT, raw(CHUNKED + b"F" * 30 + b"\r\nabc")),
    "chunk-too-short": (CUT, raw(CHUNKED + b"5\r\nabc")),
    "chunk-too-long": (CUT, raw(CHUNKED + b"2\r\nabcdef\r\n0\r\n\r\n")),
    "chunks-and-a-length": (OK, raw(START + b"Content-Length: 3\r\nTransfer-Encoding: chunked\r\n\r\n" + chunk(PAGE)
                                    + b"0\r\n\r\n")),
    "empty": (OK, Answer(body=b"")),
    "pdf-without-end": (OK, flood(b"HTTP/1.1 200 OK\r\nContent-Type: application/pdf\r\n\r\n%PDF-1.7", b"x" * 10_000)),
    "video-of-a-terabyte": (OK, raw(VIDEO + b"Content-Length: 999999999999\r\n\r\n")),
    "event-stream": (OK, drip(b"HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\n\r\n", b"data: a\n\n", 0.05)),
    "parts-without-end": (OK, flood(PARTS, b"--a\r\n")),
}  # fmt: skip

SLOW: dict[str, Page] = {
    "drip": drip(START + b"\r\n<title>Slow</title>", b"x", 0.05),
    "drip-in-chunks": drip(CHUNKED, chunk(b"x"), 0.05),
    "silence-after-the-head": held_after_the_head,
    "silence-after-a-chunk": drip(CHUNKED + chunk(PAGE), b"", 0.3),
}

CHARSETS = (
    "bz2", "zlib", "hex", "base64", "rot13", "uu", "idna", "punycode", "undefined", "unicode_escape", "utf-7", "utf-16",
    "utf-32", "charmap", "mbcs", "oem", "aliases", "..%2f..%2fetc", "x" * 40, "\\x00", "utf_8_sig", "cp037",
)  # fmt: skip


def of_charsets() -> Iterator[Case]:
    body = b"<title>\\N{BELL}+AGE- \xe9\xff\x81</title>" + b"words " * 10
    for number, charset in enumerate(CHARSETS):
        page = Answer(body=body, headers=(("Content-Type", f"text/html; charset={charset}"),))
        yield Case(f"charset-{number}-{''.join(filter(str.isalnum, charset))}", OK, page, asks=1)


HUGE = 500_000
HARD: dict[str, Page] = {
    "title-marks": Answer(body="<title" * (HUGE // 6)),
    "titles-unclosed": Answer(body="<title>" * (HUGE // 7)),
    "title-without-end": Answer(body="<title>" + "x" * HUGE),
    "meta-marks": Answer(body="<meta" * (HUGE // 5)),
    "refreshes": Answer(body="<meta http-equiv=refresh content=9>" * (HUGE // 35)),
    "refresh-marks": Answer(body="<meta refresh " * (HUGE // 14)),
    "comments-unclosed": Answer(body="refresh" + "<!--" * (HUGE // 4)),
    "scripts-unclosed": Answer(body="refresh" + "<script>" * (HUGE // 8)),
    "tags-of-quotes": Answer(body="refresh" + "<a '" * (HUGE // 4)),
    "tags-nested": Answer(body="<div>" * (HUGE // 5)),
    "angle-brackets": Answer(body="refresh" + "<" * HUGE),
    "attributes": Answer(body="refresh<meta " + "a=1 " * (HUGE // 4) + ">"),
    "password-fields": titled("Log in", rest="<input " * (HUGE // 7)),
    "references": Answer(body="<title>" + "&#x110000;&#0;&#xD800;&amp" * 40 + "</title>"),
    "references-nested": Answer(body='<!DOCTYPE a [<!ENTITY a "&a;&a;">]><title>&a;</title>'),
    "nul-bytes": Answer(body=b"<title>\x00\x00</title>" + bytes(1000)),
    "surrogates": Answer(body=b"<title>\xed\xa0\x80\xed\xb0\x80</title>"),
    "overlong-utf-8": Answer(body=b"<title>\xc0\xbc\xe0\x80\xbc</title>"),
    "utf-16-mark-alone": Answer(body=b"\xff\xfe"),
    "one-line-of-spaces": Answer(body=" " * HUGE),
}

CASES = (
    *(Case(f"coded-{name}", verdict, page, asks=1) for name, (verdict, page) in CODED.items()),
    *(Case(f"body-{name}", verdict, page, asks=1) for name, (verdict, page) in SENT.items()),
    *(Case(f"body-{name}", CUT, page, asks=1, waits=True) for name, page in SLOW.items()),
    *of_charsets(),
    *(Case(f"hard-{name}", OK, page, asks=1) for name, page in HARD.items()),
)
