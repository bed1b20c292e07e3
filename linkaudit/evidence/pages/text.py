"""The bytes behind an address as a page that can be asked what it says.

Laws: does no I/O, never raises on what a server sends; bounded by the size of its input (HTML and text 2 MB, PDF 16 MB:
what is beyond counts as cut).
"""

from __future__ import annotations

import re
from dataclasses import replace

from linkaudit.evidence.page import decode, title_of
from linkaudit.evidence.pages.content import Block, PageKind, PageSign, PageText
from linkaudit.evidence.pages.html_text import read_html, unshown
from linkaudit.evidence.pages.metadata import metadata_of
from linkaudit.evidence.pages.pdf_text import MOST_BYTES as MOST_PDF_BYTES
from linkaudit.evidence.pages.pdf_text import read_pdf
from linkaudit.evidence.pages.signs import Sighting, signs_of
from linkaudit.evidence.pages.words import clean

MOST_BYTES = 2 * 1024 * 1024

_MARKUP = re.compile(rb"(?i)\s*(?:<!doctype html|<html|<head|<!--)")
_HTML = ("text/html", "application/xhtml+xml")
_TEXT = ("text/plain", "text/markdown", "text/vtt", "application/x-subrip")


def read_page(body: bytes, content_type: str, url: str, whole: bool = True) -> PageText:
    """The page that `url` answered with; `whole` is False when the caller has cut the body."""
    kind = _kind(body, content_type)
    if kind is PageKind.PDF:
        return _pdf(body, url, whole=whole and len(body) <= MOST_PDF_BYTES)
    whole = whole and len(body) <= MOST_BYTES
    if kind is PageKind.OTHER:
        return PageText(url, kind, whole=whole)
    source = decode(body[:MOST_BYTES], content_type)
    if kind is PageKind.TEXT:
        paragraphs = (" ".join(part.split()) for part in re.split(r"\n\s*\n", clean(source)))
        return _in_blocks(PageText(url, kind, whole=whole), tuple(filter(None, paragraphs)))
    return _html(source, url, whole=whole)


def _kind(body: bytes, content_type: str) -> PageKind:
    """What the bytes are; their first ones are believed before their label, as servers mislabel PDFs and pages."""
    label = content_type.partition(";")[0].strip().lower()
    if body[:1024].lstrip().startswith(b"%PDF-") or label in ("application/pdf", "application/x-pdf"):
        return PageKind.PDF
    if label in _HTML or (label in ("", "text/plain") and _MARKUP.match(body)):
        return PageKind.HTML
    if label in _TEXT or (not label and b"\0" not in body[:1024]):
        return PageKind.TEXT
    return PageKind.OTHER


def _html(source: str, url: str, *, whole: bool) -> PageText:
    seen = read_html(source)
    metadata = metadata_of(source, seen, url)
    page = PageText(
        url=url,
        kind=PageKind.HTML,
        text=seen.text,
        blocks=seen.blocks,
        title=title_of(source),
        canonical=metadata.canonical,
        published=metadata.published,
        modified=metadata.modified,
        declared=metadata.language,
        free=metadata.free,
        unseen=clean(metadata.unseen),
        unshown=unshown(source),
        whole=whole,
    )
    return page.with_signs(signs_of(Sighting(page, seen, metadata, source)))


def _pdf(body: bytes, url: str, *, whole: bool) -> PageText:
    read = read_pdf(body[:MOST_PDF_BYTES])
    signs = frozenset() if read.paragraphs else frozenset({PageSign.NO_TEXT})
    page = PageText(url, PageKind.PDF, title=read.title, signs=signs, whole=whole and read.whole)
    return _in_blocks(page, read.paragraphs)


def _in_blocks(page: PageText, paragraphs: tuple[str, ...]) -> PageText:
    blocks, at = [], 0
    for paragraph in paragraphs:
        blocks.append(Block(at, at + len(paragraph)))
        at += len(paragraph) + 1
    return replace(page, text="\n".join(paragraphs), blocks=tuple(blocks))
