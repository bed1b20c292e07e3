"""HTML against justhtml, a full parser of the HTML standard: the same addresses, each at the same place."""

from __future__ import annotations

import re
from codecs import BOM_UTF8
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple
from urllib.parse import urljoin

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from justhtml import JustHTML

from linkaudit import urls
from linkaudit.article import Vocabulary, read
from linkaudit.article.decode import decode
from linkaudit.article.html import read_html
from linkaudit.model import Format, LinkForm, LinkKind, Source

FIXTURES = Path(__file__).parents[2] / "fixtures"
PAGES = sorted([*FIXTURES.rglob("*.html"), *(Path(__file__).parent / "pages").glob("*.html")])
ADDRESSES = {
    **dict.fromkeys(("a", "area"), ("href",)),
    **dict.fromkeys(("img", "iframe", "embed", "audio", "source", "track", "input"), ("src",)),
    **dict.fromkeys(("blockquote", "q", "ins", "del"), ("cite",)),
    "video": ("src", "poster"),
    **dict.fromkeys(("amp-img", "amp-iframe", "amp-video", "amp-audio"), ("src",)),
    "object": ("data",),
}


# What stands before the value of one of these attributes.
_NAME = re.compile(r"""(?i)[^\w-](?:href|src|cite|data|poster)(?:\s*=\s*["']?)?\Z""")


class Address(NamedTuple):
    """Where a tag begins, and one address in it as a browser reads it."""

    at: int
    address: str


def theirs(source: str) -> list[Address]:
    """What the standard's parser finds, in the order of the source. A tag counts once, however often it is reopened."""
    document = JustHTML(source, track_node_locations=True, sanitize=False, scripting_enabled=False)
    elements = [
        (at, element.name, element.attrs or {})
        for element in document.query("*")
        if (at := element.origin_offset) is not None
    ]
    bases = (attributes["href"] or "" for _, name, attributes in elements if name == "base" and "href" in attributes)
    base = next(bases, "")
    found = set()
    for at, name, attributes in elements:
        for attribute in set(ADDRESSES.get(name, ())) & set(attributes):
            address = attributes[attribute] or ""
            if name in ("a", "area") or address[:5].lower() not in ("data:", "blob:"):
                found.add(Address(at, _resolve(base, address)))
    return sorted(found)


def ours(source: str) -> list[Address]:
    return sorted(_ours(source))


def _ours(source: str) -> Iterator[Address]:
    for block in read_html(source).blocks:
        for link in block.links:
            if link.href_span is None or link.form is LinkForm.BARE:
                continue
            if _NAME.search(source, max(0, link.href_span.start - 40), link.href_span.start) is None:
                continue
            assert link.href_span.slice(source) == link.href
            assert link.span.covers(link.href_span)
            # The standard folds line ends before it reads; what is written in a value is kept here.
            yield Address(link.span.start, re.sub(r"\r\n?", "\n", link.resolved or ""))


def _resolve(base: str, address: str) -> str:
    if not base or urls.classify(address) is not LinkKind.LOCAL:
        return address
    return urljoin(base, address.strip())


_TEXT = st.sampled_from(
    ["word", " ", "\n", "\r\n", "\r", "\t", "é", "😀", "\u00a0", "&amp;", "&lt;a href=no&gt;", "& ", "<",
     "< a href=no>", ">",
     "'", '"', "\0", "<!-- <a href=no> -->", "<!--> ", "<!---->", "<!--", "<!-- -- --!>", "<!doctype html>",
     "<?x <a href=no?>", "<![CDATA[ x ]]>", "</>", "</ a>", "<br/>", "<a href='", "<a href=v", '<a title="', "<a",
     "<script>'<a href=no>'</script>", "<style><a href=no></style>", "<textarea><a href=no></textarea>",
     "<title><a href=no></title>", "<script><!-- <script></script> <a href=no> --></script>"]
)  # fmt: skip
_VALUES = st.sampled_from(
    ["u", "", "#", "https://e.org/a?b=1&amp;c=2", "/x?a=1&copy=2&reg", "&#104;ttps://e.org", "&#x2f;", "é", "😀/p",
     "a b", "mailto:me@e.org", "x;y", "./a/../b", "?q=&lt", "javascript:void(0)", "&notin;&noti", "//e.org/é"]
)  # fmt: skip
_NAMES = st.sampled_from(
    [(name, attribute) for name, attributes in sorted(ADDRESSES.items()) for attribute in attributes]
    + [("a", "href")] * 12
)
_OTHERS = st.sampled_from(
    ["", " ", " class=c", " title='>'", " id", ' x="<a href=no>"', "/", "\n", " href2=no", " =", " a='\n'", " é=1"]
)


