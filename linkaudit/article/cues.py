"""Cues: the words of a sentence that give something to somebody, each with the source that its grammar points to.

Does no I/O. What is attributed is found afterwards (contents.py), when all cues of the sentence are known.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from enum import Enum

from linkaudit.article import lexicon as lx
from linkaudit.article.lexicon import Verb
from linkaudit.article.phrases import Range, is_name, phrase_after, phrase_before
from linkaudit.article.quotemarks import Quoted
from linkaudit.article.tokens import Tokens

_BE = frozenset(
    ["is", "are", "was", "were", "be", "been", "being", "am", "'re", "’re", "isn't", "wasn't", "gets", "got"]
)
_CLAUSE_OPENERS = lx.PRONOUN | lx.DETERMINER
_HAVE = frozenset(["has", "have", "had", "having", "'ve", "’ve"])
_GOVERNING = frozenset(
    ["on", "going", "used", "seemed", "seems", "had", "has", "able", "tried", "set", "quick", "likely"]
)


class Manner(Enum):
    """How a cue stands to its source and content."""

    FINITE = "finite"  # "Smith said", "said Smith"
    PARTICIPLE = "participle"  # ", adding that"
    ACCORDING = "according"
    PASSIVE = "passive"  # "was reported by"
    NOUN = "noun"  # "Smith's claim that"


@dataclass(frozen=True, slots=True)
class Cue:
    """A cue at tokens `first` to `end`. `left` is where the whole attribution phrase (source and cue) begins.

    `after` is where content that follows may begin; `opening` says what stands there.
    """

    first: int
    end: int
    source: Range
    manner: Manner
    after: int
    opening: str
    verb: Verb | None = None
    told: Range | None = None

    @property
    def left(self) -> int:
        return min(self.first, self.source[0])

    @property
    def inverted(self) -> bool:
        return self.source[0] > self.first


@dataclass(frozen=True, slots=True)
class Unit:
    """A sentence with the quotations that it holds; a quotation of several sentences belongs to one unit.

    `quoted_from` and `quoted_to` find a quotation by its first and by its last token.
    """

    tokens: Tokens
    first: int
    end: int
    inside: bytearray
    quoted_from: dict[int, Quoted]
    quoted_to: dict[int, Quoted]


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
    if bit & lx.CUE_NOUN and i > unit.first and (owner := _owner(unit, i)):
        return _noun(unit, i, owner)
    verb = lx.lexicon().verbs.get(t.words[i])
    if verb is None or _is_noun(unit, i):
        return None
    if bit & lx.ING:
        return _ing(unit, i, verb, before)
    if bit & lx.PARTICIPLE and i > unit.first and _auxiliary(unit, i) == "be":
        return _passive(unit, i, verb)
    return _finite(unit, i, verb, before)


# Verbs.


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


_ALONE = frozenset(["others", "both", "all", "each", "another", "one", "two", "three", "those", "this"])


def _auxiliary(unit: Unit, i: int) -> str:
    """The kind of auxiliary before the verb at `i`: "be", "have", "other" or ""."""
    t = unit.tokens
    k = i - 1
    while k >= unit.first and (t.bits[k] & lx.ADVERB or _adverb(t.words[k])):
        k -= 1
    if k < unit.first or not (t.bits[k] & lx.AUXILIARY or t.words[k] in {"'s", "’s"}):
        return ""
    word = t.words[k].lower()
    return "be" if word in _BE else "have" if word in _HAVE else "other"


def _adverb(word: str) -> bool:
    return word.endswith("ly") and len(word) > 4 and word[0].islower()


def _finite(unit: Unit, i: int, verb: Verb, before: list[Cue]) -> Cue | None:
    t = unit.tokens
    source, told, end = None, None, i + 1
    inverted = _inverted_source(unit, i) if "speech" in verb.groups or "tell" in verb.groups else None
    if inverted:
        return Cue(i, i + 1, inverted, Manner.FINITE, inverted[1], _opening(unit, inverted[1]), verb)
    source = _subject(unit, i, before)
    if source is None or not _agrees(unit, i, source) or _author(t, source):
        return None
    after, told, end = _after_verb(unit, i, verb)
    opening = _opening(unit, after)
    if not _takes(unit, verb, opening, after, end > i + 1) and not _closes(unit, source, i, verb, opening):
        return None
    return Cue(i, end, source, Manner.FINITE, after, opening, verb, told)


def _author(t: Tokens, source: Range) -> bool:
    return source[1] - source[0] == 1 and t.words[source[0]] in {"I", "we", "We", "you", "You"}


def _closes(unit: Unit, source: Range, i: int, verb: Verb, opening: str) -> bool:
    """Whether the verb ends an attribution that follows its content: '..., Smith said.'"""
    if not verb.groups & {"speech", "tell", "clause"}:
        return False
    return opening in {"end", "comma", "quote"} and source[0] > unit.first and _content_stands_before(unit, source[0])


def _content_stands_before(unit: Unit, i: int) -> bool:
    t = unit.tokens
    return i - 1 in unit.quoted_to or bool(t.bits[i - 1] & (lx.COMMA | lx.DASH | lx.QUOTE | lx.STOP))


def _inverted_source(unit: Unit, i: int) -> Range | None:
    """The source after the verb: '"...," said Smith'."""
    t = unit.tokens
    k = i - 1
    if k < unit.first or not (_content_stands_before(unit, i)) or i + 1 >= unit.end:
        return None
    if t.bits[i] & lx.BASE and not t.bits[i] & lx.PAST:
        return None
    after = i + 1
    if t.bits[after] & lx.PRONOUN:
        return (after, after + 1)
    if after in unit.quoted_from or not (
        is_name(t, after) or t.bits[after] & lx.DETERMINER or t.words[after].islower()
    ):
        return None
    found = phrase_after(t, after, unit.end)
    if found is None:
        return None
    quoted = i - 1 in unit.quoted_to or (t.bits[i - 1] & lx.COMMA and i - 2 in unit.quoted_to)
    ends = found[1] >= unit.end or bool(
        t.bits[found[1]]
        & (lx.PUNCTUATION | lx.PREPOSITION | lx.TIME | lx.SUBORDINATOR | lx.ADVERB | lx.ING | lx.RELATIVE)
    )
    if not ends or (not quoted and not (found[1] >= unit.end or t.bits[found[1]] & (lx.STOP | lx.COMMA))):
        return None
    if not quoted and t.bits[after] & (lx.PREPOSITION | lx.ADVERB):
        return None
    return _with_apposition(unit, found)


def _with_apposition(unit: Unit, source: Range) -> Range:
    """Takes in ", a farmer in Ohio" behind a name."""
    t = unit.tokens
    k = source[1]
    if not is_name(t, k - 1) and not t.bits[k - 1] & lx.CLOSE or k + 1 >= unit.end or not t.bits[k] & lx.COMMA:
        return source
    end = k
    while end + 1 < unit.end and t.bits[end] & lx.COMMA and _apposes(t, end + 1) and not unit.inside[end + 1]:
        stop = end + 1
        while stop < unit.end and not t.bits[stop] & (lx.COMMA | lx.STOP | lx.SEMICOLON | lx.DASH | lx.QUOTE):
            stop += 1
        if (
            stop - end < 2
            or any(t.bits[m] & (lx.PRONOUN | lx.AUXILIARY) for m in range(end + 1, min(stop, end + 5)))
            and t.words[end + 1] not in {"who", "whose"}
        ):
            break
        end = stop
    return (source[0], end)


def _apposes(t: Tokens, i: int) -> bool:
    bit, word = t.bits[i], t.words[i]
    if bit & lx.DETERMINER:
        return word in {"a", "an", "the", "his", "her", "one", "another"}
    if word.isdigit() or word in {"who", "whose"}:
        return True
    return not bit & ~(lx.PERSON | lx.TITLE | lx.ORGANISATION | lx.VAGUE | lx.DOCUMENT) and (
        bool(bit) or not word.endswith(("ing", "ly"))
    )


def _subject(unit: Unit, i: int, before: list[Cue]) -> Range | None:
    """The subject of the verb at `i`, to its left."""
    t, floor = unit.tokens, unit.first
    k = i - 1
    while k >= floor and (t.bits[k] & (lx.AUXILIARY | lx.ADVERB) or _adverb(t.words[k]) or t.words[k] == "to"):
        if t.words[k] == "to":
            if k - 1 < floor or not (t.words[k - 1] in _GOVERNING):
                return None
            k -= 2 if t.words[k - 1] != "on" else 3
            continue
        if t.bits[k] & lx.DETERMINER and t.words[k].lower() in {"both", "all"}:
            break
        k -= 1
    if k < floor or unit.inside[k]:
        return None
    bit = t.bits[k]
    if bit & (lx.PRONOUN | lx.RELATIVE):
        return None if t.words[k] == "that" and k == floor else (k, k + 1)
    if bit & lx.CONJUNCTION:
        return _shared(unit, k, before)
    if bit & lx.COMMA:
        return _subject_over_commas(unit, k, before)
    if bit & lx.POSSESSIVE:
        return None
    return phrase_before(t, k, floor)


def _shared(unit: Unit, k: int, before: list[Cue]) -> Range | None:
    """The subject of a second verb: "Smith praised the plan and said ..."."""
    if before and before[-1].manner is not Manner.NOUN and not before[-1].inverted:
        return before[-1].source
    return main_subject(unit, k)


def _subject_over_commas(unit: Unit, comma: int, before: list[Cue]) -> Range | None:
    """The subject in front of a parenthesis between commas: "Smith, a farmer, said"."""
    t, floor = unit.tokens, unit.first
    end = comma
    for _ in range(5):
        k = end - 1
        while k > floor and not t.bits[k] & (lx.COMMA | lx.SEMICOLON | lx.COLON | lx.DASH) and not unit.inside[k]:
            k -= 1
        if unit.inside[k]:
            return None
        first = k if k == floor and not t.bits[k] & lx.COMMA else k + 1
        if t.bits[k] & lx.COMMA and k > floor and _parenthetic(unit, first, k):
            end = k
            continue
        last = end - 1
        if t.bits[last] & (lx.PRONOUN | lx.RELATIVE):
            return (last, last + 1)
        found = phrase_before(t, last, first)
        if found and end < comma and t.words[end + 1] not in {"however", "though", "for"}:
            return (found[0], comma)
        return found
    return None


def _parenthetic(unit: Unit, first: int, comma: int) -> bool:
    """Whether the segment that begins at `first` belongs to the name before the comma."""
    t = unit.tokens
    bit, word = t.bits[first], t.words[first]
    if (
        bit & (lx.PREPOSITION | lx.RELATIVE | lx.SUBORDINATOR | lx.ADVERB | lx.TIME | lx.ING)
        or word == "whose"
        or word.endswith(("ing", "ed"))
    ):
        return True
    if bit & lx.PRONOUN or bit & lx.CONJUNCTION:
        return False
    named = is_name(t, comma - 1) or t.words[comma - 1].isdigit() or bool(t.bits[comma - 1] & lx.CLOSE)
    if not named or (comma - 2 >= unit.first and t.bits[comma - 2] & lx.PREPOSITION and not t.words[comma - 2] == "of"):
        return False
    return not is_name(t, first)


def main_subject(unit: Unit, before: int) -> Range | None:
    """The subject of the first verb of the sentence, looked for in front of token `before`."""
    t = unit.tokens
    verbs = lx.AUXILIARY | lx.PLAIN | lx.PAST | lx.THIRD
    for k in range(unit.first + 1, min(before, unit.first + 60)):
        if unit.inside[k]:
            continue
        word = t.words[k]
        if not (t.bits[k] & verbs or (word.endswith("ed") and word[0].islower() and not t.bits[k])):
            continue
        if t.bits[k - 1] & lx.PRONOUN and not unit.inside[k - 1]:
            return (k - 1, k)
        if t.bits[k - 1] & (lx.ADVERB | lx.AUXILIARY | lx.RELATIVE | lx.DETERMINER):
            continue
        if t.bits[k - 1] & lx.COMMA:
            found = _subject_over_commas(unit, k - 1, [])
        else:
            found = phrase_before(t, k - 1, unit.first) if not unit.inside[k - 1] else None
        if found:
            return found
    return None


def _agrees(unit: Unit, i: int, source: Range) -> bool:
    """Whether number allows the verb form at `i` after this subject; guards against nouns that look like verbs."""
    t = unit.tokens
    bit, last = t.bits[i], source[1] - 1
    if bit & lx.PAST or t.bits[last] & (lx.PRONOUN | lx.RELATIVE) or t.bits[last] & lx.COMMA:
        return True
    if t.bits[i - 1] & lx.AUXILIARY or t.words[i - 1] == "to" or t.bits[i - 1] & lx.ADVERB:
        return True
    word = t.words[last]
    if bit & lx.BASE:
        plural = word.endswith("s") or word.lower() in _PLURALS or any(t.words[k] == "and" for k in range(*source))
        return plural and not t.bits[last] & lx.POSSESSIVE
    return (
        is_name(t, last)
        or bool(t.bits[last] & (lx.PERSON | lx.ORGANISATION | lx.DOCUMENT | lx.VAGUE | lx.CLOSE))
        or not bit & (lx.CUE_NOUN | lx.DOCUMENT)
    )


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


def _after_verb(unit: Unit, i: int, verb: Verb) -> tuple[int, Range | None, int]:
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
            and (t.bits[k] & (lx.ADVERB | lx.TIME) or _adverb(t.words[k]))
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
    if t.words[k].isdigit():
        return k + 1
    found = phrase_after(t, k, unit.end)
    return found[1] if found else None


def _opening(unit: Unit, k: int) -> str:
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
        return "wh" if word not in {"as", "because", "while", "before", "after", "since", "until", "so"} else "prep"
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
        if bit & (lx.PUNCTUATION | lx.SUBORDINATOR | lx.RELATIVE):
            return False
    return False


_ACCEPTED = {
    "speech": frozenset(["quote", "that", "wh", "to", "colon", "clause", "words"]),
    "tell": frozenset(["quote", "that", "wh", "to", "colon", "clause", "words"]),
    "call": frozenset(["quote", "clause", "words"]),
    "clause": frozenset(["quote", "that", "wh", "colon", "clause"]),
    "object": frozenset(["quote", "that", "wh", "clause", "words"]),
    "infinitive": frozenset(["to"]),
}


def _takes(unit: Unit, verb: Verb, opening: str, after: int, particle: bool) -> bool:
    if after >= unit.end:
        return False
    if particle:
        return opening not in {"end", "comma"}
    return any(opening in _ACCEPTED[group] for group in verb.groups)


def _ing(unit: Unit, i: int, verb: Verb, before: list[Cue]) -> Cue | None:
    t = unit.tokens
    after, told, end = _after_verb(unit, i, verb)
    opening = _opening(unit, after)
    if not _takes(unit, verb, opening, after, end > i + 1):
        return None
    source: Range | None
    if i > unit.first and _auxiliary(unit, i) == "be":
        source = _subject(unit, i, before)
        manner = Manner.FINITE
    else:
        source = _participle_subject(unit, i, before)
        manner = Manner.PARTICIPLE
    if source is None or _author(t, source):
        return None
    return Cue(i, end, source, manner, after, opening, verb, told)


def _participle_subject(unit: Unit, i: int, before: list[Cue]) -> Range | None:
    t = unit.tokens
    k = i - 1
    while k >= unit.first and (t.bits[k] & lx.ADVERB or _adverb(t.words[k])):
        k -= 1
    if k < unit.first:
        return _subject_after_opening(unit, i)
    bit = t.bits[k]
    if bit & (lx.COMMA | lx.DASH | lx.CONJUNCTION | lx.PREPOSITION | lx.SUBORDINATOR) or k in unit.quoted_to:
        return before[-1].source if before else main_subject(unit, i)
    if unit.inside[k]:
        return None
    if bit & (lx.DOCUMENT | lx.PERSON | lx.VAGUE | lx.ORGANISATION | lx.VENUE) or is_name(t, k):
        return phrase_before(t, k, unit.first)
    return None


def _subject_after_opening(unit: Unit, i: int) -> Range | None:
    """The subject of "Citing the figures, Smith ...": behind the first comma outside quotations."""
    t = unit.tokens
    for k in range(i + 1, min(unit.end - 1, i + 50)):
        if t.bits[k] & lx.COMMA and not unit.inside[k]:
            if t.bits[k + 1] & lx.PRONOUN:
                return (k + 1, k + 2)
            return phrase_after(t, k + 1, unit.end) if not unit.inside[k + 1] else None
    return None


def _passive(unit: Unit, i: int, verb: Verb) -> Cue | None:
    """ "It was reported by the paper that ..." """
    t = unit.tokens
    if i + 2 >= unit.end or t.words[i + 1] != "by" or unit.inside[i + 1]:
        return None
    source = phrase_after(t, i + 2, unit.end)
    if source is None:
        return None
    return Cue(i, i + 2, source, Manner.PASSIVE, source[1], _opening(unit, source[1]), verb)


# "According to", and nouns.


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
    return Cue(i, i + 2, source, Manner.ACCORDING, source[1], _opening(unit, source[1]))


def _owner(unit: Unit, i: int) -> Range | None:
    """Whose claim it is: the possessive before the noun, one adjective allowed between."""
    t = unit.tokens
    for k in (i - 1, i - 2):
        if k < unit.first or unit.inside[k]:
            return None
        if t.bits[k] & lx.POSSESSIVE:
            found = phrase_before(t, k - 1, unit.first) if k > unit.first else None
            return (found[0], k) if found else None
        if t.words[k] in {"his", "her", "their", "His", "Her", "Their"}:
            return (k, k + 1)
        if t.bits[k] & ~lx.ADVERB:
            return None
    return None


def _noun(unit: Unit, i: int, owner: Range) -> Cue | None:
    opening = _opening(unit, i + 1)
    t = unit.tokens
    if opening in {"that", "to", "quote", "wh"}:
        return Cue(i, i + 1, owner, Manner.NOUN, i + 1, opening)
    if opening == "prep" and t.words[i + 1] in {"of", "for", "about", "on"}:
        return Cue(i, i + 1, owner, Manner.NOUN, i + 2, opening)
    return None


def candidates(t: Tokens, inside: bytearray) -> Iterator[int]:
    """Tokens outside quotations that may be cues."""
    wanted = lx.VERB | lx.ACCORDING | lx.CUE_NOUN
    return (i for i, bit in enumerate(t.bits) if bit & wanted and not inside[i])
