"""The signs that the words of a page are not all in its text: walls, shells, players, further pages, no page at all.

Laws: does no I/O but for the table that comes with the package. A sign only ever turns "not found" into "cannot tell",
so that one too many costs a finding and never makes a false one.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache, cached_property
from importlib.resources import files
from itertools import islice
from urllib.parse import urlsplit

from linkaudit.evidence.archives.soft404 import says_missing, says_wall
from linkaudit.evidence.markup import Tag
from linkaudit.evidence.pages.content import PageSign, PageText
from linkaudit.evidence.pages.html_text import Seen
from linkaudit.evidence.pages.metadata import ARTICLES, Metadata

_SHORT_BLOCK, _LABEL = 300, 40
_FIRST_HEADINGS = 3
_SCARCE, _LITTLE, _THIN = 100, 300, 150
_LOADING = frozenset({"script", "iframe", "link", "embed", "object"})


@dataclass(frozen=True)
class Sighting:
    """What the signs are read from: a page without its signs, and what it was made of. `source` is decoded."""

    page: PageText
    seen: Seen
    metadata: Metadata
    source: str

    @cached_property
    def short(self) -> str:
        """The short blocks in lower case, a block a line."""
        text = self.page.text
        blocks = (text[b.start : b.end] for b in self.page.blocks if b.end - b.start <= _SHORT_BLOCK)
        return "\n".join(blocks).lower().replace("’", "'")


def signs_of(sighting: Sighting) -> frozenset[PageSign]:
    """Every sign that an HTML page shows."""
    return frozenset(_signs(sighting, _table()))


def _signs(sighting: Sighting, table: _Table) -> Iterator[PageSign]:
    page, metadata, short = sighting.page, sighting.metadata, sighting.short
    scarce = page.main_words < _SCARCE
    title = (page.title or "").lower()
    if _is_parked(sighting, f"{title}\n{short}", table):
        yield PageSign.PARKED
    titles, length = (page.title or "", *_headings(page)), len(page.text.split())
    if says_wall(titles, length):
        yield PageSign.WALL
    elif says_missing(titles, length):
        yield PageSign.MISSING
    if title.startswith(table.consent_titles) or (scarce and _count(table.consent, short) >= 2):
        yield PageSign.CONSENT
    if scarce and any(_is_password(tag) for tag, _, _ in sighting.seen.notes):
        yield PageSign.LOGIN
    if metadata.free is False or metadata.tier in table.tiers or _is_walled(page, short, table):
        yield PageSign.PAYWALL
    if scarce and _is_shell(sighting.source, table):
        yield PageSign.SCRIPT_ONLY
    if _is_video(sighting, table):
        yield PageSign.VIDEO
    if _has_embed(sighting, table):
        yield PageSign.EMBED
    if _continues(sighting, short, table):
        yield PageSign.CONTINUES


def _headings(page: PageText) -> list[str]:
    first = islice((b for b in page.blocks if b.heading == 1), _FIRST_HEADINGS)
    return [page.text[b.start : b.end][:_SHORT_BLOCK] for b in first]


def _count(words: Iterable[str], short: str) -> int:
    return sum(word in short for word in words)


def _is_password(tag: Tag) -> bool:
    return tag.name == "input" and tag.attributes.get("type", "").lower() == "password"


def _is_walled(page: PageText, short: str, table: _Table) -> bool:
    if _count(table.paywall, short):
        return True
    if page.main_words >= _LITTLE:
        return False
    within = (page.text[b.start : b.end] for b in page.blocks if not b.aside and b.end - b.start <= _SHORT_BLOCK)
    return _count(table.perhaps_paywall, "\n".join(within).lower()) > 0


def _is_shell(source: str, table: _Table) -> bool:
    lower = source.lower()
    if "<script" not in lower:
        return False
    return any(words in lower for words in table.script) or table.roots.search(lower) is not None


def _is_video(sighting: Sighting, table: _Table) -> bool:
    page, metadata = sighting.page, sighting.metadata
    host = "." + (urlsplit(page.url).hostname or "")
    if host.endswith(tuple("." + each for each in table.video_hosts)):
        return True
    if metadata.og_type.startswith(("video", "music")):
        return True
    played = bool(metadata.kinds & table.video_kinds)
    if played and not metadata.kinds & ARTICLES:
        return True
    return page.main_words < _THIN and (
        played or any(tag.name in ("video", "audio") for tag, _, _ in sighting.seen.notes)
    )


def _has_embed(sighting: Sighting, table: _Table) -> bool:
    """Whether something from elsewhere stands between the headline and the end of the article."""
    page = sighting.page
    if not page.main_blocks:
        return False
    first, last = page.main_blocks[0].start, page.main_blocks[-1].end
    first = min([first, *(b.start for b in page.blocks if b.heading == 1)])
    return any(
        first <= at <= last + 1 and not aside and _is_embed(tag, table) for tag, at, aside in sighting.seen.notes
    )


def _is_embed(tag: Tag, table: _Table) -> bool:
    if tag.name in ("video", "audio"):
        return True
    if tag.name not in ("iframe", "object", "embed"):
        return False
    attributes = tag.attributes
    source = " ".join(attributes.get(name, "") for name in ("src", "data-src", "data", "class")).lower()
    return any(mark in source for mark in table.embeds)


def _continues(sighting: Sighting, short: str, table: _Table) -> bool:
    if "LiveBlogPosting" in sighting.metadata.kinds:
        return True
    if any(tag.name == "link" and tag.attributes.get("rel", "").lower() == "next" for tag, _, _ in sighting.seen.notes):
        return True
    page = sighting.page
    if page.main_blocks and page.text[: page.main_blocks[-1].end].endswith(("…", "...")):
        return True
    return any(block.startswith(table.continues) for block in short.split("\n") if len(block) <= _LABEL)


def _is_parked(sighting: Sighting, short: str, table: _Table) -> bool:
    page = sighting.page
    if page.main_words >= _THIN:
        return False
    said = _count(table.parked, short) > 0
    loaded = (
        " ".join((tag.attributes.get("src", ""), tag.attributes.get("href", ""))).lower()
        for tag, _, _ in sighting.seen.notes
        if tag.name in _LOADING
    )
    if said or any(host in address for address in loaded for host in table.parked_hosts):
        return True
    return page.main_words < 30 and any(block.strip(" :") in table.parked_links for block in short.split("\n"))


@dataclass(frozen=True, slots=True)
class _Table:
    paywall: tuple[str, ...]
    perhaps_paywall: tuple[str, ...]
    tiers: frozenset[str]
    consent_titles: tuple[str, ...]
    consent: tuple[str, ...]
    script: tuple[str, ...]
    roots: re.Pattern[str]
    continues: tuple[str, ...]
    video_hosts: tuple[str, ...]
    video_kinds: frozenset[str]
    embeds: tuple[str, ...]
    parked: tuple[str, ...]
    parked_hosts: tuple[str, ...]
    parked_links: frozenset[str]


@cache
def _table() -> _Table:
    table = tomllib.loads((files("linkaudit.evidence.pages") / "signs.toml").read_text("utf-8"))
    return _Table(
        paywall=tuple(table["paywall"]["certain"]),
        perhaps_paywall=tuple(table["paywall"]["likely"]),
        tiers=frozenset(table["paywall"]["tiers"]),
        consent_titles=tuple(table["consent"]["titles"]),
        consent=tuple(table["consent"]["words"]),
        script=tuple(table["script"]["words"]),
        roots=re.compile(rf"""\bid\s*=\s*["']?(?:{"|".join(table["script"]["roots"])})["'\s>]"""),
        continues=tuple(table["continues"]["words"]),
        video_hosts=tuple(table["video"]["hosts"]),
        video_kinds=frozenset(table["video"]["kinds"]),
        embeds=tuple(table["video"]["embeds"]),
        parked=tuple(table["parked"]["words"]),
        parked_hosts=tuple(table["parked"]["hosts"]),
        parked_links=frozenset(table["parked"]["links"]),
    )
