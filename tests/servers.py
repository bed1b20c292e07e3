"""A loopback web for tests: one server in a thread of its own, on as many 127.x.y.z addresses as a test wants.

It answers from a table of pages, keeps a log of what was asked of it, and can misbehave on demand. Made-up host names
reach it through `resolver`, which is given to the code under test in place of the system's.
"""

from __future__ import annotations

import gzip
import json
import re
import socket
import ssl
import struct
import threading
import time
from collections import Counter
from collections.abc import Awaitable, Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field, replace
from urllib.parse import parse_qs, urlsplit

import trio


@dataclass(frozen=True)
class Hit:
    """One request as it arrived. `in_flight` counts what is open on the same host, `open` on all: this one included."""

    time: float
    address: str
    host: str
    path: str
    headers: Mapping[str, str]
    in_flight: int
    open: int


@dataclass(frozen=True)
class Answer:
    """What a page answers; `length` overrides Content-Length, `delay` (seconds) comes before the first byte."""

    status: int = 200
    body: bytes | str = "<html><head><title>A page</title></head><body>Words.</body></html>"
    headers: Sequence[tuple[str, str]] = ()
    delay: float = 0.0
    length: int | None = None

    def encoded(self) -> bytes:
        body = self.body.encode() if isinstance(self.body, str) else self.body
        names = {name.lower() for name, _ in self.headers}
        headers = list(self.headers)
        if "content-type" not in names:
            headers.append(("Content-Type", "text/html; charset=utf-8"))
        headers.append(("Content-Length", str(len(body) if self.length is None else self.length)))
        head = f"HTTP/1.1 {self.status} Some Reason\r\n" + "".join(f"{name}: {value}\r\n" for name, value in headers)
        return head.encode("latin-1", "surrogateescape") + b"\r\n" + body


Script = Callable[[trio.abc.Stream, Hit], Awaitable[None]]
Page = Answer | Script | Callable[[Hit], Answer]


def redirect(location: str, status: int = 302, **fields: object) -> Answer:
    return replace(Answer(status, b"", (("Location", location),)), **fields)  # type: ignore[arg-type]


def raw(data: bytes) -> Script:
    """Send these bytes and hang up."""

    async def send(stream: trio.abc.Stream, hit: Hit) -> None:
        await stream.send_all(data)

    return send


def drip(head: bytes, piece: bytes, pause: float = 0.02) -> Script:
    """Send the head, then the piece again and again for ever."""

    async def send(stream: trio.abc.Stream, hit: Hit) -> None:
        await stream.send_all(head)
        while True:
            await trio.sleep(pause)
            await stream.send_all(piece)

    return send


async def hang(stream: trio.abc.Stream, hit: Hit) -> None:
    """Say nothing until the other side has gone."""
    await stream.receive_some()


def gzipped(size: int) -> Answer:
    """A page of `size` zero bytes, packed."""
    return Answer(body=gzip.compress(bytes(size)), headers=(("Content-Encoding", "gzip"),))


def flood(head: bytes, piece: bytes) -> Script:
    """Send the head, then the piece again and again, as fast as it is taken."""
    return drip(head, piece, 0.0)


async def reset(stream: trio.abc.Stream, hit: Hit | None) -> None:
    """Break the connection off: the other side gets a reset where an end would come."""
    socket_of(stream).setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))


class Counted(trio.abc.Stream):
    """A stream that counts what is sent over it."""

    def __init__(self, stream: trio.abc.Stream, sent: Counter[str], name: str) -> None:
        self.below = stream
        self._sent = sent
        self._name = name

    async def send_all(self, data: bytes | bytearray | memoryview) -> None:
        for at in range(0, len(data), 65_536):
            piece = data[at : at + 65_536]
            await self.below.send_all(piece)
            self._sent[self._name] += len(piece)

    async def wait_send_all_might_not_block(self) -> None:
        await self.below.wait_send_all_might_not_block()

    async def receive_some(self, max_bytes: int | None = None) -> bytes | bytearray:
        return await self.below.receive_some(max_bytes)

    async def aclose(self) -> None:
        await self.below.aclose()


