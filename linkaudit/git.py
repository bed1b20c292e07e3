"""What git knows: the day on which each line of a file was introduced, and what differs from an earlier commit.

Laws: reads only. Runs no program that a repository names (hooks, filters, monitors) and fetches nothing. Where git
cannot tell (no repository, no git, a line not committed yet, the oldest commit of a shallow clone), there is no day.
"""

from __future__ import annotations

import os
import re
import subprocess
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta, timezone
from pathlib import Path

from linkaudit.errors import ConfigError

SECONDS = 20.0

_QUIET = ("-c", "core.fsmonitor=false", "-c", "protocol.allow=never", "-c", "core.hooksPath=/dev/null")
_ENVIRONMENT = {"GIT_OPTIONAL_LOCKS": "0", "GIT_NO_LAZY_FETCH": "1", "GIT_TERMINAL_PROMPT": "0", "LC_ALL": "C"}
_LINE = re.compile(rb"([0-9a-f]{40,64}) \d+ (\d+)(?: \d+)?")
_ZONE = re.compile(rb"([+-])(\d\d)(\d\d)")


def line_days(file: Path) -> Mapping[int, date]:
    """The day (as its author's clock had it) on which each line, from 1, came into the file; moves do not count."""
    if not file.is_file():
        return {}
    folder = file.absolute().parent
    blame = _git(folder, "blame", "--porcelain", "--root", "-w", "-M", "--no-textconv", "--", file.name)
    if blame is None:
        return {}
    lines: dict[int, bytes] = {}
    days: dict[bytes, date | None] = dict.fromkeys(_cut_off(folder))
    commit, seconds = b"", 0
    for line in blame.split(b"\n"):
        name, _, value = line.partition(b" ")
        if header := _LINE.fullmatch(line):
            commit = header[1]
            lines[int(header[2])] = commit
        elif name == b"author-time" and value.isdigit():
            seconds = int(value)
        elif name == b"author-tz" and commit.strip(b"0"):
            days.setdefault(commit, _day(seconds, value))
    return {number: day for number, commit in lines.items() if (day := days.get(commit)) is not None}


def prefix(folder: Path) -> str:
    """The way from the root of the repository to a folder in it: "site/", or nothing at the root or outside of any."""
    return os.fsdecode((_git(folder, "rev-parse", "--show-prefix") or b"").removesuffix(b"\n"))


@dataclass(frozen=True, slots=True)
class Changes:
    """What differs from `commit`: each changed file, with the name that it had there, or None for a new one.

    Files are absolute; names are relative to the root of the repository, as `content` takes them.
    """

    commit: str
    files: Mapping[Path, str | None]


def changes_since(reference: str, folder: Path) -> Changes:
    """What changed since the commit at which `reference` and the present parted, files not committed yet among it.

    Raises ConfigError with the remedy when that commit cannot be found.
    """
    root = _root(folder)
    if root is None:
        raise ConfigError("--changed-since: this folder is in no git repository")
    wanted = _line_of(_git(folder, "rev-parse", "--verify", "--quiet", "--end-of-options", f"{reference}^{{commit}}"))
    base = _line_of(_git(folder, "merge-base", wanted, "HEAD")) if wanted else ""
    if not base and _cut_off(folder):
        raise ConfigError(f"--changed-since: {reference} is not here: fetch the whole history (fetch-depth: 0)")
    if not base:
        raise ConfigError(f"--changed-since: there is no commit {reference} that this branch began from")
    status = _git(root, "diff", "--name-status", "--find-renames", "--no-ext-diff", "--no-textconv", "-z", base, "--")
    others = _git(root, "ls-files", "--others", "--exclude-standard", "-z")
    if status is None or others is None:
        raise ConfigError(f"--changed-since: git cannot compare with {reference}")
    files: dict[Path, str | None] = {root / os.fsdecode(name): None for name in others.split(b"\0") if name}
    fields = iter(status.split(b"\0"))
    for kind in fields:
        if not kind:
            break
        before = os.fsdecode(next(fields))
        now = os.fsdecode(next(fields)) if kind[:1] in b"RC" else before
        files[root / now] = None if kind[:1] == b"A" else before
    return Changes(base, files)


def last_change(file: Path) -> Changes | None:
    """The commit that last changed a file, as one that nothing else is known to differ from; None outside of git."""
    commit = _line_of(_git(file.absolute().parent, "log", "-1", "--format=%H", "--", file.name))
    return Changes(commit, {}) if commit else None


def content(commit: str, name: str, folder: Path) -> bytes | None:
    """What a file held at a commit; None when it was not there."""
    return _git(folder, "cat-file", "blob", f"{commit}:{name}")


def name_in_repository(file: Path) -> str:
    """A file's name relative to the root of its repository."""
    return prefix(file.absolute().parent) + file.name


def _root(folder: Path) -> Path | None:
    found = _git(folder, "rev-parse", "--show-toplevel")
    return Path(os.fsdecode(found.removesuffix(b"\n"))) if found else None


def _line_of(printed: bytes | None) -> str:
    return (printed or b"").decode("ascii", "replace").strip()


def _cut_off(folder: Path) -> frozenset[bytes]:
    """The commits that a shallow clone ends at: every older line seems to be theirs."""
    found = _git(folder, "rev-parse", "--git-path", "shallow")
    path = folder / os.fsdecode((found or b"").rstrip(b"\n"))
    return frozenset(path.read_bytes().split()) if found and path.is_file() else frozenset()


def _day(seconds: int, zone: bytes) -> date | None:
    offset = _ZONE.fullmatch(zone)
    try:
        minutes = int(offset[2]) * 60 + int(offset[3]) if offset else 0
        ahead = timedelta(minutes=-minutes if offset and offset[1] == b"-" else minutes)
        return (datetime.fromtimestamp(seconds, UTC).astimezone(timezone(ahead))).date()
    except (ValueError, OverflowError, OSError):  # an author's clock may say anything
        return None


def _git(folder: Path, *arguments: str) -> bytes | None:
    """What git prints, or None when it fails, is missing or takes too long."""
    try:
        done = subprocess.run(  # noqa: S603  no shell, and a file's name stands behind "--"
            ["git", *_QUIET, *arguments],  # noqa: S607  the user's own git
            cwd=folder,
            env={**os.environ, **_ENVIRONMENT},
            stdin=subprocess.DEVNULL,
            capture_output=True,
            timeout=SECONDS,
            check=True,
        )
    except (OSError, subprocess.SubprocessError):
        return None
    return done.stdout
