"""One connection as the HTTP library wants it, over a socket that delivers so many bytes and no more.

Laws: what is counted is what comes over the wire, TLS greetings, heads, interim answers, chunks and trailers included,
so that no part of a conversation can go on for ever. A greeting that ends early leaves no socket behind.
"""

from __future__ import annotations

import math
import ssl
from collections.abc import Iterator
from contextlib import contextmanager

import httpcore
import trio

from linkaudit.evidence.failures import Refused
from linkaudit.model import Failure

CLOSING_SECONDS = 1.0


class Metered(trio.abc.Stream):
    """A socket's stream that refuses to deliver more than `room` bytes."""

    def __init__(self, socket: trio.SocketStream, room: int) -> None:
        self._socket = socket
        self._room = room

    async def receive_some(self, max_bytes: int | None = None) -> bytes | bytearray:
        if self._room <= 0:
            raise Refused(Failure.PROTOCOL, "more bytes than any page needs")
        data = await self._socket.receive_some(self._room if max_bytes is None else min(max_bytes, self._room))
        self._room -= len(data)
        return data

    async def send_all(self, data: bytes | bytearray | memoryview) -> None:
        await self._socket.send_all(data)

    async def wait_send_all_might_not_block(self) -> None:
        await self._socket.wait_send_all_might_not_block()

    async def aclose(self) -> None:
        await self._socket.aclose()


class Wire(httpcore.AsyncNetworkStream):
    """What httpcore reads from and writes to: timeouts are in seconds, None means no bound."""

    def __init__(self, stream: trio.abc.Stream) -> None:
        self._stream = stream

    async def read(self, max_bytes: int, timeout: float | None = None) -> bytes:  # noqa: ASYNC109  httpcore's signature
        with _within(timeout, httpcore.ReadTimeout, httpcore.ReadError):
            return bytes(await self._stream.receive_some(max_bytes))

    async def write(self, buffer: bytes, timeout: float | None = None) -> None:  # noqa: ASYNC109  as above
        if buffer:
            with _within(timeout, httpcore.WriteTimeout, httpcore.WriteError):
                await self._stream.send_all(buffer)

    async def aclose(self) -> None:
        await self._stream.aclose()

    async def start_tls(
        self,
        ssl_context: ssl.SSLContext,
        server_hostname: str | None = None,
        timeout: float | None = None,  # noqa: ASYNC109  as above
    ) -> httpcore.AsyncNetworkStream:
        try:
            secured = trio.SSLStream(self._stream, ssl_context, server_hostname=server_hostname, https_compatible=True)
            with _within(timeout, httpcore.ConnectTimeout, httpcore.ConnectError):
                await secured.do_handshake()
        except BaseException:
            # A cancelled greeting belongs to no pool yet: nobody else would close its socket.
            await trio.aclose_forcefully(self._stream)
            raise
        return Wire(secured)


@contextmanager
def _within(seconds: float | None, late: type[Exception], broken: type[Exception]) -> Iterator[None]:
    try:
        with trio.fail_after(math.inf if seconds is None else seconds):
            yield
    except trio.TooSlowError as error:
        raise late(str(error)) from error
    except (trio.BrokenResourceError, trio.ClosedResourceError, OSError) as error:
        raise broken(str(error)) from error


async def dial(address: str, port: int, seconds: float, room: int) -> Wire:
    """A connection to a literal address; httpcore.ConnectError or ConnectTimeout when there is none."""
    with _within(seconds, httpcore.ConnectTimeout, httpcore.ConnectError):
        return Wire(Metered(await trio.open_tcp_stream(address, port), room))
