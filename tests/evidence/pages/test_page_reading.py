"""Bytes to pages: what is text, what stands beside it, what a page says of itself, and hostile bytes."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import html as lxml_html
from saved_web import pdf, saved_web

from linkaudit.evidence.pages import PageKind, PageSign, PageText, match, read_page
from linkaudit.evidence.pages.pdf_text import read_pdf
from linkaudit.model import Doubt

URL = "https://news.example/2022/10/13/talks"


def read(source: str, kind: str = "text/html; charset=utf-8") -> PageText:
    return read_page(source.encode(), kind, URL)


def test_text_is_what_a_reader_sees_a_block_a_line() -> None:
    page = read(
        "<head><title>T</title><style>p{}</style></head><h1>Head&shy;line</h1><p>One <b>wor</b>d &amp;<br>more"
        "<script>var x='<p>no</p>'</script><noscript>no</noscript><!-- no --><ul><li>a<li>b</ul>end"
    )
    assert page.text == "Headline\nOne word & more\na\nb\nend"
    assert page.title == "T"


def test_menus_boxes_and_hidden_parts_stand_beside_the_article() -> None:
    paragraph = "<p>This is a paragraph of the article with more than a dozen words in it, as they have.</p>"
    page = read(
        f"<nav>{paragraph}</nav><div class='layout has-sidebar overflow-hidden'><article>{paragraph}"
        f"<div class='related-links'><div>{paragraph}</div></div><div hidden>{paragraph}</div>{paragraph}"
        f"</article></div>"
        f"<div id=cookie-consent>{paragraph}</div><footer>{paragraph}</footer>"
    )
    assert [block.aside for block in page.blocks] == [True, False, True, True, False, True, True]
    assert len(page.main_blocks) == 2


def test_a_paragraph_of_links_is_no_article() -> None:
    page = read("<p>" + "<a href=/x>Ten soups for a wet week and twelve for a dry one</a> " * 3 + "</p>")
    assert page.main_words == 0


def test_what_a_page_says_of_itself() -> None:
    page = read(
        '<html lang="en-GB"><link rel=canonical href="/story"><meta property="article:modified_time" '
        'content="2022-10-15T10:00:00Z"><script type="application/ld+json">{"@graph": [{"@type": ["NewsArticle"], '
        '"datePublished": "2022-10-14", "isAccessibleForFree": true, "articleBody": "For machines &amp; others"}]}'
        "</script><meta name=description content='In a few words'>"
    )
    assert page.canonical == "https://news.example/story"
    assert (page.published, page.modified) == (date(2022, 10, 14), date(2022, 10, 15))
    assert (page.declared, page.free) == ("en", True)
    assert page.unseen == "In a few words\nFor machines & others"


@pytest.mark.parametrize(
    ("source", "day"),
    [
        ("<p>no date", date(2022, 10, 13)),
        ('<meta itemprop=datePublished content="2021-02-03T00:00">', date(2021, 2, 3)),
        ('<time datetime="2020-05-06">yesterday</time>', date(2020, 5, 6)),
        ('<aside><time datetime="2020-05-06">x</time></aside>', date(2022, 10, 13)),
        ('<meta name=date content="2021-13-45">', date(2022, 10, 13)),
    ],
)
def test_the_date_of_publication(source: str, day: date) -> None:
    assert read(source).published == day


@pytest.mark.parametrize(
    "script", ["{", "[" * 100_000, '{"@type": 7, "datePublished": [1]}', "null", '[{"@graph": {"@type": {}}}]', "\x00"]
)
def test_broken_data_for_machines_is_passed_over(script: str) -> None:
    assert read(f'<script type="application/ld+json">{script}</script><p>Text').text == "Text"


@pytest.mark.parametrize(
    "source",
    [
        "<div>" * 50_000 + "deep",
        "<p " + "a " * 50_000 + ">wide",
        "<p a='" + "x" * 300_000 + "'>long value",
        "<a href=" * 50_000,
        "<![CDATA[" * 20_000,
        "<script>" * 20_000,
        "&" * 100_000,
        '<script type="application/ld+json">' * 5_000,
        "“a” " * 20_000,
        "one two " * 20_000,
    ],
)  # fmt: skip
def test_hostile_pages_are_read_and_asked(source: str) -> None:
    page = read(source)
    match("one two three four five six seven one two one two", page)
    assert len(page.text) <= 2 * len(source)


def test_a_huge_value_of_an_attribute_is_no_text() -> None:
    page = read(f'<div id=app data-page="{"{&quot;a&quot;: 1, b &gt; c}" * 400}"></div><script src=a.js></script>')
    assert page.text == ""
    assert PageSign.SCRIPT_ONLY in page.signs


def test_a_script_that_compares_hides_no_text() -> None:
    assert read("<p>one<script>if (a <!b) { c = x <? y }</script><p>two").text == "one\ntwo"
    assert read("<?xml version='1.0'?><!DOCTYPE html><![if !IE]><p>one").text == "one"


@pytest.mark.parametrize(
    ("kind", "body", "expected"),
    [
        ("text/html", b"<p>x", PageKind.HTML),
        ("", b"<!DOCTYPE html><p>x", PageKind.HTML),
        ("application/xhtml+xml", b"<p>x", PageKind.HTML),
        ("text/plain", b"Some words.", PageKind.TEXT),
        ("text/html", b"%PDF-1.4 ...", PageKind.PDF),
        ("application/pdf", b"no pdf at all", PageKind.PDF),
        ("image/png", b"\x89PNG", PageKind.OTHER),
        ("application/json", b"{}", PageKind.OTHER),
        ("", b"\0\1\2", PageKind.OTHER),
    ],
)
def test_kinds(kind: str, body: bytes, expected: PageKind) -> None:
    page = read_page(body, kind, URL)
    assert page.kind is expected
    if expected in (PageKind.PDF, PageKind.OTHER):
        assert match("any five words at all here", page).reason in (Doubt.FORMAT, Doubt.NO_TEXT)


def test_what_is_too_long_counts_as_cut() -> None:
    assert not read_page(b"<p>" + b"x" * 2_200_000, "text/html", URL).whole
    assert not read_page(b"<p>x", "text/html", URL, whole=False).whole
    assert read_page(b"<p>x", "text/html", URL).whole


def test_letters_of_another_table() -> None:
    page = read_page("<meta charset=windows-1251><p>Привет, мир".encode("cp1251"), "text/html", URL)
    assert page.text == "Привет, мир"


def test_a_pdf_is_read_over_divided_words() -> None:
    saved = saved_web()["tunnel-report"]
    assert b"-) Tj" in saved.body
    page = read_page(saved.body, "application/pdf", URL)
    assert page.text.endswith(saved.paragraphs[-1])
    assert all(match(paragraph, page).verdict.found for paragraph in saved.paragraphs)


def test_a_pdf_of_pictures_has_no_text() -> None:
    assert read_page(pdf(None), "application/pdf", URL).signs == {PageSign.NO_TEXT}


@settings(max_examples=60, deadline=None)
@given(st.data())
def test_a_broken_pdf_is_a_value(data: st.DataObject) -> None:
    body = bytearray(saved_web()["bees-report"].body)
    for _ in range(data.draw(st.integers(1, 30))):
        body[data.draw(st.integers(0, len(body) - 1))] = data.draw(st.integers(0, 255))
    read = read_pdf(bytes(body[: data.draw(st.integers(0, len(body)))]))
    assert isinstance(read.paragraphs, tuple)


@settings(max_examples=100, deadline=None)
@given(st.text(alphabet=st.sampled_from("<>/='\" apdivnscriptbt!-&;h1x"), max_size=200))
def test_any_page_has_blocks_in_order(source: str) -> None:
    page = read(source)
    ends = [0, *(block.end for block in page.blocks)]
    for end, block in zip(ends, page.blocks, strict=False):
        assert end <= block.start < block.end <= len(page.text)
        assert "\n" not in page.text[block.start : block.end]
    assert "\n".join(page.text[block.start : block.end] for block in page.blocks) == page.text


@pytest.mark.parametrize("name", sorted(name for name, each in saved_web().items() if "html" in each.content_type))
def test_the_same_words_as_a_parser_that_builds_a_tree(name: str) -> None:
    """By lxml: the words of all text nodes that a reader can see, in their order."""
    saved = saved_web()[name]
    page = read_page(saved.body, saved.content_type, saved.url, saved.whole)
    if not saved.whole:
        pytest.skip("a page that breaks off within a tag is repaired by each parser in its own way")
    source = saved.body.decode("cp1252" if b"windows-1252" in saved.body[:400] else "utf-8")
    tree = lxml_html.document_fromstring(source)
    for gone in list(tree.iter("script", "style", "noscript", "template", "textarea", "title", "iframe", "sup")):
        gone.drop_tree()
    seen = "".join("".join(tree.itertext()).split())
    ours = read_page(_without_sup(source).encode(), "text/html; charset=utf-8", saved.url)
    assert "".join(ours.text.split()) == seen
    assert page.text.count("\n") == ours.text.count("\n")


def _without_sup(source: str) -> str:
    tree = source.split("<sup")
    return tree[0] + "".join(part.partition("</sup>")[2] for part in tree[1:])
