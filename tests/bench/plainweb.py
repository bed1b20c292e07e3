"""A made-up web without latency and without TLS: every address of 127.0.0.0/8 is a host, one process serves all.

`/news/N` is missing when N leaves 3 on division by 25, moved when it leaves 7 on division by 50; all others open. Run
as a program it writes its port, serves until its standard input ends, and then writes how many requests there were.
"""

from __future__ import annotations

import asyncio
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

LINKS_EACH = 10


@dataclass
class Site:
    """A running web; `requests` is known once it has stopped."""

    port: int
    requests: int = 0


def url(number: int, hosts: int, port: int) -> str:
    """The address of a page: hosts are cited equally often."""
    host = number % hosts
    return f"http://127.{20 + host // 62_500}.{host // 250 % 250}.{host % 250 + 1}:{port}/news/{number}"


def article(number: int, hosts: int, port: int) -> str:
    """An article of ten addresses that no other one cites."""
    first = number * LINKS_EACH
    paragraphs = [
        f"The council said on Monday that [report {at} of the inquiry]({url(at, hosts, port)}) found no fault with the "
        "harbour, and that work on the pier would go on as planned before the summer."
        for at in range(first, first + LINKS_EACH)
    ]
    return f"---\ndate: 2022-10-13\n---\n\n# The harbour inquiry, part {number}\n\n" + "\n\n".join(paragraphs) + "\n"


def write_archive(folder: Path, articles: int, hosts: int, port: int) -> None:
    """So many articles, a hundred to a folder."""
    for number in range(articles):
        path = folder / f"{number // 100:05}" / f"{number:07}.md"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(article(number, hosts, port), "utf-8")


@contextmanager
def serving() -> Iterator[Site]:
    with subprocess.Popen([sys.executable, __file__], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as web:
        assert web.stdin is not None
        assert web.stdout is not None
        site = Site(int(web.stdout.readline()))
        try:
            yield site
        finally:
            web.stdin.close()
            site.requests = int(web.stdout.readline())


_BODY = b"<!doctype html><html><head><title>The harbour inquiry</title></head><body><p>Words.</p></body></html>"


class _Connection(asyncio.Protocol):
    requests = 0

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport = transport
        self._received = b""

    def data_received(self, data: bytes) -> None:
        self._received += data
        if b"\r\n\r\n" not in self._received:
            return
        path = self._received.split(b" ", 2)[1]
        self._received = b""
        _Connection.requests += 1
        number = int(path.rpartition(b"/")[2])
        status, extra = b"200 OK", b""
        if path.startswith(b"/news/") and number % 25 == 3:
            status = b"404 Not Found"
        elif path.startswith(b"/news/") and number % 50 == 7:
            status, extra = b"301 Moved Permanently", b"Location: /new/%d\r\n" % number
        head = b"HTTP/1.1 %s\r\nContent-Type: text/html\r\nContent-Length: %d\r\nConnection: close\r\n%s\r\n"
        self._transport.write(head % (status, len(_BODY), extra) + _BODY)
        self._transport.close()


async def _serve() -> None:
    loop = asyncio.get_running_loop()
    server = await loop.create_server(_Connection, "0.0.0.0", 0, backlog=1024)
    sys.stdout.write(f"{server.sockets[0].getsockname()[1]}\n")
    sys.stdout.flush()
    await loop.run_in_executor(None, sys.stdin.read)
    sys.stdout.write(f"{_Connection.requests}\n")


if __name__ == "__main__":
    asyncio.run(_serve())
