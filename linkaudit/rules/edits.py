"""Repairs: a link's destination replaced by another address, written as the article's format asks.

Does no I/O.
"""

from __future__ import annotations

import html
from collections.abc import Sequence
from urllib.parse import urldefrag

from linkaudit.model import Article, Edit, Format, Link, LinkForm

_MARKDOWN = {"(": "%28", ")": "%29", "<": "%3C", ">": "%3E", "\\": "%5C", " ": "%20"}


def new_address(article: Article, links: Sequence[Link], url: str) -> tuple[Edit, ...]:
    """Edits that lead every one of the links to `url`; none in a DOCX file, whose spans are those of its text.

    A fragment of the old address goes along when the new one brings none.
    """
    if article.format is Format.DOCX:
        return ()
    edits = {}
    for link in links:
        place = link.href_span or link.href_at
        if place is not None:
            edits[place] = Edit(place, _written(article, link, _with_fragment(url, link)))
    return tuple(edits.values())


def _with_fragment(url: str, link: Link) -> str:
    return f"{url}#{link.fragment}" if link.fragment and not urldefrag(url).fragment else url


def _written(article: Article, link: Link, url: str) -> str:
    if article.format is Format.HTML or link.form is LinkForm.HTML:
        return html.escape(url, quote=True)
    if article.format is Format.MARKDOWN:
        return "".join(_MARKDOWN.get(letter, letter) for letter in url)
    return url
