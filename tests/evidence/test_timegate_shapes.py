"""What a TimeGate may answer, shape by shape: positives only, and never a word with another host."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from linkaudit.evidence.archives import second
from linkaudit.evidence.archives.named import NamedArchive, Speech
from linkaudit.evidence.archives.questions import Heard, Question, Service
from linkaudit.evidence.exchange import NoReply, Reply
from linkaudit.model import ArchiveReason, Failure, Lookup

URL = "https://news.example/talks?id=7"
BASE = "https://archive.example/gate"
COPY = f"https://archive.example/copies/20221014/{URL}"
NOW = datetime(2026, 11, 22, tzinfo=UTC)
THEN = "Fri, 14 Oct 2022 09:30:00 GMT"
PAGE = b"<h1>Talks end</h1><p>The ministry said on Thursday that the talks have ended for now.</p>"


def shown(when: str = THEN, status: int = 200, body: bytes = PAGE, **headers: str) -> Reply:
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    return Reply(status, {"memento-datetime": when, **named}, body)


def to(location: str, status: int = 302) -> Reply:
    return Reply(status, {"location": location})


def negotiated(*answers: Heard, wanted: date | None = date(2022, 10, 13)) -> tuple[Lookup | None, list[Question]]:
    """The end, and what was asked; the last answer is given again and again."""
    talk = second.look_up(NamedArchive(BASE, Speech.TIMEGATE), URL, wanted, NOW, verify=True)
    asked = [next(talk)]
    while True:
        try:
            asked.append(talk.send(answers[min(len(asked), len(answers)) - 1]))
        except StopIteration as end:
            return end.value, asked


@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
@pytest.mark.parametrize("location", [COPY, COPY.removeprefix("https:"), COPY.removeprefix("https://archive.example")])
def test_a_redirect_to_the_copy(status: int, location: str) -> None:
    lookup, asked = negotiated(to(location, status), shown())
    assert lookup is not None
    assert lookup.memento is not None
    assert (lookup.memento.url, lookup.verified, lookup.delta_days) == (COPY, "playback", 1)
    day = ("Accept-Datetime", "Thu, 13 Oct 2022 12:00:00 GMT")
    assert [(each.address, each.service) for each in asked] == [
        (f"{BASE}/{URL}", Service.INDEX),
        (COPY, Service.PLAYBACK),
    ]
    assert all(each.headers == (day,) for each in asked)


def test_the_copy_at_once_and_when_there_were_others() -> None:
    first = f'<{COPY}>; rel="first memento"; datetime="Tue, 01 Feb 2022 00:00:00 GMT"'
    link = f'<{URL}>; rel="original", {first}, <{COPY}>; rel="memento"; datetime="{THEN}"'
    lookup, asked = negotiated(shown(content_location=COPY, link=link), wanted=None)
    assert lookup is not None
    assert lookup.memento is not None
    assert (lookup.memento.url, lookup.first, lookup.captures_seen) == (COPY, datetime(2022, 2, 1, tzinfo=UTC), 2)
    assert [each.headers for each in asked] == [()]


@pytest.mark.parametrize(
    "answers",
    [
        [shown()],  # no address but the TimeGate's, which shows another copy tomorrow
        [shown(content_location="https://elsewhere.example/copy")],
        [to("https://elsewhere.example/copy"), shown()],
        [to("//elsewhere.example/copy"), shown()],
        [to(""), shown()],
        [to(COPY), Reply(200, {}, PAGE)],
        [to(COPY), shown(status=404)],
        [to(COPY), shown(body=b"<title>404 Page not found</title>")],
        [to(COPY), shown("Tue, 13 Oct 2099 12:00:00 GMT")],
        [to(COPY), shown("yesterday")],
        [to(COPY), shown(link='<https://news.example/>; rel="original"')],
        [to(COPY), shown(link='<http://[>; rel="original"')],
        [to(COPY)],
        [Reply(300, {"location": COPY}), shown()],
        [Reply(404)],
        [Reply(400)],
        [NoReply(Failure.TIMEOUT)],
        [ArchiveReason.BREAKER],
    ],
)
def test_anything_else_says_nothing(answers: list[Heard]) -> None:
    lookup, asked = negotiated(*answers)
    assert lookup is None
    assert len(asked) <= 6
    assert all(each.address.startswith("https://archive.example/") for each in asked)


HEADERS = st.dictionaries(
    st.sampled_from(["location", "content-location", "memento-datetime", "link"]),
    st.sampled_from([COPY, THEN, "//[", "http://[::1", f"<{COPY}>; rel=original"]) | st.text(max_size=40),
)


@given(st.lists(st.builds(Reply, st.sampled_from([200, 302, 404]), HEADERS, st.just(PAGE)), min_size=1, max_size=3))
def test_whatever_it_answers_no_other_host_is_asked(answers: list[Reply]) -> None:
    lookup, asked = negotiated(*answers)
    assert all(each.address.startswith("https://archive.example/") for each in asked)
    assert lookup is None or (lookup.memento is not None and lookup.memento.url.startswith("https://archive.example/"))
