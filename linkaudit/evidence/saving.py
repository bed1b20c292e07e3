"""Asks Save Page Now to take pages in, and follows each to its end.

Laws: an intent is written down before the archive is asked, and its answer as soon as it is in; what may have been
taken is never submitted again by guess. The keys go to the archive's own origin and nowhere else. Its pace is shared
with every look-up of this machine. A page counts as saved when its copy was seen.
"""

from __future__ import annotations

import math
from collections import deque
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from typing import Protocol, assert_never
from urllib.parse import urlsplit

import trio

from linkaudit.evidence.archives import savepagenow, wayback
from linkaudit.evidence.archives.playback import End, play
from linkaudit.evidence.archives.questions import Service, T, Talk
from linkaudit.evidence.archives.refusals import (
    COPY_IS_ELSEWHERE,
    COPY_IS_ERROR,
    COPY_IS_EXCLUDED,
    NOT_SENT,
    WANT_OTHER_KEYS,
    Fault,
    refusal,
)
from linkaudit.evidence.archives.savepagenow import (
    Accepted,
    Account,
    Barred,
    Declined,
    Keys,
    NoWord,
    RecentCopy,
    Request,
    Stored,
    Working,
)
from linkaudit.evidence.client import Client, tls_context
from linkaudit.evidence.desk import Desk
from linkaudit.evidence.exchange import NoReply, Reply
from linkaudit.evidence.failures import Refused
from linkaudit.evidence.guard import Guard, system_resolver
from linkaudit.evidence.limits import Limits
from linkaudit.evidence.workers import origin
from linkaudit.model import ArchiveStatus, Failure
from linkaudit.model.saving import RECENT_COPY, SavingState, Submission

AT_ONCE = 2
"""Captures of this run that the archive works on at the same time, however many the account may have."""

_SAVE, _STATUS = "save", "status"
_POLLS = (0.5, 1.0, 2.0, 3.0)
"""When a job is asked after again, in multiples of the gap between two submissions."""
_SHORTEST_WAIT = 0.05
_MOST_SILENCES = 2
_MOST_LOOKED_UP = 20
_STILL_FRESH = timedelta(hours=1)  # a job of an earlier run that is older is asked after once only
_ANY_OLDER = timedelta(days=1)  # `UNLESS_YOUNGER`: the copy that stands for a submission may be so much older


class Stop(StrEnum):
    """Why no more was asked of the archive, though there was more, and what to do."""

    KEYS = (
        "the archive did not accept the keys: check LINKAUDIT_IA_ACCESS_KEY and LINKAUDIT_IA_SECRET_KEY "
        "(archive.org/account/s3.php)"
    )
    LIMITED = "the archive takes no more from here for now: run again in some hours"
    QUOTA = "this account may save no more pages today: run again tomorrow"
    BUSY = "the archive is still at work on earlier pages of this account: run again in some minutes"
    SILENT = "the archive did not answer: run again in some hours"


class Book(Protocol):
    """Where submissions are written down; what a call has acknowledged is safe."""

    def intend(self, url: str, now: datetime, before: Submission | None) -> Submission | None: ...

    def keep(self, submission: Submission) -> None: ...


@dataclass(frozen=True, slots=True)
class Pace:
    """Seconds: between two submissions, and for how long a job is followed in one run."""

    gap: float = 10.0
    patience: float = 180.0


@dataclass(frozen=True, slots=True)
class Wanted:
    """An address to submit, if its state is still `before`."""

    url: str
    before: Submission | None = None


@dataclass(slots=True)
class _Job:
    submission: Submission
    due: float
    until: float
    ours: bool
    asked: int = 0


async def save(
    wanted: Iterable[Wanted], unsettled: Iterable[Submission], keys: Keys, limits: Limits, pace: Pace, book: Book
) -> Stop | None:
    """Find out what became of earlier submissions, then submit these one after the other.

    The book has what became of each. None when all were submitted. Raises ConfigError as `gather` does.
    """
    return await _Saving(keys, limits, pace, book).run(list(unsettled), deque(wanted))


async def on_private_addresses(hosts: Iterable[str], limits: Limits) -> frozenset[str]:
    """Those hosts that stand on a private address, or nowhere: the user may read them, the archive must not hear."""
    guard = Guard(system_resolver())
    found = set()

    async def look(host: str) -> None:
        try:
            await guard.addresses(host, 443)
        except Refused as refused:
            if refused.failure is Failure.PRIVATE_ADDRESS or limits.proxy is None:
                found.add(host)

    async with trio.open_nursery() as nursery:
        for host in set(hosts):
            nursery.start_soon(look, host)
    return frozenset(found)


