"""Whether a failed attempt is worth another one."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from linkaudit.evidence.exchange import Attempt
from linkaudit.evidence.retry import LONGEST_WAIT, retry_after, wait
from linkaudit.model import Failure, Fetch

NOW = datetime(2026, 11, 22, 12, tzinfo=UTC)


def tries(status: int | None = None, failure: Failure | None = None) -> int:
    """How often an address that always answers so is asked in all."""
    attempt = Attempt(Fetch("http://a.example/", NOW, status, failure))
    return next(count for count in range(1, 10) if wait(attempt, count, 2, 1.0) is None)


@pytest.mark.parametrize("status", [408, 425, 429, 500, 502, 503, 504, 520, 524])
def test_passing_trouble_is_tried_three_times(status: int) -> None:
    assert tries(status) == 3


@pytest.mark.parametrize("status", [200, 301, 400, 401, 403, 404, 410, 451, 501, 505, 525, 999])
def test_a_plain_answer_is_taken_as_it_is(status: int) -> None:
    assert tries(status) == 1


@pytest.mark.parametrize("failure", Failure)
def test_failures(failure: Failure) -> None:
    expected = {
        Failure.TIMEOUT: 3,
        Failure.RESET: 3,
        Failure.CONNECTION_REFUSED: 2,
        Failure.NAME_TEMPORARY: 2,
    }
    assert tries(failure=failure) == expected.get(failure, 1)


@given(st.integers(1, 50), st.floats(0, 1))
def test_the_wait_is_jittered_and_bounded(count: int, chance: float) -> None:
    pause = wait(Attempt(Fetch("http://a.example/", NOW, 503)), count, 100, chance)
    assert pause is not None
    assert pause == min(LONGEST_WAIT, 2 ** (count - 1)) * chance


def test_the_servers_word_wins() -> None:
    assert wait(Attempt(Fetch("http://a.example/", NOW, 429), retry_after=17.0), 1, 2, 0.0) == 17.0


@pytest.mark.parametrize(
    ("header", "seconds"),
    [
        (None, None),
        ("0", 0.0),
        ("7", 7.0),
        ("99999999999999999999", 60.0),
        ("-5", None),
        ("soon", None),
        ("٧", None),
        ("Sun, 22 Nov 2026 12:00:20 GMT", 20.0),
        ("Sun, 22 Nov 2026 11:00:00 GMT", 0.0),
        ("Sun, 22 Nov 2027 12:00:00 GMT", 60.0),
        ("Sun, 22 Nov 2026 12:00:20", None),
        ("Sun, 99 Nov 2026 12:00:20 GMT", None),
        ("Sun, 22 Nov 99999999999999999999 12:00:20 GMT", None),
        ("Sun, 22 Nov 2026 12:00:20 +99999999999999", None),
    ],
)
def test_retry_after(header: str | None, seconds: float | None) -> None:
    assert retry_after(header, NOW) == seconds


@given(st.text(max_size=60) | st.from_regex(r"Sun, \d{1,30} Nov \d{1,30} \d+:\d+:\d+ [+-]\d{1,30}", fullmatch=True))
def test_no_header_can_break_it(header: str) -> None:
    seconds = retry_after(header, NOW)
    assert seconds is None or 0 <= seconds <= 60
