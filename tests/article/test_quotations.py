"""Quotations: marks of all kinds, broken ones too, and what is no speech though it stands between marks."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from linkaudit.article.quotations import quotations

MARKED = st.text(st.sampled_from("a b.,\"“”'‘’«»\nS"), max_size=60)


def said(text: str) -> list[tuple[str, str | None]]:
    return [(one.text, one.speaker) for one in quotations(text)]


@pytest.mark.parametrize(
    "text",
    [
        '"The harbour is closed," said Ana Ruiz.',
        "“The harbour is closed,” said Ana Ruiz.",
        '“The harbour is closed," said Ana Ruiz.',
        "‘The harbour is closed,’ said Ana Ruiz.",
        "''The harbour is closed,'' said Ana Ruiz.",
        "«The harbour is closed,» said Ana Ruiz.",
    ],
)
def test_every_kind_of_mark(text: str) -> None:
    assert said(text) == [("The harbour is closed,", "Ana Ruiz")]


def test_the_span_holds_the_marks_and_the_text_does_not() -> None:
    text = 'Ana Ruiz said: "The harbour is closed."'
    (one,) = quotations(text)
    assert one.span.slice(text) == '"The harbour is closed."'
    assert one.text == "The harbour is closed."


def test_a_quotation_over_paragraphs_keeps_its_speaker() -> None:
    text = "Ana Ruiz said: “We begin in the morning.\n\n“We end at night.”"
    assert said(text) == [("We begin in the morning.", "Ana Ruiz"), ("We end at night.", "Ana Ruiz")]


def test_a_lost_mark_spoils_its_own_paragraph_only() -> None:
    text = 'He held up a 5" pipe and left.\n\n"The pipe was far too short," said Tom Hill.'
    assert ("The pipe was far too short,", "Tom Hill") in said(text)


def test_a_quotation_within_a_quotation_is_part_of_it() -> None:
    assert said('"She called me "the ghost" for years," said Tom Hill.') == [
        ('She called me "the ghost" for years,', "Tom Hill")
    ]


@pytest.mark.parametrize(
    "text",
    [
        "The film “The Long Way Home Again” opened on Friday.",
        "The “war” on litter goes on.",
        "They marched under the slogan “bread and roses for all of us”.",
        "A book titled “why we never left the old town” sold well.",
    ],
)
def test_titles_slogans_and_scare_quotes_are_no_speech(text: str) -> None:
    assert quotations(text) == []


def test_a_long_quotation_that_nobody_claims_has_no_speaker() -> None:
    assert said("A sign read itself. “You must not feed the gulls on the pier.”") == [
        ("You must not feed the gulls on the pier.", None)
    ]


@given(MARKED)
def test_any_marks_give_ordered_spans_without_overlap(text: str) -> None:
    spans = [one.span for one in quotations(text)]
    assert all(first.end <= second.start for first, second in pairwise(spans))
