#!/usr/bin/env python3
"""The audit of a large archive: time and memory as the number of articles grows.

A web without latency and TLS, so that what is measured is linkaudit. Writes reports/bench/large.md, a row for each
size, in place of the row that was there for that size. `--articles 2000 10000` sets the sizes.
"""

from __future__ import annotations

import argparse
import os
import platform
import sys
import tempfile
from datetime import UTC, datetime
from pathlib import Path

from incremental import audited
from plainweb import LINKS_EACH, serving, write_archive

ROOT = Path(__file__).resolve().parent.parent.parent
REPORT = ROOT / "reports" / "bench" / "large.md"
SIZES = (2_000, 10_000, 100_000)
HOSTS_EACH = 0.4
HEAD = """# Large archives

The first audit of articles with {links} addresses each, none cited twice, on hosts cited equally often, 0.4 hosts an
article; a web of one process without latency and without TLS beside it. Peak memory is the sum over all processes of
linkaudit, the network's workers among them; the load is the machine's, before and after, on {cores} processors: above
that number others had a part of them.

| articles | addresses | wall clock s | addresses a second | CPU ms an address | peak MB | load | measured |
|---:|---:|---:|---:|---:|---:|---|---|
"""


def main() -> None:
    """Measure the sizes, one after the other, and write each when it is known."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--articles", type=int, nargs="+", default=SIZES)
    for articles in parser.parse_args().articles:
        row = measured(articles)
        sys.stdout.write(row + "\n")
        keep(articles, row)


def measured(articles: int) -> str:
    before = os.getloadavg()[0]
    with tempfile.TemporaryDirectory() as name, serving() as site:
        write_archive(Path(name, "articles"), articles, max(1, round(articles * HOSTS_EACH)), site.port)
        trial = audited(Path(name))
    links = articles * LINKS_EACH
    load = f"{before:.1f}, {os.getloadavg()[0]:.1f}"
    where = f"{datetime.now(UTC):%d %B %Y}, Python {platform.python_version()}, {platform.system()}"
    return (
        f"| {articles:,} | {links:,} | {trial.seconds:.0f} | {links / trial.seconds:.0f} | "
        f"{1000 * trial.cpu / links:.2f} | {trial.memory / 1e6:.0f} | {load} | {where} |"
    )


def keep(articles: int, row: str) -> None:
    known = REPORT.read_text("utf-8").splitlines() if REPORT.exists() else []
    rows = {int(line.split("|")[1].replace(",", "")): line for line in known if line[2:3].isdigit()} | {articles: row}
    head = HEAD.format(links=LINKS_EACH, cores=os.cpu_count())
    REPORT.write_text(head + "\n".join(rows[size] for size in sorted(rows)) + "\n", "utf-8")


if __name__ == "__main__":
    main()
