"""Noun phrases: how far the one that ends, or begins, at a given word reaches.

There is no parser here: a phrase runs until a word or mark that cannot stand inside one. Does no I/O.
"""

from __future__ import annotations

from linkaudit.article import lexicon as lx
from linkaudit.article.tokens import Tokens

_LONGEST = 40
_WALL = (
    lx.AUXILIARY
    | lx.PLAIN
    | lx.PRONOUN
    | lx.RELATIVE
    | lx.SUBORDINATOR
    | lx.PUNCTUATION
    | lx.OBJECT_PRONOUN
    | lx.ACCORDING
)
_NOT_HEAD = _WALL | lx.PREPOSITION | lx.CONJUNCTION | lx.ADVERB | lx.TIME
_REDUCED = lx.PREPOSITION | lx.TIME

Range = tuple[int, int]


def is_name(t: Tokens, i: int) -> bool:
    """Whether the word at `i` is written like a name (a capital, and no small word of the language)."""
    word = t.words[i]
    return (word[0].isupper() or word[0] in "@#") and not t.bits[i] & (_NOT_HEAD | lx.DETERMINER)


def phrase_before(t: Tokens, last: int, floor: int, *, short: bool = False) -> Range | None:
    """The noun phrase whose last word is `last`, not reaching below token `floor`; None when none ends there.

    A `short` one takes in nothing that hangs on a preposition.
    """
    bits, words = t.bits, t.words
    if bits[last] & lx.CLOSE:
        opened = _opening(t, last, floor)
        inner = phrase_before(t, opened - 1, floor) if opened > floor else None
        return (inner[0], last + 1) if inner else None
    if words[last] == "." and last > floor and passable(t, last):
        inner = phrase_before(t, last - 1, floor)
        return (inner[0], last + 1) if inner else None
    if bits[last] & _NOT_HEAD and not _name_like(t, last):
        return None
    if not bits[last] and words[last].endswith("ly") and words[last].islower():
        return None
    if bits[last] & lx.DETERMINER and last > floor and bits[last - 1] & lx.VERB:
        return None
    start = _walk_left(t, last, max(floor, last - _LONGEST))
    if short:
        start = max([start, *(k + 1 for k in range(start, last) if t.bits[k] & lx.PREPOSITION)])
    start = _trim(t, start, last)
    if start > last:
        return None
    start = _before_relative(t, start, floor)
    return (start, last + 1) if words[last][0].isalnum() or bits[last] & lx.POSSESSIVE else None


def _name_like(t: Tokens, i: int) -> bool:
    """A small word that is part of a name after all ("May", "Will", "March")."""
    return (
        bool(t.bits[i] & (lx.AUXILIARY | lx.TIME))
        and i > 0
        and is_name(t, i - 1)
        and t.words[i][0].isupper()
        and t.words[i] not in _DAYS
    )


_DAYS = frozenset(["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"])


def _walk_left(t: Tokens, last: int, floor: int) -> int:
    """The first token of the phrase, before trimming."""
    k = last
    while k > floor:
        if t.bits[k - 1] & lx.CLOSE:
            k = _opening(t, k - 1, floor)
        elif _begins(t, k, last, floor):
            return k
        else:
            k -= 1
    return k


def _begins(t: Tokens, k: int, last: int, floor: int) -> bool:
    """Whether the phrase that ends with `last` begins at `k`: the word before `k` cannot belong to it."""
    bit, before = t.bits[k], t.bits[k - 1]
    if not before:
        return bool(bit & lx.DETERMINER)
    if bit & lx.DETERMINER and not before & (lx.PREPOSITION | lx.DETERMINER | lx.CONJUNCTION):
        return True
    if before & _WALL:
        that = t.words[k - 1] == "that" and k - 2 > floor and bool(t.bits[k - 2] & lx.PREPOSITION)  # "for that day"
        return not (that or passable(t, k - 1))
    if before & lx.CONJUNCTION:
        return not _joins(t, k - 1, floor)
    if before & lx.PREPOSITION:
        return k - 1 == floor or bool(t.bits[k - 2] & (_NOT_HEAD & ~lx.TIME | lx.DETERMINER))
    if before & lx.DETERMINER:
        return False
    if before & lx.ADVERB:
        return True
    if before & lx.TIME and not bit & _REDUCED:
        return k == last or is_name(t, k)
    return bool(before & (lx.THIRD | lx.PAST)) and not _reduced(t, k - 1, floor)


def _reduced(t: Tokens, i: int, floor: int) -> bool:
    """Whether the verb form at `i` is no verb of its own: "the poll released by ...", "the claims of ..."."""
    bit, word = t.bits[i], t.words[i]
    if i > floor and t.bits[i - 1] & (lx.DETERMINER | lx.POSSESSIVE):
        return True
    if bit & lx.PARTICIPLE:
        return bool(t.bits[i + 1] & _REDUCED)
    return bool(bit & (lx.CUE_NOUN | lx.DOCUMENT | lx.VENUE)) and not word[0].isupper()


