"""The archive's pace and places, over processes, as its own log tells them."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest
from captures import SITE
from wayback_front import Answer, Front

from linkaudit.evidence.turns import CAN_SHARE

HERE = Path(__file__).resolve().parent
PROCESSES, EACH, GAP = 3, 4, 0.25

ASK = f"""
import sys
sys.path[:0] = [{str(HERE)!r}, {str(HERE.parent)!r}]
from asking_archive import PUBLISHED, limits_for, look_ups
from linkaudit.evidence import ArchiveRequest
from wayback_front import Front
front = Front(0, int(sys.argv[1]))
gap, patience = map(float, sys.argv[4:6])
limits = limits_for(front, archive_interval=gap, archive_folder=sys.argv[2], archive_patience=patience)
requests = [ArchiveRequest(f"{SITE}/{{sys.argv[3]}}/{{number}}", PUBLISHED) for number in range({EACH})]
print(*(lookup.reason or lookup.status for lookup in look_ups(requests, limits)))
"""


def asking(front: Front, folder: Path, name: int, gap: float, patience: float) -> subprocess.Popen[str]:
    """A process of its own that looks up four addresses."""
    command = [sys.executable, "-c", ASK, *map(str, (front.port, folder, name, gap, patience))]
    return subprocess.Popen(command, stdout=subprocess.PIPE, text=True)


def said(process: subprocess.Popen[str]) -> list[str]:
    words = process.communicate(timeout=120)[0].split()
    assert process.returncode == 0
    return words


@pytest.mark.skipif(not CAN_SHARE, reason="no file locks here: turns hold within a process")
def test_three_processes_share_one_pace_and_two_places(archive: Front, tmp_path: Path) -> None:
    archive.fail(Answer(200, b"[]", (("Content-Type", "application/json"),), delay=0.4))
    running = [asking(archive, tmp_path, name, GAP, 60.0) for name in range(PROCESSES)]
    assert [said(process) for process in running] == [["none"] * EACH] * PROCESSES
    came = [hit.came for hit in archive.log]
    assert len(came) == PROCESSES * EACH
    # A busy machine may be late with one request, so that the next seems early: the whole may not be faster.
    assert came[-1] - came[0] >= (len(came) - 1.5) * GAP
    assert max(hit.open for hit in archive.log) <= 2
    assert all("link" not in hit.agent.lower() for hit in archive.log)


@pytest.mark.skipif(not CAN_SHARE, reason="no file locks here: turns hold within a process")
def test_a_rate_limit_silences_the_other_processes_too(archive: Front, tmp_path: Path) -> None:
    (tmp_path / f"127.0.0.1_{archive.port}.turns").write_text(json.dumps({"index": 1e12, "pause": "soon"}))
    archive.fail(Answer(429))
    for name in range(PROCESSES):
        assert set(said(asking(archive, tmp_path, name, 5.0, 1.5))) <= {"rate_limited", "budget"}
    assert len(archive.log) == 1
