"""What a head and a little of a body say: titles, encodings, walls; and the caps on what is unpacked."""

from __future__ import annotations

import gzip
from html import escape

import pytest
from hypothesis import given
from hypothesis import strategies as st

from linkaudit.evidence.body import HEAD_TEXT_CAP, HEAD_WIRE_CAP, SMALL_PAGE, Body
from linkaudit.evidence.exchange import Reply
from linkaudit.evidence.page import decode, is_html, look, refresh_of
from linkaudit.model import Sign

CHALLENGE = b"<title>Just a moment...</title>"


@pytest.mark.parametrize(
    ("status", "headers", "body"),
    [
        (999, {}, b""),
        (403, {"cf-mitigated": "challenge"}, b""),
        (200, {"x-amzn-waf-action": "challenge"}, b""),
        (403, {"x-datadome": "protected"}, b""),
        (403, {"x-iinfo": "1-2"}, b""),
        (200, {"x-px-vid": "1"}, b""),
        (503, {"server": "cloudflare"}, CHALLENGE),
        (403, {"server": "AkamaiGHost"}, b"<h1>Access Denied</h1>"),
        (200, {}, b"<script src=/_Incapsula_Resource?x></script>"),
        (403, {}, b"<div id=px-captcha>"),
        (200, {}, b"Please enable JavaScript to continue"),
        (404, {}, b"<p>Verify you are human"),
    ],
)
def test_a_wall_is_recognised(status: int, headers: dict[str, str], body: bytes) -> None:
    assert Sign.BOT_WALL in look(Reply(status, headers, body)).signs


@pytest.mark.parametrize(
    ("status", "headers", "body"),
    [
        (403, {}, b"Forbidden"),
        (200, {"server": "cloudflare"}, CHALLENGE),
        (404, {"server": "AkamaiGHost"}, b"Not found"),
        (200, {"x-datadome": "protected", "x-iinfo": "1-2"}, b"<title>Story</title>"),
        (200, {}, b"<noscript>Please enable JavaScript</noscript>" + b"x" * SMALL_PAGE),
    ],
)
def test_what_is_no_wall_is_not_called_one(status: int, headers: dict[str, str], body: bytes) -> None:
    assert Sign.BOT_WALL not in look(Reply(status, headers, body)).signs


def test_the_first_bytes_of_a_page_that_broke_off_are_not_taken_for_a_small_page() -> None:
    body = b"<noscript>Please enable JavaScript</noscript>"
    assert look(Reply(200, {}, body, whole=False)).signs == {Sign.TRUNCATED}


@pytest.mark.parametrize(
    ("status", "body", "signs"),
    [
        (200, b"<title>Log in to read</title><input name=p type='password'>", {Sign.LOGIN}),
        (200, b"<title>How to log in</title><input type=password>", set()),
        (200, b"<title>Before you continue to YouTube</title>", {Sign.CONSENT}),
        (403, b'<script>{"isAccessibleForFree": false}</script>', {Sign.PAYWALL}),
        (200, b'<script>{"isAccessibleForFree": false}</script>', set()),
    ],
)
def test_other_signs(status: int, body: bytes, signs: set[Sign]) -> None:
    assert look(Reply(status, {}, body)).signs == signs


@pytest.mark.parametrize(
    ("body", "title"),
    [
        (b"<title>A &lt;b&gt; \n c</title>", "A <b> c"),
        (b"<TITLE lang=en>Big</TITLE>", "Big"),
        (b"<title></title>", None),
        (b"<title>never closed", None),
        (b"<title>\x1b[31mred\xe2\x80\xae</title>", "[31mred"),
        (b"no title", None),
    ],
)
def test_title(body: bytes, title: str | None) -> None:
    assert look(Reply(200, {}, body)).title == title


