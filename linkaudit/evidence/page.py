"""What the head of an answer, and the little of its body that was read, say about it: a title, signs, a refresh.

Laws: does no I/O, reads bounded bytes, never raises on what a server sends. A sign is an observation: what it means
is decided in reach.py.
"""

from __future__ import annotations

import codecs
import html
import re
from collections.abc import Mapping
from dataclasses import dataclass
from itertools import islice

from linkaudit.evidence.body import HEAD_TEXT_CAP, SMALL_PAGE
from linkaudit.evidence.exchange import Reply
from linkaudit.evidence.markup import Tag, pieces
from linkaudit.model import Sign

TITLE_LENGTH = 300
_MOST_REFRESHES = 10

LONGEST_REFRESH = 5
"""Seconds. A page that stays longer than that can be read."""

_TITLE_MARK = re.compile(r"(?i)<title[\s>]")
_TITLE = re.compile(r"(?is)<title\b[^>]{0,1000}>(.{0,2000}?)</title\s*>")
_CHARSET = re.compile(rb"(?i)<meta\b[^>]{0,200}?charset\s*=\s*[\"']?([\w.:\-]{1,40})")
_CHARSET_WITHIN = 4096
_CHARSET_HEADER = re.compile(r"(?i)charset\s*=\s*[\"']?([\w.:\-]{1,40})")
_HTML = re.compile(r"(?i)\s*(?:text/html|application/xhtml\+xml)\b|\s*$")
_NO_PAGES_ENCODING = ("charmap", "idna", "palmos", "punycode", "raw-unicode-escape", "undefined", "unicode-escape")
_BYTE_ORDER_MARKS = ((codecs.BOM_UTF8, "utf-8-sig"), (codecs.BOM_UTF16_LE, "utf-16"), (codecs.BOM_UTF16_BE, "utf-16"))

_CLOUDFLARE = re.compile(r"(?i)just a moment|cf-turnstile|challenge-platform|attention required! \| cloudflare")
_PERIMETER_X = re.compile(r"(?i)\bpx-captcha\b|\b_pxAppId\b")
_ROBOT_CHECK = (
    *(f"{verb} javascript" for verb in ("enable", "turn on", "require", "requires")),
    *(f"verify {that}you are {a}human" for that in ("", "that ") for a in ("", "a ")),
    *("are you a robot", "unusual traffic from your computer", "unusual traffic from your network"),
    "pardon our interruption",
)
"""In lower case. Plain words, because a pattern that ignores case takes a millisecond to find nothing in a page."""

_NOT_FREE = re.compile(r"(?i)[\"']?isAccessibleForFree[\"']?\s*:\s*[\"']?false")
_LOGIN_TITLE = re.compile(r"(?i)\s*(?:log[ -]?in|sign[ -]?in|please log in)\b")
_PASSWORD_FIELD = re.compile(r"(?i)<input\b[^>]{0,300}\btype\s*=\s*[\"']?password")
_REFRESH_MARK = re.compile(r"(?i)\brefresh\b")
_REFRESH = re.compile(
    r"""(?is)\s*(?:([0-9]{1,9})|(?=\.))[0-9.]*(?:\s*[;,]|\s)\s*(?:url\s*=\s*)?+(?:"([^"]*)|'([^']*)|(.+))"""
)
_CONSENT_TITLE = re.compile(r"(?i)\s*before you continue\b|.{0,60}\bcookie consent\b|\s*privacy gate\b")


@dataclass(frozen=True, slots=True)
class Sight:
    """`refresh` is where the page itself sends its reader within five seconds, as written."""

    title: str | None
    signs: frozenset[Sign]
    refresh: str | None = None


def is_html(headers: Mapping[str, str]) -> bool:
    """Whether the body may be a web page; a server that names no type is given the benefit of the doubt."""
    return _HTML.match(headers.get("content-type", "")) is not None