@st.composite
def _opening(draw: st.DrawFn) -> str:
    (name, attribute), value = draw(_NAMES), draw(_VALUES)
    quote = draw(st.sampled_from(["'", '"', ""]))
    if not quote:
        value = "".join(value.split())
    if draw(st.integers(0, 9)) == 0:
        name, attribute = name.upper(), attribute.title()
    equals = draw(st.sampled_from(["=", "=", "=", " = ", "=\n"]))
    before, after = draw(_OTHERS), draw(_OTHERS)
    again = draw(st.sampled_from(["", "", "", f" {attribute}=second"]))
    if not quote and after[:1] not in ("", " ", "\n"):
        after = " " + after
    return f"<{name}{before} {attribute}{equals}{quote}{value}{quote}{after}{again}>"


# Not "frameset" and "plaintext", after which a browser shows no more links: no article has them.
_ELEMENTS = st.sampled_from(
    ["p", "div", "b", "i", "span", "ul", "li", "table", "tr", "td", "caption", "h2", "blockquote", "template", "svg",
     "math", "noscript", "nav", "header", "form", "button", "dl", "dt", "pre", "object", "head", "body", "html",
     "figure", "label",
     "video", "details", "summary", "g", "foreignObject", "article", "em", "tbody", "colgroup", "select",
     "option", "optgroup", "textarea", "title", "xmp", "noembed", "noframes", "iframe", "image", "script", "style",
     "desc", "mi", "annotation-xml", "center", "marquee", "ruby", "rt"]
)  # fmt: skip
_TAGS = st.builds(str.format, st.sampled_from(["<{}>", "</{}>", "<{}/>", "<{} hidden>"]), _ELEMENTS)
_CLOSING = st.sampled_from(
    ["</a>", "</a>", "</a>", "</A >", "</q>", "</ins>", "</blockquote>", "</video>", "</iframe>", "</object>"]
)
_BASE = st.sampled_from(["", "", "", "<base href='https://e.org/b/c'>", "<head><base href='https://e.org/b/c'></head>"])
_BODIES = st.lists(st.one_of(_opening(), _opening(), _TEXT, _TAGS, _CLOSING), max_size=25).map("".join)
# What is raw text in HTML is markup within drawings and formulas. Pages forget to close those, and then a script's
# strings would count as links: it stays raw text here.
_RAW_IN_DRAWING = re.compile(
    r"(?is)<(?:svg|math)\b.*<(?:iframe|no(?:embed|frames)|script|style|textarea|title|xmp|!\[CDATA)"
)
_DOCUMENTS = st.builds(str.__add__, _BASE, _BODIES).filter(lambda source: _RAW_IN_DRAWING.search(source) is None)


@given(_DOCUMENTS)
@settings(max_examples=200, deadline=None)
def test_addresses_stand_where_the_standard_has_them(source: str) -> None:
    assert ours(source) == theirs(source)


@given(_DOCUMENTS, st.sampled_from([b"", BOM_UTF8]))
@settings(max_examples=100, deadline=None)
def test_an_article_keeps_every_link(source: str, bom: bytes) -> None:
    article = read(Source("a.html", bom + source.encode(), Format.HTML), Vocabulary())
    kept = [link.span for claim in article.claims for link in claim.links]
    assert sorted(kept) == sorted(link.span for block in read_html(source).blocks for link in block.links)


@pytest.mark.parametrize("path", PAGES, ids=lambda path: path.stem)
def test_pages(path: Path) -> None:
    source = decode(path.read_bytes(), path.name, None).text
    assert ours(source) == theirs(source)
