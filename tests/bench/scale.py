#!/usr/bin/env python3
"""Ten times the links: how time and memory of `linkaudit check` grow from 4,000 links to 40,000.

Writes reports/bench/scale.md. With `--share` both are smaller, and nothing is written.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
from dataclasses import replace
from pathlib import Path

from simweb.plan import Plan, articles
from simweb.trial import Trial, run, serving

ROOT = Path(__file__).resolve().parent.parent.parent
REPORT = ROOT / "reports" / "bench" / "scale.md"
LINKAUDIT = Path(sys.executable).with_name("linkaudit")
SMALL, LARGE = Plan(4_000, 800, hanging=False), Plan(40_000, 8_000, hanging=False)
MOST_TIMES = 11.0
MOST_BYTES = 500_000_000


def main() -> None:
    """Measure, print the table and write it."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--share", type=float, default=1.0, help="of the links and hosts of both runs")
    share = parser.parse_args().share
    plans = [replace(each, links=round(share * each.links), hosts=round(share * each.hosts)) for each in (SMALL, LARGE)]
    small, large = map(tried, plans)
    times = large.seconds / small.seconds
    met = times <= MOST_TIMES and large.memory < MOST_BYTES
    lines = [
        "# Ten times the links",
        "",
        f"{times:.1f} times the time; wanted: at most {MOST_TIMES:g} times, and less than {MOST_BYTES / 1e6:.0f} MB:",
        f"{'MET' if met else 'NOT MET'}. Memory is the sum over all processes.",
        "",
        "| links | hosts | wall clock s | CPU ms a link | peak MB |",
        "|---:|---:|---:|---:|---:|",
        *(row(plan, trial) for plan, trial in zip(plans, (small, large), strict=True)),
        "",
    ]
    if share == 1:
        REPORT.parent.mkdir(parents=True, exist_ok=True)
        REPORT.write_text("\n".join(lines), "utf-8")
    sys.stdout.write("\n".join(lines))


def tried(plan: Plan) -> Trial:
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        with serving(plan, folder) as site:
            (folder / "articles").mkdir()
            urls = [f"https://{host}:{site.port}{path}" for host, path, _ in plan.pages()]
            for number, text in enumerate(articles(urls, 40)):
                (folder / "articles" / f"{number:04}.md").write_text(text, "utf-8")
            command: list[str | Path] = [
                *(LINKAUDIT, "check", "--no-config", "--no-cache", "--archive", "none", "--fail-on", "never", "-q"),
                *("--allow-address", "127.0.0.0/8", "--ca-file", site.ca, "articles"),
            ]
            trial = run(command, folder)
        if site.cost["requests"] < plan.links:
            sys.exit(f"only {site.cost['requests']} requests:\n{trial.stderr.decode()}")
        return trial


def row(plan: Plan, trial: Trial) -> str:
    cpu = 1000 * trial.cpu / plan.links
    return f"| {plan.links:,} | {plan.hosts:,} | {trial.seconds:.1f} | {cpu:.1f} | {trial.memory / 1e6:.0f} |"


if __name__ == "__main__":
    main()
