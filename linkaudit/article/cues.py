"""Cues: the words of a sentence that give something to somebody, each with the source that its grammar points to.

Does no I/O. What is attributed is found afterwards (contents.py), when all cues of the sentence are known.
"""

from __future__ import annotations

from enum import Enum
from typing import NamedTuple

from linkaudit.article import lexicon as lx
from linkaudit.article.complements import Complement, complement, opening_at, takes
from linkaudit.article.lexicon import Verb
from linkaudit.article.phrases import Range, is_name, phrase_after
from linkaudit.article.subjects import inverted_source, owner_of, participle_subject, subject, with_apposition
from linkaudit.article.tokens import Tokens
from linkaudit.article.units import Unit, adverb, content_stands_before, quoted_before, since

_BE = frozenset(
    ["is", "are", "was", "were", "be", "been", "being", "am", "'re", "’re", "isn't", "wasn't", "gets", "got"]
)
_HAVE = frozenset(["has", "have", "had", "having", "'ve", "’ve"])
_REDUCED = frozenset(["As", "as", "first"])
_NO_SOURCE = frozenset(["I", "we", "We", "you", "You", "nobody", "Nobody"])
_ALONE = frozenset(["others", "both", "all", "each", "another", "one", "those", "this"])
_ABOUT = frozenset(["about", "of", "on", "for", "against", "over", "regarding"])
_LIGHT_REACH = 6  # tokens
_STRANGE = lx.PUNCTUATION | lx.PREPOSITION | lx.RELATIVE | lx.SUBORDINATOR | lx.CONJUNCTION
_PLURALS = frozenset(
    [
        "people",
        "police",
        "men",
        "women",
        "some",
        "many",
        "most",
        "few",
        "several",
        "others",
        "all",
        "both",
        "those",
        "children",
        "media",
        "data",
        "half",
        "percent",
    ]
)


class Manner(Enum):
    """How a cue stands to its source and content."""

    FINITE = "finite"  # "Smith said", "said Smith"
    PARTICIPLE = "participle"  # ", adding that"
    ACCORDING = "according"
    PASSIVE = "passive"  # "was reported by"
    NOUN = "noun"  # "Smith's claim that"
    LABEL = "label"  # "Smith: "


class Cue(NamedTuple):
    """A cue at tokens `first` to `end`. `left` is where the whole attribution phrase (source and cue) begins.

    `after` is where content that follows may begin; `opening` says what stands there. `shared` says that the source
    is the subject of an earlier verb of the sentence.
    """

    first: int
    end: int
    source: Range
    manner: Manner
    after: int
    opening: str
    verb: Verb | None = None
    told: Range | None = None
    shared: bool = False

    @property
    def left(self) -> int:
        return self.first if self.shared else min(self.first, self.source[0])

    @property
    def inverted(self) -> bool:
        return self.source[0] > self.first


def cues(unit: Unit, candidates: list[int]) -> list[Cue]:
    """The cues of a sentence in order. `candidates` are its tokens outside quotations that may be cues."""
    found: list[Cue] = []
    for i in candidates:
        if found and i < found[-1].end:
            continue
        cue = _read(unit, i, found)
        if cue:
            found.append(cue)
    return found


def _read(unit: Unit, i: int, before: list[Cue]) -> Cue | None:
    t = unit.tokens
    bit = t.bits[i]
    if bit & lx.ACCORDING:
        return _according(unit, i)
    if t.words[i] == "words" and i - 2 >= unit.first and (aside := _in_the_words(unit, i)):
        return aside
    if t.words[i] == "account" and t.words[i - 1] == "own" and (aside := _by_own_account(unit, i)):
        return aside
    if bit & lx.CUE_NOUN and i > unit.first and (owner := owner_of(unit, i)):
        return _noun(unit, i, owner)
    if bit & lx.CUE_NOUN and (made := _made(unit, i, before)):
        return made
    verb = lx.lexicon().verbs.get(t.words[i])
    if verb is None or _is_noun(unit, i) or _is_surname(unit, i):
        return None
    if not _formed(unit, i) or (i + 1 < unit.end and t.bits[i + 1] & lx.AUXILIARY):
        return None
    if bit & lx.ING:
        return _ing(unit, i, verb, before)
    if bit & lx.PARTICIPLE and i > unit.first and (_auxiliary(unit, i) == "be" or t.words[i - 1] in _REDUCED):
        return _passive(unit, i, verb)
    return _finite(unit, i, verb, before)


