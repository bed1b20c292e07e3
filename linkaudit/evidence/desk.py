"""Where one archive is asked: each question at its turn, and no more of them once the archive has had enough.

Laws: a rate limit stops everybody for a while, those of other processes too; a second one, or a refused connection
(which is how the Wayback Machine locks a caller out), stops this run for good.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Protocol

from linkaudit.evidence.archives.playback import is_capture
from linkaudit.evidence.archives.questions import Heard, Question, Service, T, Talk
from linkaudit.evidence.exchange import NoReply, Reply
from linkaudit.evidence.limits import Limits
from linkaudit.evidence.turns import turns_at
from linkaudit.model import ArchiveReason, Failure

RATE_LIMIT_PAUSE = 60.0
"""Seconds: what EDGI's client waits after a 429 that names no time."""

LONGEST_PAUSE = 240.0

WHOLE_CAP = 2 * 1024 * 1024
_CAPS = {Service.INDEX: WHOLE_CAP, Service.PLAYBACK: 256 * 1024}
"""Bytes: an index is read whole, of a page as much as tells an error page from another."""

_PASSING = frozenset({Failure.TIMEOUT, Failure.RESET, Failure.PROTOCOL})


class Reader(Protocol):
    """What a look-up needs of a client: one GET of at most `cap` bytes, and a count of them."""

    @property
    def requests(self) -> int: ...

    async def read(self, url: str, seconds: float, *, cap: int, headers: Mapping[str, str]) -> Reply | NoReply: ...


class Desk:
    """One archive's desk. `gaps` are seconds between two questions to a service of it.

    `answered` tells whether it gave any HTTP answer, `limited` how often it said that it was asked too often.
    """

    def __init__(self, client: Reader, limits: Limits, base: str, gaps: Mapping[str, float]) -> None:
        self.turns = turns_at(base, limits.archive_concurrency, limits.archive_folder)
        self.answered = False
        self.limited = 0
        self._client = client
        self._seconds = limits.archive_timeout
        self._gaps = gaps

    async def hold(self, talk: Talk[T]) -> T:
        """Put the questions of a talk, one after the other, and give its end."""
        async with self.turns.place():
            question = next(talk)
            while True:
                heard = await self._hear(question)
                try:
                    question = talk.send(heard)
                except StopIteration as end:
                    found: T = end.value
                    return found

    async def claim(self, service: str) -> bool:
        """Wait for a turn of a service; False when there are no more in this run."""
        return await self.turns.claim(service, self._gaps[service])

    async def learn(self, answer: Reply | NoReply) -> None:
        """Heed what an answer says about being asked."""
        if isinstance(answer, NoReply):
            if answer.failure not in _PASSING:
                self.turns.end()
            return
        self.answered = True
        if answer.status == 429 and not is_capture(answer):
            self.limited += 1
            if self.limited > 1:
                self.turns.end()
            await self.turns.pause(_pause(answer.headers.get("retry-after", "")))

    async def _hear(self, question: Question) -> Heard:
        """One answer; a time-out or a server error is asked once more."""
        heard = await self._ask(question)
        if _is_passing(heard):
            again = await self._ask(question)
            return heard if isinstance(again, ArchiveReason) else again
        return heard

    async def _ask(self, question: Question) -> Heard:
        if not await self.claim(question.service):
            return ArchiveReason.BREAKER
        cap, headers = WHOLE_CAP if question.whole else _CAPS[question.service], dict(question.headers)
        answer = await self._client.read(question.address, self._seconds, cap=cap, headers=headers)
        await self.learn(answer)
        return answer


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
