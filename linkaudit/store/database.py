"""The SQLite file: made private and whole, refused when it is newer or not ours, set aside when it is broken.

Laws: a file is never deleted, and one that is refused is not touched. Settings: WAL, so that readers never wait;
synchronous NORMAL, which a power cut may cost the last transactions but never the file; 30 s of patience for others.
"""

from __future__ import annotations

import os
import secrets
import sqlite3
from contextlib import closing
from datetime import datetime
from pathlib import Path

from linkaudit.errors import StoreError
from linkaudit.store import schema
from linkaudit.store.schema import APPLICATION, SCHEMA
from linkaudit.store.seals import seal_of_salt

_MAGIC = b"SQLite format 3\0"
_SUFFIXES = (".sqlite", ".sqlite3", ".db")
_OUTSIDE = frozenset(
    {
        sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED, sqlite3.SQLITE_READONLY, sqlite3.SQLITE_IOERR, sqlite3.SQLITE_FULL,
        sqlite3.SQLITE_CANTOPEN, sqlite3.SQLITE_PERM, sqlite3.SQLITE_AUTH, sqlite3.SQLITE_NOLFS,
    }
)  # fmt: skip


TROUBLE = (sqlite3.DatabaseError, UnicodeDecodeError)
"""What sqlite3 raises; the second when what it would quote of a damaged file is no text."""


class BrokenError(Exception):
    """The file's content is damaged."""


def is_outside(error: Exception) -> bool:
    """Whether the trouble is with the disk, its rights or another program's lock, and not with the file's content."""
    code = getattr(error, "sqlite_errorcode", None)
    return code is not None and code & 0xFF in _OUTSIDE


def in_memory() -> sqlite3.Connection:
    return _ready(sqlite3.connect(":memory:", isolation_level=None, check_same_thread=False), None)


def opened(path: Path, *, thorough: bool) -> sqlite3.Connection:
    """The database at `path`, made if it is missing, brought to this schema if it is older; `thorough`: looked through.

    Raises StoreError when the file is not ours or newer than this program (it stays as it is), BrokenError when it
    is damaged, OSError or sqlite3.OperationalError when the place cannot be used.
    """
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    os.close(os.open(path, os.O_RDWR | os.O_CREAT, 0o600))
    with path.open("rb") as file:
        _refuse(file.read(100), path)
    connection = sqlite3.connect(path, timeout=30, isolation_level=None, check_same_thread=False)
    try:
        _ready(connection, path)
        if thorough:
            _look_through(connection)
    except TROUBLE as error:
        connection.close()
        if is_outside(error):
            raise
        raise BrokenError(str(error)) from error
    except BaseException:
        connection.close()
        raise
    return connection


def _look_through(connection: sqlite3.Connection) -> None:
    (found,) = connection.execute("PRAGMA integrity_check(1)").fetchone()
    if found != "ok":
        raise BrokenError(found.splitlines()[-1])


def _refuse(header: bytes, path: Path) -> None:
    if not header:
        return
    version, application = int.from_bytes(header[60:64], "big"), int.from_bytes(header[68:72], "big")
    if not header.startswith(_MAGIC) or len(header) < 100:
        if path.suffix not in _SUFFIXES:
            raise StoreError(f"{path}: not a file that linkaudit keeps its history in: name another with --db")
        raise BrokenError("no database")
    if (version, application) == (0, 0):  # another run is just making it
        return
    if application != APPLICATION:
        raise StoreError(f"{path}: another program's database: name another file with --db")
    if version > SCHEMA:
        raise _newer(path)
    _refuse_cut(header, path)


def _refuse_cut(header: bytes, path: Path) -> None:
    """SQLite takes a file that was cut short for a smaller one, and then loses rows without a word."""
    page = int.from_bytes(header[16:18], "big")
    whole = (65_536 if page == 1 else page) * int.from_bytes(header[28:32], "big")
    # While there is a write-ahead log, the file may lag behind its header.
    if path.stat().st_size < whole and not path.with_name(path.name + "-wal").exists():
        raise BrokenError("cut short")


def _newer(path: Path | None) -> StoreError:
    return StoreError(f"{path}: made by a newer linkaudit: update linkaudit, or name another file with --db")


def _ready(connection: sqlite3.Connection, path: Path | None) -> sqlite3.Connection:
    connection.text_factory = _text
    connection.execute("BEGIN IMMEDIATE")
    with connection:
        (version,) = connection.execute("PRAGMA user_version").fetchone()
        if version > SCHEMA:
            raise _newer(path)
        if version == 0:
            schema.make(connection, secrets.token_bytes(16))
        elif version < SCHEMA and path is not None:
            _back_up(path, version)
            schema.migrate(connection, version)
    # Only now: WAL would hold back the header that tells whose file it is.
    connection.execute("PRAGMA journal_mode = WAL")
    connection.execute("PRAGMA synchronous = NORMAL")
    if 0 < version < SCHEMA:
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")  # so that an older linkaudit sees it in the header
    return connection


def _back_up(path: Path, version: int) -> None:
    """Keep the file as it is before its schema changes. The caller holds the lock, so nobody writes meanwhile."""
    backup = path.with_name(f"{path.name}.schema-{version}")
    partial = backup.with_name(backup.name + ".partial")
    partial.unlink(missing_ok=True)
    os.close(os.open(partial, os.O_RDWR | os.O_CREAT | os.O_EXCL, 0o600))
    with closing(sqlite3.connect(path)) as old, closing(sqlite3.connect(partial)) as new:
        old.backup(new)
    partial.replace(backup)


def _text(data: bytes) -> str:
    return data.decode("utf-8", "replace")  # damage is for the row's seal to find


def salt_of(connection: sqlite3.Connection) -> bytes:
    """What the file's keys and seals are salted with. Raises BrokenError."""
    rows = connection.execute("SELECT salt, seal FROM salt").fetchall()
    if len(rows) != 1 or not isinstance(rows[0][0], bytes) or rows[0][1] != seal_of_salt(rows[0][0]):
        raise BrokenError("no salt")
    return bytes(rows[0][0])


def set_aside(path: Path, now: datetime) -> Path:
    """Rename a broken file, and what SQLite keeps beside it, out of the way."""
    aside = path.with_name(f"{path.name}.broken-{now:%Y%m%d-%H%M%S}")
    for end in ("-wal", "-shm", ""):
        part = path.with_name(path.name + end)
        if part.exists():
            part.rename(aside.with_name(aside.name + end))
    return aside
