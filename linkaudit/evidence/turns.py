"""Turns at an archive: how many may ask at once, and how soon after the last one, for all processes of this machine.

An archive counts requests by address, and jobs that run side by side share one: three of them at full pace would be
shut out together.

Laws: nobody asks before a turn is claimed, and a turn is claimed only when it is due, so that none is wasted. Files
are held for moments, a place at the archive by a lock that ends with its process. Where files cannot be shared (no
fcntl, no folder), turns hold within this process.
"""

from __future__ import annotations

import json
import re
import time
from collections.abc import AsyncIterator, Iterator
from contextlib import AbstractAsyncContextManager, asynccontextmanager, contextmanager, suppress
from math import isfinite
from pathlib import Path
from typing import Protocol, TextIO
from urllib.parse import urlsplit

import trio

try:
    import fcntl
except ImportError:  # Windows
    CAN_SHARE = False
else:
    CAN_SHARE = True

FARTHEST = 300.0
"""Seconds. What lies farther ahead than that was written under another clock, and does not count."""

_POLL = 0.2
_PAUSE = "pause"

Times = dict[str, float]
"""When each service may be asked next, in seconds of the ledger's clock; under "pause", when anything may."""


class Ledger(Protocol):
    """Where turns are written down."""

    def now(self) -> float: ...

    def opened(self) -> AbstractAsyncContextManager[Times]:
        """The times, to be read and changed; nobody else does meanwhile."""

    def place(self) -> AbstractAsyncContextManager[None]:
        """One of the few places at the archive, kept for as long as the block lasts."""


class Turns:
    """The turns at one archive. They are over for this run once `end` was called."""

    def __init__(self, ledger: Ledger) -> None:
        self._ledger = ledger
        self._over = trio.Event()

    @property
    def over(self) -> bool:
        return self._over.is_set()

    def end(self) -> None:
        """No turn is given any more; whoever waits for one waits no longer."""
        self._over.set()

    def place(self) -> AbstractAsyncContextManager[None]:
        """One of the few places at the archive, kept for as long as the block lasts."""
        return self._ledger.place()

    async def claim(self, service: str, gap: float) -> bool:
        """Wait for a turn of a service, and put the next one `gap` seconds later; False when turns are over."""
        while not self.over:
            async with self._ledger.opened() as times:
                now = self._ledger.now()
                due = max(times.get(service, now), times.get(_PAUSE, now))
                if due <= now:
                    times[service] = now + gap
                    return True
            with trio.move_on_after(due - now):
                await self._over.wait()
        return False

    async def pause(self, seconds: float) -> None:
        """Let nobody ask anything for so long."""
        async with self._ledger.opened() as times:
            times[_PAUSE] = max(times.get(_PAUSE, 0.0), self._ledger.now() + seconds)


class OwnLedger:
    """Turns within this process."""

    def __init__(self, places: int) -> None:
        self._times: Times = {}
        self._places = trio.CapacityLimiter(places)

    def now(self) -> float:
        return trio.current_time()

    @asynccontextmanager
    async def opened(self) -> AsyncIterator[Times]:
        yield self._times

    @asynccontextmanager
    async def place(self) -> AsyncIterator[None]:
        async with self._places:
            yield


class SharedLedger:
    """Turns in files that every process of this user shares. Raises OSError when the folder cannot be written."""

    def __init__(self, folder: Path, name: str, places: int) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        self._file = folder / f"{name}.turns"
        self._file.touch(mode=0o600)
        self._seats = [folder / f"{name}.place{number}" for number in range(places)]
        self._waiting = trio.CapacityLimiter(places)
        self._last: Times = {}

    def now(self) -> float:
        return time.time()

    @asynccontextmanager
    async def opened(self) -> AsyncIterator[Times]:
        with self._locked() as times:
            now = self.now()
            for name in [name for name, when in times.items() if when > now + FARTHEST]:
                del times[name]
            yield times

    @contextmanager
    def _locked(self) -> Iterator[Times]:
        try:
            file = self._file.open("r+", encoding="ascii")
        except OSError:  # the folder has gone: the last known times hold
            yield self._last
            return
        with file:
            fcntl.flock(file, fcntl.LOCK_EX)
            self._last = _read(file.read(10_000))
            yield self._last
            with suppress(OSError):
                file.seek(0)
                file.truncate()
                json.dump(self._last, file)

    @asynccontextmanager
    async def place(self) -> AsyncIterator[None]:
        async with self._waiting:
            while (seat := self._free_seat()) is None:  # noqa: ASYNC110  other processes set no event
                await trio.sleep(_POLL)
            with seat:
                yield

    def _free_seat(self) -> TextIO | None:
        for path in self._seats:
            seat = path.open("w", encoding="ascii")
            try:
                fcntl.flock(seat, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except OSError:
                seat.close()
            else:
                return seat
        return None


def turns_at(base: str, places: int, folder: str | None) -> Turns:
    """The turns at an archive, shared over processes in the files of a folder, if one is given and can be used."""
    parts = urlsplit(base)
    name = f"{parts.hostname}_{parts.port}" if parts.port else f"{parts.hostname}"
    if folder is not None and CAN_SHARE:
        with suppress(OSError):
            return Turns(SharedLedger(Path(folder), re.sub(r"[^\w.\-]", "_", name), places))
    return Turns(OwnLedger(places))


def _read(text: str) -> Times:
    try:
        found = json.loads(text)
    except ValueError:
        return {}
    if not isinstance(found, dict):
        return {}
    return {name: float(when) for name, when in found.items() if isinstance(when, int | float) and isfinite(when)}
