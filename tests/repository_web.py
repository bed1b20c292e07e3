"""The web of fixtures/repository/ on loopback: a proxy that plays its sites, by http and https, and the archive.

It answers for the addresses in web.toml and no others. The archive lists captures (CDX), and shows one as it was
captured (`id_`) and in its own frame.
"""

from __future__ import annotations

import json
import re
import ssl
import threading
import tomllib
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from email.utils import format_datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

import trustme

REPOSITORY = Path(__file__).resolve().parent.parent / "fixtures" / "repository"
ARCHIVE = "http://web.archive.org"
_CAPTURE = re.compile(rf"https?{re.escape(ARCHIVE.removeprefix('http'))}/web/(\d{{14}})(?:id_)?/(.+)")


@dataclass
class RepositoryWeb:
    """`pages` and `captures` may be changed while it runs; `asked` logs every address, and `on_asked` hears of it."""

    ca_file: Path
    pages: dict[str, dict[str, Any]]
    captures: list[dict[str, Any]]
    asked: list[str] = field(default_factory=list)
    port: int = 0
    on_asked: Callable[[str], None] = str

    @property
    def environ(self) -> dict[str, str]:
        """Settings under which linkaudit asks this web and nobody else."""
        return {
            "LINKAUDIT_PROXY": f"http://127.0.0.1:{self.port}",
            "LINKAUDIT_CA_FILE": str(self.ca_file),
            "LINKAUDIT_ARCHIVE_URL": ARCHIVE,
            "LINKAUDIT_ARCHIVE_DELAY": "0",
            "LINKAUDIT_DELAY": "0",
            "LINKAUDIT_RETRIES": "0",
        }

    def answer(self, url: str) -> tuple[int, dict[str, str], str]:
        self.asked.append(url)
        self.on_asked(url)
        if url.startswith(f"{ARCHIVE}/cdx/"):
            return 200, {"content-type": "application/json"}, json.dumps(self._index(parse_qs(urlsplit(url).query)))
        if found := _CAPTURE.fullmatch(url):
            return self._played(found[1], found[2])
        page = self.pages.get(url)
        if page is None:  # neither alive nor dead: whoever wrote the fixture forgot a page
            return 502, {}, f"{url} is not in web.toml"
        location = {"location": page["location"]} if "location" in page else {}
        return page.get("status", 200), location, _html(page)

    def _played(self, stamp: str, url: str) -> tuple[int, dict[str, str], str]:
        for each in self.captures:
            if (f"{each['captured']:%Y%m%d%H%M%S}", each["url"]) == (stamp, url):
                return 200, {"memento-datetime": format_datetime(each["captured"], usegmt=True)}, _html(each)
        return 404, {}, "The Wayback Machine has not archived that URL."

    def _index(self, query: dict[str, list[str]]) -> list[list[str]]:
        found = [each for each in self.captures if each["url"] == query["url"][0]]
        rows = [[f"{each['captured']:%Y%m%d%H%M%S}", each["url"], "text/html", "200", "A" * 32, "9"] for each in found]
        return [["timestamp", "original", "mimetype", "statuscode", "digest", "length"], *rows] if rows else []


def _html(page: dict[str, Any]) -> str:
    title = page.get("title", "A page")
    return f"<!doctype html><title>{title}</title><h1>{title}</h1><p>{'Words of a page that is about piers. ' * 9}</p>"


@contextmanager
def repository_web(folder: Path) -> Iterator[RepositoryWeb]:
    """The web, for as long as the block lasts; its certificates' authority is written into `folder`."""
    table = tomllib.loads((REPOSITORY / "web.toml").read_text("utf-8"))
    authority = trustme.CA()
    authority.cert_pem.write_to_path(folder / "ca.pem")
    pages = {page["url"]: page for page in table["page"]}
    hosts = {urlsplit(url).hostname or "" for url in pages} | {"web.archive.org"}
    tls = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    authority.issue_cert(*sorted(hosts)).configure_cert(tls)
    web = RepositoryWeb(folder / "ca.pem", pages, table["capture"])

    class Answers(BaseHTTPRequestHandler):
        site = ""

        def do_CONNECT(self) -> None:
            self.send_response_only(200)
            self.end_headers()
            self.site = f"https://{self.path.removesuffix(':443')}"
            plain = self.rfile, self.wfile
            with (
                suppress(OSError),
                tls.wrap_socket(self.connection, server_side=True) as secure,
                secure.makefile("rb") as self.rfile,
                secure.makefile("wb") as self.wfile,
            ):
                self.handle_one_request()
            self.rfile, self.wfile = plain

        def do_GET(self) -> None:
            status, headers, text = web.answer(self.site + self.path)
            body = text.encode()
            self.send_response_only(status)
            for name, value in {"content-type": "text/html; charset=utf-8", **headers}.items():
                self.send_header(name, value)
            self.send_header("content-length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)
            self.wfile.flush()

        def log_message(self, format: str, *args: object) -> None:  # noqa: A002  (the base class says so)
            """Say nothing: the terminal is for the report."""

    with ThreadingHTTPServer(("127.0.0.1", 0), Answers) as server:
        server.daemon_threads = True
        web.port = server.server_port
        thread = threading.Thread(target=server.serve_forever, daemon=True)
        thread.start()
        try:
            yield web
        finally:
            server.shutdown()
            thread.join()
