"""reports/examples/: the same article in every format, kept true. `LINKAUDIT_GOLDEN=write pytest` refreshes them.

The article and its web are those of `make demo`; only the clock is held still.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from linkaudit import run, sources
from linkaudit.config import load
from linkaudit.model import Audit, AuditedArticle
from linkaudit.report import OutputFormat, RenderOptions, WeekFormat, render, render_week
from linkaudit.rules import catalogue, known
from linkaudit.store import open_store

ROOT = Path(__file__).resolve().parent.parent
sys.path[:0] = [str(ROOT / "scripts"), str(ROOT / "tests" / "report")]

from canned_web import ARCHIVE, serving  # noqa: E402  a script of this repository
from sample_week import week  # noqa: E402

EXAMPLES = ROOT / "reports" / "examples"
ARTICLE = "fixtures/articles/harbour.md"
NOW = datetime(2026, 11, 22, 9, 0, tzinfo=UTC)
SUFFIXES = {
    OutputFormat.TEXT: "txt", OutputFormat.CONCISE: "concise.txt", OutputFormat.JSON: "json",
    OutputFormat.SARIF: "sarif", OutputFormat.GITHUB: "github.txt", OutputFormat.GITLAB: "gitlab.json",
    OutputFormat.JUNIT: "junit.xml", OutputFormat.RDJSON: "rdjson.json", OutputFormat.MARKDOWN: "md",
    OutputFormat.HTML: "html", OutputFormat.CSV: "csv",
}  # fmt: skip


class Silent:
    """Whoever is told nothing of how a run goes."""

    def announce(self, hosts: int, archive: str | None, *, more: bool) -> None:
        pass

    def progress(self, done: int, total: int, waiting_for: str | None) -> None:
        pass


@pytest.fixture(scope="module")
def audit() -> Iterator[Audit]:
    with serving() as web, pytest.MonkeyPatch.context() as patch:
        patch.chdir(ROOT)
        environ = {"LINKAUDIT_ARCHIVE_URL": ARCHIVE, "LINKAUDIT_ARCHIVE_DELAY": "0", "LINKAUDIT_DELAY": "0"}
        config = load({"proxy": web.proxy}, environ, ROOT, code=known, use_files=False)
        found = sources.find([ARTICLE])
        made = run.audit(config, found, open_store(None), Silent(), max_age=timedelta(0))
        yield replace(
            made, started=NOW, finished=NOW + timedelta(seconds=4), articles=tuple(map(_stopped, made.articles))
        )


def _stopped(audited: AuditedArticle) -> AuditedArticle:
    """With every answer given at the same moment."""
    evidence = audited.evidence
    fetches = {
        url: replace(each, observed=NOW, elapsed=0.2, first_failed=each.first_failed and NOW)
        for url, each in evidence.fetches.items()
    }
    lookups = {url: replace(each, asked_at=NOW) for url, each in evidence.lookups.items()}
    return replace(audited, evidence=replace(evidence, fetches=fetches, lookups=lookups))


def compare(name: str, text: str) -> None:
    file = EXAMPLES / name
    if os.environ.get("LINKAUDIT_GOLDEN") == "write":
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(text.encode())
    assert text == file.read_bytes().decode()


def test_every_format_has_a_name() -> None:
    assert set(SUFFIXES) == set(OutputFormat)


@pytest.mark.parametrize("output_format", OutputFormat)
def test_the_article_in_every_format(output_format: OutputFormat, audit: Audit) -> None:
    compare(f"harbour.{SUFFIXES[output_format]}", render(audit, output_format, RenderOptions(), catalogue()))


@pytest.mark.parametrize("week_format", WeekFormat)
def test_a_week_in_both_forms(week_format: WeekFormat) -> None:
    compare(f"week.{week_format}", render_week(week(), week_format))
