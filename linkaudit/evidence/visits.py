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
from linkaudit.model import PageAnswer, Question

PAGES_AT_ONCE = 16
"""Of 2 MB each at most (a PDF 16 MB); a host that hangs keeps one of them for seconds, so they are not fewer."""

_NEARLY = 64 * 1024


@dataclass(frozen=True, slots=True)
class Visit:
    """An attempt, and what the page answered where it opened."""

    attempt: Attempt
    answers: tuple[PageAnswer, ...] = ()


class Visitor:
    """Visits sources from this process. `requests` counts what was sent."""

    def __init__(self, client: Client) -> None:
        self._client = client
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
