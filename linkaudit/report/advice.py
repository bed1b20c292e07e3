"""What helps an editor to mend a claim: the source to expect, a query that may find it, and what rests on it.

Laws: pure, no I/O. A query is never run; the words that come back are untrusted and still need a sink.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from linkaudit.model import Article, Attribution, Claim, DateMention, Link, LinkKind, Publisher, Role, SourceType
from linkaudit.report import words

QUERY_WORDS = 12
QUERY_LENGTH = 86
"""Code points of a query that still fits one line of the report."""
FEWEST_WORDS = 3
_EDGES = " ,.;:!?'‘’"
_ENDING = re.compile(r"[^.]{3,}[.!?]")
_GAPS = re.compile(r"\.{3,}|…|[\[\]()\"“”„«»]|\s[-–—]+\s|—")
_HANDLE = re.compile(r"@(\w{1,30})")
_TITLED = re.compile(r"(?i)\b(?:titled|entitled|headlined)[\s,:]*[\"'“‘*_]*$")
_TITLE_ROOM = 24
_BESIDE = 60
"""Code points from a speaker's cue within which each of several links is his."""
_LATER = re.compile(r"(?i)(?:after|since|following)\b")
_PRONOUNS = frozenset({"he", "she", "they", "it", "i", "we", "his", "her", "their", "who", "which", "that"})


@dataclass(frozen=True, slots=True)
class Advice:
    """What is known about the source that a claim should lead to.

    `names` are publishers first, then people and organisations; `hosts` the places to look, `certain` whether the
    article names the publisher itself; `day` the day worked out from the claim's own date words, `later` that the
    source came after it. `query` is ready to be pasted into a search engine. `resting` are the other lines that stand
    on this claim's link, in order; `open_end` tells that the last of them begins a quotation whose end cannot be
    known, and `unit` what they are called.
    """

    names: tuple[str, ...]
    day: date | None
    later: bool
    hosts: tuple[str, ...]
    certain: bool
    query: str | None
    resting: tuple[int, ...]
    open_end: bool
    unit: str

    @property
    def source(self) -> str | None:
        """For example "Reuters, Tuesday 11 October 2022, an address at reuters.com"; None when nothing is known."""
        parts = list(self.names)
        if self.day is not None:
            parts.append(("after " if self.later else "") + words.weekday(self.day))
        if self.hosts:
            parts.append(("" if self.certain else "perhaps ") + "an address at " + words.listing(self.hosts, "or"))
        return ", ".join(parts) or None

    @property
    def rests(self) -> str | None:
        """For example "lines 27 and 29 rest on it"; None when nothing does."""
        if not self.resting:
            return None
        one = len(self.resting) == 1 and not self.open_end
        return f"{words.lines(self.resting, self.open_end, self.unit)} {'rests' if one else 'rest'} on it"


def resting_on(article: Article) -> Mapping[str, Sequence[Claim]]:
    """For each claim's id, the claims that take its link, in the order of the article."""
    found: dict[str, list[Claim]] = {}
    for claim in article.claims:
        if claim.rests_on is not None:
            found.setdefault(claim.rests_on, []).append(claim)
    return found


def advise(claim: Claim, article: Article, dependents: Sequence[Claim]) -> Advice:
    """What the article itself tells about the source of one of its claims; `dependents` rest on that claim."""
    publishers = _publishers(claim)
    firm = [publisher for publisher in publishers if not publisher.weak]
    account = _account(claim)
    hosts = account + tuple(dict.fromkeys(publisher.hosts[0] for publisher in firm or publishers if publisher.hosts))
    dated = _dated(claim)
    resting, open_end = _resting(claim, dependents, article)
    return Advice(
        names=_names(claim, firm),
        day=dated.day if dated else None,
        later=dated is not None and _LATER.match(dated.words) is not None,
        hosts=hosts[:2],
        certain=bool(firm or account),
        query=_query(
            _titles(claim, article) or _quotations(claim, dependents), hosts[0] if (firm or account) and hosts else None
        ),
        resting=resting,
        open_end=open_end,
        unit=article.line_word,
    )


def _publishers(claim: Claim) -> list[Publisher]:
    """Those that somebody's words are given to before those that are only named."""
    attributed = [given.publisher for given in claim.attributions if given.publisher is not None and not given.own]
    named = [publisher for _, publisher in claim.publishers]
    first: dict[str, Publisher] = {}
    for publisher in [*attributed, *named]:
        first.setdefault(publisher.name, publisher)
    return list(first.values())