class _Saving:
    def __init__(self, keys: Keys, limits: Limits, pace: Pace, book: Book) -> None:
        named = [limits.archive_url, *([] if limits.proxy is None else [limits.proxy])]
        guard = Guard(system_resolver(), limits.allow_addresses, frozenset(map(origin, named)))
        self._client = Client(limits, guard, tls_context(limits))
        self._base = limits.archive_url
        shown = limits.archive_playback_interval
        gaps: dict[str, float] = {
            _SAVE: pace.gap,
            _STATUS: shown,
            Service.PLAYBACK: shown,
            Service.INDEX: limits.archive_interval,
        }
        self._desk = Desk(self._client, limits, self._base, gaps)
        self._headers = keys.headers()
        self._seconds = limits.archive_timeout
        self._pace = pace
        self._book = book
        self._jobs: list[_Job] = []
        self._silences = 0
        self._stop: Stop | None = None

    async def run(self, unsettled: list[Submission], wanted: deque[Wanted]) -> Stop | None:
        room, left = await self._sign_in()
        if self._stop is not None:
            return self._stop
        await self._take_up(unsettled)
        while ((wanted and self._stop is None) or self._jobs) and not self._desk.turns.over:
            if wanted and self._stop is None and sum(job.ours for job in self._jobs) < room and left > 0:
                left -= await self._submit(wanted.popleft())
            elif self._jobs:
                await self._follow(min(self._jobs, key=lambda job: job.due))
            else:
                self._stop = Stop.QUOTA if left <= 0 else Stop.BUSY
        return self._stop or (Stop.SILENT if wanted or self._jobs else None)

    async def _sign_in(self) -> tuple[int, float]:
        """How many captures may run at once, and how many may begin."""
        answer = savepagenow.read_account(await self._ask(savepagenow.account(self._base), _STATUS))
        match answer:
            case Account(available, left):
                return min(available, AT_ONCE), math.inf if left is None else left
            case Barred(status):
                self._heed(f"http:{status}")
            case Declined(code):
                self._heed(code)
            case NoWord():
                pass
            case _:
                assert_never(answer)
        self._stop = self._stop or Stop.SILENT
        return 0, 0

    async def _take_up(self, unsettled: list[Submission]) -> None:
        """Jobs first; what has none may have been taken all the same, so its copy is looked for."""
        for submission in [each for each in unsettled if each.state is SavingState.PENDING]:
            done = await self._is_done(submission)
            if not done and datetime.now(UTC) - submission.asked_at < _STILL_FRESH:
                self._begin(submission, ours=False)
        for submission in [each for each in unsettled if each.state is SavingState.UNKNOWN][:_MOST_LOOKED_UP]:
            await self._look_for(submission)

    async def _submit(self, wanted: Wanted) -> int:
        """Submit an address; how many captures that began."""
        if not await self._desk.claim(_SAVE):
            self._stop = self._stop or Stop.SILENT
            return 0
        async with self._desk.turns.place():
            intent = self._book.intend(wanted.url, datetime.now(UTC), wanted.before)
            if intent is None:
                return 0
            heard = await self._send(savepagenow.submission(self._base, wanted.url))
            answer = savepagenow.read_submission(heard)
            if isinstance(answer, Accepted):
                self._silences = 0
                self._begin(self._keep(intent, SavingState.PENDING, job=answer.job), ours=True)
                return 1
        await self._learn(heard)
        match answer:
            case RecentCopy():
                self._silences = 0
                await self._look_for(self._keep(intent, SavingState.UNKNOWN, code=RECENT_COPY))
            case Declined(code):
                self._refuse(intent, code)
            case Barred(status):
                self._refuse(intent, f"http:{status}")
            case NoWord(sent=False):
                self._refuse(intent, NOT_SENT)
            case NoWord():
                self._silences += 1
                self._stop = Stop.SILENT if self._silences >= _MOST_SILENCES else self._stop
            case _:
                assert_never(answer)
        return 0

    def _begin(self, submission: Submission, *, ours: bool) -> None:
        now = trio.current_time()
        self._jobs.append(_Job(submission, now + self._wait(0), now + self._pace.patience, ours))

    def _wait(self, asked: int) -> float:
        return max(_SHORTEST_WAIT, self._pace.gap * _POLLS[min(asked, len(_POLLS) - 1)])

    async def _follow(self, job: _Job) -> None:
        """Ask after a job when it is due; it leaves the list when it is done or had its time."""
        await trio.sleep_until(job.due)
        job.asked += 1
        done = await self._is_done(job.submission)
        job.due = trio.current_time() + self._wait(job.asked)
        if done or job.due > job.until:
            self._jobs.remove(job)

    async def _is_done(self, submission: Submission) -> bool:
        heard = await self._ask(savepagenow.status(self._base, submission.job or ""), _STATUS)
        answer = savepagenow.read_status(self._base, heard)
        match answer:
            case Working() | NoWord():
                return False
            case Stored():
                return await self._see(submission, answer)
            case Declined(code):
                self._refuse(submission, code)
            case Barred(status=404):  # the archive has forgotten the job, not necessarily the page
                await self._look_for(self._keep(submission, SavingState.UNKNOWN))
            case Barred(status):
                self._heed(f"http:{status}")
                return status != 429
            case _:
                assert_never(answer)
        return True

    async def _see(self, submission: Submission, stored: Stored) -> bool:
        """Look at a copy that the archive says it made; whether that settled the matter."""
        if _is_home(stored.memento.original) and not _is_home(submission.url):
            self._refuse(submission, COPY_IS_ELSEWHERE)
            return True
        played = await self._hold(play(wayback.player_of(self._base), stored.spot))
        match played.end:
            case End.PAGE if not played.moved:
                self._keep(submission, SavingState.SAVED, memento=stored.memento)
            case End.PAGE:
                self._refuse(submission, COPY_IS_ELSEWHERE)
            case End.ERROR | End.SOFT404:
                self._refuse(submission, COPY_IS_ERROR)
            case End.EXCLUDED:
                self._refuse(submission, COPY_IS_EXCLUDED)
            case End.MISSING | End.SILENT | End.CIRCLES:  # a fresh copy may take hours to be shown
                return False
            case _:
                assert_never(played.end)
        return True

    async def _look_for(self, submission: Submission) -> None:
        """Look for the copy of an address that may have been taken; until it is seen, nothing is known."""
        now = datetime.now(UTC)
        found = await self._hold(wayback.look_up(self._base, submission.url, None, now, verify=True))
        copy = found.memento
        seen = found.status is ArchiveStatus.ARCHIVED and found.verified == "playback"
        if seen and copy is not None and copy.captured >= submission.asked_at - _ANY_OLDER:
            self._keep(submission, SavingState.SAVED, memento=copy, code=None)

    def _refuse(self, submission: Submission, code: str) -> None:
        state = SavingState.REFUSED if refusal(code).is_final else SavingState.FAILED
        self._keep(submission, state, code=code)
        self._heed(code)

    def _heed(self, code: str) -> None:
        """Submit no more after an answer that holds for whatever is asked next."""
        found = refusal(code)
        if not found.stops:
            return
        if code in WANT_OTHER_KEYS:
            self._stop = self._stop or Stop.KEYS
        else:
            self._stop = self._stop or (Stop.SILENT if found.fault is Fault.ARCHIVE else Stop.LIMITED)

    def _keep(self, submission: Submission, state: SavingState, **changes: object) -> Submission:
        kept = replace(submission, state=state, seen_at=datetime.now(UTC), **changes)  # type: ignore[arg-type]
        self._book.keep(kept)
        return kept

    async def _hold(self, talk: Talk[T]) -> T:
        found = await self._desk.hold(talk)
        self._heed_limit()
        return found

    async def _ask(self, request: Request, service: str) -> Reply | NoReply:
        async with self._desk.turns.place():
            if not await self._desk.claim(service):
                return NoReply(Failure.INTERRUPTED)
            heard = await self._send(request)
        await self._learn(heard)
        return heard

    async def _send(self, request: Request) -> Reply | NoReply:
        return await self._client.read(request.address, self._seconds, headers=self._headers, form=request.form)

    async def _learn(self, heard: Reply | NoReply) -> None:
        await self._desk.learn(heard)
        self._heed_limit()

    def _heed_limit(self) -> None:
        if self._desk.limited:
            self._stop = self._stop or Stop.LIMITED


def _is_home(url: str) -> bool:
    parts = urlsplit(url)
    return not parts.path.strip("/") and not parts.query
