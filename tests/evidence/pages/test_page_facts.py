"""Figures, names, credits, drift, and links straight to a passage."""

from __future__ import annotations

from dataclasses import replace
from urllib.parse import unquote

import pytest
from claims_table import pages
from hypothesis import given
from hypothesis import strategies as st

from linkaudit.evidence.exchange import Reply
from linkaudit.evidence.fragments import fragments_found
from linkaudit.evidence.pages import Drift, drift, figures_on, match, outlet_on, speaker_on
from linkaudit.evidence.pages.softs import is_home, is_press_release, secondary_source
from linkaudit.model import Doubt, Presence
from linkaudit.textfragment import text_fragment

FOUND, NOT_FOUND, CANNOT_TELL = Presence.FOUND, Presence.NOT_FOUND, Presence.CANNOT_TELL


@pytest.mark.parametrize(
    ("claim", "expected"),
    [
        ("At least 9,400 people have died", [("9,400", FOUND)]),
        ("More than 30 missiles hit the north", [("30", FOUND)]),
        ("Some 77 missiles hit the north", [("77", CANNOT_TELL)]),
        ("He sent 77 letters", [("77", NOT_FOUND)]),
        ("Exactly 9,000 people have died", [("9,000", CANNOT_TELL)]),
        ("It cost $3.5 million in eighty months", [("$3.5 million", NOT_FOUND), ("eighty", NOT_FOUND)]),
        ("One of the two presidents", []),
    ],
)
def test_figures(claim: str, expected: list[tuple[str, Presence]]) -> None:
    assert [(fact.text, fact.presence) for fact in figures_on(claim, pages()["sanctions"])] == expected


def test_figures_of_a_page_in_doubt_are_found_or_not_told() -> None:
    cut = replace(pages()["sanctions"], whole=False)
    facts = figures_on("9,400 people and 77 letters", cut)
    assert [(fact.presence, fact.reason) for fact in facts] == [(FOUND, None), (CANNOT_TELL, Doubt.CUT)]


@pytest.mark.parametrize(
    ("speaker", "presence"),
    [
        ("Foreign Minister Pavel Dragan", FOUND),
        ("Dragan's", FOUND),
        ("Halina BRANDT", FOUND),
        ("Tomas Reiter Jr.", FOUND),
        ("Harriet Lowe", NOT_FOUND),
        ("", CANNOT_TELL),
    ],
)
def test_speakers(speaker: str, presence: Presence) -> None:
    assert speaker_on(speaker, pages()["sanctions"]).presence is presence


def test_names_on_a_page_in_other_letters_are_not_missed() -> None:
    assert speaker_on("Isak Brenner", pages()["russian"]).reason is Doubt.LANGUAGE


def test_outlets() -> None:
    page = pages()["second-hand"]
    assert outlet_on("The Morning Ledger", page).presence is FOUND
    assert outlet_on("Dispatch.com", page).presence is FOUND
    assert outlet_on("Reuters", page).presence is NOT_FOUND


def test_the_page_that_tells_anothers_story() -> None:
    credited = {name: credit.outlet for name, page in pages().items() if (credit := secondary_source(page))}
    assert credited == {"second-hand": "The Morning Ledger"}


def test_press_releases() -> None:
    assert {name for name, page in pages().items() if is_press_release(page)} == {"press-release"}


def test_a_home_page_is_no_move_for_one_who_asked_for_it() -> None:
    home = pages()["home-ledger"]
    assert is_home("https://ledger.example/2019/fog", home)
    assert not is_home("https://ledger.example/", home)
    assert not is_home("https://ledger.example/en/index.html", home)
    assert not is_home("https://ledger.example/2019/fog", pages()["weir"])


@pytest.mark.parametrize(
    ("then", "now", "expected"),
    [
        ("weir", "weir", Drift.SAME),
        ("weir", "weir-copied", Drift.SAME),
        ("weir", "weir-today", Drift.SAME),
        ("museum", "museum-herald", Drift.SAME),
        ("weir", "tunnel", Drift.DRIFTED),
        ("weir", "second-hand", Drift.DRIFTED),
        ("weir", "soft404-de", Drift.CANNOT_TELL),
    ],
)
def test_drift(then: str, now: str, expected: Drift) -> None:
    assert drift(pages()[then], pages()[now]) is expected


def test_a_page_of_which_half_was_rewritten_has_changed() -> None:
    page = pages()["weir"]
    kept = page.main_blocks[len(page.main_blocks) // 2].start
    other = "\n" + pages()["tunnel"].main
    text = page.text[:kept] + other
    blocks = tuple(block for block in page.blocks if block.end <= kept)
    rewritten = replace(page, text=text, blocks=(*blocks, *_one_block(kept + 1, len(text))))
    assert drift(page, rewritten) is Drift.CHANGED


def _one_block(start: int, end: int) -> tuple[object, ...]:
    from linkaudit.evidence.pages import Block

    return (Block(start, end),)


@pytest.mark.parametrize(
    ("url", "passage", "expected"),
    [
        ("https://a.example/x", "no such night", "https://a.example/x#:~:text=no%20such%20night"),
        ("https://a.example/x#s2", "well-known, yes", "https://a.example/x#s2:~:text=well%2Dknown%2C%20yes"),
        ("https://a.example/x#:~:text=old", "new & true", "https://a.example/x#:~:text=new%20%26%20true"),
        ("https://a.example/x", "", "https://a.example/x"),
    ],
)
def test_links_straight_to_a_passage(url: str, passage: str, expected: str) -> None:
    assert text_fragment(url, passage) == expected


def test_a_long_passage_is_named_by_its_ends() -> None:
    passage = "one two three four five six\nseven eight nine ten eleven twelve"
    link = text_fragment("https://a.example/x", passage)
    assert link.endswith("text=one%20two%20three%20four%20five,eight%20nine%20ten%20eleven%20twelve")


WORDS = st.lists(st.sampled_from(["river", "well-known", "rose,", "“No”", "100%", "a&b", "é"]), min_size=1, max_size=60)


@given(WORDS)
def test_such_a_link_is_found_by_the_reader_of_fragments(words: list[str]) -> None:
    passage = " ".join(words)
    source = f"<p>{'Before it. ' * 60}</p><p>{passage.replace('&', '&amp;')}</p>"
    fragment = text_fragment("https://a.example/x", passage).partition("#")[2]
    reply = Reply(200, {"content-type": "text/html; charset=utf-8"}, source.encode())
    assert fragments_found(reply, [fragment]) == [True]


def test_the_link_of_a_match_names_its_own_words() -> None:
    answer = match("We see very little of it", pages()["sanctions"])
    assert answer.found is not None
    assert answer.found in unquote(text_fragment(pages()["sanctions"].url, answer.found))