def _account(claim: Claim) -> tuple[str, ...]:
    """Where a post was made: the account that its signature names, on the network whose form it has."""
    handle = _HANDLE.search(claim.attributions[0].source) if claim.role is Role.EMBED and claim.attributions else None
    return (f"x.com/{handle[1]}",) if handle else ()


def _names(claim: Claim, publishers: Sequence[Publisher]) -> tuple[str, ...]:
    """The publishers, then who speaks there; an organisation only where nobody else does, and on a known day.

    Without a day its name would repeat what the excerpt shows.
    """
    if claim.role is Role.EMBED:
        return tuple(given.source for given in claim.attributions)
    names = [publisher.name for publisher in publishers]
    names += _nearest(claim, SourceType.PERSON)
    if not names and _dated(claim) is not None:
        names = _nearest(claim, SourceType.ORGANISATION)
    return tuple(dict.fromkeys(names))


def _nearest(claim: Claim, kind: SourceType) -> list[str]:
    """The speaker to whom the links that lead nowhere belong; nobody when one of them is not his.

    Of several speakers each link is the nearest one's. A single link, or none, is a speaker's at any distance.
    """
    spoken = [given for given in claim.attributions if _speaker(given, kind) is not None]
    empty = [link for link in claim.links if link.kind is LinkKind.PLACEHOLDER] or claim.links
    if not spoken:
        return []
    if len(empty) < 2:
        owners = {_speaker(min(spoken, key=lambda given: min((_gap(given, link) for link in empty), default=0)), kind)}
    else:
        nearest = [(link, min(claim.attributions, key=lambda given: _gap(given, link))) for link in empty]
        owners = {_speaker(given, kind) if _gap(given, link) <= _BESIDE else None for link, given in nearest}
    return [name for name in owners if name is not None] if len(owners) == 1 else []


def _gap(given: Attribution, link: Link) -> int:
    """How many code points stand between a link and the word that gives something to the speaker."""
    cue = given.cue_span or given.span
    return max(link.span.start - cue.end, cue.start - link.span.end, 0)


def _speaker(given: Attribution, kind: SourceType) -> str | None:
    """Who says it, by name; a pronoun that stands for nobody known is nobody."""
    if given.own or given.type is not kind or (given.publisher is not None and not given.publisher.weak):
        return None
    name = given.named or given.source
    return None if name.lower() in _PRONOUNS else name


def _dated(claim: Claim) -> DateMention | None:
    """The day that the claim gives outside its quotations: what a speaker calls "Monday" dates no source."""
    return next(
        (found for found in claim.dates if not any(said.span.covers(found.span) for said in claim.quotations)), None
    )


def _titles(claim: Claim, article: Article) -> list[str]:
    """The words of those links that the article calls the title of a piece."""
    before = ((link, article.source[max(0, link.span.start - _TITLE_ROOM) : link.span.start]) for link in claim.links)
    return [link.text for link, lead in before if _TITLED.search(lead)]


def _quotations(claim: Claim, dependents: Iterable[Claim]) -> list[str]:
    """The claim's own quotations, else those of what rests on it."""
    return [said.text for said in claim.quotations or (said for other in dependents for said in other.quotations)]


def _query(texts: Iterable[str], host: str | None) -> str | None:
    """The longest run of words that must stand on the page letter by letter, short enough for one line."""
    runs = [run.split() for text in texts for run in _GAPS.split(text)]
    longest = max(runs, key=len, default=[])
    if len(longest) < FEWEST_WORDS:
        return None
    site = f"site:{host} " if host else ""
    chosen = longest[: _sentence(longest)]
    while len(chosen) > FEWEST_WORDS and len(site) + len(" ".join(chosen)) > QUERY_LENGTH:
        chosen = chosen[:-1]
    return f'{site}"{" ".join(chosen).strip(_EDGES)}"'


def _sentence(run: Sequence[str]) -> int:
    """How many words to take: a sentence that ends within the limit, if it is long enough, else up to the limit."""
    ends = (at + 1 for at in range(FEWEST_WORDS, min(QUERY_WORDS, len(run))) if _ENDING.fullmatch(run[at]))
    return next(ends, QUERY_WORDS)


def _resting(claim: Claim, dependents: Iterable[Claim], article: Article) -> tuple[tuple[int, ...], bool]:
    first, last = article.lines(claim.span)
    own = range(first, last + 1)
    found: set[int] = set()
    for other in dependents:
        line = article.lines(other.span)[0]
        found |= {line} - set(own)
        if other.runs_on:
            return tuple(sorted(found)) or (last,), True
    if claim.runs_on and last > first:
        return (last,), True
    return tuple(sorted(found)), False
