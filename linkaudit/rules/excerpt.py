"""The words around a finding: about a hundred characters, so that a report needs no source text.

Does no I/O.
"""

from __future__ import annotations

import re

from linkaudit.model import Article, Claim, Format, Link, Span
from linkaudit.rules.wording import clipped, folded

ROOM = 100

_TAG = re.compile(r"<[^<>]*>|^[^<>]*>|<[^<>]*$")


def excerpt(article: Article, place: Span, claim: Claim | None, link: Link | None) -> str:
    """A window on the claim around a place, on one line, cut between words; "..." marks the cuts.

    The claim's rendered text is used, with a short link as written in its midst (in brackets where that is not
    Markdown); the source's own lines where there is no claim or the place cannot be found in its text. `link` is what
    stands at the place, if it is one.
    """
    if claim is not None and place == claim.span:
        return clipped(claim.text, ROOM)
    before, words, after = (_in_claim(article, place, claim, link) if claim else None) or _in_source(article, place)
    room = max(ROOM - len(words), ROOM // 2)
    left = min(len(before), max(room // 2, room - len(after)))
    return _tail(before, left) + words + _head(after, room - left)


def _in_claim(article: Article, place: Span, claim: Claim, link: Link | None) -> tuple[str, str, str] | None:
    """The claim's text before the place, the place, and after; where its words recur, the likeliest occurrence."""
    text = claim.text
    written = folded(place.slice(article.source))
    words = folded(link.text) if link else written
    if not words or words not in text:
        return None
    likely = len(text) * max(place.start - claim.span.start, 0) // max(claim.span.end - claim.span.start, 1)
    around = (text.rfind(words, 0, likely + len(words)), text.find(words, likely))
    at = min((start for start in around if start >= 0), key=lambda start: abs(start - likely))
    if article.format is Format.MARKDOWN and len(written) <= ROOM // 2:
        shown = written
    elif link is not None and article.format is not Format.MARKDOWN:
        shown = f"[{clipped(words, ROOM)}]"
    else:
        shown = clipped(words, ROOM)
    return text[:at], shown, text[at + len(words) :]


def _in_source(article: Article, place: Span) -> tuple[str, str, str]:
    first = max(article.source.rfind("\n", 0, place.start) + 1, place.start - 2 * ROOM)
    last = article.source.find("\n", place.end)
    last = min(last if last >= 0 else len(article.source), place.end + 2 * ROOM)
    before = _line(article.source[first : place.start], article)
    after = _line(article.source[place.end : last], article)
    return before.lstrip(), clipped(folded(place.slice(article.source)), ROOM), after.rstrip()


def _line(text: str, article: Article) -> str:
    """The text on one line; in HTML without its tags, the first of which may have been cut."""
    if article.format is Format.HTML:
        text = _TAG.sub("", text)
    return " ".join(text.splitlines())


def _tail(text: str, room: int) -> str:
    if len(text) <= room:
        return text
    cut = text[len(text) - room :]
    return "... " + (cut.partition(" ")[2] or cut)


def _head(text: str, room: int) -> str:
    if len(text) <= room:
        return text
    cut = text[:room]
    return (cut.rpartition(" ")[0] or cut) + " ..."
