"""The state file: one line for each week, and one for each address that does not open, made to be committed.

Laws: sorted, so that two weeks differ by what has changed; masked like everything that is kept. A lost history is
rebuilt from it: its streaks and its weekly totals go on, what was read of the articles does not.
"""

from __future__ import annotations

import json
from collections.abc import Collection, Iterable, Iterator, Mapping
from datetime import datetime
from typing import Any

from linkaudit.errors import StoreError
from linkaudit.model import Failure, Fetch, IsoWeek, Sign, Verdict
from linkaudit.store.answers import observations
from linkaudit.store.ledger import Ledger
from linkaudit.store.rows import moment, of_fetch
from linkaudit.store.runs import PastRun, Run, complete_runs, end, runs, totals_of
from linkaudit.store.schema import ADDRESSES, OBSERVATIONS, RUNS
from linkaudit.store.streaks import outcome, with_streak

Line = dict[str, Any]

FORMAT = "linkaudit-state/1"


def text(ledger: Ledger, run: Run, known: Collection[bytes] | None = None) -> str:
    """One JSON object a line: the format, the weeks by time, the addresses of the run by name.

    `known` are the keys of the run's addresses that do not open, if somebody has just looked at them all.
    """
    keys = (row[1] for row in ledger.rows(ADDRESSES, "run = ?", (run.number,))) if known is None else known
    weeks = {past.run.week: past for past in complete_runs(ledger, run.scope)}
    failing = sorted((_address(fetch, masked=masked) for fetch, masked in _failing(ledger, keys)), key=_name)
    lines = [{"format": FORMAT}, *(_week(weeks[week]) for week in sorted(weeks)), *failing]
    return "".join(json.dumps(line) + "\n" for line in lines)


def rebuild(ledger: Ledger, said: str, name: str) -> bool:
    """See Store.rebuild."""
    with ledger.transaction():
        if any(True for _ in runs(ledger)):
            return False
        for number, line in enumerate(said.removesuffix("\n").split("\n"), 1):
            try:
                _take(ledger, number, json.loads(line))
            except (ValueError, KeyError, TypeError, AttributeError, OverflowError, RecursionError) as error:
                raise StoreError(
                    f"{name}:{number}: not a line that linkaudit writes: take the file as it was last committed, "
                    "or remove it to begin a new history"
                ) from error
    return True


def _failing(ledger: Ledger, keys: Iterable[bytes]) -> Iterator[tuple[Fetch, bool]]:
    """The newest observation of each address, unless it opened, and whether its name was masked."""
    for key in keys:
        newest = next(observations(ledger, key), None)
        if newest is not None and outcome(newest).verdict is not Verdict.ALIVE:
            yield with_streak(newest, observations(ledger, key)), ledger.key(newest.url) != key


def _name(line: Line) -> tuple[str, str]:
    return line["url"], line["observed"]  # two addresses may differ by what was masked alone


def _address(fetch: Fetch, *, masked: bool) -> Line:
    line = {
        "url": fetch.url,
        "masked": masked or None,
        "first_failed": moment(fetch.first_failed) if fetch.first_failed else None,
        "failures": fetch.failures or None,
        "observed": moment(fetch.observed),
        "status": fetch.status,
        "failure": fetch.failure,
        "final_url": fetch.final_url,
        "signs": sorted(fetch.signs) or None,
    }
    return {key: value for key, value in line.items() if value is not None}


def _week(past: PastRun) -> Line:
    totals = past.totals
    return {
        "week": str(past.run.week),
        "scope": past.run.scope,
        "started": moment(past.run.started),
        "finished": moment(past.finished),
        "articles": totals.articles,
        "links": _sorted(totals.links),
        "claims": _sorted(totals.claims),
        "findings": _sorted(totals.findings),
    }


def _sorted(counts: Mapping[Any, int]) -> dict[str, int]:
    return {kind: counts[kind] for kind in sorted(counts)}


def _take(ledger: Ledger, number: int, line: Line) -> None:
    if number == 1:
        if line != {"format": FORMAT}:
            raise ValueError(line)
    elif "week" in line:
        _take_week(ledger, number, line)
    elif not line.get("masked"):
        fetch = _fetch(line)
        ledger.add(OBSERVATIONS, of_fetch(fetch, ledger.key(fetch.url), told=True))


def _take_week(ledger: Ledger, number: int, line: Line) -> None:
    started, scope = _time(line["started"]), str(line["scope"])
    if str(IsoWeek.of(started)) != line["week"]:
        raise ValueError(line["week"])
    run = Run(number, scope, started)
    ledger.add(RUNS, (run.number, scope, moment(started)))
    totals = totals_of(line["articles"], line["links"], line["claims"], line["findings"])
    end(ledger, run, _time(line["finished"]), None, totals)


def _fetch(line: Line) -> Fetch:
    failure, status = line.get("failure"), line.get("status")
    return Fetch(
        _text(line["url"]),
        _time(line["observed"]),
        int(status) if status is not None else None,
        Failure(failure) if failure is not None else None,
        _text(line["final_url"]) if "final_url" in line else None,
        signs=frozenset(map(Sign, line.get("signs", ()))),
        first_failed=_time(line["first_failed"]) if "first_failed" in line else None,
        failures=int(line.get("failures", 0)),
    )


def _text(value: object) -> str:
    if not isinstance(value, str):
        raise TypeError(value)
    return value


def _time(value: str) -> datetime:
    found = datetime.fromisoformat(value)
    if found.tzinfo is None:
        raise ValueError(value)
    return found
