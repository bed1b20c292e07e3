"""Twelve weeks of an archive whose web changes by script: every number of every report is what the script says."""

from __future__ import annotations

import re
import shutil
from collections import Counter
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from read_back import Report, Row
from servers import Answer, Hit, Page, Server, redirect, serving
from set_clock import Clock
from weeks_script import HOSTS, STATUS, Script, Truth, monday

from linkaudit.cli import commands

SCRIPT = Script(7)
TRUTHS = list(SCRIPT.truths())
MONTHS = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"]


class Web:
    """The pages of the script, as they answer in a week."""

    def __init__(self) -> None:
        self.week = 0
        self.pages: dict[str, Page] = {
            page.name: self._answering(page.answers) for piece in SCRIPT.pieces for page in piece.cites(len(TRUTHS))
        }
        self.pages["/elsewhere"] = Answer()

    def _answering(self, answers: tuple[str, ...]) -> Page:
        def answer(hit: Hit) -> Answer:
            status = STATUS[answers[self.week]]
            return redirect("/elsewhere", 301) if status == 301 else Answer(status)

        return answer


@pytest.fixture(scope="module")
def told(tmp_path_factory: pytest.TempPathFactory) -> Iterator[dict[str, list[Report]]]:
    """The reports of all weeks: once with the history kept, once with it deleted before the eighth audit."""
    web = Web()
    with serving(web.pages, HOSTS) as server, pytest.MonkeyPatch.context() as patched:
        for name in ("RETRIES", "DELAY"):
            patched.setenv(f"LINKAUDIT_{name}", "0")
        clock = Clock(patched)
        yield {
            name: list(audits(tmp_path_factory.mktemp(name), web, server, clock, patched, lost))
            for name, lost in (("kept", None), ("lost", 7))
        }


def audits(
    folder: Path, web: Web, server: Server, clock: Clock, patched: pytest.MonkeyPatch, lost: int | None
) -> Iterator[Report]:
    patched.chdir(folder)
    for truth in TRUTHS:
        shutil.rmtree("content", ignore_errors=True)
        for piece in SCRIPT.present(truth.week):
            file = Path("content", piece.path)
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_text(piece.text(truth.week, server.port), "utf-8")
        if truth.week == lost:
            shutil.rmtree(".linkaudit")
        web.week = truth.week
        clock.set(monday(truth.week))
        code = commands.main(
            ["audit", "content", "--archive", "none", "--allow-address", "127.0.0.0/8"], standalone_mode=False
        )
        assert code == 0
        week = "{}-W{:02}".format(*monday(truth.week).isocalendar())
        yield Report(Path("reports", f"{week}.md").read_text("utf-8"))


def short(week: int) -> str:
    day = monday(week)
    return f"{day.day} {MONTHS[day.month - 1]} {day.year}"


def rows(since: dict[str, int], truth: Truth) -> dict[str, Row]:
    return {name: Row(short(week), truth.cited[name]) for name, week in since.items()}


@pytest.mark.parametrize("truth", TRUTHS, ids=lambda truth: f"week {truth.week}")
def test_every_number_is_what_the_script_says(told: dict[str, list[Report]], truth: Truth) -> None:
    report = told["kept"][truth.week]
    assert report.covered == (truth.articles, truth.states.total(), dict(truth.states))
    assert report.claims == dict(truth.claims)
    assert [report.compared(word) for word in ("new", "changed", "died", "again")] == [
        truth.new, truth.changed, len(truth.newly_dead), len(truth.recovered),
    ]  # fmt: skip
    assert report.addresses("Suspect") == rows(truth.suspect, truth)
    assert report.addresses("Dead for longest") == (rows(truth.unresolved, truth) if truth.week else {})
    assert report.addresses("Could not be opened from here").keys() == truth.unopened
    assert report.addresses("Open again").keys() == truth.recovered
    assert report.shares("Hosts") == truth.hosts
    assert report.shares("Sections") == truth.sections


@pytest.mark.parametrize("truth", TRUTHS, ids=lambda truth: f"week {truth.week}")
def test_what_stands_first_is_what_is_new(told: dict[str, list[Report]], truth: Truth) -> None:
    report = told["kept"][truth.week]
    hosts = Counter(name.partition("/")[0] for name in truth.newly_dead)
    assert len(report.tasks) + report.tasks_left == truth.mends + len(hosts)
    if not report.tasks_left:
        replaced = [task for task in report.tasks if task.startswith("Replace")]
        alone = {name for name in truth.newly_dead if hosts[name.partition("/")[0]] == 1}
        assert len(replaced) == len(hosts)
        assert all(any(re.search(rf"{name}\b", task.replace("\\", "").replace(f":{0}", "")) or
                       re.search(name.replace("/page", r":\d+/page") + r"\b", task.replace("\\", ""))
                       for task in replaced) for name in alone)  # fmt: skip
        assert sum(task.startswith("Mend") for task in report.tasks) == truth.mends


def test_the_trend_is_the_weeks_themselves(told: dict[str, list[Report]]) -> None:
    expected = [
        (
            "{}-W{:02}".format(*monday(truth.week).isocalendar()),
            *map(str, (truth.articles, truth.states.total())),
            *(str(truth.states[state]) for state in ("open", "dead", "suspect", "unopened")),
        )
        for truth in TRUTHS
    ]
    for week, (kept, lost) in enumerate(zip(told["kept"], told["lost"], strict=True)):
        assert kept.trend() == lost.trend() == expected[: week + 1]


def test_a_lost_history_changes_neither_the_trend_nor_since_when_links_fail(told: dict[str, list[Report]]) -> None:
    for week, (kept, lost) in enumerate(zip(told["kept"], told["lost"], strict=True)):
        assert lost.covered == kept.covered
        for annex in ("Suspect", "Dead for longest", "Could not be opened from here"):
            assert lost.addresses(annex) == kept.addresses(annex), (week, annex)
        assert lost.shares("Hosts") == kept.shares("Hosts")
        assert lost.compared("died") == kept.compared("died")
        if week != 7:  # in that week the report cannot know what the articles were like before
            assert lost.text == kept.text


def test_the_script_has_a_bit_of_everything() -> None:
    assert all(sum(getattr(truth, name) for truth in TRUTHS) for name in ("new", "changed", "mends"))
    assert all(
        sum(len(getattr(truth, name)) for truth in TRUTHS) > 2
        for name in ("newly_dead", "recovered", "unresolved", "suspect", "unopened")
    )
    assert len({truth.articles for truth in TRUTHS}) > 2
    assert max(truth.mends for truth in TRUTHS) > 0
    assert monday(1) - monday(0) == timedelta(days=7)
