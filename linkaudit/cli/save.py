"""`linkaudit save`: sources that open and have no archived copy are submitted to Save Page Now."""

from __future__ import annotations

import os
from collections.abc import Iterable, Mapping
from contextlib import closing
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

import click

from linkaudit.cli import exits, inputs, outputs
from linkaudit.cli.exits import Exit
from linkaudit.errors import ConfigError
from linkaudit.options import SAVE, GroupedCommand

if TYPE_CHECKING:
    from linkaudit.config import Config
    from linkaudit.evidence.archives.savepagenow import Keys
    from linkaudit.evidence.saving import Stop
    from linkaudit.interruption import Interruption
    from linkaudit.model import Audit
    from linkaudit.model.saving import Submission
    from linkaudit.save import Choice
    from linkaudit.store import Store
    from linkaudit.store.submissions import Submissions

_NOTHING_LIVE = timedelta(microseconds=1)
"""Every source is asked again; what the archive said of it in an earlier run still counts."""


@click.command(cls=GroupedCommand, short_help="Ask the Wayback Machine to save sources without a copy (--yes).")
@click.argument("paths", nargs=-1, metavar="[PATH|DIR|GLOB|URL|-]...")
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
    from linkaudit.save import render_choice
    from linkaudit.store import default_path
    from linkaudit.store.submissions import Submissions
    from linkaudit.terminal import Terminal

    config = _with_every_look_up(inputs.configuration(options))
    if options["outputs"] or options["output_format"] != "text":
        raise ConfigError("save prints a list: linkaudit check writes reports (--format, -o)")
    keys = _keys(os.environ, config, options) if yes else None
    found = inputs.articles(paths, config, options)
    remembers = not options["no_cache"]
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
        choice = _chosen(audit, config, submissions)
        submits = keys is not None and audit.complete
        outputs.show(render_choice(choice, urlsplit(config.archive_url).netloc, submits=submits))
        if not choice.is_certain:
            click.echo("linkaudit: the archive did not say of every source whether it has a copy: run again", err=True)
            code = code or Exit.UNFINISHED
        if keys is None or not audit.complete:
            return code or (Exit.FOUND if choice.chosen else Exit.OK)
        record = _Record(submissions, {each.url: each for each in submissions.unsettled()}, options["quiet"])
        stop = _submit(choice, config, keys, record, interruption)
        _remember(record.states.values(), choice, store)
        ended = _told(choice, record, stop, audit.started)
        if interruption.reason is not None:
            return exits.of_audit(replace(audit, stopped=interruption.reason), None)
    return code or ended


def _complaints(audit: Audit) -> Exit:
    """Say what kept the audit from being whole; the exit code."""
    outputs.refuse(audit.skipped)
    for warning in audit.warnings:
        click.echo(f"linkaudit: {warning}", err=True)
    if not audit.complete:
        click.echo("linkaudit: not every source was checked, so nothing is submitted: run again", err=True)
    return exits.of_audit(audit, None)


def _with_every_look_up(config: Config) -> Config:
    from linkaudit.evidence import ArchiveMode

    if not config.may_ask:
        raise ConfigError("save asks sources and the archive: leave out --offline and network = false")
    if config.archive is ArchiveMode.NONE:
        raise ConfigError("save looks up every source in the archive: leave out --archive none")
    enough = 60 + 2 * config.archive_lookups * config.archive_delay
    return replace(config, archive=ArchiveMode.ALL, archive_patience=max(enough, config.archive_patience))


def _keys(environ: Mapping[str, str], config: Config, options: Mapping[str, Any]) -> Keys:
    """The keys in the environment, when they can be sent safely and what they submit is remembered."""
    from linkaudit.config.layers import KEYS
    from linkaudit.evidence.archives.savepagenow import Keys

    if options["no_cache"]:
        raise ConfigError("save --yes must remember what it submitted: leave out --no-cache")
    if config.insecure:
        raise ConfigError("--insecure would show your keys to anybody in between: leave it out")
    parts = urlsplit(config.archive_url)
    if parts.scheme != "https" and parts.hostname not in ("127.0.0.1", "::1", "localhost"):
        raise ConfigError(f"{config.archive_url}: your keys are sent over https:// only")
    access, secret = (environ.get(name, "").strip() for name in KEYS)
    if not access or not secret:
        raise ConfigError(f"set {' and '.join(KEYS)}: archive.org/account/s3.php gives you both")
    try:
        return Keys(access, secret)
    except ValueError:
        raise ConfigError(f"{' and '.join(KEYS)} do not look like keys: copy them again, without blanks") from None


