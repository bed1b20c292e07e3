"""A second opinion: other archives, asked for the copy nearest to a day when the Wayback Machine knows of none.

Laws: does no I/O. Positives only: what another archive does not have, or an aggregator could not find out (MemGator
answers 404 to both), says nothing. Nothing is asked outside the archive's own host.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from email.utils import format_datetime, parsedate_to_datetime
from typing import NamedTuple, assert_never
from urllib.parse import quote, urlsplit

from linkaudit.evidence.archives import captures
from linkaudit.evidence.archives.captures import is_web_address, nearest_first
from linkaudit.evidence.archives.linkformat import WebLink, links
from linkaudit.evidence.archives.named import NamedArchive, Speech
from linkaudit.evidence.archives.playback import MOST_HOPS, End, Player, Spot, absolute, is_capture, play, same_page
from linkaudit.evidence.archives.questions import Question, Service, Talk
from linkaudit.evidence.archives.soft404 import is_soft_404
from linkaudit.evidence.exchange import Reply
from linkaudit.model import ArchiveStatus, Lookup, LookupSource, Memento

_MOST_PLAYED = 3
_NEAREST = 20
_REDIRECTS = frozenset({301, 302, 303, 307, 308})
_DISTRUSTED = ("archive.today", "archive.is", "archive.ph", "archive.fo", "archive.li", "archive.vn", "archive.md")
"""Aggregators list them too; see LA305 for why they are not suggested."""


class _Listed(NamedTuple):
    captured: datetime
    address: str


@dataclass(frozen=True, slots=True)
class _Asked:
    """What is looked for, and where."""

    archive: NamedArchive
    url: str
    wanted: date | None
    asked_at: datetime
    verify: bool

    def found(self, memento: Memento, verified: str, source: LookupSource, times: Sequence[datetime]) -> Lookup:
        return Lookup(
            self.url, self.asked_at, ArchiveStatus.ARCHIVED, memento=memento, wanted=self.wanted, verified=verified,
            source=source, captures_seen=len(times), first=min(times), last=max(times),
        )  # fmt: skip


def look_up(
    archive: NamedArchive, url: str, wanted: date | None, asked_at: datetime, *, verify: bool
) -> Talk[Lookup | None]:
    """The copy nearest to the wanted day, or the newest; None when the archive shows none.

    `verify` plays copies back that lie at the archive itself.
    """
    asked = _Asked(archive, url, wanted, asked_at, verify)
    match archive.speech:
        case Speech.CDX:
            return (yield from _by_index(asked))
        case Speech.TIMEMAP:
            return (yield from _by_timemap(asked))
        case Speech.TIMEGATE:
            return (yield from _by_timegate(asked))
        case _:
            assert_never(archive.speech)


def _by_index(asked: _Asked) -> Talk[Lookup | None]:
    archive, wanted = asked.archive, asked.wanted
    near = f"&sort=closest&closest={wanted:%Y%m%d}120000&limit={_NEAREST}" if wanted else ""
    heard = yield Question(
        f"{archive.base}/wayback/cdx?url={quote(asked.url, safe='')}&output=json{near}", Service.INDEX
    )
    if not isinstance(heard, Reply) or heard.status != 200:
        return None
    rows = captures.read(_rows(heard.body))
    past = [capture for capture in rows if capture.is_good and capture.captured <= asked.asked_at]
    player = Player(f"{archive.base}/noFrame/replay/{{stamp}}id_/", f"{archive.base}/wayback/{{stamp}}/")
    for capture in nearest_first(past, wanted)[:_MOST_PLAYED]:
        spot, captured, verified = Spot(capture.stamp, capture.original), capture.captured, "index"
        if asked.verify:
            seen = yield from play(player, spot)
            if seen.end is End.PAGE and not seen.moved and seen.captured is not None:
                spot, captured, verified = seen.spot, seen.captured, "playback"
            elif seen.end is not End.SILENT:
                continue
        memento = Memento(spot.original, player.page(spot), captured, archive.host)
        times = [each.captured for each in past]
        return asked.found(memento, verified, LookupSource.CDX, times)
    return None


def _rows(body: bytes) -> Iterator[dict[str, str]]:
    """The lines of a pywb index, under the Wayback Machine's names; what is no row is passed over."""
    for line in body.splitlines():
        try:
            row = json.loads(line)
        except (ValueError, RecursionError):
            continue
        if isinstance(row, dict) and isinstance(row.get("timestamp"), str) and isinstance(row.get("url"), str):
            yield {
                "timestamp": row["timestamp"],
                "original": row["url"],
                "mimetype": str(row.get("mime", "")),
                "statuscode": str(row.get("status", "-")),
                "digest": str(row.get("digest", "")),
            }