@pytest.mark.parametrize(
    ("body", "content_type"),
    [
        ("é".encode(), "text/html; charset=utf-8"),
        ("é".encode(), "text/html"),
        ("é".encode(), "text/html; charset=bz2"),
        ("é".encode(), "text/html; charset=no-such-codec"),
        ("é".encode("latin-1"), 'text/html; charset="ISO-8859-1"'),
        ("é".encode("utf-8-sig"), "text/html; charset=ascii"),
        ("é".encode("utf-16"), "text/html"),
    ],
)
def test_encodings(body: bytes, content_type: str) -> None:
    assert decode(body, content_type) == "é"


def test_an_encoding_named_in_the_page() -> None:
    assert decode('<meta charset="windows-1251">Мир'.encode("cp1251"), "text/html").endswith("Мир")


@pytest.mark.parametrize(
    ("content", "target"),
    [
        ("0;url=/a", "/a"),
        ("5; URL='/b' x", "/b"),
        (' 0 , url = "/c"', "/c"),
        ("0 /d", "/d"),
        (".5;/e", "/e"),
        ("6;url=/f", None),
        ("99999999999;url=/g", None),
        ("0", None),
        ("0;", None),
        ("0;url=", None),
        ("-1;url=/h", None),
        ("soon;url=/i", None),
        ("", None),
    ],
)
def test_where_a_page_sends_its_reader(content: str, target: str | None) -> None:
    tag = f'<META content="{escape(content)}" HTTP-EQUIV=Refresh>'
    assert refresh_of({"refresh": content}, "", "") == target
    assert refresh_of({}, tag, tag.lower()) == target


@pytest.mark.parametrize("status", [199, 300, 404, 503])
def test_only_a_good_answer_sends_its_reader_on(status: int) -> None:
    body = b"<meta http-equiv=refresh content='0;url=/a'>"
    assert look(Reply(200, {}, body)).refresh == "/a"
    assert look(Reply(status, {}, body)).refresh is None
    assert look(Reply(200, {"cf-mitigated": "challenge"}, body)).refresh is None


@given(st.binary(max_size=200), st.text(max_size=60))
def test_no_bytes_can_break_it(body: bytes, content_type: str) -> None:
    look(Reply(200, {"content-type": content_type}, b"<meta charset=" + body))


@pytest.mark.parametrize(
    ("content_type", "expected"),
    [("text/html", True), ("", True), ("application/xhtml+xml; x=y", True), ("application/pdf", False)],
)
def test_what_may_be_a_page(content_type: str, *, expected: bool) -> None:
    assert is_html({"content-type": content_type}) is expected


# --- the body under its caps -----------------------------------------------------------------------------------------


def packed_body() -> Body:
    return Body({"content-encoding": "gzip"}, wire_cap=HEAD_WIRE_CAP, text_cap=HEAD_TEXT_CAP, head_only=True)


def test_a_bomb_unpacks_to_the_cap_and_no_further() -> None:
    body = packed_body()
    assert body.feed(gzip.compress(bytes(50_000_000)))
    assert len(body.text()) == HEAD_TEXT_CAP


def test_the_wire_has_a_cap_of_its_own() -> None:
    body = Body({}, wire_cap=10, text_cap=100, head_only=False)
    assert not body.feed(b"12345")
    assert body.feed(b"6789012345")
    assert body.text() == b"1234567890"


@given(st.integers(1, 40), st.integers(0, 2 * SMALL_PAGE))
def test_a_page_is_left_after_its_head_however_it_is_cut_into_pieces(size: int, padding: int) -> None:
    page = b"<head>" + b"x" * padding + b"</head>" + b"y" * 3 * SMALL_PAGE
    body = Body({}, wire_cap=len(page), text_cap=len(page), head_only=True)
    pieces = [page[at : at + size * 100] for at in range(0, len(page), size * 100)]
    taken = next(number for number, piece in enumerate(pieces, 1) if body.feed(piece))
    enough = max(SMALL_PAGE, page.index(b"</head>") + len(b"</head>"))
    assert enough <= len(body.text()) <= enough + size * 100
    assert taken < len(pieces)
