"""What the newsroom wants to hear about: a small frozen value that the configuration fills in."""

from __future__ import annotations

from dataclasses import dataclass
from re import Pattern


@dataclass(frozen=True, slots=True)
class Policy:
    """`select` and `ignore` hold rule codes or families ("LA101", "LA2"); `select` switches on what is off.

    `ignored_urls` silence a finding whose address, or that address's redirect target, matches one of them.
    `path_ignores` pairs a path pattern with the codes or families that do not speak there.
    """

    select: frozenset[str] = frozenset()
    ignore: frozenset[str] = frozenset()
    ignored_urls: tuple[Pattern[str], ...] = ()
    path_ignores: tuple[tuple[Pattern[str], frozenset[str]], ...] = ()
