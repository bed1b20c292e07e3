"""What the Wayback Machine's index says, and what it does not say."""

from __future__ import annotations

import json
from collections.abc import Sequence
from contextlib import suppress
from datetime import UTC, date, datetime
from email.utils import format_datetime
from urllib.parse import parse_qs, urlsplit

import pytest
from hypothesis import given
from hypothesis import strategies as st

from linkaudit.evidence.archives import wayback
from linkaudit.evidence.archives.questions import Heard, Question, Service
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


def talk(*answers: Heard, wanted: date | None = DAY, verify: bool = False) -> tuple[Lookup, list[Question]]:
    """The look-up's end, and the questions it put."""
    steps = wayback.look_up(BASE, URL, wanted, NOW, verify=verify)
    questions = [next(steps)]
    for number, answer in enumerate(answers, 1):
        try:
            questions.append(steps.send(answer))
        except StopIteration as end:
            assert number == len(answers), "it ended early"
            return end.value, questions
    raise AssertionError(f"it asks on: {questions[-1]}")


def conversation(*answers: Heard, wanted: date | None = DAY) -> tuple[Lookup, list[dict[str, list[str]]]]:
    lookup, questions = talk(*answers, wanted=wanted)
    return lookup, [parse_qs(urlsplit(question.address).query) for question in questions]


def found(*answers: Heard, wanted: date | None = DAY, verify: bool = False) -> Lookup:
    return talk(*answers, wanted=wanted, verify=verify)[0]


def shown(stamp: str, text: str = "<h1>Talks end</h1>", status: int = 200, location: str | None = None) -> Reply:
    """What playback answers for a capture."""
    captured = datetime.strptime(stamp, "%Y%m%d%H%M%S").replace(tzinfo=UTC)
    headers = {"memento-datetime": format_datetime(captured, usegmt=True), "content-type": "text/html"}
    return Reply(status, headers | ({"location": location} if location else {}), text.encode())


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
    home = shown("20221020000000", status=301, location=f"{BASE}/web/20221020000000id_/https://news.example/")
    lookup = found(table(*rows), table(), home, shown("20221020000000"))
    assert (lookup.status, lookup.verified) == (ArchiveStatus.ARCHIVED_REDIRECT, "playback")
    assert lookup.memento is not None
    assert lookup.memento.url == f"{BASE}/web/20221020000000/{URL}"
    assert lookup.detail == "https://news.example/ (home page)"
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


# --- playback --------------------------------------------------------------------------------------------------------

GOOD = table(row("20221013000000"), row("20221016000000"))
FIRST, SECOND = f"{BASE}/web/20221013000000id_/{URL}", f"{BASE}/web/20221016000000id_/{URL}"
SOFT = "<title>Page not found | The News</title>"


def test_a_copy_that_readers_are_sent_to_is_played_first() -> None:
    lookup, [query, playback] = talk(GOOD, shown("20221013000000"), verify=True)
    assert (query.service, playback) == (Service.INDEX, Question(FIRST, Service.PLAYBACK))
    assert (lookup.status, lookup.verified, lookup.delta_days) == (ArchiveStatus.ARCHIVED, "playback", 0)
    assert lookup.memento is not None
    assert lookup.memento.url == f"{BASE}/web/20221013000000/{URL}"


@pytest.mark.parametrize(
    "bad", [shown("20221013000000", SOFT), shown("20221013000000", status=404), shown("20221013000000", status=429)]
)
def test_when_the_nearest_copy_shows_an_error_page_the_next_one_counts(bad: Reply) -> None:
    lookup, questions = talk(GOOD, bad, shown("20221016000000"), verify=True)
    assert [question.address for question in questions[1:]] == [FIRST, SECOND]
    assert (lookup.status, lookup.verified, lookup.delta_days) == (ArchiveStatus.ARCHIVED, "playback", 3)


def test_copies_that_show_nothing_but_error_pages() -> None:
    soft = found(GOOD, shown("20221013000000", SOFT), shown("20221016000000", SOFT), verify=True)
    assert (soft.status, soft.delta_days) == (ArchiveStatus.ARCHIVED_SOFT404, 0)
    hard = found(GOOD, *(shown(stamp, status=404) for stamp in ("20221013000000", "20221016000000")), verify=True)
    assert (hard.status, hard.memento, hard.detail) == (ArchiveStatus.ARCHIVED_ERROR, None, "404 ×2, last 2022-10-16")


