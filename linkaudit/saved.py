"""Pages that the newsroom has saved as files: they settle what a page on the web cannot tell.

Laws: reads files through `sources`, asks nobody. They can only say what they have, never what they have not; what
cannot be read among them is passed over.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from linkaudit.errors import ReadError
from linkaudit.model import Article, Evidence, Format, MatchVerdict, PageAnswer, Question, Quotation, Role, Source
from linkaudit.sources import SavedFile, saved_files
from linkaudit.support import looked_for, quotation_question, told

if TYPE_CHECKING:
    from linkaudit.evidence.pages import PageText

MOST_TEXT = 50_000_000
"""Code points of all saved pages together."""

_TYPES = {".html": "text/html", ".htm": "text/html", ".pdf": "application/pdf"}


def saved_pages(folder: Path) -> tuple[PageText, ...]:
    """The pages in a folder and those below it, each under its path."""
    pages: list[PageText] = []
    room = MOST_TEXT
    for file in saved_files(folder):
        page = _page(file)
        room -= len(page.text) if page is not None else 0
        if room < 0:
            break
        pages += [page] if page is not None else []
    return tuple(pages)


def _page(file: SavedFile) -> PageText | None:
    from linkaudit.evidence.pages import read_page  # only runs with saved pages need the reading of pages

    suffix = Path(file.path).suffix.lower()
    if suffix != ".docx":
        return read_page(file.data, _TYPES.get(suffix, "text/plain"), file.path, file.whole)
    from linkaudit.article import Vocabulary, read  # an audit of unchanged articles loads no readers

    try:
        text = read(Source(file.path, file.data, Format.DOCX), Vocabulary()).source
    except ReadError:
        return None
    return read_page(text.replace("\n", "\n\n").encode("utf-8", "replace"), "text/plain", file.path, file.whole)


def found_in(pages: Sequence[PageText], article: Article, evidence: Evidence) -> Mapping[Question, PageAnswer]:
    """The quotations of an article that no page on the web settles, and that stand in a saved one."""
    from linkaudit.evidence.pages import find

    found: dict[Question, PageAnswer] = {}
    for quotation in _unsettled(article, evidence):
        question = quotation_question(quotation, article)
        for page in pages if question not in found else ():
            match = find(quotation.text, page)
            if match is not None:
                found[question] = PageAnswer(page.url, datetime.now(UTC), question, found=True, detail=match)
                break
    return found


def _unsettled(article: Article, evidence: Evidence) -> Iterator[Quotation]:
    for claim in article.claims:
        for quotation in looked_for(claim) if claim.role is Role.BODY else ():
            said = told(quotation, claim, article, evidence)
            if said is None or said.match.verdict is MatchVerdict.CANNOT_TELL:
                yield quotation
