"""What a page calls itself, and where it sends its reader, is shown; it never leaves its place in a report."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from pathlib import Path

import pytest
from cases_walls import PAYLOADS
from servers import Answer, Page, redirect, serving

ROOT = Path(__file__).resolve().parents[2]
ESCAPED = {"&": "&amp;", "<": "&lt;", ">": "&gt;"}


def pages() -> dict[str, Page]:
    """For each payload: a title, an address that it leads to for good, a refresh, and a page that is gone behind it."""
    found: dict[str, Page] = {}
    for number, payload in enumerate(PAYLOADS.values()):
        words = "".join(ESCAPED.get(char, char) for char in payload)
        path = "/" + payload.replace("\r", "").replace("\n", "").replace("\x00", "")
        located = path.encode().decode("latin-1")
        found |= {
            f"/title-{number}": Answer(body=f"<title>{words}</title>"),
            f"/gone-{number}": Answer(404, f"<title>{words}</title>"),
            f"/moved-{number}": redirect(located, 301),
            f"/refresh-{number}": Answer(body=f'<meta http-equiv=refresh content="0;url={words}">'),
        }
    return found


def reported(folder: Path, output_format: str, links: list[str]) -> str:
    (folder / "draft.md").write_text("\n\n".join(f"The town [said]({link}) so." for link in links), "utf-8")
    done = subprocess.run(
        [sys.executable, "-m", "linkaudit", "check", "--no-config", "--no-cache", "--archive", "none", "-v", "--all",
         "--allow-address", "127.0.77.0/24", "--progress", "--format", output_format, "draft.md"],
        cwd=folder,
        env={"HOME": str(folder), "PATH": "/usr/bin:/bin", "PYTHONPATH": str(ROOT), "LINKAUDIT_DELAY": "0"},
        capture_output=True,
        check=False,
    )  # fmt: skip
    assert b"Traceback" not in done.stderr, done.stderr.decode()
    said = done.stderr.decode().replace("\r\x1b[2K", "").replace("\n", "")
    assert said.isprintable(), said
    return done.stdout.decode("utf-8")


@pytest.mark.parametrize("output_format", ["text", "concise", "json"])
def test_a_payload_stays_where_it_is_shown(output_format: str, tmp_path: Path) -> None:
    with serving(pages(), ["127.0.77.1"]) as server:
        links = [server.url(path) for path in server.pages]
        report = reported(tmp_path, output_format, links)
        assert len(server.log) >= len(links)
    assert report
    if output_format == "json":
        assert len(json.loads(report)["checks"]) == len(links)
    assert all(char.isprintable() or char == "\n" for char in report)
    assert not re.search(r"(?m)^\s*(?:::|##\[)", report)
    assert not re.search(r"[\u200b-\u200f\u202a-\u202e\u2066-\u2069\ufeff]", report)
