"""Bylines: the names and nothing else."""

import pytest

from linkaudit.article import Vocabulary, read
from linkaudit.article.bylines import names_in
from linkaudit.article.html import read_html
from linkaudit.model import Format, Source


@pytest.mark.parametrize(
    ("byline", "names"),
    [
        ("By Ada Ruiz, October 3, 2022", "Ada Ruiz"),
        ("by Ada Ruiz and Ben Cole | 3 October 2022, 10:32", "Ada Ruiz and Ben Cole"),
        ("By: Ada Ruiz • Updated 3 hours ago", "Ada Ruiz"),
        ("By Ada Ruiz Tuesday 3 May 2022", "Ada Ruiz"),
        ("By Ada Ruiz (2022-10-03)", "Ada Ruiz"),
        ("By Ada Ruiz on Monday", "Ada Ruiz"),
        ("By Ada Ruiz — Hull", "Ada Ruiz"),
        ("Published 3 October 2022", None),
        ("3 October 2022", None),
    ],
)
def test_dates_hours_and_places_are_left_out(byline: str, names: str | None) -> None:
    assert names_in(byline) == names


@pytest.mark.parametrize(
    "name", ["August Wilson", "Rick Monday", "May Smith", "Mary-Ann Roe, Hull Echo", "Byron Marsh"]
)
def test_names_that_look_like_something_else_stay(name: str) -> None:
    assert names_in(f"By {name}") == name


def test_the_byline_that_a_page_shows() -> None:
    page = "<article><h1>x</h1><p class=byline>By Ada Ruiz, October 3, 2022</p><p>Text.</article>"
    assert read_html(page).metadata.byline == "Ada Ruiz"


def test_the_byline_that_a_text_shows() -> None:
    article = read(Source("a.md", b"# Bridge\n\nBy Ada Ruiz | October 3, 2022\n\nText.", Format.MARKDOWN), Vocabulary())
    assert article.byline == "Ada Ruiz"
