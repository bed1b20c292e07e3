"""The tag scan: what a browser would make of tags and attributes, and exactly where they stand."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from linkaudit.article.tags import NOTHING, attribute_text, plain_text, tags


def scanned(source: str) -> list[tuple[str, dict[str, str]]]:
    return [
        ("/" * tag.closing + tag.name, {name: value.text for name, value in tag.attributes.items()})
        for tag in tags(source)
        if tag.name != NOTHING
    ]


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("<A HREF='x'>y</A >", [("a", {"href": "x"}), ("/a", {})]),
        ("<a href=x/>", [("a", {"href": "x/"})]),
        ("<a href = 'x'class=y>", [("a", {"href": "x", "class": "y"})]),
        ("<a/href=x/alt>", [("a", {"href": "x/alt"})]),
        ('<a title="a > b" href=y>', [("a", {"title": "a > b", "href": "y"})]),
        ("<a href=1 HREF=2>", [("a", {"href": "1"})]),
        ("<a =x href= >", [("a", {"=x": "", "href": ""})]),
        ("1 < 2 <b> 3 <4> </ a>", [("b", {})]),
        ("<!-- <a> --><b><!--><i><!--- --!><u>", [("b", {}), ("i", {}), ("u", {})]),
        ("<!doctype html><?php <a>?><b>", [("b", {})]),
        ("<script>'<a href=x>'</script><b>", [("script", {}), ("/script", {}), ("b", {})]),
        ("<script><!--<script></script><a>--></script><b>", [("script", {}), ("/script", {}), ("b", {})]),
        ("<title><a></title></TITLE\n><b>", [("title", {}), ("/title", {}), ("/title", {}), ("b", {})]),
        ("<svg><title/><a>", [("svg", {}), ("title", {}), ("a", {})]),
        ("<b><a href='x>never closed</a>", [("b", {})]),
        ("<b><!-- never closed <a>", [("b", {})]),
    ],
)
def test_tags_are_what_a_browser_makes_of_them(source: str, expected: list[tuple[str, dict[str, str]]]) -> None:
    assert scanned(source) == expected


@pytest.mark.parametrize(
    ("written", "text"),
    [
        ("?a=1&amp;b=2", "?a=1&b=2"),
        ("?a=1&copy=2", "?a=1&copy=2"),
        ("?a=1&copy;=2", "?a=1©=2"),
        ("?a=1&copyright=2", "?a=1&copyright=2"),
        ("?a=1&copy", "?a=1©"),
        ("?a=1&section=2", "?a=1&section=2"),
        ("&#x2f;&#47&nosuch;&", "//&nosuch;&"),
        ("&#" + "9" * 5_000 + ";", "\ufffd"),
    ],
)
def test_references_in_attributes(written: str, text: str) -> None:
    assert attribute_text(written) == text


def test_references_in_text_need_no_semicolon() -> None:
    assert plain_text("&copy=2 &notit; &ldquo;") == "©=2 ¬it; “"


_PIECES = st.sampled_from(
    ["<a", " href", "=", "'", '"', "x", " ", ">", "/", "</a", "<!--", "-->", "<script>", "</script>", "&amp;", "é",
     "\n", "<title>", "</title>", "<", "!", "<svg>", "\x00"]
)  # fmt: skip


@given(st.lists(_PIECES, max_size=40).map("".join))
def test_every_span_slices_to_what_it_says(source: str) -> None:
    end = 0
    for tag in tags(source):
        assert tag.span.start >= end
        end = tag.span.end
        if tag.name != NOTHING:
            written = tag.span.slice(source).lower()
            assert written.startswith(("</" if tag.closing else "<") + tag.name)
            assert written.endswith(">")
        for value in tag.attributes.values():
            assert tag.span.covers(value.span)
            assert value.span.slice(source) == value.written
            assert attribute_text(value.written) == value.text
