"""A stand-in for Save Page Now, for the Wayback Machine around it, and for the web: one server on loopback.

It is asked as a proxy, so that sources have public names. Shapes are those of the service's public API document: a
refusal comes as a 200, an outage as HTML, a job takes its time. It keeps a log of every request, keys included.
"""

from __future__ import annotations

import json
import re
import threading
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from email.utils import format_datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs, urlsplit

ACCESS, SECRET = "AcCeSsKeY123", "sEcReTkEy456"
HEADER = ["timestamp", "original", "mimetype", "statuscode", "digest", "length"]
CODES = (
    "bad-gateway", "bad-request", "bandwidth-limit-exceeded", "blocked", "blocked-client-ip", "blocked-url",
    "browsing-timeout", "cannot-fetch", "capture-location-error", "celery", "filesize-limit", "ftp-access-denied",
    "gateway-timeout", "http-version-not-supported", "internal-server-error", "invalid-host-resolution",
    "invalid-server-response", "invalid-url-syntax", "job-failed", "max-daily-bandwidth",
    "max-daily-bandwidth-from-host", "max-daily-bandwidth-from-ip", "method-not-allowed",
    "network-authentication-required",
    "no-access", "no-browsers-available", "no-captures", "not-found", "not-implemented", "protocol-error",
    "proxy-error", "read-timeout", "service-unavailable", "soft-time-limit-exceeded", "too-many-daily-captures",
    "too-many-redirects", "too-many-requests", "unauthorized", "user-session-limit",
)  # fmt: skip
"""Every documented code, and the one that is seen though no document has it (no-captures)."""

_STATUS = re.compile(r"/save/status/(spn2-\w+)")
_PLAYBACK = re.compile(r"/web/(\d{14})id_/(.+)")
_PAGE = b"<html><head><title>A page</title></head><body><p>" + b"Words of a page. " * 80 + b"</p></body></html>"


@dataclass(frozen=True)
class Answer:
    """`drop` takes the request in and hangs up; `delay` (seconds) comes before the answer."""

    status: int = 200
    body: bytes = b""
    headers: tuple[tuple[str, str], ...] = (("Content-Type", "application/json"),)
    delay: float = 0.0
    drop: bool = False


@dataclass(frozen=True)
class Fate:
    """What becomes of one address: how its submission is answered, and what its job comes to after so many polls.

    A capture that is `shown` can be played back, one that is `listed` stands in the index.
    """

    submission: Answer | None = None
    takes: bool = True
    polls: int = 1
    code: str | None = None
    delay: float = 0.0
    shown: Answer | bool = True
    listed: bool = True
    original: str | None = None


@dataclass(frozen=True)
class Hit:
    method: str
    host: str
    path: str
    form: Mapping[str, str]
    authorization: str | None


