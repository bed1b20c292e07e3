"""HTML: which links there are and exactly where, and which parts of a page are the article."""

from __future__ import annotations

import re
from collections import Counter
from datetime import date
from pathlib import Path

import lxml.html
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from linkaudit.article import Vocabulary, read
from linkaudit.article.blocks import Block, BlockKind, BlockLink
from linkaudit.article.html import read_html
from linkaudit.article.links import link_of
from linkaudit.model import Format, LinkForm, LinkKind, PublishedFrom, Role, Source

PAGES = sorted((Path(__file__).parent / "pages").glob("*.html"))
PROSE = "The harbour is old and nobody goes there any more, least of all in winter. "


def page(name: str) -> str:
    return (Path(__file__).parent / "pages" / f"{name}.html").read_text("utf-8")


def links(source: str) -> list[BlockLink]:
    return [link for block in read_html(source).blocks for link in block.links]


def body(source: str) -> list[Block]:
    return [block for block in read_html(source).blocks if block.role is None]


def body_texts(source: str) -> list[str]:
    return [block.text for block in body(source)]


def roles(source: str) -> dict[str, Role | None]:
    """The role of each link, by its address."""
    return {link.resolved or "": block.role for block in read_html(source).blocks for link in block.links}


# ------------------------------------------------------------------------------------------------------------------
# Links


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("Reuters <a class=b href='#'>reports</a>:", [("#", "reports", "<a class=b href='#'>reports</a>")]),
        ("<p><a href=u>a <b>b</b>\n c</a></p>", [("u", "a b c", "<a href=u>a <b>b</b>\n c</a>")]),
        ("<a href=1>a<a href=2>b</a>", [("1", "a", "<a href=1>a"), ("2", "b", "<a href=2>b</a>")]),
        ("<p><a href=1>a<p>b", [("1", "a", "<a href=1>a")]),
        ("<a href=1><h3>T</h3><p>x</p></a>", [("1", "T", "<a href=1><h3>T</h3><p>x</p></a>")]),
        ("<a href='/a?x=1&amp;copy=2&copy=3'>a</a>", [
            ("/a?x=1&copy=2&copy=3", "a", "<a href='/a?x=1&amp;copy=2&copy=3'>a</a>"),
        ]),
        ("<img src=a.jpg srcset='b.jpg 1x, c,d.jpg 2x,e.jpg' alt=P>", [
            (href, "P", "<img src=a.jpg srcset='b.jpg 1x, c,d.jpg 2x,e.jpg' alt=P>")
            for href in ("a.jpg", "b.jpg")
        ]),
        ("<source srcset=' , c,d.jpg, b.jpg 2x'>", [("c,d.jpg", "", "<source srcset=' , c,d.jpg, b.jpg 2x'>")]),
        ("<img src='data:image/gif;base64,R0' data-src=a.jpg>", [
            ("a.jpg", "", "<img src='data:image/gif;base64,R0' data-src=a.jpg>"),
        ]),
        ("<a href=u><img src=p alt=Boat></a>", [
            ("u", "Boat", "<a href=u><img src=p alt=Boat></a>"), ("p", "Boat", "<img src=p alt=Boat>"),
        ]),
        ("<blockquote cite=u><p>x</blockquote>", [("u", "", "<blockquote cite=u>")]),
        ("<q cite=u>x</q> <ins cite=v>y</ins>", [("u", "", "<q cite=u>"), ("v", "", "<ins cite=v>")]),
        ("<iframe src=u><a href=no></iframe>", [("u", "", "<iframe src=u>")]),
        ("<video src=u><track src=v></video>", [("u", "", "<video src=u>"), ("v", "", "<track src=v>")]),
        ("<object data=u></object><area href=v>", [("u", "", "<object data=u>"), ("v", "", "<area href=v>")]),
        ("<link rel='Canonical' href=u><link rel=stylesheet href=no>", [("u", "", "<link rel='Canonical' href=u>")]),
        ("<meta http-equiv=Refresh content='5; URL=u'>", [("u", "", "<meta http-equiv=Refresh content='5; URL=u'>")]),
        ("see www.e.org, or <a href=u>www.f.org</a>", [
            ("http://www.e.org", "www.e.org", "www.e.org"), ("u", "www.f.org", "<a href=u>www.f.org</a>"),
        ]),
        ("<script>'<a href=no>'</script><!-- <a href=no> --><textarea><a href=no></textarea>", []),
        ("<template><a href=u>x</a></template><noscript><img src=v></noscript>", [
            ("u", "x", "<a href=u>x</a>"), ("v", "", "<img src=v>"),
        ]),
    ],
)  # fmt: skip
def test_links_are_found_as_written(source: str, expected: list[tuple[str, str, str]]) -> None:
    found = [
        (link.resolved, link_of(block, link).text, link.span.slice(source))
        for block in read_html(source).blocks
        for link in block.links
    ]
    assert sorted(map(str, found)) == sorted(map(str, expected))


