"""LA208: only a page that was read whole, and is the one that was cited, can be said to lack a place or words."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from linkaudit.model import Article, Evidence, Finding
from linkaudit.rules import Policy, judge

PAGE = "https://news.example.net/talks"


def told(article: Callable[..., Article], web: Callable[[str], Evidence], fragment: str, *lines: str) -> list[Finding]:
    text = f"The ministry [said]({PAGE}#{fragment}) that the talks have ended, and nobody was there."
    findings = judge(article(text), web("\n".join(lines)), Policy())
    return [finding for finding in findings if finding.rule == "LA208"]


def test_the_words_and_the_day_are_named(article: Callable[..., Article], web: Callable[[str], Evidence]) -> None:
    fragment = ":~:text=that-,the%20talks,ended&text=more"
    [finding] = told(article, web, fragment, f"{PAGE} -> 200", f"{PAGE}#{fragment} -> missing")
    assert '"the talks ... ended"' in finding.message
    assert finding.note is not None
    assert "22 Nov 2026" in finding.note
    assert finding.url == PAGE


@pytest.mark.parametrize("answer", ["200", "301 https://news.example.net/world/talks"])
def test_a_place_that_is_missing_is_a_note(
    article: Callable[..., Article], web: Callable[[str], Evidence], answer: str
) -> None:
    [finding] = told(article, web, "annex", f"{PAGE} -> {answer}", f"{PAGE}#annex -> missing")
    assert "#annex" in finding.message
    assert finding.severity == "note"


@pytest.mark.parametrize(
    "lines",
    [
        (f"{PAGE} -> 200",),
        (f"{PAGE} -> 200", f"{PAGE}#annex -> unknown"),
        (f"{PAGE} -> 200", f"{PAGE}#annex -> found"),
        (f"{PAGE} -> 404", f"{PAGE}#annex -> missing"),
        (f"{PAGE} -> 302 https://news.example.net/", f"{PAGE}#annex -> missing"),
        (f"{PAGE} -> 302 https://news.example.net/login", f"{PAGE}#annex -> missing"),
    ],
)
def test_nothing_is_said_where_it_cannot_be_known(
    article: Callable[..., Article], web: Callable[[str], Evidence], lines: tuple[str, ...]
) -> None:
    assert told(article, web, "annex", *lines) == []