def passable(t: Tokens, i: int) -> bool:
    """A mark inside a name: "St." before "Louis", "J." and the dash of "Smith/Jones"."""
    if t.words[i] == ".":
        word = t.words[i - 1] if i else ""
        return word in lx.lexicon().always or word in lx.lexicon().sometimes or (len(word) == 1 and word.isupper())
    return t.words[i] in "/-" and t.starts[i] == t.ends[i - 1]


def _joins(t: Tokens, conjunction: int, floor: int) -> bool:
    """Whether "and" joins two nouns of one phrase rather than two clauses."""
    if conjunction - 1 < floor or t.words[conjunction].lower() not in {"and", "or", "&"}:
        return False
    before, after = conjunction - 1, conjunction + 1
    if t.bits[before] & (_NOT_HEAD | lx.PARTICIPLE | lx.PAST):
        return False
    if is_name(t, before) and before > floor:
        return is_name(t, after) or bool(t.bits[after] & lx.DETERMINER) or t.words[after].endswith("s")
    return (before == floor or not is_name(t, after)) and (
        t.words[before].endswith("s") or not t.words[before].endswith(("ed", "ly"))
    )


def _opening(t: Tokens, close: int, floor: int) -> int:
    for k in range(close - 1, max(floor, close - _LONGEST) - 1, -1):
        if t.bits[k] & lx.OPEN:
            return k
    return close


def _trim(t: Tokens, start: int, last: int) -> int:
    """Drops what leads in to a phrase: "In Kent", "But", "Still"."""
    lead = lx.PREPOSITION | lx.CONJUNCTION | lx.ADVERB | lx.TIME | lx.SUBORDINATOR
    while start <= last and t.bits[start] & lead and not t.bits[start] & lx.DETERMINER:
        start += 1
    return start


def _before_relative(t: Tokens, start: int, floor: int) -> int:
    """Takes in "a woman who attended" when the phrase is only the object of that clause ("the rally")."""
    for k in range(start - 1, max(floor, start - 12), -1):
        bit = t.bits[k]
        if bit & (lx.PUNCTUATION | lx.SUBORDINATOR) and t.words[k] != "who":
            return start
        if t.words[k] == "who":
            if k == start - 1 or t.bits[k - 1] & _NOT_HEAD:
                return start
            return _trim(t, _walk_left(t, k - 1, max(floor, k - _LONGEST)), k - 1)
    return start


def phrase_after(t: Tokens, first: int, ceiling: int, *, reduced: bool = False) -> Range | None:
    """The noun phrase that begins at `first`, ending before token `ceiling`; None when none begins there.

    `reduced` lets it run on through a participle ("a study published on Monday").
    """
    ceiling = min(ceiling, first + _LONGEST)
    k = first
    while k < ceiling:
        if t.bits[k] & lx.OPEN:
            k = _closing(t, k, ceiling)
        elif _runs_on(t, first, k, ceiling, reduced=reduced):
            k += 1
        else:
            break
    while k - 1 > first and t.bits[k - 1] & (lx.PREPOSITION | lx.CONJUNCTION | lx.DETERMINER):
        k -= 1
    return (first, k) if k > first else None


def _runs_on(t: Tokens, first: int, k: int, ceiling: int, *, reduced: bool) -> bool:
    """Whether the word at `k` belongs to the phrase that began at `first`."""
    bit = t.bits[k]
    if not bit:
        return True
    before = t.bits[k - 1] if k > first else 0
    if bit & lx.PUNCTUATION:
        return passable(t, k)
    if bit & lx.DETERMINER:
        return k == first or bool(before & (lx.PREPOSITION | lx.CONJUNCTION | lx.DETERMINER))
    if bit & lx.PREPOSITION:
        return _preposition_runs_on(t, first, k, ceiling, reduced=reduced)
    if bit & lx.CONJUNCTION:
        return first < k < ceiling - 1 and _joins(t, k, first)
    if bit & _WALL:
        return k > first and reduced and t.words[k] == "who"
    if bit & lx.ADVERB or (bit & lx.TIME and k > first and not reduced):
        return False
    if bit & (lx.VERB & ~lx.BASE) and k > first and not before & (lx.DETERMINER | lx.POSSESSIVE | lx.PREPOSITION):
        return bool(bit & (lx.CUE_NOUN | lx.DOCUMENT)) or (reduced and bool(bit & (lx.PARTICIPLE | lx.ING)))
    return True


def _preposition_runs_on(t: Tokens, first: int, k: int, ceiling: int, *, reduced: bool) -> bool:
    if k == first or k + 1 >= ceiling:
        return False
    if reduced or t.words[k] == "of":
        return True
    if t.words[k] == "to":  # "an adviser to Ms Vale"
        return bool(t.bits[k - 1] & lx.PERSON) and t.words[k - 1].islower() and not t.bits[k + 1] & lx.BASE
    return t.words[k] in {"for", "at", "from", "with"} and not is_name(t, k - 1)


def _closing(t: Tokens, opened: int, ceiling: int) -> int:
    for k in range(opened + 1, ceiling):
        if t.bits[k] & lx.CLOSE:
            return k + 1
    return ceiling