def check_places(source: str) -> None:
    for block in read_html(source).blocks:
        assert 0 <= block.span.start <= block.span.end <= len(source)
        for link in block.links:
            assert link.span.start < link.span.end <= len(source)
            assert 0 <= link.start <= link.end <= len(block.text)
            if link.href_span is not None:
                assert link.span.covers(link.href_span)
                if link.form is not LinkForm.BARE:
                    assert link.href_span.slice(source) == link.href


def anchors_of(source: str) -> Counter[str]:
    """What another parser takes for the targets of `<a>`."""
    parser = lxml.html.HTMLParser(huge_tree=True, encoding="utf-8")
    tree = lxml.html.document_fromstring(b"<!doctype html>x" + source.encode(), parser=parser)
    return Counter(anchor.get("href") for anchor in tree.iter("a") if anchor.get("href") is not None)


def our_anchors(source: str) -> Counter[str]:
    return Counter(
        link.resolved
        for link in links(source)
        if re.match("(?i)<a[^a-z-]", link.span.slice(source)) and link.resolved is not None
    )


@pytest.mark.parametrize("path", PAGES, ids=lambda path: path.stem)
def test_no_link_of_a_page_is_lost(path: Path) -> None:
    source = path.read_text("utf-8")
    check_places(source)
    base = "https://courier.example/news/" if "<base" in source else None
    expected = lxml.html.document_fromstring(source.encode())
    wanted = {
        address
        for element, attribute, address, _ in expected.iterlinks()
        if attribute in ("href", "src", "cite", "data", "poster") and element.tag not in ("script", "link", "base")
    }
    found = {link.href.replace("&amp;", "&") for link in links(source)}
    assert wanted <= found, base


_DOCUMENTS = st.lists(
    st.sampled_from(
        ["word ", "<p>", "</p>", "<a href=x>", "<a href='y&amp;z'>", '<a href="v&copy=1">', "</a>", "<b>", "</b>",
         "<ul>", "<li>", "</ul>", "<table>", "<tr>", "<td>", "</table>", "<div>", "</div>", "<blockquote cite=c>",
         "</blockquote>", "<h2>", "</h2>", "<br>", "&amp; ", "<img src=i>", "<span hidden>", "</span>", "é", "\r\n",
         "<!-- <a href=no> -->", "<script>'<a href=no>'</script>", "<nav>", "</nav>", "<q>", "</q>", "<a name=n>",
         "<video src=w>", "</video>"]
    ),
    max_size=40,
).map("".join)  # fmt: skip


@given(_DOCUMENTS)
@settings(max_examples=300)
def test_anchors_are_those_that_another_parser_finds(source: str) -> None:
    check_places(source)
    assert our_anchors(source) == anchors_of(source)


@given(st.text(alphabet="<>/=\"'! -&;#ax\x00\u00ad", max_size=60))
def test_any_text_is_some_document(source: str) -> None:
    check_places(source)


