"""Annotations for a GitHub workflow, and the summary that stands on the page of its run.

Laws: pure, no I/O. GitHub shows ten annotations of each kind a step, so the ten worst are printed and the rest is
counted. Untrusted text never begins a line.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from linkaudit.model import Audit, Severity
from linkaudit.report.figures import figures
from linkaudit.report.headline import headline, skipped, stopped
from linkaudit.report.markdown import markdown_report
from linkaudit.report.options import RenderOptions
from linkaudit.report.sinks import annotation, annotation_property
from linkaudit.report.told import Told, in_full, told
from linkaudit.report.words import plural

SHOWN = 10
MOST_BYTES = 1_000_000
"""Of a step's summary; GitHub refuses one of 1 MiB."""

_COMMANDS = {Severity.ERROR: "error", Severity.WARNING: "warning", Severity.NOTE: "notice"}


def github_report(audit: Audit, options: RenderOptions) -> str:
    """The workflow commands, a line each, then what they add up to."""
    findings = told(audit, verbose=options.verbose)
    counts = figures(audit.articles)
    lines = [line for severity in Severity for line in _commands(findings, severity)]
    lines += [f"::warning::{annotation(skipped(skip))}" for skip in audit.skipped]
    stop = stopped(audit, counts)
    lines += [f"::warning::{annotation(stop)}"] if stop else []
    if audit.articles and not options.quiet:
        name = plural(len(audit.articles), "article")
        lines.append(annotation(headline(name, counts, [each.finding for each in findings])))
    return "".join(f"{line}\n" for line in lines)


def step_summary(audit: Audit, options: RenderOptions) -> str:
    """The Markdown report, cut after a line where it would be too long."""
    text = markdown_report(audit, options)
    if len(text.encode()) <= MOST_BYTES:
        return text
    cut = text.encode()[:MOST_BYTES].decode(errors="ignore")
    return cut[: cut.rindex("\n") + 1] + "\nThe rest is left out: the summary would be too long.\n"


def _commands(findings: Sequence[Told], severity: Severity) -> Iterator[str]:
    these = [each for each in findings if each.finding.severity is severity]
    yield from map(_command, these[:SHOWN])
    if len(these) > SHOWN:
        yield f"{plural(len(these) - SHOWN, 'more ' + severity)} not shown here; the summary of the run lists them."


def _command(each: Told) -> str:
    finding, place = each.finding, each.finding.places[0]
    where = {
        "file": finding.path,
        "line": str(place.start.line),
        "endLine": str(place.end.line),
        "col": str(place.start.column),
        "endColumn": str(place.end.column),
        "title": f"{finding.rule} {finding.name}",
    }
    if place.start.line != place.end.line:  # columns count only within one line
        del where["col"], where["endColumn"]
    properties = ",".join(f"{name}={annotation_property(value)}" for name, value in where.items())
    return f"::{_COMMANDS[finding.severity]} {properties}::{annotation(in_full(finding))}"
