"""`linkaudit save`: sources that open and have no archived copy are submitted to Save Page Now."""

from __future__ import annotations

import os
from contextlib import closing
from dataclasses import replace
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

import click

from linkaudit.cli import exits, inputs, outputs
from linkaudit.cli.exits import Exit
from linkaudit.errors import ConfigError
from linkaudit.options import SAVE, GroupedCommand

if TYPE_CHECKING:
    from linkaudit.model import Audit
    from linkaudit.save import Choice, Submitted

_NOTHING_LIVE = timedelta(microseconds=1)
"""Every source is asked again; what the archive said of it in an earlier run still counts."""


@click.command(cls=GroupedCommand, short_help="Ask the Wayback Machine to save sources without a copy (--yes).")
@click.argument("paths", nargs=-1, type=click.Path(readable=False), metavar="[PATH|DIR|GLOB|URL|-]...")
@SAVE
def save(paths: tuple[str, ...], *, yes: bool, **options: Any) -> Exit:
    """List the sources that open and have no archived copy, or have them saved (--yes).

    To save a page makes its address public. --yes takes keys of an archive.org account from the environment:
    LINKAUDIT_IA_ACCESS_KEY and LINKAUDIT_IA_SECRET_KEY. Exit code without --yes: 1 when there is something to save;
    with it: 1 when a page was refused or could not be saved, 0 when every page is archived or the archive is at work
    on it. 2: no keys, or wrong ones. 3: the archive did not answer, or takes no more.
    """
    from linkaudit import run
    from linkaudit.interruption import Interruption
    from linkaudit.save import chosen, keys_from, remember, render_choice, submit, with_every_look_up
    from linkaudit.store import default_path
    from linkaudit.store.submissions import Submissions
    from linkaudit.terminal import Terminal

    config = with_every_look_up(inputs.configuration(options))
    remembers = not options["no_cache"]
    if yes and not remembers:
        raise ConfigError("save --yes must remember what it submitted: leave out --no-cache")
    keys = keys_from(os.environ, config) if yes else None
    found = inputs.articles(paths, config, options)
    with (
        Interruption() as interruption,
        closing(Submissions(config.db or default_path() if remembers else None)) as submissions,
        closing(inputs.store(config, remembers=remembers)) as store,
    ):
        with Terminal(options["progress"]) as told:
            max_age = timedelta(0) if options["refresh"] else _NOTHING_LIVE
            audit = run.audit(config, found, store, told, max_age=max_age, interruption=interruption)
        code = _complaints(audit)
        if not audit.articles and audit.skipped:
            return code
        choice = chosen(audit, config, submissions)
        submits = keys is not None and audit.complete
        outputs.show(render_choice(choice, urlsplit(config.archive_url).netloc, submits=submits))
        if not choice.is_certain:
            click.echo("linkaudit: the archive did not say of every source whether it has a copy: run again", err=True)
            code = code or Exit.UNFINISHED
        if keys is None or not audit.complete:
            return code or (Exit.FOUND if choice.chosen else Exit.OK)
        on_submit = _say_nothing if options["quiet"] else _say_submitting
        done = submit(choice, config, keys, submissions, interruption, on_submit)
        remember(done.states.values(), choice, store)
        ended = _told(choice, done, audit.started)
        if interruption.reason is not None:
            return exits.of_audit(replace(audit, stopped=interruption.reason), None)
    return code or ended


def _say_submitting(url: str) -> None:
    click.echo(f"Submitting {url}", err=True)


def _say_nothing(_: str) -> None:
    pass


def _complaints(audit: Audit) -> Exit:
    """Say what kept the audit from being whole; the exit code."""
    outputs.refuse(audit.skipped)
    for warning in audit.warnings:
        click.echo(f"linkaudit: {warning}", err=True)
    if not audit.complete:
        click.echo("linkaudit: not every source was checked, so nothing is submitted: run again", err=True)
    return exits.of_audit(audit, None)


def _told(choice: Choice, done: Submitted, started: datetime) -> Exit:
    """Print what became of each address; the exit code."""
    from linkaudit.evidence.saving import Stop
    from linkaudit.model.saving import RECENT_COPY, SavingState
    from linkaudit.save import render_results

    not_tried = sum(1 for each in choice.chosen if each.url not in done.states)
    outputs.show(render_results(list(done.states.values()), not_tried))
    if done.stop is not None:
        click.echo(f"linkaudit: {done.stop.value}", err=True)
        return Exit.USAGE if done.stop is Stop.KEYS else Exit.UNFINISHED
    new = [each for each in done.states.values() if each.seen_at >= started]
    if any(each.state is SavingState.UNKNOWN and each.code != RECENT_COPY for each in new):
        return Exit.UNFINISHED
    return Exit.FOUND if any(each.state in (SavingState.REFUSED, SavingState.FAILED) for each in new) else Exit.OK
