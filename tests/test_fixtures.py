"""The example articles, through the whole program and a web on loopback: what an editor is told, and nothing else."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tomllib
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
ARTICLES = sorted((ROOT / "fixtures" / "articles").glob("*.expected.toml"))


@pytest.fixture(scope="module")
def proxy() -> Iterator[str]:
    command = [sys.executable, str(ROOT / "scripts" / "canned_web.py")]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as web:
        assert web.stdin is not None
        assert web.stdout is not None
        yield web.stdout.readline().strip()
        web.stdin.close()


@pytest.mark.parametrize("expected", ARTICLES, ids=lambda path: path.name.partition(".")[0])
def test_an_article_gets_the_findings_that_stand_beside_it(expected: Path, proxy: str) -> None:
    (article,) = (path for path in expected.parent.glob(f"{expected.name.partition('.')[0]}.*") if path != expected)
    words = ["check", "--format", "json", "--no-config", "--no-cache", "--proxy", proxy, str(article)]
    environ = {
        **os.environ,
        "LINKAUDIT_ARCHIVE_URL": "http://web.archive.org",
        "LINKAUDIT_ARCHIVE_DELAY": "0",
        "LINKAUDIT_RETRIES": "0",
        "LINKAUDIT_DELAY": "0",
    }
    run = subprocess.run([sys.executable, "-m", "linkaudit", *words], env=environ, capture_output=True, check=False)
    assert run.returncode in (0, 1), run.stderr.decode()
    report = json.loads(run.stdout)
    assert report["complete"]
    told = [each for each in report["findings"] if each["rule"] not in ("LA105", "LA901")]
    wanted = tomllib.loads(expected.read_text("utf-8")).get("finding", [])

    def places(findings: list[dict[str, object]]) -> list[tuple[object, object]]:
        return sorted((each["line"], each["rule"]) for each in findings)

    assert places(told) == places(wanted)
    for want in wanted:
        state = "suppressed" if want.get("suppressed") else "new"
        messages = [
            each["message"]
            for each in told
            if (each["rule"], each["line"], each["state"]) == (want["rule"], want["line"], state)
        ]
        assert any(want["says"] in message for message in messages), (want, messages)
    assert run.returncode == any(each["severity"] == "error" and each["state"] == "new" for each in told)
