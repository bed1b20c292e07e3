"""Statuses, and answers that are better the second time."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime

from hostile_web import Case
from servers import Answer, Hit, Page, drip, flood, raw, reset

BLOCKED, SERVER, STATUS = "unverifiable blocked", "unverifiable server_error", "unverifiable status"

VERDICTS = {
    200: "alive ok", 201: "alive ok", 202: "alive ok", 203: "alive ok", 204: "alive ok", 205: "alive ok",
    206: "alive ok", 226: "alive ok", 299: "alive ok",
    300: STATUS, 301: STATUS, 302: STATUS, 303: STATUS, 304: STATUS, 305: STATUS, 307: STATUS, 308: STATUS,
    400: "broken bad_request", 401: BLOCKED, 402: BLOCKED, 403: BLOCKED, 404: "broken not_found", 405: BLOCKED,
    406: BLOCKED, 407: STATUS, 408: STATUS, 409: STATUS, 410: "broken gone", 411: STATUS, 412: STATUS, 414: STATUS,
    416: STATUS, 418: STATUS, 421: STATUS, 423: STATUS, 425: STATUS, 426: STATUS, 428: STATUS,
    429: "unverifiable rate_limited", 431: STATUS, 444: STATUS, 451: BLOCKED, 498: STATUS, 499: STATUS,
    500: SERVER, 501: SERVER, 502: SERVER, 503: SERVER, 504: SERVER, 505: SERVER, 508: SERVER, 511: SERVER,
    520: SERVER, 521: SERVER, 522: SERVER, 525: SERVER, 530: SERVER, 599: SERVER,
    600: STATUS, 700: STATUS, 999: "unverifiable bot_wall",
}  # fmt: skip


def first_then(first: Answer, then: Page | None = None) -> Callable[[Hit], Answer]:
    """A page that answers otherwise from its second time on."""
    seen: list[Hit] = []

    def answer(hit: Hit) -> Answer:
        seen.append(hit)
        return first if len(seen) % 2 == 1 else then if isinstance(then, Answer) else Answer()

    return answer


def wait_until(seconds: int) -> Callable[[Hit], Answer]:
    """429 with a date that lies so many seconds ahead, then the page."""
    seen: list[Hit] = []

    def answer(hit: Hit) -> Answer:
        seen.append(hit)
        if len(seen) % 2 == 0:
            return Answer()
        date = format_datetime(datetime.now(UTC) + timedelta(seconds=seconds), usegmt=True)
        return Answer(429, headers=(("Retry-After", date),))

    return answer


def busy(retry_after: str | bytes, status: int = 429) -> Callable[[Hit], Answer]:
    text = retry_after.decode("latin-1") if isinstance(retry_after, bytes) else retry_after
    return first_then(Answer(status, headers=(("Retry-After", text),)))


INTERIM = b"HTTP/1.1 103 Early Hints\r\nLink: </a.css>; rel=preload\r\n\r\n"
PAGE = b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Length: 2\r\n\r\nok"

CASES = (
    *(Case(f"status-{status}", verdict, Answer(status, ""), asks=1) for status, verdict in VERDICTS.items()),
    Case("status-101-unasked", "unverifiable protocol", raw(b"HTTP/1.1 101 Switching Protocols\r\nUpgrade: x\r\n\r\n")),
    Case("status-100-and-silence", "unverifiable timeout", drip(b"HTTP/1.1 100 Continue\r\n\r\n", b"", 0.5)),
    Case("interim-answers-then-a-page", "alive ok", raw(INTERIM * 5 + PAGE)),
    Case("interim-flood", "unverifiable protocol", flood(b"", INTERIM * 100)),
    Case("interim-drip", "unverifiable timeout", drip(b"", INTERIM, 0.05)),
    Case("ten-thousand-interim-answers", "unverifiable protocol", raw(INTERIM * 10_000 + PAGE)),
    Case("error-page-of-ten-megabytes", "broken not_found", Answer(404, b"x" * 10_000_000)),
    Case("error-status-with-redirect", "broken not_found", Answer(404, "", (("Location", "/elsewhere"),)), asks=1),
    # --- tries ---
    Case("busy-then-well", "alive ok", first_then(Answer(503)), retries=1, asks=2),
    Case("bad-gateway-then-well", "alive ok", first_then(Answer(502)), retries=1, asks=2),
    Case("too-early-then-well", "alive ok", first_then(Answer(425)), retries=1, asks=2),
    Case("timeout-status-then-well", "alive ok", first_then(Answer(408)), retries=1, asks=2),
    Case("busy-then-gone", "broken not_found", first_then(Answer(503), Answer(404)), retries=1, asks=2),
    Case("always-busy", SERVER, Answer(503, headers=(("Retry-After", "0"),)), retries=2, asks=3),
    Case("not-found-is-not-asked-again", "broken not_found", first_then(Answer(404)), retries=2, asks=1),
    Case("forbidden-is-not-asked-again", BLOCKED, first_then(Answer(403)), retries=2, asks=1),
    Case("wait-one-second", "alive ok", busy("1"), retries=1, asks=2),
    Case("wait-until-a-date", "alive ok", wait_until(2), retries=1, asks=2),
    Case("wait-until-yesterday", "alive ok", wait_until(-86_400), retries=1, asks=2),
    Case("wait-a-minus", "alive ok", busy("-5"), retries=1, asks=2),
    Case("wait-in-words", "alive ok", busy("a little"), retries=1, asks=2),
    Case("wait-in-latin-1", "alive ok", busy(b"\xe9t\xe9"), retries=1, asks=2),
    Case("wait-twice", "alive ok", busy("0, 99"), retries=1, asks=2),
    Case("wait-a-million-years", "unverifiable rate_limited", busy("9" * 30), retries=1, asks=1),
    Case("wait-until-the-year-10-to-the-20", "alive ok", busy("Sun, 22 Nov 99999999999999999999 12:00:20 GMT"),
         retries=1, asks=2),
    Case("wait-in-a-zone-beyond-the-earth", "alive ok", busy("Sun, 22 Nov 2026 12:00:20 +99999999999999"),
         retries=1, asks=2),
    Case("hangs-up-each-time", "unverifiable reset", raw(b""), retries=1, asks=2),
    Case("resets-each-time", "unverifiable reset", reset, retries=1, asks=2),
)  # fmt: skip