def _chosen(audit: Audit, config: Config, submissions: Submissions) -> Choice:
    from linkaudit import urls
    from linkaudit.save import choose, sources, without_private

    known = submissions.newest(sources(audit))
    choice = choose(audit, config, known, datetime.now(UTC))
    if config.allow_address and choice.chosen:
        import trio

        from linkaudit.evidence.saving import on_private_addresses

        hosts = {urls.host_of(each.url) for each in choice.chosen}
        choice = without_private(choice, trio.run(on_private_addresses, hosts, config.limits()))
    return choice


@dataclass
class _Record:
    """What became of each address in this run, as the store has it already."""

    submissions: Submissions
    states: dict[str, Submission]
    quiet: bool

    def intend(self, url: str, now: datetime, before: Submission | None) -> Submission | None:
        intent = self.submissions.intend(url, now, before)
        if intent is not None:
            self.states[url] = intent
            if not self.quiet:
                click.echo(f"Submitting {url}", err=True)
        return intent

    def keep(self, submission: Submission) -> None:
        self.submissions.keep(submission)
        self.states[submission.url] = submission


def _submit(choice: Choice, config: Config, keys: Keys, record: _Record, interruption: Interruption) -> Stop | None:
    import trio

    from linkaudit.evidence.saving import Pace, Wanted, save

    wanted = [Wanted(each.url, each.before) for each in choice.chosen]
    unsettled = list(record.states.values())
    if not wanted and not unsettled:
        return None
    pace = Pace(config.save_delay, config.save_patience)

    async def main() -> Stop | None:
        token = trio.lowlevel.current_trio_token()
        with trio.CancelScope() as scope:
            interruption.on_stop = lambda: token.run_sync_soon(scope.cancel, idempotent=True)
            if interruption.reason is not None:
                scope.cancel()
            return await save(wanted, unsettled, keys, config.limits(), pace, record)
        return None

    stop = trio.run(main)
    interruption.on_stop = None
    return stop


def _remember(submissions: Iterable[Submission], choice: Choice, store: Store) -> None:
    """Let the next check know of the copies: the archive's own index may not show them for hours."""
    from linkaudit.model import ArchiveStatus, Lookup

    days = {each.url: each.wanted for each in choice.chosen}
    for each in submissions:
        if each.memento is not None:
            captured = each.memento.captured
            copy = Lookup(each.url, each.seen_at, ArchiveStatus.ARCHIVED, memento=each.memento, verified="playback")
            store.remember(replace(copy, wanted=days.get(each.url), captures_seen=1, first=captured, last=captured))


def _told(choice: Choice, record: _Record, stop: Stop | None, started: datetime) -> Exit:
    """Print what became of each address; the exit code."""
    from linkaudit.evidence.saving import Stop
    from linkaudit.model.saving import RECENT_COPY, SavingState
    from linkaudit.save import render_results

    not_tried = sum(1 for each in choice.chosen if each.url not in record.states)
    outputs.show(render_results(list(record.states.values()), not_tried))
    if stop is not None:
        click.echo(f"linkaudit: {stop.value}", err=True)
        return Exit.USAGE if stop is Stop.KEYS else Exit.UNFINISHED
    new = [each for each in record.states.values() if each.seen_at >= started]
    if any(each.state is SavingState.UNKNOWN and each.code != RECENT_COPY for each in new):
        return Exit.UNFINISHED
    return Exit.FOUND if any(each.state in (SavingState.REFUSED, SavingState.FAILED) for each in new) else Exit.OK
