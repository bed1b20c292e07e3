"""The Wayback Machine: which copy of an address lies nearest to a day, and does it show the page?

Laws: does no I/O. Only a parsed 200 of the index (CDX server) may say that there is no copy; anything else is
silence, and says why. What playback leaves open is what the index said.
Sources: the CDX server's README (internetarchive/wayback) and the recorded exchanges of EDGI's `wayback` package.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from urllib.parse import urlencode, urlsplit

from linkaudit.evidence.archives import captures
from linkaudit.evidence.archives.captures import Capture, nearest_first
from linkaudit.evidence.archives.playback import End, Played, Player, Spot, is_exclusion, play, redirect_words
from linkaudit.evidence.archives.questions import Heard, LookingUp, Question, Service, silence
from linkaudit.evidence.exchange import Reply
from linkaudit.model import ArchiveReason, ArchiveStatus, Lookup, LookupSource, Memento

_FIELDS = ("timestamp", "original", "mimetype", "statuscode", "digest", "length")
_NEAREST = 20
_NEWEST = -5
_MOST_PLAYED = 3


@dataclass(frozen=True, slots=True)
class _Silence:
    status: ArchiveStatus
    reason: ArchiveReason | None = None


@dataclass(frozen=True, slots=True)
class _Found:
    """What the index listed for one question."""

    base: str
    player: Player
    url: str
    wanted: date | None
    asked_at: datetime
    captures: Sequence[Capture]

    def lookup(self, status: ArchiveStatus, verified: str = "index") -> Lookup:
        times = [capture.captured for capture in self.captures]
        return Lookup(
            self.url, self.asked_at, status, wanted=self.wanted, verified=verified, source=LookupSource.CDX,
            captures_seen=len(times), first=min(times, default=None), last=max(times, default=None),
        )  # fmt: skip

    def copy(self, status: ArchiveStatus, spot: Spot, captured: datetime, verified: str = "index") -> Lookup:
        archive = urlsplit(self.base).hostname or ""
        memento = Memento(spot.original, self.player.page(spot), captured, archive)
        return replace(self.lookup(status, verified), memento=memento)


def player_of(base: str) -> Player:
    """Where the Wayback Machine at an address plays its copies."""
    base = base.rstrip("/")
    return Player(f"{base}/web/{{stamp}}id_/", f"{base}/web/{{stamp}}/")


def look_up(base: str, url: str, wanted: date | None, asked_at: datetime, *, verify: bool = False) -> LookingUp:
    """Ask the index for the copy of `url` nearest to noon (UTC) of the wanted day, or for the newest.

    `verify` also plays the copy back; a redirect is always played, since it may lead anywhere.
    """
    listed = _listed((yield _query(base, url, wanted, {"limit": str(_NEAREST if wanted else _NEWEST)})))
    if not isinstance(listed, _Silence) and listed and not any(capture.is_good for capture in listed):
        # The nearest rows may all be errors, and of two captures in one second the index keeps only one.
        more = _listed((yield _query(base, url, wanted, {"filter": "statuscode:200", "limit": "3"})))
        listed = more if isinstance(more, _Silence) else [*listed, *more]
    if isinstance(listed, _Silence):
        return Lookup(url, asked_at, listed.status, listed.reason, wanted=wanted, source=LookupSource.CDX)
    past = [capture for capture in listed if capture.captured <= asked_at]
    return (yield from _choose(_Found(base, player_of(base), url, wanted, asked_at, past), verify=verify))


def _query(base: str, url: str, wanted: date | None, extra: dict[str, str]) -> Question:
    parameters = {"url": url, "output": "json", "fl": ",".join(_FIELDS)}
    if wanted is not None:
        # Both are needed, and all 14 digits: a short one is padded to the end of its day.
        parameters |= {"sort": "closest", "closest": f"{wanted:%Y%m%d}120000"}
    return Question(f"{base.rstrip('/')}/cdx/search/cdx?{urlencode(parameters | extra)}", Service.INDEX)


def _listed(heard: Heard) -> list[Capture] | _Silence:
    if not isinstance(heard, Reply):
        return _Silence(ArchiveStatus.UNANSWERED, silence(heard))
    if is_exclusion(heard):
        return _Silence(ArchiveStatus.EXCLUDED)
    if heard.status == 429:
        return _Silence(ArchiveStatus.UNANSWERED, ArchiveReason.RATE_LIMITED)
    if heard.status != 200:
        return _Silence(ArchiveStatus.UNANSWERED, ArchiveReason.HTTP_ERROR)
    rows = _rows(heard)
    return _Silence(ArchiveStatus.UNANSWERED, ArchiveReason.BAD_BODY) if rows is None else captures.read(rows)


def _rows(answer: Reply) -> list[dict[str, str]] | None:
    """The rows by their header's names; None for anything but a whole JSON array of string arrays."""
    try:
        table = json.loads(answer.body) if answer.whole else None
    except (ValueError, RecursionError):
        return None
    if not isinstance(table, list) or not all(_is_row(row) for row in table):
        return None
    if not table:
        return []
    header, *rows = table
    if not {"timestamp", "original", "statuscode"} <= set(header):
        return None
    return [dict(zip(header, row, strict=False)) for row in rows if len(row) == len(header)]


