"""Articles and evidence for the rules' tests."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime

import pytest

from linkaudit.article import Vocabulary, read
from linkaudit.model import (
    ArchiveStatus,
    Article,
    Evidence,
    Failure,
    Fetch,
    Format,
    FragmentQuestion,
    Lookup,
    Memento,
    Network,
    PageAnswer,
    Question,
    Redirect,
    Source,
)

NOW = datetime(2026, 11, 22, 9, 0, tzinfo=UTC)


@pytest.fixture
def article() -> Callable[..., Article]:
    """Reads Markdown, published on 13 October 2022 unless the test says otherwise."""

    def make(text: str, published: date | None = date(2022, 10, 13), own: tuple[str, ...] = ()) -> Article:
        source = Source("article.md", text.encode(), Format.MARKDOWN)
        return read(source, Vocabulary(own_publications=own, published=published))

    return make


@pytest.fixture
def web() -> Callable[[str], Evidence]:
    """Reads lines such as `URL -> 404`, `URL -> 301 URL`, `URL -> timeout` `URL => 2022-10-14`, `URL => none`;
    and `URL#place -> found`, `missing` or `unknown`.
    """

    def make(lines: str) -> Evidence:
        fetches: dict[str, Fetch] = {}
        lookups: dict[str, Lookup] = {}
        pages: dict[tuple[str, Question], PageAnswer] = {}
        for line in lines.splitlines():
            url, arrow, answer = line.split(" ", 2)
            page, mark, fragment = url.partition("#")
            if mark:
                question = FragmentQuestion(fragment)
                pages[page, question] = PageAnswer(page, NOW, question, _FOUND[answer])
            elif arrow == "->":
                fetches[url] = _fetch(url, answer)
            else:
                assert arrow == "=>"
                lookups[url] = _lookup(url, answer)
        return Evidence(fetches, lookups, network=Network.WORKS, pages=pages)

    return make


_FOUND = {"found": True, "missing": False, "unknown": None}


def _fetch(url: str, answer: str) -> Fetch:
    first, _, target = answer.partition(" ")
    if not first.isdigit():
        return Fetch(url, NOW, failure=Failure(first))
    if target:
        return Fetch(url, NOW, status=200, final_url=target, redirects=(Redirect(url, int(first)),))
    return Fetch(url, NOW, status=int(first), final_url=url)


def _lookup(url: str, answer: str) -> Lookup:
    if answer in set(ArchiveStatus):
        return Lookup(url, NOW, ArchiveStatus(answer))
    captured = datetime.fromisoformat(answer).replace(hour=9, minute=30, tzinfo=UTC)
    copy = Memento(url, f"https://web.archive.org/web/{captured:%Y%m%d%H%M%S}/{url}", captured)
    return Lookup(url, NOW, ArchiveStatus.ARCHIVED, memento=copy)
