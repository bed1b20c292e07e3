"""What makes one difference weigh more than another: a negation, a number, a name.

Laws: does no I/O.
"""

from __future__ import annotations

from linkaudit.evidence.pages.alignment import Step
from linkaudit.evidence.pages.elisions import Part
from linkaudit.evidence.pages.numerals import is_number
from linkaudit.evidence.pages.words import Words
from linkaudit.model import Change

_NEGATIONS = frozenset(
    ["not", "no", "never", "none", "nobody", "nothing", "nowhere", "nor", "neither", "without", "hardly", "ain't"]
)
_OPENS_SENTENCE = frozenset('.!?:…\n"“”‘«([')


def change_of(part: Part, step: Step, words: Words, text: str) -> Change | None:
    """The heaviest of what a difference touches, on either side."""
    quoted = part.words.keys[step.quoted : step.quoted_end]
    found = words.keys[step.found : step.found_end]
    if _NEGATIONS.intersection(quoted) != _NEGATIONS.intersection(found):
        return Change.NEGATION
    if set(filter(is_number, quoted)) != set(filter(is_number, found)):
        return Change.NUMBER
    names = _names(part.text, part.words, step.quoted, step.quoted_end)
    return Change.NAME if names or _names(text, words, step.found, step.found_end) else None


def _names(text: str, words: Words, first: int, end: int) -> bool:
    """Whether one of the words is capitalised though no sentence begins with it."""
    for n in range(first, end):
        start = words.starts[n]
        before = text[:start][-3:].rstrip(" ")
        if text[start].isupper() and words.keys[n] != "i" and before and before[-1] not in _OPENS_SENTENCE:
            return True
    return False
