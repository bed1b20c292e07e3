"""How well quotations are told on the saved pages of fixtures/pages.

`python tests/evidence/pages/claims_table.py` prints the tables of docs/quality.md, `--errors` also each claim that was
answered otherwise than it is marked.
"""

from __future__ import annotations

import sys
import tomllib
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache

from saved_web import FIXTURES, saved_web

from linkaudit.evidence.pages import PageText, match, read_page
from linkaudit.model import Match, MatchVerdict
from linkaudit.support import removed_since

TRUTHS = ("found", "differs", "absent", "removed", "cannot_tell")


@dataclass(frozen=True)
class Judged:
    page: str
    quotation: str
    truth: str
    answer: Match

    @property
    def said(self) -> str:
        """The verdict, the three ways to be found as one."""
        return "found" if self.answer.verdict.found else str(self.answer.verdict)


@cache
def pages() -> dict[str, PageText]:
    return {name: read_page(each.body, each.content_type, each.url, each.whole) for name, each in saved_web().items()}


@cache
def judged() -> tuple[Judged, ...]:
    return tuple(_judged())


def _judged() -> Iterator[Judged]:
    table = tomllib.loads((FIXTURES / "claims.toml").read_text("utf-8"))
    for name, claims in table.items():
        copy = pages().get(claims.get("copy", ""))
        for truth in TRUTHS:
            for quotation in claims.get(truth, ()):
                answer = match(quotation, pages()[name], "en")
                if copy is not None:
                    answer = removed_since(answer, match(quotation, copy, "en"))
                yield Judged(name, quotation, truth, answer)


def false_accusations() -> list[Judged]:
    """What is said to be absent, changed or removed, and is not."""
    accusing = (MatchVerdict.ABSENT, MatchVerdict.DIFFERS, MatchVerdict.REMOVED)
    return [each for each in judged() if each.answer.verdict in accusing and each.said != each.truth]


def recall(truth: str) -> float:
    """The share of claims with this truth that are told so."""
    mine = [each for each in judged() if each.truth == truth]
    return sum(each.said == truth for each in mine) / len(mine)


def table() -> str:
    """The counts as Markdown."""
    counts = Counter((each.truth, each.said) for each in judged())
    lines = [
        f"| in truth ({len(judged())} claims) | found | differs | absent | removed | cannot tell | told rightly |",
        "|---|---:|---:|---:|---:|---:|---:|",
    ]
    for truth in TRUTHS:
        row = " | ".join(str(counts[truth, said]) for said in TRUTHS)
        lines.append(f"| {truth.replace('_', ' ')} | {row} | **{100 * recall(truth):.1f} %** |")
    return "\n".join(lines)


def kinds_table() -> str:
    """Precision and recall of pages that are none, as Markdown."""
    lines = ["| pages | marked | recognised | wrongly |", "|---|---:|---:|---:|"]
    for what, told in recognised().items():
        marked = {each.name for each in saved_web().values() if each.what == what}
        lines.append(f"| {what} | {len(marked)} | {len(told & marked)} | {len(told - marked)} |")
    return "\n".join(lines)


def recognised() -> dict[str, set[str]]:
    """The names of the pages that are taken for error pages, parked domains and home pages."""
    from linkaudit.evidence.pages import softs

    asked = "https://site.example/2019/03/a-story.html"
    return {
        "soft404": {name for name, page in pages().items() if softs.is_soft_404(page)},
        "parked": {name for name, page in pages().items() if softs.is_parked(page)},
        "home": {name for name, page in pages().items() if softs.is_home(asked, page) and not softs.is_parked(page)},
    }


def main() -> None:
    """Print the tables, and on demand the errors."""
    if "--errors" in sys.argv:
        for each in judged():
            if each.said != each.truth:
                reason, found = each.answer.reason, each.answer.found
                sys.stdout.write(f"{each.page}: {each.truth} -> {each.said} ({reason}) {each.quotation!r} {found!r}\n")
    sys.stdout.write(f"{table()}\n\n{kinds_table()}\n")


if __name__ == "__main__":
    main()
