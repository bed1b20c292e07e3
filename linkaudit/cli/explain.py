"""`linkaudit explain`: what a rule means."""

from __future__ import annotations

import sys

import click

from linkaudit.cli import outputs
from linkaudit.cli.exits import Exit


def _codes(_context: click.Context, _parameter: click.Parameter, written: str) -> list[str]:
    """What completes a code or a name, in a shell that asks."""
    from linkaudit.rules import catalogue

    words = [word for rule in catalogue() for word in (rule.code, rule.name)]
    return [word for word in words if word.lower().startswith(written.lower())]


@click.command(short_help="What a rule means, and how to fix or silence it.")
@click.argument("rule", required=False, shell_complete=_codes)
def explain(rule: str | None) -> Exit:
    """What a rule means, why, an example, how to fix it, how to silence it."""
    from linkaudit.rules import explain as explanation
    from linkaudit.terminal import width

    outputs.show(explanation(rule, width(sys.stdout)))
    return Exit.OK
