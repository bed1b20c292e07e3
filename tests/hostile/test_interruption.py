"""Ctrl-C at a terminal, at any moment: what is known by then is reported, and the report says that it is not all."""

from __future__ import annotations

import json
import os
import pty
import random
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

import pytest
from servers import Answer, Page, Server, drip, hang, serving

ROOT = Path(__file__).resolve().parents[2]
ADDRESSES = [f"127.0.88.{number}" for number in range(1, 9)]
PAGES: dict[str, Page] = {
    "/quick": Answer(),
    "/slow": Answer(delay=0.4),
    "/gone": Answer(404, delay=0.2),
    "/drip": drip(b"HTTP/1.1 200 OK\r\n", b"X: a\r\n"),
    "/hang": hang,
}
CTRL_C = b"\x03"
SAYS_WHEN_LOADING = """
import os, sys
class Mark:
    def find_spec(name, path=None, target=None):
        if name == "linkaudit.cli":
            os.write(2, b"loading ")
sys.meta_path.insert(0, Mark)
"""
"""While Python itself starts, Ctrl-C is not ours to handle: this tells when our own part begins."""
SECONDS = 5.0
"""Two are promised; a machine that runs other tests meanwhile may take longer. Without the signal it would be 15."""


@pytest.fixture(scope="module")
def server() -> Iterator[Server]:
    with serving(PAGES, ADDRESSES) as running:
        yield running


@dataclass(frozen=True)
class Ended:
    code: int
    report: str
    screen: str
    seconds: float


def interrupted(folder: Path, server: Server, pause: float, how: signal.Signals, *, announced: bool = True) -> Ended:
    """Run at a terminal, wait for the first line (or not), and so many seconds more, then interrupt."""
    folder.mkdir()
    links = [server.url(path, address) for path in PAGES for address in ADDRESSES]
    (folder / "draft.md").write_text("\n\n".join(f"The town [said]({link}) so." for link in links), "utf-8")
    command = [sys.executable, "-m", "linkaudit", "check", "--no-config", "--no-cache", "--archive", "none"]
    command += ["--allow-address", "127.0.88.0/24", "--progress", "--format", "json", "draft.md"]
    (folder / "sitecustomize.py").write_text(SAYS_WHEN_LOADING, "utf-8")
    environ = {"PATH": os.environ["PATH"], "HOME": str(folder), "TERM": "xterm", "PYTHONSAFEPATH": "1"}
    environ["PYTHONPATH"] = os.pathsep.join((str(folder), str(ROOT)))
    parent, terminal = pty.openpty()
    with (folder / "report.json").open("wb") as report:
        running = subprocess.Popen(
            command, cwd=folder, env=environ, stdin=terminal, stdout=report, stderr=terminal, start_new_session=True,
            preexec_fn=lambda: own_terminal(terminal),  # noqa: PLW1509  it takes no lock
        )  # fmt: skip
    os.close(terminal)
    screen = read_until(parent, b"asks nobody" if announced else b"loading")
    time.sleep(pause)
    sent = time.monotonic()
    if how is signal.SIGINT:
        os.write(parent, CTRL_C)
    else:
        running.send_signal(how)
    code = wait(running, parent)
    took = time.monotonic() - sent
    screen += read_until(parent, None)
    os.close(parent)
    return Ended(code, (folder / "report.json").read_text("utf-8"), screen.decode("utf-8", "replace"), took)


def own_terminal(terminal: int) -> None:
    import fcntl
    import termios

    fcntl.ioctl(terminal, termios.TIOCSCTTY, 0)
    signal.signal(signal.SIGINT, signal.SIG_DFL)  # a shell's background jobs, tests among them, ignore it


def read_until(parent: int, mark: bytes | None) -> bytes:
    """What the screen shows, up to the mark or to the end."""
    seen = b""
    while mark is None or mark not in seen:
        try:
            piece = os.read(parent, 65_536)
        except OSError:  # Linux says so when the last process at the terminal has gone
            break
        if not piece:
            break
        seen += piece
    return seen


def wait(running: subprocess.Popen[bytes], parent: int) -> int:
    try:
        return running.wait(timeout=30)
    except subprocess.TimeoutExpired:
        running.kill()
        running.wait()
        raise


def check_partial(ended: Ended, code: int) -> None:
    assert "Traceback" not in ended.screen, ended.screen
    assert ended.code == code, ended.screen
    document = json.loads(ended.report)
    assert document["complete"] is False
    assert len(document["checks"]) == len(PAGES) * len(ADDRESSES)
    reasons = {check["url"].rpartition("/")[2]: check["reason"] for check in document["checks"]}
    assert reasons["hang"] == reasons["drip"] == "interrupted"
    for check in document["checks"]:
        known = {"quick": "ok", "slow": "ok", "gone": "not_found"}.get(check["url"].rpartition("/")[2])
        assert check["reason"] in (known, "interrupted")
    assert document["summary"]["urls"] == len(document["checks"])
    assert ended.seconds < SECONDS


@pytest.mark.parametrize(("how", "code", "times"), [(signal.SIGINT, 130, 20), (signal.SIGTERM, 143, 6)])
def test_after_the_first_line_there_is_a_report(
    tmp_path: Path, server: Server, how: signal.Signals, code: int, times: int
) -> None:
    chance = random.Random(20)
    pauses = [0.0, 0.02, *(chance.uniform(0.0, 1.5) for _ in range(times - 2))]
    with ThreadPoolExecutor(2) as pool:
        ends = list(pool.map(lambda n: interrupted(tmp_path / str(n), server, pauses[n], how), range(times)))
    for ended in ends:
        check_partial(ended, code)


def test_before_the_first_line_there_is_silence(tmp_path: Path, server: Server) -> None:
    chance = random.Random(8)
    pauses = [chance.uniform(0.0, 0.25) for _ in range(8)]
    with ThreadPoolExecutor(2) as pool:
        ends = list(
            pool.map(
                lambda n: interrupted(tmp_path / str(n), server, pauses[n], signal.SIGINT, announced=False), range(8)
            )
        )
    for ended in ends:
        if "asks nobody" in ended.screen:
            continue  # it was faster: the other test's case
        assert "Traceback" not in ended.screen, ended.screen
        assert ended.code in (130, -signal.SIGINT)  # a shell says 130 to both
