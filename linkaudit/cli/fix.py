"""`linkaudit fix`: repairs that this run verified, as a diff or in place."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import closing
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from linkaudit.cli import exits, inputs, outputs
from linkaudit.errors import ConfigError, StoreError
from linkaudit.options import FIX, GroupedCommand

if TYPE_CHECKING:
    from linkaudit.config import Config
    from linkaudit.fixing import Answers, Patch, Proposal, Style, Verified
    from linkaudit.interruption import Interruption
    from linkaudit.model import Audit, Skipped, Source
    from linkaudit.store import Store
    from linkaudit.terminal import Terminal

_OTHERWISE = "changed since it was read, or holds bytes that its encoding cannot give back: left alone, run again"


@click.command(cls=GroupedCommand, short_help="Mend links: propose a diff, or change the files (--write).")
@click.argument("paths", nargs=-1, metavar="[PATH|DIR|GLOB|URL|-]...")
@FIX
def fix(paths: tuple[str, ...], *, write: bool, style: str, **options: Any) -> exits.Exit:
    """Propose repairs of links as a diff, or make them (--write).

    A dead link gets its archived copy, a page that has moved for good its new address, a shortener's link the page
    behind it, and http becomes https where the same page answers. Only what this run has seen to open is proposed.
    """
    from linkaudit.fixing import Style, told
    from linkaudit.interruption import Interruption
    from linkaudit.model import StopReason
    from linkaudit.terminal import Terminal

    config = inputs.configuration(options)
    piped = (options["stdin_filename"] or "<stdin>") if "-" in (paths or config.paths) else None
    _refuse_what_does_not_fit(paths or config.paths, options, write=write)
    found = inputs.articles(paths, config, options)
    with Interruption() as interruption:
        with (
            closing(inputs.store(config, remembers=not options["no_cache"])) as store,
            Terminal(options["progress"]) as terminal,
        ):
            audit, proposals = _proposed(config, found, store, terminal, interruption, Style(style))
            proposals = list(_each_once(proposals, piped))
        code = outputs.refuse(audit.skipped)
        if not audit.articles and audit.skipped:
            return code
        for warning in audit.warnings:
            click.echo(f"linkaudit: {warning}", err=True)
        cut_short = audit.stopped in (StopReason.INTERRUPTED, StopReason.TERMINATED)
        if write and cut_short:
            click.echo("linkaudit: interrupted: no file was changed", err=True)
            return exits.of_audit(audit, None)
        made = list(_made(proposals, piped, write=write))
    if not options["quiet"]:
        for line in told(made, written=write):
            click.echo(line, err=True)
    return _ending(audit, proposals, made, write=write)


def _refuse_what_does_not_fit(paths: Sequence[str], options: Mapping[str, Any], *, write: bool) -> None:
    if options["outputs"] or options["output_format"] != "text":
        raise ConfigError("fix prints a diff: linkaudit check writes reports (--format, -o)")
    for path in paths if write else ():
        if path == "-" or inputs.is_address(path):
            raise ConfigError(f"{path}: --write changes files: leave it out and apply the diff yourself")


def _proposed(
    config: Config,
    found: Iterable[Source | Skipped],
    store: Store,
    terminal: Terminal,
    interruption: Interruption,
    style: Style,
) -> tuple[Audit, list[Proposal]]:
    """The audit, everything asked anew, and what it lets us propose for each article."""
    from linkaudit import run
    from linkaudit.fixing import ask, propose, questions
    from linkaudit.model import StopReason

    audit = run.audit(config, found, store, terminal, max_age=timedelta(0), interruption=interruption)
    known = _known(audit, config)
    answers = ask(questions(audit, known), config, audit.started, store, terminal, interruption)
    known = _with(known, answers)
    if interruption.reason is not None:
        audit = replace(audit, stopped=StopReason(interruption.reason))
    policy, vocabulary = config.policy(), config.vocabulary()
    return audit, [propose(each.article, known, policy, style, vocabulary) for each in audit.articles]


def _known(audit: Audit, config: Config) -> Verified:
    from linkaudit.fixing import Verified
    from linkaudit.model import Evidence

    evidence = audit.articles[0].evidence if audit.articles else Evidence()
    fetches, lookups = {}, {}
    for each in audit.articles:
        for url in each.article.urls:
            if (fetch := each.evidence.fetches.get(url)) is not None:
                fetches[url] = fetch
            if (lookup := each.evidence.lookups.get(url)) is not None:
                lookups[url] = lookup
    archives = (config.archive_url, *(archive.base for archive in config.archives))
    prefixes = tuple(f"{base}/" for base in archives)
    return Verified(replace(evidence, fetches=fetches, lookups=lookups), audit.started, {}, prefixes)


def _with(known: Verified, answers: Answers) -> Verified:
    lookups = {**known.evidence.lookups, **answers.lookups}
    return replace(known, evidence=replace(known.evidence, lookups=lookups), secure=answers.fetches)


def _each_once(proposals: Iterable[Proposal], piped: str | None) -> Iterator[Proposal]:
    """Without those whose file is another one's under a second name."""
    seen: set[Path] = set()
    for proposal in proposals:
        path = proposal.article.path
        file = Path(path) if path == piped or inputs.is_address(path) else Path(path).resolve()
        if file not in seen:
            seen.add(file)
            yield proposal


