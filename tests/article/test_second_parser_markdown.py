"""Markdown against marko and GitHub's cmark: what both take for a link is one here, and what neither does is none.

Where the two differ, either may be right: marko follows CommonMark 0.31 and cmark 0.29, marko reads with expressions
what cmark parses.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator
from html import unescape
from html.parser import HTMLParser
from pathlib import Path
from typing import NamedTuple, TypeVar
from urllib.parse import unquote

import pytest
from cmarkgfm.cmark import Options, markdown_to_html_with_extensions  # type: ignore[import-untyped]
from hypothesis import given, settings
from hypothesis import strategies as st
from justhtml import JustHTML
from marko import Markdown
from marko.element import Element
from marko.ext.gfm import GFM
from marko.ext.gfm.elements import Url
from marko.inline import AutoLink, Image, InlineHTML, Link

from linkaudit.article import Vocabulary, read
from linkaudit.article.blocks import Block, BlockLink
from linkaudit.article.decode import decode
from linkaudit.article.links import link_of
from linkaudit.article.markdown import read_markdown
from linkaudit.model import Format, LinkForm, Source, Span
from linkaudit.model import Link as ArticleLink

T = TypeVar("T")
ARTICLES = sorted((Path(__file__).parents[2] / "fixtures").rglob("*.md"))
MARKO = Markdown(extensions=[GFM, "footnote"])
# Markdown's own: an address in running text, raw HTML and a site generator's shortcodes are no links of the format.
FORMS = frozenset({LinkForm.INLINE, LinkForm.REFERENCE, LinkForm.AUTOLINK, LinkForm.IMAGE})


class Shown(NamedTuple):
    """A link as its reader sees it: where it leads, unescaped, and its words."""

    address: str
    text: str


# ------------------------------------------------------------------------------------------------------------------
# What each of the three finds


def of_linkaudit(source: str) -> Counter[Shown]:
    return Counter(shown for shown, _ in places(source))


def places(source: str) -> Iterator[tuple[Shown, Span]]:
    for block in read_markdown(source).blocks:
        for link in block.links:
            written_so = link.form is LinkForm.AUTOLINK or source.startswith(("[", "!["), link.span.start)
            if link.form in FORMS and written_so and not link.href.startswith("#fn:"):
                yield _shown(block, link), link.span


def _shown(block: Block, link: BlockLink) -> Shown:
    text = link_of(block, link).text
    return Shown(unquote(link.resolved or ""), _untagged(text) if link.form is LinkForm.IMAGE else text)


def of_marko(source: str) -> Counter[Shown]:
    return Counter(map(_of_marko, _links(MARKO.parse(source))))


def _links(element: Element) -> Iterator[Link | Image | AutoLink]:
    if isinstance(element, (Link, Image, AutoLink)) and not isinstance(element, Url):
        yield element
    children = getattr(element, "children", ())
    if not isinstance(children, str):
        for child in children:
            yield from _links(child)


def _of_marko(link: Link | Image | AutoLink) -> Shown:
    text = _text(link)
    return Shown(unquote(unescape(link.dest)), _untagged(text) if isinstance(link, Image) else _folded(text))


def _text(element: Element) -> str:
    children = "" if isinstance(element, InlineHTML) else getattr(element, "children", "")
    return unescape(children) if isinstance(children, str) else "".join(map(_text, children))


def of_cmark(source: str) -> Counter[Shown]:
    rendered = _Rendered()
    rendered.feed(cmark(source, Options.CMARK_OPT_FOOTNOTES))
    return rendered.found


def cmark(source: str, options: int) -> str:
    return str(markdown_to_html_with_extensions(source, options, extensions=["table", "strikethrough", "tasklist"]))


class _Rendered(HTMLParser):
    """Links in what cmark writes: well-formed, and without the article's raw HTML."""

    def __init__(self) -> None:
        super().__init__()
        self.found: Counter[Shown] = Counter()
        self.open: list[tuple[str | None, list[str]]] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        values = dict(attrs)
        if tag == "img":
            self.found[Shown(unquote(values["src"] or ""), _untagged(values["alt"] or ""))] += 1
        elif tag == "a":
            is_note = any(name.startswith("data-footnote") for name in values)
            self.open.append((None if is_note else values["href"] or "", []))

    def handle_data(self, data: str) -> None:
        for _, words in self.open:
            words.append(data)

    def handle_endtag(self, tag: str) -> None:
        if tag == "a":
            address, words = self.open.pop()
            if address is not None:
                self.found[Shown(unquote(address), _folded("".join(words)))] += 1


def _untagged(text: str) -> str:
    """A picture's words without tags, which cmark counts to them, or none if brackets make them a matter of opinion."""
    words = re.sub(r"<[^<>]*>", "", text)
    return "" if "[" in words or "]" in words else _folded(words)


def _folded(text: str) -> str:
    return " ".join(text.split())


# ------------------------------------------------------------------------------------------------------------------
# Documents