@given(_DOCUMENTS)
def test_words_are_found_where_they_stand(source: str) -> None:
    for block in read_html(source).blocks:
        for found in re.finditer("word", block.text):
            assert block.to_source(*found.span()).slice(source) == "word"


@pytest.mark.parametrize(
    ("href", "kind", "url"),
    [
        ("../a", LinkKind.WEB, "https://e.org/a"),
        ("?p=1", LinkKind.WEB, "https://e.org/b/c?p=1"),
        ("#here", LinkKind.FRAGMENT, None),
        ("#", LinkKind.PLACEHOLDER, None),
        ("", LinkKind.PLACEHOLDER, None),
    ],
)
def test_relative_addresses_are_relative_to_the_base(href: str, kind: LinkKind, url: str | None) -> None:
    (block,) = [
        block for block in read_html(f"<base href='https://e.org/b/c'><a href='{href}'>x</a>").blocks if block.text
    ]
    link = link_of(block, block.links[0])
    assert (link.href, link.kind, link.url) == (href, kind, url)


def test_a_relative_base_is_none() -> None:
    (link,) = links("<base href='/sub/'><a href=x>y</a>")
    assert link.resolved == "x"


# ------------------------------------------------------------------------------------------------------------------
# Text


def test_text_is_what_a_reader_sees() -> None:
    source = "<p>one\n\n  <b>two</b>&nbsp;three&shy;s &ldquo;x&rdquo;<br>four<wbr>teen <q>five</q> </p>six<div>seven"
    assert body_texts(source) == ["one two\xa0threes “x” fourteen “five”", "six", "seven"]


def test_two_line_ends_part_paragraphs() -> None:
    assert body_texts("one<br>two<br><br>three<br>\n<br />four") == ["one two", "three", "four"]


@pytest.mark.parametrize(
    ("source", "kinds"),
    [
        ("<h1>a</h1><p>b<p>c", [BlockKind.HEADING, BlockKind.PARAGRAPH, BlockKind.PARAGRAPH]),
        ("<ul><li>a<li><p>b</p></ul>c", [BlockKind.ITEM, BlockKind.ITEM, BlockKind.PARAGRAPH]),
        ("<table><tr><td>a<td><p>b</table>c", [BlockKind.CELL, BlockKind.PARAGRAPH, BlockKind.PARAGRAPH]),
        (f"<table><tr><td>{PROSE * 8}<br><br>a", [BlockKind.PARAGRAPH, BlockKind.PARAGRAPH]),
        ("a<hr>b", [BlockKind.PARAGRAPH, BlockKind.RULE, BlockKind.PARAGRAPH]),
    ],
)
def test_kinds(source: str, kinds: list[BlockKind]) -> None:
    assert [block.kind for block in body(source)] == kinds


def test_quotations_keep_together_and_lists_too() -> None:
    source = (
        "a<blockquote><p>b<blockquote>c</blockquote></blockquote><blockquote>d</blockquote><ul><li>e<ul><li>f</ul></ul>"
    )
    first, outer, inner, other, item, nested = body(source)
    assert first.quote is None
    assert outer.quote == inner.quote != other.quote is not None
    assert item.group == nested.group is not None


def test_the_address_of_a_quotation_goes_with_its_first_words() -> None:
    _, quoted, _ = body("<p>Lee writes:</p><blockquote cite=u>\n<p>x</p><p>y</p></blockquote>")
    assert [link.href for link in quoted.links] == ["u"]


