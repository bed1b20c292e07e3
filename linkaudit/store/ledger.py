"""One open file: rows written with their seal and read back only if they bear it, in transactions.

Laws: what a call has acknowledged is committed. A cache that is damaged is set aside and begun anew, with a warning;
a damaged history is an error and stays as it is. Trouble with the disk or its rights is a StoreError that names the
file.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from enum import Enum, auto
from hashlib import sha256
from pathlib import Path
from threading import Lock
from typing import TypeVar

from linkaudit.errors import StoreError
from linkaudit.store import database
from linkaudit.store.database import BrokenError
from linkaudit.store.schema import Table
from linkaudit.store.seals import Row, seal

T = TypeVar("T")


class Use(Enum):
    """What a store is for: saving requests, or proving what happened."""

    CACHE = auto()
    HISTORY = auto()


class Ledger:
    """May be used from several threads: each `attempt` has it alone. `warnings` are lines for the editor."""

    def __init__(self, path: Path | None, use: Use) -> None:
        self.warnings: list[str] = []
        self._path = path
        self._use = use
        self._busy = Lock()
        self._connection, self._salt = self._open()

    def _open(self) -> tuple[sqlite3.Connection, bytes]:
        try:
            return self._usable()
        except BrokenError as error:
            self._set_aside(error)
        return self._usable()

    def _usable(self) -> tuple[sqlite3.Connection, bytes]:
        connection = self._connected()
        try:
            return connection, database.salt_of(connection)
        except (BrokenError, *database.TROUBLE) as error:
            connection.close()
            raise BrokenError(str(error)) from error

    def _connected(self) -> sqlite3.Connection:
        if self._path is None:
            return database.in_memory()
        try:
            return database.opened(self._path, thorough=self._use is Use.HISTORY)
        except (OSError, sqlite3.OperationalError) as error:
            if self._use is Use.HISTORY:
                raise StoreError(f"{self._path}: the history cannot be used ({error})") from error
            self.warnings.append(f"{self._path}: cannot be used ({error}); nothing is remembered of this run")
            return database.in_memory()

    def _set_aside(self, error: Exception) -> None:
        if self._path is None or self._use is Use.HISTORY:
            raise StoreError(
                f"{self._path}: the history is damaged ({error}): put back a copy of it, or move it away to begin anew"
            ) from error
        aside = database.set_aside(self._path, datetime.now(UTC))
        self.warnings.append(f"{self._path}: damaged ({error}); kept as {aside.name}, and a new one is begun")

    def close(self) -> None:
        self._connection.close()

    def key(self, text: str) -> bytes:
        """What a text is looked up by, so that it need not be kept itself."""
        return sha256(self._salt + text.encode("utf-8", "surrogatepass")).digest()

    def attempt(self, work: Callable[[], T]) -> T:
        """Do the work while nobody else does any; when the file turns out to be damaged, once more on a new one."""
        with self._busy:
            try:
                return work()
            except BrokenError as error:
                self._connection.close()
                self._set_aside(error)
                self._connection, self._salt = self._open()
                return work()

    @contextmanager
    def transaction(self) -> Iterator[None]:
        """All or nothing: what is done inside is committed when it ends without an exception."""
        self.execute("BEGIN IMMEDIATE")
        try:
            yield
            self.execute("COMMIT")
        except BaseException:
            if self._connection.in_transaction:  # a full disk has rolled it back already
                self._connection.rollback()
            raise

    def add(self, table: Table, row: Row) -> None:
        self.execute(table.inserted, (*row, seal(row, self._salt)))

    def remove(self, table: Table, where: str, values: Row) -> None:
        self.execute(f"DELETE FROM {table.name} WHERE {where}", values)  # noqa: S608  names of our own

    def rows(self, table: Table, where: str, values: Row) -> Iterator[Row]:
        """The rows that bear their seal. In a history every row must: else raises BrokenError."""
        for line in self._lines(f"{table.selected} WHERE {where}", values):
            row = line[:-1]
            if line[-1] == seal(row, self._salt):
                yield row
            elif self._use is Use.HISTORY:
                raise BrokenError(f"a row of {table.name} is not what was written")

    def first(self, statement: str, values: Row) -> Row | None:
        """The first row of a query of one's own, without a seal."""
        return next(iter(self._lines(statement, values)), None)

    def all(self, statement: str, values: Row) -> Iterable[Row]:
        """The rows of a query of one's own, without seals."""
        return self._lines(statement, values)

    def execute(self, statement: str, values: Row = ()) -> None:
        try:
            self._connection.execute(statement, values)
        except database.TROUBLE as error:
            raise self._trouble(error) from error

    def _lines(self, statement: str, values: Row) -> Iterable[Row]:
        try:
            yield from self._connection.execute(statement, values)
        except database.TROUBLE as error:
            raise self._trouble(error) from error

    def _trouble(self, error: Exception) -> Exception:
        """The disk's, or its rights', or the file's own."""
        if self._path is None or database.is_outside(error):
            return StoreError(f"{self._path}: cannot be used ({error}): free space, or run with --no-cache")
        return BrokenError(str(error))
