"""What a page says to the questions that were brought to it.

Laws: does no I/O, never raises. A page that is not the one that was cited (a login form, a home page in its place) can
say that it has something, never that it has not.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from linkaudit import reach
from linkaudit.evidence.exchange import Reply
from linkaudit.evidence.fragments import fragments_found
from linkaudit.model import Fetch, Network, PageAnswer, Question, Reason, Verdict

_ITSELF = frozenset({Reason.OK, Reason.MOVED})


def answers(fetch: Fetch, page: Reply, questions: Sequence[Question]) -> tuple[PageAnswer, ...]:
    """One answer to each question, from the page that a fetch brought."""
    verdict, reason = reach.verdict(fetch, Network.WORKS, Reason.OFFLINE)
    seen = page if verdict is Verdict.ALIVE and reason in _ITSELF else replace(page, whole=False)
    found = fragments_found(seen, [question.fragment for question in questions])
    return tuple(
        PageAnswer(fetch.url, fetch.observed, question, result)
        for question, result in zip(questions, found, strict=True)
    )
