"""Whose words they are: the noun phrase that a cue's grammar points to, before or behind it. Does no I/O."""

from __future__ import annotations

from linkaudit.article import lexicon as lx
from linkaudit.article.phrases import Range, is_name, passable, phrase_after, phrase_before
from linkaudit.article.tokens import Tokens
from linkaudit.article.units import Unit, adverb, content_stands_before, quoted_before, since

_APPOSITION_ENDS = lx.COMMA | lx.STOP | lx.SEMICOLON | lx.DASH | lx.QUOTE
_ISSUED = frozenset(
    ["issued", "issues", "released", "releases", "sent", "sends", "posted", "posts", "wrote", "writes", "published"]
)
_GOVERNING = frozenset(
    ["on", "going", "used", "seemed", "seems", "had", "has", "able", "tried", "set", "quick", "likely"]
)


def subject(unit: Unit, i: int, latest: Range | None) -> Range | None:
    """The subject of the verb at `i`, to its left. `latest` is the source of the verb before it in the sentence."""
    t = unit.tokens
    k = _before_auxiliaries(unit, i)
    if k is None or unit.inside[k]:
        return None
    bit = t.bits[k]
    if bit & lx.RELATIVE and (k == unit.first or (t.words[k] == "that" and not _relative(unit, k, i))):
        return None
    if bit & (lx.PRONOUN | lx.RELATIVE):
        return (k, k + 1)
    if bit & lx.CONJUNCTION:
        return latest or main_subject(unit, k)
    if bit & lx.COMMA:
        return _subject_over_commas(unit, k)
    if bit & lx.DASH:
        return _subject_over_dashes(unit, k)
    if bit & lx.TIME or _is_year(unit, k):
        return _subject_over_time(unit, k)
    return None if bit & lx.POSSESSIVE else phrase_before(t, k, unit.first)


def _before_auxiliaries(unit: Unit, i: int) -> int | None:
    """The token in front of "has also", "would not", "went on to" before the verb at `i`."""
    t, floor = unit.tokens, unit.first
    k = i - 1
    while k >= floor and (
        t.bits[k] & (lx.AUXILIARY | lx.ADVERB) or adverb(t.words[k]) or t.words[k] == "to" or since(unit, k)
    ):
        if t.words[k] == "to":
            if k == floor or t.words[k - 1] not in _GOVERNING:
                return None
            k -= 3 if t.words[k - 1] == "on" else 2
        elif t.words[k].lower() in {"both", "all"}:
            break
        else:
            k -= 1
    if k > floor and t.bits[k] & lx.POSSESSIVE and t.bits[k - 1] & (lx.PRONOUN | lx.RELATIVE):
        k -= 1
    return k if k >= floor else None


def _relative(unit: Unit, that: int, i: int) -> bool:
    """Whether "that" stands for the noun before it ("a poll that shows") rather than opening a clause."""
    t = unit.tokens
    if that == unit.first or t.bits[that - 1] & (lx.VERB | lx.PLAIN | lx.PUNCTUATION | lx.PREPOSITION | lx.ADVERB):
        return False
    return bool(t.bits[i] & (lx.PAST | lx.THIRD))


def _subject_over_dashes(unit: Unit, dash: int) -> Range | None:
    """The subject in front of a parenthesis between dashes: "Smith - a farmer - said"."""
    t = unit.tokens
    for k in range(dash - 1, max(unit.first, dash - 40), -1):
        if t.bits[k] & lx.DASH and t.words[k] == t.words[dash] and not unit.inside[k]:
            return phrase_before(t, k - 1, unit.first) if not unit.inside[k - 1] else None
    return None


def _subject_over_time(unit: Unit, last: int) -> Range | None:
    """The subject in front of "last week" or "released on Wednesday"."""
    t = unit.tokens
    k = last
    while k > unit.first and (t.bits[k] & (lx.TIME | lx.PREPOSITION) or _is_year(unit, k) or _this_time(t, k)):
        k -= 1
    if unit.inside[k]:
        return None
    if t.bits[k] & lx.COMMA and k > unit.first:
        return _subject_over_commas(unit, k)
    if t.bits[k] & (lx.PRONOUN | lx.RELATIVE) and k > unit.first:
        return (k, k + 1)
    if is_name(t, k):
        return phrase_before(t, k, unit.first)
    if t.bits[k] & lx.PARTICIPLE or (t.words[k].endswith("ed") and t.words[k].islower()):
        k -= 1
    found = phrase_before(t, k, unit.first) if k >= unit.first and not unit.inside[k] else None
    return (found[0], last + 1) if found else phrase_before(t, last, unit.first)


def _is_year(unit: Unit, k: int) -> bool:
    """Whether the figure at `k` stands for a time: "who in 2010 said"."""
    t = unit.tokens
    return k > unit.first and t.words[k].isdigit() and bool(t.bits[k - 1] & (lx.PREPOSITION | lx.TIME))


