"""What each cue of a sentence attributes: the quotation or the words before it, behind it, or both.

Only the outermost attribution of a stretch of words counts: in "Smith said that officials had said ..." the whole is
Smith's. Does no I/O.
"""

from __future__ import annotations

from typing import NamedTuple

from linkaudit.article import lexicon as lx
from linkaudit.article.cues import Cue, Manner
from linkaudit.article.phrases import Range, passable
from linkaudit.article.units import Unit


class Said(NamedTuple):
    """A cue with its content as ranges of tokens. No content yet means that what follows the sentence is meant."""

    cue: Cue
    content: tuple[Range, ...]
    direct: bool


def contents(unit: Unit, cues: list[Cue]) -> list[Said]:
    """The attributions of a sentence, in order of their cues."""
    if len(cues) > 1:
        cues = [cue for cue in cues if not any(other is not cue and _holds(other, cue) for other in cues)]
    trailing = [_trails(unit, cue) for cue in cues]
    found: list[Said] = []
    claimed = unit.first
    for n, cue in enumerate(cues):
        parts: list[Range] | None
        if trailing[n]:
            start = claimed if found and found[-1].content and _separate(unit, found[-1], cue) else unit.first
            found = [said for said in found if said.cue.left < start]
            parts = _before(unit, cue, start) + _resumed(unit, cue, cues[n + 1 :])
        else:
            around = bool(found) and cue.left < found[-1].cue.left  # "Smith, who denies it, said"
            parts = _behind(unit, cue, cues[n + 1 :]) if (cue.first if around else cue.left) >= claimed else None
        if parts is None:
            continue
        if parts:
            claimed = max(claimed, parts[-1][1], cue.end)
        found.append(Said(cue, tuple(parts), _is_direct(unit, parts)))
    return found


def _holds(other: Cue, cue: Cue) -> bool:
    """Whether a cue stands within the source of another: "friends who say so believe that ..."."""
    return other.source[0] <= cue.first and cue.end <= other.source[1] and not other.inverted


def _separate(unit: Unit, said: Said, cue: Cue) -> bool:
    """Whether a semicolon closes an earlier attribution before the content of the next one begins."""
    end = said.content[-1][1]
    return end < cue.left and bool(unit.tokens.bits[end] & lx.SEMICOLON)


def _trails(unit: Unit, cue: Cue) -> bool:
    t = unit.tokens
    if cue.left == unit.first or cue.manner in (Manner.NOUN, Manner.PARTICIPLE):
        return False
    if t.bits[cue.source[0]] & lx.RELATIVE:
        return False
    if cue.manner is Manner.ACCORDING:
        return cue.left > unit.first + 1 and not (cue.opening == "quote" and t.words[cue.end - 1] == "of")
    if cue.manner is Manner.PASSIVE:
        return cue.left > unit.first + 1 and cue.opening in {"end", "comma", "prep", "words"}
    k = cue.left - 1
    if cue.inverted:
        return True
    if t.words[k] == "as" and k > unit.first + 1 and t.bits[k - 1] & lx.COMMA and not t.bits[k - 2] & _JOINTS:
        k -= 1
    if t.bits[k] & lx.COMMA and k - 1 in unit.quoted_to:
        k -= 1
    if k in unit.quoted_to:
        finished = bool(t.bits[k - 1] & (lx.COMMA | lx.STOP | lx.DASH)) or k < cue.left - 1
        return cue.opening not in (_FORWARD if finished else _FORWARD | {"quote"})
    if not t.bits[k] & (lx.COMMA | lx.DASH | lx.QUOTE | lx.STOP):
        return False
    if cue.opening == "quote" or (cue.opening in {"prep", "to"} and cue.verb is not None and cue.verb.lemma == "say"):
        return not _leads(unit)
    return cue.opening in {"end", "comma"}


_FORWARD = frozenset(["that", "colon", "clause", "wh"])
_NOUN_ENDS = lx.COMMA | lx.STOP | lx.SEMICOLON | lx.DASH
_JOINTS = lx.SUBORDINATOR | lx.CONJUNCTION
_JOINED = lx.AUXILIARY | lx.ADVERB | lx.COMMA
_LEADING = lx.SUBORDINATOR | lx.PREPOSITION | lx.ING | lx.ADVERB | lx.TIME | lx.CONJUNCTION


def _leads(unit: Unit) -> bool:
    """Whether the sentence opens with a circumstance rather than with what is said: "Asked about it, he said ..."."""
    t = unit.tokens
    word = t.words[unit.first]
    return bool(t.bits[unit.first] & _LEADING) or word.endswith(("ed", "ing"))


def _before(unit: Unit, cue: Cue, start: int) -> list[Range]:
    """The content in front of a cue."""
    t = unit.tokens
    end = cue.left
    if end - 1 > start and t.words[end - 1] == "as":
        end -= 1
    while end > start and t.bits[end - 1] & (lx.COMMA | lx.DASH) and end - 1 not in unit.quoted_to:
        end -= 1
    while cue.manner is Manner.PASSIVE and end > start and (t.bits[end - 1] & _JOINED or t.words[end - 1] == "first"):
        end -= 1
    if end - 1 in unit.quoted_to:
        quote = unit.quoted_to[end - 1]
        if quote.first > start and t.bits[quote.first - 1] & (lx.COLON | lx.COMMA | lx.STOP):
            start = quote.first
    while start < end and t.bits[start] & (lx.CONJUNCTION | lx.SEMICOLON | lx.COMMA):
        start += 1
    return [(start, end)] if start < end else []


