"""A TimeGate (RFC 7089) as a second opinion: pywb's own, which answers with 307."""

from __future__ import annotations

from datetime import date

import pytest
from asking_archive import look_up
from captures import SITE
from wayback_front import Answer, Front

from linkaudit.evidence.archives.named import NamedArchive, Speech, named
from linkaudit.model import ArchiveStatus, Lookup, LookupSource

NOTHING = Answer(200, b"[]", (("Content-Type", "application/json"),))


def negotiated(archive: Front, path: str, wanted: date | None = date(2022, 10, 13)) -> Lookup:
    archive.fail(NOTHING, under="/cdx/")
    gate = named(f"timegate:http://127.0.0.1:{archive.pywb}/web/")
    assert gate == NamedArchive(f"http://127.0.0.1:{archive.pywb}/web", Speech.TIMEGATE)
    return look_up(archive, path, wanted, archives=(gate,))


@pytest.mark.parametrize(
    ("wanted", "stamp"),
    [
        (date(2022, 10, 13), "20221014093000"),
        (date(2022, 10, 2), "20221001080000"),
        (date(1999, 1, 1), "20221001080000"),
        (None, "20230601000000"),
    ],
)
def test_the_copy_nearest_to_the_day(archive: Front, wanted: date | None, stamp: str) -> None:
    lookup = negotiated(archive, "/dates", wanted)
    assert (lookup.status, lookup.source, lookup.verified) == (
        ArchiveStatus.ARCHIVED,
        LookupSource.TIMEGATE,
        "playback",
    )
    assert lookup.memento is not None
    assert lookup.memento.url == f"http://127.0.0.1:{archive.pywb}/web/{stamp}/{SITE}/dates"
    assert f"{lookup.memento.captured:%Y%m%d%H%M%S}" == stamp


@pytest.mark.parametrize(
    "path", ["/never", "/only-errors", "/soft404", "/to-article", "/to-home", "/to-itself", "/busy"]
)
def test_only_a_copy_of_the_page_itself_is_a_positive(archive: Front, path: str) -> None:
    lookup = negotiated(archive, path)
    assert (lookup.status, lookup.memento) == (ArchiveStatus.NONE, None)
