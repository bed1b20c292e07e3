#!/usr/bin/env python3
"""The second audit of an archive that has not changed: its share of the first one's time, and what it asks.

Writes reports/bench/incremental.md. With `--articles` the archive is smaller, and nothing is written.
"""

from __future__ import annotations

import argparse
import os
import platform
import sys
import tempfile
from pathlib import Path

from plainweb import LINKS_EACH, serving, write_archive
from simweb.trial import Trial, run

ROOT = Path(__file__).resolve().parent.parent.parent
REPORT = ROOT / "reports" / "bench" / "incremental.md"
LINKAUDIT = Path(sys.executable).with_name("linkaudit")
ARTICLES, HOSTS = 10_000, 4_000
MOST_SHARE = 0.05
MACHINE = f"Python {platform.python_version()}, {platform.system()}, {os.cpu_count()} processors"


def main() -> None:
    """Measure, print the table and write it."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--articles", type=int, default=ARTICLES)
    articles = parser.parse_args().articles
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        with serving() as site:
            write_archive(folder / "articles", articles, HOSTS, site.port)
            first = audited(folder)
        with serving() as nobody:
            second = audited(folder)
    share = second.seconds / first.seconds
    met = share <= MOST_SHARE and nobody.requests == 0
    lines = [
        "# The second audit of an unchanged archive",
        "",
        f"{articles:,} articles, {articles * LINKS_EACH:,} addresses, a web without latency and TLS; {MACHINE}.",
        f"Share of the first one's time: {share:.1%}; of its processor time: {second.cpu / first.cpu:.1%}.",
        f"Wanted: at most {MOST_SHARE:.0%}, and no request: {'MET' if met else 'NOT MET'}.",
        "",
        "| audit | wall clock s | CPU s | peak MB | requests |",
        "|---|---:|---:|---:|---:|",
        f"| first | {first.seconds:.1f} | {first.cpu:.1f} | {first.memory / 1e6:.0f} | {site.requests:,} |",
        f"| second | {second.seconds:.1f} | {second.cpu:.1f} | {second.memory / 1e6:.0f} | {nobody.requests:,} |",
        "",
    ]
    if articles == ARTICLES:
        REPORT.parent.mkdir(parents=True, exist_ok=True)
        REPORT.write_text("\n".join(lines), "utf-8")
    sys.stdout.write("\n".join(lines))


def audited(folder: Path) -> Trial:
    command: list[str | Path] = [
        *(LINKAUDIT, "audit", "--no-config", "--archive", "none", "--allow-address", "127.0.0.0/8", "articles"),
    ]
    trial = run(command, folder, LINKAUDIT_DB=str(folder / "history.sqlite"))
    if b"Link audit, week" not in trial.stdout:
        sys.exit(trial.stderr.decode())
    return trial


if __name__ == "__main__":
    main()
