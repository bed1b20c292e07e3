"""`linkaudit extract`: what the article room reads, as JSON."""

from __future__ import annotations

from typing import Any

import click

from linkaudit.cli import inputs, outputs
from linkaudit.cli.exits import Exit
from linkaudit.errors import ConfigError
from linkaudit.options import FILES, GroupedCommand


@click.command(cls=GroupedCommand, short_help="Print claims, sources and links as JSON; asks nobody.")
@click.argument("paths", nargs=-1, type=click.Path(readable=False), metavar="[PATH|-]...")
@click.option("--text", "as_text", is_flag=True, help="Print the extracted text, which offsets refer to.")
@FILES
def extract(paths: tuple[str, ...], *, as_text: bool, **options: Any) -> Exit:
    """Print articles, claims, links and attributions as JSON; asks nobody."""
    from linkaudit import report, run

    config = inputs.configuration(options)
    if any(map(inputs.is_address, paths)):
        raise ConfigError("extract asks nobody: save the page and name the file, or use linkaudit check")
    articles, skipped = run.read_articles(config, inputs.articles(paths, config, options))
    if as_text:
        for article in articles:
            outputs.show(article.source)
    else:
        outputs.show(report.render_extract(articles))
    return outputs.refuse(skipped)
