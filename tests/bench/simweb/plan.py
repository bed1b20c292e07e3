"""Which pages the made-up web has, how each behaves, and the articles that link to them. Does no I/O."""

from __future__ import annotations

import math
import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum

MEDIAN_SECONDS = 0.4
SIGMA = 0.8
LONGEST_SECONDS = 8.0
RETRY_AFTER = 1
_SHARES = {"missing": 0.06, "moved": 0.04, "failing": 0.01, "busy_once": 0.01}
_HANGING = 0.01


class Kind(StrEnum):
    """What a page does: `busy_once` says 429 to the first request, `moved` leads to a page that opens."""

    FINE = "fine"
    MISSING = "missing"
    MOVED = "moved"
    FAILING = "failing"
    BUSY_ONCE = "busy_once"
    HANGING = "hanging"


OPENS = frozenset({Kind.FINE, Kind.MOVED, Kind.BUSY_ONCE})


@dataclass(frozen=True, slots=True)
class Plan:
    """The web as numbers: `links` addresses on at most `hosts` hosts; with `hanging`, one in a hundred says nothing."""

    links: int
    hosts: int
    hanging: bool
    seed: int = 2026

    def pages(self) -> list[tuple[str, str, Kind]]:
        """Host, path and kind of every link. A few hosts are cited often, most rarely, as in a newspaper."""
        chance = random.Random(self.seed)
        shares = _SHARES | ({"hanging": _HANGING} if self.hanging else {})
        kinds = [Kind(name) for name, share in shares.items() for _ in range(round(self.links * share))]
        kinds += [Kind.FINE] * (self.links - len(kinds))
        chance.shuffle(kinds)
        names = addresses(self.hosts)
        weights = [1 / (rank + 20) for rank in range(self.hosts)]
        cited = names + chance.choices(names, weights, k=max(0, self.links - self.hosts))
        chance.shuffle(cited)
        return [(host, f"/news/{number}", kind) for number, (host, kind) in enumerate(zip(cited, kinds, strict=False))]


def addresses(hosts: int) -> list[str]:
    """Loopback addresses, each of them one host."""
    return [f"127.10.{number // 250}.{number % 250 + 1}" for number in range(hosts)]


def latency(plan: Plan, path: str, nth: int) -> float:
    """Seconds before the nth answer of this page: the same for every program that asks."""
    chance = random.Random(f"{plan.seed} {path} {nth}")
    return min(LONGEST_SECONDS, chance.lognormvariate(math.log(MEDIAN_SECONDS), SIGMA))


def articles(urls: Sequence[str], links_each: int) -> Iterator[str]:
    """Markdown articles that cite the addresses in turn, three to a paragraph."""
    for number, first in enumerate(range(0, len(urls), links_each), 1):
        cited = urls[first : first + links_each]
        paragraphs = [
            f"The council said on Monday that {_cited(cited[start : start + 3], start)}, and that work would go on."
            for start in range(0, len(cited), 3)
        ]
        yield f"# The harbour inquiry, part {number}\n\n" + "\n\n".join(paragraphs) + "\n"


def _cited(urls: Sequence[str], first: int) -> str:
    return ", while ".join(
        f"[report {number} of the inquiry]({url}) found no fault" for number, url in enumerate(urls, first)
    )
