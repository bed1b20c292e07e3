"""Quotations: the words between quotation marks that an article gives as somebody's own.

Titles, slogans and words that the writer keeps at a distance stand between the same marks; length, letter case and
what stands before tell them apart. Does no I/O.
"""

from __future__ import annotations

from bisect import bisect_right
from operator import itemgetter

from linkaudit.article import lexicon as lx
from linkaudit.article.attributions import reading
from linkaudit.article.quotemarks import Quoted
from linkaudit.article.tokens import Tokens
from linkaudit.model import Attribution, Quotation

_SMALL = lx.DETERMINER | lx.PREPOSITION | lx.CONJUNCTION | lx.SUBORDINATOR | lx.AUXILIARY
_ALONE, _ATTRIBUTED = 5, 3


def quotations(text: str) -> list[Quotation]:
    """The quotations of `text` in order, with offsets into `text`.

    A quotation that runs over paragraphs is one value a paragraph. `speaker` is the full name where it is known,
    else the source as written, None when nobody is named.
    """
    read = reading(text)
    owned = [(span, one) for one in read.attributions for span in one.content]
    owned.sort(key=itemgetter(0))
    starts = [span.start for span, _ in owned]
    found = []
    for mark in read.marks:
        span = read.tokens.span(mark.first, mark.end)
        at = bisect_right(starts, span.start) - 1
        owner = owned[at][1] if at >= 0 and owned[at][0].covers(span) else None
        if _is_speech(read.tokens, mark, owner):
            found.append(Quotation(span, _words_alone(read.tokens, mark), _name(owner)))
    return found


def _name(owner: Attribution | None) -> str | None:
    return (owner.named or owner.source) if owner else None


def _words_alone(t: Tokens, mark: Quoted) -> str:
    last = mark.end - 1 if mark.closed else mark.end
    return t.text[t.ends[mark.first] : t.ends[last - 1]].strip()


def _is_speech(t: Tokens, mark: Quoted, owner: Attribution | None) -> bool:
    words = [i for i in range(mark.first + 1, mark.end) if t.words[i][0].isalnum()]
    if owner and owner.content[0] == t.span(mark.first, mark.end) and words:
        return True
    if len(words) < (_ATTRIBUTED if owner else _ALONE) or _is_named_thing(t, mark, words):
        return False
    return owner is not None or len(words) > _ALONE or bool(t.bits[mark.end - 2] & (lx.STOP | lx.COMMA))


def _is_named_thing(t: Tokens, mark: Quoted, words: list[int]) -> bool:
    """Whether the words are a title, a headline or a name."""
    if mark.first and t.bits[mark.first - 1] & lx.NAMING:
        return True
    heavy = [i for i in words if not t.bits[i] & _SMALL]
    return len(heavy) > 1 and all(t.words[i][0].isupper() or t.words[i][0].isdigit() for i in heavy)
