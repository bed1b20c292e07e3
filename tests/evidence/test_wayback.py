"""What the Wayback Machine's index says, and what it does not say."""

from __future__ import annotations

import json
from collections.abc import Sequence
from contextlib import suppress
from datetime import UTC, date, datetime
from urllib.parse import parse_qs, urlsplit

import pytest
from hypothesis import given
from hypothesis import strategies as st

from linkaudit.evidence.archives import wayback
from linkaudit.evidence.exchange import NoReply, Reply
from linkaudit.model import ArchiveReason, ArchiveStatus, Failure, Lookup

URL = "https://news.example/a?b=c&d=1#e".partition("#")[0]
BASE = "https://web.archive.org"
DAY = date(2022, 10, 13)
NOW = datetime(2026, 11, 22, tzinfo=UTC)
HEADER = ["timestamp", "original", "mimetype", "statuscode", "digest", "length"]


def row(stamp: str, status: str = "200", digest: str = "D", mimetype: str = "text/html") -> list[str]:
    return [stamp, URL, mimetype, status, digest, "-"]


def table(*rows: Sequence[str]) -> Reply:
    return Reply(200, {}, json.dumps([HEADER, *rows] if rows else []).encode())


def conversation(*answers: Reply | NoReply, wanted: date | None = DAY) -> tuple[Lookup, list[dict[str, list[str]]]]:
    """The look-up's end, and the queries it sent."""
    steps = wayback.look_up(BASE, URL, wanted, NOW)
    queries = [next(steps)]
    for answer in answers:
        try:
            queries.append(steps.send(answer))
        except StopIteration as end:
            return end.value, [parse_qs(urlsplit(query).query) for query in queries]
    raise AssertionError(f"it asks on: {queries[-1]}")


def found(*answers: Reply | NoReply, wanted: date | None = DAY) -> Lookup:
    return conversation(*answers, wanted=wanted)[0]


def test_the_query() -> None:
    _, [query] = conversation(table(row("20221013000000")))
    assert query == {
        "url": [URL],
        "output": ["json"],
        "fl": [",".join(HEADER)],
        "sort": ["closest"],
        "closest": ["20221013120000"],
        "limit": ["20"],
    }


def test_without_a_day_the_newest_is_wanted() -> None:
    lookup, [query] = conversation(table(row("20210101000000"), row("20230101000000")), wanted=None)
    assert query["limit"] == ["-5"]
    assert "closest" not in query
    assert lookup.memento is not None
    assert lookup.memento.captured == datetime(2023, 1, 1, tzinfo=UTC)
    assert lookup.delta_days is None


def test_the_nearest_good_capture_is_the_copy() -> None:
    lookup = found(table(row("20221012110000"), row("20221014090000"), row("20221013130000", "404")))
    assert lookup.status is ArchiveStatus.ARCHIVED
    assert lookup.memento is not None
    assert lookup.memento.url == f"https://web.archive.org/web/20221014090000/{URL}"
    assert lookup.memento.archive == "web.archive.org"
    assert (lookup.delta_days, lookup.captures_seen, lookup.verified) == (1, 3, "index")
    assert (lookup.first, lookup.last) == (
        datetime(2022, 10, 12, 11, tzinfo=UTC),
        datetime(2022, 10, 14, 9, tzinfo=UTC),
    )


def test_of_two_equally_near_captures_the_earlier_one_counts() -> None:
    lookup = found(table(row("20221014120000"), row("20221012120000")))
    assert lookup.delta_days == -1


def test_a_revisit_takes_the_status_of_its_digest() -> None:
    revisit = row("20221013120000", "-", "SAME", "warc/revisit")
    good = found(table(revisit, row("20200101000000", "200", "SAME")))
    assert good.memento is not None
    assert good.memento.captured.date() == DAY
    bad = found(table(revisit, row("20200101000000", "404", "SAME")), table())
    assert (bad.status, bad.detail) == (ArchiveStatus.ARCHIVED_ERROR, "404 ×2, last 2022-10-13")


def test_when_the_nearest_rows_are_errors_good_ones_are_asked_for() -> None:
    lookup, [_, second] = conversation(table(row("20221013000000", "503")), table(row("20190101000000")))
    assert (second["filter"], second["limit"]) == (["statuscode:200"], ["3"])
    assert lookup.status is ArchiveStatus.ARCHIVED
    assert lookup.captures_seen == 2


def test_a_redirect_is_better_than_an_error_and_worse_than_a_page() -> None:
    rows = [row("20221013000000", "404"), row("20221020000000", "301")]
    lookup = found(table(*rows), table())
    assert lookup.status is ArchiveStatus.ARCHIVED_REDIRECT
    assert lookup.memento is not None
    assert found(table(*rows, row("20251020000000", "206"))).status is ArchiveStatus.ARCHIVED


def test_only_errors() -> None:
    lookup = found(
        table(row("20221013000000", "404"), row("20230102000000", "404"), row("20220101000000", "503")), table()
    )
    assert (lookup.status, lookup.memento) == (ArchiveStatus.ARCHIVED_ERROR, None)
    assert lookup.detail == "404 ×2, 503, last 2023-01-02"


