"""`linkaudit explain`: what a rule means."""

from __future__ import annotations

import sys

import click

from linkaudit.cli import outputs
from linkaudit.cli.exits import Exit


@click.command(short_help="What a rule means, and how to fix or silence it.")
@click.argument("rule", required=False)
def explain(rule: str | None) -> Exit:
    """What a rule means, why, an example, how to fix it, how to silence it."""
    from linkaudit.rules import explain as explanation
    from linkaudit.terminal import width

    outputs.show(explanation(rule, width(sys.stdout)))
    return Exit.OK