@pytest.mark.parametrize(
    "hidden",
    ["<p hidden>{}</p>", "<p style='color:red; display: none'>{}</p>", "<div aria-hidden=true><p>{}</div>",
     "<template>{}</template>", "<noscript><p>{}</noscript>", "<video>{}</video>", "<button>{}</button>",
     "<nav>{}</nav>", "<footer>{}</footer>", "<aside>{}</aside>", "<form>{}</form>", "<div role=navigation>{}</div>",
     "<div class='article__ShareBar'>{}</div>", "<ul id=breadcrumbs><li>{}</ul>",
     "<div class=newsletter-signup>{}</div>",
     "<section class='c-related'>{}</section>", "<amp-social-share>{}</amp-social-share>"],
)  # fmt: skip
def test_what_is_not_the_article(hidden: str) -> None:
    source = f"<article><h1>T</h1><p>{PROSE}</p>{hidden.format('<a href=u>Go on</a>')}<p>{PROSE * 2}</p></article>"
    assert body_texts(source) == ["T", PROSE.strip(), (PROSE * 2).strip()]
    assert roles(source)["u"] in (Role.FURNITURE, Role.EMBED)


@pytest.mark.parametrize(
    "around",
    ["<body class='single has-sidebar tag-newsletter'>{}", "<article class='post category-related'>{}</article>",
     "<form action=/><div>{}</div></form>", "<div id=page class=sidebar-left><h1>T</h1>{}</div>",
     "<div class=related-content-body>{}</div>", "<div style='display:none'>{}</div>", "<table><tr><td>{}</table>"],
)  # fmt: skip
def test_names_never_take_the_text_away(around: str) -> None:
    assert PROSE.strip() in body_texts(around.format(f"<p>{PROSE}</p><p>{PROSE}</p>"))


def test_a_hidden_remark_in_a_sentence_is_no_part_of_it() -> None:
    source = f"<p>{PROSE}See <a href=u>the list<span class=sr-only> (opens in a new tab)</span></a> now.</p>"
    (block,) = body(source)
    assert block.text == PROSE + "See the list now."
    assert link_of(block, block.links[0]).text == "the list"


def test_without_an_article_element_the_text_is_where_most_paragraphs_stand() -> None:
    paragraphs = f"<p>{PROSE}</p>" * 10
    source = (
        "<div><a href=home>Home</a></div><h1>T</h1><p><a href=lead>Lead</a></p>"
        f"<div class=x><div class=y>{paragraphs}<p><a href=src>Source</a></p></div></div>"
        "<div><a href=more>More</a></div>"
    )
    assert roles(source) == {"home": Role.FURNITURE, "lead": None, "src": None, "more": Role.FURNITURE}


def test_a_list_under_related_stories_is_no_source() -> None:
    lists = "<h2>More stories</h2><ul><li><a href=r>c</a></ul><h2>Sources</h2><ul><li><a href=t>d</a></ul>"
    source = f"<p>a <a href=s>b</a></p>{lists}"
    assert roles(source) == {"s": None, "r": Role.FURNITURE, "t": None}


@pytest.mark.parametrize(
    "button",
    ["role=button", "onclick='go()'", "data-bs-toggle=collapse", "aria-expanded=false", "class='c-btn wide'"],
)
def test_a_button_is_no_citation(button: str) -> None:
    source = f"<p>The pier <a href='#' {button}>is shut</a>, <a href='#'>they say</a>.</p>"
    found = read_html(source).blocks
    assert [(block.role, block.links[0].href) for block in found] == [(None, "#"), (Role.FURNITURE, "#")]
    assert found[0].text == "The pier is shut, they say."
    assert [link_of(block, block.links[0]).text for block in found] == ["they say", "is shut"]
    real = source.replace("href='#' ", "href=/report.pdf ", 1)
    assert roles(real)["/report.pdf"] is None


