"""A thin front that gives a pywb server the shapes of the live Wayback Machine, with faults on demand and a log.

pywb answers for the copies themselves; what differs is made here: the path and the table of the CDX server, its
sorting with its loss of one of two captures at equal distance, redirects that stay within the archive, the 302 that
names the nearest capture, exclusions.
"""

from __future__ import annotations

import http.client
import json
import re
import socket
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs, quote, urlsplit

HEADER = ["timestamp", "original", "mimetype", "statuscode", "digest", "length"]
EXCLUSION = (
    "org.archive.wayback.exception.AdministrativeAccessControlException: Blocked Site Error: The URL is excluded"
)
NOT_ARCHIVED = b"<html><body><h2>Hrm.</h2><p>The Wayback Machine has not archived that URL.</p></body></html>"
_PLAYBACK = re.compile(r"/web/(\d{1,14})id_/(.+)")


@dataclass(frozen=True)
class Answer:
    """`drop` hangs up in place of an answer; `delay` (seconds) comes first; `cut` promises more than it sends."""

    status: int = 200
    body: bytes = b""
    headers: tuple[tuple[str, str], ...] = (("Content-Type", "text/html"),)
    delay: float = 0.0
    drop: bool = False
    cut: bool = False


@dataclass(frozen=True)
class Hit:
    """One request: when it came and was answered (monotonic seconds), and how many were open, itself included."""

    path: str
    came: float
    open: int
    agent: str

    @property
    def service(self) -> str:
        known = {"/cdx/": "index", "/web/": "playback"}
        return next((known[start] for start in known if self.path.startswith(start)), "other")


@dataclass
class Front:
    """`excluded` are hosts whose publishers keep them out; without `rewrites`, redirects leave as pywb gives them."""

    pywb: int
    port: int = 0
    excluded: tuple[str, ...] = ("excluded.test",)
    rewrites: bool = True
    log: list[Hit] = field(default_factory=list)
    open: int = 0
    faults: list[tuple[str, Answer]] = field(default_factory=list)

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def services(self) -> list[str]:
        return [hit.service for hit in self.log]

    def fail(self, answer: Answer, *, times: int = 1_000, under: str = "/") -> None:
        """Give this answer to the next so many requests whose path begins so."""
        self.faults += [(under, answer)] * times

    def answer(self, path: str) -> Answer:
        for fault in self.faults:
            if path.startswith(fault[0]):
                self.faults.remove(fault)
                return fault[1]
        playback = _PLAYBACK.fullmatch(path)
        if playback:
            return self._playback(playback[1], playback[2], path)
        parts = urlsplit(path)
        if parts.path == "/cdx/search/cdx":
            return self._index({name: values[0] for name, values in parse_qs(parts.query).items()})
        return self._passed(path)

    def _index(self, query: dict[str, str]) -> Answer:
        if urlsplit(query["url"]).hostname in self.excluded:
            exclusion = (("Content-Type", "text/plain"), ("X-Archive-Wayback-Runtime-Error", EXCLUSION))
            return Answer(403, EXCLUSION.encode(), exclusion)
        status, _, body = self._pywb(f"/web/cdx?url={quote(query['url'], safe='')}&output=json")
        assert status == 200, body
        rows = [_row(json.loads(line)) for line in body.splitlines()]
        if wanted := query.get("filter", "").removeprefix("statuscode:"):
            rows = [row for row in rows if re.fullmatch(wanted, row[3])]
        if query.get("sort") == "closest":
            rows = _closest(rows, query["closest"])
        limit = int(query.get("limit", "150000"))
        rows = rows[:limit] if limit > 0 else rows[limit:]
        table = [HEADER, *rows] if rows else []
        return Answer(200, json.dumps(table).encode(), (("Content-Type", "application/json"),))

    def _playback(self, stamp: str, original: str, path: str) -> Answer:
        if urlsplit(original).hostname in self.excluded:
            return Answer(200, b"<p>This URL has been excluded from the Wayback Machine.</p>")
        status, headers, body = self._pywb(path)
        location = headers.get("location", "").replace(f"http://127.0.0.1:{self.pywb}", self.url)
        if "memento-datetime" not in headers:
            if 300 <= status <= 399:
                reason = f"found capture at {location.partition('/web/')[2][:14]}"
                return Answer(302, b"", (("Location", location), ("X-Archive-Redirect-Reason", reason)))
            return Answer(404, NOT_ARCHIVED)
        kept = [(name, value) for name, value in headers.items() if name in _KEPT]
        if location and self.rewrites:
            absolute = location if "://" in location else original.rsplit("/", 1)[0] + location
            location = f"{self.url}/web/{stamp}id_/{absolute}"
        kept += [("Location", location)] if location else []
        return Answer(status, body, (*kept, ("X-Archive-Src", "test.warc.gz")))

    def _passed(self, path: str) -> Answer:
        """The same copies as other archives would give them: Arquivo.pt, which is a pywb, and any with TimeMaps."""
        for theirs, ours in _ELSEWHERE:
            if path.startswith(theirs):
                path = ours + path.removeprefix(theirs)
        status, headers, body = self._pywb(path)
        body = body.replace(f"http://127.0.0.1:{self.pywb}".encode(), self.url.encode())
        return Answer(status, body, tuple((name, value) for name, value in headers.items() if name in _PASSED))

    def _pywb(self, path: str) -> tuple[int, dict[str, str], bytes]:
        connection = http.client.HTTPConnection("127.0.0.1", self.pywb, timeout=20)
        try:
            connection.request("GET", path, headers={"Host": f"127.0.0.1:{self.pywb}"})
            response = connection.getresponse()
            return response.status, {name.lower(): value for name, value in response.getheaders()}, response.read()
        finally:
            connection.close()


