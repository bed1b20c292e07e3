"""The cookies of one check."""

from __future__ import annotations

import pytest

from linkaudit.evidence.cookies import MOST_BYTES, MOST_COOKIES, header_for, keep


def sent(header: str, to: str, host: str = "www.news.co.uk", *, secure: bool = True) -> str | None:
    return header_for(keep((), host, [header]), to, secure=secure)


@pytest.mark.parametrize(
    ("header", "to", "expected"),
    [
        ("a=1", "www.news.co.uk", "a=1"),
        ("a=1; Path=/x; HttpOnly", "www.news.co.uk", "a=1"),
        ("a=1", "news.co.uk", None),
        ("a=1", "evil.example", None),
        ("a=1; Domain=news.co.uk", "shop.news.co.uk", "a=1"),
        ("a=1; Domain=.news.co.uk", "news.co.uk", "a=1"),
        ("a=1; Domain=news.co.uk", "evilnews.co.uk", None),
        ("a=1; Domain=co.uk", "other.co.uk", None),
        ("a=1; Domain=evil.example", "evil.example", None),
        ("novalue", "www.news.co.uk", None),
        ("a=1\r\nX-Injected: 1", "www.news.co.uk", None),
        ("a=" + "x" * 5000, "www.news.co.uk", None),
    ],
)
def test_where_a_cookie_goes(header: str, to: str, expected: str | None) -> None:
    assert sent(header, to) == expected


def test_a_secure_cookie_stays_off_plain_http() -> None:
    assert sent("a=1; Secure", "www.news.co.uk", secure=False) is None
    assert sent("a=1", "www.news.co.uk", secure=False) == "a=1"


def test_a_newer_cookie_replaces_and_an_empty_one_deletes() -> None:
    jar = keep((), "a.example", ["x=1", "y=2", "x=3"])
    assert header_for(jar, "a.example", secure=False) == "y=2; x=3"
    assert header_for(keep(jar, "a.example", ["y="]), "a.example", secure=False) == "x=3"


def test_a_jar_has_a_bottom() -> None:
    assert len(keep((), "a.example", [f"c{number}=1" for number in range(100)])) == MOST_COOKIES
    jar = keep((), "a.example", [f"c{number}=" + "x" * 1000 for number in range(10)])
    assert len(header_for(jar, "a.example", secure=False) or "") <= MOST_BYTES + 2 * MOST_COOKIES
