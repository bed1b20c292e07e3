"""Markdown: which links there are, and exactly where they stand."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from linkaudit.article.blocks import BlockKind, BlockLink
from linkaudit.article.markdown import read_markdown
from linkaudit.model import LinkForm


def links(source: str) -> list[BlockLink]:
    return [link for block in read_markdown(source).blocks for link in block.links]


def written(source: str) -> list[tuple[str, str, str]]:
    return [(link.form.value, link.href, link.span.slice(source)) for link in links(source)]


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("Reuters [reports](#):", [("inline", "#", "[reports](#)")]),
        ("a [b](</x y> \"t\") c", [("inline", "/x y", '[b](</x y> "t")')]),
        ("a [b]() c", [("inline", "", "[b]()")]),
        ("[a *b* c](u)", [("inline", "u", "[a *b* c](u)")]),
        ("[x](javascript:void(0))", [("inline", "javascript:void(0)", "[x](javascript:void(0))")]),
        ("[x]({{ url }})", [("inline", "{{ url }}", "[x]({{ url }})")]),
        ("see [a][r] and [r][] and [r]\n\n[r]: https://e.org 't'", [
            ("reference", "https://e.org", "[a][r]"),
            ("reference", "https://e.org", "[r][]"),
            ("reference", "https://e.org", "[r]"),
        ]),
        ("<https://t.co/a>", [("autolink", "https://t.co/a", "<https://t.co/a>")]),
        ("<me@e.org>", [("autolink", "mailto:me@e.org", "<me@e.org>")]),
        ("![alt](pic.png)", [("image", "pic.png", "![alt](pic.png)")]),
        ("[![alt](pic.png)](u)", [("inline", "u", "[![alt](pic.png)](u)"), ("image", "pic.png", "![alt](pic.png)")]),
        ('x <a class="b" href="#top">y</a> z', [("html", "#top", '<a class="b" href="#top">y</a>')]),
        ('<div>\n<p><a href=u>y</a></p>\n</div>', [("html", "u", "<a href=u>y</a>")]),
        ("see https://e.org/a_(b). And www.e.org, ok", [
            ("bare", "https://e.org/a_(b)", "https://e.org/a_(b)"),
            ("bare", "http://www.e.org", "www.e.org"),
        ]),
        ("`[no](#)` and\n\n    [no](#)\n\n```\n[no](#)\n```", []),
        ("| a | b |\n|---|---|\n| [x](u) \\| y | [x](u) |", [("inline", "u", "[x](u)"), ("inline", "u", "[x](u)")]),
        ("> > [a](u)\n> > and\n[lazy](v)", [("inline", "u", "[a](u)"), ("inline", "v", "[lazy](v)")]),
        ("- a\n  - [b](u)\n\n\t[c](v)", [("inline", "u", "[b](u)"), ("inline", "v", "[c](v)")]),
        ("a &amp; [b &amp; c](u?x=1&amp;y)", [("inline", "u?x=1&amp;y", "[b &amp; c](u?x=1&amp;y)")]),
        ("one\r\ntwo [b](u)\r\n", [("inline", "u", "[b](u)")]),
        ("---\ntitle: T\n---\n[b](u)", [("inline", "u", "[b](u)")]),
        ("**bold [b](u)** [sic] [not a link]", [("inline", "u", "[b](u)")]),
    ],
)  # fmt: skip
def test_links_are_found_as_written(source: str, expected: list[tuple[str, str, str]]) -> None:
    assert written(source) == expected


def test_a_reference_points_to_its_definition() -> None:
    source = "a [b][r]\n\n[r]: <https://e.org/x>"
    (link,) = links(source)
    assert link.href_span is None
    assert link.href_at is not None
    assert link.href_at.slice(source) == "https://e.org/x"


def test_the_destination_has_its_own_span() -> None:
    source = "é [b]( https://e.org 'title')"
    (link,) = links(source)
    assert link.href_span is not None
    assert link.href_span.slice(source) == "https://e.org"


def test_undefined_references_are_kept_apart_from_remarks_in_brackets() -> None:
    reading = read_markdown("he [sic] wrote [this][missing] and [that][] [a]")
    assert [reference.label for reference in reading.undefined_references] == ["missing", "that"]


def test_front_matter_gives_title_author_and_date() -> None:
    reading = read_markdown('---\ntitle: "A: B"\nauthor: [Ann Lee, Bo Ek]\ndate: 2022-10-13T08:00:00Z\n---\ntext')
    assert reading.metadata.title == "A: B"
    assert reading.metadata.byline == "Ann Lee, Bo Ek"
    assert str(reading.metadata.published) == "2022-10-13"


def test_rendered_text_knows_its_place() -> None:
    source = "## A *b* &amp; [c](u)\\*"
    (block,) = read_markdown(source).blocks
    assert block.kind is BlockKind.HEADING
    assert block.text == "A b & c*"
    for index, letter in enumerate(block.text):
        span = block.to_source(index, index + 1)
        assert letter in span.slice(source).replace("&amp;", "&")


_PIECES = st.sampled_from(
    ["word", " ", "\n", "\n\n", "> ", "- ", "# ", "*", "**", "_", "`", "[a](u)", "[b][r]", "![i](p)", "[", "]", "(",
     ")", "<https://e.org>", "\\", "&amp;", "<a href=x>", "</a>", "\t", "|", "\r\n", "é", "1. ", "~~",
     "\n\n[r]: https://e.org\n\n"]
)  # fmt: skip


@given(st.lists(_PIECES, max_size=40).map("".join))
def test_every_span_slices_to_what_it_says(source: str) -> None:
    reading = read_markdown(source)
    for block in reading.blocks:
        for link in block.links:
            text = link.span.slice(source)
            match link.form:
                case LinkForm.INLINE | LinkForm.REFERENCE:
                    assert text.startswith("[")
                    assert text.endswith((")", "]"))
                case LinkForm.IMAGE:
                    assert text.startswith("![")
                case LinkForm.AUTOLINK:
                    assert text == f"<{link.href}>"
                case LinkForm.HTML:
                    assert text.startswith("<a href=x>")
                case _:
                    assert text == link.href
            if link.href_span is not None:
                assert link.href_span.slice(source) == link.href
            assert 0 <= link.start <= link.end <= len(block.text)


@given(st.lists(_PIECES, max_size=30).map("".join))
def test_plain_words_are_found_where_they_stand(source: str) -> None:
    for block in read_markdown(source).blocks:
        for found in re.finditer("word", block.text):
            assert block.to_source(*found.span()).slice(source) == "word"
