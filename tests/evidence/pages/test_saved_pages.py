"""What is told of the saved pages, against what is marked: no false accusation, and hardly a miss."""

from __future__ import annotations

import pytest
from claims_table import false_accusations, judged, pages, recall, recognised
from saved_web import saved_web


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


def test_a_page_is_read_alike_without_its_frame() -> None:
    """The same story in three frames has the same first and last words of its own."""
    for names in (("weir", "weir-copied"), ("museum", "museum-herald"), ("lighthouse", "lighthouse-comet")):
        mains = [pages()[name].main for name in names]
        assert len({main[-60:] for main in mains if main}) <= len(names)
        assert all(abs(pages()[names[0]].main_words - pages()[name].main_words) <= 45 for name in names)
