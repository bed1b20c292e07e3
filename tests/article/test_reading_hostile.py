"""Texts that were made to hurt the reading of sentences, names and claims: the time grows with the length, not faster.

What was quadratic took minutes at this length; the limit is several times what the slowest takes.
"""

from __future__ import annotations

from collections.abc import Iterable
from itertools import product
from string import ascii_lowercase, punctuation
from time import process_time

import pytest

from linkaudit.article import Vocabulary, read
from linkaudit.model import Format, Source

VOCABULARY = Vocabulary()
LENGTH = 60_000
LIMIT = 3.0  # seconds of processor time

MARKS = [*punctuation, *"…“”‘’«»„—–•\u00a0\u200b\ufeff"]
PHRASES = [
    "A.",
    "A. ",
    "U.S. ",
    "A! ",
    '?" ',
    "(@",
    "— A (@a",
    "— A (@a) ",
    "- a\n",
    "1) a\n",
    "# a\n",
    "a\n=\n",
    ": a\n",
    "[^a]: b\n",
    "| a |\n|---|\n| b |\n",
    "x",
    "X",
    " ",
    "\t",
    "\n",
    "the mayor of the town went ",
    "said ",
    "he said that ",
    "John Smith said that ",
    '"a" said X. ',
    '"a" said X ',
    "as X said, ",
    "X and ",
    "of the ",
    "slowly ",
    "a, ",
    "a — ",
    "'a ",
    "'a' ",
    '"a ',
    '"a\n\n',
    '"a b c d e f g\n\n',
    "*a ",
    "**a* ",
    "_a*b_c ",
    "[a](b) ",
    "[a](",
    "[[a]",
    "![",
    "Reuters ",
    "Reuters said ",
    "according to Reuters, ",
    "Reuters [reports](#):\n\n",
    "> a\n",
    '> "a" said X\n\n',
    "Q: a?\n\nA: b\n\n",
    "The Times, which said, ",
    "the newspaper La Antorcha ",
    "the Calder Herald ",
    "a report by ",
    "told Reuters ",
    "The Washington Post the Post ",
    "Smith: a\n\n",
    "12 October 2022 ",
    "http://a.b/ ",
    "https://",
    "www.",
    "a@",
    "a.b",
    "By A. B\n\n",
    "Source: [a](b)\n\n",
    "[a](b) | ",
    "<a href='x'>",
    "<div>\n",
    "{{ a }}",
    "قال ",
    "他说。",
]


def repeated(phrase: str) -> str:
    return (phrase * (LENGTH // len(phrase) + 1))[:LENGTH]


def seconds_to_read(text: str) -> float:
    start = process_time()
    read(Source("article.md", text.encode(), Format.MARKDOWN), VOCABULARY)
    return process_time() - start


@pytest.mark.parametrize("phrase", PHRASES)
def test_a_phrase_over_and_over(phrase: str) -> None:
    assert seconds_to_read(repeated(phrase)) < LIMIT


@pytest.mark.parametrize("mark", MARKS)
def test_runs_of_a_mark(mark: str) -> None:
    """Alone, with blanks, and behind words: a third of the length each."""
    runs = [repeated(mark), repeated(mark + " "), repeated("A" + mark)]
    assert seconds_to_read("\n\n".join(run[: LENGTH // 3] for run in runs)) < LIMIT


def names(count: int) -> Iterable[str]:
    letters = product(ascii_lowercase, repeat=4)
    return ("W" + "".join(found) for found, _ in zip(letters, range(count), strict=False))


@pytest.mark.parametrize(
    "sentence", ["John {0} said that Ada {0} told {0} so.", "the {0} Herald said.", "the newspaper {0} said."]
)
def test_very_many_different_names(sentence: str) -> None:
    text = " ".join(sentence.format(name) for name in names(LENGTH // (len(sentence) + 4)))
    assert seconds_to_read(text) < LIMIT
