"""Archives besides the Wayback Machine, by the names that a configuration gives them.

Laws: does no I/O.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from urllib.parse import urlsplit

ARQUIVO = "arquivo.pt"


class Speech(StrEnum):
    """How an archive is asked: by an index as pywb has it, a TimeMap (an aggregator's, too), a TimeGate (RFC 7089)."""

    CDX = "cdx"
    TIMEMAP = "timemap"
    TIMEGATE = "timegate"


_SPEECHES = {"memento": Speech.TIMEMAP, "memgator": Speech.TIMEMAP, "timegate": Speech.TIMEGATE}


@dataclass(frozen=True, slots=True)
class NamedArchive:
    """`base` is its address, without a slash at the end."""

    base: str
    speech: Speech

    @property
    def host(self) -> str:
        return urlsplit(self.base).hostname or ""


def named(words: str) -> NamedArchive:
    """The archive that a configuration names; raises ValueError with what to write instead.

    "arquivo.pt"; "memento:" or "memgator:" and the address under which "/timemap/link/" lies (an aggregator's
    TimeMap is like any other); "timegate:" and the address that a page's own is put behind.
    """
    if words.strip().lower() == ARQUIVO:
        return NamedArchive(f"https://{ARQUIVO}", Speech.CDX)
    kind, _, base = words.strip().partition(":")
    try:
        parts = urlsplit(base)
        good = parts.scheme in ("http", "https") and bool(parts.hostname) and parts.port != 0
    except ValueError:
        good = False
    if kind not in _SPEECHES or not good:
        raise ValueError(f'write "{ARQUIVO}", or "memento:", "memgator:" or "timegate:" and an address')
    return NamedArchive(base.rstrip("/"), _SPEECHES[kind])
