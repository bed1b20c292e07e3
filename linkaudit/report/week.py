"""The weekly report: Markdown for the repository and for mail, HTML for reading.

Laws: pure but for the package's own templates. The first lines stand alone; tables are folded away.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import assert_never

from linkaudit.model import Week
from linkaudit.report.html_page import Address
from linkaudit.report.options import GroupBy, WeekFormat
from linkaudit.report.sinks import markdown, markdown_address, plain
from linkaudit.report.trend import trend_chart
from linkaudit.report.week_page import Annex, Cell, Task, WeekPage, week_page
from linkaudit.report.words import plural


def render_week(week: Week, output_format: WeekFormat, by: Iterable[GroupBy] = ()) -> str:
    """The report of a week as one document. `by` adds shares by author; sections and hosts are always told."""
    page = week_page(week, {GroupBy.SECTION, GroupBy.DOMAIN, *by})
    match output_format:
        case WeekFormat.MARKDOWN:
            return "\n".join(_markdown(page)) + "\n"
        case WeekFormat.HTML:
            from linkaudit.report.templating import fill

            return fill("week.html", _Shown(page, trend_chart(week.trend)))
        case _:
            assert_never(output_format)


def head_of_week(week: Week) -> str:
    """What stands first in the report of a week, as text for a terminal."""
    page = week_page(week)
    tasks = [f"{at:3}. {each.verb} {plain(each.where)}: {plain(each.what)}" for at, each in enumerate(page.tasks, 1)]
    lines = [page.title, *map(plain, page.lines), "", "Do first:" if tasks else "Nothing cannot wait.", *tasks]
    if page.tasks_left:
        lines.append(f"     ... and {plural(page.tasks_left, 'more line')}")
    return "\n".join([*lines, *([page.command] if page.command else [])]) + "\n"


@dataclass(frozen=True, slots=True)
class _Shown:
    """What the template prints: the page, and the chart above its last table."""

    week: WeekPage
    chart: str


def _markdown(page: WeekPage) -> Iterator[str]:
    yield from (f"# {markdown(page.title)}", "")
    for line in page.lines:
        yield f"{markdown(line)}  "
    yield from ("", "## Do first", "")
    if not page.tasks:
        yield "Nothing cannot wait."
    yield from (_task(at, task) for at, task in enumerate(page.tasks, 1))
    if page.tasks_left:
        yield from (
            "",
            f"... and {plural(page.tasks_left, 'more line')}: the HTML report and the tables below hold them.",
        )
    if page.command:
        words, _, command = page.command.rpartition(": ")
        yield from ("", f"{markdown(words)}: `{command}`")
    for annex in page.annexes:
        yield from _annex(annex)


def _task(number: int, task: Task) -> str:
    accept = f"`{task.accept}`"
    return f"{number}. {task.verb} {markdown(task.where)}: {markdown(task.what)} (accept: {accept})"


def _annex(annex: Annex) -> Iterator[str]:
    yield from ("", "<details>", f"<summary>{markdown(annex.title)}</summary>", "")
    if annex.intro:
        yield from (markdown(annex.intro), "")
    yield _row(annex.columns)
    yield "|" + "---|" * len(annex.columns)
    yield from map(_row, annex.rows)
    if annex.left_out:
        yield from ("", f"... and {annex.left_out} more")
    yield from ("", "</details>")


def _row(cells: Sequence[Cell]) -> str:
    return "| " + " | ".join(map(_cell, cells)) + " |"


def _cell(value: Cell) -> str:
    match value:
        case Address():
            return markdown_address(plain(value.text))
        case int():
            return str(value)
        case str():
            return markdown(value)
