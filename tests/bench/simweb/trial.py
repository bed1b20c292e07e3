"""One program against the made-up web: how long, how much processor time, how much memory, and what it concluded."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import threading
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field
from pathlib import Path
from time import monotonic, sleep

from simweb.plan import Plan

_PAGE_BYTES = os.sysconf("SC_PAGE_SIZE")
_SAMPLE_SECONDS = 0.05


@dataclass
class Site:
    """A running web: its port, its authority's certificate, and, once it has stopped, what serving has cost."""

    port: int
    ca: Path
    cost: Mapping[str, float] = field(default_factory=dict)


@dataclass(frozen=True)
class Trial:
    """Times are in seconds, memory in bytes: summed over the program's processes, at its highest."""

    seconds: float
    cpu: float
    memory: int
    stdout: bytes
    stderr: bytes


@contextmanager
def serving(plan: Plan, folder: Path) -> Iterator[Site]:
    """The web of this plan, from a fresh process."""
    command = [sys.executable, str(Path(__file__).with_name("server.py")), json.dumps(asdict(plan)), str(folder)]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdin is not None
        assert process.stdout is not None
        site = Site(int(process.stdout.readline()), folder / "ca.pem")
        try:
            yield site
        finally:
            process.stdin.close()
            site.cost = json.loads(process.stdout.readline())


def run(command: Sequence[str | Path], folder: Path, **variables: str) -> Trial:
    """Run a program to its end, whatever its exit code."""
    environ = {"PATH": os.environ["PATH"], "HOME": str(folder), "LANG": "C.UTF-8", **variables}
    with (folder / "stdout").open("wb+") as out, (folder / "stderr").open("wb+") as err:
        started = monotonic()
        process = subprocess.Popen(command, cwd=folder, env=environ, stdin=subprocess.DEVNULL, stdout=out, stderr=err)
        peak: list[int] = [0]
        watch = threading.Thread(target=_watch, args=(process.pid, peak))
        watch.start()
        _, status, used = os.wait4(process.pid, 0)
        seconds = monotonic() - started
        process.returncode = os.waitstatus_to_exitcode(status)
        watch.join()
    written = [(folder / name).read_bytes() for name in ("stdout", "stderr")]
    return Trial(seconds, used.ru_utime + used.ru_stime, peak[0], written[0], written[1])


def _watch(leader: int, peak: list[int]) -> None:
    """Sum the resident memory of a process and of all below it, again and again, until it is gone."""
    while True:
        total = 0
        waiting = [leader]
        while waiting:
            number = waiting.pop()
            folder = Path(f"/proc/{number}")
            try:
                total += int((folder / "statm").read_text().split()[1]) * _PAGE_BYTES
                for tasks in (folder / "task").iterdir():
                    waiting += [int(child) for child in (tasks / "children").read_text().split()]
            except (OSError, IndexError):
                continue
        if total == 0:
            return
        peak[0] = max(peak[0], total)
        sleep(_SAMPLE_SECONDS)
