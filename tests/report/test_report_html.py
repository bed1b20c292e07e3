"""The HTML report: what an editor finds in it, that it is closed to everything else, and how a browser shows it."""

from __future__ import annotations

import re
from base64 import b64encode
from collections.abc import Callable
from dataclasses import replace
from hashlib import sha256
from pathlib import Path

import pytest
from browser import CHROMIUM, opened, violations
from lxml import html
from playwright.sync_api import Browser
from sample_oped import audit
from test_report_formats import PAYLOADS, of_text, poisoned, printed

from linkaudit.article import Vocabulary, read
from linkaudit.model import Audit, Format, LinkForm, Source
from linkaudit.report import OutputFormat
from linkaudit.report.reading import text_blocks

ARTICLES = sorted(Path(__file__).parents[2].glob("fixtures/*/*.md"))
browser_wanted = pytest.mark.skipif(CHROMIUM is None, reason="NO BROWSER: chromium is not installed")


def page(told: Audit | None = None) -> html.HtmlElement:
    return html.document_fromstring(printed(OutputFormat.HTML, told))


def archive() -> Audit:
    """Three articles in two sections."""
    texts = {
        "news/a.md": "# A\n\nReuters [reports](#) that it rains.\n\nThe BBC said so.\n",
        "news/b.md": "# B\n\nAll is [well](https://a.example/).\n",
        "opinion/c.md": "# C\n\nThe Guardian wrote that it is over.\n",
    }
    return audit(articles=tuple(of_text(text, path).articles[0] for path, text in texts.items()))


def test_each_claim_is_marked_where_it_stands_and_leads_to_what_is_to_be_done() -> None:
    document = page()
    numbers = [link.get("href")[1:] for link in document.xpath("//sup/a")]
    cards = {card.get("id"): card for card in document.find_class("card")}
    assert numbers == [name for name in cards if name in numbers]
    first = next(card for card in cards.values() if "Reuters" in card.text_content())
    assert "site:reuters.com" in first.text_content()
    for card in cards.values():
        for back in card.xpath(".//p[@class='quiet']/a"):
            assert document.get_element_by_id(back.get("href")[1:]).tag == "mark"


@pytest.mark.parametrize("path", ARTICLES, ids=lambda path: path.stem)
def test_every_word_link_and_claim_of_the_text_is_shown_once(path: Path) -> None:
    article = read(Source("a.md", path.read_bytes(), Format.MARKDOWN), Vocabulary())
    pieces = [piece for block in text_blocks(article) for piece in block.pieces]
    assert [piece.link for piece in pieces if piece.link] == [
        link for link in article.links if link.form is not LinkForm.IMAGE
    ]
    shown = " ".join("".join(piece.text for piece in pieces).split())
    for claim in article.claims:
        for quotation in claim.quotations:
            assert re.sub(r"\W", "", quotation.text) in re.sub(r"\W", "", shown)


def test_the_text_of_a_page_is_shown_without_its_markup() -> None:
    head = "<html><head><title>t</title><style>p{}</style></head>"
    source = f"{head}<body><p>One <b>bold</b> &amp; [<a href='#'>two</a>].</p><script>x</script></body>"
    article = read(Source("a.html", source.encode(), Format.HTML), Vocabulary())
    assert ["".join(piece.text for piece in block.pieces) for block in text_blocks(article)] == ["One bold & [two]."]


def test_nothing_but_its_own_style_may_be_used() -> None:
    text = printed(OutputFormat.HTML)
    document = html.document_fromstring(text)
    (policy,) = document.xpath("//meta[@http-equiv='Content-Security-Policy']/@content")
    style = re.search(r"<style>(.*?)</style>", text, re.DOTALL)[1]
    digest = b64encode(sha256(style.encode()).digest()).decode()
    assert policy == f"default-src 'none'; style-src 'sha256-{digest}'; base-uri 'none'; form-action 'none'"
    assert not document.xpath("//script|//link|//img|//iframe|//object|//@style|//@src|//@*[starts-with(name(), 'on')]")


@pytest.mark.parametrize("payload", PAYLOADS)
def test_hostile_words_are_only_words(payload: str) -> None:
    text = "".join(letter for letter in payload if letter.isprintable())  # what a text file can hold
    hostile = of_text(f"Reuters [{text}](#) said “{text} is what it says here”.\n\n{text}\n")
    for told in (poisoned(payload), hostile, replace(archive(), warnings=(payload,))):
        document = page(told)
        assert {each.tag for each in document.iter()} <= {
            each.tag for each in [*page().iter(), *page(archive()).iter()]
        }
        assert not document.xpath("//@*[starts-with(name(), 'on')]|//@style|//@src")
        assert all(re.match(r"#|https?://", address) for address in document.xpath("//@href"))


def test_only_web_addresses_can_be_opened_and_give_nothing_away() -> None:
    links = page(of_text("All is [well](https://a.example/x) and [so](ftp://b.example/).\n")).xpath("//a")
    outward = [link for link in links if not link.get("href").startswith("#")]
    assert [link.get("href") for link in outward] == ["https://a.example/x"]
    assert {link.get("rel") for link in outward} == {"noopener nofollow noreferrer"}


def test_of_several_articles_all_stand_in_the_table_the_worst_first() -> None:
    document = page(archive())
    assert document.xpath("//tbody/tr/th//text()") == ["news/a.md", "opinion/c.md", "news/b.md"]
    assert document.find_class("article")[0].get("aria-label") == "news/a.md"


@browser_wanted
@pytest.mark.parametrize("told", [audit, archive], ids=["article", "several"])
def test_a_browser_has_nothing_to_complain_of(told: Callable[[], Audit], browser: Browser, tmp_path: Path) -> None:
    file = tmp_path / "report.html"
    file.write_text(printed(OutputFormat.HTML, told()), "utf-8")
    for width in (1440, 390):
        for dark in (False, True):
            with opened(browser, file, width=width, dark=dark) as seen:
                assert (seen.console, seen.requests) == ([], [])
                assert seen.page.evaluate("document.documentElement.scrollWidth") <= width
            with opened(browser, file, width=width, dark=dark, scripts=True) as seen:
                assert violations(seen) == []


@browser_wanted
def test_filters_work_without_a_script(browser: Browser, tmp_path: Path) -> None:
    file = tmp_path / "report.html"
    file.write_text(printed(OutputFormat.HTML, archive()), "utf-8")
    with opened(browser, file) as seen:
        rows, lines = seen.page.locator(".row:visible"), seen.page.locator("tbody tr:visible")
        everything = rows.count()
        seen.page.locator("#has-placeholder").check()
        assert [text.split("\n")[0] for text in rows.all_inner_texts()] == ["Reuters reports that it rains.1"]
        seen.page.locator("#state-all").check()
        assert rows.count() == everything
        seen.page.get_by_text("Show only articles in ...").first.click()
        seen.page.get_by_role("radio", name=re.compile("opinion")).check()
        assert [text.split("\t")[0] for text in lines.all_inner_texts()] == ["opinion/c.md"]
