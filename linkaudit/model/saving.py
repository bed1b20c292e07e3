"""Addresses that an archive was asked to save: how far each has come.

Laws: no policy, no I/O. To have been submitted is not to be archived: only SAVED says that the copy was seen.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from linkaudit.model.web import Memento


class SavingState(StrEnum):
    """How far a submission has come.

    UNKNOWN is written before the archive is asked, so that a run which is killed while it asks leaves no address that
    would be submitted a second time. PENDING has a job at the archive. REFUSED is for good, FAILED for now.
    """

    UNKNOWN = "unknown"
    PENDING = "pending"
    SAVED = "saved"
    REFUSED = "refused"
    FAILED = "failed"


RECENT_COPY = "recent-copy"
"""The code of a submission that began nothing: the archive says that it has a copy of today, not which."""


@dataclass(frozen=True, slots=True)
class Submission:
    """One address and what became of it; times are UTC.

    `asked_at` is when the archive was asked, `seen_at` when this state was learned. `job` is the archive's number for
    it, `code` its own word for what went wrong ("error:not-found"). `memento` is the copy, once it was seen.
    """

    url: str
    state: SavingState
    asked_at: datetime
    seen_at: datetime
    job: str | None = None
    memento: Memento | None = None
    code: str | None = None

    @property
    def is_open(self) -> bool:
        """Whether a later run has to find out what became of it."""
        return self.state in (SavingState.UNKNOWN, SavingState.PENDING)
