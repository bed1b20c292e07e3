"""What an archive was asked to save: written down before it is asked, so that nothing is ever submitted twice.

Laws: append-only; the newest row of an address is its state. What a call has acknowledged survives a killed process
and, unlike observations, a power cut. A file that is damaged or cannot be written is an error: to forget what was
submitted would be to submit it again.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from pathlib import Path

from linkaudit.errors import StoreError
from linkaudit.masking import mask
from linkaudit.model import Memento
from linkaudit.model.saving import SavingState, Submission
from linkaudit.store.database import BrokenError
from linkaudit.store.ledger import Ledger, Use
from linkaudit.store.rows import moment
from linkaudit.store.schema import SUBMISSIONS
from linkaudit.store.seals import Row

_NEWEST = "url_key = ? ORDER BY id DESC LIMIT 1"
_OPEN = "id IN (SELECT MAX(id) FROM submissions GROUP BY url_key) AND state IN (?, ?) ORDER BY id"


class Submissions:
    """The submissions in a history file, or (None) in memory. Every method raises StoreError when it cannot be used."""

    def __init__(self, path: Path | None) -> None:
        self._path = path
        self._ledger = Ledger(path, Use.HISTORY)
        self._ledger.execute("PRAGMA synchronous = FULL")

    def close(self) -> None:
        """Close the file; what was kept is in it already."""
        self._ledger.close()

    def newest(self, urls: Iterable[str]) -> dict[str, Submission]:
        """The state of each of these addresses that was ever submitted."""
        found = {url: self._state_of(url) for url in dict.fromkeys(urls)}
        return {url: state for url, state in found.items() if state is not None}

    def unsettled(self) -> list[Submission]:
        """What nobody knows the end of yet, the oldest first."""
        return self._read(_OPEN, (SavingState.UNKNOWN, SavingState.PENDING))

    def intend(self, url: str, now: datetime, before: Submission | None) -> Submission | None:
        """Write down that an address is about to be submitted.

        None, and nothing is written, when its state is not `before` any more: another run was quicker.
        """
        intent = Submission(url, SavingState.UNKNOWN, now, now)
        with self._ledger.transaction():
            if self._state_of(url) != before:
                return None
            self._ledger.add(SUBMISSIONS, self._row(intent))
        return intent

    def keep(self, submission: Submission) -> None:
        """Write down how far a submission has come."""
        self._ledger.add(SUBMISSIONS, self._row(submission))

    def _state_of(self, url: str) -> Submission | None:
        return next(iter(self._read(_NEWEST, (self._ledger.key(url),))), None)

    def _read(self, where: str, values: Row) -> list[Submission]:
        try:
            return [_submission(row) for row in self._ledger.rows(SUBMISSIONS, where, values)]
        except (BrokenError, ValueError) as error:
            raise StoreError(
                f"{self._path}: what was submitted cannot be read ({error}): put back a copy, or move the file away"
            ) from error

    def _row(self, submission: Submission) -> Row:
        copy = submission.memento
        return (
            self._ledger.key(submission.url),
            mask(submission.url),
            submission.state.value,
            moment(submission.asked_at),
            moment(submission.seen_at),
            submission.job,
            mask(copy.original) if copy else None,
            mask(copy.url) if copy else None,
            moment(copy.captured) if copy else None,
            copy.archive if copy else None,
            submission.code,
        )


def _submission(row: Row) -> Submission:
    _, url, state, asked_at, seen_at, job, original, copy, captured, archive, code = row
    return Submission(
        url,
        SavingState(state),
        datetime.fromisoformat(asked_at),
        datetime.fromisoformat(seen_at),
        job,
        Memento(original, copy, datetime.fromisoformat(captured), archive) if copy else None,
        code,
    )
