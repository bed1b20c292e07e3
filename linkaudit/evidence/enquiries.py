"""Look-ups at the archives, at their own pace, beside the live checks and never in their way.

Laws: every look-up ends in a `Lookup`, if only in silence with its reason.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from functools import partial

import trio

from linkaudit.evidence.archives import second, wayback
from linkaudit.evidence.archives.questions import Service, T, Talk
from linkaudit.evidence.desk import WHOLE_CAP, Desk, Reader
from linkaudit.evidence.exchange import Reply
from linkaudit.evidence.limits import Limits
from linkaudit.evidence.plan import ArchiveRequest
from linkaudit.model import (
    ArchiveReason,
    ArchiveStatus,
    Doubt,
    Lookup,
    Match,
    MatchVerdict,
    Memento,
    PageAnswer,
    Question,
)


class Enquiries:
    """The archives of one run. `answered` tells whether one of them has given any HTTP answer."""

    def __init__(self, limits: Limits, client: Reader) -> None:
        self._limits = limits
        self._client = client
        gap = limits.archive_playback_interval
        paces: dict[str, float] = {Service.INDEX: limits.archive_interval, Service.PLAYBACK: gap}
        self._wayback = Desk(client, limits, limits.archive_url, paces)
        paces = {Service.INDEX: gap, Service.PLAYBACK: gap}
        self._others = [(archive, Desk(client, limits, archive.base, paces)) for archive in limits.archives]
        self._asked = 0

    @property
    def requests(self) -> int:
        """HTTP requests sent so far."""
        return self._client.requests

    @property
    def answered(self) -> bool:
        """Whether an archive has given any HTTP answer."""
        return any(desk.answered for desk in (self._wayback, *(desk for _, desk in self._others)))

    async def look_up(self, request: ArchiveRequest) -> tuple[Lookup, tuple[PageAnswer, ...]]:
        """One answer, or the reason for silence, and what the copy says to the questions. Waits its turn."""
        if self._asked >= self._limits.archive_lookups:
            return unanswered(request, ArchiveReason.BUDGET), ()
        self._asked += 1
        played: list[Reply] = []
        found = await self._look_up(request, played)
        if not request.questions or found.memento is None:
            return found, ()
        if not played or found.verified != "playback" or found.status is not ArchiveStatus.ARCHIVED:
            return found, tuple(_unread(each, found.memento, found) for each in request.questions)
        # What was played last is the copy that was chosen: a look-up ends with the first one that shows the page.
        read = partial(_read, played[-1], found.memento, found, request)
        return found, await trio.to_thread.run_sync(read, abandon_on_cancel=True)

    async def _look_up(self, request: ArchiveRequest, played: list[Reply]) -> Lookup:
        url, wanted, now, verify = request.url, request.wanted, datetime.now(UTC), request.verify
        talk = wayback.look_up(self._limits.archive_url, url, wanted, now, verify=verify)
        found = await self._wayback.hold(_overheard(talk, played) if request.questions else talk)
        if found.status not in (ArchiveStatus.NONE, ArchiveStatus.UNANSWERED):
            return found
        for archive, desk in self._others:
            other = second.look_up(archive, url, wanted, now, verify=verify)
            elsewhere = await desk.hold(_overheard(other, played) if request.questions else other)
            if elsewhere is not None:
                return elsewhere
        return found


def _overheard(talk: Talk[T], played: list[Reply]) -> Talk[T]:
    """The same talk, its pages read to their ends and kept."""
    question = next(talk)
    while True:
        is_page = question.service is Service.PLAYBACK
        heard = yield replace(question, whole=True) if is_page else question
        if is_page and isinstance(heard, Reply):
            played[:] = [heard]
        try:
            question = talk.send(heard)
        except StopIteration as end:
            found: T = end.value
            return found


def _unread(question: Question, memento: Memento, found: Lookup) -> PageAnswer:
    """A copy that was not shown says nothing."""
    nothing = Match(MatchVerdict.CANNOT_TELL, 0.0, reason=Doubt.NOT_OPENED)
    return PageAnswer(memento.url, found.asked_at, question, None, nothing)


def _read(page: Reply, memento: Memento, found: Lookup, request: ArchiveRequest) -> tuple[PageAnswer, ...]:
    """What an archived copy says, under its own address."""
    from linkaudit.evidence.answers import of_page  # only copies with questions need the reading of pages
    from linkaudit.evidence.pages import read_page

    whole = page.whole and len(page.body) < WHOLE_CAP
    text = read_page(page.body, page.headers.get("content-type", ""), request.url, whole)
    return tuple(of_page(text, memento.url, found.asked_at, request.questions))


def unanswered(request: ArchiveRequest, reason: ArchiveReason) -> Lookup:
    """Silence, and why: not known whether a copy exists."""
    return Lookup(request.url, datetime.now(UTC), ArchiveStatus.UNANSWERED, reason, wanted=request.wanted)
