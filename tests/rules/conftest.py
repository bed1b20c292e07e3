"""Articles and evidence for the rules' tests."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime

import pytest

from linkaudit import support
from linkaudit.article import Vocabulary, read
from linkaudit.evidence.answers import of_page
from linkaudit.evidence.pages import read_page
from linkaudit.model import (
    ArchiveStatus,
    Article,
    Claim,
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
    Sign,
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
def web() -> Callable[..., Evidence]:
    """Reads lines such as `URL -> 404`, `URL -> 301 URL`, `URL -> timeout`, `URL -> 200 [parked]`, `URL => 2022-10-14`,
    `URL => none`; `URL#place -> found`, `missing` or `unknown`; and what the article's claims ask of pages:
    `URL says WORDS`, `URL (2022-10-14) says WORDS`, and for the archived copy `URL said WORDS`.
    """

    def make(lines: str, article: Article | None = None) -> Evidence:
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
            elif arrow == "=>":
                lookups[url] = _lookup(url, answer)
            else:
                assert article is not None
                pages |= _said(line, article, lookups)
        return Evidence(fetches, lookups, network=Network.WORKS, pages=pages)

    return make


_SAYS = re.compile(r"(\S+)(?: \(([\d-]+)\))? (says|said) (.+)")
_STORY = """
    The road runs down to the water between two rows of houses, and on most mornings there is nobody on it but the
    woman who brings the bread. She has done so since the bridge was built, and she says that nothing has changed but
    the weather. The men in the boats do not agree with her. They tell whoever asks that the fish have moved away, that
    the nets come up with weed in them, and that their sons would rather drive a lorry. In the evening they all sit in
    the same room behind the shop. There is a stove, a table and a shelf with cups, and above the shelf hangs a picture
    of the old harbour with the cranes still standing. Now and then a visitor wants to know why the cranes were taken
    down. Somebody explains it, somebody else explains it otherwise, and the visitor goes back up the road no wiser than
    before. It has been like this for as long as anybody in the room can remember, and they do not expect it to be any
    other way when the bread comes down the road again in the morning."""


def _said(line: str, article: Article, lookups: dict[str, Lookup]) -> dict[tuple[str, Question], PageAnswer]:
    found = _SAYS.fullmatch(line)
    assert found is not None, line
    url, published, tense, words = found.groups()
    dated = f'<meta property="article:published_time" content="{published}">' if published else ""
    body = f"<html lang=en><head><title>News</title>{dated}</head><h1>News</h1><p>{words}</p><p>{_STORY}</p></html>"
    asked = [questions for claim in article.claims for page, questions in asked_of(claim, article) if page == url]
    memento = lookups[url].memento if tense == "said" else None
    place = memento.url if memento is not None else url
    text = read_page(body.encode(), "text/html; charset=utf-8", url)
    answers = of_page(text, place, NOW, [question for questions in asked for question in questions])
    return {(place, answer.question): answer for answer in answers}


def asked_of(claim: Claim, article: Article) -> Iterator[tuple[str, tuple[Question, ...]]]:
    return support.asked(claim, article, facts=True)


_FOUND = {"found": True, "missing": False, "unknown": None}


def _fetch(url: str, answer: str) -> Fetch:
    first, _, target = answer.partition(" ")
    if not first.isdigit():
        return Fetch(url, NOW, failure=Failure(first))
    if target.startswith("["):
        return Fetch(url, NOW, status=int(first), final_url=url, signs=frozenset({Sign(target[1:-1])}))
    if target:
        return Fetch(url, NOW, status=200, final_url=target, redirects=(Redirect(url, int(first)),))
    return Fetch(url, NOW, status=int(first), final_url=url)


def _lookup(url: str, answer: str) -> Lookup:
    if answer in set(ArchiveStatus):
        return Lookup(url, NOW, ArchiveStatus(answer))
    captured = datetime.fromisoformat(answer).replace(hour=9, minute=30, tzinfo=UTC)
    copy = Memento(url, f"https://web.archive.org/web/{captured:%Y%m%d%H%M%S}/{url}", captured)
    return Lookup(url, NOW, ArchiveStatus.ARCHIVED, memento=copy)
