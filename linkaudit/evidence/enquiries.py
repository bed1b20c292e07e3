"""Look-ups at the archive, at the archive's own pace, beside the live checks and never in their way.

Laws: every look-up ends in a `Lookup`. A rate limit stops all of them for a while, those of other processes too; a
second one, or a refused connection (which is how the Wayback Machine locks a caller out), stops them for the rest of
the run.
"""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Protocol

from linkaudit.evidence.archives import wayback
from linkaudit.evidence.archives.playback import is_capture
from linkaudit.evidence.archives.questions import Heard, Question, Service
from linkaudit.evidence.exchange import NoReply, Reply
from linkaudit.evidence.limits import Limits
from linkaudit.evidence.plan import ArchiveRequest
from linkaudit.evidence.turns import turns_at
from linkaudit.model import ArchiveReason, ArchiveStatus, Failure, Lookup

RATE_LIMIT_PAUSE = 60.0
"""Seconds: what EDGI's client waits after a 429 that names no time."""

LONGEST_PAUSE = 240.0

_PASSING = frozenset({Failure.TIMEOUT, Failure.RESET, Failure.PROTOCOL})


class Reader(Protocol):
    """What a look-up needs of a client: one GET, and a count of them."""

    @property
    def requests(self) -> int: ...

    async def read(self, url: str, seconds: float) -> Reply | NoReply: ...


class Enquiries:
    """One archive, one run. `answered` tells whether the archive has given any HTTP answer."""

    def __init__(self, limits: Limits, client: Reader) -> None:
        self._limits = limits
        self._client = client
        self._turns = turns_at(limits.archive_url, limits.archive_concurrency, limits.archive_folder)
        self._gaps = {Service.INDEX: limits.archive_interval, Service.PLAYBACK: limits.archive_playback_interval}
        self._limited = 0
        self._asked = 0
        self.answered = False

    @property
    def requests(self) -> int:
        return self._client.requests

    async def look_up(self, request: ArchiveRequest) -> Lookup:
        """One answer, or the reason for silence. Waits its turn."""
        if self._asked >= self._limits.archive_lookups:
            return unanswered(request, ArchiveReason.BUDGET)
        self._asked += 1
        async with self._turns.place():
            if self._turns.over:
                return unanswered(request, ArchiveReason.BREAKER)
            steps = wayback.look_up(
                self._limits.archive_url, request.url, request.wanted, datetime.now(UTC), verify=request.verify
            )
            question = next(steps)
            while True:
                heard = await self._hear(question)
                try:
                    question = steps.send(heard)
                except StopIteration as end:
                    found: Lookup = end.value
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
        answer = await self._client.read(question.address, self._limits.archive_timeout)
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
