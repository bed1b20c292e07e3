"""Comments that silence nothing: said only where the silenced rule ran and its answer is certain."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from linkaudit.model import Article, Evidence, Finding
from linkaudit.rules import Policy, judge

URL = "https://news.example.net/talks"


def unused(article: Article, evidence: Evidence | None = None, policy: Policy | None = None) -> list[Finding]:
    found = judge(article, evidence or Evidence(), policy or Policy())
    return [finding for finding in found if finding.rule == "LA902"]


def commented(words: str, href: str = URL) -> str:
    return f"The ministry [said]({href}) so. <!-- linkaudit: {words} -->\n"


@pytest.mark.parametrize(
    ("words", "message"),
    [
        ("ignore[LA101] lost in copying", "nothing here needs this comment: LA101 found nothing"),
        (
            "ignore[LA103, placeholder-link] lost",
            "nothing here needs this comment: LA103, placeholder-link found nothing",
        ),
        ("ignore[LA101]", "this comment silences nothing: it gives no reason"),
        ("ignore[LA1001] lost", "this comment silences nothing: there is no rule LA1001"),
    ],
)
def test_comments_that_silence_nothing(words: str, message: str, article: Callable[..., Article]) -> None:
    read = article(commented(words))
    (found,) = unused(read)
    assert found.message == message
    assert found.places[0].span.slice(read.source).startswith("<!--")


@pytest.mark.parametrize(
    ("words", "href"),
    [
        ("ignore[LA101] lost in copying", "#"),
        ("ignore[LA1] lost in copying", "#"),
        ("ignore[LA104] made later", "annex.pdf"),
        ("ignore[LA1] made later", "annex.pdf"),
        ("ignore[LA113] they are in danger", URL),
        ("ignore[LA201] gone for good", URL),
        ("ignore[LA203] they turn us away", URL),
        ("ignore[LA302] nobody archives it", URL),
        ("ignore[LA902] kept for later", URL),
        ("off", URL),
    ],
)
def test_comments_that_may_be_needed(words: str, href: str, article: Callable[..., Article]) -> None:
    assert unused(article(commented(words, href))) == []


@pytest.mark.parametrize(("answer", "count"), [("200", 1), ("404", 0), ("403", 0), ("timeout", 0)])
def test_a_rule_about_the_web_needs_an_answer(
    answer: str, count: int, article: Callable[..., Article], web: Callable[[str], Evidence]
) -> None:
    assert len(unused(article(commented("ignore[LA201] known")), web(f"{URL} -> {answer}"))) == count


def test_a_rule_that_is_off_counts_when_it_is_selected(article: Callable[..., Article]) -> None:
    read = article(commented("ignore[LA113] they are in danger"))
    assert len(unused(read, policy=Policy(select=frozenset({"LA113"})))) == 1


def test_it_can_be_silenced_itself(article: Callable[..., Article]) -> None:
    text = "The ministry said so. <!-- linkaudit: ignore[LA101, LA902] the link comes later -->\n"
    (found,) = unused(article(text))
    assert found.suppressed_by is not None