def candidates(t: Tokens, inside: bytearray) -> list[int]:
    """Tokens outside quotations that may be cues."""
    wanted = lx.VERB | lx.ACCORDING | lx.CUE_NOUN
    return [i for i, bit in enumerate(t.bits) if bit & wanted and not inside[i]]


def _is_noun(unit: Unit, i: int) -> bool:
    """Whether the word at `i`, which may be a verb, is a noun or an adjective here."""
    t = unit.tokens
    if i == unit.first:
        return not t.bits[i] & lx.ING
    bit = t.bits[i - 1]
    if bit & lx.POSSESSIVE:
        return True
    if bit & lx.DETERMINER and not bit & (lx.VAGUE | lx.PRONOUN):
        return t.words[i - 1].lower() not in _ALONE
    if bit & lx.PREPOSITION and not t.bits[i] & lx.ING:
        return t.words[i - 1] != "to"
    return False


def _is_surname(unit: Unit, i: int) -> bool:
    """Whether the plain form at `i` is the end of a name: "Stevie Wonder, who"."""
    t = unit.tokens
    if i == unit.first or not t.words[i][0].isupper() or t.bits[i] & (lx.PAST | lx.THIRD | lx.ING):
        return False
    return is_name(t, i - 1) and not (i + 1 < unit.end and t.words[i + 1][0].isupper())


def _auxiliary(unit: Unit, i: int) -> str:
    """The kind of auxiliary before the verb at `i`: "be", "have", "other" or ""."""
    t = unit.tokens
    k = i - 1
    while k >= unit.first and (t.bits[k] & lx.ADVERB or adverb(t.words[k]) or t.words[k] == "first" or since(unit, k)):
        k -= 1
    if k < unit.first or not (t.bits[k] & lx.AUXILIARY or t.words[k] in {"'s", "’s"}):
        return ""
    word = t.words[k].lower()
    return "be" if word in _BE else "have" if word in _HAVE else "other"


def _formed(unit: Unit, i: int) -> bool:
    """Whether the form can be a finite verb here: no "seen" without "has", no "open" after "was"."""
    bit = unit.tokens.bits[i]
    if bit & (lx.PAST | lx.ING | lx.THIRD):
        return True
    if bit & lx.PARTICIPLE:
        return bool(_auxiliary(unit, i)) or bool(bit & lx.BASE)
    return _auxiliary(unit, i) != "be"


def _finite(unit: Unit, i: int, verb: Verb, before: list[Cue]) -> Cue | None:
    inverts = (
        verb.speaks and (not verb.tells or verb.lemma == "ask") and ("wh" in verb.accepts or quoted_before(unit, i))
    )
    inverted = inverted_source(unit, i) if inverts else None
    if inverted:
        return Cue(i, i + 1, inverted, Manner.FINITE, inverted[1], opening_at(unit, inverted[1]), verb)
    source = subject(unit, i, _latest(before))
    if source is None or not _agrees(unit, i, source) or _author(unit.tokens, source):
        return None
    found = complement(unit, i, verb)
    if before and found.opening == "to" and not verb.speaks and _within_report(unit, i, before[-1]):
        return None
    shows = verb.thinks and found.opening == "words" and unit.tokens.bits[_head(unit, source)] & lx.DOCUMENT
    if not (
        shows
        or takes(unit, verb, found)
        or _closes(unit, source, verb, found.opening)
        or _plainly(unit, i, source, verb, found)
    ):
        return None
    return _verb_cue(i, source, Manner.FINITE, verb, found, shared=_is_shared(source, before))


def _plainly(unit: Unit, i: int, source: Range, verb: Verb, found: Complement) -> bool:
    t = unit.tokens
    return (
        verb.speaks
        and "wh" in verb.accepts
        and bool(t.bits[i] & (lx.PAST | lx.THIRD))
        and found.opening == "words"
        and is_name(t, source[1] - 1)
    )


