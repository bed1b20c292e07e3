"""One visit to a source: whether it opens and, in the same request, what its page says to the questions brought along.

Laws: no page leaves this module, only answers do. At most `PAGES_AT_ONCE` pages are in hand at a time, so that a
process holds a bounded part of the web; they are read one after the other in a thread, because seconds spent on a page
would be seconds in which no other answer is heard.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import trio

from linkaudit.evidence.answers import answers
from linkaudit.evidence.client import Client, cap_of
from linkaudit.evidence.exchange import Attempt, Onward, Reply
from linkaudit.evidence.siblings import answers_alike, is_suspicious, sibling
from linkaudit.model import PageAnswer, Question, Sign

PAGES_AT_ONCE = 16
"""Of 2 MB each at most (a PDF 16 MB); a host that hangs keeps one of them for seconds, so they are not fewer."""

_NEARLY = 64 * 1024


@dataclass(frozen=True, slots=True)
class Visit:
    """An attempt, and what the page answered where it opened."""

    attempt: Attempt
    answers: tuple[PageAnswer, ...] = ()


class Visitor:
    """Visits sources from this process. `requests` counts what was sent.

    With `deep`, of a page that looks like none a made-up neighbour is asked as well.
    """

    def __init__(self, client: Client, *, deep: bool = False) -> None:
        self._client = client
        self._deep = deep
        self._pages = trio.CapacityLimiter(PAGES_AT_ONCE)
        self._reader = trio.CapacityLimiter(1)

    @property
    def requests(self) -> int:
        """HTTP requests sent so far, redirect hops included."""
        return self._client.requests

    async def visit(
        self, url: str, seconds: float, questions: tuple[Question, ...] = (), after: Onward | None = None
    ) -> Visit:
        """One attempt within so many seconds, or the next part of one; the wait for room for a page is not counted."""
        visit = await self._visit(url, seconds, questions, after)
        if self._deep and visit.attempt.onward is None and is_suspicious(visit.attempt.fetch):
            return await self._compared(visit, seconds)
        return visit

    async def _compared(self, visit: Visit, seconds: float) -> Visit:
        """The same visit, its page marked as missing when a neighbour that cannot exist is answered alike."""
        fetch = visit.attempt.fetch
        made_up = sibling(fetch.url)
        if made_up is None:
            return visit
        neighbour = (await self._client.attempt(made_up, seconds)).fetch
        if not answers_alike(fetch, neighbour):
            return visit
        return replace(visit, attempt=replace(visit.attempt, fetch=replace(fetch, signs=fetch.signs | {Sign.MISSING})))

    async def _visit(self, url: str, seconds: float, questions: tuple[Question, ...], after: Onward | None) -> Visit:
        if not questions:
            return Visit(await self._client.attempt(url, seconds, after=after))
        async with self._pages:
            attempt = await self._client.attempt(url, seconds, after=after, whole_page=True)
            if attempt.page is None:
                return Visit(attempt)
            page = _marked_if_cut(attempt.page)
            fetch, answered = await trio.to_thread.run_sync(
                answers, attempt.fetch, page, questions, limiter=self._reader, abandon_on_cancel=True
            )
        return Visit(replace(attempt, fetch=fetch, page=None), answered)


def _marked_if_cut(page: Reply) -> Reply:
    """A page that fills the room for it was cut there; packed ones end a little below."""
    return replace(page, whole=page.whole and len(page.body) < cap_of(page.headers) - _NEARLY)