@pytest.mark.parametrize(
    ("embed", "permalink"),
    [
        ("<blockquote class='x twitter-tweet'>a — Ann (@ann) <a href='https://x.com/a/status/1'>May 1</a></blockquote>",
         "https://x.com/a/status/1"),
        ("<blockquote class=instagram-media data-instgrm-permalink='https://www.instagram.com/p/C1/'><p>x</blockquote>",
         "https://www.instagram.com/p/C1/"),
        ("<blockquote class=tiktok-embed cite='https://www.tiktok.com/@a/video/1'><section>x</section></blockquote>",
         "https://www.tiktok.com/@a/video/1"),
        ("<div class=fb-post data-href='https://www.facebook.com/a/posts/1'></div>", "https://www.facebook.com/a/posts/1"),
        ("<amp-twitter data-tweetid=12 layout=fixed></amp-twitter>", "https://twitter.com/i/status/12"),
        ("<iframe src='https://maps.example/1'></iframe>", "https://maps.example/1"),
        ("<video><source src='https://e.org/v.mp4'></video>", "https://e.org/v.mp4"),
    ],
)  # fmt: skip
def test_posts_and_players_are_embeds_with_their_address(embed: str, permalink: str) -> None:
    source = f"<article><p>{PROSE}</p>{embed}<p>{PROSE}</p></article>"
    found = read(Source("a.html", source.encode(), Format.HTML), Vocabulary()).claims
    (claim,) = [claim for claim in found if claim.role is Role.EMBED]
    assert claim.permalink is not None
    assert claim.permalink.url == permalink


# ------------------------------------------------------------------------------------------------------------------
# Pages as newsrooms make them


@pytest.mark.parametrize(
    ("name", "sources"),
    [
        ("wordpress", [
            "https://archive.example/photos/88", "https://harbour.example/minutes/2023-02-13.pdf", "#",
            "https://gazette.example/ferry?id=7&copy=2", "https://gazette.example/ferry", "https://harbour.example/fares",
        ]),
        ("newspaper", [
            "https://documents.example/bridge/inspection-2023", "https://courier.example/documents/foi-2291.pdf",
            "https://documents.example/bridge/inspection-2023?page=12&section=4", "",
            "https://council.example/statements/44", "https://statistics.example/bridges",
            "https://documents.example/bridge/2019",
        ]),
        ("amp", ["https://rundfunk.example/seilbahn", "https://gemeinde.example/aussendung"]),
        ("blog", [
            "http://county.example/walls.html", "http://herald.example/2005/09/wall", "http://law.example/1888/c12",
            "#",
        ]),
        ("liveblog", [
            "https://roads.example/alerts/5", "https://grid.example/outages", "https://roads.example/alerts/5",
            "https://weather.example/warnings", "#",
        ]),
    ],
)  # fmt: skip
def test_the_sources_of_a_page_are_those_of_its_text(name: str, sources: list[str]) -> None:
    article = read(Source(f"{name}.html", page(name).encode(), Format.HTML), Vocabulary())
    found = [link for claim in article.claims if claim.role is Role.BODY for link in claim.links]
    assert [link.url or link.href for link in found if link.kind is not LinkKind.FRAGMENT] == sources


@pytest.mark.parametrize(
    ("name", "title", "byline", "published", "language", "outlets"),
    [
        ("wordpress", "Ferry line to reopen in spring", "Marta Quill", date(2023, 2, 14), "en-GB", ("Quayside Notes",)),
        ("newspaper", "Council withheld bridge report for a year", "Jonas Field, Ada Brandt", date(2024, 5, 7), "en",
         ("The Tidewater Courier",)),
        ("amp", "Seilbahn: Land zahlt doch mit", "Von Eva Moser", date(2022, 9, 3), "de-AT", ()),
        ("blog", "the small boat log: Who owns the sea wall?", None, None, None, ()),
        ("liveblog", "Storm Hedda: thousands without power", None, date(2021, 11, 19), "en", ("Coast Live",)),
    ],
)  # fmt: skip
def test_what_a_page_says_of_itself(
    name: str, title: str, byline: str | None, published: date | None, language: str | None, outlets: tuple[str, ...]
) -> None:
    found = read_html(page(name)).metadata
    assert (found.title, found.byline, found.published) == (title, byline, published)
    assert (found.language, found.outlets) == (language, outlets)


def test_the_date_of_a_page_is_said_to_be_its_own() -> None:
    article = read(Source("a.html", page("amp").encode(), Format.HTML), Vocabulary())
    assert article.published_from is PublishedFrom.HTML


