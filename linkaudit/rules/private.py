"""Addresses that open for the writer and not for the reader: documents, mailboxes, proxies, previews.

Does no I/O, but for the table that comes with the package.
"""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from urllib.parse import urlsplit

from linkaudit.rules.publishers import is_number
from linkaudit.rules.wrapped import is_below

_WEB = re.compile("https?")
_LONGEST_HOST = 253  # RFC 1035, 2.3.4, without the final dot
_OWN_COMPUTER = re.compile(r"\s*(?:[A-Za-z]:[\\/]|\\\\)")


@dataclass(frozen=True, slots=True)
class Private:
    """A kind of private address. `leads_to` completes "the report leads to ...", `advice` is an order."""

    leads_to: str
    advice: str
    hosts: frozenset[str] = frozenset()
    host: re.Pattern[str] | None = None
    path: re.Pattern[str] | None = None
    query: re.Pattern[str] | None = None
    scheme: re.Pattern[str] | None = None

    def fits(self, scheme: str, host: str, path: str, query: str) -> bool:
        return (
            (self.scheme or _WEB).fullmatch(scheme) is not None
            and (not self.hosts or is_below(host, self.hosts))
            and (self.host is None or self.host.fullmatch(host) is not None)
            and (self.path is None or self.path.fullmatch(path) is not None)
            and (self.query is None or self.query.search(query) is not None)
        )


def private_kind(address: str) -> Private | None:
    """The kind of private address that a destination is, or None. A bare IP address is none: opening it will tell."""
    if is_on_own_computer(address):
        return next(kind for kind in _kinds() if kind.scheme is not None)
    try:
        parts = urlsplit(address.strip())
    except ValueError:
        return None
    host = (parts.hostname or "").rstrip(".")
    if len(host) > _LONGEST_HOST or is_number(host):
        return None
    return next((kind for kind in _kinds() if kind.fits(parts.scheme, host, parts.path, parts.query)), None)


def is_on_own_computer(href: str) -> bool:
    """Whether a destination as written is a path on a Windows drive or share."""
    return _OWN_COMPUTER.match(href) is not None


@cache
def _kinds() -> tuple[Private, ...]:
    table = tomllib.loads((files("linkaudit.rules") / "private.toml").read_text("utf-8"))
    return tuple(_kind(entry) for entry in table["address"])


def _kind(entry: dict[str, str | list[str]]) -> Private:
    patterns = {
        name: re.compile(str(entry[name]), re.IGNORECASE)
        for name in ("host", "path", "query", "scheme")
        if name in entry
    }
    return Private(str(entry["leads_to"]), str(entry["advice"]), frozenset(entry.get("hosts", ())), **patterns)
