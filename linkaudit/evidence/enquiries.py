"""Look-ups at the archives, at their own pace, beside the live checks and never in their way.

Laws: every look-up ends in a `Lookup`. A rate limit stops all of them for a while, those of other processes too; a
second one, or a refused connection (which is how the Wayback Machine locks a caller out), stops them for the rest of
the run.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Protocol

from linkaudit.evidence.archives import second, wayback
from linkaudit.evidence.archives.playback import is_capture
from linkaudit.evidence.archives.questions import Heard, Question, Service, T, Talk
from linkaudit.evidence.exchange import NoReply, Reply
from linkaudit.evidence.limits import Limits
from linkaudit.evidence.plan import ArchiveRequest
from linkaudit.evidence.turns import turns_at
from linkaudit.model import ArchiveReason, ArchiveStatus, Failure, Lookup

RATE_LIMIT_PAUSE = 60.0
"""Seconds: what EDGI's client waits after a 429 that names no time."""

LONGEST_PAUSE = 240.0

_CAPS = {Service.INDEX: 2 * 1024 * 1024, Service.PLAYBACK: 256 * 1024}
"""Bytes: an index is read whole, of a page as much as tells an error page from another."""

_PASSING = frozenset({Failure.TIMEOUT, Failure.RESET, Failure.PROTOCOL})


class Reader(Protocol):
    """What a look-up needs of a client: one GET of at most `cap` bytes, and a count of them."""

    @property
    def requests(self) -> int: ...

    async def read(self, url: str, seconds: float, *, cap: int) -> Reply | NoReply: ...


class Enquiries:
    """The archives of one run. `answered` tells whether one of them has given any HTTP answer."""

    def __init__(self, limits: Limits, client: Reader) -> None:
        self._limits = limits
        self._client = client
        gap = limits.archive_playback_interval
        paces = {Service.INDEX: limits.archive_interval, Service.PLAYBACK: gap}
        self._wayback = _Desk(client, limits, limits.archive_url, paces)
        paces = {Service.INDEX: gap, Service.PLAYBACK: gap}
        self._others = [(archive, _Desk(client, limits, archive.base, paces)) for archive in limits.archives]
        self._asked = 0

    @property
    def requests(self) -> int:
        """HTTP requests sent so far."""
        return self._client.requests

    @property
    def answered(self) -> bool:
        """Whether an archive has given any HTTP answer."""
        return any(desk.answered for desk in (self._wayback, *(desk for _, desk in self._others)))

    async def look_up(self, request: ArchiveRequest) -> Lookup:
        """One answer, or the reason for silence. Waits its turn."""
        if self._asked >= self._limits.archive_lookups:
            return unanswered(request, ArchiveReason.BUDGET)
        self._asked += 1
        url, wanted, now, verify = request.url, request.wanted, datetime.now(UTC), request.verify
        found = await self._wayback.hold(wayback.look_up(self._limits.archive_url, url, wanted, now, verify=verify))
        if found.status not in (ArchiveStatus.NONE, ArchiveStatus.UNANSWERED):
            return found
        for archive, desk in self._others:
            elsewhere = await desk.hold(second.look_up(archive, url, wanted, now, verify=verify))
            if elsewhere is not None:
                return elsewhere
        return found


class _Desk:
    """Where one archive is asked: its turns, and what it said about being asked too often."""

    def __init__(self, client: Reader, limits: Limits, base: str, gaps: Mapping[Service, float]) -> None:
        self._client = client
        self._seconds = limits.archive_timeout
        self._turns = turns_at(base, limits.archive_concurrency, limits.archive_folder)
        self._gaps = gaps
        self._limited = 0
        self.answered = False

    async def hold(self, talk: Talk[T]) -> T:
        """Put the questions of a talk, one after the other, and give its end."""
        async with self._turns.place():
            question = next(talk)
            while True:
                heard = await self._hear(question)
                try:
                    question = talk.send(heard)
                except StopIteration as end:
                    found: T = end.value
                    return found

    async def _hear(self, question: Question) -> Heard:
        """One answer; a time-out or a server error is asked once more."""
        heard = await self._ask(question)
        if _is_passing(heard):
            again = await self._ask(question)
            return heard if isinstance(again, ArchiveReason) else again
        return heard

    async def _ask(self, question: Question) -> Heard:
        if not await self._turns.claim(question.service, self._gaps[question.service]):
            return ArchiveReason.BREAKER
        answer = await self._client.read(question.address, self._seconds, cap=_CAPS[question.service])
        await self._learn(answer)
        return answer

    async def _learn(self, answer: Reply | NoReply) -> None:
        if isinstance(answer, NoReply):
            if answer.failure not in _PASSING:
                self._turns.end()
            return
        self.answered = True
        if answer.status == 429 and not is_capture(answer):
            self._limited += 1
            if self._limited > 1:
                self._turns.end()
            await self._turns.pause(_pause(answer.headers.get("retry-after", "")))


def _pause(retry_after: str) -> float:
    """Seconds: at least a minute, and as long as the archive says, within what turns can hold."""
    said = float(retry_after) if retry_after.isascii() and retry_after.isdigit() else 0.0
    return min(max(said, RATE_LIMIT_PAUSE), LONGEST_PAUSE)


def _is_passing(heard: Heard) -> bool:
    match heard:
        case ArchiveReason():
            return False
        case NoReply():
            return heard.failure is Failure.TIMEOUT
        case _:  # a capture of an error is an answer
            return 500 <= heard.status <= 599 and not is_capture(heard)


def unanswered(request: ArchiveRequest, reason: ArchiveReason) -> Lookup:
    """Silence, and why: not known whether a copy exists."""
    return Lookup(request.url, datetime.now(UTC), ArchiveStatus.UNANSWERED, reason, wanted=request.wanted)
