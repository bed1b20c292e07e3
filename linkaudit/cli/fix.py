"""`linkaudit fix`: repairs that this run verified, as a diff or in place."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Iterator, Sequence
from contextlib import closing
from typing import TYPE_CHECKING, Any

import click

from linkaudit.cli import exits, inputs, outputs
from linkaudit.errors import ConfigError
from linkaudit.options import FIX, GroupedCommand

if TYPE_CHECKING:
    from linkaudit.fixing import Made, Proposal
    from linkaudit.model import Audit


@click.command(cls=GroupedCommand, short_help="Mend links: propose a diff, or change the files (--write).")
@click.argument("paths", nargs=-1, type=click.Path(readable=False), metavar="[PATH|DIR|GLOB|URL|-]...")
@FIX
def fix(paths: tuple[str, ...], *, write: bool, style: str, **options: Any) -> exits.Exit:
    """Propose repairs of links as a diff, or make them (--write).

    A dead link gets its archived copy, a page that has moved for good its new address, a shortener's link the page
    behind it, and http becomes https where the same page answers. Only what this run has seen to open is proposed.
    """
    from linkaudit.fixing import Style, each_once, proposed, told
    from linkaudit.interruption import Interruption
    from linkaudit.model import StopReason
    from linkaudit.terminal import Terminal

    config = inputs.configuration(options)
    named = paths or config.paths
    if write:
        _refuse_what_is_no_file(named)
    found = inputs.articles(paths, config, options)
    elsewhere = inputs.elsewhere(found, options, piped="-" in named)
    with Interruption() as interruption:
        with (
            closing(inputs.store(config, remembers=not options["no_cache"])) as store,
            Terminal(options["progress"]) as terminal,
        ):
            audit, proposals = proposed(config, found, store, terminal, Style(style), interruption)
            proposals = list(each_once(proposals, elsewhere))
        code = outputs.refuse(audit.skipped)
        if not audit.articles and audit.skipped:
            return code
        for warning in audit.warnings:
            click.echo(f"linkaudit: {warning}", err=True)
        if write and audit.stopped in (StopReason.INTERRUPTED, StopReason.TERMINATED):
            click.echo("linkaudit: interrupted: no file was changed", err=True)
            return exits.of_audit(audit, None)
        made = [each.proposal for each in _made(proposals, elsewhere, write=write) if each.trouble is None]
    if not options["quiet"]:
        for line in told(made, written=write):
            click.echo(line, err=True)
    return _ending(audit, proposals, made, write=write)


def _refuse_what_is_no_file(paths: Sequence[str]) -> None:
    for path in paths:
        if path == "-" or inputs.is_address(path):
            raise ConfigError(f"{path}: --write changes files: leave it out and apply the diff yourself")


def _made(proposals: Iterable[Proposal], elsewhere: frozenset[str], *, write: bool) -> Iterator[Made]:
    """Print each diff, or change each file; one line for what stands in the way."""
    from linkaudit import fixing

    for proposal in proposals:
        made = fixing.write(proposal) if write else fixing.as_diff(proposal, elsewhere)
        for line in (made.warning, made.trouble and f"{proposal.article.path}: {made.trouble}"):
            if line is not None:
                click.echo(f"linkaudit: {line}", err=True)
        sys.stdout.buffer.write(made.diff)
        sys.stdout.buffer.flush()
        yield made


def _ending(audit: Audit, proposals: Sequence[Proposal], made: Sequence[Proposal], *, write: bool) -> exits.Exit:
    """Without --write 1 when something is proposed; with it 1 when a file that wanted mending was left as it was."""
    code = exits.of_audit(audit, None)
    if code is not exits.Exit.OK:
        return code
    wanted = sum(1 for each in proposals if each.edits)
    done = sum(1 for each in made if each.edits)
    return exits.Exit.FOUND if (done < wanted if write else wanted) else exits.Exit.OK
