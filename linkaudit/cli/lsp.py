"""`linkaudit lsp`: the server that editors start."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from linkaudit.cli.exits import Exit
from linkaudit.errors import ConfigError


@click.command(short_help="Check while you write: the server that editors start.")
@click.option("--offline", is_flag=True, help="Ask nobody: check what the article itself tells.")
@click.option("--config", "config_file", metavar="FILE", help="Read this configuration file.")
@click.option("--no-config", is_flag=True, help="Read no configuration file.")
@click.option("--stdio", is_flag=True, help="Speak over standard input and output, as it always does.")
def lsp(*, offline: bool, config_file: str | None, no_config: bool, stdio: bool) -> Exit:  # noqa: ARG001  (editors say it)
    """Speak the Language Server Protocol over standard input and output. Editors start it; nobody else needs to."""
    try:
        from linkaudit.lsp import Settings, serve
    except ModuleNotFoundError as error:
        raise ConfigError(
            f"lsp needs {error.name}, which is not installed here: pipx install 'linkaudit[lsp]'"
        ) from error
    if sys.stdin.isatty():
        click.echo("linkaudit lsp speaks to an editor, which starts it itself; Ctrl-C ends it.", err=True)
    file = Path(config_file).absolute() if config_file else None
    serve(Settings({"offline": True} if offline else {}, file, use_files=not no_config))
    return Exit.OK
