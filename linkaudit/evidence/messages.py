"""What a run and its worker processes say to each other: pickled values, each behind its length.

Laws: both ends are this program on this machine. What came over the network is data within the values, and is never
itself unpickled.
"""

from __future__ import annotations

import pickle
from collections.abc import AsyncIterator
from dataclasses import dataclass
from struct import Struct

import trio

from linkaudit import urls
from linkaudit.evidence.exchange import Onward
from linkaudit.evidence.limits import Limits
from linkaudit.evidence.visits import Visit
from linkaudit.model import Question

_LENGTH = Struct("!I")
_MOST_AT_ONCE = 65_536


@dataclass(frozen=True, slots=True)
class Hire:
    """The first word to a worker."""

    limits: Limits


@dataclass(frozen=True, slots=True)
class Ready:
    """The first word of a worker: it has loaded what it needs."""


@dataclass(frozen=True, slots=True)
class Job:
    """Visit this address within so many seconds, with these questions to its page, or go on `after` a redirect.

    `addresses` are where the host that is asked stands, when that is known.
    """

    number: int
    url: str
    seconds: float
    questions: tuple[Question, ...] = ()
    after: Onward | None = None
    addresses: tuple[str, ...] = ()

    @property
    def host(self) -> str:
        """The host that is asked."""
        return urls.host_of(self.after.url if self.after is not None else self.url)


@dataclass(frozen=True, slots=True)
class Result:
    """The answer to a job; `requests` counts all that the worker has sent so far."""

    number: int
    visit: Visit
    requests: int


Message = Hire | Ready | Job | Result


def packed(message: Message) -> bytes:
    """A message as it is sent."""
    data = pickle.dumps(message, pickle.HIGHEST_PROTOCOL)
    return _LENGTH.pack(len(data)) + data


async def post(outbox: trio.MemoryReceiveChannel[Message], stream: trio.abc.SendStream) -> None:
    """Send what is put into the outbox, as much at once as there is. Raises trio.BrokenResourceError."""
    async for message in outbox:
        data = packed(message)
        while outbox.statistics().current_buffer_used:
            data += packed(outbox.receive_nowait())
        await stream.send_all(data)


async def received(stream: trio.abc.ReceiveStream) -> AsyncIterator[Message]:
    """The messages that arrive, until the other end hangs up."""
    data = bytearray()
    while piece := await stream.receive_some(_MOST_AT_ONCE):
        data += piece
        start = 0
        while len(data) >= start + _LENGTH.size:
            begin = start + _LENGTH.size
            end = begin + _LENGTH.unpack_from(data, start)[0]
            if end > len(data):
                break
            message: Message = pickle.loads(data[begin:end])  # noqa: S301  our own other half wrote it
            yield message
            start = end
        del data[:start]
