"""The archive's part of one run: look-ups beside the live checks, and how long they are waited for.

Laws: every request ends in one `Lookup`, if only in silence with its reason. Patience runs while nothing but the
archive is waited for, and starts anew when a live question comes in between.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Protocol

import trio

from linkaudit.evidence.enquiries import unanswered
from linkaudit.evidence.plan import ArchiveRequest
from linkaudit.model import ArchiveReason, Lookup, PageAnswer

Settle = Callable[[Lookup, tuple[PageAnswer, ...]], None]


class Librarian(Protocol):
    """What the look-ups need of an archive; `answered` once it has given any answer."""

    @property
    def requests(self) -> int: ...

    @property
    def answered(self) -> bool: ...

    async def look_up(self, request: ArchiveRequest) -> tuple[Lookup, tuple[PageAnswer, ...]]: ...


class Lookups:
    """Requests come in by `add` and go out by `settle`. `patience` is in seconds."""

    def __init__(self, archive: Librarian, patience: float, settle: Settle) -> None:
        self._archive = archive
        self._patience = patience
        self._settled = settle
        self._open: dict[str, ArchiveRequest] = {}
        self._to_desk, self._from_desk = trio.open_memory_channel[ArchiveRequest](math.inf)
        self._scope = trio.CancelScope()

    def __len__(self) -> int:
        """How many requests have no answer yet."""
        return len(self._open)

    @property
    def requests(self) -> int:
        """HTTP requests sent so far."""
        return self._archive.requests

    @property
    def answered(self) -> bool:
        """Whether an archive has given any answer."""
        return self._archive.answered

    def add(self, request: ArchiveRequest) -> None:
        """Queue a request; one whose address has one open is not heard."""
        if request.url in self._open:
            return
        self._open[request.url] = request
        self._to_desk.send_nowait(request)

    def wait(self, *, alone: bool) -> None:
        """Hear whether nothing but the archive is waited for."""
        if not alone or not self._open:
            self._scope.deadline = math.inf
        elif self._scope.deadline == math.inf:
            self._scope.deadline = trio.current_time() + self._patience

    def give_up(self) -> None:
        """Settle everything that is open: it was not answered in time."""
        for request in list(self._open.values()):
            self._settle(unanswered(request, ArchiveReason.BUDGET))

    async def run(self) -> None:
        """Work until cancelled."""
        while True:
            with self._scope:
                async with trio.open_nursery() as nursery:
                    async for request in self._from_desk:
                        if request.url in self._open:
                            nursery.start_soon(self._find, request)
            # Only patience ends a round: what is still open was not asked in time.
            self.give_up()
            self._scope = trio.CancelScope()

    async def _find(self, request: ArchiveRequest) -> None:
        self._settle(*await self._archive.look_up(request))

    def _settle(self, lookup: Lookup, said: tuple[PageAnswer, ...] = ()) -> None:
        del self._open[lookup.url]
        self._settled(lookup, said)
