"""What an archive shows for a copy: the page, an error page, a redirect and where it ends, or nothing.

Laws: does no I/O, and never asks an address outside the archive: where a redirect leads out of it (pywb gives the
live address, the Wayback Machine its own), the target is looked for in the archive. A status means nothing without
`Memento-Datetime` (RFC 7089): with it, a 404 is the copy of an error page; without it, the archive has nothing.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from enum import StrEnum
from urllib.parse import urljoin, urlsplit

from linkaudit.evidence.archives.captures import is_web_address, time_of
from linkaudit.evidence.archives.questions import Heard, Question, Service, Talk, silence
from linkaudit.evidence.archives.soft404 import is_soft_404
from linkaudit.evidence.exchange import Reply
from linkaudit.model import ArchiveReason

MOST_HOPS = 5
NEAR = timedelta(days=30)
"""A redirect's target counts when it was captured this close to the redirect. (EDGI's client takes 24 hours: it
compares versions, while a reader wants the page.)"""

_EXCEPTION = "x-archive-wayback-runtime-error"
_EXCLUSIONS = ("AdministrativeAccessControlException", "RobotAccessControlException", "Blocked Site Error")
_EXCLUDED = "This URL has been excluded from the Wayback Machine"
_HOME = re.compile(r"/(?:index\.\w{2,5})?")


class End(StrEnum):
    """How playback ended."""

    PAGE = "page"
    SOFT404 = "soft404"
    ERROR = "error"
    MISSING = "missing"
    CIRCLES = "circles"
    EXCLUDED = "excluded"
    SILENT = "silent"


@dataclass(frozen=True, slots=True)
class Spot:
    """One capture: a timestamp as the archive writes it, and the address that was captured."""

    stamp: str
    original: str


@dataclass(frozen=True, slots=True)
class Played:
    """How the playback of a capture ended, and on which capture. `status` is that of an archived error page."""

    end: End
    spot: Spot
    started: Spot
    captured: datetime | None = None
    status: int | None = None
    reason: ArchiveReason | None = None

    @property
    def moved(self) -> bool:
        """Whether redirects led to another page; http, www and a slash make no other page."""
        return not same_page(self.spot.original, self.started.original)


@dataclass(frozen=True, slots=True)
class Player:
    """Where an archive plays its copies: `raw` as captured, `shown` with the archive's own frame, for readers."""

    raw: str
    shown: str

    def address(self, spot: Spot) -> str:
        return f"{self.raw.format(stamp=spot.stamp)}{spot.original}"

    def page(self, spot: Spot) -> str:
        return f"{self.shown.format(stamp=spot.stamp)}{spot.original}"

    def spot_of(self, address: str) -> Spot | None:
        """The capture that an address of this archive stands for; None for any other address."""
        for form in (self.raw, self.shown):
            before, after = form.removeprefix("https:").removeprefix("http:").split("{stamp}")
            modified = "" if after != "/" else r"(?:[a-z]{2}_)?"
            pattern = rf"(?:https?:)?{re.escape(before)}(\d{{1,14}}){modified}{re.escape(after)}(.+)"
            if found := re.fullmatch(pattern, address):
                return Spot(found[1], found[2])
        return None


def play(player: Player, start: Spot) -> Talk[Played]:
    """Play a capture and follow it, within the archive, to its end."""
    spot = start
    seen: set[Spot] = set()
    while len(seen) <= MOST_HOPS and spot not in seen:
        seen.add(spot)
        address = player.address(spot)
        heard = yield Question(address, Service.PLAYBACK)
        onward = _onward(player, spot, heard)
        if onward is None:
            return _ended(heard, spot, start)
        if isinstance(heard, Reply) and not is_capture(heard) and not _is_near(onward, spot):
            return Played(End.MISSING, spot, start)  # the archive offers what it has, however far
        spot = onward
    return Played(End.CIRCLES, spot, start)


