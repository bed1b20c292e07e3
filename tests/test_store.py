"""The store: what counts as fresh, streaks, privacy, and files that are broken, foreign, newer or shared."""

from __future__ import annotations

import sqlite3
import stat
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from linkaudit.errors import StoreError
from linkaudit.model import (
    ArchiveReason,
    ArchiveStatus,
    Evidence,
    Failure,
    Fetch,
    FragmentQuestion,
    Lookup,
    LookupSource,
    Memento,
    Network,
    PageAnswer,
    Redirect,
    Sign,
)
from linkaudit.store import Store, open_store

NOW = datetime(2022, 10, 13, 12, tzinfo=UTC)
URL = "https://www.example.net/story"
WEEK, HOUR = timedelta(days=7), timedelta(hours=1)


def fetch(status: int | None = 200, ago: timedelta = timedelta(0), **more: object) -> Fetch:
    return replace(Fetch(URL, NOW - ago, status), **more)  # type: ignore[arg-type]


def lookup(status: ArchiveStatus, ago: timedelta = timedelta(0), wanted: date | None = None) -> Lookup:
    copy = Memento(URL, f"https://web.archive.org/web/20221014000000/{URL}", datetime(2022, 10, 14, tzinfo=UTC))
    return Lookup(URL, NOW - ago, status, memento=copy if status is ArchiveStatus.ARCHIVED else None, wanted=wanted)


def recalled(*answers: Fetch | Lookup, max_age: timedelta = WEEK) -> Evidence:
    store = open_store(None)
    for answer in answers:
        store.remember(answer)
    return store.recall([URL], NOW, max_age)


@pytest.mark.parametrize(
    ("answer", "fresh"),
    [
        (fetch(200, timedelta(days=6)), True),
        (fetch(200, timedelta(days=8)), False),
        (fetch(200, -HOUR), False),
        (fetch(404, timedelta(minutes=59)), True),
        (fetch(404, timedelta(minutes=61)), False),
        (fetch(None, failure=Failure.NAME_NOT_FOUND), True),
        (fetch(503), False),
        (fetch(403), False),
        (fetch(None, failure=Failure.TIMEOUT), False),
        (fetch(None, failure=Failure.PRIVATE_ADDRESS), False),
        (fetch(None, failure=Failure.INTERRUPTED), False),
    ],
)
def test_how_long_an_observation_counts(answer: Fetch, fresh: bool) -> None:
    evidence = recalled(answer)
    assert (URL in evidence.fetches) == fresh
    assert evidence.network is (Network.WORKS if fresh else Network.UNKNOWN)


def test_the_newest_observation_decides_even_when_it_does_not_count() -> None:
    assert recalled(fetch(200, timedelta(days=2)), fetch(503, HOUR)).fetches == {}


def test_a_shorter_age_holds_for_all_and_none_means_ask_anew() -> None:
    answers = (fetch(404, timedelta(minutes=30)), lookup(ArchiveStatus.ARCHIVED))
    assert recalled(*answers, max_age=timedelta(minutes=10)).fetches == {}
    assert recalled(*answers, max_age=timedelta(0)) == Evidence()


@pytest.mark.parametrize(
    ("status", "days"),
    [
        (ArchiveStatus.ARCHIVED, 30),
        (ArchiveStatus.ARCHIVED_ERROR, 7),
        (ArchiveStatus.ARCHIVED_REDIRECT, 7),
        (ArchiveStatus.EXCLUDED, 7),
        (ArchiveStatus.NONE, 1),
    ],
)
def test_how_long_a_look_up_counts(status: ArchiveStatus, days: int) -> None:
    assert URL in recalled(lookup(status, timedelta(days=days))).lookups
    assert URL not in recalled(lookup(status, timedelta(days=days, seconds=1))).lookups


def test_a_silent_archive_does_not_hide_what_was_known() -> None:
    silent = replace(lookup(ArchiveStatus.UNANSWERED), reason=ArchiveReason.TIMEOUT)
    found = recalled(lookup(ArchiveStatus.ARCHIVED, HOUR), silent).lookups[URL]
    assert found == replace(lookup(ArchiveStatus.ARCHIVED, HOUR), source=LookupSource.CACHE)


def test_a_copy_counts_for_the_day_it_was_looked_up_for() -> None:
    store = open_store(None)
    first, second = date(2022, 10, 13), date(2020, 1, 1)
    store.remember(lookup(ArchiveStatus.ARCHIVED, HOUR, first))
    assert store.recall([URL], NOW, WEEK, {URL: second}).lookups == {}
    assert store.recall([URL], NOW, WEEK, {URL: first}).lookups[URL].wanted == first
    store.remember(lookup(ArchiveStatus.NONE, HOUR, first))
    assert store.recall([URL], NOW, WEEK, {URL: second}).lookups[URL].status is ArchiveStatus.NONE


def test_an_answer_comes_back_as_it_was(tmp_path: Path) -> None:
    answer = Fetch(
        URL,
        NOW,
        200,
        None,
        "https://www.example.net/moved?page=2",
        (Redirect(URL, 301), Redirect("https://www.example.net/moved", 302)),
        frozenset({Sign.LOGIN, Sign.TRUNCATED}),
        "A title with “marks” \ud83d and more",
        1.25,
        2,
        "short body",
        etag='W/"v1"',
        last_modified="Thu, 13 Oct 2022 06:00:00 GMT",
    )
    store = open_store(tmp_path / "history.sqlite")
    store.remember(answer)
    store.close()
    again = open_store(tmp_path / "history.sqlite").recall([URL], NOW, WEEK).fetches[URL]
    assert again == replace(answer, title="A title with “marks” ? and more")


