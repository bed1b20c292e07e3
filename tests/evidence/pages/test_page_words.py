"""Which words count as the same, and which do not."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from linkaudit.evidence.pages.words import read_words


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("“We’re ready,” he said", "we are ready he said"),
        ("The U.S. government", "the US government"),
        ("the United States", "the U.S."),
        ("thirty missiles", "30 missiles"),
        ("twenty-five thousand three hundred and one", "25,301"),
        ("a hundred and twenty million", "120 million"),
        ("$1.2 million", "1,200,000 dollars"),
        ("£1.3bn", "£1.3 billion"),
        ("30%", "30 per cent"),
        ("thirty percent", "30 pct"),
        ("Mr. Vane", "Mr Vane"),
        ("the colour of organised labour", "the color of organized labor"),
        ("she can’t and won’t", "she cannot and will not"),
        ("Kyiv and Zelenskyy", "Kiev and Zelensky"),
        ("Erdoğan, Müller", "Erdogan, Muller"),
        ("co\u00adoper\u200bation", "cooperation"),
        ("efﬁcient", "efficient"),
        ("front-line", "front line"),
        ("uh, I, um, know", "I know"),
        ("true (applause) again", "true again"),
        ("a fact[12] of life", "a fact of life"),
        ("Oct. 14", "October 14"),
        ("all right", "alright"),
        ("the first and the second", "the 1st and the 2nd"),
        ("AT&T and I", "AT and T and I"),
    ],
)
def test_house_style_is_no_difference(one: str, other: str) -> None:
    assert read_words(clean_of(one)).keys == read_words(clean_of(other)).keys


def clean_of(text: str) -> str:
    from linkaudit.evidence.pages.words import clean

    return clean(text)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("we will", "we will not"),
        ("$30", "£30"),
        ("1.2 million", "12 million"),
        ("1,200", "1,201"),
        ("nineteen eighty-four", "103"),
        ("our", "or"),
        ("prize", "price"),
        ("can", "can't"),
        ("3 and 4 million", "7 million"),
        ("our size", "our side"),
        ("US", "UK"),
    ],
)
def test_what_differs_stays_different(one: str, other: str) -> None:
    assert read_words(one).keys != read_words(other).keys


@given(st.text(max_size=300))
def test_every_key_has_a_place_in_order(text: str) -> None:
    words = read_words(text)
    assert all(0 <= start < end <= len(text) for start, end in zip(words.starts, words.ends, strict=True))
    assert list(words.starts) == sorted(words.starts)
    assert all(key and " " not in key for key in words.keys)


@given(st.lists(st.sampled_from(["one", "two", "three", "river", "a"]), min_size=3, max_size=30), st.data())
def test_a_row_is_found_where_it_first_stands(row: list[str], data: st.DataObject) -> None:
    words = read_words(" x ".join(row))
    first = data.draw(st.integers(0, len(words) - 1))
    keys = words.keys[first : first + data.draw(st.integers(1, 4))]
    at = words.find(keys)
    assert 0 <= at <= first
    assert words.keys[at : at + len(keys)] == keys
    assert words.find(keys, first) == first
    assert words.find(keys, first, len(keys)) == first
    assert words.find(keys, first, len(keys) - 1) == -1
    assert words.find_last(keys, first + len(keys), 50) == first
