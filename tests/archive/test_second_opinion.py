"""Other archives: asked only when the Wayback Machine knows of no copy, believed only when they have one."""

from __future__ import annotations

from datetime import date

import pytest
from asking_archive import look_up
from captures import SITE
from wayback_front import Answer, Front

from linkaudit.evidence.archives.named import NamedArchive, Speech
from linkaudit.model import ArchiveReason, ArchiveStatus, LookupSource

NOTHING = Answer(200, b"[]", (("Content-Type", "application/json"),))


def arquivo(front: Front) -> NamedArchive:
    return NamedArchive(front.url, Speech.CDX)


def timemap(front: Front) -> NamedArchive:
    return NamedArchive(front.url, Speech.TIMEMAP)


@pytest.mark.parametrize(
    ("speech", "source", "shown"),
    [
        (Speech.CDX, LookupSource.CDX, "/wayback/20221014093000/"),
        (Speech.TIMEMAP, LookupSource.TIMEGATE, "/web/20221014093000/"),
    ],
)
@pytest.mark.parametrize("wayback", [NOTHING, Answer(503), Answer(429)])
def test_another_archive_has_it(
    archive: Front, speech: Speech, source: LookupSource, shown: str, wayback: Answer
) -> None:
    archive.fail(wayback, under="/cdx/")
    other = NamedArchive(archive.url, speech)
    lookup = look_up(archive, "/dates", archives=(other,))
    assert (lookup.status, lookup.source, lookup.verified) == (ArchiveStatus.ARCHIVED, source, "playback")
    assert lookup.memento is not None
    assert lookup.memento.url == f"{archive.url}{shown}{SITE}/dates"
    assert (lookup.delta_days, lookup.captures_seen) == (1, 3)


def test_without_a_day_the_newest_copy_counts(archive: Front) -> None:
    for other in (arquivo(archive), timemap(archive)):
        archive.fail(NOTHING, under="/cdx/", times=1)
        lookup = look_up(archive, "/dates", None, archives=(other,))
        assert lookup.memento is not None
        assert lookup.memento.captured.date() == date(2023, 6, 1)


@pytest.mark.parametrize("path", ["/never", "/only-errors", "/to-home", "/soft404"])
@pytest.mark.parametrize("speech", Speech)
def test_what_no_reader_can_use_is_no_copy(archive: Front, path: str, speech: Speech) -> None:
    archive.fail(NOTHING, under="/cdx/")
    lookup = look_up(archive, path, archives=(NamedArchive(archive.url, speech),))
    assert (lookup.status, lookup.memento) == (ArchiveStatus.NONE, None)


@pytest.mark.parametrize("speech", Speech)
@pytest.mark.parametrize("trouble", [Answer(503), Answer(404), Answer(200, b"<html>", ()), Answer(drop=True)])
def test_silence_elsewhere_changes_nothing(archive: Front, speech: Speech, trouble: Answer) -> None:
    archive.fail(Answer(403), under="/cdx/")
    archive.fail(trouble, under="/wayback/")
    archive.fail(trouble, under="/timemap/")
    lookup = look_up(archive, "/dates", archives=(NamedArchive(archive.url, speech),))
    assert (lookup.status, lookup.reason) == (ArchiveStatus.UNANSWERED, ArchiveReason.HTTP_ERROR)


def test_whoever_has_a_copy_at_the_wayback_machine_is_not_sent_elsewhere(archive: Front) -> None:
    look_up(archive, "/dates", archives=(arquivo(archive), timemap(archive)))
    assert archive.services() == ["index", "playback"]


AGGREGATED = f"""<{SITE}/dates>; rel="original",
 <http://127.0.0.9:1/web/20221014093000/{SITE}/dates>; rel="memento"; datetime="Fri, 14 Oct 2022 09:30:00 GMT",
 <https://archive.today/20221013120000/{SITE}/dates>; rel="memento"; datetime="Thu, 13 Oct 2022 12:00:00 GMT",
 <http://127.0.0.9:1/web/20991013120000/{SITE}/dates>; rel="last memento"; datetime="Tue, 13 Oct 2099 12:00:00 GMT"
"""


def test_an_aggregators_copies_are_neither_opened_nor_taken_from_the_future(archive: Front) -> None:
    archive.fail(NOTHING, under="/cdx/")
    archive.fail(Answer(200, AGGREGATED.encode(), (("Content-Type", "application/link-format"),)), under="/timemap/")
    lookup = look_up(archive, "/dates", archives=(timemap(archive),))
    assert (lookup.verified, lookup.delta_days, lookup.captures_seen) == ("index", 1, 1)
    assert lookup.memento is not None
    assert lookup.memento.archive == "127.0.0.9"


def test_a_timemap_in_pages_is_opened_where_the_day_should_be(archive: Front) -> None:
    pages = "".join(
        f'<{archive.url}{path}>; rel="timemap"; from="{first}"; until="{last}",'
        for path, first, last in [
            (f"/web/timemap/link/{SITE}/before", "Sat, 01 Jan 2022 00:00:00 GMT", "Sat, 31 Dec 2022 00:00:00 GMT"),
            ("/elsewhere", "Sun, 01 Jan 2023 00:00:00 GMT", "Sun, 31 Dec 2023 00:00:00 GMT"),
        ]
    )
    archive.fail(NOTHING, under="/cdx/")
    archive.fail(Answer(200, pages.encode()), under="/timemap/")
    assert look_up(archive, "/before", archives=(timemap(archive),)).delta_days == -3
