"""`linkaudit check`: the main job, and the step in continuous integration."""

from __future__ import annotations

from contextlib import closing
from dataclasses import replace
from datetime import timedelta
from typing import Any

import click

from linkaudit.cli import exits, inputs, outputs
from linkaudit.options import CHECK, GroupedCommand


@click.command(cls=GroupedCommand)
@click.argument("paths", nargs=-1, type=click.Path(readable=False), metavar="[PATH|DIR|GLOB|URL|-]...")
@CHECK
def check(paths: tuple[str, ...], **options: Any) -> exits.Exit:
    """Read articles, check their sources, and report per claim."""
    from linkaudit import adoption, report, rules, run
    from linkaudit.interruption import Interruption
    from linkaudit.terminal import WIDEST, Terminal

    config = inputs.configuration(options)
    printed = report.OutputFormat(options["output_format"])
    files = [outputs.output(text) for text in options["outputs"]]
    formats = {printed, *(output_format for output_format, _ in files)}
    on_screen = outputs.render_options(config, options, formats)
    max_age = timedelta(0) if options["refresh"] else config.max_age
    past, baseline = inputs.past(config, options)
    found = inputs.articles(paths, config, options)
    if past.only_changed:
        found = adoption.changed_only(found, past)
        if not found:
            outputs.show(f"Nothing has changed since {options['changed_since']}: no article to check.\n")
            return exits.Exit.OK
    with Interruption() as interruption:
        with (
            closing(inputs.store(config, remembers=not options["no_cache"])) as store,
            Terminal(options["progress"]) as told,
        ):
            audit = run.audit(config, found, store, told, max_age=max_age, interruption=interruption)
        if not audit.articles and audit.skipped:
            return outputs.refuse(audit.skipped) or exits.of_audit(audit, config.fail_on)
        if baseline is not None:
            audit = adoption.compare(audit, baseline, past)
        if options["write_baseline"]:
            outputs.write(adoption.baseline_text(audit), options["write_baseline"])
        outputs.show(report.render(audit, printed, on_screen, rules.catalogue()))
        for output_format, file in files:
            written = replace(on_screen, colour=False, width=WIDEST)
            outputs.write(report.render(audit, output_format, written, rules.catalogue()), file)
        if report.OutputFormat.GITHUB in formats:
            outputs.append_step_summary(audit, on_screen)
    return exits.of_audit(audit, config.fail_on)