@pytest.mark.parametrize("answer", [NoReply(Failure.TIMEOUT), Reply(503), Reply(429), ArchiveReason.BREAKER])
def test_what_playback_leaves_open_is_what_the_index_said(answer: Heard) -> None:
    lookup = found(GOOD, answer, verify=True)
    assert (lookup.status, lookup.verified, lookup.delta_days) == (ArchiveStatus.ARCHIVED, "index", 0)


@pytest.mark.parametrize(
    "answer",
    [Reply(403, EXCLUDED_HEADER, b""), Reply(200, {}, b"This URL has been excluded from the Wayback Machine.")],
)
def test_an_exclusion_shows_in_playback_too(answer: Reply) -> None:
    assert found(GOOD, answer, verify=True).status is ArchiveStatus.EXCLUDED


MOVED = table(row("20221013000000", "301"))


def redirected(to: str) -> Reply:
    return shown("20221013000000", "", 301, to)


@pytest.mark.parametrize(
    ("location", "asked"),
    [
        (f"{BASE}/web/20221013000000id_/https://news.example/b", "https://news.example/b"),
        ("/web/20221013000000id_/https://news.example/b", "https://news.example/b"),
        ("https://news.example/b", "https://news.example/b"),  # pywb gives the live address
        ("/b?c", "https://news.example/b?c"),
        ("//other.example/b", "https://other.example/b"),
    ],
)
def test_no_redirect_leads_out_of_the_archive(location: str, asked: str) -> None:
    lookup, questions = talk(MOVED, table(), redirected(location), shown("20221013000000"))
    assert questions[-1].address == f"{BASE}/web/20221013000000id_/{asked}"
    assert lookup.detail == f"{asked} ({'other site' if 'other' in asked else 'other article'})"


@pytest.mark.parametrize(
    ("answer", "kind"),
    [
        (Reply(404, {}, b"The Wayback Machine has not archived that URL."), "not archived"),
        (Reply(302, {"location": f"{BASE}/web/20240101000000id_/https://news.example/b"}), "not archived"),
        (shown("20221013000000", status=410), "error page"),
        (shown("20221013000000", SOFT), "error page"),
        (redirected(f"{BASE}/web/20221013000000id_/{URL}"), "in circles"),
    ],
)
def test_where_a_redirect_ends(answer: Reply, kind: str) -> None:
    lookup = found(MOVED, table(), redirected("https://news.example/b"), answer)
    assert lookup.status is ArchiveStatus.ARCHIVED_REDIRECT
    assert lookup.detail is not None
    assert lookup.detail.endswith(f"({kind})")


def test_a_chain_of_redirects_is_followed_five_times() -> None:
    hops = [redirected(f"https://news.example/{number}") for number in range(6)]
    lookup, questions = talk(MOVED, table(), *hops)
    assert len(questions) == 2 + 6
    assert lookup.detail == "https://news.example/5 (in circles)"


def test_the_same_page_under_https_or_www_is_the_page() -> None:
    nearby = Reply(302, {"location": f"{BASE}/web/20221015000000id_/https://www.news.example/a?b=c&d=1"})
    same = redirected("https://www.news.example/a?b=c&d=1")
    lookup = found(MOVED, table(), same, nearby, shown("20221015000000"))
    assert (lookup.status, lookup.delta_days) == (ArchiveStatus.ARCHIVED, 2)


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


@pytest.mark.parametrize("original", ["", "x", "http://[", "mailto:a@b.example", "data:,", "http://"])
def test_what_is_no_web_address_is_no_capture(original: str) -> None:
    junk = ["20221013000000", original, "text/html", "200", "D", "-"]
    assert found(table(junk, row("20221013000000"))).captures_seen == 1


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
    with suppress(AssertionError):  # it may ask on
        found(table(*rows), verify=True)


headers = st.fixed_dictionaries({}, optional={
    "memento-datetime": st.text(max_size=3) | st.just("Thu, 13 Oct 2022 00:00:00 GMT"),
    "location": st.text(max_size=9) | st.sampled_from(["/", "//[", "http://[", "http://b.example/", f"{BASE}/web/1/x"]),
    "content-type": st.text(max_size=12),
})  # fmt: skip
replies = st.builds(Reply, st.sampled_from([200, 301, 302, 404, 429, 503]), headers, st.binary(max_size=40))


@given(st.lists(replies, min_size=30, max_size=30))
def test_no_playback_can_break_it_or_lead_it_away(answers: list[Reply]) -> None:
    steps = wayback.look_up(BASE, URL, DAY, NOW, verify=True)
    next(steps)
    question = steps.send(GOOD)
    with suppress(StopIteration):
        for answer in answers:
            assert question.address.startswith(f"{BASE}/web/")
            question = steps.send(answer)
        raise AssertionError("it never ends")
