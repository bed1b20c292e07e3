"""A page cut into tags and text, however it is broken."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from linkaudit.evidence.markup import LONGEST_TAG, Tag, pieces


def texts(page: str) -> str:
    return "".join(piece for piece in pieces(page) if isinstance(piece, str))


def tags(page: str) -> list[str]:
    return [("/" if piece.closes else "") + piece.name for piece in pieces(page) if isinstance(piece, Tag)]


@pytest.mark.parametrize(
    ("page", "text", "names"),
    [
        ("", "", []),
        ("one", "one", []),
        ("<p>one<br/>two</P>", "onetwo", ["p", "br", "/p"]),
        ("a < b <c", "a < b ", ["c"]),
        ("<a title='a > b' href=\"x>y\">in</a>", "in", ["a", "/a"]),
        ("a<!-- <b>no</b> -->c<!-- open <b>", "ac", []),
        ("<script>if (a<b) '<p>'</script>c", "c", ["script", "/script"]),
        ("<STYLE>x</Style >c<noscript><meta></noscript>", "c", ["style", "/style", "noscript", "/noscript"]),
        ("<title>no</title>yes<script>never closed <b>", "yes", ["title", "/title", "script"]),
        ("<!DOCTYPE html><?php x ?>y", "<!DOCTYPE html><?php x ?>y", []),
    ],
)
def test_pieces(page: str, text: str, names: list[str]) -> None:
    assert (texts(page), tags(page)) == (text, names)


def test_attributes() -> None:
    [tag] = [piece for piece in pieces("<a ID=one id=two href='/x?a=1&amp;b=2' data-x=\"'\" empty=''>") if piece]
    assert isinstance(tag, Tag)
    assert tag.attributes == {"id": "one", "href": "/x?a=1&b=2", "data-x": "'", "empty": ""}


def test_a_tag_without_end_hides_no_more_than_its_length() -> None:
    assert "later" in texts("<a '" + "x" * 2 * LONGEST_TAG + "later")


@given(st.text(alphabet="<>/!-ab '\"=script", max_size=80))
def test_every_piece_stands_in_the_page_in_its_order(page: str) -> None:
    at = 0
    for piece in pieces(page):
        found = page.find(piece if isinstance(piece, str) else piece.written, at)
        assert found >= at
        at = found