def _onward(player: Player, spot: Spot, heard: Heard) -> Spot | None:
    if not isinstance(heard, Reply) or not 300 <= heard.status <= 399 or is_exclusion(heard):
        return None
    location = heard.headers.get("location", "").strip()
    if not location:
        return None
    inside = player.spot_of(absolute(player.address(spot), location))
    if inside is None and is_capture(heard):
        inside = Spot(spot.stamp, _joined(spot.original, location))
    return inside if inside is not None and is_web_address(inside.original) else None


def _joined(address: str, location: str) -> str:
    try:
        return urljoin(address, location).partition("#")[0]
    except ValueError:
        return ""


def absolute(address: str, location: str) -> str:
    """Where a header of the answer at an address leads to."""
    # Not `urljoin`: it takes the second slash out of an address within a path.
    parts = urlsplit(address)
    if location.startswith("//"):
        return f"{parts.scheme}:{location}"
    return f"{parts.scheme}://{parts.netloc}{location}" if location.startswith("/") else location


def _ended(heard: Heard, spot: Spot, start: Spot) -> Played:
    if not isinstance(heard, Reply):
        return Played(End.SILENT, spot, start, reason=silence(heard))
    if is_exclusion(heard):
        return Played(End.EXCLUDED, spot, start)
    captured = _captured(heard)
    if captured is None:
        if heard.status == 404:
            return Played(End.MISSING, spot, start)
        limited = heard.status == 429
        reason = ArchiveReason.RATE_LIMITED if limited else ArchiveReason.HTTP_ERROR
        return Played(End.SILENT, spot, start, reason=ArchiveReason.BAD_BODY if heard.status == 200 else reason)
    if not 200 <= heard.status <= 299:
        return Played(End.ERROR, spot, start, captured, heard.status)
    if not _is_near(Spot(f"{captured:%Y%m%d%H%M%S}", ""), spot):
        return Played(End.MISSING, spot, start)
    return Played(End.SOFT404 if is_soft_404(heard) else End.PAGE, spot, start, captured)


def is_capture(reply: Reply) -> bool:
    """Whether the answer is the copy of one, whatever its status."""
    return "memento-datetime" in reply.headers


def _captured(reply: Reply) -> datetime | None:
    try:
        return parsedate_to_datetime(reply.headers.get("memento-datetime", "")).astimezone(UTC)
    except (ValueError, TypeError, OverflowError):
        return None


def _is_near(spot: Spot, other: Spot) -> bool:
    one, two = time_of(spot.stamp), time_of(other.stamp)
    return one is not None and two is not None and abs(one - two) <= NEAR


def is_exclusion(reply: Reply) -> bool:
    """Whether the archive holds a site back on its publisher's demand: a header, or (older) words in the body."""
    said = reply.headers.get(_EXCEPTION, "")
    if not is_capture(reply) and reply.body[:1] != b"[":  # not in rows, where a page's own address could say it
        said += reply.body[:65_536].decode("utf-8", "replace")
    return any(mark in said for mark in (*_EXCLUSIONS, _EXCLUDED))


def redirect_words(played: Played) -> str:
    """Where a copy that redirects leads, for example "https://news.example/ (home page)"."""
    return f"{played.spot.original} ({_kind(played)})"


def _kind(played: Played) -> str:
    target, start = urlsplit(played.spot.original), urlsplit(played.started.original)
    match played.end:
        case End.CIRCLES:
            return "in circles"
        case End.ERROR | End.SOFT404:
            return "error page"
        case End.MISSING:
            return "not archived"
        case _ if _HOME.fullmatch(target.path) and not target.query:
            return "home page"
        case End.SILENT:
            return "not opened"
        case _ if _bare(target.hostname) != _bare(start.hostname):
            return "other site"
        case _:
            return "other article"


def _bare(host: str | None) -> str:
    return (host or "").lower().removeprefix("www.")


def same_page(one: str, other: str) -> bool:
    """Whether two addresses differ by http, www, a slash and letter case at most."""
    return _place(one) == _place(other)


def _place(address: str) -> tuple[str, str, str]:
    parts = urlsplit(address)
    return _bare(parts.hostname), parts.path.rstrip("/").lower(), parts.query
