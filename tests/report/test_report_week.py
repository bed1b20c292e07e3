"""The weekly report: what stands first, what is folded away, and that nothing in it is more than words."""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path

import pytest
from browser import CHROMIUM, opened, violations
from lxml import html
from markdown_it import MarkdownIt
from playwright.sync_api import Browser
from sample_week import finding, link, week
from test_report_formats import PAYLOADS

from linkaudit.model import HostOutage, LinkState, Reason, Skipped, StopReason, Week
from linkaudit.report import GroupBy, WeekFormat, render_week

FOLDED = re.compile(r"<summary>(.*?)</summary>")


def text(told: Week | None = None, **more: object) -> str:
    return render_week(told or week(**more), WeekFormat.MARKDOWN)


def document(told: Week | None = None) -> html.HtmlElement:
    return html.document_fromstring(render_week(told or week(), WeekFormat.HTML))


def test_the_first_twenty_lines_stand_alone() -> None:
    first = "\n".join(text().splitlines()[:20])
    for words in (
        "210 articles and 940 addresses on 16 November 2026", "870 open, 30 dead", "31 could not be opened from here",
        "2 were not checked", "Compared with 9 November 2026: 3 new articles, 5 changed articles, 3 links died",
        "Not read: news/broken.md", "## Do first", "1. Mend news/quay.md:9", "2. Compare news/quay.md:9",
        "3. Replace news/quay.md:12: gazette.example: 3 links, one cause, page not found", "linkaudit fix --write",
    ):  # fmt: skip
        assert words in first


def test_each_task_says_how_to_accept_it() -> None:
    tasks = [line for line in text().splitlines() if re.match(r"\d+\. ", line)]
    assert [line.rpartition("(accept: ")[2] for line in tasks] == [
        "`ignore[LA101]`)",
        "`ignore[LA405]`)",
        "`.linkauditignore`)",
    ]


def test_at_most_twenty_tasks_are_listed() -> None:
    many = tuple(finding("a.md", "LA402", f"quotation {at}") for at in range(30))
    lines = text(quotations=many).splitlines()
    assert sum(bool(re.match(r"\d+\. ", line)) for line in lines) == 20
    assert "... and 12 more lines" in text(quotations=many)


def test_what_is_not_of_this_week_is_folded_away() -> None:
    assert FOLDED.findall(text()) == [
        "Open again (1)", "Suspect (1)", "Dead for longest (1)", "Could not be opened from here (1)",
        "Named without a link (1)", "Hosts", "Sections", "Trend of twelve weeks",
    ]  # fmt: skip
    assert text().count("<details>") == text().count("</details>") == 8


def test_authors_only_when_asked_for_and_years_once_a_quarter() -> None:
    assert "Ana Ruiz" not in text()
    assert "| Ana Ruiz | 12 | 80 | 4 | 0 | 5.0% |" in render_week(week(), WeekFormat.MARKDOWN, [GroupBy.AUTHOR])
    assert "| 2019 | 20 | 100 | 22 |" in text(is_first_of_quarter=True)
    assert "| 2019 |" not in text()


def test_the_first_audit_compares_with_nothing() -> None:
    told = text(compared_with=None, newly_dead=(), recovered=())
    assert "No comparison yet" in told
    assert not re.search(r"\bnew(ly)?\b(?! articles)", told.split("## Do first")[0].replace("is called new", ""))


def test_an_audit_that_was_stopped_says_so() -> None:
    told = text(stopped=StopReason.BUDGET)
    assert "The audit is not complete: the time given with --budget ran out; 2 addresses were not checked" in told


def test_a_quiet_week_is_short() -> None:
    quiet = week(unsound=(), quotations=(), newly_dead=(), repairable=0)
    assert "Nothing cannot wait." in text(quiet)


def test_both_forms_say_the_same() -> None:
    words = set(re.findall(r"\w+", re.sub(r"<[^>]*>|\\|`", "", text())))
    shown = set(re.findall(r"\w+", " ".join(document().itertext())))
    assert words - shown <= {"https"}


@pytest.mark.parametrize("payload", PAYLOADS)
def test_nothing_is_injected_into_a_week(payload: str) -> None:
    bad = replace(link("https://a.example/", LinkState.DEAD, Reason.GONE, 3, payload), url=payload)
    told = week(
        unsound=(), quotations=(finding(payload, "LA402", payload),), suspect=(bad,), warnings=(payload,),
        newly_dead=(HostOutage(payload, (bad, bad), Reason.GONE),), skipped=(Skipped(payload, payload),),
    )  # fmt: skip
    rendered = MarkdownIt("gfm-like", {"html": True}).render(text(told))
    allowed = "h1|h2|p|br|ol|li|code|details|summary|table|thead|tbody|tr|th|td|a"
    assert not re.search(rf"<(?!/?(?:{allowed})\b)", rendered)
    assert all(re.match("https://", address) for address in re.findall(r'href="([^"]*)', rendered))
    page = document(told)
    assert {each.tag for each in page.iter()} <= {each.tag for each in document().iter()}
    assert all(re.match(r"#|https?://", address) for address in page.xpath("//@href"))


@pytest.mark.skipif(CHROMIUM is None, reason="NO BROWSER: chromium is not installed")
@pytest.mark.parametrize("width", [1440, 390])
def test_a_browser_shows_a_week(width: int, browser: Browser, tmp_path: Path) -> None:
    file = tmp_path / "week.html"
    file.write_text(render_week(week(), WeekFormat.HTML), "utf-8")
    with opened(browser, file, width=width) as seen:
        assert (seen.console, seen.requests) == ([], [])
        assert seen.page.evaluate("document.documentElement.scrollWidth") <= width
    with opened(browser, file, width=width, dark=True, scripts=True) as seen:
        assert violations(seen) == []
