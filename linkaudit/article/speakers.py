"""Who a source is: its kind, and the full name behind a pronoun or a short form.

Sources are read in the order of the text, since "he" is whoever was named last. Does no I/O.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from linkaudit.article import lexicon as lx
from linkaudit.article.contents import Said
from linkaudit.article.names import full_name, kind, without_office
from linkaudit.article.phrases import Range, is_name, phrase_before
from linkaudit.article.tokens import Tokens
from linkaudit.model import Attribution, SourceType

_OUR_OWN = frozenset(["newspaper", "reporter", "magazine", "website", "publication", "paper", "correspondent"])
_HE_OR_SHE = frozenset(["he", "she", "his", "her", "him"])
_IT_OR_THEY = frozenset(["it", "its", "they", "their", "them"])
_APPOSITION = 20  # tokens
_NEAR = 150  # tokens, about two paragraphs


@dataclass(slots=True)
class _Known:
    """Who was named so far: the last person and body, where, and what people were called ("the senator")."""

    person: str | None = None
    person_at: int = -_NEAR
    body: str | None = None
    roles: dict[str, str] = field(default_factory=dict)


def attributed(
    t: Tokens, surnames: Mapping[str, int], found: Iterable[tuple[Said, Sequence[Range]]]
) -> Iterator[Attribution]:
    """The attributions as values, each source with its kind and the name it stands for."""
    known = _Known()
    for said, content in found:
        source = said.cue.source
        span, cue = t.span(*source), t.span(said.cue.first, said.cue.end)
        type_ = kind(t, source)
        yield Attribution(
            span=span,
            source=span.slice(t.text),
            content=tuple(t.span(*part) for part in content),
            type=type_,
            cue=cue.slice(t.text),
            cue_span=cue,
            named=_named(t, surnames, known, source, type_),
            own=_own_reporting(t, said.cue.told),
        )


def _named(t: Tokens, surnames: Mapping[str, int], known: _Known, source: Range, type_: SourceType) -> str | None:
    first, end = source
    if end - first == 1 and t.bits[first] & (lx.PRONOUN | lx.RELATIVE | lx.DETERMINER):
        return _behind_pronoun(t, surnames, known, first)
    if any(t.bits[i] & lx.VAGUE for i in range(first, end)):
        return None
    run = _name_in(t, source)
    if run is None:
        head = t.words[end - 1]
        if t.words[first].lower() not in {"the", "this"} or type_ is SourceType.ANONYMOUS:
            return None
        return known.body if t.bits[end - 1] & lx.ORGANISATION else known.roles.get(head)
    name = t.span(*run).slice(t.text)
    if type_ is not SourceType.PERSON:
        known.body = name
        return None
    full = _in_full(t, surnames, run)
    known.person, known.person_at = full, first
    known.roles.update((t.words[i].lower(), full) for i in range(first, end) if t.bits[i] & (lx.PERSON | lx.TITLE))
    return full if full != t.span(first, end).slice(t.text) else None


def _behind_pronoun(t: Tokens, surnames: Mapping[str, int], known: _Known, at: int) -> str | None:
    word = t.words[at].lower()
    if word == "who":
        return _before_who(t, surnames, at)
    if word in _HE_OR_SHE:
        if at - known.person_at > _NEAR:
            nearest = _last_person(t, surnames, at)
            if nearest:
                known.person, known.person_at = nearest, at
        return known.person
    return known.body if word in _IT_OR_THEY else None


def _before_who(t: Tokens, surnames: Mapping[str, int], at: int) -> str | None:
    """The name that "who" goes on with, an apposition between them allowed: "Smith, a farmer in Kent, who"."""
    last = at - 1 - bool(at and t.bits[at - 1] & lx.COMMA)
    for _ in range(2):
        if last < 0:
            return None
        found = phrase_before(t, last, max(0, last - _APPOSITION))
        run = _name_in(t, found) if found and is_name(t, found[1] - 1) else None
        hangs = found and run and any(t.bits[k] & lx.PREPOSITION for k in range(found[0], run[0]))  # "a farmer in Kent"
        if run and not hangs and not t.bits[run[1] - 1] & (lx.VAGUE | lx.PERSON):
            return _in_full(t, surnames, run)
        if found is None or last == at - 1 or not found[0] or not t.bits[found[0] - 1] & lx.COMMA:
            return None
        last = found[0] - 2
    return None


def _last_person(t: Tokens, surnames: Mapping[str, int], at: int) -> str | None:
    """The person named last before token `at`, when no source was named near by."""
    for k in range(at - 1, max(0, at - _NEAR), -1):
        last = surnames.get(t.words[k])
        if last is not None:
            return full_name(t, last)
    return None


def _in_full(t: Tokens, surnames: Mapping[str, int], run: Range) -> str:
    last = surnames.get(t.words[run[1] - 1])
    written = t.span(*run).slice(t.text)
    if last is None:
        return written
    full = full_name(t, last)
    return full if len(full) > len(written) or run[1] - run[0] == 1 else written


def _name_in(t: Tokens, source: Range) -> Range | None:
    """The name in a source phrase: its last run of capitalised words, without titles.

    Nothing behind an apposition counts, nor what hangs on a common noun ("a spokesman for Acme").
    """
    first, end = source
    for i in range(first + 1, end):
        common = t.bits[i] & lx.PREPOSITION and t.bits[i - 1] & lx.PERSON and t.words[i - 1].islower()
        if t.bits[i] & lx.COMMA and t.words[i - 1].islower() and i + 1 < end and is_name(t, i + 1):
            return _name_in(t, (i + 1, end))  # "the mayor, Ana Ruiz"
        if common or t.bits[i] & (lx.COMMA | lx.OPEN):
            end = i
            break
    while end > first and not is_name(t, end - 1):
        end -= 1
    start = end
    while start > first and (is_name(t, start - 1) or t.words[start - 1] in {".", "-"}):
        if t.bits[start - 1] & lx.TITLE and start < end:
            break
        start -= 1
    while start < end and not is_name(t, start):
        start += 1
    start = without_office(t, start, end) if start > first else start
    return (start, end) if start < end else None


def _own_reporting(t: Tokens, told: Range | None) -> bool:
    """Whether the one who is told is the writer: "told me", "told this newspaper"."""
    if told is None:
        return False
    first, end = told
    if end - first == 1:
        return t.words[first] in {"me", "us"}
    return t.words[first] in {"this", "our"} and any(t.words[i] in _OUR_OWN for i in range(first + 1, end))