_URLS = st.sampled_from(
    ["u", "/a/b", "https://e.org/a?b=1&c=2", "<u v>", "<>", "", "u(1)", "u\\)", "a&amp;b", "#", "\\*", "<a\\>b>",
     "é/😀", "?q", "<u\nv>", "u\tv", "<", "u(", "a\u00a0b", "*x*", "[y]", "`z`"]
)  # fmt: skip
_TITLES = st.sampled_from(
    ["", "", "", " 't'", ' "t"', " (t)", "\n't'", " 'a\nb'", " 'a\n\nb'", " t", ' "\\""', "\t(a\\)b)", " '"]
)
_WORDS = st.sampled_from(
    ["word", "a", "é", "😀", "x_y", "1", ".", "\\*", "\\[", "\\]", "\\\\", "\\`", "&amp;", "&#91;", "&lsqb;", "&copy",
     "\u00a0", "“", "'", "!", "(", ")", "^", ":", "€", "c\\\n", "d  \n", "\n", " ", "  ", "\t"]
)  # fmt: skip
_NOISE = st.sampled_from(
    ["*", "**", "***", "_", "__", "~~", "~", "`", "``", "[", "]", "![", "<", ">", "](", "][", "[]", "<b>", "</b>",
     "<b c=']'>", "<!-- ", "-->", "<?x?>", "`[n](n)`", "\\", "<a href=raw>", "<img src='raw2'>", "</a>"]
)  # fmt: skip
_AUTOLINKS = st.sampled_from(
    ["<https://e.org/a*b*>", "<me@e.org>", "<mailto:me@e.org>", "<x:>", "<made-up-scheme:[x](y)>",
     "<https://e.org/ no>", "<a@b@c>", "<https://e.org/[x](y)>"]
)  # fmt: skip
_LABELS = st.sampled_from(["r", "R ", "two words", "two\nwords", "é", "É", "r\\]", "*r*", "😀", "x\ty", "ẞ", "SS", "u"])
_BRACKETED = _LABELS.map("[{}]".format)