def look(reply: Reply) -> Sight:
    """Title, signs and refresh of one answer that is no redirect."""
    body = reply.body if is_html(reply.headers) else reply.body[:HEAD_TEXT_CAP]
    text = decode(body, reply.headers.get("content-type", ""))
    folded = text.lower()
    title = title_of(text)
    signs = set()
    if is_bot_wall(reply, text, folded):
        signs.add(Sign.BOT_WALL)
    if reply.status in (401, 403) and _NOT_FREE.search(text):
        signs.add(Sign.PAYWALL)
    if title is not None and _LOGIN_TITLE.match(title) and _PASSWORD_FIELD.search(text):
        signs.add(Sign.LOGIN)
    if title is not None and _CONSENT_TITLE.match(title):
        signs.add(Sign.CONSENT)
    if not reply.whole:
        signs.add(Sign.TRUNCATED)
    # A wall sends its visitor round in circles, and the address of an error is no address of the page.
    stays = Sign.BOT_WALL in signs or not 200 <= reply.status <= 299
    return Sight(title, frozenset(signs), None if stays else refresh_of(reply.headers, text, folded))


def is_bot_wall(reply: Reply, text: str, folded: str) -> bool:
    """Whether a guard against robots answered in place of the site; each line is one vendor's mark.

    `folded` is the text in lower case.
    """
    status, headers = reply.status, reply.headers
    server = headers.get("server", "").lower()
    refused = status in (401, 403, 429, 503)
    small = reply.whole and len(text) < SMALL_PAGE
    return (
        status == 999
        or "cf-mitigated" in headers
        or "x-amzn-waf-action" in headers
        or any(name.startswith("x-px-") for name in headers)
        or (status in (401, 403) and "x-datadome" in headers)
        or (status == 403 and "x-iinfo" in headers)
        or (refused and server.startswith("cloudflare") and _CLOUDFLARE.search(text) is not None)
        or (status == 403 and server.startswith("akamaighost") and "Access Denied" in text)
        or (refused and _PERIMETER_X.search(text) is not None)
        or (small and "_Incapsula_Resource" in text)
        or (small and any(words in folded for words in _ROBOT_CHECK))
    )


def title_of(text: str) -> str | None:
    """The page's title on one line, without control characters; None when it has none."""
    mark = _TITLE_MARK.search(text)
    found = _TITLE.match(text, mark.start()) if mark else None
    if found is None:
        return None
    words = " ".join(html.unescape(found[1]).split())
    return "".join(char for char in words if char.isprintable())[:TITLE_LENGTH] or None


def refresh_of(headers: Mapping[str, str], text: str, folded: str) -> str | None:
    """Where a Refresh header or its meta tag leads within five seconds (HTML standard, "refresh" steps).

    `folded` is the text in lower case.
    """
    found = _target(headers.get("refresh", ""))
    if found is not None or "refresh" not in folded:
        return found
    metas = (piece for piece in pieces(text) if isinstance(piece, Tag) and piece.name == "meta")
    marked = islice((meta.attributes for meta in metas if _REFRESH_MARK.search(meta.written)), _MOST_REFRESHES)
    targets = (_target(each.get("content", "")) for each in marked if each.get("http-equiv", "").lower() == "refresh")
    return next((target for target in targets if target is not None), None)


def _target(content: str) -> str | None:
    found = _REFRESH.match(content)
    if found is None or int(found[1] or 0) > LONGEST_REFRESH:
        return None
    return next((each.strip() for each in found.groups()[1:] if each), None) or None


def decode(body: bytes, content_type: str) -> str:
    """The text of a page under the encoding that its mark, its header or its meta tag names, else UTF-8."""
    for mark, encoding in _BYTE_ORDER_MARKS:
        if body.startswith(mark):
            return body.decode(encoding, "replace")
    header = _CHARSET_HEADER.search(content_type)
    if header is not None:
        named = header[1]
    else:
        meta = _CHARSET.search(body, 0, _CHARSET_WITHIN)
        named = meta[1].decode("ascii") if meta else ""
    return body.decode(_text_encoding(named) or "utf-8", "replace")


def _text_encoding(name: str) -> str | None:
    """A codec that turns bytes into text; Python also lists `bz2` and `rot13` as encodings, which a page may name."""
    try:
        codec = codecs.lookup(name)
    except (LookupError, ValueError):
        return None
    if not getattr(codec, "_is_text_encoding", False) or codec.name in _NO_PAGES_ENCODING:
        return None
    return "cp1252" if codec.name in ("iso8859-1", "ascii") else codec.name  # as browsers do (WHATWG Encoding)