def _by_timemap(asked: _Asked) -> Talk[Lookup | None]:
    archive, wanted = asked.archive, asked.wanted
    heard = yield Question(f"{archive.base}/timemap/link/{asked.url}", Service.INDEX)
    listed, page = _read(heard, archive, wanted) if isinstance(heard, Reply) else ([], None)
    if not listed and page is not None:
        heard = yield Question(page, Service.INDEX)
        listed, _ = _read(heard, archive, wanted) if isinstance(heard, Reply) else ([], None)
    past = [each for each in listed if each.captured <= asked.asked_at]
    for copy in nearest_first(past, wanted)[:_MOST_PLAYED]:
        verified = "index"
        if asked.verify and _origin(copy.address) == _origin(archive.base):
            shown = yield Question(copy.address, Service.PLAYBACK)
            if isinstance(shown, Reply):
                if not (200 <= shown.status <= 299 and is_capture(shown)) or is_soft_404(shown):
                    continue
                verified = "playback"
        memento = Memento(asked.url, copy.address, copy.captured, urlsplit(copy.address).hostname or "")
        return asked.found(memento, verified, LookupSource.TIMEGATE, [each.captured for each in past])
    return None


def _by_timegate(asked: _Asked) -> Talk[Lookup | None]:
    """Negotiate for the day (RFC 7089, 4): a redirect to the copy, or the copy at once with its own address."""
    headers: tuple[tuple[str, str], ...] = ()
    if asked.wanted is not None:
        noon = datetime.combine(asked.wanted, time(12), UTC)
        headers = (("Accept-Datetime", format_datetime(noon, usegmt=True)),)
    address, service = f"{asked.archive.base}/{asked.url}", Service.INDEX
    for _ in range(MOST_HOPS + 1):
        heard = yield Question(address, service, headers)
        if not isinstance(heard, Reply):
            return None
        if heard.status not in _REDIRECTS:
            return _negotiated(asked, address, heard)
        onward = _within(asked.archive, address, heard.headers.get("location", ""))
        if onward is None:
            return None
        address, service = onward, Service.PLAYBACK
    return None


def _negotiated(asked: _Asked, address: str, shown: Reply) -> Lookup | None:
    """The copy that was shown at an address, if it is one of the page, and of a day that has been."""
    captured = _moment(shown.headers.get("memento-datetime"))
    told = list(links(shown.headers.get("link", "")))
    originals = [link.target for link in told if "original" in link.relations] or [asked.url]
    place = _within(asked.archive, address, shown.headers.get("content-location", address))
    if captured is None or captured > asked.asked_at or place is None or place == f"{asked.archive.base}/{asked.url}":
        return None
    if not 200 <= shown.status <= 299 or is_soft_404(shown):
        return None
    if not is_web_address(originals[0]) or not same_page(originals[0], asked.url):
        return None
    copies = (_copy(link) for link in told if "memento" in link.relations)
    times = {captured, *(copy.captured for copy in copies if copy is not None and copy.captured <= asked.asked_at)}
    memento = Memento(originals[0], place, captured, asked.archive.host)
    return asked.found(memento, "playback", LookupSource.TIMEGATE, list(times))


def _within(archive: NamedArchive, address: str, location: str) -> str | None:
    """Where a header leads to, if that is at the archive."""
    onward = absolute(address, location.strip())
    return onward if location.strip() and _origin(onward) == _origin(archive.base) else None


def _read(reply: Reply, archive: NamedArchive, wanted: date | None) -> tuple[list[_Listed], str | None]:
    """The copies of a TimeMap; of one that only lists further TimeMaps, the page that should have the wanted day."""
    if reply.status != 200:
        return [], None
    found = list(links(reply.body.decode("utf-8", "replace")))
    listed = [copy for link in found if "memento" in link.relations and (copy := _copy(link)) is not None]
    pages = [link for link in found if "timemap" in link.relations and _origin(link.target) == _origin(archive.base)]
    return listed, _page(pages, wanted)


def _page(pages: Sequence[WebLink], wanted: date | None) -> str | None:
    for page in pages:
        first, last = _moment(page.parameters.get("from")), _moment(page.parameters.get("until"))
        if wanted is not None and first is not None and last is not None and first.date() <= wanted <= last.date():
            return page.target
    return pages[-1].target if pages else None


def _copy(link: WebLink) -> _Listed | None:
    captured = _moment(link.parameters.get("datetime"))
    if captured is None or not is_web_address(link.target):
        return None
    host = urlsplit(link.target).hostname or ""
    return None if host.removeprefix("www.") in _DISTRUSTED else _Listed(captured, link.target)


def _moment(words: str | None) -> datetime | None:
    try:
        return parsedate_to_datetime(words or "").astimezone(UTC)
    except (ValueError, TypeError, OverflowError):
        return None


def _origin(address: str) -> tuple[str, str]:
    try:
        parts = urlsplit(address)
    except ValueError:
        return "", ""
    return parts.scheme, parts.netloc.lower()