def _within_report(unit: Unit, i: int, cue: Cue) -> bool:
    """Whether "and planned to" goes on with what is reported: "said that he had won and planned to stay"."""
    return cue.opening == "that" and bool(unit.tokens.bits[i - 1] & lx.CONJUNCTION) and not cue.inverted


def _head(unit: Unit, source: Range) -> int:
    """The noun of a source that has one in lower case before a preposition or a participle: "a poll of voters"."""
    bits = unit.tokens.bits
    return next((k for k in range(*source) if bits[k] & lx.DOCUMENT), source[1] - 1)


def _verb_cue(i: int, source: Range, manner: Manner, verb: Verb, found: Complement, *, shared: bool) -> Cue:
    return Cue(i, found.end, source, manner, found.after, found.opening, verb, found.told, shared)


def _latest(before: list[Cue]) -> Range | None:
    """The source that a verb behind "and" may share."""
    return before[-1].source if before and before[-1].manner is not Manner.NOUN and not before[-1].inverted else None


def _is_shared(source: Range, before: list[Cue]) -> bool:
    return any(cue.source == source for cue in before)


def _author(t: Tokens, source: Range) -> bool:
    """Whether the "source" is the writer, the reader or nobody at all."""
    return source[1] - source[0] == 1 and t.words[source[0]] in _NO_SOURCE


def _closes(unit: Unit, source: Range, verb: Verb, opening: str) -> bool:
    """Whether the verb ends an attribution that follows its content: '..., Smith said.'"""
    if not (verb.speaks or verb.thinks):
        return False
    if source[0] > unit.first and unit.tokens.words[source[0] - 1] in {"As", "as"}:
        return verb.speaks and _stands_aside(unit, source[0] - 1, opening)
    if source[0] == unit.first or not content_stands_before(unit, source[0]):
        return False
    if verb.lemma == "say" and opening in {"prep", "to"}:  # "..., Smith said of the plan"
        return True
    return opening in {"end", "comma", "quote"} or quoted_before(unit, source[0])


def _stands_aside(unit: Unit, at: int, opening: str) -> bool:
    """Whether "as", at token `at`, opens an aside: "As the Gazette has noted, ..." or "..., as it has noted"."""
    if at == unit.first or (at == unit.first + 1 and unit.tokens.bits[unit.first] & lx.CONJUNCTION):
        return opening == "comma"
    return opening in {"comma", "end"} and bool(unit.tokens.bits[at - 1] & lx.COMMA)


def _agrees(unit: Unit, i: int, source: Range) -> bool:
    """Whether number allows the verb form at `i` after this subject; guards against nouns that look like verbs."""
    t = unit.tokens
    bit, last = t.bits[i], source[1] - 1
    if bit & lx.PAST or t.bits[last] & (lx.PRONOUN | lx.RELATIVE) or t.bits[last] & lx.COMMA:
        return True
    if t.bits[i - 1] & (lx.AUXILIARY | lx.ADVERB) or t.words[i - 1] == "to" or adverb(t.words[i - 1]):
        return True
    word = t.words[last]
    if bit & lx.BASE:
        word = t.words[_before_preposition(t, source)]
        plural = word.endswith("s") or word.lower() in _PLURALS or any(t.words[k] == "and" for k in range(*source))
        return plural and not t.bits[last] & lx.POSSESSIVE
    return (
        is_name(t, last)
        or bool(t.bits[last] & (lx.PERSON | lx.ORGANISATION | lx.DOCUMENT | lx.VAGUE | lx.CLOSE))
        or not bit & (lx.CUE_NOUN | lx.DOCUMENT)
    )


def _before_preposition(t: Tokens, source: Range) -> int:
    """The noun that a source is about: "advisers" in "advisers to Ms Vale"."""
    first, end = source
    return next((k - 1 for k in range(first + 1, end) if t.bits[k] & lx.PREPOSITION), end - 1)