def _this_time(t: Tokens, k: int) -> bool:
    return t.words[k] in {"this", "that", "earlier", "late"} and bool(t.bits[k + 1] & lx.TIME)


def _subject_over_commas(unit: Unit, comma: int) -> Range | None:
    """The subject in front of a parenthesis between commas: "Smith, a farmer, said"."""
    t, floor = unit.tokens, unit.first
    end = comma
    for _ in range(5):
        k = end - 1
        while k > floor and not t.bits[k] & (lx.COMMA | lx.SEMICOLON | lx.COLON | lx.DASH) and not unit.inside[k]:
            k -= 1
        first = k if k == floor and not t.bits[k] & lx.COMMA and not unit.inside[k] else k + 1
        if first == end:
            return None
        if t.bits[k] & lx.COMMA and k > floor and not unit.inside[k] and _parenthetic(unit, first, k):
            end = k
            continue
        last = end - 1
        if t.bits[last] & (lx.PRONOUN | lx.RELATIVE):
            return (last, last + 1)
        found = phrase_before(t, last, first)
        if found and end < comma and _apposes(t, end + 1):
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
    if not (named or passable(t, comma - 1)):
        return False
    placed = comma - 2 >= unit.first and t.bits[comma - 2] & lx.PREPOSITION and t.words[comma - 2] != "of"
    if _goes_on_place(unit, first, comma) or _is_their(unit, first):
        return True
    if placed and not any(t.bits[k] & lx.COMMA for k in range(max(unit.first, comma - 40), comma)):
        return False
    return not is_name(t, first)


def _is_their(unit: Unit, first: int) -> bool:
    """Whether the segment says whose somebody is: "Ada Vale, the mill's owner," or "Ada Vale, Hull's mayor,"."""
    t = unit.tokens
    for k in range(first + 1, min(unit.end - 1, first + 4)):
        if t.bits[k] & lx.POSSESSIVE:
            return t.words[k + 1].islower()
        if not is_name(t, k):
            return False
    return False


def _goes_on_place(unit: Unit, first: int, comma: int) -> bool:
    """Whether the segment is a party or a state: "Senator Vale, R-Ga.,", "of Reno, Nev.,", "in Lyon, France,"."""
    t = unit.tokens
    if t.words[first][:2] in {"R-", "D-", "I-"}:
        return True
    end = first
    while end < min(unit.end - 1, first + 4) and (is_name(t, end) or passable(t, end)):
        end += 1
    return end > first and bool(t.bits[end] & lx.COMMA) and bool(t.bits[comma - 2] & lx.PREPOSITION)


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
        last = k - 1
        while last > unit.first and (t.bits[last] & lx.ADVERB or adverb(t.words[last])):
            last -= 1
        if t.bits[last] & (lx.AUXILIARY | lx.RELATIVE | lx.DETERMINER):
            continue
        if t.bits[last] & lx.COMMA:
            found = _subject_over_commas(unit, last)
        else:
            found = phrase_before(t, last, unit.first) if not unit.inside[last] else None
        if found:
            return found
    return None


def participle_subject(unit: Unit, i: int, latest: Range | None) -> Range | None:
    """Who is meant by an -ing form that has no subject of its own, or one right before it ("a statement saying")."""
    t = unit.tokens
    k = i - 1
    while k >= unit.first and (t.bits[k] & lx.ADVERB or adverb(t.words[k])):
        k -= 1
    if k < unit.first:
        return _subject_after_opening(unit, i)
    bit = t.bits[k]
    if bit & (lx.COMMA | lx.DASH | lx.CONJUNCTION | lx.PREPOSITION | lx.SUBORDINATOR) or k in unit.quoted_to:
        return (
            latest
            or main_subject(unit, i)
            or (phrase_before(t, k - 1, unit.first) if bit & lx.COMMA and k > unit.first else None)
        )
    if unit.inside[k]:
        return None
    if bit & (lx.DOCUMENT | lx.PERSON | lx.VAGUE | lx.ORGANISATION | lx.VENUE) or is_name(t, k):
        found = phrase_before(t, k, unit.first)
        return _issuer(unit, found) or found if found and bit & (lx.DOCUMENT | lx.VENUE) else found
    return None


def _issuer(unit: Unit, document: Range) -> Range | None:
    """Whose document it is: "the council issued a statement calling it ..."."""
    t = unit.tokens
    verb = document[0] - 1
    indefinite = t.words[document[0]] in {"a", "an", "another"}
    if not indefinite or verb <= unit.first or t.words[verb] not in _ISSUED or unit.inside[verb]:
        return None
    return subject(unit, verb, None)


