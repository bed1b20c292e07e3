"""GFM and its friends: footnotes, definitions, task lists, strikethrough, tables, and addresses in running text."""

from __future__ import annotations

import pytest

from linkaudit.article import Vocabulary, read
from linkaudit.article.blocks import BlockKind
from linkaudit.article.markdown import read_markdown
from linkaudit.model import Article, Format, LinkForm, LinkKind, Source

NOTES = """The pier will close, the council said.[^1] Nobody liked it.[^Two]

Boats left on Monday, sailors said.[^1] A [link](https://e.org/own) stays.[^1]

[^1]: See [the minutes](https://e.org/minutes) of
    the council.

    And its [annex](https://e.org/annex).
[^two]: Interview, 3 May.
"""


def article(text: str) -> Article:
    return read(Source("a.md", text.encode(), Format.MARKDOWN), Vocabulary())


def bare(text: str) -> list[tuple[str, str]]:
    reading = read_markdown(text)
    return [
        (link.span.slice(text), link.href)
        for block in reading.blocks
        for link in block.links
        if link.form is LinkForm.BARE
    ]


def test_a_claim_takes_the_links_of_its_footnote() -> None:
    found = article(NOTES)
    claims = {claim.text: claim for claim in found.claims}
    note = claims["See the minutes of the council."]
    assert [link.url for link in note.links] == ["https://e.org/minutes"]
    assert claims["The pier will close, the council said."].rests_on == note.id
    assert claims["Boats left on Monday, sailors said."].rests_on == note.id
    assert [link.url for link in claims["A link stays."].links] == ["https://e.org/own"]


def test_a_footnote_without_links_is_a_place_in_the_article() -> None:
    found = article(NOTES)
    (link,) = [link for link in found.links if link.kind is LinkKind.FRAGMENT]
    assert link.span.slice(NOTES) == "[^Two]"
    assert link.fragment in found.anchors
    assert link.href_at is not None
    assert link.href_at.slice(NOTES).startswith("[^two]: Interview")


def test_a_footnote_is_never_a_reference_definition() -> None:
    reading = read_markdown("a[^1] b[^2]\n\n[^1]: https://e.org/x\n")
    links = [(link.form, link.href) for block in reading.blocks for link in block.links]
    assert links == [(LinkForm.REFERENCE, "#fn:1"), (LinkForm.BARE, "https://e.org/x")]
    assert [missing.label for missing in reading.undefined_references] == ["^2"]
    assert reading.blocks[0].text == "a b[^2]"


def test_definitions_and_tasks_are_items() -> None:
    reading = read_markdown("Pier\n: a [b](u)\n\n    more\n\n- [ ] do [c](v)\n- [x] done\n")
    assert [(block.kind, block.text) for block in reading.blocks] == [
        (BlockKind.PARAGRAPH, "Pier"),
        (BlockKind.ITEM, "a b"),
        (BlockKind.ITEM, "more"),
        (BlockKind.ITEM, "do c"),
        (BlockKind.ITEM, "done"),
    ]


def test_tables_have_links_in_all_cells() -> None:
    source = "a | [h](u0)\n--|:-:\n[b](u1) | `\\|` [c\\|d](u2) | [excess](u)\n> e"
    reading = read_markdown(source)
    cells = [block for block in reading.blocks if block.kind is BlockKind.CELL]
    assert [block.text for block in cells] == ["a", "h", "b", "| c|d"]
    assert [link.span.slice(source) for block in cells for link in block.links] == [
        "[h](u0)",
        "[b](u1)",
        "[c\\|d](u2)",
    ]


@pytest.mark.parametrize(
    ("source", "text"),
    [("~~a~~ ~b~ ~~~c~~~", "a b ~~~c~~~"), ("a*b*c _d_e ***f***", "abc _d_e f"), ("**a*b", "**a*b")],
)
def test_delimiters_that_are_markup_are_not_shown(source: str, text: str) -> None:
    assert read_markdown(source).blocks[0].text == text


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("(see https://e.org/a_(b).)", "https://e.org/a_(b)"),
        ("**https://e.org/a**, and", "https://e.org/a"),
        ("“https://e.org/a”", "https://e.org/a"),
        ("'https://e.org/a'.", "https://e.org/a"),
        ("https://e.org/?a=b&amp;c=d;", "https://e.org/?a=b&c=d"),
        ("https://e.org/a&quot; b", "https://e.org/a"),
        ("[https://e.org/a]", "https://e.org/a"),
        ("[https://e.org/a](broken dest)", "https://e.org/a"),
        ("WWW.e.org/a?", "http://WWW.e.org/a"),
        ("https://e.org/a\\_b_c", "https://e.org/a_b_c"),
        ("https://e.org/a`code`", "https://e.org/a"),
        ("https://e.org/a。", "https://e.org/a"),
        ("https://e.org/a<br>b", "https://e.org/a"),
        ("mail me@e.org.", "mailto:me@e.org"),
        ("pic.twitter.com/aB1", "http://pic.twitter.com/aB1"),
    ],
)
def test_addresses_in_running_text_end_where_the_sentence_goes_on(source: str, expected: str) -> None:
    ((_, href),) = bare(source)
    assert href == expected


@pytest.mark.parametrize("source", ["awww.e.org", "https://", "http://...", "a@b", "[https://e.org](u)", "`www.e.org`"])
def test_what_is_no_address(source: str) -> None:
    assert bare(source) == []


def test_escapes_in_a_destination_are_undone_in_its_address() -> None:
    (link,) = article("It [said](https://e.org/a\\_b?c&amp;d) so.").links
    assert link.href == "https://e.org/a\\_b?c&amp;d"
    assert link.url == "https://e.org/a_b?c&d"