@dataclass
class SavePageNow:
    """`copies` are the captures that there are, by address; `jobs` the polls that each job has left."""

    port: int = 0
    fates: dict[str, Fate] = field(default_factory=dict)
    account: Answer | dict[str, int] = field(
        default_factory=lambda: {"available": 5, "processing": 0, "daily_captures": 3, "daily_captures_limit": 30_000}
    )
    index: Answer | None = None
    pages: dict[str, Answer] = field(default_factory=dict)
    copies: dict[str, list[tuple[str, str]]] = field(default_factory=dict)
    jobs: dict[str, tuple[str, int]] = field(default_factory=dict)
    log: list[Hit] = field(default_factory=list)
    lock: threading.Lock = field(default_factory=threading.Lock)

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    @property
    def submitted(self) -> list[str]:
        return [hit.form["url"] for hit in self.log if hit.method == "POST"]

    @property
    def asked_of_it(self) -> list[str]:
        """The paths that needed keys."""
        return [hit.path for hit in self.log if hit.path.startswith("/save")]

    def answer(self, hit: Hit) -> Answer:
        if hit.host != "127.0.0.1":
            return self.pages.get(hit.path, Answer(200, _PAGE, (("Content-Type", "text/html"),)))
        if hit.path.startswith("/save"):
            if hit.authorization != f"LOW {ACCESS}:{SECRET}":
                return said({"message": "You need to be logged in to use Save Page Now."}, 401)
            return self._save(hit)
        if hit.path.startswith("/cdx/"):
            if self.index is not None:
                return self.index
            [url] = parse_qs(urlsplit(hit.path).query)["url"]
            listed = self.copies.get(url, []) if self.fates.get(url, Fate()).listed else []
            rows = [[stamp, url, "text/html", status, "D" + stamp, "900"] for stamp, status in listed]
            return said([HEADER, *rows] if rows else [])
        return self._playback(hit)

    def _save(self, hit: Hit) -> Answer:
        if hit.method == "POST":
            return self._submission(hit.form["url"])
        if hit.path == "/save/status/user":
            return said(self.account) if isinstance(self.account, dict) else self.account
        found = _STATUS.fullmatch(hit.path)
        if found is None or found[1] not in self.jobs:
            return said({"message": "no such job"}, 404)
        return self._job(found[1])

    def _submission(self, url: str) -> Answer:
        fate = self.fates.get(url, Fate())
        if fate.takes:
            job = f"spn2-{len(self.jobs):06x}"
            self.jobs[job] = url, fate.polls
            if fate.code is None:
                self.copies.setdefault(url, []).append((f"{datetime.now(UTC):%Y%m%d%H%M%S}", "200"))
            accepted = said({"url": url, "job_id": job}, delay=fate.delay)
        return fate.submission or accepted

    def _job(self, job: str) -> Answer:
        url, polls = self.jobs[job]
        fate = self.fates.get(url, Fate())
        if polls > 0:
            self.jobs[job] = url, polls - 1
            return said({"status": "pending", "job_id": job, "resources": []})
        if fate.code is not None:
            return said({"status": "error", "job_id": job, "status_ext": f"error:{fate.code}", "resources": []})
        stamp = self.copies[url][-1][0]
        done = {"job_id": job, "original_url": fate.original or url, "timestamp": stamp, "duration_sec": 1.5}
        return said({"status": "success", **done, "http_status": 200, "resources": [url], "outlinks": []})

    def _playback(self, hit: Hit) -> Answer:
        found = _PLAYBACK.fullmatch(hit.path)
        shown = self.fates.get(found[2], Fate()).shown if found else False
        if found is None or shown is False:
            return Answer(404, b"The Wayback Machine has not archived that URL.", (("Content-Type", "text/html"),))
        captured = datetime.strptime(found[1], "%Y%m%d%H%M%S").replace(tzinfo=UTC)
        dated = ("Memento-Datetime", format_datetime(captured, usegmt=True))
        page = shown if isinstance(shown, Answer) else Answer(200, _PAGE)
        return Answer(page.status, page.body, (("Content-Type", "text/html"), dated))


def said(document: object, status: int = 200, delay: float = 0.0) -> Answer:
    """A JSON answer."""
    return Answer(status, json.dumps(document).encode(), delay=delay)


def refused(code: str) -> Answer:
    """A refusal as it really comes: with the status 200."""
    return said({"status": "error", "status_ext": f"error:{code}", "message": "Sorry."})


@contextmanager
def saving() -> Iterator[SavePageNow]:
    """A running stand-in."""
    stand_in = SavePageNow()

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self._answer({})

        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"])).decode("ascii")
            self._answer({name: values[0] for name, values in parse_qs(body).items()})

        def _answer(self, form: Mapping[str, str]) -> None:
            parts = re.fullmatch(r"http://([^/:]+)(?::\d+)?(/.*)", self.path)
            host, path = (parts[1], parts[2]) if parts else ("127.0.0.1", self.path)
            with stand_in.lock:
                hit = Hit(self.command, host, path, form, self.headers.get("Authorization"))
                stand_in.log.append(hit)
                answer = stand_in.answer(hit)
            time.sleep(answer.delay)
            if answer.drop:
                self.close_connection = True
                return
            try:
                self.send_response_only(answer.status)
                for name, value in answer.headers:
                    self.send_header(name, value)
                self.send_header("Content-Length", str(len(answer.body)))
                self.end_headers()
                self.wfile.write(answer.body)
            except (BrokenPipeError, ConnectionResetError):
                pass  # the client was killed

        def log_message(self, format: str, *args: object) -> None:  # noqa: A002  (the base class says so)
            """Say nothing: the log is kept."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    server.handle_error = lambda *_: None  # type: ignore[method-assign]  a killed client is no news
    stand_in.port = server.server_port
    thread = threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True)
    thread.start()
    try:
        yield stand_in
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