@dataclass
class Server:
    """`pages` are looked up by "host/path" first, then by "/path"; the rest is 404.

    `openings` are spoken on an address before anything is read. `sent` counts bytes by host (or such an address),
    `reached` connections by the address that they came to.
    """

    port: int
    addresses: Sequence[str]
    pages: dict[str, Page] = field(default_factory=dict)
    log: list[Hit] = field(default_factory=list)
    connections: int = 0
    openings: dict[str, Script] = field(default_factory=dict)
    reached: Counter[str] = field(default_factory=Counter)
    sent: Counter[str] = field(default_factory=Counter)
    open: Counter[str] = field(default_factory=Counter)

    def url(self, path: str = "/", host: str | None = None, scheme: str = "http") -> str:
        return f"{scheme}://{host or self.addresses[0]}:{self.port}{path}"

    @property
    def paths(self) -> list[str]:
        return [hit.path for hit in self.log]

    @property
    def busiest(self) -> dict[str, int]:
        """The most requests that were open at once, host by host."""
        most: Counter[str] = Counter()
        for hit in self.log:
            most[hit.host] = max(most[hit.host], hit.in_flight)
        return dict(most)

    async def serve(self, stream: trio.abc.Stream) -> None:
        self.connections += 1
        address = socket_of(stream).getsockname()[0]
        self.reached[address] += 1
        try:
            if opening := self.openings.get(address):
                await opening(Counted(stream, self.sent, address), None)  # type: ignore[arg-type]
                return
            hit = await self._read(stream)
            if hit is None:
                return
            try:
                await self._answer(Counted(stream, self.sent, hit.host), hit)
            finally:
                self.open[hit.host] -= 1
        except (trio.BrokenResourceError, trio.ClosedResourceError, ssl.SSLError):
            pass  # the client hung up, as it may
        finally:
            with trio.CancelScope(shield=True, deadline=trio.current_time() + 0.5):
                await trio.aclose_forcefully(stream)

    async def _read(self, stream: trio.abc.Stream) -> Hit | None:
        data = b""
        while b"\r\n\r\n" not in data:
            piece = await stream.receive_some(65_536)
            if not piece:
                return None
            data += piece
            if data[0] == 0x16:  # a TLS greeting to a plain port, answered as nginx does
                await stream.send_all(Answer(400).encoded())
                return None
        lines = data.split(b"\r\n\r\n")[0].decode("latin-1").split("\r\n")
        headers = {name.lower(): value.strip() for name, _, value in (line.partition(":") for line in lines[1:])}
        host = headers.get("host", "").rsplit(":", 1)[0]
        self.open[host] += 1
        hit = Hit(
            time=time.monotonic(),
            address=str(socket_of(stream).getsockname()[0]),
            host=host,
            path=re.sub(r"^http://[^/]+", "", lines[0].split(" ")[1]),  # a proxy is given the whole address
            headers=headers,
            in_flight=self.open[host],
            open=self.open.total(),
        )
        self.log.append(hit)
        return hit

    async def _answer(self, stream: trio.abc.Stream, hit: Hit) -> None:
        path = hit.path.partition("?")[0]
        page = self.pages.get(hit.host + path) or self.pages.get(path) or Answer(404, "nothing here")
        if not isinstance(page, Answer):
            made = page(hit) if not _is_script(page) else page(stream, hit)  # type: ignore[call-arg]
            if not isinstance(made, Answer):
                await made
                return
            page = made
        if page.delay:
            await trio.sleep(page.delay)
        await stream.send_all(page.encoded())


def _is_script(page: Page) -> bool:
    return page.__code__.co_argcount == 2  # type: ignore[union-attr]


def socket_of(stream: trio.abc.Stream) -> trio.socket.SocketType:
    while not isinstance(stream, trio.SocketStream):
        stream = stream.below if isinstance(stream, Counted) else stream.transport_stream
    return stream.socket


