#!/usr/bin/env python3
"""Start-up: how long a command takes that needs no network, beside an interpreter that only imports click.

Writes reports/bench/startup.md. The ratios are of medians taken in the same run, turn by turn. With another number of
`--rounds` nothing is written.
"""

from __future__ import annotations

import argparse
import platform
import subprocess
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from statistics import median
from time import perf_counter

ROOT = Path(__file__).resolve().parent.parent.parent
REPORT = ROOT / "reports" / "bench" / "startup.md"
ARTICLE = ROOT / "fixtures" / "articles" / "harbour.md"
ROUNDS = 15

BASE = "import click"
COMMANDS: Mapping[str, Sequence[str]] = {
    BASE: (sys.executable, "-c", "import click"),
    "linkaudit --help": (sys.executable, "-m", "linkaudit", "--help"),
    "linkaudit explain LA101": (sys.executable, "-m", "linkaudit", "explain", "LA101"),
    "linkaudit extract FILE": (sys.executable, "-m", "linkaudit", "extract", str(ARTICLE)),
    "linkaudit check --offline FILE": (
        *(sys.executable, "-m", "linkaudit", "check", "--offline", "--no-config", "--fail-on", "never"),
        str(ARTICLE),
    ),
}


def main() -> None:
    """Measure, print the table and write it."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=ROUNDS)
    rounds = parser.parse_args().rounds
    seconds = measured(COMMANDS, rounds)
    lines = [
        "# Start-up",
        "",
        f"Medians of {rounds} rounds, Python {platform.python_version()}, {platform.system()} {platform.machine()}.",
        "",
        "| command | ms | times `import click` |",
        "|---|---:|---:|",
        *(f"| `{name}` | {1000 * took:.0f} | {took / seconds[BASE]:.1f} |" for name, took in seconds.items()),
        "",
    ]
    if rounds == ROUNDS:
        REPORT.parent.mkdir(parents=True, exist_ok=True)
        REPORT.write_text("\n".join(lines), "utf-8")
    sys.stdout.write("\n".join(lines))


def measured(commands: Mapping[str, Sequence[str]], rounds: int) -> dict[str, float]:
    """Seconds that each command takes, as a median; one round runs all of them, so that noise falls on all alike."""
    took: dict[str, list[float]] = {name: [] for name in commands}
    for _ in range(rounds + 1):
        for name, words in commands.items():
            start = perf_counter()
            subprocess.run(words, cwd=ROOT, stdout=subprocess.DEVNULL, check=True)
            took[name].append(perf_counter() - start)
    return {name: median(times[1:]) for name, times in took.items()}  # the first round fills the caches


if __name__ == "__main__":
    main()
