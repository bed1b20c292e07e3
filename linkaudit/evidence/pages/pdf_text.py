"""The text of a PDF, as far as it has any.

Laws: does no I/O; bounded in pages and time; whatever a broken or hostile file does, the answer is a value.
"""

from __future__ import annotations

import logging
import re
from io import BytesIO
from time import monotonic
from typing import NamedTuple

from linkaudit.evidence.pages.words import clean

MOST_BYTES = 16 * 1024 * 1024
MOST_PAGES = 300
MOST_SECONDS = 10.0
_MOST_LETTERS = 3_000_000

_BROKEN_WORD = re.compile(r"(?<=[^\W\d_])-\s*\n\s*(?=[a-z])")
_PARAGRAPH = re.compile(r"\n\s*\n|(?<=[.!?:”\"])\s*\n")


class PdfText(NamedTuple):
    """Paragraphs; `whole` is False when pages were left out, `title` as the file names itself."""

    paragraphs: tuple[str, ...]
    title: str | None
    whole: bool


class _TooLongError(Exception):
    """The time for one file is over."""


def read_pdf(body: bytes) -> PdfText:
    """The paragraphs of a PDF; none when it cannot be read. At most 300 pages and ten seconds."""
    from pypdf import PdfReader

    logging.getLogger("pypdf").setLevel(logging.CRITICAL)
    deadline = monotonic() + MOST_SECONDS

    def watch(*_: object) -> None:
        if monotonic() > deadline:
            raise _TooLongError

    texts: list[str] = []
    title, whole = None, False
    try:
        reader = PdfReader(BytesIO(body), strict=False)
        count = len(reader.pages)
        title = _title(reader.metadata.title if reader.metadata else None)
        for page in reader.pages[:MOST_PAGES]:
            watch()
            texts.append(page.extract_text(visitor_operand_before=watch))
            if sum(map(len, texts)) > _MOST_LETTERS:
                break
        whole = len(texts) == count
    except Exception:  # noqa: BLE001, S110  (pypdf lets any error of a broken file through; what was read stands)
        pass
    return PdfText(_paragraphs("\n".join(texts)), title, whole)


def _title(written: object) -> str | None:
    return " ".join(written.split())[:300] or None if isinstance(written, str) else None


def _paragraphs(text: str) -> tuple[str, ...]:
    joined = _BROKEN_WORD.sub("", text)
    return tuple(words for part in _PARAGRAPH.split(joined) if (words := clean(" ".join(part.split()))))
