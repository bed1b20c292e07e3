"""Markdown against markdown-it-py: whatever is written, the same destinations in the same order."""

from __future__ import annotations

import re
from collections.abc import Iterator

from hypothesis import given
from hypothesis import strategies as st
from markdown_it import MarkdownIt
from markdown_it.common.utils import unescapeAll
from markdown_it.token import Token

from linkaudit.article.blocks import Block
from linkaudit.article.markdown import read_markdown
from linkaudit.model import LinkForm

ORACLE = MarkdownIt("commonmark").enable(["table", "strikethrough"])
ORACLE.validateLink = lambda url: True  # type: ignore[method-assign]  # noqa: ARG005
ORACLE.normalizeLink = lambda url: url  # type: ignore[method-assign]

_LINKS = st.sampled_from(
    ["[a](u1)", "[a *b*](u2 \"t\")", "[a](<u 3>)", "[b][r]", "[r]", "[r][]", "![i](p1)", "![i][r]", "[![i](p2)](u4)",
     "<https://e.org/1>", "<me@e.org>", "[a]()", "[x](u(5))", "[a](u6 'it\\'s')", "[a\\]b](u7)", "[`]`](u8)",
     "[a](\\(u9)", "[a ![b](p4) [c](u11)](u12)", "[a](u&amp;13)", "[a\nb](u14)", "[e](\nu15\n)"]
)  # fmt: skip
_NOISE = st.sampled_from(
    ["word", "it's", " ", "  ", "\n", "\n\n", "> ", "- ", "1. ", "# ", "*", "**", "_", "__", "~~", "`", "``", "\\", "!",
     "[", "]", "(x", ")", "<", ">", "&amp;", "&", "\t", "    ", "|", "\n|---|---|\n", "\n---\n", "\n===\n", "```\n",
     "~~~\n", "<b>", "</b>", "<!-- ", " -->", "\r\n", "é", "a\u00a0b", "“", "+ ", "***",
     "\n\n[r]: <dest 1> 't'\n\n", "\n\n[q]: dest2\n"]
)  # fmt: skip


# The library takes `[b [c]]` after a closing bracket for a label (the specification allows no brackets in one), looks
# for a label behind a destination that went wrong, and keeps the
# backslash of a hard break that a tab follows, which we take for a line end of two characters.
_READ_OTHERWISE = re.compile(r"\]\[(?:[^\]\\]|\\.)*\[|\]\(x|\\\t", re.DOTALL)
_ARTICLES = (
    st.lists(st.one_of(_LINKS, _NOISE, _NOISE), max_size=30)
    .map("".join)
    .filter(lambda source: _READ_OTHERWISE.search(source) is None)
)


@given(_ARTICLES)
def test_destinations_are_those_of_the_library(source: str) -> None:
    assert _ours(source) == list(_theirs(ORACLE.parse(source)))


# Three tildes strike nothing out in GFM; the library takes them for one and two.
@given(_ARTICLES.filter(lambda source: "~~~" not in source))
def test_readers_see_the_same_words(source: str) -> None:
    ours = " ".join(block.text for block in _markdown_blocks(source))
    assert ours.split() == " ".join(_words(ORACLE.parse(source))).split()


def _markdown_blocks(source: str) -> list[Block]:
    """The blocks, without those of raw HTML, which the library leaves as it is."""
    raw = [span for token in ORACLE.parse(source) if token.type == "html_block" and (span := token.map)]
    starts = [0, *(found.end() for found in re.finditer(r"\r\n|\n", source)), len(source) + 1]
    ranges = [range(starts[first], starts[min(last, len(starts) - 1)]) for first, last in raw]
    return [block for block in read_markdown(source).blocks if not any(block.span.start in held for held in ranges)]


def _words(tokens: list[Token]) -> Iterator[str]:
    for token in tokens:
        if token.type == "inline":
            yield "".join(_shown(token.children or []))


def _shown(tokens: list[Token]) -> Iterator[str]:
    for token in tokens:
        match token.type:
            case "text" | "code_inline":
                yield token.content
            case "softbreak" | "hardbreak":
                yield " "


def _ours(source: str) -> list[str]:
    found = []
    for block in read_markdown(source).blocks:
        for link in block.links:
            if link.form is LinkForm.AUTOLINK:
                found.append(link.href)
            elif link.form not in (LinkForm.BARE, LinkForm.HTML):
                found.append(unescapeAll(link.href))
    return found


def _theirs(tokens: list[Token]) -> Iterator[str]:
    for token in tokens:
        if token.type == "link_open":
            yield str(token.attrs["href"])
        elif token.type == "image":
            yield str(token.attrs["src"])
        elif token.type == "inline":
            yield from _theirs(token.children or [])
