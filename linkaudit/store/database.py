"""The SQLite file: made private and whole, refused when it is newer or not ours, set aside when it is broken.

Laws: a file is never deleted, and one that is refused is not touched. Settings: WAL, so that readers never wait;
synchronous NORMAL, which a power cut may cost the last transactions but never the file; 30 s of patience for others.
"""

from __future__ import annotations

import os
import secrets
import sqlite3
from datetime import datetime
from pathlib import Path

from linkaudit.errors import StoreError
from linkaudit.store.rows import LOOKUP, OBSERVATION

SCHEMA = 1
APPLICATION = int.from_bytes(b"lnka", "big")
"""What SQLite's header says of the file, so that no other program's database is ever taken for ours."""

_MAGIC = b"SQLite format 3\0"
_SUFFIXES = (".sqlite", ".sqlite3", ".db")
_OUTSIDE = frozenset(
    {
        sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED, sqlite3.SQLITE_READONLY, sqlite3.SQLITE_IOERR, sqlite3.SQLITE_FULL,
        sqlite3.SQLITE_CANTOPEN, sqlite3.SQLITE_PERM, sqlite3.SQLITE_AUTH, sqlite3.SQLITE_NOLFS,
    }
)  # fmt: skip


class BrokenError(Exception):
    """The file's content is damaged."""


def _columns(names: tuple[str, ...]) -> str:
    return ", ".join(names)


_TABLES = f"""
CREATE TABLE salt (salt BLOB NOT NULL);
CREATE TABLE observations (id INTEGER PRIMARY KEY, {_columns(OBSERVATION)}, seal);
CREATE INDEX observations_by_key ON observations (url_key, id);
CREATE TABLE lookups (id INTEGER PRIMARY KEY, {_columns(LOOKUP)}, seal);
CREATE INDEX lookups_by_key ON lookups (url_key, id);
PRAGMA application_id = {APPLICATION};
PRAGMA user_version = {SCHEMA};
"""


def is_outside(error: sqlite3.Error) -> bool:
    """Whether the trouble is with the disk, its rights or another program's lock, and not with the file's content."""
    code = getattr(error, "sqlite_errorcode", None)
    return code is not None and code & 0xFF in _OUTSIDE


def in_memory() -> sqlite3.Connection:
    return _ready(sqlite3.connect(":memory:", isolation_level=None, check_same_thread=False))


def opened(path: Path) -> sqlite3.Connection:
    """The database at `path`, made if it is missing.

    Raises StoreError when the file is not ours or newer than this program (it stays as it is), BrokenError when it
    is damaged, OSError or sqlite3.OperationalError when the place cannot be used.
    """
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    os.close(os.open(path, os.O_RDWR | os.O_CREAT, 0o600))
    with path.open("rb") as file:
        _refuse(file.read(100), path)
    connection = sqlite3.connect(path, timeout=30, isolation_level=None, check_same_thread=False)
    try:
        return _ready(connection)
    except sqlite3.DatabaseError as error:
        connection.close()
        if is_outside(error):
            raise
        raise BrokenError(str(error)) from error


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
        raise StoreError(f"{path}: made by a newer linkaudit: update linkaudit, or name another file with --db")
    _refuse_cut(header, path)


def _refuse_cut(header: bytes, path: Path) -> None:
    """SQLite takes a file that was cut short for a smaller one, and then loses rows without a word."""
    page = int.from_bytes(header[16:18], "big")
    whole = (65_536 if page == 1 else page) * int.from_bytes(header[28:32], "big")
    # While there is a write-ahead log, the file may lag behind its header.
    if path.stat().st_size < whole and not path.with_name(path.name + "-wal").exists():
        raise BrokenError("cut short")


def _ready(connection: sqlite3.Connection) -> sqlite3.Connection:
    connection.text_factory = _text
    connection.execute("BEGIN IMMEDIATE")
    with connection:
        if connection.execute("PRAGMA user_version").fetchone() == (0,):
            for statement in _TABLES.split(";"):
                connection.execute(statement)
            connection.execute("INSERT INTO salt VALUES (?)", (secrets.token_bytes(16),))
    # Only now: WAL would hold back the header that tells whose file it is.
    connection.execute("PRAGMA journal_mode = WAL")
    connection.execute("PRAGMA synchronous = NORMAL")
    return connection


def _text(data: bytes) -> str:
    return data.decode("utf-8", "replace")  # damage is for the row's seal to find


def salt_of(connection: sqlite3.Connection) -> bytes:
    rows = connection.execute("SELECT salt FROM salt").fetchall()
    if len(rows) != 1 or not isinstance(rows[0][0], bytes) or len(rows[0][0]) != 16:
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
