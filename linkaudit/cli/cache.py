"""`linkaudit cache`: where what was learned is kept, what there is of it, and making it smaller."""

from __future__ import annotations

from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path

import click

from linkaudit.cli import inputs
from linkaudit.cli.exits import Exit


@click.group(short_help="What earlier runs learned: where it is, how much, prune it.", invoke_without_command=True)
@click.pass_context
def cache(context: click.Context) -> Exit:
    """Where what was learned is kept, what there is of it, and making it smaller.

    Without --db it is the file of `check`; the history of audits is .linkaudit/history.sqlite.
    """
    if context.invoked_subcommand is None:
        click.echo(context.get_help(), err=True)
        return Exit.USAGE
    return Exit.OK


_DB = click.option("--db", metavar="FILE", help="This file, such as .linkaudit/history.sqlite.")


@cache.command(short_help="Print where the file is.")
@_DB
def path(db: str | None) -> Exit:
    """Print where the file is, whether or not there is one yet."""
    click.echo(str(_file(db)))
    return Exit.OK


@cache.command(short_help="Count what is in the file.")
@_DB
def stats(db: str | None) -> Exit:
    """Count what is in the file."""
    from linkaudit.store import Use, open_store

    file = _file(db)
    if not file.exists():
        click.echo(f"{file}: nothing is kept yet")
        return Exit.OK
    with closing(open_store(file, Use.HISTORY)) as store:
        held = store.holdings()
    since = f", from {held.oldest:%d %B %Y} to {held.newest:%d %B %Y}" if held.oldest and held.newest else ""
    click.echo(f"{file}: {file.stat().st_size / 1e6:.1f} MB")
    click.echo(f"{held.addresses:,} addresses, {held.observations:,} answers{since}")
    click.echo(f"{held.lookups:,} look-ups in archives, {held.audits:,} audits")
    return Exit.OK


@cache.command(short_help="Take out what is old and not needed.")
@_DB
@click.option(
    "--older-than", default=90, metavar="DAYS", type=click.IntRange(30, 36_500), help="How many days old. [90]"
)
def prune(db: str | None, older_than: int) -> Exit:
    """Take out what is old and not needed: since when an address fails, and the trend of the weeks, stay."""
    from linkaudit.store import Use, open_store

    file = _file(db)
    if not file.exists():
        click.echo(f"{file}: nothing is kept yet")
        return Exit.OK
    size = file.stat().st_size
    with closing(open_store(file, Use.HISTORY)) as store:
        rows = store.prune(datetime.now(UTC) - timedelta(days=older_than))
    freed = max(0.0, (size - file.stat().st_size) / 1e6)
    click.echo(f"{file}: {rows:,} rows taken out, {freed:.1f} MB freed")
    return Exit.OK


def _file(db: str | None) -> Path:
    from linkaudit.store import default_path

    config = inputs.configuration({"db": db, "config_file": None, "no_config": False})
    return config.db or default_path()
