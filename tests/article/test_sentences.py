"""Sentences: where they end, and where a full stop, a quotation or a line break ends none or always one."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from linkaudit.article.sentences import sentences

PROSE = st.text(st.sampled_from("aB.!?…,:;\"“”'‘’()-— \n1"), max_size=80)


def split(text: str) -> list[str]:
    return [span.slice(text) for span in sentences(text)]


@pytest.mark.parametrize(
    "text",
    [
        "The U.S. Senate met Sen. Dora Vale and Lt. Gov. Pim Oker in St. Louis.",
        "J. R. Marsh came at 9 a.m. on Jan. 5 and paid 3.5 per cent.",
        "“Are you sure?” Vale asked.",
        "She waited … and then left.",
        "Example.org reported it.",
    ],
)
def test_one_sentence_stays_whole(text: str) -> None:
    assert split(text) == [text]


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("He left. She stayed.", ["He left.", "She stayed."]),
        ("“It is done.” The crowd left.", ["“It is done.”", "The crowd left."]),
        ("They live in the U.S. The rest moved.", ["They live in the U.S.", "The rest moved."]),
        ("It failed (twice.) Then it worked!", ["It failed (twice.)", "Then it worked!"]),
        ("“Why?” “Because.”", ["“Why?”", "“Because.”"]),
        ("No stop\nNext line", ["No stop", "Next line"]),
    ],
)
def test_boundaries(text: str, parts: list[str]) -> None:
    assert split(text) == parts


@given(PROSE)
def test_sentences_hold_every_word_once_and_no_line_break(text: str) -> None:
    spans = sentences(text)
    assert all(first.end <= second.start for first, second in pairwise(spans))
    assert "".join("".join(split(text)).split()) == "".join(text.split())
    assert not any("\n" in span.slice(text) for span in spans)
