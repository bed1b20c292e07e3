"""What a run, or one leg of a long one, has read and learned: articles and answers come in, requests go out.

Laws: touches nothing but the store. Failures of the web are data. What says something of its source only if the
machine's own network works is believed, remembered and judged only once the network has proved to work.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, timedelta
from functools import cached_property
from typing import TYPE_CHECKING, NamedTuple, Protocol, assert_never

from linkaudit import urls
from linkaudit.config import Config
from linkaudit.evidence import ArchiveRequest, Limits, LiveRequest, Request, Wish, not_asked, plan, wishes
from linkaudit.model import (
    Article,
    Audit,
    AuditedArticle,
    Evidence,
    Failure,
    Fetch,
    Lookup,
    Network,
    PageAnswer,
    Question,
    Reason,
    Skipped,
    StopReason,
)
from linkaudit.rules import judge
from linkaudit.rules.policy import Policy
from linkaudit.saved import found_in, saved_pages

if TYPE_CHECKING:
    from linkaudit.evidence import Answer
    from linkaudit.evidence.pages import PageText
    from linkaudit.store import Store

_NO_ANSWER = frozenset({Failure.BUDGET, Failure.INTERRUPTED})
"""Nobody was asked: remembered, it would keep a run that is resumed from asking."""


class Read(NamedTuple):
    """An article, which of its local targets exist, and when its lines were written, where that is of use."""

    article: Article
    local: Mapping[str, bool]
    added: Mapping[int, date]


class Shelf(Protocol):
    """Where a run that keeps no articles puts each until its last answer is in."""

    def put(self, each: Read, waiting: Collection[str]) -> None:
        """Take an article over; it waits for an answer about each of these addresses."""

    def settle(self, leg: Leg, url: str) -> None:
        """Nothing is open any more about this address. Called only while the network is proven to work."""


@dataclass
class Leg:
    """What a run, or one leg of a long one, has read and learned so far.

    `since` is when the run began, if it may have learned something before this leg. Without a `shelf`, articles are
    kept here. `open` are requests without an answer; `unproven` answers are remembered, and `settled` addresses told
    of, once the network has proved to work. `lost`: the store can no longer be used.
    """

    config: Config
    limits: Limits
    store: Store
    max_age: timedelta
    started: datetime
    since: datetime | None = None
    shelf: Shelf | None = None
    articles: list[Article] = field(default_factory=list)
    local: list[Mapping[str, bool]] = field(default_factory=list)
    skipped: list[Skipped] = field(default_factory=list)
    wanted: dict[str, Wish] = field(default_factory=dict)
    fetches: dict[str, Fetch] = field(default_factory=dict)
    lookups: dict[str, Lookup] = field(default_factory=dict)
    pages: dict[tuple[str, Question], PageAnswer] = field(default_factory=dict)
    open: set[tuple[type[Request], str]] = field(default_factory=set)
    unproven: list[str] = field(default_factory=list)
    settled: list[str] = field(default_factory=list)
    network: Network = Network.UNKNOWN
    stopped: StopReason | None = None
    all_read: bool = False
    lost: bool = False
    requests: int = 0
    hosts: int = 0
    warnings: list[str] = field(default_factory=list)

    @property
    def known(self) -> Evidence:
        return Evidence(self.fetches, self.lookups, network=self.network, pages=self.pages)

    @cached_property
    def kept(self) -> tuple[PageText, ...]:
        """The newsroom's saved pages."""
        folder = self.config.sources if self.config.verify else None
        return () if folder is None else saved_pages(folder)

    def judged(self, article: Article, local: Mapping[str, bool], policy: Policy) -> AuditedArticle:
        """What is concluded of an article from all that is known by now."""
        unchecked = _unchecked(self.config, self.stopped)
        wanted = (self.wanted.get(url) for url in article.urls)
        written = frozenset(wish.url for wish in wanted if wish is not None and wish.written)
        known = replace(self.known, local=local, unchecked=unchecked, written=written)
        known = replace(known, saved=found_in(self.kept, article, known)) if self.kept else known
        return AuditedArticle(article, known, judge(article, known, policy))

    def audit(self) -> Audit:
        policy = self.config.policy()
        pairs = zip(self.articles, self.local, strict=True)
        return Audit(
            articles=tuple(self.judged(article, local, policy) for article, local in pairs),
            started=self.started,
            finished=datetime.now(UTC),
            offline=not self.config.may_ask,
            stopped=self.stopped,
            skipped=tuple(self.skipped),
            requests=self.requests,
            hosts=self.hosts,
            warnings=tuple(self.warnings),
        )


