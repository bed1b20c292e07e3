"""Marks of unfinished text: found in running text, and nowhere else."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from linkaudit.model import Article, Evidence, Finding, Format
from linkaudit.rules import Policy, judge


def unfinished(article: Article) -> list[Finding]:
    return [found for found in judge(article, Evidence(), Policy()) if found.rule == "LA109"]


@pytest.mark.parametrize(
    ("text", "mark"),
    [
        ("The bridge was built in TK.", "TK"),
        ("The bridge cost TKTK in all.", "TKTK"),
        ("The mayor, TK TK, opened it.", "TK TK"),
        ("It is the oldest one [citation needed].", "[citation needed]"),
        (r"It is the oldest one \[citation needed\].", r"\[citation needed\]"),
        ("It is the oldest one [source?].", "[source?]"),
        ("It is the oldest one (link).", "(link)"),
        ("It is the oldest one (link TK).", "(link TK)"),
        ("It is the oldest one [LINK].", "[LINK]"),
        ("TODO: ask the mayor.", "TODO:"),
        ("It carries XX per cent of the traffic.", "XX per cent"),
        ("It carries XX% of the traffic.", "XX%"),
        ("It was closed for xx weeks.", "xx weeks"),
        ("It cost $XX and XX,XXX people saw it.", "$XX"),
        ("Lorem ipsum dolor sit amet.", "Lorem ipsum"),
        ("> The minister spoke.\n\nThe bridge was built in TK.", "TK"),
    ],
)
def test_marks(text: str, mark: str, article: Callable[..., Article]) -> None:
    read = article(text + "\n")
    (found,) = unfinished(read)
    assert found.places[0].span.slice(read.source) == mark


@pytest.mark.parametrize(
    "text",
    [
        "The shop at TK Maxx has closed, and TK-421 is a part.",
        "An editor writes “TK” or 'TK' where a fact is missing.",
        "“We wrote XX per cent and TK everywhere, it was a mess,” he said.",
        "> It carries TK cars, the report says.",
        "Write `TK` or `[citation needed]` there.",
        "```\nTK [citation needed]\n```",
        "    TK [citation needed]",
        "<!-- TK: ask the mayor -->\nThe bridge is old.",
        "<pre>TK</pre>\n\nThe bridge is old.",
        "See [link](https://www.gov.uk/bridge) and [link][bridge].\n\n[bridge]: https://www.gov.uk/TK",
        "See [link].\n\n[link]: https://www.gov.uk/bridge",
        "See [TK](#) and [the mayor](TK).",
        "Super Bowl XX and World Youth Day XX drew thousands; the XX chromosome.",
        "https://www.gov.uk/TK/(link)",
        "The attack was XXX-rated.",
    ],
)
def test_no_marks(text: str, article: Callable[..., Article]) -> None:
    assert unfinished(article(text + "\n")) == []


def test_one_finding_a_line(article: Callable[..., Article]) -> None:
    first, second = unfinished(article("Built in TK, it carries TK cars [source?].\n\nIt cost $XX.\n"))
    assert first.message == 'unfinished: the text still says "TK", "source?"'
    assert len(first.places) == 3
    assert second.places[0].start.line == 3


def test_the_tags_of_html_are_no_text() -> None:
    source = '<head><title>TK</title></head><p title="TK" id="$XX">Built <b>in</b> TK.</p><script>var TK = 1;</script>'
    (found,) = unfinished(Article("a.html", source, Format.HTML))
    assert found.places[0].span == (source.index("TK.</p>"), source.index(".</p>"))
    assert "Built in TK." in found.excerpt
    assert "<b>" not in found.excerpt
