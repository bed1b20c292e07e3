"""Who a source is: its kind, and the full name behind a pronoun or a short form. Does no I/O.

Sources are asked for in the order of the text, since "he" is whoever was named last.
"""

from __future__ import annotations

from collections.abc import Sequence

from linkaudit.article import lexicon as lx
from linkaudit.article.contents import Said
from linkaudit.article.names import FullNames, kind
from linkaudit.article.phrases import Range, is_name
from linkaudit.article.tokens import Tokens
from linkaudit.model import Attribution, SourceType, Span

_OUR_OWN = frozenset(["newspaper", "reporter", "magazine", "website", "publication", "paper", "correspondent"])
_SINGULAR = frozenset(["he", "she", "his", "her", "who", "him"])
_PLURAL = frozenset(["they", "their", "it", "its", "which", "them"])
_NOBODY = frozenset(["i", "we", "you", "everyone", "everybody", "nobody", "someone", "somebody", "anyone", "that"])


class Speakers:
    """Remembers, along a text, who was named last."""

    def __init__(self, t: Tokens, full: FullNames) -> None:
        self._t = t
        self._full = full
        self._person: str | None = None
        self._body: str | None = None

    def attribution(self, said: Said, content: Sequence[Range]) -> Attribution:
        t = self._t
        source = said.cue.source
        span, cue = t.span(*source), t.span(said.cue.first, said.cue.end)
        type_ = kind(t, source)
        return Attribution(
            span=span,
            source=span.slice(t.text),
            content=tuple(t.span(*part) for part in content),
            type=type_,
            cue=cue.slice(t.text),
            cue_span=cue,
            named=self._named(source, type_),
            own=_own_reporting(t, said.cue.told),
        )

    def _named(self, source: Range, type_: SourceType) -> str | None:
        t = self._t
        first, end = source
        word = t.words[first].lower()
        if end - first == 1 and word in _NOBODY:
            return None
        if end - first == 1 and t.bits[first] & (lx.PRONOUN | lx.RELATIVE | lx.DETERMINER):
            return self._behind_pronoun(word, first)
        name = self._name_in(source)
        if name is None:
            if type_ is SourceType.ANONYMOUS or not t.words[first].lower() in {"the", "this", "that"}:
                return None
            return self._body if type_ is SourceType.ORGANISATION else self._person
        if type_ is SourceType.ORGANISATION:
            self._body = name
            return None
        surname = name.rpartition(" ")[2]
        full = self._full.of(surname) or name
        self._person = full
        return full if full != t.span(first, end).slice(t.text) else None

    def _behind_pronoun(self, word: str, at: int) -> str | None:
        if word in {"who", "which"}:
            before = self._name_ending(at - 1 - bool(self._t.bits[at - 1] & lx.COMMA)) if at else None
            return before or None
        if word in _SINGULAR:
            return self._person
        return self._body if word in _PLURAL else None

    def _name_ending(self, last: int) -> str | None:
        if last < 0 or not is_name(self._t, last):
            return None
        name = self._name_in((max(0, last - 3), last + 1))
        return self._full.of(name.rpartition(" ")[2]) or name if name else None

    def _name_in(self, source: Range) -> str | None:
        """The name that a source phrase holds: its last run of capitalised words before any apposition."""
        t = self._t
        first, end = source
        for i in range(first + 1, end):
            if t.bits[i] & (lx.COMMA | lx.OPEN):
                end = i
                break
        while end > first and not is_name(t, end - 1):
            end -= 1
        start = end
        while start > first and (is_name(t, start - 1) or t.words[start - 1] in {".", "-"}) and not t.bits[start - 1] & lx.TITLE:
            start -= 1
        while start < end and not is_name(t, start):
            start += 1
        return t.span(start, end).slice(t.text) if start < end else None


def _own_reporting(t: Tokens, told: Range | None) -> bool:
    """Whether the one who is told is the writer: "told me", "told this newspaper"."""
    if told is None:
        return False
    first, end = told
    if end - first == 1:
        return t.words[first] in {"me", "us"}
    return t.words[first] in {"this", "our"} and any(t.words[i] in _OUR_OWN for i in range(first + 1, end))


