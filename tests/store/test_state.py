"""The state file: what it says, and what a lost history gets back from it."""

from __future__ import annotations

import json
from contextlib import suppress
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from linkaudit.errors import StoreError
from linkaudit.model import (
    Article,
    AuditedArticle,
    Claim,
    Evidence,
    Failure,
    Fetch,
    Format,
    Link,
    LinkForm,
    LinkKind,
    LinkState,
    Network,
    Role,
    Span,
    Week,
)
from linkaudit.store import Ending, Run, Store, Use, open_store

MONDAY = datetime(2022, 10, 10, 6, tzinfo=UTC)
WEEK = timedelta(days=7)
SITE = "https://www.example.net/"
ANSWERS: dict[str, Fetch] = {
    "up": Fetch(SITE + "up", MONDAY, 200),
    "gone": Fetch(SITE + "gone", MONDAY, 404),
    "slow": Fetch(SITE + "slow", MONDAY, None, Failure.TIMEOUT),
    "walled": Fetch(SITE + "walled", MONDAY, 403, final_url=SITE + "login?session=s3cr3t"),
    "secret": Fetch(SITE + "secret?key=s3cr3t", MONDAY, 404),
}


def history(folder: Path) -> Store:
    return open_store(folder / "history.sqlite", Use.HISTORY)


def audit(store: Store, at: datetime) -> tuple[Run, Week]:
    run = store.begin("scope", at)
    fetches = {each.url: store.remember(replace(each, observed=at)) for each in ANSWERS.values()}
    links = tuple(
        Link(Span(n, n + 1), "x", url, LinkKind.WEB, LinkForm.INLINE, url=url) for n, url in enumerate(fetches)
    )
    article = Article("a.md", "x" * 9, Format.MARKDOWN, claims=(Claim("c1", Span(0, 9), "x", Role.BODY, links),))
    store.record(run, AuditedArticle(article, Evidence(fetches, network=Network.WORKS), ()))
    return run, store.finish(run, Ending(at + timedelta(minutes=5)))


def test_it_lists_weeks_and_what_does_not_open_with_no_secret(tmp_path: Path) -> None:
    store = history(tmp_path)
    audit(store, MONDAY)
    run, _ = audit(store, MONDAY + WEEK)
    said = store.state(run)
    assert "s3cr3t" not in said
    lines = [json.loads(line) for line in said.splitlines()]
    assert [line.get("week") or line.get("url") for line in lines[1:]] == [
        "2022-W41", "2022-W42", SITE + "gone", SITE + "secret?key=***", SITE + "slow", SITE + "walled",
    ]  # fmt: skip
    assert lines[3] == {
        "url": SITE + "gone",
        "first_failed": "2022-10-10T06:00:00.000000+00:00",
        "failures": 2,
        "observed": "2022-10-17T06:00:00.000000+00:00",
        "status": 404,
    }


def test_a_lost_history_goes_on_where_it_was(tmp_path: Path) -> None:
    kept, lost = history(tmp_path / "kept"), history(tmp_path / "lost")
    audit(kept, MONDAY)
    run, _ = audit(kept, MONDAY + WEEK)
    assert lost.rebuild(kept.state(run), "state.jsonl")
    (_, expected), (again, found) = (audit(store, MONDAY + 2 * WEEK) for store in (kept, lost))
    assert found.trend[:2] == expected.trend[:2]
    assert found.compared_with == expected.compared_with == MONDAY + WEEK
    assert expected.totals.links == {LinkState.ALIVE: 1, LinkState.DEAD: 3, LinkState.UNOPENED: 1}
    # The address with a secret cannot be known again, so its streak is lost.
    assert found.totals.links == {**expected.totals.links, LinkState.DEAD: 2, LinkState.SUSPECT: 1}
    before, after = ([line for line in store.state(each).splitlines() if "secret" not in line and "week" not in line]
                     for store, each in ((kept, run), (lost, again)))  # fmt: skip
    assert [json.loads(line)["failures"] for line in after if "failures" in line] == [3, 3]
    assert len(before) == len(after)


def test_what_was_told_is_asked_again(tmp_path: Path) -> None:
    kept, lost = history(tmp_path / "kept"), history(tmp_path / "lost")
    run, _ = audit(kept, MONDAY)
    lost.rebuild(kept.state(run), "state.jsonl")
    urls = [each.url for each in ANSWERS.values()]
    assert lost.recall(urls, MONDAY + timedelta(minutes=9), WEEK).fetches == {}
    assert kept.recall(urls, MONDAY + timedelta(minutes=9), WEEK).fetches != {}


def test_a_history_that_has_audits_is_left_alone(tmp_path: Path) -> None:
    store = history(tmp_path)
    run, _ = audit(store, MONDAY)
    before = store.state(run)
    assert not store.rebuild(before, "state.jsonl")
    assert store.state(run) == before


@pytest.mark.parametrize(
    "line",
    [
        "<<<<<<< HEAD",
        "",
        "[]",
        "null",
        '{"url": 3, "observed": "2022-10-10T06:00:00+00:00", "status": 404}',
        '{"url": "https://a.example/", "observed": "2022-10-10T06:00:00", "status": 404}',
        '{"url": "https://a.example/", "observed": "2022-10-10T06:00:00+00:00", "status": 1e999}',
        '{"url": "https://a.example/", "observed": "2022-10-10T06:00:00+00:00", "failure": "novel"}',
        '{"url": "https://a.example/", "observed": "2022-10-10T06:00:00+00:00", "status": ' + "9" * 30 + "}",
        "[" * 100_000,
    ],
)
def test_a_line_that_is_not_ours_is_refused_whole(tmp_path: Path, line: str) -> None:
    kept, lost = history(tmp_path / "kept"), history(tmp_path / "lost")
    run, _ = audit(kept, MONDAY)
    said = kept.state(run)
    with pytest.raises(StoreError, match=r"^reports/state\.jsonl:7: not a line that linkaudit writes"):
        lost.rebuild(said + line + "\n", "reports/state.jsonl")
    assert lost.rebuild(said, "reports/state.jsonl")


WRITTEN = """{"format": "linkaudit-state/1"}
{"week": "2022-W41", "scope": "s", "started": "2022-10-10T06:00:00+00:00", "finished": "2022-10-10T06:05:00+00:00", \
"articles": 1, "links": {"alive": 1}, "claims": {}, "findings": {"note": 2}}
{"url": "https://a.example/", "first_failed": "2022-10-03T06:00:00+00:00", "failures": 2, \
"observed": "2022-10-10T06:00:00+00:00", "failure": "timeout", "signs": ["login"]}
"""


@given(st.integers(0, len(WRITTEN)), st.integers(0, 40), st.text(max_size=8))
def test_a_file_that_was_edited_is_taken_or_refused(at: int, length: int, put: str) -> None:
    edited = WRITTEN[:at] + put + WRITTEN[at + length :]
    with suppress(StoreError):
        open_store(None).rebuild(edited, "state.jsonl")
