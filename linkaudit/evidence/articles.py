"""Fetches an article that is named by its address, under the same guards as every source.

Laws: one request per address, redirects apart; a page that does not open is a value with its reason.
"""

from __future__ import annotations

from email.message import Message

from linkaudit import reach, urls
from linkaudit.evidence.client import tls_context
from linkaudit.evidence.exchange import Attempt, Reply
from linkaudit.evidence.guard import Resolver, system_resolver
from linkaudit.evidence.limits import Limits
from linkaudit.evidence.names import Names
from linkaudit.evidence.workers import source_client
from linkaudit.model import Fetch, Format, Network, Reason, Skipped, Source, Verdict

_FORMATS = {
    "text/html": Format.HTML,
    "application/xhtml+xml": Format.HTML,
    "text/markdown": Format.MARKDOWN,
    "text/plain": Format.TEXT,
    "application/vnd.openxmlformats-officedocument.wordprocessingml.document": Format.DOCX,
}


async def fetch_article(address: str, limits: Limits, *, resolve: Resolver | None = None) -> Source | Skipped:
    """The article at an address, or why it cannot be read. Raises ConfigError as `gather` does."""
    normal = urls.normalise(address)
    if normal is None:
        return Skipped(address, "not a web address: check it, or name a file")
    client = source_client(limits, Names(resolve or system_resolver()), tls_context(limits))
    attempt = await client.attempt(normal[0], limits.timeout, whole_page=True)
    verdict, _ = reach.verdict(attempt.fetch, Network.WORKS, Reason.OFFLINE)
    if verdict is not Verdict.ALIVE or attempt.page is None:
        return Skipped(address, f"{_trouble(attempt.fetch)}: open it in a browser, save the page and name the file")
    return _source(address, attempt, attempt.page)


def _source(address: str, attempt: Attempt, page: Reply) -> Source | Skipped:
    if not page.whole:
        return Skipped(address, "too large, or broken off on its way: save the page and name the file")
    header = Message()
    header["Content-Type"] = page.headers.get("content-type", "text/html")
    form = _FORMATS.get(header.get_content_type())
    if form is None:
        return Skipped(address, f"a {header.get_content_type()} is no article: give the address of a page")
    where = attempt.fetch.final_url or attempt.fetch.url
    return Source(address, page.body, form, encoding=header.get_content_charset(), address=where)


def _trouble(fetch: Fetch) -> str:
    if fetch.status is not None:
        return f"the site answered {fetch.status}"
    return f"it could not be opened ({(fetch.failure or 'no answer').replace('_', ' ')})"
