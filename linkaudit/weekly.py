"""The weekly audit: every article of an archive is judged as soon as its last answer is in, recorded, and dropped.

An archive is walked in legs, so that what is held does not grow with it: a leg has its own web and forgets everything
at its end. What one leg learned of an address, the next one recalls from the history, like a run that is resumed.

Laws: no domain knowledge of its own. Nothing is recorded as dead before the network has proved to work.
"""

from __future__ import annotations

import pickle
import re
import zlib
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping
from contextlib import closing
from dataclasses import dataclass, field, fields, replace
from datetime import UTC, date, datetime
from functools import partial
from hashlib import sha256
from typing import TYPE_CHECKING, Protocol

from linkaudit import __version__, urls
from linkaudit.config import Config
from linkaudit.evidence import Limits
from linkaudit.interruption import Interruption
from linkaudit.leg import Leg, Read
from linkaudit.model import (
    ArchiveReason,
    ArchiveStatus,
    Article,
    Claim,
    Fetch,
    Format,
    Link,
    LinkForm,
    LinkKind,
    Lookup,
    PageAnswer,
    Question,
    Role,
    Skipped,
    Source,
    Span,
    StopReason,
    Week,
)
from linkaudit.readers import processors, read_all
from linkaudit.run import Listener, go
from linkaudit.sources import local_targets

if TYPE_CHECKING:
    from linkaudit.store import Run, Store

ADDRESSES_A_LEG = 50_000
"""About 80 MB of answers. At a leg's end the slowest host is waited for, which is a minute in ten."""

ARTICLES_A_LEG = 10_000
"""Packed, of 3 kB each; whether they wait for an archive or for a slow host, the others go on."""

LARGE = 2_000
"""Addresses from which on one wants to know how long it will take."""

BATCH, BATCH_BYTES = 100, 2_000_000
"""Articles, and bytes of them, that are laid beside the history at a time."""

_NO_MATTER = frozenset(
    {
    "paths", "exclude", "fail_on", "offline", "network", "archive_delay", "archive_lookups", "archive_patience",
    "save_limit", "save_never", "save_delay", "save_patience", "timeout", "budget", "retries", "delay", "per_host",
    "concurrency", "contact", "allow_address", "ca_file", "proxy", "max_age", "db", "color", "limit", "file",
    }
)  # fmt: skip
"""Settings that what is concluded of an article does not depend on, given the answers."""

_NO_COPIES = "LA302"
_INTERRUPTED = frozenset({StopReason.INTERRUPTED, StopReason.TERMINATED})


class WeekListener(Listener, Protocol):
    """Whom an audit tells how it goes."""

    def size(self, addresses: int, hosts: int, articles: int, *, more: bool) -> None:
        """So much is to be asked, and with `more` as much again may follow. Said once, of large audits only."""


@dataclass
class _Told:
    """One listener for all legs: it hears the first announcement only, and addresses counted over all legs."""

    listener: WeekListener
    before: int = 0
    total: int = 0
    announced: bool = False
    sized: bool = False

    def announce(self, hosts: int, archive: str | None, *, more: bool) -> None:
        if not self.announced:
            self.announced = True
            self.listener.announce(hosts, archive, more=more)

    def progress(self, done: int, total: int, waiting_for: str | None) -> None:
        self.total = self.before + total
        self.listener.progress(self.before + done, self.total, waiting_for)

    def next_leg(self) -> None:
        self.before = self.total

    def read(self, leg: Leg, articles: int, *, more: bool) -> None:
        """The articles of a leg are read."""
        if not self.sized and len(leg.wanted) >= LARGE:
            self.listener.size(len(leg.wanted), len({urls.host_of(url) for url in leg.wanted}), articles, more=more)
        self.sized = True


