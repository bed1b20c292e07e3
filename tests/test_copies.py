"""Addresses that are archived copies, in every form that articles hold."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from linkaudit.copies import Standing, copy_at
from linkaudit.urls import normalise

PAGE = "https://news.example/a?b=c"
SOUND, UNPINNED, DISTRUSTED, DEAD = Standing


@pytest.mark.parametrize(
    ("url", "service", "standing", "original", "day"),
    [
        (f"https://web.archive.org/web/20221013071502/{PAGE}", "the Wayback Machine", SOUND, PAGE, "2022-10-13"),
        (f"http://web.archive.org/web/20221013071502id_/{PAGE}", "the Wayback Machine", SOUND, PAGE, "2022-10-13"),
        (f"https://wayback.archive.org/web/2022/{PAGE}", "the Wayback Machine", SOUND, PAGE, "2022-01-01"),
        ("https://web.archive.org/web/20221013/http:/news.example/a", "the Wayback Machine", SOUND,
         "http://news.example/a", "2022-10-13"),
        ("https://web.archive.org/20221013000000/news.example/a", "the Wayback Machine", SOUND,
         "http://news.example/a", "2022-10-13"),
        (f"https://web.archive.org/web/{PAGE}", "the Wayback Machine", UNPINNED, PAGE, None),
        (f"https://web.archive.org/web/*/{PAGE}", "the Wayback Machine", UNPINNED, PAGE, None),
        (f"https://web.archive.org/web/2022*/{PAGE}", "the Wayback Machine", UNPINNED, PAGE, None),
        (f"https://archive.ph/2022.10.13-071502/{PAGE}", "archive.today", DISTRUSTED, PAGE, "2022-10-13"),
        (f"https://archive.is/20221013/{PAGE}", "archive.today", DISTRUSTED, PAGE, "2022-10-13"),
        ("https://archive.md/AbC12", "archive.today", DISTRUSTED, None, None),
        (f"https://archive.today/newest/{PAGE}", "archive.today", DISTRUSTED, PAGE, None),
        ("https://perma.cc/AB12-CD34", "Perma.cc", SOUND, None, None),
        (f"https://perma-archives.org/warc/20221013071502/{PAGE}", "Perma.cc", SOUND, PAGE, "2022-10-13"),
        (f"https://wayback.archive-it.org/all/20221013071502/{PAGE}", "Archive-It", SOUND, PAGE, "2022-10-13"),
        (f"https://wayback.archive-it.org/1234/20221013071502/{PAGE}", "Archive-It", SOUND, PAGE, "2022-10-13"),
        (f"https://arquivo.pt/wayback/20221013071502/{PAGE}", "Arquivo.pt", SOUND, PAGE, "2022-10-13"),
        (f"https://arquivo.pt/noFrame/replay/20221013071502id_/{PAGE}", "Arquivo.pt", SOUND, PAGE, "2022-10-13"),
        (f"https://webarchive.nationalarchives.gov.uk/ukgwa/20221013071502/{PAGE}",
         "the UK Government Web Archive", SOUND, PAGE, "2022-10-13"),
        ("https://ghostarchive.org/archive/AbC12", "Ghostarchive", SOUND, None, None),
        (f"https://archive.wikiwix.com/cache/20221013071502/{PAGE}", "Wikiwix", SOUND, PAGE, "2022-10-13"),
        ("https://megalodon.jp/2022-1013-0715-02/news.example/a", "Megalodon", SOUND, "http://news.example/a",
         "2022-10-13"),
        ("https://www.webcitation.org/5eWaHRbn4?url=http://news.example/a", "WebCite", DEAD, "http://news.example/a",
         None),
        ("https://webcache.googleusercontent.com/search?q=cache:AbCdEfGhIjKl:news.example/a&hl=en", "Google's cache",
         DEAD, "http://news.example/a", None),
        (f"http://timetravel.mementoweb.org/memento/20221013/{PAGE}", "Memento Time Travel", DEAD, PAGE,
         "2022-10-13"),
    ],
)  # fmt: skip
def test_every_form(url: str, service: str, standing: Standing, original: str | None, day: str | None) -> None:
    normal = normalise(url)
    assert normal is not None
    copy = copy_at(normal[0])
    assert copy is not None
    assert (copy.service, copy.standing, copy.original) == (service, standing, original)
    assert (copy.captured.date().isoformat() if copy.captured else None) == day


@pytest.mark.parametrize("stamp", ["19951231000000", "20221399000000", "0000"])
def test_an_impossible_time_is_not_told(stamp: str) -> None:
    copy = copy_at(f"https://web.archive.org/web/{stamp}/{PAGE}")
    assert copy is not None
    assert copy.captured is None


@pytest.mark.parametrize(
    "url",
    [
        PAGE, "https://archive.org/details/some-book", "https://web.archive.org/", "https://archive.ph/",
        "https://perma.cc/about", "https://news.example/web/20221013071502/https://a.example/",
        "https://notarchive.org/web/2022/https://a.example/", "https://www.webcitation.org/",
    ],
)  # fmt: skip
def test_other_addresses_are_none(url: str) -> None:
    assert copy_at(url) is None


HOSTS = ["web.archive.org", "archive.ph", "perma.cc", "megalodon.jp", "webcache.googleusercontent.com"]


@given(st.sampled_from(HOSTS), st.text("/webcache:0123456789.-*?=&q[]%ah", max_size=60))
def test_no_address_can_break_it(host: str, rest: str) -> None:
    normal = normalise(f"https://{host}/{rest}")
    if normal is not None:
        copy_at(normal[0])
