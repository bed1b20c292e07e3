"""A sentence as the engine reads it, and the questions that every step asks of one. Does no I/O."""

from __future__ import annotations

from typing import NamedTuple

from linkaudit.article import lexicon as lx
from linkaudit.article.quotemarks import Quoted
from linkaudit.article.tokens import Tokens


class Unit(NamedTuple):
    """A sentence with the quotations that it holds; a quotation of several sentences belongs to one unit.

    `quoted_from` and `quoted_to` find a quotation by its first and by its last token.
    """

    tokens: Tokens
    first: int
    end: int
    inside: bytearray
    quoted_from: dict[int, Quoted]
    quoted_to: dict[int, Quoted]


def adverb(word: str) -> bool:
    return word.endswith("ly") and len(word) > 4 and word[0].islower()


def since(unit: Unit, i: int) -> bool:
    """Whether the word at `i` is the "since" of "has since said"."""
    t = unit.tokens
    return t.words[i] == "since" and i > unit.first and t.words[i - 1].lower() in {"has", "have", "had"}


def quoted_before(unit: Unit, i: int) -> bool:
    """Whether a quotation ends right before token `i`, a comma allowed between."""
    t = unit.tokens
    return i - 1 in unit.quoted_to or (i - 2 in unit.quoted_to and bool(t.bits[i - 1] & lx.COMMA))


def content_stands_before(unit: Unit, i: int) -> bool:
    t = unit.tokens
    return i - 1 in unit.quoted_to or bool(t.bits[i - 1] & (lx.COMMA | lx.DASH | lx.QUOTE | lx.STOP))
