"""What a page that was fetched says to the questions that were brought to it."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from linkaudit.evidence.answers import answers
from linkaudit.evidence.exchange import Reply
from linkaudit.model import (
    Doubt,
    Facts,
    FactsQuestion,
    Fetch,
    FragmentQuestion,
    Match,
    MatchVerdict,
    Nature,
    NatureQuestion,
    Presence,
    QuotationQuestion,
    Redirect,
    Sign,
)

NOW = datetime(2026, 11, 22, 9, tzinfo=UTC)
URL = "https://news.example/2022/talks"
STORY = "<p>" + "</p><p>".join(
    f"In paragraph {word} of this story the baker, the miller and the man from the harbour talk of the weather again."
    for word in ["one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve"]
) + "</p>"  # fmt: skip
PAGE = f'<html lang=en><title>Talks</title><h1 id=top-story>Talks</h1><p>"It is over," said Novak.</p>{STORY}</html>'
THERE = QuotationQuestion("the baker, the miller and the man from the harbour talk")
NOT = QuotationQuestion("We have never before seen so many ships in the bay")
FACTS = FactsQuestion("There were 74 ships.", ("Ada Novak",))
ASKED = (FragmentQuestion("top-story"), THERE, NOT, FACTS, NatureQuestion())


def answered(
    body: str, status: int = 200, **fields: object
) -> tuple[frozenset[Sign], list[bool | None], dict[object, object]]:
    fetch = Fetch(URL, NOW, status, final_url=fields.pop("final_url", URL), **fields)  # type: ignore[arg-type]
    after, found = answers(fetch, Reply(status, {"content-type": "text/html"}, body.encode()), ASKED)
    return after.signs, [each.found for each in found], {each.question: each.detail for each in found}


def test_every_question_has_its_answer() -> None:
    signs, found, details = answered(PAGE)
    assert signs == frozenset()
    assert found == [True, True, False, None, True]
    there, absent, facts, page = details[THERE], details[NOT], details[FACTS], details[NatureQuestion()]
    assert isinstance(there, Match)
    assert there.verdict is MatchVerdict.EXACT
    assert isinstance(absent, Match)
    assert absent.verdict is MatchVerdict.ABSENT
    assert isinstance(facts, Facts)
    assert [each.presence for each in facts.figures] == [Presence.NOT_FOUND]
    assert [each.presence for each in facts.names] == [Presence.FOUND]
    assert isinstance(page, Nature)
    assert page.words > 150


@pytest.mark.parametrize(
    ("fields", "reason"),
    [
        ({"final_url": "https://news.example/", "redirects": (Redirect(URL, 302),)}, Doubt.NOT_THE_PAGE),
        ({"signs": frozenset({Sign.LOGIN})}, Doubt.LOGIN),
        ({"signs": frozenset({Sign.CONSENT})}, Doubt.CONSENT),
        ({"signs": frozenset({Sign.BOT_WALL})}, Doubt.NOT_THE_PAGE),
    ],
)
def test_a_page_in_place_of_the_one_that_was_cited_lacks_nothing(fields: dict[str, object], reason: Doubt) -> None:
    _, found, details = answered(PAGE, **fields)
    absent, facts = details[NOT], details[FACTS]
    assert found[1:3] == [True, None]
    assert isinstance(absent, Match)
    assert absent.reason is reason
    assert isinstance(facts, Facts)
    assert [each.presence for each in facts.figures] == [Presence.CANNOT_TELL]


def test_an_error_page_answers_nothing() -> None:
    _, found, details = answered(PAGE, 404)
    assert found == [None]
    assert THERE not in details


@pytest.mark.parametrize(
    ("body", "sign"),
    [
        ("<title>Page not found</title><h1>Page not found</h1><p>Try the search.</p>", Sign.MISSING),
        ("<title>news.example</title><h1>news.example</h1><p>This domain is for sale.</p>", Sign.PARKED),
        (PAGE.replace("<title>", "<link rel=canonical href=https://news.example/><title>"), Sign.HOME),
    ],
)
def test_what_a_page_shows_to_be_becomes_a_sign(body: str, sign: Sign) -> None:
    signs, found, _ = answered(body)
    assert sign in signs
    assert found[2] is None
