"""Killed processes, cut power, full disks, crowds and files that may only be read. docs/reliability.md has the figures.

LINKAUDIT_SOAK=1 runs as often as promised, otherwise less.
"""

from __future__ import annotations

import multiprocessing
import os
import random
import shutil
import tempfile
from collections import Counter
from collections.abc import Callable, Iterator
from datetime import timedelta
from multiprocessing.connection import Connection
from pathlib import Path

import pytest
import writers

from linkaudit.model import Fetch
from linkaudit.store import Use, open_store

SOAK = "LINKAUDIT_SOAK" in os.environ
WEEK = timedelta(days=7)

processes = multiprocessing.get_context("forkserver")
processes.set_forkserver_preload(["linkaudit.store", "writers"])


def begun(work: Callable[..., None], *given: object) -> tuple[multiprocessing.process.BaseProcess, Connection]:
    told, tell = processes.Pipe(duplex=False)
    process = processes.Process(target=work, args=(*given, tell), daemon=True)
    process.start()
    tell.close()
    return process, told


def all_told(told: Connection) -> Iterator[object]:
    try:
        while True:
            yield told.recv()
    except (EOFError, OSError):
        return


def test_a_killed_audit_loses_no_answer_and_is_resumed(tmp_path: Path) -> None:
    """200 kills at random moments within 400 ms: nothing broken, nothing acknowledged lost, one answer asked twice."""
    path = tmp_path / "history.sqlite"
    chance = random.Random(11)
    week, kills, kept = 0, 200 if SOAK else 40, set[str]()
    asked: Counter[tuple[int, str]] = Counter()
    for _ in range(kills):
        process, told = begun(writers.audit_for_ever, path, week)
        told.poll(60)
        process.join(chance.uniform(0, 0.4))
        process.kill()
        process.join()
        for what, when, url in all_told(told):
            if when > week or what == "finished":
                kept.clear()
                week = when + (what == "finished")
            asked[when, url] += what == "asked"
            kept |= {url} if what == "kept" else set()
        store = open_store(path, Use.HISTORY)
        found = store.recall(kept, writers.started(week), timedelta(0), since=writers.started(week)).fetches
        assert {url: fetch.status for url, fetch in found.items()} == {url: writers.status(url, week) for url in kept}
        store.close()
    assert week > 2
    assert sum(number - 1 for number in asked.values() if number) <= kills
    assert max(asked.values()) <= 3
    store, whole = open_store(path, Use.HISTORY), open_store(None)
    run, resumed = writers.audit(store, week)
    for number in range(week):
        writers.audit(whole, number)
    again, uninterrupted = writers.audit(whole, week)
    assert resumed == uninterrupted
    assert store.state(run) == whole.state(again)


def commits(log: bytes) -> Iterator[int]:
    """Where the transactions in a write-ahead log end: a frame that commits tells the size of the database."""
    page = int.from_bytes(log[8:12], "big")
    for at in range(32, len(log), 24 + page):
        if int.from_bytes(log[at + 4 : at + 8], "big"):
            yield at + 24 + page


def test_cut_power_costs_the_last_transaction_at_most(tmp_path: Path) -> None:
    path, log = tmp_path / "history.sqlite", tmp_path / "history.sqlite-wal"
    open_store(path).close()
    store = open_store(path)
    urls = [f"https://www.example.net/{number}" for number in range(60)]
    for url in urls:
        store.remember(Fetch(url, writers.MONDAY, 200))
    database, written = path.read_bytes(), log.read_bytes()
    ends = list(commits(written))
    assert len(ends) == len(urls)
    chance = random.Random(5)
    cuts = {0, 1, 31, 32, *ends, *(end - 1 for end in ends), *chance.sample(range(len(written)), 400 if SOAK else 60)}
    for cut in sorted(cuts):
        after = tmp_path / "after"
        after.mkdir()
        (after / path.name).write_bytes(database)
        (after / log.name).write_bytes(written[:cut])
        found = open_store(after / path.name, Use.HISTORY).recall(urls, writers.MONDAY, WEEK).fetches
        assert list(found) == urls[: sum(end <= cut for end in ends)]
        shutil.rmtree(after)


def test_a_full_disk_is_an_error_that_names_the_file_and_keeps_what_was_acknowledged(tmp_path: Path) -> None:
    for limit in range(1_000, 160_000, 2_500 if SOAK else 10_000):
        path = tmp_path / f"{limit}.sqlite"
        process, told = begun(writers.fill, path, limit)
        *kept, error = all_told(told)
        process.join()
        assert str(error).startswith(f"StoreError: {path}: ")
        urls = [f"https://www.example.net/{number}" for number in kept]
        assert len(open_store(path, Use.HISTORY).recall(urls, writers.MONDAY, WEEK).fetches) == len(kept)


def test_four_runs_share_a_file_and_nobody_is_locked_out(tmp_path: Path) -> None:
    path = tmp_path / "history.sqlite"
    crowd = [begun(writers.share, path, name) for name in range(4)]
    for name, (process, told) in enumerate(crowd):
        *numbers, warnings = all_told(told)
        process.join()
        assert (numbers, warnings) == (list(range(name * 500, name * 500 + 500)), [])
    store = open_store(path, Use.HISTORY)
    urls = [f"https://www.example.net/{number}" for number in range(2000)]
    assert len(store.recall(urls, writers.MONDAY, WEEK).fetches) == 2000
    (rows,) = store._ledger._connection.execute("SELECT count(*) FROM observations").fetchone()
    assert rows == 2000


@pytest.mark.parametrize("use", Use)
def test_a_file_that_may_only_be_read_costs_a_check_its_memory_and_an_audit_its_run(use: Use) -> None:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "history.sqlite"
        open_store(path).close()
        before = path.read_bytes()
        path.chmod(0o444)
        Path(folder).chmod(0o555)
        process, told = begun(writers.read_only, path, use)
        heard = list(all_told(told))
        process.join()
        Path(folder).chmod(0o755)
        assert path.read_bytes() == before
    match use:
        case Use.CACHE:
            number, (warning,) = heard
            assert number == 0
            assert warning.startswith(f"{path}: cannot be used")
        case Use.HISTORY:
            assert heard[0].startswith(f"StoreError: {path}: the history cannot be used")


@pytest.mark.parametrize("hours", [(0, 96, 1, 2), (0, -30_000, 1, 3), (96, 0, 97, 2)])
def test_a_clock_that_jumps_accuses_nobody(hours: tuple[int, ...]) -> None:
    """However a clock was set between them, checks within hours never prove that trouble lasts for days."""
    store = open_store(None)
    for hour in hours:
        at = writers.MONDAY + timedelta(hours=hour)
        fetch = store.remember(Fetch("https://www.example.net/", at, 503))
    assert store.recall([fetch.url], writers.MONDAY - WEEK, WEEK).fetches == {}
    last = fetch.observed
    assert fetch.first_failed is not None
    assert last - fetch.first_failed < timedelta(days=3) or fetch.failures < 3
