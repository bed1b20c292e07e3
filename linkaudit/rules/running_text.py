"""The article's own running text: code, comments, markup, addresses and other people's words covered.

Does no I/O.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import chain

from linkaudit.model import Article, Evidence, Format, Link, LinkForm, Role, Span
from linkaudit.rules.nowhere import goes_nowhere

COVER = "\0"

_HTML = re.compile(
    r"(?is)<!--.*?(?:-->|\Z) | <(?P<name>head|script|style|pre|code|samp|kbd|svg|template)\b.*?(?:</(?P=name)\s*>|\Z)"
    r"| <[a-z/!][^<>]*>",
    re.VERBOSE,
)
_MARKDOWN = re.compile(
    r"""(?msx)
    \A (?P<front> ---|\+\+\+) [ ]*\r?\n .*? ^(?P=front) [ ]*$
  | ^ [ ]{0,3} (?P<fence> `{3,}|~{3,}) .*? (?: ^ [ ]{0,3} (?P=fence) [^\n]* $ | \Z )
  | ^ (?: [ ]{4} | \t ) [^\n]* $
  | (?P<ticks> `+) [^`]+ (?P=ticks)
    """
)


def running_text(article: Article, evidence: Evidence) -> str:
    """The source at its own length, with a NUL for every code point that is not the article's own running text."""
    text = list(article.source)
    for span in chain(_markup(article), _other_words(article), _addresses(article, evidence)):
        text[span.start : span.end] = COVER * (span.end - span.start)
    return "".join(text)


def _markup(article: Article) -> Iterator[Span]:
    patterns = {Format.MARKDOWN: (_MARKDOWN, _HTML), Format.HTML: (_HTML,), Format.TEXT: (), Format.DOCX: ()}
    for pattern in patterns[article.format]:
        for found in pattern.finditer(article.source):
            yield Span(*found.span())


def _other_words(article: Article) -> Iterator[Span]:
    for claim in article.claims:
        if claim.role is Role.EMBED:
            yield claim.span
        for quotation in claim.quotations:
            yield quotation.span


def _addresses(article: Article, evidence: Evidence) -> Iterator[Span]:
    for link in article.links:
        for place in (link.href_span, link.href_at):
            if place is not None:
                yield place
        if _is_other_rules_business(link, evidence):
            yield link.span


def _is_other_rules_business(link: Link, evidence: Evidence) -> bool:
    """Whether a link's words are no running text: its label is its address, or the link as a whole is reported."""
    return link.form in {LinkForm.REFERENCE, LinkForm.AUTOLINK, LinkForm.BARE} or goes_nowhere(link, evidence)
