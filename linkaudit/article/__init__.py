"""What the article says: bytes in, an Article out. Does no I/O.

The door is `read`. Every format has one reader that gives blocks (`blocks.Reading`); everything after that is the
same for all of them: roles, prose, attributions, quotations, claims.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date

from linkaudit.article.blocks import Block, Reading
from linkaudit.article.bylines import names_in
from linkaudit.article.claims import Context, find_claims
from linkaudit.article.dates import full_dates
from linkaudit.article.decode import Decoded, decode
from linkaudit.article.directives import directives
from linkaudit.article.docx import read_docx
from linkaudit.article.html import read_html
from linkaudit.article.markdown import read_markdown
from linkaudit.article.roles import Section, sections
from linkaudit.article.text import read_text
from linkaudit.article.vocabulary import Vocabulary
from linkaudit.model import Article, DateMention, Format, PublishedFrom, Role, Source, Span

__all__ = ["Vocabulary", "read"]

_LONGEST_TITLE = 200


def read(source: Source, vocabulary: Vocabulary) -> Article:
    """Read one article. Raises ReadError when the bytes are no text, or no sound .docx file."""
    decoded, reading = _READERS[source.format](source)
    found = sections(reading.blocks)
    datelines = tuple(_datelines(found))
    published, published_from = _published(reading, vocabulary, datelines)
    outlets = (*reading.metadata.outlets, *vocabulary.own_publications)
    return Article(
        path=source.path,
        source=decoded.text,
        format=source.format,
        encoding=decoded.encoding,
        bom=decoded.bom,
        title=reading.metadata.title or _title(reading.blocks),
        byline=reading.metadata.byline or _byline(found),
        published=published,
        published_from=published_from,
        language=reading.metadata.language,
        claims=find_claims(found, Context(vocabulary, outlets, published)),
        datelines=datelines,
        anchors=reading.anchors,
        outlets=outlets,
        undefined_references=reading.undefined_references,
        too_deep=reading.too_deep,
        republished_from=_republished(found),
        directives=directives(decoded.text, reading.blocks),
        focus=source.focus,
    )


def _read_markdown(source: Source) -> tuple[Decoded, Reading]:
    decoded = decode(source.data, source.path, source.encoding)
    return decoded, read_markdown(decoded.text)


def _read_html(source: Source) -> tuple[Decoded, Reading]:
    decoded = decode(source.data, source.path, source.encoding)
    return decoded, read_html(decoded.text, source.address)


def _read_text(source: Source) -> tuple[Decoded, Reading]:
    decoded = decode(source.data, source.path, source.encoding)
    return decoded, read_text(decoded.text)


def _read_docx(source: Source) -> tuple[Decoded, Reading]:
    text, reading = read_docx(source.data, source.path)
    return Decoded(text, "utf-8", bom=False), reading


_READERS: Mapping[Format, Callable[[Source], tuple[Decoded, Reading]]] = {
    Format.MARKDOWN: _read_markdown,
    Format.HTML: _read_html,
    Format.TEXT: _read_text,
    Format.DOCX: _read_docx,
}


def _datelines(found: list[Section]) -> list[DateMention]:
    return [
        DateMention(block.to_source(words.start, words.end), block.text[words.start : words.end], words.day)
        for section in found
        if section.role is Role.BYLINE
        for block in section.blocks
        for words in full_dates(block.text)
    ]


def _published(
    reading: Reading, vocabulary: Vocabulary, datelines: tuple[DateMention, ...]
) -> tuple[date | None, PublishedFrom | None]:
    if vocabulary.published is not None:
        return vocabulary.published, PublishedFrom.OPTION
    if reading.metadata.published is not None:
        return reading.metadata.published, reading.metadata.published_from
    if datelines:
        return datelines[0].day, PublishedFrom.TEXT
    return None, None


def _title(blocks: tuple[Block, ...]) -> str | None:
    first = next((block for block in blocks if block.text.strip()), None)
    if first is None or len(first.text) > _LONGEST_TITLE or first.links:
        return None
    return " ".join(first.text.split())


def _byline(found: list[Section]) -> str | None:
    for section in found:
        text = section.blocks[0].text.strip() if section.role is Role.BYLINE else ""
        if text.lower().startswith("by "):
            return names_in(text)
    return None


def _republished(found: list[Section]) -> Span | None:
    return next((section.blocks[0].span for section in found if section.republished), None)