def test_the_date_in_the_byline_is_the_articles() -> None:
    byline = "<p class=byline>By Ann <time datetime=2021-02-03>today</time></p>"
    source = f"<article>{byline}<p>{PROSE}<time datetime=2020-01-01>x</time></article>"
    assert read_html(source).metadata.published == date(2021, 2, 3)
    assert read_html(source.replace(" class=byline", "")).metadata.published is None


def test_addresses_in_json_ld_stand_where_they_are_written() -> None:
    source = page("wordpress")
    (link,) = [link for link in links(source) if "\\/" in link.href]
    assert link.span.slice(source) == link.href
    assert link.resolved == "https://quayside.example/2023/02/ferry-line/"


def test_no_repair_overwrites_a_pages_own_address() -> None:
    for link in links("<link rel=canonical href=u><meta property=og:url content=u>"):
        assert (link.href, link.href_span, link.href_at) == ("u", None, None)


def test_anchors_are_ids_and_names() -> None:
    assert read_html("<p id=a><a name='b&amp;c'></a><input name=no>").anchors == {"a", "b&c"}


@pytest.mark.parametrize(
    "source",
    [
        "<div>" * 100_000 + "<a href=x>y",
        "<p " + " ".join(f"a{n}={n}" for n in range(50_000)) + "><a href=x>y",
        "<" * 100_000 + "<a href=x>y",
        "<a href=x>y</a><!--" * 20_000,
        "<a href=x>y</a><a href='" * 20_001,
        "\0<b>" * 20_000 + "<a href=x>y",
        "<a href=x>" * 20_000 + "y",
        "<a href=x>y " + "<b></p></table>" * 20_000,
    ],
    ids=["deep", "attributes", "brackets", "comment", "quote", "nul", "anchors", "strays"],
)  # fmt: skip
def test_hostile_documents_are_read(source: str) -> None:
    assert "x" in {link.resolved for link in links(source)}


def test_a_pages_own_address_is_no_source() -> None:
    declared = "<link rel=canonical href=//q.example/a><meta property=og:url content=https://q.example/a>"
    data = '<script type=application/ld+json>{"@type":"NewsArticle","url":"https://q.example/a",'
    sources = '"citation":"https://s.example/study"}</script>'
    page = f"{declared}{data}{sources}<p>Text with a <a href=https://r.example>source</a>."
    article = read(Source("a.html", page.encode(), Format.HTML), Vocabulary())
    assert article.urls == ("https://s.example/study", "https://r.example/")
    assert [link.kind for link in article.links if "q.example" in link.href] == [LinkKind.OTHER] * 3


ROBUST = (
    '<a href="https://a.example/x" data-originalurl="https://a.example/x" data-versiondate="2022-10-14"'
    ' data-versionurl="https://web.archive.org/web/20221014/https://a.example/x 2022-10-14">report</a>'
)


@pytest.mark.parametrize("form", [Format.HTML, Format.MARKDOWN])
def test_the_copy_of_a_robust_link_is_a_further_address_of_it(form: Format) -> None:
    article = read(Source("a", f"The {ROBUST} says so.".encode(), form), Vocabulary())
    copy = "https://web.archive.org/web/20221014/https://a.example/x"
    (claim,) = article.claims
    assert [(link.text, link.url) for link in claim.links] == [("report", "https://a.example/x"), ("report", copy)]
    assert all(link.href_span and link.href_span.slice(article.source) == link.href for link in claim.links)


def test_the_original_behind_a_copy_is_kept_and_not_asked() -> None:
    page = "<p>The <a href=https://archive.ph/1 data-originalurl=https://a.example/x>report</a> says so."
    article = read(Source("a.html", page.encode(), Format.HTML), Vocabulary())
    assert [link.href for link in article.links] == ["https://archive.ph/1", "https://a.example/x"]
    assert article.urls == ("https://archive.ph/1",)
