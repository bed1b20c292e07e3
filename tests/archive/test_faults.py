"""An archive that is down, slow, refusing or talking nonsense: never "no copy", and never asked too often."""

from __future__ import annotations

from dataclasses import replace

import pytest
from asking_archive import PUBLISHED, limits_for, look_up, look_ups, words
from captures import SITE
from servers import free_port
from wayback_front import Answer, Front

from linkaudit.evidence import ArchiveRequest
from linkaudit.model import ArchiveReason, ArchiveStatus

UNKNOWN = "The archive did not answer: not known whether a copy exists"
JSON = (("Content-Type", "application/json"),)


@pytest.mark.parametrize(
    ("fault", "reason", "requests"),
    [
        (Answer(503, b"<html>busy</html>"), ArchiveReason.HTTP_ERROR, 2),
        (Answer(502), ArchiveReason.HTTP_ERROR, 2),
        (Answer(delay=1.0), ArchiveReason.TIMEOUT, 2),
        (Answer(drop=True), ArchiveReason.REFUSED, 1),
        (Answer(429), ArchiveReason.RATE_LIMITED, 1),
        (Answer(429, headers=(("Retry-After", "120"),)), ArchiveReason.RATE_LIMITED, 1),
        (Answer(403, b"Forbidden"), ArchiveReason.HTTP_ERROR, 1),
        (Answer(200, b"<html><body>Please wait</body></html>"), ArchiveReason.BAD_BODY, 1),
        (Answer(200, b'[["timestamp","original","mimetype","sta', JSON), ArchiveReason.BAD_BODY, 1),
        (Answer(200, b"[]", JSON, cut=True), ArchiveReason.BAD_BODY, 1),
        (Answer(200, b"", JSON), ArchiveReason.BAD_BODY, 1),
    ],
)
def test_trouble_is_no_answer(archive: Front, fault: Answer, reason: ArchiveReason, requests: int) -> None:
    archive.fail(fault)
    lookup = look_up(archive, "/dates", archive_timeout=0.3)
    assert (lookup.status, lookup.reason, words(archive, lookup)) == (ArchiveStatus.UNANSWERED, reason, UNKNOWN)
    assert len(archive.log) == requests


def test_an_archive_that_refuses_connections_is_asked_once(archive: Front) -> None:
    limits = replace(limits_for(archive, archive_concurrency=1), archive_url=f"http://127.0.0.1:{free_port()}")
    found = look_ups([ArchiveRequest(f"{SITE}/{number}", PUBLISHED) for number in range(3)], limits)
    assert [lookup.reason for lookup in found] == [ArchiveReason.REFUSED, ArchiveReason.BREAKER, ArchiveReason.BREAKER]


def test_one_failure_in_between_costs_one_more_question_and_nothing_else(archive: Front) -> None:
    archive.fail(Answer(503), times=1)
    assert look_up(archive, "/dates").status is ArchiveStatus.ARCHIVED


def test_when_only_playback_fails_the_index_is_believed(archive: Front) -> None:
    archive.fail(Answer(503), under="/web/")
    lookup = look_up(archive, "/dates")
    assert (lookup.status, lookup.verified, lookup.delta_days) == (ArchiveStatus.ARCHIVED, "index", 1)


def test_after_two_rate_limits_nothing_more_is_asked(archive: Front) -> None:
    archive.fail(Answer(429))
    requests = [ArchiveRequest(f"{SITE}/{number}", PUBLISHED) for number in range(6)]
    found = look_ups(requests, limits_for(archive, archive_patience=1.0))
    assert len(archive.log) == 2
    assert {lookup.status for lookup in found} == {ArchiveStatus.UNANSWERED}