def test_what_a_page_said_holds_as_long_as_the_observation_that_brought_it(tmp_path: Path) -> None:
    asked, other = FragmentQuestion("talks"), FragmentQuestion("secret words of an article")
    store = open_store(tmp_path / "history.sqlite")
    store.remember(fetch(200, HOUR))
    for question, found in ((asked, True), (other, None)):
        answer = store.remember(PageAnswer(URL, NOW - HOUR, question, found))
        assert store.recall([URL], NOW, WEEK, questions={URL: [question]}).pages == {(URL, question): answer}
    assert store.recall([URL], NOW, WEEK).pages == {}
    store.remember(fetch(200))
    assert store.recall([URL], NOW, WEEK, questions={URL: [asked, other]}).pages == {}
    store.close()
    assert not [path for path in tmp_path.iterdir() if b"secret words" in path.read_bytes()]


def test_a_streak_counts_failing_checks_that_lie_hours_apart() -> None:
    store = open_store(None)
    for ago in (50, 40):
        store.remember(fetch(200 if ago == 50 else 404, timedelta(hours=ago)))
    store.remember(fetch(404, timedelta(hours=39)))
    store.remember(fetch(403, timedelta(hours=20)))
    store.remember(fetch(None, timedelta(hours=10), failure=Failure.TIMEOUT))
    now = store.remember(fetch(404))
    assert (now.first_failed, now.failures) == (NOW - timedelta(hours=40), 3)
    assert store.recall([URL], NOW, WEEK).fetches[URL] == now
    alive = store.remember(fetch(200))
    assert (alive.first_failed, alive.failures) == (None, 0)


def test_secrets_and_addresses_stay_out_of_the_file(tmp_path: Path) -> None:
    url = "https://reader:hunter2@www.example.net/story?token=s3cr3t"
    store = open_store(tmp_path / "history.sqlite")
    store.remember(Fetch(url, NOW, 200, None, f"{url}&key=0pen", (Redirect(url, 302),), detail=f"asked {url}"))
    assert store.recall([url], NOW, WEEK).fetches == {}  # its end cannot be known from what is kept
    store.remember(Fetch(url, NOW, 404, None, url))
    assert store.recall([url], NOW, WEEK).fetches[url].final_url == url
    store.close()
    kept = b"".join(path.read_bytes() for path in tmp_path.iterdir())
    assert not [secret for secret in (b"hunter2", b"s3cr3t", b"0pen") if secret in kept]


def test_the_file_is_private(tmp_path: Path) -> None:
    path = tmp_path / "new" / "history.sqlite"
    store = open_store(path)
    store.remember(fetch())
    for each in (path, path.with_name("history.sqlite-wal")):
        assert stat.S_IMODE(each.stat().st_mode) == 0o600
    assert stat.S_IMODE(path.parent.stat().st_mode) == 0o700


def test_a_file_of_somebody_else_is_refused_and_left_alone(tmp_path: Path) -> None:
    article, foreign = tmp_path / "article.md", tmp_path / "foreign.db"
    article.write_text("An article. " * 20)
    with sqlite3.connect(foreign) as other:
        other.executescript("PRAGMA user_version = 3; CREATE TABLE bookmarks (url)")
    other.close()
    for path in (article, foreign):
        before = path.read_bytes()
        with pytest.raises(StoreError, match="name another"):
            open_store(path)
        assert path.read_bytes() == before


def test_a_broken_cache_is_set_aside_and_the_run_goes_on(tmp_path: Path) -> None:
    path = tmp_path / "history.sqlite"
    path.write_bytes(b"no database at all" * 100)
    store = open_store(path)
    store.remember(fetch())
    assert URL in store.recall([URL], NOW, WEEK).fetches
    (warning,) = store.warnings
    assert "history.sqlite: damaged" in warning
    (aside,) = tmp_path.glob("*.broken-*")
    assert aside.read_bytes() == b"no database at all" * 100


def test_a_place_that_cannot_be_used_costs_the_memory_not_the_run(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    store = open_store(tmp_path / "file" / "history.sqlite")
    store.remember(fetch())
    assert URL in store.recall([URL], NOW, WEEK).fetches
    assert len(store.warnings) == 1


def test_a_full_disk_is_an_error_that_names_the_file_and_keeps_what_was_written(tmp_path: Path) -> None:
    path = tmp_path / "history.sqlite"
    store = open_store(path)
    store.remember(fetch())
    pages = store._ledger._connection.execute("PRAGMA page_count").fetchone()[0]
    store._ledger._connection.execute(f"PRAGMA max_page_count = {pages}")

    def fill() -> None:
        for _ in range(1000):
            store.remember(fetch(404, title="x" * 200))

    with pytest.raises(StoreError, match=r"history\.sqlite: cannot be used \(database or disk is full\): free space"):
        fill()
    store.close()
    assert URL in open_store(path).recall([URL], NOW, WEEK).fetches


@given(st.text(max_size=60), st.text(max_size=60), st.sampled_from([200, 204, 404, 410]))
def test_any_text_a_server_sends_can_be_kept(title: str, detail: str, status: int) -> None:
    store: Store = open_store(None)
    store.remember(fetch(status, title=title, detail=detail))
    assert store.recall([URL], NOW, WEEK).fetches[URL].status == status
