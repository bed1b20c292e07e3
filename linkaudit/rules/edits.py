"""Repairs: a link's destination replaced by another address, written as the article's format asks.

Does no I/O.
"""

from __future__ import annotations

import html
import re
from bisect import bisect_left
from collections.abc import Sequence
from urllib.parse import urldefrag

from linkaudit.copies import Standing, copy_at
from linkaudit.model import Article, Edit, Format, Link, LinkForm, Span
from linkaudit.urls import host_of

_ENTITY = re.compile(r"&(?=#?\w+;)")
_PARENTHESES = re.compile(r"[()]")
_BETWEEN = re.compile(r"\s*[(\[]\s*(?:archived?:?\s*)?<?", re.IGNORECASE)
_FARTHEST = 16
_ROBUST = re.compile(r"(?i)<a\s[^<>]*\sdata-versionurl\s*=")


def new_address(article: Article, links: Sequence[Link], url: str) -> tuple[Edit, ...]:
    """Edits that lead every one of the links to `url`; none in a DOCX file, whose spans are those of its text.

    A fragment of the old address goes along when the new one brings none. Pictures and players stay as they are: what
    a page moves to, or an archive shows, is a page.
    """
    if article.format is Format.DOCX:
        return ()
    edits = {}
    for link in links:
        place = place_of(link)
        if place is not None:
            edits[place] = Edit(place, written(article, link, with_fragment(url, link)))
    return tuple(edits.values())


def place_of(link: Link) -> Span | None:
    """Where the link's destination can be written anew; None when nowhere."""
    return None if link.form in (LinkForm.IMAGE, LinkForm.EMBED) else link.href_span or link.href_at


def with_fragment(url: str, link: Link) -> str:
    return f"{url}#{link.fragment}" if link.fragment and not urldefrag(url).fragment else url


def written(article: Article, link: Link, url: str) -> str:
    """The address as it stands where the link's destination stood."""
    if article.source.startswith("{", link.span.start):  # a template's argument knows no character references
        return url.replace("'", "%27")
    if article.format is Format.HTML or link.form is LinkForm.HTML:
        return html.escape(url)
    if article.format is not Format.MARKDOWN:
        return url
    if link.form in (LinkForm.AUTOLINK, LinkForm.BARE):
        return url.replace("|", "%7C")
    return destination(url)


def destination(url: str) -> str:
    """A normalised address as a Markdown destination, also in a table (CommonMark 6.3, GFM 4.10)."""
    url = _ENTITY.sub("&amp;", url).replace("|", "\\|")
    return url if _balanced(url) else _PARENTHESES.sub(r"\\\g<0>", url)


def _balanced(url: str) -> bool:
    level = deepest = 0
    for mark in _PARENTHESES.findall(url):
        level += 1 if mark == "(" else -1
        deepest = max(deepest, level)
        if level < 0:
            return False
    return level == 0 and deepest < 32


def has_copy_beside(article: Article, link: Link, archive: str) -> bool:
    """Whether a dead link's archived copy stands in it (Robust Links) or in parentheses right behind it.

    `archive` is the host at which one is known, besides the archives that are known to everybody.
    """
    source = article.source
    if _ROBUST.match(source, link.span.start, link.span.end):
        return True
    at = bisect_left(article.links, link.span.end, key=lambda other: other.span.start)
    following = article.links[at] if at < len(article.links) else None
    if following is None or following.url is None or following.span.start - link.span.end > _FARTHEST:
        return False
    between = source[link.span.end : following.span.start]
    return _BETWEEN.fullmatch(between) is not None and _is_copy(following.url, link.url or "", archive)


def _is_copy(url: str, of: str, archive: str) -> bool:
    """Whether an address is a copy of another one, or a copy that does not tell of what; none that has gone itself."""
    copy = copy_at(url)
    if copy is not None and copy.standing is Standing.DEAD:
        return False
    if copy is not None and copy.original is None:
        return True
    page = of.partition("://")[2].removeprefix("www.").rstrip("/")
    return page in url and (copy is not None or host_of(url) == archive)
