"""`linkaudit init`: the files that a repository takes linkaudit on with."""

from __future__ import annotations

from importlib.resources import files
from pathlib import Path

import click

from linkaudit import __version__
from linkaudit.cli.exits import Exit

_STARTERS = {
    "linkaudit.toml": "linkaudit.toml",
    ".linkauditignore": "linkauditignore",
    ".github/workflows/linkaudit.yml": "pull-request.yml",
    ".github/workflows/linkaudit-weekly.yml": "weekly.yml",
}
_USUAL_FOLDERS = ("content", "_posts", "articles", "posts", "src/content")


@click.command(short_help="Write a configuration and the workflows of a repository.")
def init() -> Exit:
    """Write linkaudit.toml, .linkauditignore, a pull-request and a weekly workflow. No file is overwritten."""
    from linkaudit.sources import write_atomic

    here = Path.cwd()
    for name, starter in _STARTERS.items():
        if (here / name).exists():
            click.echo(f"{name}: is there already, left as it is")
            continue
        text = (files("linkaudit.cli") / "starters" / starter).read_text("utf-8")
        (here / name).parent.mkdir(parents=True, exist_ok=True)
        write_atomic(here / name, text.replace("@PATHS@", _folders(here)).replace("@VERSION@", __version__))
        click.echo(f"{name}: written")
    click.echo("Next: look at linkaudit.toml, then: linkaudit check --offline --write-baseline linkaudit.baseline")
    return Exit.OK


def _folders(here: Path) -> str:
    """The folders in which sites usually keep their articles, else the whole repository, as a TOML list's inside."""
    found = [name for name in _USUAL_FOLDERS if (here / name).is_dir()] or ["."]
    return ", ".join(f'"{name}"' for name in found)
