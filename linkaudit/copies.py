"""Addresses that are archived copies themselves: of what, when, at which archive, and whether readers can rely on it.

Laws: does no I/O; works on normalised addresses. Sources: the address forms that InternetArchiveBot knows
(internetarchive/internetarchivebot, `isArchive`), and the archives' own documentation.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum
from urllib.parse import parse_qs, urlsplit

from linkaudit.urls import normalise

_OLDEST_POSSIBLE = datetime(1996, 1, 1, tzinfo=UTC)


class Standing(StrEnum):
    """How far a reader can rely on a copy."""

    SOUND = "sound"
    UNPINNED = "unpinned"
    DISTRUSTED = "distrusted"
    DEAD = "dead"


@dataclass(frozen=True, slots=True)
class Copy:
    """An address that is a copy. `original` and `captured` (UTC) are None where the address does not tell them."""

    service: str
    standing: Standing
    original: str | None = None
    captured: datetime | None = None


@dataclass(frozen=True, slots=True)
class _Form:
    service: str
    host: str
    rest: str
    standing: Standing = Standing.SOUND

    def match(self, host: str, rest: str) -> re.Match[str] | None:
        return re.fullmatch(self.rest, rest) if re.fullmatch(self.host, host) else None


_STAMP = r"(?P<stamp>\d{4,14})(?:[a-z]{2}_)?"
_PAGE = r"(?P<page>(?:https?:/|[\w-]+\.).+)"
_WAYBACK = r"(?:(?:web|wayback|www)\.)?archive\.org"
_TODAY = r"(?:www\.)?archive\.(?:is|today|fo|li|vn|ph|md)"
_UK = r"webarchive\.nationalarchives\.gov\.uk"
_FORMS = (
    _Form("the Wayback Machine", _WAYBACK, rf"(?:/web)?/{_STAMP}/{_PAGE}"),
    _Form("the Wayback Machine", _WAYBACK, rf"/web/(?:\d*\*/)?{_PAGE}", Standing.UNPINNED),
    _Form("archive.today", _TODAY, rf"/(?:o/\w+/)?(?P<stamp>[\d.:\-]{{4,20}})/{_PAGE}", Standing.DISTRUSTED),
    _Form("archive.today", _TODAY, rf"/(?:newest|oldest|timegate|o/\w+)/{_PAGE}", Standing.DISTRUSTED),
    _Form("archive.today", _TODAY, r"/(?:wip/)?\w{4,6}(?:[/#?].*)?", Standing.DISTRUSTED),
    _Form("Perma.cc", r"(?:www\.)?perma\.cc", r"/[A-Za-z0-9]{4}-[A-Za-z0-9]{4}(?:[?].*)?"),
    _Form("Perma.cc", r"(?:www\.)?perma-archives\.org", rf"/warc/{_STAMP}/{_PAGE}"),
    _Form("Archive-It", r"wayback\.archive-it\.org", rf"/(?:\d+|all)/{_STAMP}/{_PAGE}"),
    _Form("Arquivo.pt", r"(?:www\.)?arquivo\.pt", rf"/(?:wayback|noFrame)/(?:wayback/|replay/)?{_STAMP}/{_PAGE}"),
    _Form("the UK Government Web Archive", _UK, rf"/(?:ukgwa/)?{_STAMP}/{_PAGE}"),
    _Form("Ghostarchive", r"(?:www\.)?ghostarchive\.org", rf"/archive/(?:{_STAMP}/{_PAGE}|\w+)"),
    _Form("Wikiwix", r"(?:archive\.)?wikiwix\.com", rf"/cache/{_STAMP}/{_PAGE}"),
    _Form("Megalodon", r"(?:www\.)?megalodon\.jp", rf"/(?P<stamp>\d{{4}}-\d{{4}}-\d{{4}}-\d\d)/{_PAGE}"),
    _Form("WebCite", r"(?:www\.)?webcitation\.org", r"/.+", Standing.DEAD),
    _Form("Google's cache", r"webcache\.googleusercontent\.com", r"/.+", Standing.DEAD),
    _Form("Memento Time Travel", r"timetravel\.mementoweb\.org", rf"/(?:memento|api/json)/{_STAMP}/{_PAGE}",
          Standing.DEAD),
)  # fmt: skip


def copy_at(url: str) -> Copy | None:
    """The archived copy that a normalised address stands for; None for any other address."""
    parts = urlsplit(url)
    host = parts.hostname or ""
    rest = parts.path + (f"?{parts.query}" if parts.query else "")
    for form in _FORMS:
        found = form.match(host, rest)
        if found is not None:
            named = found.groupdict()
            page = named.get("page") or _in_query(parts.query)
            return Copy(form.service, form.standing, _address(page), _moment(named.get("stamp") or ""))
    return None


def _in_query(query: str) -> str:
    """WebCite gives the page as `url`, Google's cache as `q=cache:KEY:PAGE`."""
    fields = parse_qs(query)
    cached = re.fullmatch(r"cache:(?:[\w-]{8,16}:)?(.+)", fields.get("q", [""])[0])
    return cached[1] if cached else fields.get("url", [""])[0]


def _address(page: str) -> str | None:
    """A page's address as it stands within another: with one slash too few, or without a scheme."""
    if not page:
        return None
    scheme = re.match(r"(?i)(https?):/{1,2}", page)
    found = normalise(f"{scheme[1]}://{page[scheme.end() :]}" if scheme else f"http://{page}")
    return found[0] if found else None


def _moment(stamp: str) -> datetime | None:
    digits = re.sub(r"\D", "", stamp)
    padded = digits + "00000101000000"[len(digits) :]
    try:
        found = datetime.strptime(padded[:14], "%Y%m%d%H%M%S").replace(tzinfo=UTC)
    except ValueError:
        return None
    return found if found >= _OLDEST_POSSIBLE else None
