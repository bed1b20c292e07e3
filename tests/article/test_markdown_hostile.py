"""Markdown that was made to hurt: read in time that grows with its length, without losing a link, without an error."""

from __future__ import annotations

import signal
from collections.abc import Iterator
from contextlib import contextmanager, suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from linkaudit.article import Vocabulary, read
from linkaudit.article.markdown import read_markdown
from linkaudit.errors import ReadError
from linkaudit.model import Format, LinkForm, LinkKind, Role, Source

VOCABULARY = Vocabulary()

MADE_TO_HURT = {
    "quotations": ">" * 100_000 + " [a](u)",
    "quotations with lazy lines": (">" * 100 + " [a](u)\n" + "lazy\n" * 100) * 100,
    "lists": "\n".join("  " * depth + "- [a](u)" for depth in range(500)),
    "lists on one line": "- " * 30_000 + "[a](u)",
    "quotations and lists": "> - " * 20_000 + "[a](u)",
    "open brackets": "[" * 50_000,
    "open brackets with words": "[a " * 50_000,
    "brackets that close": "[" * 50_000 + "](u)" * 50_000,
    "links after open brackets": "[" * 50_000 + "[a](u)" * 20_000,
    "pictures in pictures": "![[]()" * 20_000,
    "destinations that never end": "[a](" * 50_000,
    "angled destinations": "[a](<" * 50_000,
    "titles that never end": "[a](u '" * 50_000 + '[a](u "' * 50_000,
    "parentheses": "[a](" + "(" * 50_000,
    "table": "| a | b |\n|---|---|\n" + "| [x](u) | y |\n" * 30_000,
    "wide table": "|" + "a|" * 20_000 + "\n|" + "-|" * 20_000 + "\n|" + "b|" * 20_000,
    "tall and empty table": "|" + "a|" * 500 + "\n|" + "-|" * 500 + "\n" + "|\n" * 50_000,
    "comments": "<!-- a " * 50_000,
    "comments in text": "x <!-- a " * 50_000,
    "emphasis": "*a _b " * 50_000,
    "emphasis that closes": "*_" * 30_000 + "a" + "_*" * 30_000,
    "emphasis of all sorts": "a*b_c~~d" * 30_000,
    "backticks of every length": " ".join("`" * size for size in range(1, 1_000)),
    "one line": "word " * 200_000,
    "one line of links": "[a](u) " * 50_000,
    "definitions": "".join(f"[a{number}]: http://e.org/{number}\n" for number in range(50_000)),
    "definition without end": '[a]: u "\n' + "a\n" * 50_000,
    "less than": "<" * 100_000,
    "tags without end": "<a " * 50_000 + "<a href='" * 50_000,
    "instructions without end": "x<?" * 30_000 + "x<!A " * 30_000 + "x<![CDATA[" * 30_000,
    "templates without end": "{{ " * 50_000 + "{% " * 50_000 + "<Tweet {" * 20_000,
    "footnotes": "[^1]" * 20_000 + "\n\n[^1]: x\n" + "[^2]: " * 5_000,
    "undefined references": "[a][b]" * 50_000,
    "addresses": "https://e.org/(" * 30_000 + " www." * 50_000 + "a@" * 50_000,
    "front matter": "---\n" + "a: b\n" * 100_000,
}


@contextmanager
def patience(text: str) -> Iterator[None]:
    """Ends what takes several times as long as the slowest machine needs: it would go on for hours."""

    def give_up(*_: object) -> None:
        raise TimeoutError

    before = signal.signal(signal.SIGVTALRM, give_up)
    signal.setitimer(signal.ITIMER_VIRTUAL, 4 * (1 + 5 * len(text) / 1_000_000))
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_VIRTUAL, 0)
        signal.signal(signal.SIGVTALRM, before)


@pytest.mark.skipif(not hasattr(signal, "setitimer"), reason="this system has no timer to interrupt a test with")
@pytest.mark.parametrize("text", MADE_TO_HURT.values(), ids=MADE_TO_HURT.keys())
def test_time_grows_with_length(text: str) -> None:
    with patience(text):
        article = read(Source("a.md", text.encode(), Format.MARKDOWN), VOCABULARY)
    assert article.source == text


