"""The store: one door to what earlier runs learned, and to what this one learns."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from datetime import date, datetime, timedelta
from pathlib import Path
from types import MappingProxyType
from typing import overload

from linkaudit.model import AuditedArticle, Evidence, Fetch, Lookup, PageAnswer, Question, Week
from linkaudit.store import answers, pruning, readings, runs, state, weeks
from linkaudit.store.ledger import Ledger, Use
from linkaudit.store.pruning import Holdings
from linkaudit.store.readings import Horizon, Stands, Unread
from linkaudit.store.runs import Ending, Run

_ANY_DAY: Mapping[str, date | None] = MappingProxyType({})
_NO_QUESTIONS: Mapping[str, Collection[Question]] = MappingProxyType({})


def default_path() -> Path:
    """Where `check` keeps what it learned: the user's own data folder."""
    from platformdirs import user_data_path

    return user_data_path("linkaudit", appauthor=False) / "history.sqlite"


def open_store(path: Path | None, use: Use = Use.CACHE) -> Store:
    """The store in a file, or (None) one in memory that forgets everything when it is closed.

    A cache that cannot be used leaves a store in memory, and one that is broken is set aside, each with a warning.
    Raises StoreError for a file that is newer than this program or is not ours, and for a history that is damaged
    or cannot be written: it stays as it is.
    """
    return Store(path, use)


class Store:
    """Observations and look-ups, and the runs that made them. May be used from several threads.

    `warnings` are lines for the editor about a file that could not be used. Every method raises StoreError when the
    file can no longer be used; what was acknowledged before stays in it.
    """

    def __init__(self, path: Path | None, use: Use = Use.CACHE) -> None:
        self._ledger = Ledger(path, use)
        self._failing: dict[int, frozenset[bytes]] = {}

    @property
    def warnings(self) -> list[str]:
        return self._ledger.warnings

    def close(self) -> None:
        """Close the file; what was remembered is in it already."""
        self._ledger.close()

    @overload
    def remember(self, answer: Fetch) -> Fetch: ...

    @overload
    def remember(self, answer: Lookup) -> Lookup: ...

    @overload
    def remember(self, answer: PageAnswer) -> PageAnswer: ...

    def remember(self, answer: Fetch | Lookup | PageAnswer) -> Fetch | Lookup | PageAnswer:
        """Keep an answer, and give it back with its streak: since when, and how often, its address has failed.

        A silent archive is not kept.
        """
        match answer:
            case Fetch():
                return self._ledger.attempt(lambda: answers.observe(self._ledger, answer))
            case Lookup():
                self._ledger.attempt(lambda: answers.look_up(self._ledger, answer))
            case PageAnswer():
                self._ledger.attempt(lambda: answers.answered(self._ledger, answer))
        return answer

    def recall(
        self,
        urls: Iterable[str],
        now: datetime,
        max_age: timedelta,
        wanted: Mapping[str, date | None] = _ANY_DAY,
        questions: Mapping[str, Collection[Question]] = _NO_QUESTIONS,
        since: datetime | None = None,
    ) -> Evidence:
        """What is still fresh of these addresses; nothing at all when `max_age` is zero.

        `wanted` gives the days whose nearest copies are looked for: a copy that was looked up for another day does
        not count. An address without an entry takes the newest look-up. `questions` are what is asked of the pages:
        an answer counts as long as the observation that brought it. `since` is the start of a run that is resumed:
        what it learned itself counts whatever it is, and whatever `max_age` is.
        """
        asked = tuple(urls)
        if not max_age and since is None:
            return Evidence()
        return self._ledger.attempt(lambda: answers.recall(self._ledger, asked, now, max_age, wanted, questions, since))

    def begin(self, scope: str, now: datetime, *, resume: bool = True) -> Run:
        """Begin an audit, or go on with the newest of this scope if it is not complete and younger than 24 hours.

        What a resumed one has learned is `recall(..., since=run.started)`.
        """
        return self._ledger.attempt(lambda: runs.begin(self._ledger, scope, now, resume=resume))

    def carry(
        self, run: Run, unread: Iterable[Unread], now: datetime, max_age: timedelta, stands: Stands
    ) -> frozenset[str]:
        """Record articles as they were recorded before, where they and all their answers still hold; their paths.

        `stands` tells whether the local targets of an article are as they were.
        """
        horizon = Horizon.of(run.started, now, max_age)
        return self._ledger.attempt(lambda: self._carried(run, tuple(unread), horizon, stands))

    def _carried(self, run: Run, unread: Iterable[Unread], horizon: Horizon, stands: Stands) -> frozenset[str]:
        with self._ledger.transaction():
            return frozenset(
                each.path for each in unread if readings.carry(self._ledger, run.number, each, horizon, stands)
            )

    def record(self, run: Run, audited: AuditedArticle, mark: str | None = None) -> None:
        """Keep what an audit concluded about an article; its answers have been remembered before.

        Findings that are silenced or known from a baseline are kept as such: the week leaves them out. `mark` stands
        for all that reading the article depends on: with it, a later audit may `carry` what was recorded.
        """
        self._ledger.attempt(lambda: runs.record(self._ledger, run, audited, mark))

    def finish(self, run: Run, ending: Ending, since: date | None = None) -> Week:
        """End an audit, complete or stopped, and say how its week was. A stopped one may still be resumed.

        It is compared with the newest complete one of an earlier week, or of before the day `since`.
        """
        return self._ledger.attempt(lambda: self._finished(run, ending, since))

    def _finished(self, run: Run, ending: Ending, since: date | None) -> Week:
        found, rot = weeks.week(self._ledger, run, ending, since)
        self._failing = {run.number: rot.failing}
        runs.end(self._ledger, run, ending.finished, ending.stopped, found.totals)
        return found

    def holdings(self) -> Holdings:
        """What the file holds."""
        return self._ledger.attempt(lambda: pruning.holdings(self._ledger))

    def prune(self, before: datetime) -> int:
        """Take out what is older than a moment and no report or streak needs; how many rows that were."""
        return self._ledger.attempt(lambda: pruning.prune(self._ledger, before))

    def state(self, run: Run) -> str:
        """The text of reports/state.jsonl after a complete audit: all that a lost history is rebuilt from."""
        return self._ledger.attempt(lambda: state.text(self._ledger, run, self._failing.get(run.number)))

    def rebuild(self, text: str, name: str) -> bool:
        """Fill a history without audits from what `state` once gave; False, and nothing is done, when it has some.

        An address whose secrets were masked cannot be known again: it is simply asked anew. Raises StoreError, naming
        file and line, when the text is not what `state` gives; then nothing is kept of it.
        """
        return self._ledger.attempt(lambda: state.rebuild(self._ledger, text, name))
