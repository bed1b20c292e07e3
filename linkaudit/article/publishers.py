"""Which outlet or organisation a name in an article stands for, and which hosts are its own.

Laws: the longest name wins; an ordinary word is a publisher only beside a cue; an institution only beside something
that it published; a newsroom's own table wins over the shipped one. Does no I/O but reading the shipped table, once.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache, cached_property
from importlib.resources import files
from typing import NamedTuple

from linkaudit.article.publisher_context import Use, article_before, opens_sentence, use_of
from linkaudit.article.publisher_entries import Entries, Entry, key_of, parse
from linkaudit.model import Publisher, Span

_HOST_NAME = re.compile(
    r"(?<![\w@.-])[A-Za-z0-9-]+(?:\.[A-Za-z0-9-]+)*\."
    r"(?:com|org|net|info|news|edu|gov|int|(?:co|com|org|gov|ac)\.[a-z]{2}|[a-z]{2})(?![\w@])"
)
_NO_NAME_BEFORE = re.compile(
    r"""["“‘\s]*(?:[A-Z][\w-]+['’]s\s+)?(?:[A-Z]?[a-z][a-z'’-]*\s+)?(?:[a-z][a-z'’-]*,?\s+|The\s+)*["“‘(]*"""
)
_GAP_AFTER_CUE = re.compile(r"""["“‘:,\s]*(?:(?:to|in|on|by|with|for|from|that|[Tt]he|an?)\s+){0,3}["“‘]?""")
_GAP_BEFORE_CUE = re.compile(r"""["”’,\s]*(?:(?:has|had|have|also|first|later|recently|previously)\s+){0,2}""")
_PUBLISHES = re.compile(r"(?:first\s+)?(?:report(?:s|ed)|wr(?:ites|ote)|publish(?:es|ed)|reveal(?:s|ed))\b")


class _Name(NamedTuple):
    """`with_article` names begin with "The": as ordinary words ("Sun", "Independent") they mean nothing without it."""

    entry: Entry
    ambiguous: bool
    with_article: bool


class _Cues(NamedTuple):
    """The places of the words that attribute, by start and by end, so that the nearest is found by bisection."""

    starts: list[int]
    ends: list[int]

    @classmethod
    def of(cls, spans: Sequence[Span]) -> _Cues:
        return cls(sorted(span.start for span in spans), sorted(span.end for span in spans))

    def beside(self, text: str, start: int, end: int) -> bool:
        """Whether one of them stands next to ``text[start:end]``."""
        earlier = bisect_right(self.ends, start) - 1
        if earlier >= 0 and _GAP_AFTER_CUE.fullmatch(text, self.ends[earlier], start):
            return True
        later = bisect_left(self.starts, end)
        if later == len(self.starts) or not _GAP_BEFORE_CUE.fullmatch(text, end, self.starts[later]):
            return False
        # "People said", "Science says": what opens a sentence is capital anyway, so the verb has to tell.
        return not opens_sentence(text, start) or _PUBLISHES.match(text, self.starts[later]) is not None


@dataclass(frozen=True)
class PublisherTable:
    """Publishers by name, handle and host. Take the `shipped()` one, then put a newsroom's own on top.

    `shorteners` are hosts whose links hide where they lead; `platforms` are hosts that many publishers share, so that
    a link there does not tell whose it is.
    """

    entries: tuple[Entry, ...]
    shorteners: frozenset[str] = frozenset()
    platforms: frozenset[str] = frozenset()

    @classmethod
    def shipped(cls) -> PublisherTable:
        """The table that comes with linkaudit."""
        return _shipped()

    def extended(self, toml_text: str, origin: str) -> PublisherTable:
        """The table with a newsroom's own on top: an entry replaces its namesake, a name goes to the newer entry.

        Raises ConfigError that names `origin` (the file), the entry and the remedy.
        """
        own = parse(toml_text, origin, Entries((), self.shorteners, self.platforms))
        replaced = {key_of(entry.publisher.name) for entry in own.publishers}
        kept = tuple(entry for entry in self.entries if key_of(entry.publisher.name) not in replaced)
        return PublisherTable(own.publishers + kept, own.shorteners, own.platforms)

    def resolve(self, source: str, seen: Sequence[Publisher] = ()) -> Publisher | None:
        """The publisher that a source, as written in an attribution, stands for ("a New York Times report").

        `seen` are the publishers named before it, for short forms ("the Post"). A name that is itself a host name
        stands for that host. The answer is weak where the words name somebody who works there.
        """
        for span, publisher in self._readings(source, None, seen):
            return publisher if stands_alone(source[: span.start]) else replace(publisher, weak=True)
        host = _HOST_NAME.search(source) if "." in source else None
        if host is None or not stands_alone(source[: host.start()]):
            return None
        name = host[0].lower().removeprefix("www.")
        return self._owner(name) or Publisher(host[0], (name,), "site")

    def mentions(self, text: str, cued: Sequence[Span] = ()) -> list[tuple[Span, Publisher]]:
        """Every publisher that plain text names, left to right, none overlapping; a name's own "The" is in its span.

        `cued` are the spans of the words that attribute ("said", "according to"). Hand over a whole article at once:
        short forms ("the Post") stand for what was named before. Takes time in proportion to the text.
        """
        return list(self._readings(text, _Cues.of(cued)))

    def by_handle(self, handle: str) -> Publisher | None:
        """The publisher that posts under a handle ("@Reuters"); letter case does not count."""
        return self._by_handle.get(handle.strip().removeprefix("@").casefold())

    def _owner(self, host: str) -> Publisher | None:
        while host and host not in self._by_host:
            host = host.partition(".")[2]
        return self._by_host.get(host)

    def _readings(
        self, text: str, cues: _Cues | None, seen: Sequence[Publisher] = ()
    ) -> Iterator[tuple[Span, Publisher]]:
        """As `mentions`; without cues, the whole text is the source of an attribution."""
        later: dict[str, dict[str, Publisher]] = {}
        for publisher in seen:
            self._add_short_forms(later, publisher)
        names, end = self._by_first_word, 0
        for opening in self._openings(text).finditer(text):
            word = opening[0]
            if word not in names or opening.start() < end:
                continue
            found = self._full_name(text, opening, cues)
            if not found and word in later:
                found = _short_form(text, opening.start(), later[word])
            if found:
                span, publisher = found
                yield found
                end = span.end
                self._add_short_forms(later, publisher)

    def _add_short_forms(self, later: dict[str, dict[str, Publisher]], publisher: Publisher) -> None:
        """From now on its short forms stand for this publisher; they are kept by their first words."""
        for word, form in self._later.get(publisher.name, ()):
            later.setdefault(word, {})[form] = publisher

    def _openings(self, text: str) -> re.Pattern[str]:
        """What finds the words of `text` that could open a name; few texts hold one of those in lower case."""
        return self._any_opening if any(word in text for word in self._lower_openings) else self._capital_opening

    def _full_name(self, text: str, word: re.Match[str], cues: _Cues | None) -> tuple[Span, Publisher] | None:
        start = word.start()
        spellings = self._spellings.get(word[0])
        if spellings is None:
            spellings = self._spellings[word[0]] = _one_of(self._by_first_word[word[0]])
        match = spellings.match(text, start)
        if match is None:
            return None
        name = self._names[key_of(match["name"])]
        end = _end_of_programme(name.entry, text, match.end())
        publisher = _publisher_as_used(name, text, start, end, cues)
        if publisher is None:
            return None
        article = re.search(r"\bThe\s+$", text[max(0, start - 8) : start]) if name.with_article else None
        return Span(start - len(article[0]) if article else start, end), publisher

    @cached_property
    def _names(self) -> Mapping[str, _Name]:
        """By key, the earlier entry winning."""
        names: dict[str, _Name] = {}
        for entry in self.entries:
            for key, spelling in entry.keys.items():
                names.setdefault(key, _Name(entry, spelling in entry.ambiguous, spelling.startswith("The ")))
        return names

    @cached_property
    def _by_first_word(self) -> Mapping[str, tuple[str, ...]]:
        """Keys by their first word; a word that only opens a short form ("Post") is there without any key."""
        grouped: dict[str, list[str]] = {word: [] for forms in self._later.values() for word, _ in forms}
        for key in self._names:
            grouped.setdefault(_word_at(key, 0), []).append(key)
        return {word: tuple(keys) for word, keys in grouped.items()}

    @cached_property
    def _spellings(self) -> dict[str, re.Pattern[str]]:
        """The names under a first word as one pattern, made when that word turns up: few of them ever do."""
        return {}

    @cached_property
    def _lower_openings(self) -> tuple[str, ...]:
        return tuple(sorted(word for word in self._by_first_word if word[0].islower()))

    @cached_property
    def _capital_opening(self) -> re.Pattern[str]:
        """Finds every word that could open a name by its capital or figure."""
        return re.compile(rf"{self._initials}\w*")

    @cached_property
    def _any_opening(self) -> re.Pattern[str]:
        """The same, and those in lower case by their letters; it takes three times as long."""
        return re.compile(rf"(?:{'|'.join([self._initials, *self._lower_openings])})\w*")

    @cached_property
    def _initials(self) -> str:
        letters = {word[0] for word in self._by_first_word.keys() - set(self._lower_openings)}
        return f"[{''.join(sorted(letters))}]" if letters else "(?!)"

    @cached_property
    def _later(self) -> Mapping[str, Sequence[tuple[str, str]]]:
        """The short forms of each publisher, after their first words."""
        with_forms = (entry for entry in self.entries if entry.later)
        return {entry.publisher.name: [(_word_at(form, 0), form) for form in entry.later] for entry in with_forms}

    @cached_property
    def _by_handle(self) -> Mapping[str, Publisher]:
        pairs = [(handle.casefold(), entry.publisher) for entry in self.entries for handle in entry.handles]
        return dict(reversed(pairs))

    @cached_property
    def _by_host(self) -> Mapping[str, Publisher]:
        """A host that several publishers name belongs to the one that names it nearest to the front of its list."""
        ranked = [
            (at, host, entry.publisher) for entry in self.entries for at, host in enumerate(entry.publisher.hosts)
        ]
        owners: dict[str, Publisher] = {}
        for _, host, publisher in sorted(ranked, key=lambda rank: rank[0]):
            owners.setdefault(host, publisher)
        return owners


def stands_alone(before: str) -> bool:
    """Whether the words `before` a publisher's name leave it the source itself: "a new", "Russia's", no other name."""
    return _NO_NAME_BEFORE.fullmatch(before) is not None


@cache
def _shipped() -> PublisherTable:
    text = files("linkaudit.article").joinpath("publishers.toml").read_text("utf-8")
    shipped = parse(text, "publishers.toml")
    return PublisherTable(shipped.publishers, shipped.shorteners, shipped.platforms)


def _publisher_as_used(name: _Name, text: str, start: int, end: int, cues: _Cues | None) -> Publisher | None:
    """The publisher, weak or not, when the words around its name let it be one. `cues` as in `_readings`."""
    use = use_of(text, start, end, institution=name.entry.is_institution)
    publisher = name.entry.publisher
    if use is Use.OTHER:
        return None
    if name.entry.is_institution:
        return publisher if use is Use.PUBLISHED else None
    if name.ambiguous:
        article = article_before(text, start)
        if name.with_article and article not in {"the", "The"}:
            return None
        spelt_out = name.with_article and article == "The" and not opens_sentence(text, text.rindex("The", 0, start))
        if not (spelt_out or use is Use.PUBLISHED or cues is None or cues.beside(text, start, end)):
            return None
    return replace(publisher, weak=True) if use is Use.PERSON else publisher


def _short_form(text: str, start: int, later: Mapping[str, Publisher]) -> tuple[Span, Publisher] | None:
    """What "the Post" stands for once such a paper was named in full."""
    form = max((form for form in later if text.startswith(form, start)), key=len, default=None)
    if form is None or article_before(text, start) not in {"the", "The"}:
        return None
    span = Span(start, start + len(form))
    use = use_of(text, *span)
    return None if use is Use.OTHER else (span, replace(later[form], weak=use is Use.PERSON))


def _end_of_programme(entry: Entry, text: str, end: int) -> int:
    """Where the name ends when one of the broadcaster's programmes follows it ("ABC's This Week")."""
    programme = _programmes(entry.programmes).match(text, end) if entry.programmes else None
    return programme.end() if programme else end


def _word_at(text: str, start: int) -> str:
    word = re.compile(r"\w+").match(text, start)
    return word[0] if word else ""


def _one_of(keys: Iterable[str]) -> re.Pattern[str]:
    return re.compile(rf"(?P<name>{_either(keys)})(?:\.com)?(?!\w)")


@cache
def _programmes(programmes: tuple[str, ...]) -> re.Pattern[str]:
    names = _either(map(key_of, programmes))
    opening, closing = r"(?:[“\"‘]|'')", r"(?:[”\"’]|'')"
    return re.compile(
        rf"(?:['’]s?)?\s+(?:[Tt]he\s+)?(?:{opening}(?:{names})[,.]?{closing}|{opening}?(?:{names})(?!\w))"
    )


def _either(names: Iterable[str]) -> str:
    """A pattern for any of these names, the longest first, blanks folded and apostrophes of either shape."""
    ordered = sorted(names, key=len, reverse=True)
    return "|".join(re.escape(name).replace(r"\ ", r"\s+").replace("'", "['’]") for name in ordered) or "(?!)"
