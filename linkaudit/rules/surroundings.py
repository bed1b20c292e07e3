"""What stands around a place of the article: the claim that covers it, a heading's mark, the name of a speaker.

Does no I/O.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Callable

from linkaudit.model import Article, Claim, Format, Role, Span
from linkaudit.rules.wording import folded

NEAR = 200
"""Code points within which one passage is taken to speak for the next: about a sentence."""

_LABEL = re.compile(r"\W*[A-Z][A-Z .'’-]+:")
_SOMEBODY = re.compile(
    r"\b(?:I|[Hh]e|[Hh]er|[Hh]is|[Mm]y|[Oo]ur|[Ss]he|[Tt]heir|[Tt]hey|[Ww]e|[Ww]ho|"
    r"according|added|asked|replied|said|says|told|writes|wrote)\b"
)
_NAME = re.compile(
    r"(?<=[\w,;’'\"”)] )(?!I\b)[A-Z]\w|[\u2013\u2014\u2015-]{1,2}\s*[A-Z]|:\s*$|"
    r"^\W*(?!(?:An?|All|And|As|At|But|By|For|From|If|In|It|No|Of|On|Or|So|Some|That|The|Then|There|These|This|Those|To|"
    r"What|When|Where|Why|With|Yet)\b)[A-Z]"
)
_END = re.compile(r"(?<=[.!?])[\s\"”’]|\n\s*\n")
_PARAGRAPH_LINE = re.compile(r"(?<=[.!?])[\s\"”’]|\n")
_TAG = re.compile(r"<[^<>]*>")
_BLOCK_TAG = re.compile(r"(?i)</?(?:blockquote|br|div|figure|h\d|li|p|section|td)\b[^<>]*>")
_HEADING = {
    Format.MARKDOWN: re.compile(r"^ {0,3}#+ [^\n]*$", re.MULTILINE),
    Format.HTML: re.compile(r"<[hH]\d[^<>]*>\s*$"),
}


def claim_finder(article: Article) -> Callable[[Span], Claim | None]:
    """A function from a place to the claim of the text that covers it."""
    claims = [claim for claim in article.claims if claim.role is Role.BODY]
    starts = [claim.span.start for claim in claims]

    def find(place: Span) -> Claim | None:
        at = bisect_right(starts, place.start) - 1
        return claims[at] if at >= 0 and claims[at].span.covers(place) else None

    return find


def adjoins(first: Claim, second: Claim, article: Article) -> bool:
    """Whether nothing is said between two claims."""
    between = article.source[first.span.end : max(first.span.end, second.span.start)]
    return not any(letter.isalnum() for letter in (_TAG.sub("", between) if article.format is Format.HTML else between))


def is_heading(place: Span, article: Article) -> bool:
    """Whether the mark of a heading stands before the place."""
    heading = _HEADING.get(article.format)
    before = article.source[max(0, place.start - NEAR) : place.start]
    return heading is not None and heading.search(before, before.rfind("\n") + 1) is not None


def names_somebody(claim: Claim, article: Article) -> bool:
    """Whether anything around a claim's quotations may say whose they are.

    A name, a pronoun or a verb of saying beside them or in the sentence before or after, or a label in them. A
    sentence that opens with any but the commonest words may open with a name.
    """
    source, span = article.source, claim.span
    own = source[span.start : span.end]
    for found in sorted(claim.quotations, key=lambda one: one.span, reverse=True):
        own = own[: max(0, found.span.start - span.start)] + " " + own[max(0, found.span.end - span.start) :]
    before = _sentences(source[max(0, span.start - NEAR) : span.start], article)[-1]
    after = _sentences(source[span.end : span.end + NEAR], article)[0]
    return any(_SOMEBODY.search(words) or _NAME.search(words) for words in (before, folded(own), after)) or any(
        _LABEL.match(found.text) for found in claim.quotations
    )


def _sentences(text: str, article: Article) -> list[str]:
    """The text cut at full stops and paragraphs; a cut too many only means that fewer words are searched for names."""
    if article.format is Format.HTML:
        text = _TAG.sub("", _BLOCK_TAG.sub("\n\n", text))
    parts = _PARAGRAPH_LINE.split(text) if article.format is Format.DOCX else _END.split(text)
    return [words for part in parts if (words := folded(part)).strip('"”’ ')] or [""]
