"""`linkaudit cache`: where the file is, what it holds, and what pruning leaves in it."""

from __future__ import annotations

import os
import subprocess
import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path

from linkaudit.model import ArchiveStatus, Failure, Fetch, Lookup
from linkaudit.store import Ending, Use, open_store

NOW = datetime.now(UTC)
SITE = "https://www.example.net/"


def days(ago: int) -> datetime:
    return NOW - timedelta(days=ago)


def cache(file: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    environ = {**os.environ, "LINKAUDIT_DB": str(file)}
    command = [sys.executable, "-m", "linkaudit", "cache", *arguments]
    return subprocess.run(command, capture_output=True, text=True, check=False, env=environ, timeout=60)


def fetch(name: str, ago: int, status: int | None = 200) -> Fetch:
    return Fetch(SITE + name, days(ago), status, None if status else Failure.TIMEOUT)


def test_where_it_is_and_what_it_holds(tmp_path: Path) -> None:
    file = tmp_path / "h.sqlite"
    assert cache(file, "path").stdout == f"{file}\n"
    assert cache(file, "stats").stdout == f"{file}: nothing is kept yet\n"
    assert cache(file, "prune").stdout == f"{file}: nothing is kept yet\n"
    assert not file.exists()
    store = open_store(file)
    for each in (fetch("a", 3), fetch("a", 2), fetch("b", 1)):
        store.remember(each)
    store.close()
    assert "\n2 addresses, 3 answers, from " in cache(file, "stats").stdout


def test_pruning_keeps_streaks_copies_the_trend_and_what_is_recent(tmp_path: Path) -> None:
    file = tmp_path / "h.sqlite"
    store = open_store(file, Use.HISTORY)
    for ago in (400, 300, 8, 1):
        store.remember(fetch("alive", ago))
    store.remember(fetch("left", 200))
    for ago in (300, 250, 200, 150, 1):
        store.remember(fetch("dead", ago, 200 if ago == 300 else 404))
    for ago in (300, 200):
        store.remember(Lookup(SITE + "dead", days(ago), ArchiveStatus.NONE))
    runs = [store.begin("scope", days(ago), resume=False) for ago in (200, 100, 1)]
    for run in runs:
        store.finish(run, Ending(run.started))
    before = store.finish(runs[-1], Ending(NOW)).trend
    store.close()
    done = cache(file, "prune", "--older-than", "90")
    assert f"{file}: 3 rows taken out" in done.stdout, done.stderr
    store = open_store(file, Use.HISTORY)
    dead = store.recall([SITE + "dead"], NOW, timedelta(days=30), since=days(2)).fetches[SITE + "dead"]
    assert (dead.failures, dead.first_failed) == (4, days(250))
    assert store.finish(runs[-1], Ending(NOW)).trend == before
    held = store.holdings()
    assert (held.addresses, held.observations, held.lookups, held.audits) == (2, 8, 1, 3)
    store.close()


def test_a_damaged_file_is_neither_counted_nor_set_aside(tmp_path: Path) -> None:
    file = tmp_path / "h.sqlite"
    file.write_bytes(b"no database at all, and not an empty file either" * 10)
    for word in ("stats", "prune"):
        done = cache(file, word)
        assert done.returncode == 3
        assert len(done.stderr.splitlines()) == 1
    assert [each.name for each in tmp_path.iterdir()] == ["h.sqlite"]
