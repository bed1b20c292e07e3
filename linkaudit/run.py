"""The plot: read, plan, ask, judge. The only place where the rooms meet.

Laws: no domain knowledge of its own. Failures of the web are data; exceptions mean that linkaudit cannot do its own
work. Whatever ends a run early leaves `unchecked` links behind, never broken ones.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

from linkaudit import urls
from linkaudit.article import read
from linkaudit.config import Config
from linkaudit.errors import ConfigError, ReadError
from linkaudit.evidence import ArchiveMode, Wish, not_asked, plan, plan_next, wishes
from linkaudit.git import line_days
from linkaudit.interruption import Interruption
from linkaudit.model import (
    Article,
    Audit,
    AuditedArticle,
    Evidence,
    Failure,
    Fetch,
    Format,
    Lookup,
    Network,
    Reason,
    Skipped,
    Source,
    StopReason,
)
from linkaudit.rules import judge
from linkaudit.sources import local_targets

if TYPE_CHECKING:
    from linkaudit.evidence import Web
    from linkaudit.store import Store


class Listener(Protocol):
    """Whom a run tells how it goes."""

    def announce(self, hosts: int, archive: str | None) -> None:
        """The first request is about to be made."""

    def progress(self, done: int, total: int, waiting_for: str | None) -> None:
        """So many addresses are answered."""


@dataclass
class _Run:
    """What a run has read and learned so far."""

    config: Config
    started: datetime
    articles: list[Article] = field(default_factory=list)
    local: list[Mapping[str, bool]] = field(default_factory=list)
    skipped: list[Skipped] = field(default_factory=list)
    fetches: dict[str, Fetch] = field(default_factory=dict)
    lookups: dict[str, Lookup] = field(default_factory=dict)
    network: Network = Network.UNKNOWN
    stopped: StopReason | None = None
    requests: int = 0
    hosts: int = 0
    warnings: list[str] = field(default_factory=list)

    def audit(self) -> Audit:
        evidence = Evidence(
            self.fetches, self.lookups, network=self.network, unchecked=_unchecked(self.config, self.stopped)
        )
        policy = self.config.policy()
        audited = []
        for article, local in zip(self.articles, self.local, strict=True):
            known = replace(evidence, local=local)
            audited.append(AuditedArticle(article, known, judge(article, known, policy)))
        return Audit(
            articles=tuple(audited),
            started=self.started,
            finished=datetime.now(UTC),
            offline=not self.config.may_ask,
            stopped=self.stopped,
            skipped=tuple(self.skipped),
            requests=self.requests,
            hosts=self.hosts,
            warnings=tuple(self.warnings),
        )


def fetch_articles(config: Config, addresses: Sequence[str]) -> list[Source | Skipped]:
    """The articles at web addresses, asked one after another. Raises ConfigError when nothing may be asked."""
    if not addresses:
        return []
    if not config.may_ask:
        raise ConfigError(f"{addresses[0]}: nothing may be asked (--offline): save the page and name the file")
    import trio

    from linkaudit.evidence.articles import fetch_article

    return [trio.run(fetch_article, address, config.limits()) for address in addresses]


def read_articles(config: Config, found: Iterable[Source | Skipped]) -> tuple[list[Article], list[Skipped]]:
    """The articles among what was found; what cannot be read is kept with its reason."""
    vocabulary = config.vocabulary()
    articles: list[Article] = []
    skipped: list[Skipped] = []
    for source in found:
        if isinstance(source, Skipped):
            skipped.append(source)
            continue
        try:
            articles.append(read(source, vocabulary))
        except ReadError as error:
            skipped.append(Skipped(source.path, str(error).removeprefix(f"{source.path}: ")))
    return articles, skipped


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
    run = _Run(config, datetime.now(UTC))
    run.articles, run.skipped = read_articles(config, found)
    run.warnings += store.warnings
    run.local = [local_targets(article, config.root_dir) for article in run.articles]
    wanted = wishes(run.articles, _added(run))
    if config.may_ask and wanted:
        import trio

        days = {wish.url: wish.wanted for wish in wanted.values()}
        known = store.recall(wanted, run.started, max_age, days)
        run.fetches.update(known.fetches)
        run.lookups.update(known.lookups)
        run.lookups.update({lookup.url: lookup for lookup in not_asked(wanted, run.started)})
        run.network = known.network
        interruption = interruption or Interruption()
        trio.run(_ask, run, wanted, known, store, listener, interruption)
        run.stopped = interruption.reason or run.stopped
    return run.audit()


def _added(run: _Run) -> dict[str, Mapping[int, date]]:
    """When the lines of articles that do not tell their day were introduced, if copies will be looked for at all."""
    if not run.config.may_ask or run.config.archive is ArchiveMode.NONE:
        return {}
    undated = [article for article in run.articles if article.published is None]
    return {article.path: line_days(Path(article.path)) for article in undated if article.format is not Format.DOCX}


async def _ask(
    run: _Run,
    wanted: Mapping[str, Wish],
    known: Evidence,
    store: Store,
    listener: Listener,
    interruption: Interruption,
) -> None:
    import trio

    from linkaudit.evidence import gather

    limits = run.config.limits()
    requests = plan(wanted, known, limits)
    if not requests:
        return
    hosts = {urls.host_of(request.url) for request in requests}
    archives = [urls.host_of(limits.archive_url), *(other.host for other in limits.archives)]
    listener.announce(len(hosts), None if limits.archive is ArchiveMode.NONE else ", ".join(archives))
    token = trio.lowlevel.current_trio_token()
    with trio.CancelScope() as scope:
        interruption.on_stop = lambda: token.run_sync_soon(scope.cancel, idempotent=True)
        if interruption.reason is not None:
            scope.cancel()
        async with gather(limits) as web:
            try:
                web.ask(requests)
                listener.progress(0, len(requests), None)
                async for answer in web:
                    _keep(run, answer, store)
                    web.ask(plan_next(answer, wanted, known, limits))
                    progress = web.progress
                    listener.progress(progress.done, progress.total, progress.waiting_for)
            finally:
                _close(run, web, store)
    interruption.on_stop = None


def _keep(run: _Run, answer: Fetch | Lookup, store: Store) -> None:
    match answer:
        case Fetch():
            run.fetches[answer.url] = answer if _depends_on_network(run, answer) else store.remember(answer)
        case Lookup():
            run.lookups[answer.url] = store.remember(answer)


def _depends_on_network(run: _Run, fetch: Fetch) -> bool:
    """Whether an answer says something of its source only if the network proves to be in order.

    A missing name may be our own network's, a redirect to another host a login portal's; what a bad certificate
    would have said is not known with --insecure.
    """
    elsewhere = fetch.final_url is not None and urls.host_of(fetch.final_url) != urls.host_of(fetch.url)
    return fetch.failure is not None or elsewhere or run.config.insecure


def _close(run: _Run, web: Web, store: Store) -> None:
    run.network = web.network if web.network is not Network.UNKNOWN else run.network
    run.requests = web.requests
    run.hosts = web.hosts
    if any(fetch.failure is Failure.BUDGET for fetch in run.fetches.values()):
        run.stopped = run.stopped or StopReason.BUDGET
    match run.network:
        case Network.NONE:
            run.stopped = run.stopped or StopReason.NO_NETWORK
        case Network.FILTERED:
            run.stopped = run.stopped or StopReason.FILTERED_NETWORK
        case Network.WORKS if not run.config.insecure:
            for url, fetch in run.fetches.items():
                if fetch.observed >= run.started and _depends_on_network(run, fetch):
                    run.fetches[url] = store.remember(fetch)
        case _:
            pass


def _unchecked(config: Config, stopped: StopReason | None) -> Reason:
    """Why what has no answer has none."""
    if not config.may_ask:
        return Reason.OFFLINE
    match stopped:
        case StopReason.NO_NETWORK:
            return Reason.NO_NETWORK
        case StopReason.FILTERED_NETWORK:
            return Reason.FILTERED_NETWORK
        case StopReason.INTERRUPTED | StopReason.TERMINATED:
            return Reason.INTERRUPTED
        case _:
            return Reason.BUDGET