_ELSEWHERE = (
    ("/wayback/cdx", "/web/cdx"),
    ("/noFrame/replay/", "/web/"),
    ("/timemap/link/", "/web/timemap/link/"),
)
_KEPT = ("memento-datetime", "content-type", "link")
_PASSED = (*_KEPT, "location")


def _row(found: dict[str, str]) -> list[str]:
    return [found["timestamp"], found["url"], found["mime"], found.get("status", "-"), found["digest"], "1000"]


def _closest(rows: list[list[str]], stamp: str) -> list[list[str]]:
    by_distance = {abs((_time(row[0]) - _time(stamp)).total_seconds()): row for row in reversed(rows)}
    return [by_distance[distance] for distance in sorted(by_distance)]


def _time(stamp: str) -> datetime:
    return datetime.strptime(stamp, "%Y%m%d%H%M%S").replace(tzinfo=UTC)


@contextmanager
def fronting(pywb: int) -> Iterator[Front]:
    """A front on a free port, for as long as the block lasts."""
    front = Front(pywb)
    lock = threading.Lock()

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            with lock:
                front.open += 1
                front.log.append(Hit(self.path, time.monotonic(), front.open, self.headers.get("User-Agent", "")))
            try:
                self._send(front.answer(self.path))
            except (BrokenPipeError, ConnectionResetError):
                pass  # the client hung up, as it may
            finally:
                with lock:
                    front.open -= 1

        def _send(self, answer: Answer) -> None:
            if answer.delay:
                time.sleep(answer.delay)
            if answer.drop:
                self.connection.shutdown(socket.SHUT_RDWR)
                return
            self.send_response_only(answer.status)
            for name, value in answer.headers:
                self.send_header(name, value)
            self.send_header("Content-Length", str(len(answer.body) + (100 if answer.cut else 0)))
            self.end_headers()
            self.wfile.write(answer.body)

        def log_message(self, format: str, *args: object) -> None:  # noqa: A002  (the base class says so)
            """Say nothing: the log is kept."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    front.port = server.server_port
    thread = threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True)
    thread.start()
    try:
        yield front
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