@dataclass
class _Shelf:
    """The articles in hand, packed: each waits for a number of addresses, and is recorded when they are settled."""

    run: Run
    marks: dict[str, str] = field(default_factory=dict)
    packed: dict[int, bytes] = field(default_factory=dict)
    missing: dict[int, int] = field(default_factory=dict)
    waiting: dict[str, list[int]] = field(default_factory=lambda: defaultdict(list))
    ready: list[int] = field(default_factory=list)
    number: int = 0

    def put(self, each: Read, waiting: Collection[str]) -> None:
        self.number += 1
        self.packed[self.number] = zlib.compress(pickle.dumps(each, pickle.HIGHEST_PROTOCOL), 1)
        self.missing[self.number] = len(waiting)
        for url in waiting:
            self.waiting[url].append(self.number)
        if not waiting:
            self.ready.append(self.number)

    def settle(self, leg: Leg, url: str) -> None:
        for number in self.waiting.pop(url, ()):
            self.missing[number] -= 1
            if self.missing[number] == 0:
                self.ready.append(number)
        for number in self.ready:
            self._record(leg, number)
        self.ready.clear()

    def clear(self, leg: Leg) -> None:
        """The leg is over: what is still open is judged as not checked."""
        for number in list(self.packed):
            self._record(leg, number)
        self.drop()

    def drop(self) -> None:
        """Forget the articles in hand: they are neither judged nor recorded."""
        self.marks.clear()
        self.packed.clear()
        self.missing.clear()
        self.waiting.clear()
        self.ready.clear()

    def _record(self, leg: Leg, number: int) -> None:
        each: Read = pickle.loads(zlib.decompress(self.packed.pop(number)))  # noqa: S301  packed in this process
        del self.missing[number]
        audited = leg.judged(each.article, each.local, leg.config.policy())
        leg.store.record(self.run, audited, self.marks.pop(each.article.path, None))


@dataclass
class _Tally:
    """What the legs so far have come to."""

    started: datetime
    requests: int = 0
    lookups: int = 0
    skipped: list[Skipped] = field(default_factory=list)
    warnings: list[str] = field(default_factory=list)
    stopped: StopReason | None = None
    unkept: dict[str, Fetch] = field(default_factory=dict)
    pages: dict[tuple[str, Question], PageAnswer] = field(default_factory=dict)

    def add(self, leg: Leg) -> None:
        from linkaudit.store import is_recallable

        # What the history cannot give back is held, so that no address is asked twice.
        insecure = leg.config.insecure
        self.unkept |= {url: each for url, each in leg.fetches.items() if insecure or not is_recallable(each)}
        self.pages |= {key: each for key, each in leg.pages.items() if key[0] in self.unkept}
        self.requests += leg.requests
        self.lookups += sum(_was_asked(lookup, leg.started) for lookup in leg.lookups.values())
        self.skipped += leg.skipped
        self.stopped = leg.stopped

    def left(self, limits: Limits) -> Limits:
        """What is left to the next leg of what a run may spend."""
        spent = (datetime.now(UTC) - self.started).total_seconds()
        budget = None if limits.budget is None else max(limits.budget - spent, 0.0)
        return replace(limits, budget=budget, archive_lookups=max(limits.archive_lookups - self.lookups, 0))


def _was_asked(lookup: Lookup, since: datetime) -> bool:
    silent = lookup.status is ArchiveStatus.NOT_ASKED or lookup.reason is ArchiveReason.BUDGET
    return lookup.asked_at >= since and not silent


def audit_week(
    config: Config,
    found: Iterable[Source | Skipped],
    store: Store,
    run: Run,
    listener: WeekListener,
    *,
    interruption: Interruption,
    since: date | None = None,
) -> Week:
    """Audit an archive as `run`, begun or resumed in the history, and say how its week was.

    `since`: compare with the newest complete audit that began before this day. Raises StoreError.
    """
    from linkaudit.store import Ending

    config = with_copies(config)
    told, shelf = _Told(listener), _Shelf(run)
    tally = _Tally(datetime.now(UTC), warnings=list(store.warnings))
    to_read = _not_carried(config, found, store, shelf, interruption)
    with closing(read_all(config, to_read, processors())) as reading:
        while tally.stopped is None and (first := next(reading, None)) is not None:
            limits = tally.left(config.limits())
            leg = Leg(config, limits, store, config.max_age, datetime.now(UTC), since=run.started, shelf=shelf)
            leg.fetches.update(tally.unkept)
            leg.pages.update(tally.pages)
            go(leg, _stretch(first, reading, leg, told), told, interruption)
            tally.add(leg)
            if leg.stopped in _INTERRUPTED:
                shelf.drop()
            shelf.clear(leg)
            told.next_leg()
        if tally.stopped is not None and next(reading, None) is not None:
            tally.warnings.append("stopped before all articles were read: run it again, and it goes on from here")
    tally.stopped = interruption.reason or tally.stopped
    ending = Ending(datetime.now(UTC), tally.stopped, tally.requests, tuple(tally.skipped), tuple(tally.warnings))
    return store.finish(run, ending, since)


