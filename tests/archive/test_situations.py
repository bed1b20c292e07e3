"""Each situation that an archive may hold: the status of the look-up, and the words that an editor reads."""

from __future__ import annotations

import pytest
from asking_archive import PUBLISHED, look_up, words
from captures import SITE
from wayback_front import Front

from linkaudit.model import ArchiveStatus

WEB = "https://web.archive.org/web"
ARCHIVED = ArchiveStatus.ARCHIVED
REDIRECT = ArchiveStatus.ARCHIVED_REDIRECT
ERROR = ArchiveStatus.ARCHIVED_ERROR


@pytest.mark.parametrize(
    ("path", "status", "said"),
    [
        ("/dates", ARCHIVED, f"Archived copy: 14 Oct 2022, 1 day after publication {WEB}/20221014093000/{SITE}/dates"),
        ("/before", ARCHIVED,
         f"Archived copy: 10 Oct 2022, 3 days before publication {WEB}/20221010100000/{SITE}/before"),
        ("/revisit", ARCHIVED,
         f"Archived copy: 13 Oct 2022, on the day of publication {WEB}/20221013060000/{SITE}/revisit"),
        ("/only-errors", ERROR, "Archived only as an error page (404 ×2, 503, last 2023-01-02)"),
        ("/error-nearest", ARCHIVED,
         ("Archived copy: 1 Sep 2022, 42 days before publication (far from publication date) "
          f"{WEB}/20220901000000/{SITE}/error-nearest")),
        ("/many-errors", ARCHIVED,
         ("Archived copy: 13 Oct 2019, 1096 days before publication (far from publication date) "
          f"{WEB}/20191013000000/{SITE}/many-errors")),
        ("/to-article", REDIRECT, f"Archived copy is a redirect to {SITE}/news/lavrov (other article)"),
        ("/to-home", REDIRECT, f"Archived copy is a redirect to {SITE}/ (home page)"),
        ("/to-outside", REDIRECT, "Archived copy is a redirect to http://other.test/landing (other site)"),
        ("/to-nowhere", REDIRECT, f"Archived copy is a redirect to {SITE}/never-captured (not archived)"),
        ("/to-itself", REDIRECT, f"Archived copy is a redirect to {SITE}/to-itself (in circles)"),
        ("/soft404", ArchiveStatus.ARCHIVED_SOFT404, "Archived copy looks like an error page"),
        ("/soft404-nearest", ARCHIVED,
         f"Archived copy: 16 Oct 2022, 3 days after publication {WEB}/20221016000000/{SITE}/soft404-nearest"),
        ("/busy", ERROR, "Archived only as an error page (503, last 2022-10-13)"),
        ("/limited", ERROR, "Archived only as an error page (429, last 2022-10-13)"),
        ("http://excluded.test/story", ArchiveStatus.EXCLUDED,
         "The publisher excludes this page from the Wayback Machine"),
        ("/story?id=7&lang=en", ARCHIVED,
         f"Archived copy: 14 Oct 2022, 1 day after publication {WEB}/20221014000000/{SITE}/story?id=7&lang=en"),
        ("/report.pdf", ARCHIVED,
         f"Archived copy: 11 Oct 2022, 2 days before publication {WEB}/20221011000000/{SITE}/report.pdf"),
        ("/collision", ARCHIVED,
         f"Archived copy: 13 Oct 2022, on the day of publication {WEB}/20221013000000/{SITE}/collision"),
    ],
)  # fmt: skip
@pytest.mark.parametrize("rewrites", [True, False], ids=["as the Wayback Machine", "as pywb"])
def test_situation(archive: Front, path: str, status: ArchiveStatus, said: str, *, rewrites: bool) -> None:
    archive.rewrites = rewrites
    lookup = look_up(archive, path)
    assert (lookup.status, words(archive, lookup)) == (status, said)
    assert (lookup.verified == "playback") == (status in (ARCHIVED, REDIRECT, ArchiveStatus.ARCHIVED_SOFT404))
    assert set(archive.services()) <= {"index", "playback"}


def test_what_was_never_archived(archive: Front) -> None:
    lookup = look_up(archive, "/never")
    assert lookup.status is ArchiveStatus.NONE
    assert words(archive, lookup).startswith("No copy in the Wayback index (asked ")
    assert archive.services() == ["index"]


def test_without_a_day_of_publication_the_newest_copy_counts(archive: Front) -> None:
    lookup = look_up(archive, "/dates", None)
    assert words(archive, lookup) == f"Archived copy: 1 Jun 2023 {WEB}/20230601000000/{SITE}/dates"
    assert lookup.delta_days is None


def test_what_was_seen_is_told(archive: Front) -> None:
    lookup = look_up(archive, "/dates")
    assert (lookup.wanted, lookup.delta_days, lookup.captures_seen) == (PUBLISHED, 1, 3)
    assert lookup.first is not None
    assert lookup.last is not None
    assert (lookup.first.year, lookup.last.year) == (2022, 2023)