def _ing(unit: Unit, i: int, verb: Verb, before: list[Cue]) -> Cue | None:
    found = complement(unit, i, verb)
    if not takes(unit, verb, found):
        return None
    if i > unit.first and (_auxiliary(unit, i) == "be" or _is_shortened(unit, i)):
        manner, source = Manner.FINITE, subject(unit, i, _latest(before))
    else:
        manner, source = Manner.PARTICIPLE, participle_subject(unit, i, before[-1].source if before else None)
    if source is None or _author(unit.tokens, source):
        return None
    apart = manner is Manner.PARTICIPLE and source[0] < i and source[1] != i
    return _verb_cue(i, source, manner, verb, found, shared=apart or _is_shared(source, before))


def _is_shortened(unit: Unit, i: int) -> bool:
    """Whether "'s" before the -ing form at `i` is an "is": "he's claiming that"."""
    bits = unit.tokens.bits
    return i - 2 >= unit.first and bool(bits[i - 1] & lx.POSSESSIVE and bits[i - 2] & lx.PRONOUN)


def _passive(unit: Unit, i: int, verb: Verb) -> Cue | None:
    """Reads: it was reported by the paper that ..."""
    t = unit.tokens
    if i + 2 >= unit.end or t.words[i + 1] != "by" or unit.inside[i + 1] or not verb.speaks:
        return None
    source = phrase_after(t, i + 2, unit.end)
    if source is None:
        return None
    return Cue(i, i + 2, source, Manner.PASSIVE, source[1], opening_at(unit, source[1]), verb)


def _according(unit: Unit, i: int) -> Cue | None:
    t = unit.tokens
    if i + 2 >= unit.end or t.words[i + 1] != "to":
        return None
    if t.bits[i + 2] & (lx.OBJECT_PRONOUN | lx.PRONOUN):
        source: Range | None = (i + 2, i + 3)
    else:
        source = phrase_after(t, i + 2, unit.end, reduced=True)
    if source is None:
        return None
    if i > unit.first:
        source = with_apposition(unit, source)
    return Cue(i, i + 2, source, Manner.ACCORDING, source[1], opening_at(unit, source[1]))


def _in_the_words(unit: Unit, i: int) -> Cue | None:
    """Reads "in the words of its owner" as "according to its owner"."""
    t = unit.tokens
    if t.words[i - 2].lower() != "in" or t.words[i - 1] != "the" or i + 2 >= unit.end or t.words[i + 1] != "of":
        return None
    source = phrase_after(t, i + 2, unit.end)
    if source is None:
        return None
    return Cue(i - 2, i + 2, source, Manner.ACCORDING, source[1], opening_at(unit, source[1]))


def _by_own_account(unit: Unit, i: int) -> Cue | None:
    """Reads "by the bank's own account" as "according to the bank"."""
    t = unit.tokens
    by = next((k for k in range(i - 3, max(unit.first, i - 9) - 1, -1) if t.words[k] in {"by", "By"}), None)
    if by is None or any(unit.inside[k] or t.bits[k] & lx.PUNCTUATION for k in range(by, i)):
        return None
    end = i - 2 if t.bits[i - 2] & lx.POSSESSIVE else i - 1
    return Cue(by, i + 1, (by + 1, end), Manner.ACCORDING, i + 1, opening_at(unit, i + 1)) if end > by + 1 else None


def _made(unit: Unit, i: int, before: list[Cue]) -> Cue | None:
    """Reads "made the case for" and "raises doubts about" as one verb; `i` is the noun."""
    t = unit.tokens
    verb = i - 1
    while verb > max(unit.first, i - _LIGHT_REACH) and not t.bits[verb] & (lx.LIGHT | _STRANGE):
        verb -= 1
    if verb == unit.first or not t.bits[verb] & lx.LIGHT or unit.inside[verb] or i + 1 >= unit.end:
        return None
    opening = opening_at(unit, i + 1)
    if (opening == "prep" and t.words[i + 1] not in _ABOUT) or opening not in {"prep", "that", "quote", "wh", "colon"}:
        return None
    source = subject(unit, verb, _latest(before))
    if source is None or _author(t, source):
        return None
    return Cue(verb, i + 1, source, Manner.FINITE, i + 1, opening, None, None, _is_shared(source, before))


def _noun(unit: Unit, i: int, owner: Range) -> Cue | None:
    opening = opening_at(unit, i + 1)
    if opening in {"that", "quote", "wh"}:
        return Cue(i, i + 1, owner, Manner.NOUN, i + 1, opening)
    return None
