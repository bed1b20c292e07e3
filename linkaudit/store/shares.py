"""How the links stand by section, author, year and host.

Does no I/O. A section is the first folder that not all articles share and that is no year, month or day.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import takewhile
from pathlib import PurePosixPath

from linkaudit.model import ArticleChange, ClaimVerdict, LinkState, Share


@dataclass(frozen=True, slots=True)
class Read:
    """What a run kept of an article."""

    path: str
    content: bytes
    author: str | None
    published: date | None
    links: Mapping[LinkState, int]
    claims: Mapping[ClaimVerdict, int]
    change: ArticleChange


def by_section(articles: Sequence[Read]) -> tuple[Share, ...]:
    folders = [_folders(article.path) for article in articles]
    shared = _shared(folders)
    names = dict(
        zip((article.path for article in articles), (_section(each[shared:]) for each in folders), strict=True)
    )
    return _shares(articles, lambda article: names[article.path])


def by_author(articles: Iterable[Read]) -> tuple[Share, ...]:
    return _shares(articles, lambda article: article.author or "")


def by_year(articles: Iterable[Read]) -> tuple[Share, ...]:
    return _shares(articles, lambda article: str(article.published.year) if article.published else "")


def by_host(states: Mapping[str, Mapping[LinkState, int]], citing: Mapping[str, int]) -> tuple[Share, ...]:
    """The hosts with a link that failed, the worst first. `citing` counts the articles that a host's links stand in."""
    shares = [
        Share(host, citing.get(host, 0), sum(counts.values()), counts)
        for host, counts in states.items()
        if counts.get(LinkState.DEAD) or counts.get(LinkState.SUSPECT)
    ]
    return tuple(sorted(shares, key=_worst_first))


def _worst_first(share: Share) -> tuple[int, int, str]:
    return -share.states.get(LinkState.DEAD, 0), -share.states.get(LinkState.SUSPECT, 0), share.name


def _shares(articles: Iterable[Read], name_of: Callable[[Read], str]) -> tuple[Share, ...]:
    states: dict[str, Counter[LinkState]] = defaultdict(Counter)
    numbers: Counter[str] = Counter()
    for article in articles:
        name = name_of(article)
        numbers[name] += 1
        states[name].update(article.links)
    return tuple(Share(name, numbers[name], states[name].total(), states[name]) for name in sorted(numbers))


def _folders(path: str) -> tuple[str, ...]:
    return () if "://" in path else PurePosixPath(path).parts[:-1]


def _shared(folders: Sequence[tuple[str, ...]]) -> int:
    """How many leading folders all of them share."""
    first, last = min(folders, default=()), max(folders, default=())
    return sum(1 for _ in takewhile(lambda pair: pair[0] == pair[1], zip(first, last, strict=False)))


def _section(folders: Sequence[str]) -> str:
    return next((folder for folder in folders if not folder.isdecimal()), "")
