"""What a file holds, and making it smaller: what no report and no streak needs any more is taken out.

Law: since when an address fails, the weeks of the trend and what was submitted stay, however old they are.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from linkaudit.model import Verdict
from linkaudit.store.answers import observations
from linkaudit.store.ledger import Ledger
from linkaudit.store.rows import moment
from linkaudit.store.runs import complete_runs, runs
from linkaudit.store.schema import ADDRESSES, ARTICLES, FINDINGS, LOOKUPS, OBSERVATIONS, PAGE_ANSWERS, READINGS
from linkaudit.store.streaks import outcome


@dataclass(frozen=True, slots=True)
class Holdings:
    """What a file holds. `oldest` and `newest` are when addresses were observed; None when none was."""

    addresses: int
    observations: int
    lookups: int
    audits: int
    oldest: datetime | None
    newest: datetime | None


def holdings(ledger: Ledger) -> Holdings:
    """Counts, without looking at what stands in the rows."""
    addresses, answers, oldest, newest = _one(
        ledger,
        f"SELECT COUNT(DISTINCT url_key), COUNT(*), MIN(observed), MAX(observed) FROM {OBSERVATIONS.name}",  # noqa: S608  a name of our own
    )
    (lookups,) = _one(ledger, f"SELECT COUNT(*) FROM {LOOKUPS.name}")  # noqa: S608  as above
    days = [datetime.fromisoformat(str(each)) if each is not None else None for each in (oldest, newest)]
    return Holdings(_number(addresses), _number(answers), _number(lookups), sum(1 for _ in runs(ledger)), *days)


def prune(ledger: Ledger, before: datetime) -> int:
    """Take out what is older than a moment and not needed; how many rows that were."""
    cut = moment(before)
    with ledger.transaction():
        rows = _rows(ledger)
        for key in list(_seen_before(ledger, cut)):
            _forget(ledger, key, before)
        newest = f"id NOT IN (SELECT MAX(id) FROM {LOOKUPS.name} GROUP BY url_key)"  # noqa: S608  as above
        ledger.remove(LOOKUPS, f"asked_at < ? AND {newest}", (cut,))
        ledger.remove(PAGE_ANSWERS, "observed < ?", (cut,))
        ledger.remove(READINGS, "alive_since < ?", (cut,))
        compared = {past[-1].run.number for run in runs(ledger) if (past := complete_runs(ledger, run.scope))}
        for run in runs(ledger):
            if run.started < before and run.number not in compared:
                for table in (ARTICLES, FINDINGS, ADDRESSES):
                    ledger.remove(table, "run = ?", (run.number,))
        gone = rows - _rows(ledger)
    ledger.execute("VACUUM")
    return gone


def _seen_before(ledger: Ledger, cut: str) -> Iterator[bytes]:
    statement = f"SELECT DISTINCT url_key FROM {OBSERVATIONS.name} WHERE observed < ?"  # noqa: S608  a name of our own
    return (row[0] for row in ledger.all(statement, (cut,)))


def _forget(ledger: Ledger, key: bytes, before: datetime) -> None:
    """What was seen before the address last opened, of what is long ago; that too, if nothing was seen since."""
    for number, fetch in enumerate(observations(ledger, key)):
        if fetch.observed < before and outcome(fetch).verdict is Verdict.ALIVE:
            older = "observed <= ?" if number == 0 else "observed < ?"
            ledger.remove(OBSERVATIONS, f"url_key = ? AND {older}", (key, moment(fetch.observed)))
            return


def _rows(ledger: Ledger) -> int:
    tables = (OBSERVATIONS, LOOKUPS, PAGE_ANSWERS, READINGS, ARTICLES, FINDINGS, ADDRESSES)
    return sum(_number(_one(ledger, f"SELECT COUNT(*) FROM {table.name}")[0]) for table in tables)  # noqa: S608  as above


def _one(ledger: Ledger, statement: str) -> tuple[object, ...]:
    return tuple(ledger.first(statement, ()) or ())


def _number(value: object) -> int:
    assert isinstance(value, int)
    return value
