"""What the person at the terminal sees besides the report: colour or not, and one progress line on stderr."""

from __future__ import annotations

import os
import sys
import time
from collections import deque
from collections.abc import Mapping
from typing import Self, TextIO

from linkaudit.config import Color

NARROWEST, WIDEST = 60, 100
_BAR = 20
_REDRAW = 0.1
_REMEMBERED = 150
"""Words about progress that the rate is taken over: half a minute."""

_ENOUGH = 100
"""Addresses from which on a rate says something."""

_USUAL_RATE = 60.0
"""Addresses a second on two processors."""


def use_colour(wanted: Color, environ: Mapping[str, str], stream: TextIO) -> bool:
    """--color, then NO_COLOR, then FORCE_COLOR, then whether the stream is a terminal."""
    if wanted is not Color.AUTO:
        return wanted is Color.ALWAYS
    if environ.get("NO_COLOR"):
        return False
    if environ.get("FORCE_COLOR"):
        return True
    return stream.isatty() and environ.get("TERM") != "dumb"


def width(stream: TextIO) -> int:
    """Columns for text: the terminal's, within what reads well."""
    try:
        return max(NARROWEST, min(WIDEST, os.get_terminal_size(stream.fileno()).columns))
    except (OSError, ValueError):
        return WIDEST


class Terminal:
    """Tells the person waiting how a run goes: one line that stays, then one that is rewritten and wiped at the end.

    `progress` is what --progress says; without it the line shows on a terminal and not in continuous integration.
    """

    def __init__(self, progress: bool | None) -> None:
        self._shows = sys.stderr.isatty() and not os.environ.get("CI") if progress is None else progress
        self._drawn = False
        self._drawn_at = 0.0
        self._pace: deque[tuple[float, int]] = deque(maxlen=_REMEMBERED)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._wipe()

    def announce(self, hosts: int, archive: str | None, *, more: bool) -> None:
        """Who is about to be asked: the one line about what leaves the machine."""
        asked = f"{hosts} host{'s' if hosts != 1 else ''}" + (", more as articles are read" if more else "")
        also = f"{',' if more else ''} and, where it is needed, {archive}" if archive else ""
        sys.stderr.write(f"Asking {asked}{also}; --offline asks nobody.\n")
        sys.stderr.flush()

    def size(self, addresses: int, hosts: int, articles: int, *, more: bool) -> None:
        """How much a large run has to do, and how long that may take."""
        self._wipe()
        minutes = max(1, round(addresses / self._rate() / 60))
        of = f" in the first {articles:,} articles" if more else f" in {articles:,} articles"
        rest = "; more follow" if more else ""
        sys.stderr.write(f"{addresses:,} addresses on {hosts:,} hosts{of}, about {minutes:,} min{rest}.\n")
        sys.stderr.flush()

    def progress(self, done: int, total: int, waiting_for: str | None) -> None:
        """How far the run is."""
        now = time.monotonic()
        self._pace.append((now, done))
        if not self._shows or now - self._drawn_at < _REDRAW:
            return
        filled = _BAR * done // max(total, 1)
        bar = "█" * filled + "░" * (_BAR - filled)
        waiting = f", waiting for {waiting_for}" if waiting_for else ""
        line = f"{bar} {done:,} of {total:,} addresses{self._left(total - done)}{waiting}"
        sys.stderr.write("\r\x1b[2K" + line[: width(sys.stderr) - 1])
        sys.stderr.flush()
        self._drawn, self._drawn_at = True, now

    def _rate(self) -> float:
        """Addresses a second of late; what is usual, until there is something to tell."""
        if len(self._pace) > 1:
            (before, fewer), (now, done) = self._pace[0], self._pace[-1]
            if done - fewer >= _ENOUGH and now > before:
                return (done - fewer) / (now - before)
        return _USUAL_RATE

    def _left(self, addresses: int) -> str:
        """How fast it goes and how long the rest takes, of a run that one waits for."""
        if addresses < _ENOUGH:
            return ""
        rate = self._rate()
        seconds = addresses / rate
        rest = f"{seconds / 60:.0f} min" if seconds >= 90 else f"{seconds:.0f} s"
        return f", {rate:.0f} a second, about {rest} left"

    def _wipe(self) -> None:
        # The line goes, and with it the ^C that a terminal writes when a run is interrupted.
        if self._drawn:
            sys.stderr.write("\r\x1b[2K")
            sys.stderr.flush()
            self._drawn = False
