"""The plot: read, plan, ask, judge. The only place where the rooms meet.

The first article that has something to ask starts the asking; the others are read, one at a time, while answers come.
`check` keeps its articles for the report; the weekly audit (weekly.py) puts each on a `Shelf` until it can be judged.

Laws: no domain knowledge of its own. Failures of the web are data; exceptions mean that linkaudit cannot do its own
work. Whatever ends a run early leaves `unchecked` links behind, never broken ones.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import UTC, date, datetime, timedelta
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Protocol, assert_never

from linkaudit import urls
from linkaudit.article import read
from linkaudit.config import Config
from linkaudit.errors import ConfigError, ReadError, StoreError
from linkaudit.evidence import (
    ArchiveMode,
    Request,
    plan_next,
)
from linkaudit.git import line_days
from linkaudit.interruption import Interruption
from linkaudit.leg import Leg, Read, keep, settle, take, trust
from linkaudit.model import (
    Article,
    Audit,
    Failure,
    Format,
    Network,
    Skipped,
    Source,
    StopReason,
)
from linkaudit.sources import local_targets

if TYPE_CHECKING:
    from linkaudit.evidence import Web
    from linkaudit.store import Store

TELLING = 0.2
"""Seconds between two words about progress: the last host may be silent for long."""


class Listener(Protocol):
    """Whom a run tells how it goes."""

    def announce(self, hosts: int, archive: str | None, *, more: bool) -> None:
        """The first request is about to be made; with `more`, articles are left to be read, and may name more hosts."""

    def progress(self, done: int, total: int, waiting_for: str | None) -> None:
        """So many addresses are answered. Said again and again, also while none is."""


def fetch_articles(config: Config, addresses: Sequence[str]) -> list[Source | Skipped]:
    """The articles at web addresses, in the order given. Raises ConfigError when nothing may be asked."""
    if not addresses:
        return []
    if not config.may_ask:
        raise ConfigError(f"{addresses[0]}: nothing may be asked (--offline): save the page and name the file")
    import trio

    from linkaudit.evidence import articles

    return trio.run(articles.fetch_articles, addresses, config.limits())


def read_articles(config: Config, found: Iterable[Source | Skipped]) -> tuple[list[Article], list[Skipped]]:
    """The articles among what was found; what cannot be read is kept with its reason."""
    articles: list[Article] = []
    skipped: list[Skipped] = []
    for each in _read(config, found):
        if isinstance(each, Skipped):
            skipped.append(each)
        else:
            articles.append(each)
    return articles, skipped


def _read(config: Config, found: Iterable[Source | Skipped]) -> Iterator[Article | Skipped]:
    vocabulary = config.vocabulary()
    for source in found:
        if isinstance(source, Skipped):
            yield source
            continue
        try:
            yield read(source, vocabulary)
        except ReadError as error:
            yield Skipped(source.path, str(error).removeprefix(f"{source.path}: "))


def audit(
    config: Config,
    found: Iterable[Source | Skipped],
    store: Store,
    listener: Listener,
    *,
    max_age: timedelta,
    interruption: Interruption | None = None,
) -> Audit:
    """Read the articles, ask the web what is not known yet, and judge. Offline, nothing is asked or recalled."""
    leg = Leg(config, config.limits(), store, max_age, datetime.now(UTC))
    leg.warnings += store.warnings
    go(leg, read_with_surroundings(config, found), listener, interruption or Interruption())
    if not leg.all_read:
        leg.warnings.append(f"stopped before all articles were read: the first {len(leg.articles)} are in this report")
    return leg.audit()


def go(leg: Leg, reading: Iterator[Read | Skipped], listener: Listener, interruption: Interruption) -> None:
    """Read articles and ask what is not known of their sources, to the end or until something stops it."""
    requests = _read_until_asking(leg, reading, interruption)
    if requests:
        import trio

        _announce(leg, requests, listener)
        trio.run(_ask, leg, requests, reading, listener, interruption)
    if requests or not leg.all_read:
        leg.stopped = interruption.reason or leg.stopped


def _read_until_asking(leg: Leg, reading: Iterator[Read | Skipped], interruption: Interruption) -> list[Request]:
    """Read on until there is something to ask, and one article further, to know whether there is one; what to ask."""
    requests: list[Request] = []
    enough = False
    while not enough and interruption.reason is None:
        each = next(reading, None)
        if each is None:
            leg.all_read = True
            break
        enough = bool(requests)
        requests += take(leg, each)
    return requests


def _announce(leg: Leg, requests: Iterable[Request], listener: Listener) -> None:
    hosts = {urls.host_of(request.url) for request in requests}
    archives = [urls.host_of(leg.limits.archive_url), *(other.host for other in leg.limits.archives)]
    asked = None if leg.limits.archive is ArchiveMode.NONE else ", ".join(archives)
    listener.announce(len(hosts), asked, more=not leg.all_read)


def read_with_surroundings(config: Config, found: Iterable[Source | Skipped]) -> Iterator[Read | Skipped]:
    """What the articles say, and what the files and the history around them add to it."""
    for each in _read(config, found):
        if isinstance(each, Skipped):
            yield each
        else:
            yield Read(each, local_targets(each, config.root_dir), _added(config, each))


def _added(config: Config, article: Article) -> Mapping[int, date]:
    """When the lines of an article that does not tell its day were introduced, if copies are looked for at all."""
    dated = article.published is not None or article.format is Format.DOCX
    if dated or not config.may_ask or config.archive is ArchiveMode.NONE:
        return {}
    return line_days(Path(article.path))


async def _ask(
    leg: Leg,
    requests: list[Request],
    reading: Iterator[Read | Skipped],
    listener: Listener,
    interruption: Interruption,
) -> None:
    from linkaudit.evidence import gather
    from linkaudit.evidence.background import beside

    with interruption.heeded():
        async with gather(leg.limits) as web:
            try:
                web.ask(requests)
                web.expect_more()
                async with beside(partial(_read_on, leg, web, reading), partial(_tell, web, listener)):
                    async for answer in web:
                        keep(leg, answer)
                        following = plan_next(answer, leg.wanted, leg.known, leg.limits)
                        web.ask(following)
                        settle(leg, answer, following)
                        if web.network is Network.WORKS:
                            trust(leg)
            except StoreError:
                leg.lost = True  # nothing more can be remembered, and nothing must hide why
                raise
            finally:
                if not leg.lost:
                    _close(leg, web)


async def _read_on(leg: Leg, web: Web, reading: Iterator[Read | Skipped]) -> None:
    """Read the other articles: in a thread, so that a long one keeps nobody waiting who has answered."""
    import trio

    while (each := await trio.to_thread.run_sync(next, reading, None)) is not None:
        web.ask(take(leg, each))
    leg.all_read = True
    web.all_asked()


async def _tell(web: Web, listener: Listener) -> None:
    import trio

    while True:
        progress = web.progress
        listener.progress(progress.done, progress.total, progress.waiting_for)
        await trio.sleep(TELLING)


def _close(leg: Leg, web: Web) -> None:
    leg.network = web.network if web.network is not Network.UNKNOWN else leg.network
    leg.requests = web.requests
    leg.hosts = web.hosts
    if any(fetch.failure is Failure.BUDGET for fetch in leg.fetches.values()):
        leg.stopped = leg.stopped or StopReason.BUDGET
    match leg.network:
        case Network.NONE:
            leg.stopped = leg.stopped or StopReason.NO_NETWORK
        case Network.FILTERED:
            leg.stopped = leg.stopped or StopReason.FILTERED_NETWORK
        case Network.WORKS:
            trust(leg)
        case Network.UNKNOWN:
            pass
        case _:
            assert_never(leg.network)
