"""Link headers and TimeMaps as archives write them."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from linkaudit.evidence.archives.linkformat import WebLink, links
from linkaudit.evidence.archives.named import NamedArchive, Speech, named

WAYBACK = (
    '<https://a.example/?x=1&amp;y=2,3;4>; rel="original", '
    '<https://web.archive.org/web/timemap/link/https://a.example/>; rel="timemap"; type="application/link-format", '
    '<https://web.archive.org/web/2022/https://a.example/>; rel="first last memento"; '
    'datetime="Thu, 13 Oct 2022 12:00:00 GMT"'
)


def test_a_header_of_the_wayback_machine() -> None:
    original, timemap, memento = links(WAYBACK)
    assert original == WebLink("https://a.example/?x=1&y=2,3;4", {"rel": "original"})
    assert timemap.parameters["type"] == "application/link-format"
    assert memento.relations == {"first", "last", "memento"}
    assert memento.parameters["datetime"] == "Thu, 13 Oct 2022 12:00:00 GMT"


@pytest.mark.parametrize(
    ("text", "targets"),
    [
        ("", []),
        ("<a>", ["a"]),
        ('<a>; rel=x; rel=y; title="a \\", <b>";foo,\n <c> ;REL = "memento" ,,<d', ["a", "c"]),
        ("junk, <b>; rel=x", ["b"]),
        ('<a>; rel="open, <b>', ["a"]),
    ],
)
def test_odd_ones(text: str, targets: list[str]) -> None:
    assert [link.target for link in links(text)] == targets


@given(st.text('<>;,="\\ ar&', max_size=60))
def test_it_ends_and_never_raises(text: str) -> None:
    assert len(list(links(text))) <= text.count("<")


def test_unclosed_brackets_and_quotes_take_no_long() -> None:
    assert list(links("<," * 500_000)) == []
    assert len(list(links('<a>;b=",' * 100_000))) <= 100_000


def test_the_names_of_archives() -> None:
    assert named("Arquivo.pt") == NamedArchive("https://arquivo.pt", Speech.CDX)
    assert named("memento:https://wayback.archive-it.org/all/") == NamedArchive(
        "https://wayback.archive-it.org/all", Speech.TIMEMAP
    )
    assert named("memgator:https://memgator.cs.odu.edu").host == "memgator.cs.odu.edu"


@pytest.mark.parametrize("words", ["", "archive.today", "memento:", "memento:ftp://a.example", "https://a.example"])
def test_what_is_no_archive_says_what_is(words: str) -> None:
    with pytest.raises(ValueError, match=r'^write "arquivo\.pt", or "memento:"'):
        named(words)
