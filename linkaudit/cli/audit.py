"""`linkaudit audit`: the weekly audit of an archive, compared with its history."""

from __future__ import annotations

from contextlib import closing
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from linkaudit.cli import exits, inputs, outputs
from linkaudit.errors import ConfigError, StoreError
from linkaudit.options import WEEKLY, GroupedCommand

if TYPE_CHECKING:
    from linkaudit.config import Config
    from linkaudit.model import Week
    from linkaudit.store import Store

HISTORY = Path(".linkaudit", "history.sqlite")
REPORTS = Path("reports")
STATE = REPORTS / "state.jsonl"

MAX_AGE = "6d"
"""Less than a week, so that every weekly audit asks every source, however long the one before took."""


@click.command(cls=GroupedCommand)
@click.argument("paths", nargs=-1, metavar="[PATH]...")
@WEEKLY
def audit(paths: tuple[str, ...], **options: Any) -> exits.Exit:
    """Check all articles, compare with earlier audits, and write reports/YYYY-Www.md and .html."""
    from linkaudit import report, weekly
    from linkaudit.interruption import Interruption
    from linkaudit.store import scope_of
    from linkaudit.terminal import Terminal

    config = inputs.configuration(options, fail_on="never", max_age=MAX_AGE)
    _refuse(config, options)
    since = _day(options["since"])
    by = [report.GroupBy(name) for name in options["by"]]
    if options["refresh"]:
        config = replace(config, max_age=timedelta(0))
    found = inputs.one_by_one(paths, config, options)
    scope = scope_of(paths or config.paths, {"exclude": "\n".join(each.pattern for each in config.exclude)})
    with Interruption() as interruption, closing(_history(config)) as store:
        run = store.begin(scope, datetime.now(UTC), resume=not options["no_resume"])
        if run.resumed:
            click.echo(f"Going on with the audit of {run.started:%d %B, %H:%M} UTC; --no-resume begins anew.", err=True)
        with Terminal(options["progress"]) as told:
            week = weekly.audit_week(config, found, store, run, told, interruption=interruption, since=since)
        if not week.totals.articles and week.skipped:
            return outputs.refuse(week.skipped) or exits.of_week(week, config.fail_on)
        _write(week, by, store.state(run) if week.complete else None)
    outputs.show(report.head_of_week(week) + f"\nThe whole report: {_name(week, 'md')} and .html\n")
    outputs.refuse(week.skipped)
    return exits.of_week(week, config.fail_on)


def _refuse(config: Config, options: dict[str, Any]) -> None:
    """What contradicts an audit. Raises ConfigError."""
    if not config.may_ask:
        raise ConfigError("an audit asks every source: leave out --offline, or run linkaudit check --offline")
    if options["no_cache"]:
        raise ConfigError("--no-cache: an audit needs its history: leave it out, or name another file with --db")
    if options["output_format"] != "text" or options["outputs"]:
        raise ConfigError("an audit writes reports/YYYY-Www.md and .html: for another format run linkaudit check")


def _day(text: str | None) -> date | None:
    try:
        return None if text is None else date.fromisoformat(text)
    except ValueError as error:
        raise ConfigError(f"--since {text}: write a day such as 2022-10-13") from error


def _history(config: Config) -> Store:
    """The history, filled from the state file when it was lost. Raises StoreError."""
    from linkaudit.store import Use, open_store

    path = config.db or HISTORY
    if config.db is None:
        _hide(path.parent)
    store = open_store(path, Use.HISTORY)
    try:
        if STATE.is_file() and store.rebuild(_text(STATE), STATE.as_posix()):
            click.echo(f"The history was rebuilt from {STATE.as_posix()}.", err=True)
    except BaseException:
        store.close()
        raise
    return store


def _hide(folder: Path) -> None:
    """Make the folder of the history, and keep it out of git."""
    ignored = folder / ".gitignore"
    try:
        folder.mkdir(mode=0o700, exist_ok=True)
        if not ignored.exists():
            ignored.write_text("*\n", "utf-8")
    except OSError as error:
        raise StoreError(f"{folder}: cannot be written ({error.strerror}): name another file with --db") from error


def _text(file: Path) -> str:
    try:
        return file.read_text("utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise StoreError(f"{file.as_posix()}: cannot be read: take the file as it was last committed") from error


def _write(week: Week, by: list[Any], state: str | None) -> None:
    """The report in both its forms, and after a complete audit the state that a lost history is rebuilt from."""
    from linkaudit import report
    from linkaudit.sources import write_atomic

    try:
        REPORTS.mkdir(exist_ok=True)
    except OSError as error:
        raise StoreError(f"{REPORTS}: cannot be made ({error.strerror}): free the name or the space") from error
    for form in report.WeekFormat:
        write_atomic(Path(_name(week, form)), report.render_week(week, form, by))
    if state is not None:
        write_atomic(STATE, state)


def _name(week: Week, suffix: str) -> str:
    return (REPORTS / f"{week.week}.{suffix}").as_posix()
