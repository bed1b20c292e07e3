"""A connection: so many bytes and no more, and nobody who waits for one that never pauses."""

from __future__ import annotations

import socket
from collections.abc import Iterator

import httpcore
import pytest
import trio

from linkaudit.evidence.failures import Refused
from linkaudit.evidence.wire import Metered, Wire, dial

ROOM = 1000


@pytest.fixture
def ends() -> Iterator[tuple[socket.socket, socket.socket]]:
    ours, theirs = socket.socketpair()
    with ours, theirs:
        ours.settimeout(0)
        yield ours, theirs


def test_a_socket_delivers_so_many_bytes_and_no_more(ends: tuple[socket.socket, socket.socket]) -> None:
    async def main() -> list[int]:
        line = Metered(ends[0], ROOM)
        received = [len(await line.receive(300)) for _ in range(4)]
        with pytest.raises(Refused):
            await line.receive(300)
        return received

    ends[1].sendall(bytes(2 * ROOM))
    assert trio.run(main) == [300, 300, 300, 100]


def test_a_sender_that_never_pauses_keeps_nobody_waiting(ends: tuple[socket.socket, socket.socket]) -> None:
    turns = 0

    async def others() -> None:
        nonlocal turns
        while True:
            turns += 1
            await trio.lowlevel.checkpoint()

    async def main() -> None:
        line = Metered(ends[0], ROOM)
        async with trio.open_nursery() as nursery:
            nursery.start_soon(others)
            for _ in range(ROOM):
                await line.receive(1)
            nursery.cancel_scope.cancel()

    ends[1].sendall(bytes(ROOM))
    trio.run(main)
    assert turns >= ROOM - 1


def test_more_is_sent_than_a_socket_takes_at_once(ends: tuple[socket.socket, socket.socket]) -> None:
    data = bytes(range(256)) * 20_000

    async def main() -> bytes:
        theirs = Metered(ends[1], len(data))
        arrived = bytearray()
        async with trio.open_nursery() as nursery:
            nursery.start_soon(Metered(ends[0], ROOM).send, data)
            while len(arrived) < len(data):
                arrived += await theirs.receive(65_536)
        return bytes(arrived)

    ends[1].settimeout(0)
    assert trio.run(main) == data


def test_silence_is_a_time_out(ends: tuple[socket.socket, socket.socket]) -> None:
    async def main() -> None:
        with pytest.raises(httpcore.ReadTimeout):
            await Wire(Metered(ends[0], ROOM)).read(10, timeout=0.05)

    trio.run(main)


def test_nobody_listens_there() -> None:
    async def main() -> None:
        with socket.socket() as bound:
            bound.bind(("127.0.0.1", 0))
            with pytest.raises(httpcore.ConnectError) as refused:
                await dial("127.0.0.1", bound.getsockname()[1], 5.0, ROOM)
        assert isinstance(refused.value.__cause__, ConnectionRefusedError)

    trio.run(main)
