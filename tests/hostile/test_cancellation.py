"""Checks that are cancelled at any moment leave nothing behind, and the next one works at once."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from cases import CASES
from hostile_web import HostileWeb

ROUNDS = 200
SOAK_MINUTES = float(os.environ.get("LINKAUDIT_SOAK", "0"))


def cancelled(web: HostileWeb, rounds: int, seed: int) -> dict[str, Any]:
    wanted = {
        "links": [web.link(case) for case in CASES if case.retries == 0] + list(web.siblings),
        "good": web.filled("http://steady.example:{port}/good"),
        "names": web.names,
        "limits": {"ca_file": str(web.authority)},
        "rounds": rounds,
        "seed": seed,
    }
    script = Path(__file__).parent / "cancel_everything.py"
    done = subprocess.run(
        [sys.executable, "-W", "default", str(script)],
        input=json.dumps(wanted).encode(),
        capture_output=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr.decode()
    assert b"Warning" not in done.stderr, done.stderr.decode()  # such as: an unclosed socket
    assert b"ignored" not in done.stderr, done.stderr.decode()
    left: dict[str, Any] = json.loads(done.stdout)
    return left


def seeds() -> Iterator[int]:
    """One run, or as many as the soak lasts."""
    ends = time.monotonic() + 60 * SOAK_MINUTES
    yield 1
    seed = 1
    while time.monotonic() < ends:
        seed += 1
        yield seed


@pytest.mark.skipif(not Path("/proc/self/fd").is_dir(), reason="descriptors are counted in /proc")
def test_cancelled_checks_leave_nothing_behind(web: HostileWeb) -> None:
    for seed in seeds():
        left = cancelled(web, ROUNDS, seed)
        assert left["failed"] == []
        assert set(left["tasks"]) == {0}
        assert max(left["descriptors"]) <= 2
    assert web.canaries_reached == []
