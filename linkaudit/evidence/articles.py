"""Fetches the articles that are named by their addresses, under the guards and at the pace of every source.

Laws: one request per address, redirects and retries apart; a page that does not open is a value with its reason.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from email.message import Message

from linkaudit import reach, urls
from linkaudit.evidence.background import beside
from linkaudit.evidence.client import Client, tls_context
from linkaudit.evidence.exchange import Onward, Reply
from linkaudit.evidence.guard import Resolver, system_resolver
from linkaudit.evidence.limits import Limits
from linkaudit.evidence.names import Names
from linkaudit.evidence.plan import LiveRequest
from linkaudit.evidence.visits import Visit
from linkaudit.evidence.web import web_of
from linkaudit.evidence.workers import source_client
from linkaudit.model import Failure, Fetch, Format, Network, Question, Reason, Skipped, Source, StopReason, Verdict

ARTICLE_CAP = 5_000_000
"""Bytes: what is read of a file, too."""

_FORMATS = {
    "text/html": Format.HTML,
    "application/xhtml+xml": Format.HTML,
    "text/markdown": Format.MARKDOWN,
    "text/plain": Format.TEXT,
    "application/vnd.openxmlformats-officedocument.wordprocessingml.document": Format.DOCX,
}
_OWN_TROUBLE = {
    Reason.NO_NETWORK: (StopReason.NO_NETWORK, "no network: connect, and run the check again"),
    Reason.FILTERED_NETWORK: (
        StopReason.FILTERED_NETWORK,
        "this network answers in place of the site: use --ca-file or another network",
    ),
    Reason.BUDGET: (StopReason.BUDGET, "time ran out (--budget) before it was fetched"),
}


@dataclass(slots=True)
class _Collector:
    """Visits addresses as every source is visited, and keeps their whole pages."""

    client: Client
    pages: dict[str, Reply] = field(default_factory=dict)

    @property
    def requests(self) -> int:
        return self.client.requests

    async def visit(self, url: str, seconds: float, _questions: tuple[Question, ...], after: Onward | None) -> Visit:
        attempt = await self.client.attempt(url, seconds, after=after, whole_page=True, cap=ARTICLE_CAP + 1)
        if attempt.page is not None:
            self.pages[url] = attempt.page
        return Visit(replace(attempt, page=None))


async def fetch_articles(
    addresses: Sequence[str], limits: Limits, *, resolve: Resolver | None = None
) -> list[Source | Skipped]:
    """The articles at these addresses, or why they cannot be read, in the order given.

    Raises ConfigError as `gather` does.
    """
    names, tls = Names(resolve or system_resolver()), tls_context(limits)
    collector = _Collector(source_client(limits, names, tls))
    normal = {address: found[0] for address in addresses if (found := urls.normalise(address)) is not None}
    web = web_of(limits, names, tls, collector)
    async with beside(web.run):
        web.ask([LiveRequest(url) for url in normal.values()])
        fetches = {answer.url: answer async for answer in web if isinstance(answer, Fetch)}
        network = web.network
    return [
        _article(address, fetches[url], collector.pages.get(url), network)
        if (url := normal.get(address)) is not None
        else Skipped(address, "not a web address: check it, or name a file")
        for address in addresses
    ]


def _article(address: str, fetch: Fetch, page: Reply | None, network: Network) -> Source | Skipped:
    verdict, reason = reach.verdict(fetch, network, Reason.OFFLINE)
    if reason in _OWN_TROUBLE:
        stop, words = _OWN_TROUBLE[reason]
        return Skipped(address, words, failed=False, stopped=stop)
    if verdict is not Verdict.ALIVE or page is None:
        return Skipped(address, f"{_trouble(fetch)}: open it in a browser, save the page and name the file")
    return _source(address, fetch, page)


def _source(address: str, fetch: Fetch, page: Reply) -> Source | Skipped:
    if len(page.body) > ARTICLE_CAP:
        return Skipped(address, "larger than 5 MB, so hardly an article: save the page and name the file")
    if not page.whole:
        return Skipped(address, "broken off on its way: try again, or save the page and name the file")
    header = Message()
    header["Content-Type"] = page.headers.get("content-type", "text/html")
    form = _FORMATS.get(header.get_content_type())
    if form is None:
        return Skipped(address, f"a {header.get_content_type()} is no article: give the address of a page")
    where = fetch.final_url or fetch.url
    return Source(address, page.body, form, encoding=header.get_content_charset(), address=where)


def _trouble(fetch: Fetch) -> str:
    if fetch.status is not None:
        return f"the site answered {fetch.status}"
    failure = fetch.failure or Failure.PROTOCOL
    return f"it could not be opened ({failure.replace('_', ' ')})"
