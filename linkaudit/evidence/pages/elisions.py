"""A quotation cut where it leaves words out: "...", "…", "[...]", "[the minister]".

Laws: does no I/O; linear.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from linkaudit.evidence.pages.words import Words, clean, read_words

_REMARK = re.compile(r"(?i)\s?[\[(]\s*(?:sic|emphasis (?:added|mine|ours))\.?\s*[\])]")
_LETTER = re.compile(r"\[([^\W\d_])\](?=\w)")
_GAP = re.compile(r"""[\[(]\s*(?:…|\.\s?\.\s?\.)\s*[\])]|…|(?:\.\s?){2,5}\.|\w{0,30}\[[^\]\n]{1,120}\]\w{0,30}""")


@dataclass(frozen=True, slots=True)
class Part:
    """A stretch of the quotation that stands there in one piece, as written, and its keys."""

    text: str
    words: Words


@dataclass(frozen=True, slots=True)
class Question:
    """A quotation to look for: all of its words in a row, and the parts between its gaps (one when it has none)."""

    text: str
    words: Words
    parts: tuple[Part, ...]

    @property
    def length(self) -> int:
        """Words that must stand on the page."""
        return sum(len(part.words) for part in self.parts)


def question_of(quotation: str) -> Question:
    """The quotation without marks of the editor's own: [sic], and "[T]he" for "The"."""
    text = _LETTER.sub(r"\1", _REMARK.sub("", clean(quotation)))
    words = read_words(text)
    pieces = [(piece, read_words(piece)) for piece in _GAP.split(text)]
    parts = tuple(Part(piece, row) for piece, row in pieces if row.keys)
    return Question(text, words, parts or ((Part(text, words),) if words.keys else ()))
