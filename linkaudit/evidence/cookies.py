"""The cookies of one check: enough for a page that sets one and redirects to itself, and nothing more.

Laws: pure, no I/O. A jar lives for one check only, so nothing crosses from one source to the next.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import islice

from linkaudit import urls

MOST_COOKIES = 20
MOST_BYTES = 4096


@dataclass(frozen=True, slots=True)
class Cookie:
    """`domain` starts with a dot when the cookie also goes to the hosts below it (RFC 6265, section 5.3)."""

    name: str
    value: str
    domain: str
    secure: bool


Jar = tuple[Cookie, ...]


def keep(jar: Jar, host: str, headers: Iterable[str]) -> Jar:
    """The jar after `host` sent these Set-Cookie headers; a newer cookie replaces its namesake."""
    kept = {(cookie.name, cookie.domain): cookie for cookie in jar}
    for header in headers:
        cookie = _read(host, header)
        if cookie is None:
            continue
        kept.pop((cookie.name, cookie.domain), None)
        if cookie.value:
            kept[cookie.name, cookie.domain] = cookie
    return tuple(_held(kept.values()))


def header_for(jar: Jar, host: str, *, secure: bool) -> str | None:
    """The Cookie header for a request to `host`, or None."""
    pairs = [f"{cookie.name}={cookie.value}" for cookie in jar if _goes_to(cookie, host) and secure >= cookie.secure]
    return "; ".join(pairs) or None


def _held(cookies: Iterable[Cookie]) -> Iterator[Cookie]:
    room = MOST_BYTES
    for cookie in islice(cookies, MOST_COOKIES):
        room -= len(cookie.name) + len(cookie.value)
        if room < 0:
            return
        yield cookie


def _read(host: str, header: str) -> Cookie | None:
    pair, _, rest = header.partition(";")
    name, found, value = (part.strip() for part in pair.partition("="))
    plain = pair.isascii() and pair.isprintable()
    if not found or not name or not plain or len(pair) > MOST_BYTES:
        return None
    domain, secure = host, False
    for attribute in rest.split(";"):
        key, _, setting = (part.strip().lower() for part in attribute.partition("="))
        secure = secure or key == "secure"
        if key == "domain" and setting:
            wide = setting.lstrip(".")
            # A cookie for "co.uk" would go to every British company: the domain must lie within the site's own.
            if not urls.belongs(host, wide) or not urls.belongs(wide, urls.host_key(host)):
                return None
            domain = "." + wide
    return Cookie(name, value, domain, secure)


def _goes_to(cookie: Cookie, host: str) -> bool:
    if cookie.domain.startswith("."):
        return urls.belongs(host, cookie.domain[1:])
    return host == cookie.domain