def take(leg: Leg, each: Read | Skipped) -> list[Request]:
    """Take an article in; what it makes worth asking, beyond what is known or was asked for another one."""
    if isinstance(each, Skipped):
        leg.skipped.append(each)
        leg.stopped = leg.stopped or each.stopped
        return []
    if leg.shelf is None:
        leg.articles.append(each.article)
        leg.local.append(each.local)
    if not leg.config.may_ask:
        return []
    wanted = wishes([each.article], {each.article.path: each.added}, leg.limits)
    for url, wish in wanted.items():
        wanted[url] = leg.wanted[url].joined(wish) if url in leg.wanted else wish
    _recall(leg, {url: wish for url, wish in wanted.items() if url not in leg.wanted})
    leg.wanted.update(wanted)
    requests = plan(wanted, leg.known, leg.limits)
    if leg.shelf is not None:
        leg.open.update((type(request), request.url) for request in requests)
        leg.shelf.put(each, [url for url in wanted if _is_open(leg, url)])
    return requests


def _is_open(leg: Leg, url: str) -> bool:
    return (LiveRequest, url) in leg.open or (ArchiveRequest, url) in leg.open


def _recall(leg: Leg, wanted: Mapping[str, Wish]) -> None:
    """What is known of addresses that no article named before."""
    days = {url: wish.wanted for url, wish in wanted.items()}
    questions = {url: wish.questions for url, wish in wanted.items()}
    known = leg.store.recall(wanted, leg.started, leg.max_age, days, questions, leg.since)
    leg.fetches.update(known.fetches)
    leg.lookups.update(known.lookups)
    leg.pages.update(known.pages)
    leg.lookups.update({lookup.url: lookup for lookup in not_asked(wanted, leg.started)})
    if known.network is not Network.UNKNOWN:
        leg.network = known.network


def keep(leg: Leg, answer: Answer) -> None:
    match answer:
        case Fetch():
            waits = _depends_on_network(leg, answer)
            leg.fetches[answer.url] = answer if waits else leg.store.remember(answer)
            if waits:
                leg.unproven.append(answer.url)
        case Lookup():
            leg.lookups[answer.url] = leg.store.remember(answer)
        case PageAnswer():
            leg.pages[answer.url, answer.question] = leg.store.remember(answer)
        case _:
            assert_never(answer)


def settle(leg: Leg, answer: Answer, following: Iterable[Request]) -> None:
    """Take note of what is answered, for the articles on the shelf."""
    if leg.shelf is None or isinstance(answer, PageAnswer):
        return
    leg.open.discard((LiveRequest if isinstance(answer, Fetch) else ArchiveRequest, answer.url))
    leg.open.update((type(request), request.url) for request in following)
    if not _is_open(leg, answer.url):
        leg.settled.append(answer.url)


def trust(leg: Leg) -> None:
    """The network works: what was only believed is remembered, and the articles that waited for it can be judged."""
    leg.network = Network.WORKS
    if not leg.config.insecure:
        for url in leg.unproven:
            if leg.fetches[url].failure not in _NO_ANSWER:
                leg.fetches[url] = leg.store.remember(leg.fetches[url])
    leg.unproven.clear()
    if leg.shelf is not None:
        for url in leg.settled:
            leg.shelf.settle(leg, url)
    leg.settled.clear()


def _depends_on_network(leg: Leg, fetch: Fetch) -> bool:
    """Whether an answer says something of its source only if the network proves to be in order.

    A missing name may be our own network's, a redirect to another host a login portal's; what a bad certificate
    would have said is not known with --insecure.
    """
    elsewhere = fetch.final_url is not None and urls.host_of(fetch.final_url) != urls.host_of(fetch.url)
    return fetch.failure is not None or elsewhere or leg.config.insecure


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
