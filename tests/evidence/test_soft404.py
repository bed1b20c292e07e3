"""Pages that answer 200 and say that they are none."""

from __future__ import annotations

import pytest

from linkaudit.evidence.archives.soft404 import is_soft_404
from linkaudit.evidence.exchange import Reply

LONG = "<p>" + "words " * 300 + "</p>"


def page(title: str = "", heading: str = "", body: str = "<p>Try our search.</p>", kind: str = "text/html") -> Reply:
    text = f"<html><head><title>{title}</title></head><body><h1>{heading}</h1>{body}</body></html>"
    return Reply(200, {"content-type": kind}, text.encode())


@pytest.mark.parametrize(
    "title",
    [
        "Page not found | The News", "404 Not Found", "The News: Page Not Found",
        "Oops! That page can&rsquo;t be found.",
        "Seite nicht gefunden – Tagblatt", "Page introuvable - Le Journal", "Página no encontrada | El Diario",
        "Nie znaleziono strony", "Страница не найдена", "ページが見つかりません", "Just a moment...", "The News - 404",
        "Sorry, the story you requested was not found", "Cette page n'existe plus | Journal",
    ],
)  # fmt: skip
def test_a_title_or_heading_that_says_so(title: str) -> None:
    assert is_soft_404(page(title))
    assert is_soft_404(page("The News", f"<span>{title}</span>"))


def test_a_whole_title_says_it_whatever_stands_below() -> None:
    assert is_soft_404(page("Page not found | The News", body=LONG))


@pytest.mark.parametrize(
    "title",
    [
        "Talks end", "", "Flight MH370 was not found, search ends", "1404 dead after quake", "404: how the web forgets",
        "Vaccine no longer available, officials say",
    ],
)  # fmt: skip
def test_an_article_is_none(title: str) -> None:
    assert not is_soft_404(page(title, title, LONG))


def test_words_in_the_text_do_not_count_nor_do_other_kinds_of_document() -> None:
    assert not is_soft_404(page("Talks end", "Talks end", "<p>Page not found, the server said.</p>"))
    assert not is_soft_404(page("Page not found", kind="application/pdf"))
    assert not is_soft_404(page("1404 dead after quake"))
