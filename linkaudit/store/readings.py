"""Readings: what was recorded of an article, kept so that it need not be read again while it and its answers hold.

Laws: an article is known by a salted hash of its bytes and of everything else that its reading depends on. A reading
holds only as long as every answer that it rests on would be recalled, and is the newest of its address.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from linkaudit.model import ArchiveStatus, AuditedArticle, Lookup, Verdict
from linkaudit.reach import outcome
from linkaudit.store.answers import BROKEN_FRESH, COPY_FRESH
from linkaudit.store.ledger import Ledger
from linkaudit.store.rows import is_recallable, kept, moment
from linkaudit.store.schema import ADDRESSES, ARTICLES, FINDINGS, OBSERVATIONS, READINGS
from linkaudit.store.seals import Row

_KEY = 32
_NEVER, _ALWAYS = "", "~"
"""Before and after every moment, as texts."""

Stands = Callable[[str, Mapping[str, bool]], bool]
"""Whether the local targets of the article at a path still exist, or are still missing, as they were."""


@dataclass(frozen=True, slots=True)
class Unread:
    """An article that is not read yet: its path, and a hash of all that its reading depends on."""

    path: str
    mark: str


@dataclass(frozen=True, slots=True)
class Horizon:
    """How old the answers may be: those since the run began hold, whatever they are."""

    run_began: str
    now: str
    alive: str
    broken: str

    @classmethod
    def of(cls, run_began: datetime, now: datetime, max_age: timedelta) -> Horizon:
        if not max_age:
            return cls(moment(run_began), moment(now), _ALWAYS, _ALWAYS)
        oldest_broken = now - min(max_age, BROKEN_FRESH)
        return cls(moment(run_began), moment(now), moment(now - max_age), moment(oldest_broken))


def keep(ledger: Ledger, audited: AuditedArticle, mark: str, article: Row, findings: Iterable[Row]) -> None:
    """Keep the rows of an article (each without its run), unless one of its answers cannot be recalled."""
    path, evidence = kept(audited.article.path), audited.evidence
    fetches = [evidence.fetches.get(url) for url in audited.article.urls]
    ledger.remove(READINGS, "path = ?", (path,))
    if any(fetch is None or not is_recallable(fetch) for fetch in fetches):
        return
    if any(kept(href) != href for href in evidence.local):
        return
    seen: dict[Verdict, list[str]] = {}
    for fetch in fetches:
        if fetch is not None:
            seen.setdefault(outcome(fetch.url, evidence).verdict, []).append(moment(fetch.observed))
    others = seen.keys() - {Verdict.ALIVE, Verdict.BROKEN}
    ledger.add(
        READINGS,
        (
            path,
            ledger.key(mark),
            json.dumps([_plain(value) for value in article]),
            json.dumps([[_plain(value) for value in row] for row in findings]),
            b"".join(ledger.key(url) for url in audited.article.urls),
            json.dumps([moment(fetch.observed) for fetch in fetches if fetch is not None]),
            _NEVER if others else min(seen.get(Verdict.ALIVE, [_ALWAYS])),
            _NEVER if others else min(seen.get(Verdict.BROKEN, [_ALWAYS])),
            min((_until(each) for url in audited.article.urls if (each := evidence.lookups.get(url))), default=_ALWAYS),
            json.dumps(dict(evidence.local), sort_keys=True),
        ),
    )


def _until(lookup: Lookup) -> str:
    """How long a look-up holds."""
    if lookup.status is ArchiveStatus.NOT_ASKED:
        return _ALWAYS
    fresh = COPY_FRESH.get(lookup.status)
    return _NEVER if fresh is None else moment(lookup.asked_at + fresh)


def carry(ledger: Ledger, run: int, unread: Unread, horizon: Horizon, stands: Stands) -> bool:
    """Record an article in a run as it was recorded before; False, and nothing is done, when it must be read."""
    row = next(ledger.rows(READINGS, "path = ?", (kept(unread.path),)), None)
    if row is None:
        return False
    path, mark, article, findings, keys, seen, alive, broken, copies, local = row
    addresses = [keys[at : at + _KEY] for at in range(0, len(keys), _KEY)]
    observed = json.loads(seen)
    of_this_run = all(horizon.run_began <= time for time in observed)
    is_fresh = of_this_run or (alive >= horizon.alive and broken >= horizon.broken)
    if mark != ledger.key(unread.mark) or not is_fresh or copies < horizon.now:
        return False
    if any(time > horizon.now for time in observed) or observed != [_newest(ledger, key) for key in addresses]:
        return False
    targets = json.loads(local)
    if targets and not stands(unread.path, targets):
        return False
    ledger.remove(FINDINGS, "run = ? AND path = ?", (run, path))
    ledger.add(ARTICLES, (run, *map(_packed, json.loads(article))))
    for finding in json.loads(findings):
        ledger.add(FINDINGS, (run, *map(_packed, finding)))
    for key, time in zip(addresses, observed, strict=True):
        ledger.add(ADDRESSES, (run, key, time))
    return True


def _newest(ledger: Ledger, key: bytes) -> str | None:
    """When the address was last observed. The time alone tells: what it says was sealed when it was recorded."""
    found = ledger.first(f"SELECT observed FROM {OBSERVATIONS.name} WHERE url_key = ? ORDER BY id DESC LIMIT 1", (key,))  # noqa: S608  a name of our own
    return None if found is None else found[0]


def _plain(value: object) -> object:
    return {"hex": value.hex()} if isinstance(value, bytes) else value


def _packed(value: object) -> object:
    return bytes.fromhex(value["hex"]) if isinstance(value, dict) else value
