"""A real archive: pywb on loopback, in an environment of its own, behind a front that looks like the live Wayback.

pywb brings 40 packages, one of which changes what httpx offers to servers, so it never shares our environment. It is
installed when these tests are first run; where that is impossible they are skipped, and say so.
"""

from __future__ import annotations

import fcntl
import json
import os
import signal
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import pytest
from captures import CAPTURES
from servers import free_port
from wayback_front import Front, fronting

HERE = Path(__file__).resolve().parent
ENVIRONMENT = HERE.parents[1] / ".venv" / "pywb"
WANTED = ("pywb==2.10.0", "warcio==1.8.1", "setuptools<81")
CONFIG = "framed_replay: false\nredirect_to_exact: true\n"


@pytest.fixture(scope="session")
def programs() -> Path:
    """The folder of pywb's programs, installed by the first session that wants them."""
    ENVIRONMENT.parent.mkdir(exist_ok=True)
    with ENVIRONMENT.with_name("pywb.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)  # the tests may run in several processes
        return _installed()


def _installed() -> Path:
    folder, done = ENVIRONMENT / "bin", ENVIRONMENT / ".installed"
    if done.exists() and done.read_text() == "\n".join(WANTED):
        return folder
    try:
        subprocess.run([sys.executable, "-m", "venv", str(ENVIRONMENT)], check=True, capture_output=True)
        install = [str(folder / "python"), "-m", "pip", "install", "--quiet", "--disable-pip-version-check", *WANTED]
        subprocess.run(install, check=True, capture_output=True, timeout=600)
    except (subprocess.SubprocessError, OSError) as error:
        said = (getattr(error, "stderr", b"") or b"").decode(errors="replace").strip().splitlines()
        pytest.skip(f"NO ARCHIVE TO TEST AGAINST: pywb cannot be installed ({said[-1] if said else error})")
    done.write_text("\n".join(WANTED))
    return folder


@pytest.fixture(scope="session")
def pywb(programs: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[int]:
    """The port of a running pywb with our captures."""
    folder = tmp_path_factory.mktemp("pywb")
    warc = folder / "test.warc.gz"
    subprocess.run([programs / "python", HERE / "write_warc.py", warc], input=json.dumps(CAPTURES).encode(), check=True)
    (folder / "config.yaml").write_text(CONFIG)
    for order in (("init", "web"), ("add", "web", str(warc))):
        subprocess.run([programs / "wb-manager", *order], cwd=folder, check=True, capture_output=True)
    port = free_port()
    # The shell lets go of it: other tests count the children of this process, and the server outlives theirs.
    command = ["sh", "-c", '"$@" >log 2>&1 & echo $!', "sh", programs / "wayback", "-b", "127.0.0.1", "-p", str(port)]
    server = int(subprocess.run(command, cwd=folder, check=True, stdout=subprocess.PIPE).stdout)
    try:
        _wait_for(port, server)
        yield port
    finally:
        os.kill(server, signal.SIGTERM)


def _wait_for(port: int, server: int) -> None:
    probe = f"http://127.0.0.1:{port}/web/cdx?url=http://none.test/&output=json"
    for _ in range(600):
        os.kill(server, 0)  # it may have ended: then this says so
        try:
            with urllib.request.urlopen(probe, timeout=5):
                return
        except (urllib.error.URLError, OSError):
            time.sleep(0.1)
    pytest.fail("pywb does not answer")


@pytest.fixture
def archive(pywb: int) -> Iterator[Front]:
    """The archive of the tests, in the shapes of the live Wayback Machine."""
    with fronting(pywb) as front:
        yield front
