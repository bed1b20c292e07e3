"""Where a link should lead instead, told from what was seen of it: one decision for the rules and `linkaudit fix`.

Laws: does no I/O. A target is an address that was seen to open, never one that is merely likely. In doubt there is
none: an editor mends by hand what a program would spoil.
"""

from __future__ import annotations

from dataclasses import replace
from urllib.parse import SplitResult, urlsplit

from linkaudit import reach
from linkaudit.model import ArchiveStatus, Fetch, Lookup, Network, Reason, Verdict
from linkaudit.rules.wrapped import is_shortened
from linkaudit.urls import normalise, registrable

_LONGEST = 8_000  # code points, about what servers accept
_STAYED = frozenset({Reason.OK, Reason.TRUNCATED})


def played_copy(lookup: Lookup | None) -> str | None:
    """The address of an archived copy that the archive has shown to us: an index may list what it cannot show."""
    if lookup is None or lookup.memento is None or lookup.verified != "playback":
        return None
    return _sound(lookup.memento.url) if lookup.status is ArchiveStatus.ARCHIVED else None


def moved_to(fetch: Fetch) -> str | None:
    """Where a page has moved for good: within its site, or under the same path to another one.

    Never to a home page or to a section above the page, and never from https to http.
    """
    if _reason(fetch) is not Reason.MOVED or fetch.final_url is None:
        return None
    old, new = urlsplit(fetch.url), urlsplit(fetch.final_url)
    before, after = _steps(old), _steps(new)
    above = len(after) < len(before) and before[: len(after)] == after and not new.query
    if above or not (after or new.query) or (old.scheme == "https" and new.scheme == "http"):
        return None
    same_path = bool(before) and (before, old.query) == (after, new.query)
    same_site = same_path or registrable(old.hostname or "") == registrable(new.hostname or "")
    return fetch.final_url if same_site else None


def resolved_to(fetch: Fetch) -> str | None:
    """The page behind a shortener, when it opens and did not itself send us home, to a login or to an error page."""
    hops = [hop.url for hop in fetch.redirects]
    first = next((number for number, url in enumerate(hops) if not is_shortened(url)), len(hops))
    target = fetch.final_url
    if not is_shortened(fetch.url) or target is None or is_shortened(target):
        return None
    asked = replace(fetch, url=[*hops, target][first], redirects=fetch.redirects[first:])
    parts = urlsplit(target)
    is_page = bool(_steps(parts) or parts.query)
    return target if is_page and _reason(asked) in _STAYED | {Reason.MOVED} else None


def secured(fetch: Fetch) -> str | None:
    """The https address that an http link was led to, when it is the same page but for `www` and a slash."""
    target = fetch.final_url
    if target is None or _reason(fetch) not in _STAYED or not fetch.url.startswith("http:"):
        return None
    return target if target.startswith("https:") and _place(target) == _place(fetch.url) else None


def to_secure(page: str) -> str | None:
    """The https address to try in place of an http address; None for any other, and where a port or a name is told."""
    parts = urlsplit(page)
    if parts.scheme != "http" or parts.port is not None or parts.username is not None:
        return None
    return "https" + page.removeprefix("http")


def same_page(plain: Fetch, secure: Fetch) -> str | None:
    """The final https address, when it answers just as the http one does: the same status, page and title."""
    target = secure.final_url
    if target is None or not target.startswith("https:") or _reason(secure) not in _STAYED | {Reason.MOVED}:
        return None
    alike = (plain.status, plain.title) == (secure.status, secure.title) and plain.title is not None
    return target if alike and _place(target) == _place(plain.final_url or plain.url) else None


def _reason(fetch: Fetch) -> Reason | None:
    """Why the page counts as open; None when it does not."""
    verdict, reason = reach.verdict(fetch, Network.WORKS, Reason.OFFLINE)
    return reason if verdict is Verdict.ALIVE else None


def _place(url: str) -> tuple[str, str, str]:
    parts = urlsplit(url)
    return parts.netloc.removeprefix("www."), parts.path.rstrip("/"), parts.query


def _steps(parts: SplitResult) -> list[str]:
    return [step for step in parts.path.split("/") if step]


def _sound(url: str) -> str | None:
    """The address in pure ASCII; what an archive's index lists may hold anything."""
    if len(url) > _LONGEST or not url.isprintable():
        return None
    found = normalise(url)
    if found is None:
        return None
    address, fragment = found
    return f"{address}#{fragment}" if fragment and fragment.isascii() else address
