"""What is still to be asked about an article's sources.

Laws: pure, no I/O. What is known already is not asked again; what an archive cannot help with is not asked at all.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from ipaddress import ip_address
from urllib.parse import urlsplit

from linkaudit import reach, urls
from linkaudit.evidence.limits import ArchiveMode, Limits
from linkaudit.model import Article, Evidence, Fetch, LinkKind, Lookup, Network, Reason, Role, Verdict

Answer = Fetch | Lookup

ARCHIVE_DOMAINS = (
    "archive.org", "archive.today", "archive.is", "archive.ph", "archive.fo", "archive.li", "archive.vn", "archive.md",
    "archive-it.org", "arquivo.pt", "ghostarchive.org", "megalodon.jp", "mementoweb.org", "perma.cc",
    "perma-archives.org", "webarchive.nationalarchives.gov.uk", "webarchive.org.uk", "webcitation.org",
    "webcache.googleusercontent.com", "wikiwix.com",
)  # fmt: skip
"""Hosts whose pages are copies, or a catalogue of copies: an archive has no copy of a copy."""

_PRIVATE_NAME = re.compile(r"(?i)[^.]+|.+\.(?:local|localhost|internal|intranet|lan|home|corp|onion)")
_LISTING = re.compile(r"(?i)/(?:tags?|topics?|category|categories|authors?|hashtag|search)(?:/[^/]*)?/?")


@dataclass(frozen=True, slots=True)
class LiveRequest:
    """Ask a normalised address whether a reader can open it."""

    url: str


@dataclass(frozen=True, slots=True)
class ArchiveRequest:
    """Ask the archive for the copy nearest to a day, or for the newest one."""

    url: str
    wanted: date | None = None


Request = LiveRequest | ArchiveRequest


@dataclass(frozen=True, slots=True)
class Wish:
    """What the articles want to know about one address: `supports` when a body claim stands on it."""

    url: str
    wanted: date | None
    supports: bool


def wishes(articles: Iterable[Article]) -> dict[str, Wish]:
    """One wish per web address, in the order of first use; of several articles the first that claims sets the day."""
    found: dict[str, Wish] = {}
    for article in articles:
        for claim in article.claims:
            for link in claim.links:
                if link.kind is not LinkKind.WEB or link.url is None:
                    continue
                wish = Wish(link.url, article.published, claim.role is Role.BODY)
                if link.url not in found or (wish.supports and not found[link.url].supports):
                    found[link.url] = wish
    return found


def plan(wanted: Mapping[str, Wish], known: Evidence, limits: Limits) -> list[Request]:
    """The requests for what is not known yet: each address once, live before archive."""
    live = [LiveRequest(url) for url in wanted if url not in known.fetches]
    copies = [
        ArchiveRequest(wish.url, wish.wanted)
        for wish in wanted.values()
        if wish.url not in known.lookups and _wants_copy(wish, known.fetches.get(wish.url), limits)
    ]
    return [*live, *copies]


def plan_next(answer: Answer, wanted: Mapping[str, Wish], known: Evidence, limits: Limits) -> list[Request]:
    """What an answer makes worth asking: for a claim's source that does not open, its archived copy."""
    wish = wanted.get(answer.url)
    if isinstance(answer, Lookup) or wish is None or answer.url in known.lookups:
        return []
    return [ArchiveRequest(wish.url, wish.wanted)] if _wants_copy(wish, answer, limits) else []


def _wants_copy(wish: Wish, fetch: Fetch | None, limits: Limits) -> bool:
    if not wish.supports or not may_be_archived(wish.url):
        return False
    match limits.archive:
        case ArchiveMode.ALL:
            return True
        case ArchiveMode.NEEDED:
            return fetch is not None and _does_not_open(fetch)
        case ArchiveMode.NONE:
            return False


def _does_not_open(fetch: Fetch) -> bool:
    # A missing host counts before the network is proven: without one, the archive will not answer either.
    verdict, reason = reach.verdict(fetch, Network.WORKS, Reason.OFFLINE)
    return verdict in (Verdict.BROKEN, Verdict.UNVERIFIABLE) or reason is Reason.MOVED_HOME


def may_be_archived(url: str) -> bool:
    """Whether a copy of this address may exist and would help: no private host, archive, home page or listing."""
    host = urls.host_of(url)
    if any(urls.belongs(host, domain) for domain in ARCHIVE_DOMAINS) or _is_private(host):
        return False
    parts = urlsplit(url)
    if parts.username is not None:  # the look-up would hand the reader's name or password to the archive
        return False
    return bool(parts.path.strip("/") or parts.query) and not _LISTING.fullmatch(parts.path)


def _is_private(host: str) -> bool:
    try:
        return not ip_address(host).is_global
    except ValueError:
        return _PRIVATE_NAME.fullmatch(host) is not None
