"""Paragraphs that open with a speaker's name and a colon: headlines ("Ruiz: The bridge is safe") and transcripts.

Does no I/O.
"""

from __future__ import annotations

from collections.abc import Mapping

from linkaudit.article import lexicon as lx
from linkaudit.article.contents import Said
from linkaudit.article.cues import Cue, Manner
from linkaudit.article.phrases import is_name
from linkaudit.article.units import Unit

_LONGEST_LABEL = 8
_SHORTEST_TURN = 5
_TITLES = frozenset(["Mr", "Mrs", "Ms", "Miss", "Dr", "Sen", "Rep", "Prof", "Judge", "Justice", "Chairman"])
_WITHIN = lx.PREPOSITION | lx.OPEN | lx.CLOSE | lx.POSSESSIVE | lx.PERSON


def labelled(unit: Unit, end: int, surnames: Mapping[str, int]) -> Said | None:
    """The attribution of a paragraph from the unit's first token to token `end`, if a speaker's label opens it.

    A label is a name that the text gives in full somewhere; before a quotation any name will do.
    """
    t = unit.tokens
    colon = unit.first
    while colon < min(unit.end, unit.first + _LONGEST_LABEL) and not t.bits[colon] & lx.COLON:
        if unit.inside[colon] or not (is_name(t, colon) or t.bits[colon] & _WITHIN or t.words[colon] == "."):
            return None
        colon += 1
    first = colon + 1
    if colon == unit.first or first >= end or not t.bits[colon] & lx.COLON or not is_name(t, unit.first):
        return None
    surname = colon - 1
    for k in range(unit.first, colon):
        if t.bits[k] & (lx.PREPOSITION | lx.OPEN):
            surname = k - 1
            break
    word = t.words[surname]
    if first not in unit.quoted_from:
        titled = t.words[unit.first].capitalize() in _TITLES and surname > unit.first
        known = titled or word in surnames or word.capitalize() in surnames
        if not known or end - first < _SHORTEST_TURN or t.words[first].isdigit():
            return None
    last = end - 1 if t.words[end - 1] == "." and not unit.inside[end - 1] else end
    if last <= first:
        return None
    cue = Cue(colon, first, (unit.first, colon), Manner.LABEL, first, "colon")
    return Said(cue, ((first, last),), first in unit.quoted_from)
