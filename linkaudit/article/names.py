"""Names of people and organisations in a text: which kind a noun phrase is, and the full form of a short one.

Does no I/O.
"""

from __future__ import annotations

from itertools import pairwise

from linkaudit.article import lexicon as lx
from linkaudit.article.phrases import Range, is_name
from linkaudit.article.tokens import Tokens
from linkaudit.model import SourceType

_LONGEST_NAME = 4
_PERSONAL = lx.PERSON | lx.TITLE
_BODY = lx.ORGANISATION | lx.DOCUMENT
_SMALL = lx.DETERMINER | lx.PREPOSITION | lx.CONJUNCTION | lx.SUBORDINATOR | lx.ADVERB | lx.PRONOUN | lx.AUXILIARY
_NO_FIRST_NAME = _SMALL | _PERSONAL | _BODY | lx.TIME | lx.VERB | lx.PLAIN


def kind(t: Tokens, source: Range) -> SourceType:
    """What a source as written is. A document or a poll counts as the organisation that made it."""
    first, end = _core(t, source)
    if any(t.bits[i] & lx.PERSON and is_name(t, i + 1) for i in range(first, end - 1)):
        return SourceType.PERSON
    head = _head(t, first, end)
    if t.bits[head] & (lx.PRONOUN | lx.RELATIVE | lx.OBJECT_PRONOUN) or t.words[first].lower() in {"his", "her"}:
        return SourceType.ORGANISATION if t.words[head].lower() in {"it", "which", "they"} else SourceType.PERSON
    if t.bits[head] & lx.VAGUE:
        return SourceType.PERSON if _names_somebody(t, source) else SourceType.ANONYMOUS
    if t.bits[head] & lx.PERSON and not is_name(t, head):
        some = head + 1 == end and t.words[first].lower() in {"a", "an", "one", "another"}
        return SourceType.ANONYMOUS if some and not any(is_name(t, i) for i in range(*source)) else SourceType.PERSON
    bits = t.bits[first:end]
    if any(bit & _BODY for bit in bits) or any(_institution(t.words[i]) for i in range(first, end)):
        return SourceType.ORGANISATION
    if any(bit & lx.TITLE for bit in bits):
        return SourceType.PERSON
    return SourceType.ORGANISATION if _reads_as_body(t, first, end) else SourceType.PERSON


def _core(t: Tokens, source: Range) -> Range:
    """The phrase without its apposition and without what hangs on a preposition."""
    first, end = source
    for i in range(first + 1, end):
        if t.bits[i] & (lx.COMMA | lx.OPEN | lx.PREPOSITION | lx.RELATIVE):
            end = i
            break
    owners = [i for i in range(first, end - 1) if t.bits[i] & lx.POSSESSIVE]
    return (owners[-1] + 1 if owners else first, end)


def _head(t: Tokens, first: int, end: int) -> int:
    while end - 1 > first and t.bits[end - 1] & (lx.POSSESSIVE | lx.PUNCTUATION):
        end -= 1
    return end - 1


def _names_somebody(t: Tokens, source: Range) -> bool:
    """Whether a vague phrase gives a name after all: "officials, including John Kirby"."""
    return any(is_name(t, i) and is_name(t, i + 1) and i > source[0] + 1 for i in range(source[0], source[1] - 1))


def _institution(word: str) -> bool:
    bit = lx.lexicon().bits.get(word.lower(), 0)
    return bool(bit & lx.ORGANISATION) or (len(word) > 2 and word.isupper() and word.isalpha())


def _reads_as_body(t: Tokens, first: int, end: int) -> bool:
    """A name with "the" before it and no first name's company: "the Pentagon", "The Guardian"."""
    return t.words[first] in {"the", "The"} and end - first > 1 and is_name(t, end - 1)


def surnames(t: Tokens) -> dict[str, int]:
    """The token at which each surname of a text first stands behind a first name."""
    words, bits = t.words, t.bits
    capital = [i for i, word in enumerate(words) if word[0].isupper()]
    at: dict[str, int] = {}
    for first, last in pairwise(capital):
        if first + 1 == last and not bits[last] and not bits[first] & _NO_FIRST_NAME:
            at.setdefault(words[last], last)
    return at


def full_name(t: Tokens, last: int) -> str:
    """The name that ends with token `last`, titles left out."""
    first = last
    while (
        first
        and last - first < _LONGEST_NAME
        and is_name(t, first - 1)
        and not t.bits[first - 1] & (_PERSONAL | _BODY)
        and t.starts[first] - t.ends[first - 1] == 1
    ):
        first -= 1
    return t.span(without_office(t, first, last + 1), last + 1).slice(t.text)


def without_office(t: Tokens, first: int, end: int) -> int:
    """Where a name begins behind "Secretary of State": the office's last word is part of the run of capitals."""
    return first + 1 if first and end - first > 2 and t.words[first - 1] == "of" else first
