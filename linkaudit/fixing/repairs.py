"""What becomes of each address: a repair that this run verified, a reason to leave it alone, or nothing to do.

Laws: pure, no I/O. An answer that is older than the run verifies nothing.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum
from urllib.parse import urlsplit

from linkaudit.copies import copy_at
from linkaudit.model import ArchiveReason, ArchiveStatus, Audit, Evidence, Fetch, Lookup, Reason, Verdict
from linkaudit.reach import outcome
from linkaudit.rules.failing import CERTIFICATE_REASONS
from linkaudit.rules.repairs import moved_to, played_copy, resolved_to, same_page, secured, to_secure
from linkaudit.rules.wrapped import is_shortened

_STAYED = frozenset({Reason.OK, Reason.TRUNCATED})
_SHOWN = frozenset({ArchiveStatus.ARCHIVED, ArchiveStatus.UNANSWERED})


class Kind(StrEnum):
    """Where a repaired link leads."""

    ARCHIVED = "archived"
    MOVED = "moved"
    SECURED = "secured"
    RESOLVED = "resolved"


class Left(StrEnum):
    """Why a link that is not in order stays as it is."""

    NO_COPY = "no_copy"
    COPY_UNSEEN = "copy_unseen"
    CERTIFICATE = "certificate"
    MOVED_AWAY = "moved_away"
    HIDDEN = "hidden"
    UNVERIFIABLE = "unverifiable"
    UNCHECKED = "unchecked"
    SECRET = "secret"  # noqa: S105  a reason, no password
    SILENCED = "silenced"
    PICTURE = "picture"
    MARKUP = "markup"


@dataclass(frozen=True, slots=True)
class Repair:
    """A better address for `url`. `captured` (UTC) and `archive`, a host, only when it is a copy's."""

    kind: Kind
    url: str
    target: str
    captured: datetime | None = None
    archive: str | None = None


@dataclass(frozen=True, slots=True)
class Verified:
    """What was learned since `since` (UTC). `secure` holds what https addresses answered, `archives` their prefixes."""

    evidence: Evidence
    since: datetime
    secure: Mapping[str, Fetch]
    archives: tuple[str, ...] = ()


def learned(audit: Audit, archives: Sequence[str]) -> Verified:
    """What an audit that asked everything anew tells of its articles' addresses. `archives` are their base URLs."""
    evidence = audit.articles[0].evidence if audit.articles else Evidence()
    fetches, lookups = {}, {}
    for each in audit.articles:
        for url in each.article.urls:
            if (fetch := each.evidence.fetches.get(url)) is not None:
                fetches[url] = fetch
            if (lookup := each.evidence.lookups.get(url)) is not None:
                lookups[url] = lookup
    return Verified(
        replace(evidence, fetches=fetches, lookups=lookups), audit.started, {}, tuple(f"{base}/" for base in archives)
    )


def decide(url: str, known: Verified) -> Repair | Left | None:
    """What becomes of a normalised address; None when nothing is wrong with it, or it is an archived copy itself."""
    if _is_archive_link(url, known):
        return None
    verdict, reason = outcome(url, known.evidence)
    fetch = known.evidence.fetches.get(url)
    match verdict:
        case Verdict.UNVERIFIABLE | Verdict.REFUSED:
            return Left.UNVERIFIABLE
        case Verdict.UNCHECKED:
            return Left.UNCHECKED
    if fetch is None or fetch.observed < known.since:
        return Left.UNCHECKED
    found = _dead(url, reason, known) if verdict is Verdict.BROKEN else _alive(url, reason, fetch, known)
    return Left.SECRET if isinstance(found, Repair) and urlsplit(url).username is not None else found


def _is_archive_link(url: str, known: Verified) -> bool:
    lookup = known.evidence.lookups.get(url)
    told = lookup is not None and lookup.reason is ArchiveReason.IS_ARCHIVE_LINK
    return told or url.startswith(known.archives) or copy_at(url) is not None


def _dead(url: str, reason: Reason, known: Verified) -> Repair | Left:
    if reason in CERTIFICATE_REASONS:
        return Left.CERTIFICATE
    lookup = known.evidence.lookups.get(url)
    if lookup is None or lookup.status not in _SHOWN:
        return Left.NO_COPY
    target = played_copy(lookup) if lookup.asked_at >= known.since else None
    return _to_copy(url, target, lookup) or Left.COPY_UNSEEN


def _to_copy(url: str, target: str | None, lookup: Lookup) -> Repair | None:
    if target is None or lookup.memento is None:
        return None
    return Repair(Kind.ARCHIVED, url, target, lookup.memento.captured, lookup.memento.archive)


def _alive(url: str, reason: Reason, fetch: Fetch, known: Verified) -> Repair | Left | None:
    if is_shortened(url):
        target = resolved_to(fetch)
        return Left.HIDDEN if target is None else Repair(Kind.RESOLVED, url, _secure(target, fetch, known))
    if reason is Reason.MOVED:
        target = moved_to(fetch)
        return Left.MOVED_AWAY if target is None else Repair(Kind.MOVED, url, _secure(target, fetch, known))
    if reason not in _STAYED or not url.startswith("http:"):
        return None
    target = secured(fetch)
    if target is None and (fetch.final_url or url) == url:
        target = _secure(url, fetch, known)
    return Repair(Kind.SECURED, url, target) if target is not None and target != url else None


def _secure(page: str, fetch: Fetch, known: Verified) -> str:
    """The https address of the page where this run saw the same page under it, else the page's own."""
    address = to_secure(page)
    secure = known.secure.get(address) if address is not None else None
    return (same_page(fetch, secure) if secure is not None else None) or page


def worth_securing(url: str, known: Verified) -> str | None:
    """The https address to ask before the link can be decided on; None when there is nothing to gain."""
    fetch = known.evidence.fetches.get(url)
    if fetch is None or fetch.title is None:
        return None
    match decide(url, known):
        case Repair(target=target, kind=Kind.MOVED | Kind.RESOLVED):
            return to_secure(target)
        case None if not _is_archive_link(url, known) and (fetch.final_url or url) == url:
            return to_secure(url) if outcome(url, known.evidence).verdict is Verdict.ALIVE else None
        case _:
            return None
