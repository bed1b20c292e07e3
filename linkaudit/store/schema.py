"""What tables there are, and how a file of an earlier schema becomes one of this.

Laws: each schema that ever was keeps its step here. Every row bears a seal over its columns, in the order that they
have here. A change of columns is a new schema.
"""

from __future__ import annotations

import sqlite3
from typing import NamedTuple

from linkaudit.store.seals import seal, seal_of_salt

SCHEMA = 4
APPLICATION = int.from_bytes(b"lnka", "big")
"""What SQLite's header says of the file, so that no other program's database is ever taken for ours."""


class Table(NamedTuple):
    """A table whose rows bear a seal."""

    name: str
    columns: tuple[str, ...]

    @property
    def made(self) -> str:
        return f"CREATE TABLE {self.name} (id INTEGER PRIMARY KEY, {', '.join(self.columns)}, seal)"

    @property
    def selected(self) -> str:
        return f"SELECT {', '.join(self.columns)}, seal FROM {self.name}"  # noqa: S608  names of our own

    @property
    def inserted(self) -> str:
        """A row that is unique takes the place of the one that was there."""
        marks = ", ".join("?" * (len(self.columns) + 1))
        return f"INSERT OR REPLACE INTO {self.name} ({', '.join(self.columns)}, seal) VALUES ({marks})"  # noqa: S608  as above


OBSERVATIONS = Table(
    "observations",
    (
        "url_key", "url", "observed", "status", "failure", "final_url", "redirects", "signs", "title", "elapsed",
        "attempts", "detail", "etag", "last_modified", "first_failed", "failures", "is_masked",
    ),
)  # fmt: skip
"""`first_failed` and `failures` are set only where a state file told them of observations that are lost."""

LOOKUPS = Table(
    "lookups",
    (
        "url_key", "url", "asked_at", "status", "original", "copy", "captured", "archive", "wanted", "verified",
        "captures_seen", "first", "last", "detail", "is_masked",
    ),
)  # fmt: skip
PAGE_ANSWERS = Table("page_answers", ("url_key", "observed", "question", "found"))
"""What a page said to a question, known by a salted hash: the question may hold an article's words."""

RUNS = Table("runs", ("run", "scope", "started"))
ENDINGS = Table(
    "endings",
    ("run", "finished", "stopped", "articles", "links", "claims", "findings"),
)
"""How a run ended, as often as it did: one that was stopped may be resumed. Counts are JSON."""

ARTICLES = Table("articles", ("run", "path", "content", "author", "published", "links", "claims"))
FINDINGS = Table(
    "findings",
    (
        "run", "path", "line", "col", "fingerprint", "rule", "severity", "state", "url_key", "url", "message",
    ),
)  # fmt: skip
ADDRESSES = Table("addresses", ("run", "url_key", "observed"))
"""What a run's articles cite, and the time of the observation that answered it, if one did."""

SUBMISSIONS = Table(
    "submissions",
    (
        "url_key", "url", "state", "asked_at", "seen_at", "job", "original", "copy", "captured", "archive", "code",
    ),
)  # fmt: skip
"""Addresses that an archive was asked to save; the newest row of one is its state."""

READINGS = Table(
    "readings",
    (
        "path", "mark", "article", "findings", "addresses", "observed", "alive_since", "broken_since", "copies_until",
        "local",
    ),
)  # fmt: skip
"""The newest reading of each article: the rows that were recorded of it, and the times of the answers behind them."""

_READINGS = (READINGS.made, "CREATE UNIQUE INDEX readings_by_path ON readings (path)")
_SUBMISSIONS_BY_KEY = "CREATE INDEX IF NOT EXISTS submissions_by_key ON submissions (url_key, id)"
_ADDED = (
    PAGE_ANSWERS.made,
    "CREATE INDEX page_answers_by_key ON page_answers (url_key, question, id)",
    RUNS.made,
    ENDINGS.made,
    ARTICLES.made,
    "CREATE UNIQUE INDEX articles_by_path ON articles (run, path)",
    FINDINGS.made,
    "CREATE INDEX findings_by_path ON findings (run, path)",
    ADDRESSES.made,
    "CREATE UNIQUE INDEX addresses_by_key ON addresses (run, url_key)",
)
_STATEMENTS = (
    "CREATE TABLE salt (salt BLOB NOT NULL, seal)",
    OBSERVATIONS.made,
    "CREATE INDEX observations_by_key ON observations (url_key, id)",
    LOOKUPS.made,
    "CREATE INDEX lookups_by_key ON lookups (url_key, id)",
    *_ADDED,
    SUBMISSIONS.made,
    _SUBMISSIONS_BY_KEY,
    *_READINGS,
    f"PRAGMA application_id = {APPLICATION}",
)


def make(connection: sqlite3.Connection, salt: bytes) -> None:
    """All tables, in an empty file. Belongs into a transaction."""
    for statement in _STATEMENTS:
        connection.execute(statement)
    connection.execute("INSERT INTO salt VALUES (?, ?)", (salt, seal_of_salt(salt)))
    connection.execute(f"PRAGMA user_version = {SCHEMA}")


def migrate(connection: sqlite3.Connection, version: int) -> None:
    """Bring the tables of an earlier schema to this one. Belongs into a transaction."""
    for step in _STEPS[version - 1 :]:
        step(connection)
    connection.execute(f"PRAGMA user_version = {SCHEMA}")


def _from_1(connection: sqlite3.Connection) -> None:
    (salt,) = connection.execute("SELECT salt FROM salt").fetchone()
    connection.execute("ALTER TABLE salt ADD COLUMN seal")
    connection.execute("UPDATE salt SET seal = ?", (seal_of_salt(salt),))
    added = ("etag", "last_modified", "first_failed", "failures")
    for column in added:
        connection.execute(f"ALTER TABLE observations ADD COLUMN {column}")

    def resealed(old: object, *row: object) -> bytes | None:
        return seal((*row[:-1], *[None] * len(added), row[-1]), salt) if old == seal(row, salt) else None

    connection.create_function("resealed", -1, resealed)
    before = ", ".join(column for column in OBSERVATIONS.columns if column not in added)
    connection.execute(f"UPDATE observations SET seal = resealed(seal, {before})")  # noqa: S608  names of our own
    for statement in _ADDED:
        connection.execute(statement)


def _from_2(connection: sqlite3.Connection) -> None:
    # Where something was submitted, the table is there already: it was made when it was first wanted.
    connection.execute(SUBMISSIONS.made.replace("TABLE", "TABLE IF NOT EXISTS", 1))
    connection.execute(_SUBMISSIONS_BY_KEY)


def _from_3(connection: sqlite3.Connection) -> None:
    for statement in _READINGS:
        connection.execute(statement)


_STEPS = (_from_1, _from_2, _from_3)