def _is_row(row: object) -> bool:
    return isinstance(row, list) and all(isinstance(cell, str) for cell in row)


def _choose(found: _Found, *, verify: bool) -> LookingUp:
    good = nearest_first((capture for capture in found.captures if capture.is_good), found.wanted)
    redirects = nearest_first((capture for capture in found.captures if capture.is_redirect), found.wanted)
    if not found.captures:
        return found.lookup(ArchiveStatus.NONE)
    if good and not verify:
        return found.copy(ArchiveStatus.ARCHIVED, _spot(good[0]), good[0].captured)
    played: dict[Capture, Played] = {}
    for capture in (good or redirects)[:_MOST_PLAYED]:
        seen = played[capture] = yield from play(found.player, _spot(capture))
        if seen.end is End.PAGE and not seen.moved and seen.captured is not None:
            return found.copy(ArchiveStatus.ARCHIVED, seen.spot, seen.captured, "playback")
        if seen.end in (End.EXCLUDED, End.SILENT):
            break
    return _conclude(found, played)


def _conclude(found: _Found, played: dict[Capture, Played]) -> Lookup:
    """The best that can be said when no capture was seen to show the page."""
    for capture, seen in played.items():
        if seen.end is End.EXCLUDED:
            return found.lookup(ArchiveStatus.EXCLUDED, "playback")
        if capture.is_good and seen.end in (End.SILENT, End.MISSING):
            # The index lists it and nothing speaks against it: the archive just did not show it to us now.
            return found.copy(ArchiveStatus.ARCHIVED, _spot(capture), capture.captured)
    for capture, seen in played.items():
        if seen.end is End.SOFT404 and not seen.moved:
            return found.copy(ArchiveStatus.ARCHIVED_SOFT404, _spot(capture), capture.captured, "playback")
    for capture, seen in played.items():
        if capture.is_redirect or seen.moved or seen.end is End.CIRCLES:
            lookup = found.copy(ArchiveStatus.ARCHIVED_REDIRECT, _spot(capture), capture.captured, "playback")
            silent = seen.end is End.SILENT and not seen.moved
            return replace(lookup, detail=None if silent else redirect_words(seen), verified=_verified(seen))
    shown = [replace(each, status=played[each].status) if each in played else each for each in found.captures]
    lookup = found.lookup(ArchiveStatus.ARCHIVED_ERROR, "playback" if played else "index")
    return replace(lookup, detail=captures.errors(shown))


def _verified(seen: Played) -> str:
    return "index" if seen.end is End.SILENT else "playback"


def _spot(capture: Capture) -> Spot:
    return Spot(capture.stamp, capture.original)
