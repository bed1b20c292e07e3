"""How a look-up talks: it yields questions, and is sent what was heard.

Laws: does no I/O. A look-up knows addresses and answers; pace, retries and connections are its caller's affair.
"""

from __future__ import annotations

from collections.abc import Generator
from dataclasses import dataclass
from enum import StrEnum
from typing import TypeVar

from linkaudit.evidence.exchange import NoReply, Reply
from linkaudit.model import ArchiveReason, Failure, Lookup

T = TypeVar("T")


class Service(StrEnum):
    """The parts of an archive, each with a pace of its own: its index, and the pages that it plays back."""

    INDEX = "index"
    PLAYBACK = "playback"


@dataclass(frozen=True, slots=True)
class Question:
    """One GET, without redirects; `headers` go beside the usual ones. A `whole` page is read to its end."""

    address: str
    service: Service
    headers: tuple[tuple[str, str], ...] = ()
    whole: bool = False


Heard = Reply | NoReply | ArchiveReason
"""What came back; an `ArchiveReason` when the question was not put at all."""

Talk = Generator[Question, Heard, T]
LookingUp = Talk[Lookup]

_OF_FAILURE = {Failure.TIMEOUT: ArchiveReason.TIMEOUT, Failure.PROTOCOL: ArchiveReason.BAD_BODY}


def silence(heard: Heard) -> ArchiveReason | None:
    """Why nothing can be learned from it; None for an answer with a status of its own, whatever that is."""
    match heard:
        case ArchiveReason():
            return heard
        case NoReply():
            return _OF_FAILURE.get(heard.failure, ArchiveReason.REFUSED)
        case _:
            return None
