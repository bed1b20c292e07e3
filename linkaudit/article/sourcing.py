"""Publishers that a sentence leans on, told apart from publishers that it merely mentions. Does no I/O."""

from __future__ import annotations

import re
import tomllib
from bisect import bisect_left
from collections.abc import Iterable, Sequence
from functools import cache
from importlib.resources import files

from linkaudit.article.publishers import PublisherTable
from linkaudit.model import Attribution, Publisher, Span

# How far before a name the words that make it a source are looked for, in code points.
_REACH = 60


def sourcing_mentions(
    text: str, said: Sequence[Attribution], publishers: PublisherTable
) -> list[tuple[Span, Publisher]]:
    """The published sources that `text` names as sources, in order."""
    cues = [attribution.cue_span for attribution in said if attribution.cue_span is not None]
    sources = sorted(attribution.span for attribution in said if attribution.publisher is not None)
    return [
        (span, publisher)
        for span, publisher in publishers.mentions(text, cues)
        if not publisher.weak and (_is_source(span, sources) or _is_leaned_on(text, span))
    ]


def _is_source(span: Span, sources: Sequence[Span]) -> bool:
    index = bisect_left(sources, (span.end, span.end))
    return any(source.overlaps(span) for source in sources[max(0, index - 2) : index + 1])


def _is_leaned_on(text: str, span: Span) -> bool:
    before, after = _patterns()
    line_start = max(text.rfind("\n", 0, span.start) + 1, span.start - _REACH)
    if before.search(text, line_start, span.start) is not None:
        return True
    return after.match(text, span.end) is not None


@cache
def _patterns() -> tuple[re.Pattern[str], re.Pattern[str]]:
    table = tomllib.loads((files("linkaudit.article") / "sourcing.toml").read_text("utf-8"))
    between = r"\s+(?:[A-Za-z'’-]+\s+){0,2}?"
    before = (
        rf"\b(?:(?:{_any(table['nouns'])}){between}(?:{_any(table['prepositions'])})|(?:{_any(table['leads'])}))"
        r"\s+(?:the\s+|The\s+|a\s+|an\s+)?$"
    )
    after = rf"(?:['’]s?)?\s+(?:own\s+|new\s+|latest\s+|recent\s+|[A-Z]\w+\s+)?(?:{_any(table['followers'])})\b"
    return re.compile(before), re.compile(after)


def _any(words: Iterable[str]) -> str:
    return "|".join(re.escape(word) for word in words)
