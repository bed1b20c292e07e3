"""Copies that readers cannot use, cannot rely on, or that lie far from publication."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace
from datetime import date

import pytest

from linkaudit.model import Article, Evidence, Finding, FindingState, Severity
from linkaudit.rules import Policy, judge

URL = "https://news.example.net/talks"


def found(article: Article, evidence: Evidence) -> list[Finding]:
    return [each for each in judge(article, evidence, Policy()) if each.rule.startswith("LA3")]


def cited(url: str) -> str:
    return f"The ministry [said]({url}) that the talks have ended.\n"


@pytest.mark.parametrize(
    ("url", "severity", "message"),
    [
        (f"https://web.archive.org/web/{URL}", Severity.WARNING,
         '"said" leads to the Wayback Machine without a date: a reader gets whichever copy is newest'),
        ("https://www.webcitation.org/5eWaHRbn4", Severity.WARNING,
         '"said" leads to WebCite, an archive that has shut down'),
        ("https://archive.ph/AbC12", Severity.NOTE,
         '"said" leads to archive.today, an archive that was found to have altered copies'),
    ],
)  # fmt: skip
def test_archives_that_readers_cannot_rely_on(
    article: Callable[..., Article], url: str, severity: Severity, message: str
) -> None:
    (finding,) = found(article(cited(url)), Evidence())
    assert (finding.rule, finding.severity, finding.message) == ("LA305", severity, message)


def test_the_original_page_is_named(article: Callable[..., Article]) -> None:
    (finding,) = found(article(cited(f"https://web.archive.org/web/*/{URL}")), Evidence())
    assert finding.note == f"the page was {URL}"


@pytest.mark.parametrize("answer", ["archived_error", "archived_redirect", "archived_soft404"])
def test_a_dead_link_with_an_unusable_copy_is_reported_once(
    article: Callable[..., Article], web: Callable[[str], Evidence], answer: str
) -> None:
    evidence = web(f"{URL} -> 404\n{URL} => {answer}")
    assert found(article(cited(URL)), evidence) == []
    (dead,) = judge(article(cited(URL)), evidence, Policy())
    assert dead.note is not None
    assert "archived" in dead.note


@pytest.mark.parametrize(
    ("day", "message"),
    [
        ("2022-09-13", None),
        ("2022-11-13", '"said" opens, but its nearest archived copy is of 13 Nov 2022, 31 days after publication'),
        ("2022-09-12", '"said" opens, but its nearest archived copy is of 12 Sep 2022, 31 days before publication'),
    ],
)
def test_how_far_is_far(
    article: Callable[..., Article], web: Callable[[str], Evidence], day: str, message: str | None
) -> None:
    evidence = web(f"{URL} -> 200\n{URL} => {day}")
    assert [finding.message for finding in found(article(cited(URL)), evidence)] == ([message] if message else [])
    assert found(article(cited(URL), published=None), evidence) == []


SUPPRESSED = FindingState.SUPPRESSED


@pytest.mark.parametrize(
    ("comment", "policy", "state"),
    [
        ("ignore[LA201] kept for the record", Policy(), SUPPRESSED),
        ("ignore[dead-link] kept for the record", Policy(), SUPPRESSED),
        ("", Policy(ignore=frozenset({"LA201"})), SUPPRESSED),
        ("", Policy(path_ignores=((re.compile(".*"), frozenset({"LA201"})),)), SUPPRESSED),
        ("ignore[LA202] kept for the record", Policy(), FindingState.NEW),
        ("", Policy(ignore=frozenset({"LA202"})), FindingState.NEW),
    ],
)
def test_who_has_accepted_a_dead_link_has_accepted_it_whatever_the_archive_says(
    article: Callable[..., Article], web: Callable[[str], Evidence], comment: str, policy: Policy, state: FindingState
) -> None:
    text = cited(URL).strip() + (f" <!-- linkaudit: {comment} -->" if comment else "")
    findings = judge(article(text), web(f"{URL} -> 404\n{URL} => 2022-10-14"), policy)
    assert [(each.rule, each.state) for each in findings] == [("LA301", state)]


@pytest.mark.parametrize(
    ("beside", "rules"),
    [
        (f"https://web.archive.org/web/20221014/{URL}", []),
        ("https://perma.cc/AB12-CD34", []),
        ("https://web.archive.org/web/20221014/https://news.example.net/other", ["LA201"]),
        ("https://www.webcitation.org/5eWaHRbn4", ["LA201", "LA305"]),
    ],
)
def test_a_dead_link_beside_its_copy_is_in_order_without_the_archive(
    article: Callable[..., Article], web: Callable[[str], Evidence], beside: str, rules: list[str]
) -> None:
    text = f"The ministry [said]({URL}) ([archived]({beside})) that the talks have ended.\n"
    evidence = web(f"{URL} -> 404\n{beside} -> 200")
    assert [each.rule for each in judge(article(text), evidence, Policy())] == rules


@pytest.mark.parametrize(
    ("wanted", "words"),
    [(date(2022, 10, 11), "3 days after the line was written"), (date(2022, 10, 14), "the day on which the line was")],
)
def test_a_day_that_git_tells_is_not_called_that_of_publication(
    article: Callable[..., Article], web: Callable[[str], Evidence], wanted: date, words: str
) -> None:
    known = web(f"{URL} -> 404\n{URL} => 2022-10-14")
    lookups = {URL: replace(known.lookups[URL], wanted=wanted)}
    undated = replace(article(cited(URL)), published=None)
    (finding,) = judge(undated, replace(known, lookups=lookups, written=frozenset({URL})), Policy())
    assert f"copy of 14 Oct 2022 ({words}" in finding.message
    (finding,) = judge(undated, replace(known, lookups=lookups), Policy())  # another article's day: nothing is said
    assert finding.message.endswith("copy of 14 Oct 2022")