def _resumed(unit: Unit, cue: Cue, later: list[Cue]) -> list[Range]:
    """The second half of content that the attribution interrupts: '"A," he said, "b."', "The plan, he said, failed"."""
    t = unit.tokens
    k = cue.after
    if k >= unit.end:
        return []
    if cue.opening == "quote":
        k += 0 if k in unit.quoted_from else 1
        return _until_break(unit, cue, k, later)
    if cue.opening != "comma" or not t.bits[k] & lx.COMMA or cue.left - 1 in unit.quoted_to:
        return []
    k += 1
    bit = t.bits[k] if k < unit.end else lx.STOP
    if bit & (lx.ING | lx.RELATIVE | lx.CONJUNCTION | lx.SUBORDINATOR | lx.STOP) or t.words[k].endswith("ing"):
        return []
    return _until_break(unit, cue, k, later)


def _behind(unit: Unit, cue: Cue, later: list[Cue]) -> list[Range] | None:
    """The content behind a cue; empty when the sentence only leads in to it, None when there is none."""
    t = unit.tokens
    k = cue.after
    while k < unit.end and k not in unit.quoted_from and t.bits[k] & (lx.COMMA | lx.COLON | lx.DASH):
        k += 1
    if k >= unit.end:
        return [] if k > unit.first and t.bits[k - 1] & lx.COLON else None
    if cue.manner is Manner.NOUN:
        return _of_noun(unit, k)
    return _until_break(unit, cue, k, later) or None


def _of_noun(unit: Unit, k: int) -> list[Range] | None:
    t = unit.tokens
    end = k
    while end < unit.end and (unit.inside[end] or not t.bits[end] & _NOUN_ENDS or passable(t, end)):
        end += 1
    return [(k, end)] if end > k else None


def _until_break(unit: Unit, cue: Cue, k: int, later: list[Cue]) -> list[Range]:
    end = _aside_end(unit, cue, k)
    for other in later:
        at = other.first if other.source[0] == cue.source[0] else other.left
        if at >= end:
            break
        if at > k and _breaks(unit, cue, other, at):
            end = at
            break
        close = _closed(unit, k, other)
        if close:
            end = close
            break
    return _trimmed(unit, k, end)


def _aside_end(unit: Unit, cue: Cue, k: int) -> int:
    """Where content must end: a clause between commas or dashes ("Smith, who denied it, left") ends with the second."""
    t = unit.tokens
    who = cue.source[0]
    mark = t.bits[who - 1] & (lx.COMMA | lx.DASH) if who > unit.first else 0
    if not mark or not t.bits[who] & lx.RELATIVE:
        return unit.end
    while k < unit.end and (unit.inside[k] or not t.bits[k] & mark):
        if k in unit.quoted_to and t.bits[k - 1] & mark:  # American style keeps the comma inside the quotation
            return k + 1
        k += 1
    return k


def _closed(unit: Unit, k: int, other: Cue) -> int:
    """The semicolon between content from token `k` on and the clause in which the next speaker stands, or 0."""
    if other.manner is not Manner.FINITE or other.shared or other.inverted:
        return 0
    t = unit.tokens
    return next(
        (m for m in range(other.left - 1, k, -1) if t.bits[m] & (lx.SEMICOLON | lx.COLON) and not unit.inside[m]),
        0,
    )


def _breaks(unit: Unit, cue: Cue, other: Cue, at: int) -> bool:
    """Whether `other`, from token `at`, stands beside the attribution of `cue` rather than inside its content."""
    t = unit.tokens
    k = at - 1
    while k > cue.end and t.bits[k] & lx.ADVERB:
        k -= 1
    bit = t.bits[k]
    if other.manner in (Manner.PARTICIPLE, Manner.ACCORDING):
        return bool(bit & (lx.COMMA | lx.DASH | lx.QUOTE | lx.CONJUNCTION)) or k in unit.quoted_to
    if other.manner is not Manner.FINITE:
        return False
    if bit & lx.COMMA and at == other.first and not other.inverted and cue.manner is Manner.PARTICIPLE:
        return True
    if bit & lx.COMMA and (other.opening in {"quote", "colon"} or _leads(unit)):
        return cue.left < unit.first + 12
    if bit & lx.CONJUNCTION:
        return other.source == cue.source or bool(t.bits[k - 1] & (lx.COMMA | lx.SEMICOLON | lx.QUOTE | lx.DASH))
    return bool(bit & (lx.SEMICOLON | lx.DASH))


def _trimmed(unit: Unit, start: int, end: int) -> list[Range]:
    """Without the marks and joints that frame it; the marks of a quotation stay."""
    t = unit.tokens
    joints = lx.COMMA | lx.SEMICOLON | lx.DASH | lx.CONJUNCTION | lx.ADVERB | lx.COLON
    first = end
    while end > start and end - 1 not in unit.quoted_to and not unit.inside[end - 1]:
        bit = t.bits[end - 1]
        if not bit & (joints | lx.STOP) or (bit & lx.ADVERB and first == unit.end):
            break
        end -= 1
    return [(start, end)] if end > start else []


def _is_direct(unit: Unit, parts: list[Range]) -> bool:
    return any(1 in unit.inside[start:end] for start, end in parts)
