"""Addresses that stand for other addresses: archived copies, AMP caches, redirectors, filters, proxies, shorteners.

Does no I/O: what only a request could tell stays untold.
"""

from __future__ import annotations

import re
from urllib.parse import parse_qs, unquote, urlsplit

from linkaudit.copies import copy_at
from linkaudit.reach import SHORTENERS
from linkaudit.urls import belongs, host_of, normalise

_SHORTENERS = frozenset(SHORTENERS)
_OPAQUE_ARCHIVES = frozenset((
    "archive.fo", "archive.is", "archive.li", "archive.md", "archive.ph", "archive.today", "archive.vn",
    "ghostarchive.org", "megalodon.jp", "perma.cc", "web.archive.org", "webcache.googleusercontent.com",
    "webcitation.org",
))  # fmt: skip
_INNER = re.compile(
    r"""(?x) https?:// (?:
        (?:www\.)? google\.[a-z.]+ / amp / (?:s/)?
      | [\w\-]+ \.cdn\.ampproject\.org / [a-z]+ / (?:s/)?
    ) (?P<inner> (?:https?:/{1,2})? [\w\-]+ \. [^\s]+ )"""
)
_LONGEST = 8_000  # code points, about what servers accept

_REDIRECTORS = {
    "www.google.com": ("/url", ("q", "url")),
    "l.facebook.com": ("/l.php", ("u",)),
    "lm.facebook.com": ("/l.php", ("u",)),
    "safelinks.protection.outlook.com": ("/", ("url",)),
    "linkprotect.cudasvc.com": ("/url", ("a",)),
}
"""Host, how the path that redirects there begins, and the parameters that may hold the target."""

_LIBRARY_LOGIN = re.compile(r"(?i)https?://[^/]*(?:proxy|idm\.oclc\.org)[^/]*/login\?(?:.*&)?q?url=(?P<inner>.+)")
_LIBRARY_HOST = re.compile(
    r"(?i)https?://(?P<inner>(?:[\w-]+\.)+(?:com|edu|gov|net|org|co\.uk|ac\.uk))"
    r"\.(?:[\w-]+\.)*(?:ezproxy|libproxy|proxy)[\w-]*\.[^/]+(?P<rest>/.*)?"
)
_PROOFPOINT = re.compile(r"https://urldefense\.(?:com|us)/v3/__(?P<inner>[^*]+?)__;")
_PROOFPOINT_OLD = re.compile(r"https://urldefense\.proofpoint\.com/v2/url\?(?:.*&)?u=(?P<inner>[^&]+)")


def is_below(host: str, domains: frozenset[str]) -> bool:
    """Whether a host is one of the domains, of at most four labels each, or lies below one."""
    labels = host.split(".")[-4:]
    return not domains.isdisjoint(".".join(labels[at:]) for at in range(len(labels)))


def is_shortened(url: str) -> bool:
    """Whether the address belongs to a service that hides where it leads."""
    return is_below(host_of(url), _SHORTENERS)


def unwrapped(url: str) -> str | None:
    """The address that a reader is meant to see, or None when only a request could tell it."""
    if inner := _carried(url):
        address = re.sub(r"^(?:https?:/{1,2})?", "https://", inner)
        found = normalise(address)
        return unwrapped(found[0]) if found else None
    return None if is_below(host_of(url), _SHORTENERS | _OPAQUE_ARCHIVES) else url


def _carried(url: str) -> str | None:
    """The address that stands in another one, as it stands there."""
    if len(url) > _LONGEST:
        return None
    if (copy := copy_at(url)) is not None:
        return copy.original
    if match := _INNER.match(url) or _PROOFPOINT.match(url):
        return match["inner"]
    if match := _PROOFPOINT_OLD.match(url):
        return unquote(match["inner"].replace("-", "%").replace("_", "/"))
    if match := _LIBRARY_LOGIN.match(url):
        return match["inner"] if "://" in match["inner"] else unquote(match["inner"])
    if match := _LIBRARY_HOST.fullmatch(url):
        return match["inner"] + (match["rest"] or "/")
    parts = urlsplit(url)
    host = parts.hostname or ""
    for domain, (path, keys) in _REDIRECTORS.items():
        if host.endswith(domain) and parts.path.startswith(path) and belongs(host, domain):
            query = parse_qs(parts.query)
            return next((query[key][0] for key in keys if key in query), None)
    return None
