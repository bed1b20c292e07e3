"""What follows a cue verb: who was told, where and when, and then the kind of words that may be its content.

Does no I/O.
"""

from __future__ import annotations

from typing import NamedTuple

from linkaudit.article import lexicon as lx
from linkaudit.article.lexicon import Verb
from linkaudit.article.phrases import Range, phrase_after
from linkaudit.article.units import Unit, adverb

_REPORTED = frozenset(["if", "whether", "why", "what", "how", "where", "because", "who", "although", "whatever"])
_NO_CIRCUMSTANCE = frozenset(["to", "about", "of", "for", "like"])
_FARTHEST = 30
_OTHER_CUE = lx.THIRD | lx.PAST | lx.ING | lx.ACCORDING


class Complement(NamedTuple):
    """What stands behind a verb: the cue ends before token `end`, content may begin at `after`.

    `opening` is the kind of words there, `told` is who is told.
    """

    end: int
    after: int
    opening: str
    told: Range | None = None


def complement(unit: Unit, i: int, verb: Verb) -> Complement:
    """Reads on from the verb at `i`."""
    t = unit.tokens
    end = i + 1
    particle = end < unit.end and t.words[end] in verb.particles
    if particle:
        end += 1
    told = None if particle or not verb.tells else _recipient(unit, end)
    after = _past_circumstance(unit, told[1] if told else end)
    opening = opening_at(unit, after)
    if told and verb.thinks and opening not in verb.accepts:  # "the poll showed Ms Vale leading": nobody is told
        told, after = None, _past_circumstance(unit, end)
        opening = opening_at(unit, after)
    if verb.speaks and opening not in verb.accepts:
        late = _late(unit, after)
        if late:
            return Complement(end, late, opening_at(unit, late), told)
    return Complement(end, after, opening, told)


def takes(unit: Unit, verb: Verb, found: Complement) -> bool:
    """Whether such words make the verb a cue."""
    if found.after >= unit.end:
        return False
    if unit.tokens.words[found.end - 1] in verb.particles:
        return found.opening not in {"end", "comma"}
    return found.opening in verb.accepts


def _late(unit: Unit, k: int) -> int | None:
    """Where the content begins behind a longer circumstance: "said over tea, while the rain fell, that ..."."""
    t = unit.tokens
    for m in range(k + 1, min(unit.end - 1, k + _FARTHEST)):
        if m in unit.quoted_from:
            return m if t.bits[m - 1] & (lx.COMMA | lx.COLON) else None
        bit = t.bits[m]
        if unit.inside[m] or bit & (lx.STOP | lx.SEMICOLON):
            return None
        if bit & _OTHER_CUE and not bit & (lx.CUE_NOUN | lx.DOCUMENT | lx.VENUE):
            return None
        if t.words[m] == "that" and not t.bits[m + 1] & (lx.AUXILIARY | lx.PLAIN | lx.FINITE | lx.TIME):
            return m
    return None


def opening_at(unit: Unit, k: int) -> str:
    """What stands at token `k`: "end", "comma", "colon", "quote", "that", "wh", "to", "prep", "clause" or "words"."""
    t = unit.tokens
    if k >= unit.end:
        return "end"
    bit, word = t.bits[k], t.words[k]
    if k in unit.quoted_from:
        return "quote"
    if bit & (lx.STOP | lx.SEMICOLON):
        return "end"
    if bit & lx.COLON:
        return "colon"
    if bit & (lx.COMMA | lx.DASH):
        return "quote" if k + 1 in unit.quoted_from else "comma"
    if word == "that":
        relative = k + 1 < unit.end and t.bits[k + 1] & (lx.AUXILIARY | lx.POSSESSIVE | lx.PLAIN)
        return "words" if relative else "that"
    if word == "so":
        return "words"
    if bit & lx.SUBORDINATOR:
        return "wh" if word in _REPORTED else "prep"
    if word == "to":
        return "to"
    if bit & (lx.PREPOSITION | lx.CONJUNCTION):
        return "prep"
    return "clause" if _clause_opens(unit, k) else "words"


def _clause_opens(unit: Unit, k: int) -> bool:
    t = unit.tokens
    if t.bits[k] & lx.PRONOUN or t.words[k].lower() == "there":
        return True
    for m in range(k + 1, min(unit.end, k + 9)):
        bit = t.bits[m]
        if bit & (lx.AUXILIARY | lx.PLAIN) and not bit & lx.DETERMINER:
            return True
        if bit & (lx.THIRD | lx.PAST) and not bit & (lx.CUE_NOUN | lx.DOCUMENT) and not t.bits[m - 1] & lx.DETERMINER:
            return True
        if t.words[m].endswith("ed") and t.words[m].islower() and not t.bits[m - 1] & lx.DETERMINER:
            return True
        if bit & (lx.PUNCTUATION | lx.SUBORDINATOR | lx.RELATIVE):
            return False
    return False


def _recipient(unit: Unit, k: int) -> Range | None:
    t = unit.tokens
    if k >= unit.end or unit.inside[k]:
        return None
    if t.bits[k] & lx.OBJECT_PRONOUN:
        return (k, k + 1)
    return phrase_after(t, k, unit.end)


def _past_circumstance(unit: Unit, k: int) -> int:
    """Skips "on Tuesday", "in a statement", "to reporters", "at a fair in Leeds" up to what may be the content."""
    t, end = unit.tokens, unit.end
    for _ in range(4):
        start = k
        while (
            k < end
            and (t.bits[k] & (lx.ADVERB | lx.TIME) or adverb(t.words[k]))
            and not t.bits[k] & lx.DETERMINER
            and not unit.inside[k]
            and not (k + 1 < end and t.words[k + 1] == "of")  # "much of it was lost"
        ):
            k += 1
        if k < end and t.bits[k] & lx.PREPOSITION and t.words[k] not in _NO_CIRCUMSTANCE and not unit.inside[k]:
            inner = _circumstance(unit, k + 1)
            if inner is None:
                return max(start, k)
            k = inner
        elif k + 1 < end and t.words[k] == "to" and t.words[k + 1] in {"reporters", "CNN", "me", "us"}:
            k += 2
        if k == start:
            return k
    return k


def _circumstance(unit: Unit, k: int) -> int | None:
    t = unit.tokens
    if k >= unit.end or unit.inside[k]:
        return None
    if t.words[k][0].isdigit() or t.bits[k] & lx.TIME or t.words[k] == "May":
        return k + 2 if k + 1 < unit.end and t.words[k + 1][0].isdigit() else k + 1
    found = phrase_after(t, k, unit.end)
    return found[1] if found else None