def _subject_after_opening(unit: Unit, i: int) -> Range | None:
    """The subject of "Citing the figures, Smith ...": behind the first comma outside quotations."""
    t = unit.tokens
    for k in range(i + 1, min(unit.end - 1, i + 50)):
        if t.bits[k] & lx.COMMA and not unit.inside[k]:
            if t.bits[k + 1] & lx.PRONOUN:
                return (k + 1, k + 2)
            return phrase_after(t, k + 1, unit.end) if not unit.inside[k + 1] else None
    return None


def inverted_source(unit: Unit, i: int) -> Range | None:
    """The source after the verb: '"...," said Smith'."""
    t = unit.tokens
    k = i - 1
    if k < unit.first or not (content_stands_before(unit, i)) or i + 1 >= unit.end:
        return None
    if t.bits[i] & lx.BASE and not t.bits[i] & lx.PAST:
        return None
    after = i + 1
    quoted = quoted_before(unit, i)
    if not quoted and t.bits[k] & lx.DASH:
        return None
    if t.bits[after] & lx.PRONOUN:
        return (after, after + 1) if quoted and not _has_verb(unit, after) else None
    if after in unit.quoted_from or not (
        is_name(t, after) or t.bits[after] & lx.DETERMINER or t.words[after].islower()
    ):
        return None
    found = phrase_after(t, after, unit.end)
    if found is None or (found[1] - found[0] == 1 and t.words[after] == "no"):
        return None
    ends = found[1] >= unit.end or bool(
        t.bits[found[1]]
        & (lx.PUNCTUATION | lx.PREPOSITION | lx.TIME | lx.SUBORDINATOR | lx.ADVERB | lx.ING | lx.RELATIVE)
    )
    if not ends or (not quoted and not (found[1] >= unit.end or t.bits[found[1]] & (lx.STOP | lx.COMMA))):
        return None
    if not quoted and t.bits[after] & (lx.PREPOSITION | lx.ADVERB):
        return None
    return with_apposition(unit, found)


def _has_verb(unit: Unit, pronoun: int) -> bool:
    """Whether the pronoun is the subject of what is said: 'Vale, known as "Doc," said he will stay'."""
    t = unit.tokens
    return pronoun + 1 < unit.end and bool(t.bits[pronoun + 1] & (lx.AUXILIARY | lx.PLAIN | lx.PAST | lx.THIRD))


def with_apposition(unit: Unit, source: Range) -> Range:
    """Takes in ", a farmer in Kent" behind a name, and a name behind "the mayor of Hull"."""
    t = unit.tokens
    end = source[1]
    if not (is_name(t, end - 1) or t.bits[end - 1] & lx.CLOSE):
        named = end + 1 < unit.end and t.bits[end] & lx.COMMA and is_name(t, end + 1)
        found = phrase_after(t, end + 1, unit.end) if named else None
        if found is None:
            return source
        end = found[1]
    while end + 1 < unit.end and t.bits[end] & lx.COMMA and _apposes(t, end + 1) and not unit.inside[end + 1]:
        stop = end + 1
        while stop < unit.end and (not t.bits[stop] & _APPOSITION_ENDS or passable(t, stop)):
            stop += 1
        if stop < unit.end and not t.bits[stop] & (lx.COMMA | lx.STOP | lx.SEMICOLON):
            break
        opening = range(end + 2, min(stop, end + 6))
        if t.words[end + 1] in {"who", "whose"}:
            if any(t.bits[m] & (lx.PAST | lx.THIRD) and _speaks(t.words[m]) for m in opening):
                break
        elif any(t.bits[m] & (lx.PRONOUN | lx.AUXILIARY) for m in opening):
            break
        end = stop
    return (source[0], end)


def _speaks(word: str) -> bool:
    verb = lx.lexicon().verbs.get(word)
    return verb is not None and verb.speaks


def _apposes(t: Tokens, i: int) -> bool:
    bit, word = t.bits[i], t.words[i]
    if word == "of":
        return True
    if bit & lx.DETERMINER:
        return word in {"a", "an", "the", "his", "her", "one", "another"}
    if word.isdigit() or word in {"who", "whose", "then", "now", "including"}:
        return True
    return not bit & ~(lx.PERSON | lx.TITLE | lx.ORGANISATION | lx.VAGUE | lx.DOCUMENT) and (
        bool(bit) or not word.endswith(("ing", "ly"))
    )


def owner_of(unit: Unit, i: int) -> Range | None:
    """Whose claim it is: the possessive before the noun, one adjective allowed between."""
    t = unit.tokens
    for k in (i - 1, i - 2):
        if k < unit.first or unit.inside[k]:
            return None
        if t.bits[k] & lx.POSSESSIVE:
            found = phrase_before(t, k - 1, unit.first, short=True) if k > unit.first else None
            return (found[0], k) if found else None
        if t.words[k] in {"his", "her", "their", "His", "Her", "Their"}:
            return (k, k + 1)
        if t.bits[k] & ~lx.ADVERB:
            return None
    return None
