"""The made-up web's server: one thread, epoll, TLS; run as a process of its own.

It reads a plan (JSON) and a folder for its certificate authority from its arguments, writes the port, and serves until
its standard input ends; then it writes what that has cost. It speaks HTTP/1.1 with keep-alive.
"""

from __future__ import annotations

import json
import os
import resource
import select
import socket
import ssl
import sys
from collections import Counter
from contextlib import suppress
from dataclasses import dataclass, field
from heapq import heappop, heappush
from pathlib import Path
from time import monotonic

import trustme

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))
from simweb.plan import RETRY_AFTER, Kind, Plan, addresses, latency

NAMES_EACH = 20
_HEAD = "<meta name='description' content='What the council knew of the harbour, and since when.'>\n" * 60
_WORDS = "<p>The council said on Monday that work on the pier would go on as planned.</p>\n" * 300
PAGE = f"<!doctype html><html><head><title>The harbour inquiry</title>\n{_HEAD}</head><body>\n{_WORDS}</body></html>"


def answer(status: int, body: str = "", *headers: str) -> bytes:
    lines = [f"HTTP/1.1 {status} Some Reason", "Content-Type: text/html; charset=utf-8", *headers]
    return ("\r\n".join([*lines, f"Content-Length: {len(body)}", "", ""]) + body).encode()


FINE = answer(200, PAGE)
MISSING = answer(404, "<html><head><title>Not found</title></head><body>No such page.</body></html>")
FAILING = answer(500, "<html><head><title>Error</title></head><body>Something went wrong.</body></html>")
BUSY = answer(429, "", f"Retry-After: {RETRY_AFTER}")


@dataclass(slots=True, eq=False)
class Connection:
    sock: ssl.SSLSocket
    host: str
    shaken: bool = False
    received: bytes = b""
    to_send: memoryview = field(default_factory=lambda: memoryview(b""))
    last: bool = False


