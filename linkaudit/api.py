"""linkaudit as a library: read an article, audit its sources, judge it by known evidence, write a report.

Laws: reads no configuration file and no environment unless it is told to, keeps nothing unless it is given a file to
keep it in, installs no signal handlers and prints nothing. The names are those that `from linkaudit import ...` gives.
"""

from __future__ import annotations

import os
from collections.abc import Iterable
from contextlib import closing
from dataclasses import replace
from datetime import timedelta
from enum import Enum, auto
from itertools import groupby
from pathlib import Path
from typing import TYPE_CHECKING, assert_never

from linkaudit import run, sources
from linkaudit.article import read as read_source
from linkaudit.config import Config, load
from linkaudit.errors import ReadError
from linkaudit.interruption import Interruption
from linkaudit.model import Article, Audit, Evidence, Finding, Skipped, Source, StopReason
from linkaudit.report import OutputFormat, RenderOptions
from linkaudit.report import render as render_audit
from linkaudit.rules import catalogue
from linkaudit.rules import judge as judge_article
from linkaudit.store import open_store

if TYPE_CHECKING:
    from typing import TypeAlias

    Named: TypeAlias = str | os.PathLike[str] | Source

_NOTHING_KNOWN = Evidence()


class _Kind(Enum):
    """What an article was named by."""

    TEXT = auto()
    ADDRESS = auto()
    FILES = auto()


class _Nobody:
    """The listener of a library: it hears and says nothing."""

    def announce(self, hosts: int, archive: str | None, *, more: bool) -> None:
        pass

    def progress(self, done: int, total: int, waiting_for: str | None) -> None:
        pass


def read(article: Named, *, config: str | os.PathLike[str] | None = None, **settings: object) -> Article:
    """What one article says: its claims, sources, quotations and links. Asks nobody.

    `article` is the path of a file, or a `Source` for text that stands in no file. For `config` and `settings` see
    `audit`. Raises ReadError when it cannot be read as one article, ConfigError for a setting that is none and for an
    address on the web.
    """
    settled = replace(_settled(config, settings), offline=True)
    found, *others = _found([article], settled)
    if others:
        raise ReadError(f"{article}: {len(others) + 1} articles: read takes one, audit takes several")
    if isinstance(found, Skipped):
        raise ReadError(f"{found.path}: {found.reason}")
    return read_source(found, settled.vocabulary())


def audit(*articles: Named, config: str | os.PathLike[str] | None = None, **settings: object) -> Audit:
    """Read articles, ask their sources, and judge, as `linkaudit check` does.

    `articles` are files, folders, patterns, web addresses (`https://...`) or `Source` values. `settings` are those of
    linkaudit.toml, with underscores: `offline=True`, `archive="none"`, `timeout=5`. `config` is a configuration file
    that lies below them; without it none is read. `db` names a file that keeps what was learned, without it nothing
    is kept. Raises ConfigError for a setting that is none; an article that cannot be read is in `Audit.skipped`.
    A failure of the web is never an exception: `Audit.stopped` and the evidence tell of it. KeyboardInterrupt passes.
    """
    return _audited(articles, _settled(config, settings), Interruption())


async def audit_async(*articles: Named, config: str | os.PathLike[str] | None = None, **settings: object) -> Audit:
    """`audit` for programs that run under trio: it works in a thread, and a cancelled one ends its requests."""
    import trio

    interruption = Interruption()
    settled = _settled(config, settings)
    try:
        return await trio.to_thread.run_sync(_audited, articles, settled, interruption, abandon_on_cancel=True)
    except trio.Cancelled:
        interruption.stop(StopReason.INTERRUPTED)
        raise


def judge(
    article: Article,
    evidence: Evidence = _NOTHING_KNOWN,
    *,
    config: str | os.PathLike[str] | None = None,
    **settings: object,
) -> tuple[Finding, ...]:
    """What is to be said of an article by what is known of its sources; without evidence, what it tells by itself.

    For `config` and `settings` see `audit`. Findings come in the order of the article, silenced ones among them.
    """
    return judge_article(article, evidence, _settled(config, settings).policy())


def render(audit: Audit, output_format: str = "text", options: RenderOptions | None = None) -> str:
    """An audit as one document: "text", "json", "html", "sarif" or another name of `OutputFormat`.

    Raises ValueError for a format that there is not.
    """
    return render_audit(audit, OutputFormat(output_format), options or RenderOptions(), catalogue())


def _settled(config: str | os.PathLike[str] | None, settings: dict[str, object]) -> Config:
    file = None if config is None else Path(config)
    return load(settings, {}, Path.cwd(), file=file, use_files=file is not None)


def _audited(articles: Iterable[Named], config: Config, interruption: Interruption) -> Audit:
    found = _found(articles, config)
    max_age = config.max_age if config.db else timedelta(0)
    with closing(open_store(config.db)) as store:
        return run.audit(config, found, store, _Nobody(), max_age=max_age, interruption=interruption)


def _found(articles: Iterable[Named], config: Config) -> list[Source | Skipped]:
    """What was named, in its order; addresses that follow each other are fetched together, files are taken once."""
    found: list[Source | Skipped] = []
    for kind, group in groupby(articles, _kind):
        match kind:
            case _Kind.TEXT:
                found += [each for each in group if isinstance(each, Source)]
            case _Kind.ADDRESS:
                found += run.fetch_articles(config, [str(each) for each in group])
            case _Kind.FILES:
                paths = [os.fspath(each) for each in group if not isinstance(each, Source)]
                found += sources.find(paths, exclude=config.exclude)
            case _:
                assert_never(kind)
    return found


def _kind(named: Named) -> _Kind:
    if isinstance(named, Source):
        return _Kind.TEXT
    on_web = isinstance(named, str) and named.lower().startswith(("http://", "https://"))
    return _Kind.ADDRESS if on_web else _Kind.FILES
