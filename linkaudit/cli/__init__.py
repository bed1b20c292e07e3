"""The command line: options into a configuration, an audit into a report, findings into an exit code.

One module a command; what they share stands in inputs (what is read), outputs (what is written) and exits (how it
ends). Laws: no domain logic. Findings go to stdout, everything else to stderr; an error is one line.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, NoReturn

import click

from linkaudit import __version__
from linkaudit.cli.audit import audit
from linkaudit.cli.cache import cache
from linkaudit.cli.check import check
from linkaudit.cli.exits import Exit
from linkaudit.cli.explain import explain
from linkaudit.cli.extract import extract
from linkaudit.cli.fix import fix
from linkaudit.cli.init import init
from linkaudit.cli.lsp import lsp
from linkaudit.cli.save import save
from linkaudit.errors import LinkAuditError, StoreError
from linkaudit.options import one_line

__all__ = ["commands", "main"]


def main() -> NoReturn:
    """Run the command line and exit."""
    try:
        code = commands.main(prog_name="linkaudit", standalone_mode=False)
    except click.ClickException as error:
        code = _fail(one_line(error), Exit.USAGE)
    except StoreError as error:
        code = _fail(f"linkaudit: {error}", Exit.UNFINISHED)
    except LinkAuditError as error:
        code = _fail(f"linkaudit: {error}", Exit.USAGE)
    except (click.Abort, KeyboardInterrupt):
        code = Exit.INTERRUPTED
    except _NobodyReadsError:
        # A second attempt to write at exit would only complain about it.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        code = Exit.OK
    sys.exit(code or Exit.OK)


def _fail(message: str, code: Exit) -> Exit:
    click.echo(message, err=True)
    return code


class _NobodyReadsError(Exception):
    """Whoever read our output has gone: no failure, and no finding."""


class _Commands(click.Group):
    """Lets a reader go in peace: click itself would end with 1."""

    def make_context(self, *args: Any, **kwargs: Any) -> click.Context:
        with _while_somebody_reads():
            return super().make_context(*args, **kwargs)

    def invoke(self, ctx: click.Context) -> Any:
        with _while_somebody_reads():
            return super().invoke(ctx)


@contextmanager
def _while_somebody_reads() -> Iterator[None]:
    try:
        yield
    except BrokenPipeError as error:
        raise _NobodyReadsError from error


@click.group(
    cls=_Commands,
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
    invoke_without_command=True,
)
@click.pass_context
@click.version_option(__version__, message="linkaudit %(version)s")
def commands(context: click.Context) -> Exit:
    """Does every claim in this article still stand on a source that a reader can open?"""
    if context.invoked_subcommand is None:
        click.echo(context.get_help(), err=True)
        return Exit.USAGE
    return Exit.OK


for command in (check, audit, extract, explain, fix, save, init, cache, lsp):
    commands.add_command(command)