@pytest.mark.parametrize("opening", ["> ", "- ", "1. ", "> - ", "  * "])
@pytest.mark.parametrize("depth", [99, 101, 150, 400])
def test_no_depth_loses_a_link(opening: str, depth: int) -> None:
    source = f"{opening * depth}[a](u)\n\nb [c](v)"
    reading = read_markdown(source)
    assert [link.span.slice(source) for block in reading.blocks for link in block.links] == ["[a](u)", "[c](v)"]
    if opening != "> - ":
        assert bool(reading.too_deep) is (depth > 100)


def test_what_is_too_deep_is_a_place() -> None:
    source = "a\n\n" + ">" * 101 + " [b](u)\n> c\n\nd"
    (place,) = read_markdown(source).too_deep
    assert place.slice(source) == ">" * 101 + " [b](u)\n> c\n"


def test_a_table_beyond_all_measure_is_read_row_by_row() -> None:
    source = "| a | b |\n|---|---|\n" + "| [x](u) | [y](v) |\n" * 3_000
    reading = read_markdown(source)
    assert sum(len(block.links) for block in reading.blocks) == 6_000
    (place,) = reading.too_deep
    assert source[place.start :].count("\n") == 1_000


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_line_ends_of_every_kind(end: str) -> None:
    source = end.join(["---", "title: T", "---", "> a [b](u)", "> c\\", "d [e][f]", "", "[f]: v", "", "    [g](w)"])
    article = read(Source("a.md", source.encode(), Format.MARKDOWN), VOCABULARY)
    assert article.title == "T"
    assert [(link.span.slice(source), link.href) for link in article.links] == [("[b](u)", "u"), ("[e][f]", "v")]
    assert [article.position(link.span.start).line for link in article.links] == [4, 6]


@pytest.mark.parametrize(
    ("data", "encoding", "bom"),
    [
        ("\ufeffé [b](u)".encode(), "utf-8", True),
        ("é “a” [b](u)".encode("cp1252"), "cp1252", False),
        ("\ufeffé [b](u)".encode("utf-16-le"), "utf-16-le", True),
    ],
)
def test_encodings(data: bytes, encoding: str, bom: bool) -> None:
    article = read(Source("a.md", data, Format.MARKDOWN), VOCABULARY)
    assert (article.encoding.replace("windows-", "cp"), article.bom) == (encoding, bom)
    assert article.source.startswith("é")
    assert article.links[0].span.slice(article.source) == "[b](u)"


def test_a_control_byte_in_the_text_hides_nothing() -> None:
    source = "a\0b [c](u) \x0b\x0c\x1c\u2028[d](v)"
    assert [link.span.slice(source) for block in read_markdown(source).blocks for link in block.links] == [
        "[c](u)",
        "[d](v)",
    ]


_PIECES = st.sampled_from(
    ["word", "Reuters", " said", ".", '"', "“", "”", ":", " ", "\n", "\n\n", "> ", "- ", "# ", "---\n", "|", "|-|-|\n",
     "[a](u)", "[a](#)", "[](v)", "[.](w)", "[b][r]", "[^1]", "\n\n[^1]: ", "\n: ", "![i](p)", "[![i](p)](u)",
     "<me@e.org>", "https://e.org/x", "<a href='x'>", "</a>", "<img src=y>", "<div>", "{{< x 1 >}}", "{{ y }}",
     "<Link to='z'>", "</Link>", "\n\n[r]: https://e.org\n\n", "— A (@a) ", "\r\n", "\r", "*", "`", "\\", "\t",
     "\u00a0", "<!--", "-->", "~~"]
)  # fmt: skip


@given(st.lists(_PIECES, max_size=25).map("".join))
def test_every_link_that_is_read_is_in_the_article(source: str) -> None:
    """But the mark of a footnote: it may stand for the links of the note, which are."""
    reading = read_markdown(source)
    found = [link for block in reading.blocks for link in block.links if not link.href.startswith("#fn:")]
    article = read(Source("a.md", source.encode(), Format.MARKDOWN), VOCABULARY)
    links = [link for link in article.links if link.kind is not LinkKind.FRAGMENT or link.form is LinkForm.INLINE]
    assert sorted((link.span, link.href) for link in links) == sorted((link.span, link.href) for link in found)
    assert len({claim.id for claim in article.claims}) == len(article.claims)
    assert all(claim.role in Role for claim in article.claims)


@given(st.binary(max_size=200))
def test_bytes_are_read_or_refused(data: bytes) -> None:
    with suppress(ReadError):
        article = read(Source("a.md", data, Format.MARKDOWN), VOCABULARY)
        assert all(link.span.end <= len(article.source) for link in article.links)
