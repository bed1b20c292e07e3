"""The week: what an audit keeps, and what it says when it is laid beside the one before."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest

from linkaudit.article import read
from linkaudit.config import Config
from linkaudit.model import (
    Age,
    ArchiveStatus,
    ArticleChange,
    AuditedArticle,
    Evidence,
    Failure,
    Fetch,
    FindingState,
    Format,
    IsoWeek,
    LinkState,
    Lookup,
    Memento,
    Network,
    Reason,
    Severity,
    Skipped,
    Source,
    StopReason,
    Week,
)
from linkaudit.rules import judge
from linkaudit.store import Ending, Run, Store, Use, open_store, scope_of

MONDAY = datetime(2022, 10, 10, 6, tzinfo=UTC)
WEEK = timedelta(days=7)
SITE = "https://www.example.net/"


@pytest.fixture
def store(tmp_path: Path) -> Store:
    return open_store(tmp_path / "history.sqlite", Use.HISTORY)


def article(*names: str, published: date | None = None, words: str = "") -> str:
    head = f"---\ndate: {published}\n---\n" if published else ""
    links = "\n\n".join(f"The ministry [said {name}]({SITE}{name}) that the talks would go on." for name in names)
    return f"{head}{links}\n\n{words}\n"


def answer(store: Store, name: str, status: int | None, at: datetime) -> Fetch:
    return store.remember(Fetch(SITE + name, at, status, None if status else Failure.TIMEOUT))


def audited(
    store: Store, path: str, text: str, statuses: dict[str, int | None], at: datetime, known: frozenset[str]
) -> AuditedArticle:
    config = Config()
    found = read(Source(path, text.encode(), Format.MARKDOWN), config.vocabulary())
    names = [url.removeprefix(SITE) for url in found.urls]
    fetches = {SITE + name: answer(store, name, statuses[name], at) for name in names if name in statuses}
    copies = {}
    if "copied" in names:
        copy = Memento(SITE + "copied", f"https://web.archive.org/web/2022/{SITE}copied", at)
        copies[SITE + "copied"] = store.remember(Lookup(SITE + "copied", at, ArchiveStatus.ARCHIVED, memento=copy))
    evidence = Evidence(fetches, copies, network=Network.WORKS, unchecked=Reason.BUDGET)
    findings = judge(found, evidence, config.policy())
    state = FindingState.SUPPRESSED
    return AuditedArticle(
        found, evidence, tuple(replace(each, state=state) if each.url in known else each for each in findings)
    )


def audit(
    store: Store,
    at: datetime,
    articles: dict[str, str],
    statuses: dict[str, int | None],
    known: frozenset[str] = frozenset(),
    ending: Ending | None = None,
) -> Week:
    run = store.begin("scope", at, resume=False)
    for path, text in articles.items():
        store.record(run, audited(store, path, text, statuses, at, known))
    return store.finish(run, ending or Ending(at + timedelta(minutes=5)))


def names(links: tuple[object, ...]) -> list[str]:
    return [link.url.removeprefix(SITE) for link in links]  # type: ignore[attr-defined]


def test_a_first_audit_compares_with_nothing(store: Store) -> None:
    skipped = (Skipped("b.docx", "no Word file"),)
    ending = Ending(MONDAY + timedelta(minutes=5), requests=3, skipped=skipped)
    week = audit(store, MONDAY, {"a.md": article("up", "gone", "slow")}, {"up": 200, "gone": 404, "slow": None},
                 ending=ending)  # fmt: skip
    assert (str(week.week), week.complete, week.compared_with) == ("2022-W41", True, None)
    assert week.totals.links == {LinkState.ALIVE: 1, LinkState.SUSPECT: 2}
    assert (week.totals.articles, week.totals.addresses, week.requests, week.skipped) == (1, 3, 3, skipped)
    assert week.changes == {ArticleChange.UNKNOWN: 1}
    assert (week.newly_dead, week.unresolved, week.unsound) == ((), (), ())
    assert names(week.suspect) == ["gone", "slow"]
    assert [(each.path, each.line, each.rule) for each in week.suspect[0].citations] == [("a.md", 3, "LA201")]
    assert [point.week for point in week.trend] == [IsoWeek(2022, 41)]
    assert week.is_first_of_quarter


def test_what_was_suspect_is_dead_a_week_later_and_alive_again_after_that(store: Store) -> None:
    articles = {"news/a.md": article("gone", "copied", "walled", published=date(2021, 5, 1))}
    down: dict[str, int | None] = {"gone": 404, "copied": 404, "walled": 403}
    audit(store, MONDAY, articles, down)
    second = audit(store, MONDAY + WEEK, articles, down)
    (outage,) = second.newly_dead
    assert (outage.host, outage.cause, outage.citations) == ("www.example.net", Reason.NOT_FOUND, 2)
    copied, gone = outage.links
    assert (gone.url, gone.failures, gone.first_failed, gone.copy) == (SITE + "gone", 2, MONDAY, None)
    assert copied.copy == f"https://web.archive.org/web/2022/{SITE}copied"
    assert (second.repairable, names(second.unopened)) == (1, ["walled"])
    assert {citation.rule for link in outage.links for citation in link.citations} == {"LA201", "LA301"}
    third = audit(store, MONDAY + 2 * WEEK, articles, {**down, "gone": 200})
    assert (third.newly_dead, names(third.unresolved), names(third.recovered)) == ((), ["copied"], ["gone"])
    assert third.recovered[0].citations[0].path == "news/a.md"
    assert third.ages[Age.UNDER_A_MONTH] == 1
    assert [point.totals.links.get(LinkState.DEAD, 0) for point in third.trend] == [0, 2, 1]
    (host,) = third.hosts
    assert (host.name, host.articles, host.links, host.states[LinkState.DEAD]) == ("www.example.net", 1, 3, 1)
    assert [(share.name, share.share(LinkState.DEAD)) for share in third.years] == [("2021", pytest.approx(1 / 3))]


def test_trouble_is_dead_only_after_three_weeks(store: Store) -> None:
    articles = {"a.md": article("slow")}
    weeks = [audit(store, MONDAY + number * WEEK, articles, {"slow": None}) for number in range(3)]
    assert [len(week.newly_dead) for week in weeks] == [0, 0, 1]
    assert weeks[2].newly_dead[0].cause is Reason.TIMEOUT


def test_a_second_audit_of_the_same_week_tells_the_same_week(store: Store) -> None:
    articles = {"a.md": article("gone")}
    audit(store, MONDAY, articles, {"gone": 404})
    monday = audit(store, MONDAY + WEEK, articles, {"gone": 404})
    tuesday = audit(store, MONDAY + WEEK + timedelta(days=1), articles, {"gone": 404})
    assert names(tuesday.newly_dead[0].links) == names(monday.newly_dead[0].links) == ["gone"]
    assert tuesday.compared_with == MONDAY
    assert [point.week.week for point in tuesday.trend] == [41, 42]


def test_articles_are_new_changed_or_renamed(store: Store) -> None:
    kept, moved, edited = article("a"), article("b"), article("c")
    alive: dict[str, int | None] = {"a": 200, "b": 200, "c": 200, "d": 200}
    audit(store, MONDAY, {"kept.md": kept, "moved.md": moved, "edited.md": edited}, alive)
    placeholder = "Reuters [reports](#) that nothing has come of it."
    later = {"kept.md": kept, "renamed.md": moved, "edited.md": article("c", words=placeholder), "new.md": article("d")}
    week = audit(store, MONDAY + WEEK, later, alive)
    assert week.changes == {ArticleChange.UNCHANGED: 2, ArticleChange.CHANGED: 1, ArticleChange.NEW: 1}
    (unsound,) = week.unsound
    assert (unsound.path, unsound.change, [error.rule for error in unsound.errors]) == (
        "edited.md", ArticleChange.CHANGED, ["LA101"],
    )  # fmt: skip
    assert unsound.errors[0].is_new


def test_sources_without_a_link_are_told_of_articles_that_are_new_or_changed(store: Store) -> None:
    said = "Reuters reported on Monday that the talks had failed."
    audit(store, MONDAY, {"old.md": article(words=said)}, {})
    week = audit(store, MONDAY + WEEK, {"old.md": article(words=said), "new.md": article(words=said + " Again.")}, {})
    assert [(found.path, found.rule) for found in week.unlinked] == [("new.md", "LA110")]
    assert not week.is_first_of_quarter


def test_an_old_finding_under_a_mended_typo_is_not_new(store: Store) -> None:
    before = article(words="Reuters [reports](#) that nothing has come of teh talks.")
    audit(store, MONDAY, {"a.md": before}, {})
    week = audit(store, MONDAY + WEEK, {"a.md": before.replace("teh", "the")}, {})
    assert [error.is_new for article in week.unsound for error in article.errors] == [False]


def test_silenced_links_are_counted_and_not_listed(store: Store) -> None:
    articles = {"a.md": article("gone", "lost")}
    for number in range(2):
        week = audit(store, MONDAY + number * WEEK, articles, {"gone": 404, "lost": 410}, frozenset({SITE + "lost"}))
    assert week.totals.links == {LinkState.DEAD: 2}
    assert names(week.newly_dead[0].links) == ["gone"]


def test_sections_are_the_folders_that_articles_do_not_share(store: Store) -> None:
    paths = ["site/posts/2022/world/a.md", "site/posts/2022/10/world/b.md", "site/posts/city/c.md", "site/posts/d.md"]
    week = audit(store, MONDAY, {path: article(path[-4]) for path in paths}, {})
    assert [(share.name, share.articles) for share in week.sections] == [("", 1), ("city", 1), ("world", 2)]


def test_what_has_no_answer_is_unchecked_and_a_stopped_audit_is_no_point_of_the_trend(store: Store) -> None:
    ending = Ending(MONDAY, StopReason.BUDGET)
    week = audit(store, MONDAY, {"a.md": article("up", "later")}, {"up": 200}, ending=ending)
    assert week.totals.links == {LinkState.ALIVE: 1, LinkState.UNCHECKED: 1}
    assert (week.complete, week.trend) == (False, ())


def test_an_audit_that_was_stopped_is_resumed_with_what_it_learned(store: Store) -> None:
    first = store.begin("scope", MONDAY)
    answer(store, "walled", 403, MONDAY + timedelta(minutes=1))
    store.finish(first, Ending(MONDAY, StopReason.INTERRUPTED))
    assert store.begin("other", MONDAY + timedelta(hours=1)).resumed is False
    again = store.begin("scope", MONDAY + timedelta(hours=23))
    assert (again.number, again.resumed) == (first.number, True)
    now = MONDAY + timedelta(hours=23)
    walled = SITE + "walled"
    assert store.recall([walled], now, timedelta(0), since=again.started).fetches[walled].status == 403
    assert store.recall([walled], now, WEEK).fetches == {}


@pytest.mark.parametrize(
    ("after", "resume", "ending"),
    [
        (timedelta(hours=24), True, None),
        (timedelta(hours=1), False, None),
        (timedelta(hours=-1), True, None),
        (timedelta(hours=1), True, Ending(MONDAY)),
    ],
)
def test_an_audit_that_is_old_unwanted_or_complete_is_not_resumed(
    store: Store, after: timedelta, resume: bool, ending: Ending | None
) -> None:
    first = store.begin("scope", MONDAY)
    if ending is not None:
        store.finish(first, ending)
    assert not store.begin("scope", MONDAY + after, resume=resume).resumed


def test_an_article_that_is_recorded_again_counts_once(store: Store) -> None:
    run = store.begin("scope", MONDAY)
    for status in (404, 200):
        store.record(run, audited(store, "a.md", article("up"), {"up": status}, MONDAY, frozenset()))
    week = store.finish(run, Ending(MONDAY))
    assert (week.totals.articles, week.totals.links) == (1, {LinkState.ALIVE: 1})
    assert Severity.ERROR not in week.totals.findings


def test_neither_articles_nor_secrets_are_kept(tmp_path: Path) -> None:
    store = open_store(tmp_path / "history.sqlite", Use.HISTORY)
    text = article("story?token=s3cr3t", words="Nobody may read this sentence in the history.")
    run = store.begin(scope_of(["a.md"], {}), MONDAY)
    store.record(run, audited(store, "a.md", text, {"story?token=s3cr3t": 404}, MONDAY, frozenset()))
    week = store.finish(run, Ending(MONDAY))
    assert week.suspect[0].url == SITE + "story?token=***"
    store.close()
    kept = b"".join(path.read_bytes() for path in tmp_path.iterdir())
    assert b"s3cr3t" not in kept
    assert b"Nobody may read" not in kept


def test_scopes_tell_paths_and_options_apart() -> None:
    assert scope_of(["b", "a"], {"x": "1"}) == scope_of(["a", "b", "a"], {"x": "1"})
    assert len({scope_of(["a"], {}), scope_of(["a", "b"], {}), scope_of(["a"], {"x": "1"})}) == 3


def test_a_run_is_what_it_was(store: Store) -> None:
    assert store.begin("scope", MONDAY) == Run(1, "scope", MONDAY)
