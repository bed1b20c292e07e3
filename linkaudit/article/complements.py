"""What follows a cue verb: who was told, where and when, and then the kind of words that may be its content.

Does no I/O.
"""

from __future__ import annotations

from linkaudit.article import lexicon as lx
from linkaudit.article.lexicon import Verb
from linkaudit.article.phrases import Range, phrase_after
from linkaudit.article.units import Unit, adverb

_ACCEPTED = {
    "say": frozenset(["quote", "that", "wh", "colon", "clause", "words"]),
    "speech": frozenset(["quote", "that", "wh", "to", "colon", "clause"]),
    "quote": frozenset(["quote", "that", "colon"]),
    "tell": frozenset(["quote", "that", "wh", "to", "colon", "clause", "words"]),
    "call": frozenset(["quote", "clause", "words"]),
    "clause": frozenset(["quote", "that", "wh", "colon", "clause"]),
    "object": frozenset(["quote", "that", "wh", "clause", "words"]),
    "infinitive": frozenset(["to"]),
}
_REPORTED = frozenset(["if", "whether", "why", "what", "how", "where", "because", "who", "although", "whatever"])


def takes(unit: Unit, verb: Verb, opening: str, after: int, particle: bool) -> bool:
    if after >= unit.end:
        return False
    if particle:
        return opening not in {"end", "comma"}
    return any(opening in _ACCEPTED[group] for group in verb.groups)


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
        return "that"
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


def after_verb(unit: Unit, i: int, verb: Verb) -> tuple[int, Range | None, int]:
    """Where content may begin behind the verb, who was told, and where the cue ends (particle included)."""
    t = unit.tokens
    k = end = i + 1
    if k < unit.end and verb.particles and t.words[k] in verb.particles:
        return k + 1, None, k + 1
    told = None
    if "tell" in verb.groups or verb.lemma in {"show"}:
        told = _recipient(unit, k)
        if told:
            k = told[1]
    return _past_circumstance(unit, k), told, end


def _recipient(unit: Unit, k: int) -> Range | None:
    t = unit.tokens
    if k >= unit.end or unit.inside[k]:
        return None
    if t.bits[k] & lx.OBJECT_PRONOUN:
        return (k, k + 1)
    return phrase_after(t, k, unit.end)


def _past_circumstance(unit: Unit, k: int) -> int:
    """Skips "on Tuesday", "in a statement", "to reporters", "at a rally in Iowa" up to what may be the content."""
    t, end = unit.tokens, unit.end
    for _ in range(4):
        start = k
        while (
            k < end
            and (t.bits[k] & (lx.ADVERB | lx.TIME) or adverb(t.words[k]))
            and not t.bits[k] & lx.DETERMINER
            and not unit.inside[k]
        ):
            k += 1
        if (
            k < end
            and t.bits[k] & lx.PREPOSITION
            and t.words[k] not in {"to", "about", "of", "for", "like"}
            and not unit.inside[k]
        ):
            inner = _circumstance(unit, k + 1)
            if inner is None:
                return start if start > k else k
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
