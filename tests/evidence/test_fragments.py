"""Whether a page has the place or the words that a link's fragment names."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from linkaudit.evidence.exchange import Reply
from linkaudit.evidence.fragments import can_be_told, fragments_found

STORY = "<p>The mayor said on Monday that the <b>pier</b> will close. " + "It is old and it leaks. " * 30
PAGE = f"""<html><head><title>A title</title></head><body>
<h2 id="notes">Notes</h2><a name=old></a><meta name="meta"><h3 id='user-content-usage'>Usage</h3>
<p class="late comments">x</p>
<p id="caf\u00e9">x</p><p id="a&amp;b">y</p><script>var s = 'id="scripted"'</script>{STORY}</body></html>"""


def found(fragment: str, page: str = PAGE, **fields: object) -> bool | None:
    reply = Reply(200, {"content-type": "text/html"}, page.encode(), **fields)  # type: ignore[arg-type]
    [answer] = fragments_found(reply, [fragment])
    return answer


@pytest.mark.parametrize(
    ("fragment", "expected"),
    [
        ("notes", True),
        ("old", True),
        ("usage", True),
        ("caf\u00e9", True),
        ("caf%C3%A9", True),
        ("", True),
        ("top", True),
        ("Top", True),
        ("Notes", False),
        ("meta", False),
        ("scripted", None),
        ("late", False),
        ("comments", None),
        ("comment-12", None),
        ("L10-L20", None),
        ("nowhere", False),
        ("!/route", None),
        ("/route", None),
        ("t=30", None),
        ("page=4", None),
    ],
)
def test_places(fragment: str, *, expected: bool | None) -> None:
    assert found(fragment) is expected


@pytest.mark.parametrize(
    ("directive", "expected"),
    [
        ("text=the%20pier%20will%20close", True),
        ("text=THE%20PIER", True),
        ("text=mayor,close", True),
        ("text=close,mayor", False),
        ("text=the-,pier,-will", True),
        ("text=a-,pier,-will", False),
        ("text=pier,-shall", False),
        ("text=the%20bridge", False),
        ("text=mayor&text=pier", True),
        ("text=mayor&text=bridge", False),
        ("text=A%20title", None),
        ("text=var%20s", None),
        ("selector(x)", True),
    ],
)
def test_text_fragments(directive: str, *, expected: bool | None) -> None:
    assert found(":~:" + directive) is expected
    assert found("notes:~:" + directive) is expected


def test_what_was_cut_is_never_missing() -> None:
    assert found("nowhere", whole=False) is None
    assert found(":~:text=nowhere", whole=False) is None
    assert found("notes", whole=False) is True


def test_a_page_that_scripts_put_together_cannot_be_judged() -> None:
    shell = "<div id=root></div><script src=/app.js></script>" + "<!-- " + STORY
    assert found("nowhere", shell) is None
    assert found(":~:text=pier", shell) is None
    assert found("root", shell) is True


@pytest.mark.parametrize(
    "reply",
    [Reply(404, {}, PAGE.encode()), Reply(200, {"content-type": "application/pdf"}, PAGE.encode()), Reply(200)],
)
def test_what_is_no_page_cannot_be_judged(reply: Reply) -> None:
    assert fragments_found(reply, ["nowhere", "notes"]) == [None, None]


@pytest.mark.parametrize("fragment", ["", "top", "!/route", "/route", "t=30", ":~:selector(x)"])
def test_what_no_page_can_tell_need_not_be_asked(fragment: str) -> None:
    assert not can_be_told(fragment)


def test_many_fragments_of_a_long_page_are_looked_for_at_once() -> None:
    page = "<p id=last>" + "<a href=x>y</a> & <i id=z class='nowhere'>" * 40_000 + STORY
    wanted = [f"nowhere-{number}" for number in range(16)] + [f":~:text=nothing,{number}" for number in range(16)]
    reply = Reply(200, {}, page.encode())
    assert fragments_found(reply, [*wanted, "last"]) == [False] * 32 + [True]


@given(st.text(max_size=60), st.binary(max_size=300))
def test_no_fragment_and_no_page_can_break_it(fragment: str, body: bytes) -> None:
    assert len(fragments_found(Reply(200, {}, body), [":~:text=" + fragment, fragment])) == 2
