"""What is told of the saved pages, against what is marked: no false accusation, and hardly a miss."""

from __future__ import annotations

import pytest
from claims_table import false_accusations, judged, pages, recall, recognised
from saved_web import saved_web

from linkaudit.evidence.pages.words import read_words


def test_nothing_is_said_against_a_quotation_that_stands() -> None:
    assert not false_accusations()


@pytest.mark.parametrize(
    ("truth", "least"), [("found", 0.98), ("absent", 0.95), ("differs", 0.95), ("removed", 1.0), ("cannot_tell", 1.0)]
)
def test_what_is_so_is_told_so(truth: str, least: float) -> None:
    assert recall(truth) >= least


def test_there_is_enough_to_judge() -> None:
    assert len(saved_web()) >= 60
    assert len(judged()) >= 200


def test_pages_that_are_none_are_known_and_no_other() -> None:
    marked = {what: {name for name, page in saved_web().items() if page.what == what} for what in recognised()}
    assert recognised() == marked


def test_every_answer_that_is_none_has_its_reason() -> None:
    for each in judged():
        assert (each.answer.reason is None) == (each.said != "cannot_tell"), each


def test_what_is_found_stands_where_it_is_said_to_stand() -> None:
    for each in judged():
        answer, text = each.answer, pages()[each.page].text
        if answer.start is not None and each.said != "removed":
            assert text[answer.start : answer.end] == answer.found
            assert answer.found in (answer.context or "")


@pytest.mark.parametrize("name", sorted(name for name, each in saved_web().items() if each.paragraphs and each.whole))
def test_the_article_is_told_from_its_frame(name: str) -> None:
    """All of the story is main text, but for a last line of a few words, and hardly anything else is."""
    story = read_words("\n".join(saved_web()[name].paragraphs))
    main = read_words(pages()[name].main)
    assert all(main.find(read_words(paragraph).keys) >= 0 for paragraph in saved_web()[name].paragraphs[:-1])
    assert len(main) <= len(story) + 45