def _around(inner: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    return st.one_of(_links_of(inner), _links_of(inner), _emphasis(inner))


def _links_of(inner: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    text = st.lists(inner, min_size=1, max_size=3).map("".join)
    image = st.sampled_from(["", "", "!"])
    gap = st.sampled_from(["", "", "", " ", "\n", "\t "])
    return st.one_of(
        st.builds("{}[{}]({}{}{}{})".format, image, text, gap, _URLS, _TITLES, gap),
        st.builds("{}[{}]({})".format, image, text, _URLS),
        st.builds("{}[{}][{}]".format, image, text, _LABELS),
        st.builds("{}[{}]{}".format, image, _LABELS, st.sampled_from(["", "[]", "[", "("])),
    )


def _emphasis(inner: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    text = st.lists(inner, min_size=1, max_size=3).map("".join)
    return st.builds("{0}{1}{0}".format, st.sampled_from(["*", "**", "_", "__", "~~", "***"]), text)


_SPANS = st.recursive(st.one_of(_WORDS, _WORDS, _NOISE, _AUTOLINKS, _BRACKETED), _around, max_leaves=5)
_LINES = st.lists(st.one_of(_SPANS, _links_of(_SPANS)), min_size=1, max_size=3).map("".join)
_DEFINITIONS = st.builds("[{}]:{}{}{}".format, _LABELS, st.sampled_from([" ", "", "\n", " \t"]), _URLS, _TITLES)
_CELLS = _LINES.map(lambda line: line.replace("\n", " "))
_ROWS = st.builds("| {} | {} |\n|---|:-:|\n| {} | {} |\n{} | {}".format, *[_CELLS] * 6)
_RAW = st.sampled_from(
    ["<div>\n[no](no)\n</div>", "<div>\n\n[y](yes)\n\n</div>", "<!-- [no](no)\n\n[no](no) -->", "    [no](no)", "---",
     "<script>\n[no](no)\n\n</script>", "```\n[no](no)\n```", "~~~ [no](no)\n[no](no)", "***", "\t[no](no)",
     "<a\n[x](y)", "<pre>\n\n[no](no)</pre> [no](no)"]
)  # fmt: skip
_PREFIXES = st.sampled_from(
    ["", "", "", "# ", "## ", "   ", "- ", "1. ", "* ", "> ", ">", "> > ", "- > ", "-\t", ">\t", "10) ", "  - ",
     "    - ", "[^n]: ", "- [ ] "]
)  # fmt: skip
_ENDS = st.sampled_from(["\n\n", "\n\n", "\n", "\n===\n", " ##\n", "\n---\n", "[^n]\n"])


@st.composite
def _blocks(draw: st.DrawFn) -> str:
    block: str = draw(st.one_of(_LINES, _LINES, _LINES, _DEFINITIONS, _ROWS, _RAW))
    prefix: str = draw(_PREFIXES)
    going_on: str = draw(st.sampled_from(["", "", prefix, "    ", "  ", " " * len(prefix), "\t"]))
    return prefix + block.replace("\n", "\n" + going_on) + draw(_ENDS)


# Left out, as others read it otherwise:
# - "[a](b( c)" is no link: CommonMark wants parentheses in a destination balanced or escaped; the two do not look.
# - "- [ ] <b>": markdown-it takes what follows a task's box for a block, here of raw HTML; GFM for a paragraph.
# - "[^*a*]": cmark takes it for a footnote's mark, and its markup for letters.
# - "> > a", then "    ~~~": markdown-it takes a line that goes on with a quotation in another for a block of its own.
_NOTE = re.compile(r"\[\^(?!n\])")
_TASK = re.compile(r"\[[ xX]\][ \t]+(?:[<~`]|[ \t]{3})")
_GOING_ON = re.compile(r">.*[\r\n][ \t]+[<~`]")


def _is_read_alike(source: str) -> bool:
    if any(left_out.search(source) for left_out in (_NOTE, _TASK, _GOING_ON)):
        return False
    destinations = re.findall(r"\][:(][\s>]*(?=(\S*))", re.sub(r"\\.", "", source))
    return all(found.count("(") <= found.count(")") for found in destinations)


_DOCUMENTS = st.builds(
    # cmark leaves out footnotes that nothing refers to.
    lambda blocks, end: "".join(["[^n]\n\n", *blocks]).replace("\n", end),
    st.lists(_blocks(), min_size=1, max_size=4),
    st.sampled_from(["\n", "\n", "\r\n", "\r"]),
)

# ------------------------------------------------------------------------------------------------------------------
# Laws


def check_links(source: str) -> None:
    ours, marko, github = of_linkaudit(source), of_marko(source), of_cmark(source)
    assert (marko & github) - ours == Counter(), "lost"
    assert ours - (marko | github) == Counter(), "made up"


@pytest.mark.parametrize("path", ARTICLES, ids=lambda path: path.stem)
def test_the_links_of_an_article_are_those_of_other_parsers(path: Path) -> None:
    check_links(decode(path.read_bytes(), path.name, None).text)


@given(_DOCUMENTS.filter(_is_read_alike))
# The same documents each time: once in some thousands, two parsers are wrong in one place.
@settings(max_examples=100, deadline=None, derandomize=True)
def test_links_are_those_of_other_parsers(source: str) -> None:
    check_links(source)


@given(_DOCUMENTS.filter(_is_read_alike))
@settings(max_examples=40, deadline=None)
def test_links_stand_where_marko_has_them(source: str) -> None:
    theirs = _alone((_of_marko(link), link.source_span) for link in _links(MARKO.parse(source)))
    for shown, span in _alone(places(source)).items():
        if shown in theirs:
            assert theirs[shown] == tuple(len(source[:at].replace("\r\n", "\n")) for at in span)


def _alone(found: Iterable[tuple[Shown, T]]) -> dict[Shown, T]:
    """Those that there are once, so that it is plain which is which."""
    pairs = list(found)
    count = Counter(shown for shown, _ in pairs)
    return {shown: place for shown, place in pairs if count[shown] == 1}


@given(_DOCUMENTS)
@settings(max_examples=40, deadline=None)
def test_every_link_is_kept_as_it_is_written(source: str) -> None:
    article = read(Source("a.md", source.encode(), Format.MARKDOWN), Vocabulary())
    links = [link for claim in article.claims for link in claim.links]
    found = [link.span for block in read_markdown(source).blocks for link in block.links]
    assert sorted(link.span for link in links) == sorted(found)
    for link in links:
        check_place(link, source)


def check_place(link: ArticleLink, source: str) -> None:
    written = link.span.slice(source)
    if link.href_span is not None:
        assert link.span.covers(link.href_span)
        assert link.form is LinkForm.BARE or link.href.removeprefix("mailto:") == link.href_span.slice(
            source
        ).removeprefix("mailto:")
    if link.href_at is not None:
        assert not link.span.covers(link.href_at)
    match link.form:
        case LinkForm.INLINE:
            assert (written[0], written[-1]) == ("[", ")")
        case LinkForm.REFERENCE:
            assert (written[0], written[-1]) == ("[", "]")
        case LinkForm.AUTOLINK:
            assert (written[0], written[-1]) == ("<", ">")
        case LinkForm.IMAGE:
            assert written.startswith(("![", "<img"))
        case LinkForm.HTML:
            assert written[0] == "<"


@given(_DOCUMENTS.filter(_is_read_alike))
@settings(max_examples=40, deadline=None)
def test_no_link_in_raw_html_is_lost(source: str) -> None:
    page = JustHTML(cmark(source, Options.CMARK_OPT_UNSAFE), sanitize=False)
    shown = {value for element in page.query("a, img") for value in (element.attrs or {}).values() if value}
    ours = {link.resolved for block in read_markdown(source).blocks for link in block.links}
    assert {address for address in shown if address.startswith("raw")} <= ours
