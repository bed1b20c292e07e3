"""Asks what repairs need: an audit with everything anew, then what it leaves open (https addresses, late look-ups).

Laws: under the guards, the pace and the budget of every other request. Nobody waits for a report here, so the
archive gets the time that it takes.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from itertools import chain

from linkaudit import run
from linkaudit.config import Config
from linkaudit.evidence import Answer, ArchiveMode, ArchiveRequest, LiveRequest, Request
from linkaudit.fixing.proposals import Proposal, Style, propose
from linkaudit.fixing.repairs import Verified, learned, worth_securing
from linkaudit.interruption import Interruption
from linkaudit.model import ArchiveReason, ArchiveStatus, Audit, Fetch, Lookup, Skipped, Source
from linkaudit.run import Listener
from linkaudit.store import Store

_MOST_LOOKUPS = 600


@dataclass(slots=True)
class Answers:
    """What was answered, by address; filled while answers come, so that what ends the asking early loses none."""

    fetches: dict[str, Fetch] = field(default_factory=dict)
    lookups: dict[str, Lookup] = field(default_factory=dict)


def proposed(
    config: Config,
    found: Iterable[Source | Skipped],
    store: Store,
    listener: Listener,
    style: Style,
    interruption: Interruption,
) -> tuple[Audit, list[Proposal]]:
    """The audit, and what it and its open questions let us propose for each article."""
    config = replace(config, verify=False)  # no repair hangs on what a page says
    audit = run.audit(config, found, store, listener, max_age=timedelta(0), interruption=interruption)
    known = learned(audit, (config.archive_url, *(archive.base for archive in config.archives)))
    answers = ask(questions(audit, known), config, audit.started, store, listener, interruption)
    lookups = {**known.evidence.lookups, **answers.lookups}
    known = replace(known, evidence=replace(known.evidence, lookups=lookups), secure=answers.fetches)
    if interruption.reason is not None:
        audit = replace(audit, stopped=interruption.reason)
    policy, vocabulary = config.policy(), config.vocabulary()
    return audit, [propose(each.article, known, policy, style, vocabulary) for each in audit.articles]


def questions(audit: Audit, known: Verified) -> list[Request]:
    """What would decide on a link that the audit could not decide on."""
    if audit.stopped is not None or audit.offline:
        return []
    addresses = dict.fromkeys(chain.from_iterable(each.article.urls for each in audit.articles))
    secure = dict.fromkeys(wanted for url in addresses if (wanted := worth_securing(url, known)) is not None)
    asked: list[Request] = [LiveRequest(url) for url in secure if url not in known.evidence.fetches]
    return asked + [
        ArchiveRequest(lookup.url, lookup.wanted, verify=True)
        for lookup in known.evidence.lookups.values()
        if (lookup.status, lookup.reason) == (ArchiveStatus.UNANSWERED, ArchiveReason.BUDGET)
    ]


def ask(
    requests: Sequence[Request],
    config: Config,
    started: datetime,
    store: Store,
    listener: Listener,
    interruption: Interruption,
) -> Answers:
    """Ask, and remember what the archive said. `started` (UTC) is when the run's budget began."""
    answers = Answers()
    limits = replace(
        config.limits(), archive_patience=math.inf, archive_lookups=_MOST_LOOKUPS, archive=ArchiveMode.NEEDED
    )
    if limits.budget is not None:
        left = limits.budget - (datetime.now(UTC) - started).total_seconds()
        limits = replace(limits, budget=max(left, 0.0))
    if requests and interruption.reason is None:
        import trio

        from linkaudit.evidence import gather

        async def main() -> None:
            with interruption.heeded():
                async with gather(limits) as web:
                    web.ask(requests)
                    async for answer in web:
                        _keep(answers, answer, store)
                        listener.progress(web.progress.done, web.progress.total, web.progress.waiting_for)

        trio.run(main)
    return answers


def _keep(answers: Answers, answer: Answer, store: Store) -> None:
    match answer:
        case Fetch():
            answers.fetches[answer.url] = answer
        case Lookup():
            answers.lookups[answer.url] = store.remember(answer)
        case _:  # of these pages nothing was asked
            pass