def test_an_empty_table_and_nothing_else_says_none() -> None:
    assert found(table()).status is ArchiveStatus.NONE
    assert found(Reply(200, {}, json.dumps([HEADER]).encode())).status is ArchiveStatus.NONE


EXCLUDED_HEADER = {
    "x-archive-wayback-runtime-error": "org.archive.wayback.exception.AdministrativeAccessControlException: "
    "Blocked Site Error"
}


@pytest.mark.parametrize(
    ("answer", "status", "reason"),
    [
        (Reply(403, EXCLUDED_HEADER, b"Blocked Site Error"), ArchiveStatus.EXCLUDED, None),
        (Reply(200, {}, b"org.archive.util.io.RuntimeIOException: org.archive.wayback.exception."
                        b"RobotAccessControlException: Blocked By Robots"), ArchiveStatus.EXCLUDED, None),
        (Reply(403, {}, b"Forbidden"), ArchiveStatus.UNANSWERED, ArchiveReason.HTTP_ERROR),
        (Reply(404, {}, b"[]"), ArchiveStatus.UNANSWERED, ArchiveReason.HTTP_ERROR),
        (Reply(429, {}, b"[]"), ArchiveStatus.UNANSWERED, ArchiveReason.RATE_LIMITED),
        (Reply(503, {}, b"[]"), ArchiveStatus.UNANSWERED, ArchiveReason.HTTP_ERROR),
        (Reply(200, {}, b"<html>busy</html>"), ArchiveStatus.UNANSWERED, ArchiveReason.BAD_BODY),
        (Reply(200, {}, b""), ArchiveStatus.UNANSWERED, ArchiveReason.BAD_BODY),
        (Reply(200, {}, b'[["timestamp","orig'), ArchiveStatus.UNANSWERED, ArchiveReason.BAD_BODY),
        (Reply(200, {}, b"[]", whole=False), ArchiveStatus.UNANSWERED, ArchiveReason.BAD_BODY),
        (Reply(200, {}, b"{}"), ArchiveStatus.UNANSWERED, ArchiveReason.BAD_BODY),
        (Reply(200, {}, b'[["a","b"],["c","d"]]'), ArchiveStatus.UNANSWERED, ArchiveReason.BAD_BODY),
        (Reply(200, {}, b"[" * 100_000), ArchiveStatus.UNANSWERED, ArchiveReason.BAD_BODY),
        (NoReply(Failure.TIMEOUT), ArchiveStatus.UNANSWERED, ArchiveReason.TIMEOUT),
        (NoReply(Failure.CONNECTION_REFUSED), ArchiveStatus.UNANSWERED, ArchiveReason.REFUSED),
        (NoReply(Failure.PROTOCOL), ArchiveStatus.UNANSWERED, ArchiveReason.BAD_BODY),
    ],
)  # fmt: skip
def test_silence_has_a_reason(answer: Reply | NoReply, status: ArchiveStatus, reason: ArchiveReason | None) -> None:
    lookup = found(answer)
    assert (lookup.status, lookup.reason) == (status, reason)
    second = found(table(row("20221013000000", "404")), answer)
    assert (second.status, second.reason) == (status, reason)


@pytest.mark.parametrize(
    ("stamp", "captured"),
    [
        ("20221013071502", datetime(2022, 10, 13, 7, 15, 2, tzinfo=UTC)),
        ("20000008241345", datetime(2000, 8, 24, 13, 45, tzinfo=UTC)),  # "00" pushed in for the month
        ("20000800241345", datetime(2000, 8, 24, 13, 45, tzinfo=UTC)),  # "00" pushed in for the day
    ],
)
def test_timestamps(stamp: str, captured: datetime) -> None:
    lookup = found(table(row(stamp)))
    assert lookup.memento is not None
    assert lookup.memento.captured == captured
    assert f"/web/{stamp}/" in lookup.memento.url


@pytest.mark.parametrize("stamp", ["", "x", "20221399000000", "19700101000000", "20990101000000", "٢٠٢٢١٠١٣٠٠٠٠٠٠"])
def test_an_impossible_time_is_no_capture(stamp: str) -> None:
    lookup = found(table(row(stamp), row("20221013000000")))
    assert lookup.captures_seen == 1


def test_a_row_that_comes_twice_counts_once() -> None:
    assert found(table(row("20221013000000"), row("20221013000000"))).captures_seen == 1


json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(), lambda inner: st.lists(inner, max_size=4)
)


@given(json_values)
def test_only_a_table_may_say_none(value: object) -> None:
    steps = wayback.look_up(BASE, URL, DAY, NOW)
    next(steps)
    with pytest.raises(StopIteration) as end:
        steps.send(Reply(200, {}, json.dumps(value).encode()))
    assert (end.value.value.status is ArchiveStatus.NONE) == (value == [])


cells = st.lists(st.text(max_size=16), min_size=6, max_size=6)


@given(st.lists(cells, max_size=6))
def test_no_row_can_break_it(rows: list[list[str]]) -> None:
    steps = wayback.look_up(BASE, URL, DAY, NOW)
    next(steps)
    with suppress(StopIteration):
        steps.send(table(*rows))
