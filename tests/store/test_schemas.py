"""Files of every schema that ever was, and of those that are not ours to know yet."""

from __future__ import annotations

import sqlite3
import stat
import subprocess
import sys
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from linkaudit.errors import StoreError
from linkaudit.model import Failure
from linkaudit.store import Use, open_store
from linkaudit.store.submissions import Submissions

HERE = Path(__file__).parent
NOW = datetime(2022, 10, 13, 12, tzinfo=UTC)
SITE = "https://www.example.net/"
URLS = [SITE + name for name in ("open", "dead", "gone?token=s3cr3t")]


def old_file(folder: Path, schema: int) -> Path:
    path = folder / "history.sqlite"
    with closing(sqlite3.connect(path)) as connection:
        connection.executescript((HERE / f"v{schema}.sql").read_text())
        connection.execute("PRAGMA journal_mode = WAL")
    return path


@pytest.mark.parametrize("schema", [1, 2, 3])
@pytest.mark.parametrize("use", Use)
def test_an_old_file_is_brought_up_to_date_with_nothing_lost(tmp_path: Path, schema: int, use: Use) -> None:
    path = old_file(tmp_path, schema)
    store = open_store(path, use)
    assert not store.warnings
    evidence = store.recall(URLS, NOW, timedelta(days=7))
    opened, dead, gone = (evidence.fetches[url] for url in URLS)
    assert (opened.final_url, opened.title, opened.attempts) == (SITE + "opened", "A title", 2)
    assert (dead.status, dead.failures, dead.first_failed) == (410, 2, NOW - timedelta(days=7))
    assert gone.failure is Failure.NAME_NOT_FOUND
    assert evidence.lookups[SITE + "dead"].captures_seen == 3
    store.close()
    backup = path.with_name(f"history.sqlite.schema-{schema}")
    assert stat.S_IMODE(backup.stat().st_mode) == 0o600
    with closing(sqlite3.connect(backup)) as kept, closing(sqlite3.connect(tmp_path / "again.sqlite")) as again:
        again.executescript((HERE / f"v{schema}.sql").read_text())
        assert list(kept.iterdump()) == list(again.iterdump())


@pytest.mark.parametrize("schema", [1, 2, 3])
def test_what_was_submitted_before_is_known_and_more_can_be(tmp_path: Path, schema: int) -> None:
    path = old_file(tmp_path, schema)
    with closing(Submissions(path)) as submissions:
        assert [each.job for each in submissions.unsettled()] == (["spn2-1"] if schema >= 2 else [])
        assert submissions.intend(URLS[0], NOW, None) is not None
    with closing(Submissions(path)) as submissions:
        assert submissions.newest(URLS[:1])[URLS[0]].is_open


def test_a_damaged_row_of_an_old_file_is_not_believed_after_the_change(tmp_path: Path) -> None:
    path = old_file(tmp_path, 1)
    with closing(sqlite3.connect(path, isolation_level=None)) as connection:
        connection.execute("UPDATE observations SET status = 200 WHERE status = 410")
    assert open_store(path).recall(URLS, NOW, timedelta(days=7)).fetches.keys() == {URLS[0], URLS[2]}


OPEN = "import sys; from pathlib import Path; from linkaudit.store import *; open_store(Path(sys.argv[1])).close()"


def test_runs_that_find_an_old_file_at_the_same_time_change_it_once(tmp_path: Path) -> None:
    path = old_file(tmp_path, 1)
    runs = [subprocess.Popen([sys.executable, "-c", OPEN, str(path)]) for _ in range(3)]
    assert [run.wait(60) for run in runs] == [0, 0, 0]
    assert len(open_store(path, Use.HISTORY).recall(URLS, NOW, timedelta(days=7)).fetches) == 3


@pytest.mark.parametrize("use", Use)
def test_a_newer_file_is_refused_byte_for_byte(tmp_path: Path, use: Use) -> None:
    path = tmp_path / "history.sqlite"
    open_store(path).close()
    with closing(sqlite3.connect(path)) as newer:
        newer.execute("PRAGMA user_version = 99")
    before = path.read_bytes()
    with pytest.raises(StoreError, match=r"history\.sqlite: made by a newer linkaudit: update linkaudit"):
        open_store(path, use)
    assert path.read_bytes() == before
    assert list(tmp_path.iterdir()) == [path]


def test_a_full_disk_leaves_an_old_file_as_it_was(tmp_path: Path) -> None:
    path = old_file(tmp_path, 1)
    code = f"import resource; resource.setrlimit(resource.RLIMIT_FSIZE, (9000, 9000))\n{OPEN}"
    code = code.replace("(Path(sys.argv[1]))", "(Path(sys.argv[1]), Use.HISTORY)")
    done = subprocess.run([sys.executable, "-c", code, str(path)], check=False, capture_output=True, text=True)
    assert done.returncode == 1
    assert f"StoreError: {path}: the history cannot be used" in done.stderr
    assert len(open_store(path, Use.HISTORY).recall(URLS, NOW, timedelta(days=7)).fetches) == 3
