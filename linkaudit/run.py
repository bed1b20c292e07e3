"""The plot: read, plan, ask, judge. The only place where the rooms meet.

The first article that has something to ask starts the asking; the others are read, one at a time, while answers come.

Laws: no domain knowledge of its own. Failures of the web are data; exceptions mean that linkaudit cannot do its own
work. Whatever ends a run early leaves `unchecked` links behind, never broken ones.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, timedelta
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple, Protocol, assert_never

from linkaudit import urls
from linkaudit.article import read
from linkaudit.config import Config
from linkaudit.errors import ConfigError, ReadError
from linkaudit.evidence import ArchiveMode, Limits, Wish, not_asked, plan, plan_next, wishes
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
    PageAnswer,
    Question,
    Reason,
    Skipped,
    Source,
    StopReason,
)
from linkaudit.rules import judge
from linkaudit.sources import local_targets

if TYPE_CHECKING:
    from linkaudit.evidence import Answer, Request, Web
    from linkaudit.store import Store

TELLING = 0.2
"""Seconds between two words about progress: the last host may be silent for long."""


class Listener(Protocol):
    """Whom a run tells how it goes."""

    def announce(self, hosts: int, archive: str | None, *, more: bool) -> None:
        """The first request is about to be made; with `more`, articles are left to be read, and may name more hosts."""

    def progress(self, done: int, total: int, waiting_for: str | None) -> None:
        """So many addresses are answered. Said again and again, also while none is."""


class _Read(NamedTuple):
    """An article, which of its local targets exist, and when its lines were written, where that is of use."""

    article: Article
    local: Mapping[str, bool]
    added: Mapping[int, date]


@dataclass
class _Run:
    """What a run has read and learned so far."""

    config: Config
    limits: Limits
    store: Store
    max_age: timedelta
    started: datetime
    articles: list[Article] = field(default_factory=list)
    local: list[Mapping[str, bool]] = field(default_factory=list)
    skipped: list[Skipped] = field(default_factory=list)
    wanted: dict[str, Wish] = field(default_factory=dict)
    fetches: dict[str, Fetch] = field(default_factory=dict)
    lookups: dict[str, Lookup] = field(default_factory=dict)
    pages: dict[tuple[str, Question], PageAnswer] = field(default_factory=dict)
    network: Network = Network.UNKNOWN
    stopped: StopReason | None = None
    all_read: bool = False
    requests: int = 0
    hosts: int = 0
    warnings: list[str] = field(default_factory=list)

    @property
    def known(self) -> Evidence:
        return Evidence(self.fetches, self.lookups, network=self.network, pages=self.pages)

    def audit(self) -> Audit:
        evidence = replace(self.known, unchecked=_unchecked(self.config, self.stopped))
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
    run = _Run(config, config.limits(), store, max_age, datetime.now(UTC))
    run.warnings += store.warnings
    interruption = interruption or Interruption()
    reading = _read_with_surroundings(config, found)
    requests = _read_until_asking(run, reading, interruption)
    if requests:
        import trio

        _announce(run, requests, listener)
        trio.run(_ask, run, requests, reading, listener, interruption)
    if requests or not run.all_read:
        run.stopped = interruption.reason or run.stopped
    if not run.all_read:
        run.warnings.append(f"stopped before all articles were read: the first {len(run.articles)} are in this report")
    return run.audit()


def _read_until_asking(run: _Run, reading: Iterator[_Read | Skipped], interruption: Interruption) -> list[Request]:
    """Read on until there is something to ask, and one article further, to know whether there is one; what to ask."""
    requests: list[Request] = []
    enough = False
    while not enough and interruption.reason is None:
        each = next(reading, None)
        if each is None:
            run.all_read = True
            break
        enough = bool(requests)
        requests += _take(run, each)
    return requests


def _announce(run: _Run, requests: Iterable[Request], listener: Listener) -> None:
    hosts = {urls.host_of(request.url) for request in requests}
    archives = [urls.host_of(run.limits.archive_url), *(other.host for other in run.limits.archives)]
    asked = None if run.limits.archive is ArchiveMode.NONE else ", ".join(archives)
    listener.announce(len(hosts), asked, more=not run.all_read)


def _read_with_surroundings(config: Config, found: Iterable[Source | Skipped]) -> Iterator[_Read | Skipped]:
    """What the articles say, and what the files and the history around them add to it."""
    for each in _read(config, found):
        if isinstance(each, Skipped):
            yield each
        else:
            yield _Read(each, local_targets(each, config.root_dir), _added(config, each))


def _added(config: Config, article: Article) -> Mapping[int, date]:
    """When the lines of an article that does not tell its day were introduced, if copies are looked for at all."""
    dated = article.published is not None or article.format is Format.DOCX
    if dated or not config.may_ask or config.archive is ArchiveMode.NONE:
        return {}
    return line_days(Path(article.path))


def _take(run: _Run, each: _Read | Skipped) -> list[Request]:
    """Take an article in; what it makes worth asking, beyond what is known or was asked for another one."""
    if isinstance(each, Skipped):
        run.skipped.append(each)
        run.stopped = run.stopped or each.stopped
        return []
    run.articles.append(each.article)
    run.local.append(each.local)
    if not run.config.may_ask:
        return []
    wanted = wishes([each.article], {each.article.path: each.added})
    for url, wish in wanted.items():
        wanted[url] = run.wanted[url].joined(wish) if url in run.wanted else wish
    _recall(run, {url: wish for url, wish in wanted.items() if url not in run.wanted})
    run.wanted.update(wanted)
    return plan(wanted, run.known, run.limits)


def _recall(run: _Run, wanted: Mapping[str, Wish]) -> None:
    """What is known of addresses that no article named before."""
    known = run.store.recall(wanted, run.started, run.max_age, {url: wish.wanted for url, wish in wanted.items()})
    run.fetches.update(known.fetches)
    run.lookups.update(known.lookups)
    run.lookups.update({lookup.url: lookup for lookup in not_asked(wanted, run.started)})
    if known.network is not Network.UNKNOWN:
        run.network = known.network


async def _ask(
    run: _Run,
    requests: list[Request],
    reading: Iterator[_Read | Skipped],
    listener: Listener,
    interruption: Interruption,
) -> None:
    import trio

    from linkaudit.evidence import gather
    from linkaudit.evidence.background import beside

    token = trio.lowlevel.current_trio_token()
    with trio.CancelScope() as scope:
        interruption.on_stop = lambda: token.run_sync_soon(scope.cancel, idempotent=True)
        if interruption.reason is not None:
            scope.cancel()
        async with gather(run.limits) as web:
            try:
                web.ask(requests)
                web.expect_more()
                async with beside(partial(_read_on, run, web, reading), partial(_tell, web, listener)):
                    async for answer in web:
                        _keep(run, answer)
                        web.ask(plan_next(answer, run.wanted, run.known, run.limits))
            finally:
                _close(run, web)
    interruption.on_stop = None


async def _read_on(run: _Run, web: Web, reading: Iterator[_Read | Skipped]) -> None:
    """Read the other articles: in a thread, so that a long one keeps nobody waiting who has answered."""
    import trio

    while (each := await trio.to_thread.run_sync(next, reading, None)) is not None:
        web.ask(_take(run, each))
    run.all_read = True
    web.all_asked()


async def _tell(web: Web, listener: Listener) -> None:
    import trio

    while True:
        progress = web.progress
        listener.progress(progress.done, progress.total, progress.waiting_for)
        await trio.sleep(TELLING)


def _keep(run: _Run, answer: Answer) -> None:
    match answer:
        case Fetch():
            run.fetches[answer.url] = answer if _depends_on_network(run, answer) else run.store.remember(answer)
        case Lookup():
            run.lookups[answer.url] = run.store.remember(answer)
        case PageAnswer():
            run.pages[answer.url, answer.question] = answer
        case _:
            assert_never(answer)


def _depends_on_network(run: _Run, fetch: Fetch) -> bool:
    """Whether an answer says something of its source only if the network proves to be in order.

    A missing name may be our own network's, a redirect to another host a login portal's; what a bad certificate
    would have said is not known with --insecure.
    """
    elsewhere = fetch.final_url is not None and urls.host_of(fetch.final_url) != urls.host_of(fetch.url)
    return fetch.failure is not None or elsewhere or run.config.insecure


def _close(run: _Run, web: Web) -> None:
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
                    run.fetches[url] = run.store.remember(fetch)
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
