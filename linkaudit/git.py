"""What git knows: the day on which each line of a file was introduced, and where in a repository a folder lies.

Laws: reads only. Runs no program that a repository names (hooks, filters, monitors) and fetches nothing. Where git
cannot tell (no repository, no git, a line not committed yet, the oldest commit of a shallow clone), there is no day.
"""

from __future__ import annotations

import os
import re
import subprocess
from collections.abc import Mapping
from datetime import UTC, date, datetime, timedelta, timezone
from pathlib import Path

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
