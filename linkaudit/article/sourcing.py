"""Publishers that a sentence leans on, told apart from publishers that it merely mentions. Does no I/O."""

from __future__ import annotations

import re
import tomllib
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from functools import cache
from importlib.resources import files

from linkaudit import urls
from linkaudit.article.publishers import PublisherTable, stands_alone
from linkaudit.article.unlisted import unlisted
from linkaudit.model import Attribution, Publisher, SourceType, Span

# How far before a name the words that make it a source are looked for, in code points.
_REACH = 60


Mention = tuple[Span, Publisher]


def with_publishers(
    text: str, said: Sequence[Attribution], publishers: PublisherTable, outlets: Sequence[str]
) -> tuple[list[Attribution], list[Mention]]:
    """The attributions, each with its publisher if its source is one, and the published sources that are leaned on.

    `outlets` are the newsroom's own publications, by name or host: what they say is own reporting.
    """
    cues = [attribution.cue_span for attribution in said if attribution.cue_span is not None]
    listed = publishers.mentions(text, cues)
    others = unlisted(text, [span for span, _ in listed])
    said = list(_of_unlisted(said, others))
    mentions = sorted([*listed, *others], key=lambda mention: mention[0])
    resolved = list(_resolved(said, mentions, publishers, outlets))
    sources = sorted(attribution.span for attribution in resolved if attribution.publisher is not None)
    relatives = frozenset(attribution.span.start for attribution in resolved if attribution.source == "which")
    leaned_on = [
        (span, publisher)
        for span, publisher in mentions
        if not publisher.weak
        and (_is_source(span, sources) or _goes_on(text, span, relatives) or _is_leaned_on(text, span))
    ]
    return resolved, leaned_on


def _resolved(
    said: Sequence[Attribution], mentions: Sequence[Mention], publishers: PublisherTable, outlets: Sequence[str]
) -> Iterator[Attribution]:
    seen: dict[str, Publisher] = {}
    coming = iter(mentions)
    mention = next(coming, None)
    for attribution in sorted(said, key=lambda each: each.span):
        while mention is not None and mention[0].end <= attribution.span.start:
            seen[mention[1].name] = mention[1]
            mention = next(coming, None)
        publisher = attribution.publisher or publishers.resolve(attribution.source, tuple(seen.values()))
        if publisher is None or (not publisher.weak and _is_somebody(attribution, publishers)):
            yield attribution
            continue
        kind = attribution.type if publisher.weak else SourceType.PUBLISHER
        own = attribution.own or is_own(publisher, outlets)
        yield replace(attribution, publisher=publisher, type=kind, own=own)


def _of_unlisted(said: Sequence[Attribution], others: Sequence[Mention]) -> Iterator[Attribution]:
    """The attributions, those with a publisher that no table holds in their source given that one."""
    ends = [span.end for span, _ in others]
    for attribution in said:
        at = bisect_right(ends, attribution.span.start)
        if at == len(others) or not attribution.span.covers(others[at][0]):
            yield attribution
            continue
        span, publisher = others[at]
        alone = stands_alone(attribution.source[: span.start - attribution.span.start])
        yield replace(attribution, publisher=publisher if alone else replace(publisher, weak=True))


def _is_somebody(attribution: Attribution, publishers: PublisherTable) -> bool:
    """Whether the source is the short form of a person's name, such as Quint for Captain Ada Quint."""
    full = attribution.named
    return attribution.type is SourceType.PERSON and full is not None and publishers.resolve(full) is None


def is_own(publisher: Publisher, outlets: Sequence[str]) -> bool:
    """Whether a publisher is one of the newsroom's own outlets, given by name or host."""
    return any(
        outlet == publisher.name or any(urls.belongs(host, outlet.lower()) for host in publisher.hosts)
        for outlet in outlets
    )


def _is_source(span: Span, sources: Sequence[Span]) -> bool:
    index = bisect_left(sources, (span.end, span.end))
    return any(source.overlaps(span) for source in sources[max(0, index - 2) : index + 1])


def _goes_on(text: str, span: Span, relatives: frozenset[int]) -> bool:
    """Whether the name is what a "which" that speaks stands for: "The Times, which noted ..."."""
    return span.end + len(", ") in relatives and text.startswith(", ", span.end)


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
    said = rf"\s+(?:(?:has|have|had)\s+)?(?:[a-z]+ly\s+|twice\s+|also\s+|often\s+)?(?:{_any(table['phrases'])})\b"
    return re.compile(before), re.compile(f"{after}|{said}")


def _any(words: Iterable[str]) -> str:
    return "|".join(re.escape(word) for word in words)