def _not_carried(
    config: Config, found: Iterable[Source | Skipped], store: Store, shelf: _Shelf, interruption: Interruption
) -> Iterator[Source | Skipped]:
    """The articles that must be read: those that are new or changed, or rest on an answer that holds no longer."""
    from linkaudit.store import Unread

    setting = _setting(config)
    found = iter(found)
    while interruption.reason is None and (batch := _batch(found)):
        marks = {each.path: _mark(each, setting) for each in batch if isinstance(each, Source)}
        # What stands in a folder of saved pages may have changed, and no mark tells.
        unread = [Unread(path, mark) for path, mark in marks.items() if config.sources is None]
        carried = store.carry(shelf.run, unread, datetime.now(UTC), config.max_age, partial(_stand, config))
        for each in batch:
            if each.path not in carried:
                if each.path in marks:
                    shelf.marks[each.path] = marks[each.path]
                yield each


def _batch(found: Iterator[Source | Skipped]) -> list[Source | Skipped]:
    batch: list[Source | Skipped] = []
    size = 0
    while len(batch) < BATCH and size < BATCH_BYTES and (each := next(found, None)) is not None:
        batch.append(each)
        size += len(each.data) if isinstance(each, Source) else 0
    return batch


def _setting(config: Config) -> str:
    """All that the reading of an article depends on besides itself, as one text."""
    own = config.publishers.read_bytes() if config.publishers is not None and config.publishers.is_file() else b""
    said = [
        f"{each.name}={_said(getattr(config, each.name))}" for each in fields(config) if each.name not in _NO_MATTER
    ]
    return "\n".join([__version__, sha256(own).hexdigest(), *said])


def _said(value: object) -> str:
    match value:
        case re.Pattern():
            return f"{value.pattern!r} {value.flags}"
        case frozenset():
            return repr(sorted(map(_said, value)))
        case tuple():
            return repr([_said(each) for each in value])
        case _:
            return repr(value)


def _mark(source: Source, setting: str) -> str:
    said = f"{setting}\n{source.format} {source.encoding} {source.address}\n".encode("utf-8", "surrogatepass")
    return sha256(said + source.data).hexdigest()


def _stand(config: Config, path: str, targets: Mapping[str, bool]) -> bool:
    """Whether the local targets of the article at a path are there, or missing, as they were."""
    nowhere = Span(0, 0)
    links = tuple(Link(nowhere, "", href, LinkKind.LOCAL, LinkForm.INLINE) for href in targets)
    claims = (Claim("", nowhere, "", Role.BODY, links),)
    return local_targets(Article(path, "", Format.MARKDOWN, claims=claims), config.root_dir) == targets


def with_copies(config: Config) -> Config:
    """The configuration of an audit: it also lists the sources that no archive has, unless that is switched off."""
    if _NO_COPIES in config.ignore or _NO_COPIES[:3] in config.ignore:
        return config
    return replace(config, select=config.select | {_NO_COPIES})


def _stretch(
    first: Read | Skipped, reading: Iterator[Read | Skipped], leg: Leg, told: _Told
) -> Iterator[Read | Skipped]:
    """The articles of one leg: so many that what they cite can be held."""
    yield first
    articles = 1
    while articles < ARTICLES_A_LEG and len(leg.wanted) < ADDRESSES_A_LEG:
        each = next(reading, None)
        if each is None:
            told.read(leg, articles, more=False)
            return
        yield each
        articles += 1
    told.read(leg, articles, more=True)
