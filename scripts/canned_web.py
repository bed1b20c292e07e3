#!/usr/bin/env python3
"""A small web on loopback: an HTTP proxy that answers for the addresses in fixtures/web/ and for no others.

It also answers as the Wayback Machine, at http://web.archive.org, with the captures named there.
Run by itself, it prints its port and serves until its standard input is closed.
"""

from __future__ import annotations

import json
import re
import sys
import threading
import tomllib
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from email.utils import format_datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

FIXTURES = Path(__file__).resolve().parent.parent / "fixtures" / "web"
ARCHIVE = "http://web.archive.org"
_PLAYBACK = re.compile(rf"{re.escape(ARCHIVE)}/web/(?P<moment>\d{{14}})id_/(?P<url>.+)")
_HTML = "text/html; charset=utf-8"

Table = dict[str, Any]


class CannedWeb(ThreadingHTTPServer):
    """The pages and captures of every file in a folder, behind a proxy on a free port."""

    daemon_threads = True

    def __init__(self, folder: Path = FIXTURES) -> None:
        super().__init__(("127.0.0.1", 0), _Answers)
        tables = [tomllib.loads(file.read_text("utf-8")) for file in sorted(folder.glob("*.toml"))]
        self.pages: dict[str, Table] = {page["url"]: page for table in tables for page in table.get("page", [])}
        self.captures: list[Table] = [capture for table in tables for capture in table.get("capture", [])]

    @property
    def proxy(self) -> str:
        return f"http://127.0.0.1:{self.server_port}"


class _Answers(BaseHTTPRequestHandler):
    server: CannedWeb

    def do_GET(self) -> None:
        if self.path.startswith(f"{ARCHIVE}/cdx/search/cdx?"):
            rows = index(self.server.captures, parse_qs(urlsplit(self.path).query))
            self._answer(200, json.dumps(rows), {"content-type": "application/json"})
        elif playback := _PLAYBACK.fullmatch(self.path):
            self._play_back(playback["moment"], playback["url"])
        elif self.path in self.server.pages:
            page = self.server.pages[self.path]
            headers = {"content-type": _HTML, **page.get("headers", {})}
            if "location" in page:
                headers["location"] = page["location"]
            self._answer(page.get("status", 200), _html(page), headers)
        else:  # neither alive nor dead: whoever wrote the fixture forgot a page
            self._answer(502, f"{self.path} is in no file of {FIXTURES.name}/", {"content-type": "text/plain"})

    def _play_back(self, moment: str, url: str) -> None:
        """A capture as the Wayback Machine gives it back: the page that stood there, and when it was captured."""
        capture = next((each for each in self.server.captures if _row(each)[:2] == [moment, url]), None)
        if capture is None:
            self._answer(404, "The Wayback Machine has not archived that URL.", {"content-type": _HTML})
            return
        headers = {"content-type": _HTML, "memento-datetime": format_datetime(capture["captured"], usegmt=True)}
        self._answer(capture.get("status", 200), _html(capture), headers)

    def _answer(self, status: int, text: str, headers: dict[str, str]) -> None:
        body = text.encode()
        self.send_response_only(status)
        for name, value in {**headers, "content-length": str(len(body))}.items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002  (the base class says so)
        """Say nothing: the terminal is for the report."""


def _html(page: Table) -> str:
    title, text = page.get("title", ""), page.get("text", "")
    return text if text.startswith("%PDF") else f"<!doctype html><title>{title}</title><h1>{title}</h1><p>{text}</p>"


def index(captures: list[Table], query: dict[str, list[str]]) -> list[list[str]]:
    """What the CDX server answers: a header and rows, or nothing at all for an address that it does not know."""
    wanted = urlsplit(query["url"][0])
    rows = [_row(each) for each in captures if urlsplit(each["url"])[1:4] == wanted[1:4]]
    if "filter" in query:
        rows = [row for row in rows if row[3] == query["filter"][0].removeprefix("statuscode:")]
    if "closest" in query:
        near = datetime.strptime(query["closest"][0], "%Y%m%d%H%M%S").replace(tzinfo=UTC)
        rows.sort(key=lambda row: abs(datetime.strptime(row[0], "%Y%m%d%H%M%S").replace(tzinfo=UTC) - near))
    limit = int(query["limit"][0])
    rows = rows[:limit] if limit > 0 else rows[limit:]
    return [["timestamp", "original", "mimetype", "statuscode", "digest", "length"], *rows] if rows else []


def _row(capture: Table) -> list[str]:
    status = str(capture.get("status", 200))
    return [f"{capture['captured']:%Y%m%d%H%M%S}", capture["url"], "text/html", status, "A" * 32, "1024"]


@contextmanager
def serving() -> Iterator[CannedWeb]:
    """The web of fixtures/web/, for as long as the block lasts."""
    with CannedWeb() as web:
        thread = threading.Thread(target=web.serve_forever, daemon=True)
        thread.start()
        try:
            yield web
        finally:
            web.shutdown()
            thread.join()


if __name__ == "__main__":
    with serving() as canned_web:
        sys.stdout.write(f"{canned_web.proxy}\n")
        sys.stdout.flush()
        sys.stdin.read()
