"""Addresses: what kind a destination is, its normalised form, and the host key it is paced and compared under.

Does no I/O: the public suffix list is the one that tldextract ships.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache, lru_cache
from importlib.util import find_spec
from ipaddress import ip_address
from pathlib import Path
from urllib.parse import quote, unquote, urlsplit, urlunsplit

from linkaudit.model import LinkKind

DEFAULT_PORTS = {"http": 80, "https": 443}

_PLACEHOLDER = re.compile(
    r"""(?ix) \s* (?:
        \#? | \#! | \#top | javascript:.* | about:blank | https?:(?://)?/? |
        https?://(?:www\.)?example\.(?:com|org|net)/? |
        (?:https?://)?localhost(?::\d+)?(?:/.*)? |
        \{\{ \s* (?:todo|url|link|href|tk|xxx) \s* \}\}
    ) \s* """,
    re.DOTALL,
)
_UNFINISHED = re.compile(r"(?i)(?:TK(?:TK)*|TODO|url|link|xxx+)")
_TEMPLATE = re.compile(r"\{\{|\{%|<%|\$\{|\A\s*\{")
_SCHEME = re.compile(r"([A-Za-z][A-Za-z0-9+.\-]*):")
_UNSAFE_IN_PATH = "/:@!$&'()*+,;=~-._%|[]"
_MIXABLE_HOST = re.compile(r"[a-z0-9\-.:_]+")


def classify(href: str) -> LinkKind:
    """The kind of a destination as written. Words such as "TK" are LOCAL here: whether such a file exists decides."""
    if _PLACEHOLDER.fullmatch(href):
        return LinkKind.PLACEHOLDER
    if _TEMPLATE.search(href):
        return LinkKind.TEMPLATE
    href = href.strip()
    if href.startswith("#"):
        return LinkKind.FRAGMENT
    if href.startswith("//"):
        return LinkKind.WEB
    scheme = _SCHEME.match(href)
    if scheme is None:
        return LinkKind.LOCAL
    match scheme[1].lower():
        case "http" | "https":
            return LinkKind.WEB
        case "mailto":
            return LinkKind.MAIL
        case name if len(name) == 1:  # a drive letter
            return LinkKind.LOCAL
        case _:
            return LinkKind.OTHER


def is_unfinished(href: str) -> bool:
    """Whether a local destination is a writer's stop-gap ("TK", "TODO", "url", "link", "xxx")."""
    return _UNFINISHED.fullmatch(href.strip()) is not None


@lru_cache(maxsize=65_536)
def normalise(href: str) -> tuple[str, str | None] | None:
    """The address that is asked for, and its fragment; None when `href` is no well-formed http(s) address.

    Lower-case scheme and host, punycode, no default port, "/" for an empty path, percent-encoding for what may not
    stand bare (RFC 3986). Path, query and their letter case stay as written.
    """
    href = re.sub(r"[\t\r\n]", "", href.strip())
    if href.startswith("//"):
        href = "https:" + href
    try:
        parts = urlsplit(href)
        port = parts.port
        host = _ascii_host(parts.hostname or "")
    except ValueError:
        return None
    scheme = parts.scheme.lower()
    if scheme not in DEFAULT_PORTS or not host:
        return None
    netloc = host if port in (None, DEFAULT_PORTS[scheme]) else f"{host}:{port}"
    if "@" in parts.netloc:
        netloc = parts.netloc.rpartition("@")[0] + "@" + netloc
    path = quote(_upper_escapes(parts.path), safe=_UNSAFE_IN_PATH) or "/"
    query = quote(_upper_escapes(parts.query), safe=_UNSAFE_IN_PATH + "?")
    return urlunsplit((scheme, netloc, path, query, "")), (parts.fragment or None)


def host_of(url: str) -> str:
    """The host of a normalised address, without port; an IPv6 address without its brackets."""
    return urlsplit(url).hostname or ""


@lru_cache(maxsize=65_536)
def host_key(host: str) -> str:
    """What a host is paced under: its registrable domain, else (an address, a bare name) itself."""
    return _under(host, _suffixes()[0])


@lru_cache(maxsize=65_536)
def registrable(host: str) -> str:
    """The registrable domain, private suffixes counted (substack.com, medium.com: each writer is a domain)."""
    return _under(host, _suffixes()[1])


def belongs(host: str, domain: str) -> bool:
    """Whether `host` is `domain` or lies below it."""
    host, domain = host.lower().rstrip("."), domain.lower()
    return host == domain or host.endswith("." + domain)


def display(url: str) -> str:
    """The address for a reader: percent-escapes of plain text undone, nothing that could hide or forge."""
    readable = unquote(url, errors="strict") if "%" in url and _decodes(url) else url
    return readable if readable.isprintable() and " " not in readable else url


def _decodes(url: str) -> bool:
    try:
        unquote(url, errors="strict")
    except UnicodeDecodeError:
        return False
    return True


def _upper_escapes(text: str) -> str:
    text = re.sub(r"%(?![0-9A-Fa-f]{2})", "%25", text)
    return re.sub(r"%[0-9a-f]{2}", lambda escape: escape[0].upper(), text, flags=re.IGNORECASE)


def _ascii_host(host: str) -> str:
    host = host.lower().rstrip(".")
    if not host:
        return ""
    if ":" in host:
        return f"[{ip_address(host).compressed}]"
    if host.isascii():
        if not _MIXABLE_HOST.fullmatch(host) or ".." in host or host.startswith("."):
            raise ValueError(host)
        if any(len(label) > 63 for label in host.split(".")):
            raise ValueError(host)
        return host
    import idna

    try:
        return idna.encode(host, uts46=True).decode("ascii")
    except idna.IDNAError as error:
        raise ValueError(host) from error


def _under(host: str, suffixes: frozenset[str]) -> str:
    """A host without the labels below its registrable domain; the host itself when it has no public suffix."""
    labels = host.split(".")
    for start, rules in enumerate(_rules(labels)):
        exception, exact, wildcard = (rule in suffixes for rule in rules)
        if exception or exact or wildcard:
            first = start if exception else start - 1
            return ".".join(labels[first:]) if first >= 0 else host
    return host


def _rules(labels: list[str]) -> Iterator[tuple[str, str, str]]:
    """The rules that would hold for a host, the longest first (publicsuffix.org, "algorithm")."""
    read = [_unicode(label.lower()) for label in labels]
    for start in range(len(read)):
        ending, shorter = ".".join(read[start:]), ".".join(read[start + 1 :])
        yield f"!{ending}", ending, f"*.{shorter}"


def _unicode(label: str) -> str:
    if not label.startswith("xn--"):
        return label
    try:
        return label[4:].encode("ascii").decode("punycode")
    except UnicodeError:
        return label


@cache
def _suffixes() -> tuple[frozenset[str], frozenset[str]]:
    """The rules of the public suffix list, without and with those of private domains.

    The list is read out of tldextract's package: to import it costs 0.1 s, because it can also download the list.
    """
    found = find_spec("tldextract")
    assert found is not None
    assert found.origin is not None
    text = Path(found.origin).with_name(".tld_set_snapshot").read_text("utf-8")
    public = text.partition("// ===BEGIN PRIVATE DOMAINS===")[0]
    domains, all_of_them = (
        frozenset(line.strip() for line in part.split("\n") if line and not line.startswith("//"))
        for part in (public, text)
    )
    return domains, all_of_them
