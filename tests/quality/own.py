"""How well the program reads the hand-marked articles of fixtures/quality.

Usage: python tests/quality/own.py [--errors [ARTICLE]] [--jsonl FOLDER] [--raise-floors]

Prints a table. --errors lists, for each article or for one, what was found without a mark, what was marked and not
found, and the wrong sources. --jsonl writes gold.jsonl and found.jsonl for another scorer. --raise-floors writes
floors.toml, which the tests hold.
"""

from __future__ import annotations

import argparse
import math
import tomllib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from marked import Attribution, Marked, Spans, marked_articles
from predict import as_json, attributions, extracted
from scores import Score, errors, overlaps, scores, total

from linkaudit.config import Config
from linkaudit.model import Evidence, Format, Source
from linkaudit.rules import judge
from linkaudit.run import read_articles
from linkaudit.sources import local_targets

COLUMNS = {
    "who": "sentence + source",
    "direct": "sentence + quotation",
    "content": "content + source",
    "quoted": "same, quotations",
    "missing": "missing links",
    "placeholder": "links to nowhere",
}
"""What is measured, and its heading in the table."""

FLOORS = Path(__file__).with_name("floors.toml")
_NOWHERE = frozenset({"LA101", "LA105", "LA106"})


@dataclass(frozen=True)
class Measured:
    """A marked article, what the program found in it, and how well the two agree."""

    marked: Marked
    found: list[Attribution]
    figures: Mapping[str, Score]


@cache
def measure() -> tuple[Measured, ...]:
    """Every marked article. Reads fixtures/quality."""
    return tuple(_measured(marked) for marked in marked_articles())


def overall(measured: Sequence[Measured]) -> dict[str, Score]:
    return {name: total(each.figures[name] for each in measured) for name in COLUMNS}


def table(measured: Sequence[Measured]) -> str:
    """F1 in per cent, an article a line, and all of them together."""
    lines = [f"{'F1 in %':18}{'marked':>8}" + "".join(f"{heading:>22}" for heading in COLUMNS.values())]
    rows = [(each.marked.name, len(each.marked.attributions), each.figures) for each in measured]
    rows.append(("all", sum(row[1] for row in rows), overall(measured)))
    for name, marked, figures in rows:
        in_order = [figures[name] for name in COLUMNS]
        cells = (f"{100 * score.f1:.1f}" if score.marked + score.found else "" for score in in_order)
        lines.append(f"{name:18}{marked:>8}" + "".join(f"{cell:>22}" for cell in cells))
    return "\n".join(lines)


def floors() -> dict[str, float]:
    """The least F1 in per cent that each figure of all articles together may have."""
    return {name: float(floor) for name, floor in tomllib.loads(FLOORS.read_text("utf-8")).items()}


def raised_floors(measured: Sequence[Measured]) -> str:
    """The floors as TOML: what is measured now, rounded down to half a point, but never below the old floor."""
    old = floors()
    now = {name: math.floor(200 * score.f1) / 2 for name, score in overall(measured).items()}
    head = [line for line in FLOORS.read_text("utf-8").splitlines() if line.startswith("#")]
    return "\n".join([*head, *(f"{name} = {max(now[name], old[name])}" for name in COLUMNS), ""])


def _measured(marked: Marked) -> Measured:
    source = Source(str(marked.path), marked.path.read_bytes(), Format.MARKDOWN)
    (extract,) = extracted([source])
    found = attributions(extract)
    missing, nowhere = _reported(source)
    hits = sum(any(a <= c and d <= b for a, b in nowhere) for c, d in marked.placeholders)
    figures = {
        **scores(marked.text, found, marked.attributions),
        "missing": overlaps(
            missing,
            [each.span for each in marked.missing_links if not each.optional],
            [each.span for each in marked.missing_links if each.optional],
        ),
        "placeholder": Score(hits, len(nowhere), len(marked.placeholders)),
    }
    return Measured(marked, found, figures)


def _reported(source: Source) -> tuple[Spans, Spans]:
    """The claims that name a published source without a link (LA110), and the links that go nowhere."""
    config = Config()
    (article,), _ = read_articles(config, [source])
    findings = judge(article, Evidence(local=local_targets(article)), config.policy())
    unlinked = [article.claims_by_id[each.claim].span for each in findings if each.rule == "LA110" and each.claim]
    nowhere = {place.span for each in findings if each.rule in _NOWHERE for place in each.places}
    return tuple(unlinked), tuple(sorted(nowhere))


def _listing(measured: Measured) -> Iterable[str]:
    text = measured.marked.text
    extra, missed, wrong = errors(text, measured.found, measured.marked.attributions)

    def words(spans: Spans) -> str:
        return " / ".join(" ".join(text[start:end].split()) for start, end in spans) or "-"

    def told(each: Attribution) -> str:
        return f"[{words(each.source)}] {words(each.cue)}: {words(each.content)}"

    yield f"== {measured.marked.name}"
    yield from (f"extra   {told(each)}" for each in extra)
    yield from (f"missed  {told(each)}" for each in missed)
    yield from (f"source  {told(found)}  <- [{words(marked.source)}]" for found, marked in wrong)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--errors", nargs="?", const="", metavar="ARTICLE")
    parser.add_argument("--jsonl", type=Path, metavar="FOLDER")
    parser.add_argument("--raise-floors", action="store_true")
    options = parser.parse_args()
    measured = measure()
    lines = [table(measured)]
    if options.errors is not None:
        lines += [line for each in measured if options.errors in each.marked.name for line in _listing(each)]
    print("\n".join(lines))  # noqa: T201
    if options.jsonl:
        gold = (as_json(each.marked.name, each.marked.attributions, text=each.marked.text) for each in measured)
        found = (as_json(each.marked.name, each.found) for each in measured)
        (options.jsonl / "gold.jsonl").write_text("".join(gold), "utf-8")
        (options.jsonl / "found.jsonl").write_text("".join(found), "utf-8")
    if options.raise_floors:
        FLOORS.write_text(raised_floors(measured), "utf-8")


if __name__ == "__main__":
    main()
