"""One connection as the HTTP library wants it, over a socket that delivers so many bytes and no more.

Laws: what is counted is what comes over the wire, TLS greetings, heads, interim answers, chunks and trailers included,
so that no part of a conversation can go on for ever. A greeting that ends early leaves no socket behind. One task at a
time uses a connection. (Trio's own streams guard against two, and start a race of addresses for every connection: half
of what a connection costs.)
"""

from __future__ import annotations

import os
import socket
import ssl
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from typing import Protocol, TypeVar

import httpcore
import trio

from linkaudit.evidence.failures import Refused
from linkaudit.model import Failure

CLOSING_SECONDS = 1.0
_AT_ONCE = 65_536

T = TypeVar("T")


class Line(Protocol):
    """Bytes in both directions; the other end hung up when none arrive. Raises OSError."""

    async def receive(self, max_bytes: int) -> bytes:
        """What has arrived, as soon as anything has."""

    async def send(self, data: bytes) -> None:
        """Send all of it."""

    def close(self) -> None:
        """Hang up, at once and without a farewell; twice does no harm."""


class Metered:
    """A connected socket that refuses to deliver more than `room` bytes."""

    def __init__(self, connected: socket.socket, room: int) -> None:
        self._socket = connected
        self._room = room

    async def receive(self, max_bytes: int) -> bytes:
        """What has arrived. Raises Refused once the room is used up."""
        if self._room <= 0:
            raise Refused(Failure.PROTOCOL, "more bytes than any page needs")
        most = min(max_bytes, self._room)
        data = self._read(most)
        if data is not None:
            await trio.lowlevel.checkpoint()  # whoever sends without a pause must not keep all others waiting
        while data is None:
            await trio.lowlevel.wait_readable(self._socket)
            data = self._read(most)
        self._room -= len(data)
        return data

    def _read(self, most: int) -> bytes | None:
        """What has arrived; None when nothing has."""
        try:
            return self._socket.recv(most)
        except BlockingIOError:
            return None

    async def send(self, data: bytes) -> None:
        """Send all of it, as fast as the other end takes it."""
        rest = memoryview(data)
        while True:
            with suppress(BlockingIOError):
                rest = rest[self._socket.send(rest) :]
                if not rest:
                    return
            await trio.lowlevel.wait_writable(self._socket)

    def close(self) -> None:
        """Close the socket."""
        if self._socket.fileno() >= 0:
            trio.lowlevel.notify_closing(self._socket)
            self._socket.close()


class Secured:
    """TLS over another line. An end without a farewell is an end, as it is for browsers: HTTP knows its lengths."""

    def __init__(self, line: Line, context: ssl.SSLContext, host: str | None) -> None:
        self._line = line
        self._arrived, self._leaving = ssl.MemoryBIO(), ssl.MemoryBIO()
        self._tls = context.wrap_bio(self._arrived, self._leaving, server_hostname=host)

    async def greet(self) -> None:
        """The handshake. Raises ssl.SSLError when it fails."""
        await self._speak(self._tls.do_handshake)

    async def receive(self, max_bytes: int) -> bytes:
        """What has arrived, decrypted."""
        try:
            return await self._speak(lambda: self._tls.read(max_bytes))
        except ssl.SSLEOFError:
            return b""

    async def send(self, data: bytes) -> None:
        """Send all of it, encrypted."""
        await self._speak(lambda: self._tls.write(data))

    async def _speak(self, step: Callable[[], T]) -> T:
        """One step of TLS, with all that has to be said and heard for it."""
        while True:
            # Nothing is awaited while an exception is handled: it would pass for the cause of a time-out.
            with suppress(ssl.SSLWantReadError):
                done = step()
                await self._flush()
                return done
            await self._flush()
            await self._hear()

    async def _hear(self) -> None:
        data = await self._line.receive(_AT_ONCE)
        if data:
            self._arrived.write(data)
        else:
            self._arrived.write_eof()

    async def _flush(self) -> None:
        if self._leaving.pending:
            await self._line.send(self._leaving.read())

    def close(self) -> None:
        """Close the line beneath."""
        self._line.close()


class Wire(httpcore.AsyncNetworkStream):
    """What httpcore reads from and writes to: timeouts are in seconds, None means no bound."""

    def __init__(self, line: Line) -> None:
        self._line = line

    async def read(self, max_bytes: int, timeout: float | None = None) -> bytes:  # noqa: ASYNC109  httpcore's signature
        """What has arrived; nothing when the other end has hung up."""
        with _within(timeout, httpcore.ReadTimeout, httpcore.ReadError):
            return await self._line.receive(max_bytes)

    async def write(self, buffer: bytes, timeout: float | None = None) -> None:  # noqa: ASYNC109  as above
        """Send all of it."""
        if buffer:
            with _within(timeout, httpcore.WriteTimeout, httpcore.WriteError):
                await self._line.send(buffer)

    async def aclose(self) -> None:
        """Hang up."""
        self._line.close()

    async def start_tls(
        self,
        ssl_context: ssl.SSLContext,
        server_hostname: str | None = None,
        timeout: float | None = None,  # noqa: ASYNC109  as above
    ) -> httpcore.AsyncNetworkStream:
        """The same connection under TLS, after its greeting; closed when that fails."""
        try:
            with _within(timeout, httpcore.ConnectTimeout, httpcore.ConnectError):
                secured = Secured(self._line, ssl_context, server_hostname)
                await secured.greet()
        except BaseException:
            # A cancelled greeting belongs to no connection yet: nobody else would close its socket.
            self._line.close()
            raise
        return Wire(secured)


@contextmanager
def _within(seconds: float | None, late: type[Exception], broken: type[Exception]) -> Iterator[None]:
    with trio.CancelScope() as scope:
        if seconds is not None:
            scope.deadline = trio.current_time() + seconds
        try:
            yield
        except (trio.ClosedResourceError, OSError) as error:
            raise broken(str(error)) from error
    if scope.cancelled_caught:
        raise late(f"nothing within {seconds:g} s")


async def dial(address: str, port: int, seconds: float, room: int) -> Wire:
    """A connection to a literal address; httpcore.ConnectError or ConnectTimeout when there is none."""
    with _within(seconds, httpcore.ConnectTimeout, httpcore.ConnectError):
        return Wire(Metered(await _connected(address, port), room))


async def _connected(address: str, port: int) -> socket.socket:
    line = socket.socket(socket.AF_INET6 if ":" in address else socket.AF_INET, socket.SOCK_STREAM)
    try:
        line.settimeout(0)
        line.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        await _connect(line, (address, port))
    except BaseException:
        line.close()
        raise
    return line


async def _connect(line: socket.socket, where: tuple[str, int]) -> None:
    with suppress(BlockingIOError):
        line.connect(where)
        return
    await trio.lowlevel.wait_writable(line)
    error = line.getsockopt(socket.SOL_SOCKET, socket.SO_ERROR)
    if error:
        raise OSError(error, os.strerror(error))
