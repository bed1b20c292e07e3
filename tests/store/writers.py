"""What the fault tests do in processes of their own: audits that can be killed, starved or crowded."""

from __future__ import annotations

import os
import resource
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from itertools import count
from multiprocessing.connection import Connection
from pathlib import Path

from linkaudit.model import (
    Article,
    AuditedArticle,
    Claim,
    Evidence,
    Fetch,
    Format,
    Link,
    LinkForm,
    LinkKind,
    Network,
    Role,
    Span,
    Week,
)
from linkaudit.store import Ending, Run, Store, Use, open_store

MONDAY = datetime(2022, 10, 10, 6, tzinfo=UTC)
ARTICLES, LINKS = 12, 5
NOBODY = 65_534


def urls_of(number: int) -> list[str]:
    return [f"https://www.example.net/{number}/{link}" for link in range(LINKS)]


def started(week: int) -> datetime:
    return MONDAY + timedelta(days=7 * week)


def status(url: str, week: int) -> int:
    return 404 if sum(map(ord, url)) % 3 == week % 2 else 200


def audit(store: Store, week: int, told: Connection | None = None) -> tuple[Run, Week]:
    """One audit, resumed where it was: tells of each answer before it is asked for and when it is kept."""
    run = store.begin("scope", started(week))
    for number in range(ARTICLES):
        urls = urls_of(number)
        fetches = dict(store.recall(urls, run.started, timedelta(0), since=run.started).fetches)
        for url in urls:
            if url not in fetches:
                _tell(told, ("asked", week, url))
                fetches[url] = store.remember(Fetch(url, run.started, status(url, week)))
                _tell(told, ("kept", week, url))
        store.record(run, AuditedArticle(_article(number, urls), Evidence(fetches, network=Network.WORKS), ()))
    return run, store.finish(run, Ending(run.started))


def _article(number: int, urls: list[str]) -> Article:
    links = tuple(Link(Span(0, 1), "x", url, LinkKind.WEB, LinkForm.INLINE, url=url) for url in urls)
    claims = (Claim("c1", Span(0, 9), "x", Role.BODY, links),)
    return Article(f"{number}.md", f"{number} ".rjust(9), Format.MARKDOWN, claims=claims)


def _tell(told: Connection | None, what: object) -> None:
    if told is not None:
        told.send(what)


def audit_for_ever(path: Path, week: int, told: Connection) -> None:
    store = open_store(path, Use.HISTORY)
    told.send(("ready", week, ""))
    for number in count(week):
        audit(store, number, told)
        told.send(("finished", number, ""))


def fill(path: Path, limit: int, told: Connection) -> None:
    """Remember answers until no file may grow beyond `limit` bytes; tell of each, and of the error."""
    resource.setrlimit(resource.RLIMIT_FSIZE, (limit, limit))
    _remember_all(path, Use.HISTORY, count(), told)


def share(path: Path, name: int, told: Connection) -> None:
    """Remember 500 answers of one's own."""
    _remember_all(path, Use.HISTORY, iter(range(name * 500, name * 500 + 500)), told)


def read_only(path: Path, use: Use, told: Connection) -> None:
    """Remember one answer as somebody who may read the file only."""
    if os.getuid() == 0:
        os.setgroups([])
        os.setgid(NOBODY)
        os.setuid(NOBODY)
    _remember_all(path, use, iter([0]), told)


def _remember_all(path: Path, use: Use, numbers: Iterator[int], told: Connection) -> None:
    try:
        store = open_store(path, use)
        for number in numbers:
            store.remember(Fetch(f"https://www.example.net/{number}", MONDAY, 200, title="x" * 100))
            told.send(number)
        told.send(store.warnings)
    except Exception as error:  # noqa: BLE001  the test judges it
        told.send(f"{type(error).__name__}: {error}")
