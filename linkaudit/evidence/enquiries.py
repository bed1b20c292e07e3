"""Look-ups at the archives, at their own pace, beside the live checks and never in their way.

Laws: every look-up ends in a `Lookup`, if only in silence with its reason.
"""

from __future__ import annotations

from datetime import UTC, datetime

from linkaudit.evidence.archives import second, wayback
from linkaudit.evidence.archives.questions import Service
from linkaudit.evidence.desk import Desk, Reader
from linkaudit.evidence.limits import Limits
from linkaudit.evidence.plan import ArchiveRequest
from linkaudit.model import ArchiveReason, ArchiveStatus, Lookup


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


def unanswered(request: ArchiveRequest, reason: ArchiveReason) -> Lookup:
    """Silence, and why: not known whether a copy exists."""
    return Lookup(request.url, datetime.now(UTC), ArchiveStatus.UNANSWERED, reason, wanted=request.wanted)
