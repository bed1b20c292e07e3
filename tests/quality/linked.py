"""How well links and missing links are told apart in articles whose links were put in by a program.

Usage: python tests/quality/linked.py FOLDER [--errors]

FOLDER holds NAME.md and NAME.gold.json: "links" with the "offset" and "state" of each, and "claims" with "start",
"end" and "state". Prints the share of links whose placeholder state is right; precision, recall and F1 of missing
links, which are claims that `linkaudit extract` calls unlinked, against the claims marked missing_link: for all
articles, and for the two halves into which a hash of their names divides them, so that what was seen while the rules
were improved (the first) and what was only measured (the second) stand apart; and how many findings an article gets
apart from placeholders. --errors lists the missing links of the first half that were invented or overlooked.
"""

from __future__ import annotations

import argparse
import json
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from typing import Any

from marked import Span
from predict import extracted
from scores import Score, alike, overlaps, total

from linkaudit.config import Config
from linkaudit.model import Evidence, Format, Source
from linkaudit.rules import judge
from linkaudit.run import read_articles


@dataclass(frozen=True)
class Linked:
    """One article: link states, missing links, the findings by rule, and what was got wrong."""

    states: Score
    missing: Score
    findings: Mapping[str, int]
    errors: tuple[str, ...]


def measure(path: Path) -> Linked:
    """Raises OSError when NAME.gold.json does not stand beside NAME.md."""
    source = Source(path.name, path.read_bytes(), Format.MARKDOWN)
    gold = json.loads(path.with_suffix(".gold.json").read_text("utf-8"))
    (article,) = extracted([source])
    body = [claim for claim in article["claims"] if claim["role"] == "body"]
    unlinked = [_span(claim) for claim in body if claim["verdict"] == "unlinked"]
    wanted = [_span(claim) for claim in gold["claims"] if claim["state"] == "missing_link"]
    return Linked(
        states=_states(article, gold["links"]),
        missing=overlaps(unlinked, wanted),
        findings=_findings(source),
        errors=tuple(_errors(source.data.decode(), unlinked, wanted)),
    )


def is_seen(name: str) -> bool:
    """Whether an article belongs to the half that may be looked at."""
    return sha256(name.encode()).digest()[-1] % 2 == 0


def _span(claim: Mapping[str, Any]) -> Span:
    return claim["start"], claim["end"]


def _states(article: Mapping[str, Any], marked: list[dict[str, Any]]) -> Score:
    kinds = {link["start"]: link["kind"] for claim in article["claims"] for link in claim["links"]}
    right = sum(
        link["offset"] in kinds and (kinds[link["offset"]] == "placeholder") == (link["state"] == "placeholder")
        for link in marked
    )
    return Score(right, len(kinds), len(marked))


def _findings(source: Source) -> Counter[str]:
    """What an editor is told offline, by rule; placeholders are what the article was given, so they are no noise."""
    config = Config()
    (article,), _ = read_articles(config, [source])
    findings = judge(article, Evidence(), config.policy())
    return Counter(each.rule for each in findings if not each.counted and each.rule != "LA101")


def _errors(text: str, unlinked: list[Span], wanted: list[Span]) -> Iterator[str]:
    for word, these, those in (("invented", unlinked, wanted), ("overlooked", wanted, unlinked)):
        for start, end in these:
            if not any(alike((start, end), other) for other in those):
                yield f"{word:11}{' '.join(text[start:end].split())}"


def _row(heading: str, score: Score) -> str:
    figures = f"P {100 * score.precision:.1f}  R {100 * score.recall:.1f}  F1 {100 * score.f1:.1f}"
    return f"{heading:28} {figures}  ({score.right} right, {score.found} found, {score.marked} marked)"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--errors", action="store_true")
    options = parser.parse_args()
    measured = {path.stem: measure(path) for path in sorted(options.folder.glob("*.md"))}
    states = total(each.states for each in measured.values())
    findings = sum((Counter(each.findings) for each in measured.values()), Counter[str]())
    listed = ", ".join(f"{rule} {count}" for rule, count in findings.most_common())
    lines = [
        f"{len(measured)} articles",
        f"placeholder state right      {100 * states.recall:.1f} % of {states.marked} links",
        _row("missing links", total(each.missing for each in measured.values())),
        _row("  in the half that was seen", total(each.missing for name, each in measured.items() if is_seen(name))),
        _row("  in the other half", total(each.missing for name, each in measured.items() if not is_seen(name))),
        f"findings per article         {findings.total() / max(1, len(measured)):.2f}, placeholders apart: {listed}",
    ]
    if options.errors:
        lines += [f"{name}: {error}" for name, each in measured.items() if is_seen(name) for error in each.errors]
    print("\n".join(lines))  # noqa: T201


if __name__ == "__main__":
    main()
