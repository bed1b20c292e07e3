"""What a command writes: reports to stdout and to files, and one line for each source that was not read."""

from __future__ import annotations

import os
import sys
from collections.abc import Collection, Iterable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from linkaudit.cli.exits import Exit
from linkaudit.errors import ConfigError

if TYPE_CHECKING:
    from linkaudit.config import Config
    from linkaudit.model import Audit, Skipped
    from linkaudit.report import OutputFormat, RenderOptions


def render_options(config: Config, options: Mapping[str, Any], formats: Collection[OutputFormat]) -> RenderOptions:
    """How the report on this screen is to look, when these formats are asked for."""
    from linkaudit.git import prefix
    from linkaudit.report import OutputFormat, RenderOptions
    from linkaudit.terminal import use_colour, width

    return RenderOptions(
        colour=use_colour(config.color, os.environ, sys.stdout),
        verbose=options["verbose"],
        quiet=options["quiet"],
        limit=config.limit,
        statistics=options["statistics"],
        show_all=options["show_all"],
        width=width(sys.stdout),
        prefix=prefix(Path.cwd()) if OutputFormat.SARIF in formats else "",
    )


def output(text: str) -> tuple[OutputFormat, str]:
    """The format and file that `-o` names. Raises ConfigError, before anything is asked, when it cannot be written."""
    from linkaudit.report import OutputFormat

    name, colon, file = text.partition(":")
    if not colon or not file or name not in list(OutputFormat):
        raise ConfigError(f"-o {text}: write FORMAT:FILE, with a format of {', '.join(OutputFormat)}")
    if file != "-" and not Path(file).absolute().parent.is_dir():
        raise ConfigError(f"-o {text}: there is no folder {Path(file).parent}: make it first")
    return OutputFormat(name), file


def show(text: str) -> None:
    """To stdout as UTF-8, whatever the locale says: a report that cannot name its article is no report."""
    sys.stdout.buffer.write(text.encode("utf-8", "replace"))
    sys.stdout.buffer.flush()


def write(text: str, file: str) -> None:
    """To a file, whole or not at all; to stdout when it is called "-"."""
    if file == "-":
        show(text)
        return
    from linkaudit.sources import write_atomic

    write_atomic(Path(file), text)


def append_step_summary(audit: Audit, options: RenderOptions) -> None:
    """In a GitHub workflow: the report as Markdown, on the page of the run (GITHUB_STEP_SUMMARY)."""
    from linkaudit.report import step_summary

    if file := os.environ.get("GITHUB_STEP_SUMMARY"):
        try:
            with Path(file).open("a", encoding="utf-8", errors="replace") as summary:
                summary.write(step_summary(audit, options))
        except OSError as error:
            click.echo(f"linkaudit: {file}: the summary cannot be written: {error.strerror}", err=True)


def refuse(skipped: Iterable[Skipped]) -> Exit:
    """One line for each source that was not read; the exit code."""
    code = Exit.OK
    for each in skipped:
        click.echo(f"linkaudit: {each.path}: {each.reason}", err=True)
        code = Exit.USAGE if each.failed else code
    return code
