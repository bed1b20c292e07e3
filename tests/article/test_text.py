"""Plain text: where paragraphs end, what is quoted, and whose address a note's is."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from linkaudit.article import Vocabulary, read
from linkaudit.article.blocks import BlockKind
from linkaudit.article.text import read_text
from linkaudit.model import Format, LinkForm, Role, Source, Span

WRAPPED = """\
Reuters reported on Monday that the minister of agriculture had resigned
after a dispute that had gone on for weeks. Nobody in the ministry said
why. The prime minister was abroad.

The opposition called it
a farce.
"""
LONG = "The minister of agriculture resigned on Monday after a dispute that had gone on for weeks. " * 2


def texts(source: str) -> list[str]:
    return [block.text for block in read_text(source).blocks]


def written(source: str) -> list[tuple[str, str, str]]:
    return [
        (link.form.value, link.href, link.span.slice(source))
        for block in read_text(source).blocks
        for link in block.links
    ]


# --------------------------------------------------------------------------------------------------------------
# Paragraphs


@pytest.mark.parametrize("line_end", ["\n", "\r\n", "\r"])
def test_wrapped_lines_are_one_paragraph(line_end: str) -> None:
    source = WRAPPED.replace("\n", line_end)
    first, second = read_text(source).blocks[0], texts(source)[-1]
    assert first.text.startswith("Reuters reported on Monday that the minister of agriculture had resigned after a")
    assert first.text.endswith("was abroad.")
    at = first.text.index("Nobody")
    assert first.to_source(at, at + 6).slice(source) == "Nobody"
    assert second == "a farce."  # a line this short was ended on purpose


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        (f"{LONG.strip()}\n{LONG.strip()}\n", [LONG.strip()] * 2),
        (f"Title\nBy Jane Doe\n\n{LONG.strip()}\n", ["Title", "By Jane Doe", LONG.strip()]),
        ("He resigned.\nShe stayed.\nThey left.\n", ["He resigned.", "She stayed.", "They left."]),
        ("one\n \t \ntwo", ["one", "two"]),
        ("", []),
        ("\n\n\n", []),
    ],
)
def test_an_unwrapped_file_has_a_paragraph_a_line(source: str, expected: list[str]) -> None:
    assert texts(source) == expected


@pytest.mark.parametrize("rule", ["***", "* * *", "---", "- - -", "___", "=====", "###", "# # #", "-30-", "⁂"])
def test_rules(rule: str) -> None:
    blocks = read_text(f"before it ends\n{rule}\nafter").blocks
    assert [block.kind for block in blocks] == [BlockKind.PARAGRAPH, BlockKind.RULE, BlockKind.PARAGRAPH]
    assert blocks[1].span.slice(f"before it ends\n{rule}\nafter") == rule


def test_an_underlined_line_is_a_heading() -> None:
    (heading, text) = read_text("What next\n=========\nNobody knows.\n").blocks
    assert (heading.kind, heading.text) == (BlockKind.HEADING, "What next")
    assert (text.kind, text.text) == (BlockKind.PARAGRAPH, "Nobody knows.")


def test_lists() -> None:
    source = "Sources:\n- a first item that goes on\n  over its line\n- second\n\n1. other\n2. list\n\n- and\n"
    items = [block for block in read_text(source).blocks if block.kind is BlockKind.ITEM]
    assert [item.text for item in items] == [
        "a first item that goes on over its line",
        "second",
        "other",
        "list",
        "and",
    ]
    assert len({item.group for item in items}) == 1
    assert [block.kind for block in read_text("text\n\n1914. It was summer").blocks] == [BlockKind.PARAGRAPH] * 2


def test_quoted_mail() -> None:
    source = "On Monday, John wrote:\n> first line\n>\n> > deeper\n> second\n\nMy answer.\n> other\n>5 people\n"
    found = [(block.text, block.quote) for block in read_text(source).blocks]
    assert [text for text, _ in found] == [
        "On Monday, John wrote:", "first line", "deeper", "second", "My answer.", "other", ">5 people",
    ]  # fmt: skip
    numbers = [number for _, number in found]
    assert numbers[0] is numbers[4] is numbers[6] is None
    assert numbers[1] == numbers[2] == numbers[3] != numbers[5]


# --------------------------------------------------------------------------------------------------------------
# Addresses


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("see https://e.org/a_(b). And www.e.org", [
            ("bare", "https://e.org/a_(b)", "https://e.org/a_(b)"),
            ("bare", "http://www.e.org", "www.e.org"),
        ]),
        ("see <https://e.org/a,b.> now", [("autolink", "https://e.org/a,b.", "<https://e.org/a,b.>")]),
        ("<me@e.org> a@b.c", [("autolink", "mailto:me@e.org", "<me@e.org>"), ("bare", "mailto:a@b.c", "a@b.c")]),
        ("> quoted\r\n> https://e.org/x\r\n", [("bare", "https://e.org/x", "https://e.org/x")]),
        ("[reports](#) and [x](https://e.org/)", [("bare", "https://e.org/", "https://e.org/")]),
    ],
)  # fmt: skip
def test_only_addresses_are_links(source: str, expected: list[tuple[str, str, str]]) -> None:
    assert written(source) == expected


NOTED = (
    "The minister resigned.[1] Reuters named a successor, two [2], and no [3].\n\n"
    "[1] https://e.org/1\n[2] Reuters, https://e.org/2\n    and https://e.org/3\n[9] https://e.org/9\n"
)


def test_a_claim_takes_the_addresses_of_its_note() -> None:
    assert written(NOTED) == [
        ("reference", "https://e.org/1", "[1]"),
        ("reference", "https://e.org/2", "[2]"),
        ("reference", "https://e.org/3", "[2]"),
        ("bare", "https://e.org/9", "https://e.org/9"),
    ]
    body, first, second, unused = read_text(NOTED).blocks
    assert body.text == "The minister resigned. Reuters named a successor, two, and no [3]."
    assert (first.role, second.role, unused.role) == (Role.FURNITURE, Role.FURNITURE, None)
    article = read(Source("a.txt", NOTED.encode(), Format.TEXT), Vocabulary())
    resigned = article.claims[0]
    assert resigned.span.slice(article.source) == "The minister resigned.[1]"
    (link,) = resigned.links
    assert link.href_at is not None
    assert link.href_at.slice(NOTED) == "https://e.org/1"
    assert [link.url for link in article.links] == [f"https://e.org/{number}" for number in (1, 2, 3, 9)]


def test_a_bibliography_is_no_note() -> None:
    many = " ".join(f"https://e.org/{number}" for number in range(11))
    assert [form for form, _, _ in written(f"It ended.[1]\n\n[1] {many}")] == ["bare"] * 11


LINES = st.sampled_from(
    [
        "",
        "> ",
        ">> a",
        "[1] www.e.org",
        "- x [1]",
        "a [1] b <http://e.org> ",
        "\t[2]",
        "***",
        "--",
        "word " * 12,
        "\u2028é\x85",
    ]
)


@given(st.lists(LINES | st.text(max_size=12), max_size=12), st.sampled_from(["\n", "\r\n", "\r"]))
def test_blocks_cover_every_word_once_and_in_order(lines: list[str], line_end: str) -> None:
    source = line_end.join(lines)
    at = 0
    for block in read_text(source).blocks:
        assert at <= block.span.start <= block.span.end
        assert not source[at : block.span.start].strip(
            " \t>-*•‣▪◦=~0123456789.)\r\n\v\f\x1c\x1d\x1e\x1f\x85\u2028\u2029"
        )
        at = block.span.end
        for piece in block.pieces:
            assert piece.text in (" ", source[piece.start : piece.end])
            assert block.span.covers(Span(piece.start, piece.end))
        for link in block.links:
            assert block.span.covers(link.span)
            assert (
                link.form is LinkForm.REFERENCE
                or link.span.slice(source).strip("<>") == block.text[link.start : link.end]
            )