def _made(proposals: Iterable[Proposal], piped: str | None, *, write: bool) -> Iterator[Proposal]:
    """The proposals that were printed or written, and those without edits; one line for each that was not.

    `piped` is what standard input is called, which is no file even when there is one of that name.
    """
    from linkaudit.fixing import patch_of
    from linkaudit.sources import shown

    for proposal in proposals:
        path = proposal.article.path
        if not proposal.edits:
            yield proposal
            continue
        patch = patch_of(proposal.article, proposal.edits)
        if path == piped or inputs.is_address(path):
            _print(path, patch)
            yield proposal
            continue
        file = Path(path).resolve()
        trouble = _written(file, patch) if write else _changed(file, patch)
        if trouble is not None:
            click.echo(f"linkaudit: {path}: {trouble}", err=True)
            continue
        if not write:
            name = shown(file, Path.cwd())
            if name.startswith("../"):
                click.echo(f"linkaudit: {name}: git apply refuses paths that lead out of this folder", err=True)
            _print(name, patch)
        yield proposal


def _print(path: str, patch: Patch) -> None:
    from linkaudit.fixing import unified_diff

    sys.stdout.buffer.write(unified_diff(path, patch))
    sys.stdout.buffer.flush()


def _changed(file: Path, patch: Patch) -> str | None:
    """Why a diff would not fit the file; None when it does."""
    try:
        same = file.read_bytes() == patch.old
    except OSError as error:
        return f"cannot be read any more ({error.strerror}): left alone"
    return None if same else _OTHERWISE


def _written(file: Path, patch: Patch) -> str | None:
    """Why the file was left as it was; None when it was changed."""
    from linkaudit.sources import replace_bytes

    if not os.access(file, os.W_OK):
        return "may not be written to: left alone"
    try:
        return None if replace_bytes(file, patch.new, expected=patch.old) else _OTHERWISE
    except StoreError as error:
        return str(error).removeprefix(f"{file}: ")


def _ending(audit: Audit, proposals: Sequence[Proposal], made: Sequence[Proposal], *, write: bool) -> exits.Exit:
    """Without --write 1 when something is proposed; with it 1 when a file that wanted mending was left as it was."""
    code = exits.of_audit(audit, None)
    if code is not exits.Exit.OK:
        return code
    wanted = sum(1 for each in proposals if each.edits)
    done = sum(1 for each in made if each.edits)
    return exits.Exit.FOUND if (done < wanted if write else wanted) else exits.Exit.OK