@contextmanager
def serving(
    pages: Mapping[str, Page] | None = None,
    addresses: Iterable[str] = ("127.0.0.1",),
    tls: ssl.SSLContext | None = None,
) -> Iterator[Server]:
    """A running server, reachable from any thread."""
    addresses = list(addresses)
    listeners = _listen(addresses)
    server = Server(listeners[0].getsockname()[1], addresses, dict(pages or {}))
    ready = threading.Event()
    stop: list[Callable[[], None]] = []

    async def main() -> None:
        token = trio.lowlevel.current_trio_token()
        async with trio.open_nursery() as nursery:
            stop.append(lambda: token.run_sync_soon(nursery.cancel_scope.cancel))
            sockets = [trio.SocketListener(trio.socket.from_stdlib_socket(listener)) for listener in listeners]
            ends = [trio.SSLListener(one, tls, https_compatible=True) for one in sockets] if tls else sockets
            ready.set()
            await trio.serve_listeners(server.serve, ends, handler_nursery=nursery)

    thread = threading.Thread(target=trio.run, args=(main,), daemon=True)
    thread.start()
    ready.wait(10)
    try:
        yield server
    finally:
        stop[0]()
        thread.join(10)


def _listen(addresses: Sequence[str]) -> list[socket.socket]:
    """One listening socket an address, all on the same free port."""
    with suppress(OSError):
        return _listen_once(addresses)
    return _listen_once(addresses)  # the port was taken on one of the others


def _listen_once(addresses: Sequence[str]) -> list[socket.socket]:
    listeners: list[socket.socket] = []
    port = 0
    for address in addresses:
        family = socket.AF_INET6 if ":" in address else socket.AF_INET
        try:
            listener = socket.create_server((address, port), family=family, backlog=512)
        except OSError:
            for opened in listeners:
                opened.close()
            raise
        listener.settimeout(0)
        port = listener.getsockname()[1]
        listeners.append(listener)
    return listeners


def resolver(
    names: Mapping[str, str | Sequence[str]], delay: float = 0.0
) -> Callable[[str, int], Awaitable[Sequence[str]]]:
    """A stand-in for DNS. A key such as "*.example" stands for every name below; what is missing does not exist."""

    async def resolve(host: str, port: int) -> Sequence[str]:
        if delay:
            await trio.sleep(delay)
        found = names.get(host) or names.get("*." + host.partition(".")[2]) or _literal(host)
        if found is None:
            raise socket.gaierror(socket.EAI_NONAME, "Name or service not known")
        return [found] if isinstance(found, str) else list(found)

    return resolve


def _literal(host: str) -> str | None:
    try:
        return str(socket.getaddrinfo(host, 0, flags=socket.AI_NUMERICHOST)[0][4][0])
    except OSError:
        return None


def free_port() -> int:
    """A port that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


HEADER = ["timestamp", "original", "mimetype", "statuscode", "digest", "length"]


def index(rows: Mapping[str, Sequence[Sequence[str]]]) -> Callable[[Hit], Answer]:
    """A stand-in for the Wayback Machine's CDX server: rows by original address, in the live server's own shape.

    It honours `filter=statuscode:200` and `limit`; a row is timestamp and status, or all six fields.
    """

    def answer(hit: Hit) -> Answer:
        query = {name: values[0] for name, values in parse_qs(urlsplit(hit.path).query).items()}
        known = [_full(row, query["url"]) for row in rows.get(query["url"], ())]
        if query.get("filter") == "statuscode:200":
            known = [row for row in known if row[3] == "200"]
        limit = int(query.get("limit", "1000"))
        known = known[:limit] if limit > 0 else known[limit:]
        table = [HEADER, *known] if known else []
        return Answer(body=json.dumps(table), headers=(("Content-Type", "application/json"),))

    return answer


def _full(row: Sequence[str], url: str) -> list[str]:
    if len(row) == len(HEADER):
        return list(row)
    stamp, status = row
    return [stamp, url, "text/html", status, "DIGEST" + stamp, "1000"]