class Server:
    """All hosts of a plan, on one port."""

    def __init__(self, plan: Plan, folder: Path) -> None:
        self._plan = plan
        self._hosts = addresses(plan.hosts)
        self._kinds = {(host, path): kind for host, path, kind in plan.pages()}
        self._asked: Counter[tuple[str, str]] = Counter()
        self._connections: dict[int, Connection] = {}
        self._listeners: dict[int, tuple[socket.socket, str, ssl.SSLContext]] = {}
        self._due: list[tuple[float, int, Connection, bytes]] = []
        self._late: list[float] = []
        self._accepted = 0
        self._poll = select.epoll()
        self.port = self._listen(folder)

    def _listen(self, folder: Path) -> int:
        authority = trustme.CA(key_type=trustme.KeyType.ECDSA)
        authority.cert_pem.write_to_path(folder / "ca.pem")
        port = 0
        for first in range(0, len(self._hosts), NAMES_EACH):
            names = self._hosts[first : first + NAMES_EACH]
            context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
            authority.issue_cert(*names, key_type=trustme.KeyType.ECDSA).configure_cert(context)
            for name in names:
                listener = socket.create_server((name, port), backlog=256)
                listener.settimeout(0)
                port = listener.getsockname()[1]
                self._listeners[listener.fileno()] = (listener, name, context)
                self._poll.register(listener.fileno(), select.EPOLLIN)
        return port

    def serve(self, until: int) -> None:
        """Serve until the descriptor `until` can be read."""
        self._poll.register(until, select.EPOLLIN)
        while True:
            wait = max(0.0, self._due[0][0] - monotonic()) if self._due else -1
            for number, _ in self._poll.poll(wait):
                if number == until:
                    return
                if number in self._listeners:
                    self._accept(*self._listeners[number])
                elif number in self._connections:
                    self._go_on(number)
            now = monotonic()
            while self._due and self._due[0][0] <= now:
                at, _, connection, data = heappop(self._due)
                self._late.append(now - at)
                connection.to_send = memoryview(data)
                number = connection.sock.fileno()
                if number >= 0:
                    self._go_on(number)

    def _accept(self, listener: socket.socket, host: str, context: ssl.SSLContext) -> None:
        try:
            sock, _ = listener.accept()
        except BlockingIOError:
            return
        sock.settimeout(0)
        sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        wrapped = context.wrap_socket(sock, server_side=True, do_handshake_on_connect=False)
        self._accepted += 1
        self._connections[wrapped.fileno()] = Connection(wrapped, host)
        self._poll.register(wrapped.fileno(), select.EPOLLIN)

    def _go_on(self, number: int) -> None:
        connection = self._connections[number]
        try:
            self._advance(connection)
        except ssl.SSLWantReadError:
            self._poll.modify(number, select.EPOLLIN)
        except ssl.SSLWantWriteError:
            self._poll.modify(number, select.EPOLLOUT)
        except OSError:  # the client hung up, as it may
            self._close(number, connection)

    def _advance(self, connection: Connection) -> None:
        sock = connection.sock
        if not connection.shaken:
            sock.do_handshake()
            connection.shaken = True
        while connection.to_send:
            connection.to_send = connection.to_send[sock.send(connection.to_send) :]
            if not connection.to_send and connection.last:
                self._hang_up(connection)
        while True:
            data = sock.recv(16_384)
            if not data:
                self._close(sock.fileno(), connection)
                return
            connection.received += data
            if b"\r\n\r\n" in connection.received:
                self._take(connection)

    def _take(self, connection: Connection) -> None:
        head, _, connection.received = connection.received.partition(b"\r\n\r\n")
        path = head.split(b" ", 2)[1].decode()
        connection.last = b"connection: close" in head.lower()
        key = (connection.host, path)
        self._asked[key] += 1
        kind = self._kinds.get(key, Kind.FINE if path.startswith("/new/") else Kind.MISSING)
        if kind is Kind.HANGING:
            return
        data = self._answer(kind, connection.host, path, self._asked[key])
        at = monotonic() + latency(self._plan, connection.host + path, self._asked[key])
        heappush(self._due, (at, len(self._late) + self._asked.total(), connection, data))

    def _answer(self, kind: Kind, host: str, path: str, nth: int) -> bytes:
        match kind:
            case Kind.MISSING:
                return MISSING
            case Kind.FAILING:
                return FAILING
            case Kind.BUSY_ONCE if nth == 1:
                return BUSY
            case Kind.MOVED:
                number = int(path.rpartition("/")[2])
                target = host if number % 2 else self._hosts[number % len(self._hosts)]
                return answer(301, "", f"Location: https://{target}:{self.port}/new/{number}")
            case _:
                return FINE

    def _hang_up(self, connection: Connection) -> None:
        number = connection.sock.fileno()
        with suppress(OSError):
            connection.sock.unwrap()  # says that nothing more will come
        self._close(number, connection)
        raise ConnectionAbortedError

    def _close(self, number: int, connection: Connection) -> None:
        if self._connections.pop(number, None) is not None:
            self._poll.unregister(number)
        connection.sock.close()

    def cost(self) -> dict[str, float]:
        """What was served, the processor's time (s), and how late (s) answers went out: above all the 99th of 100."""
        used = resource.getrusage(resource.RUSAGE_SELF)
        late = sorted(self._late) or [0.0]
        return {
            "requests": self._asked.total(),
            "most_for_one_page": max(self._asked.values(), default=0),
            "connections": self._accepted,
            "cpu": used.ru_utime + used.ru_stime,
            "late": late[len(late) * 99 // 100],
        }


def main() -> None:
    plan = Plan(**json.loads(sys.argv[1]))
    resource.setrlimit(resource.RLIMIT_NOFILE, (resource.getrlimit(resource.RLIMIT_NOFILE)[1],) * 2)
    server = Server(plan, Path(sys.argv[2]))
    before = server.cost()["cpu"]
    sys.stdout.write(f"{server.port}\n")
    sys.stdout.flush()
    server.serve(sys.stdin.fileno())
    cost = server.cost()
    sys.stdout.write(json.dumps(cost | {"cpu": cost["cpu"] - before}) + "\n")
    sys.stdout.flush()
    os._exit(0)  # thousands of sockets need no farewell


if __name__ == "__main__":
    main()
