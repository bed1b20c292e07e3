"""One line per finding, for a terminal's grep and an editor's error list, then the totals in one line.

Laws: pure, no I/O.
"""

from __future__ import annotations

from linkaudit.model import Audit, Finding
from linkaudit.report.blocks import place
from linkaudit.report.figures import figures
from linkaudit.report.headline import headline, skipped, stopped, tally_words
from linkaudit.report.options import RenderOptions
from linkaudit.report.page import OF_SEVERITY, Ink, Page
from linkaudit.report.sinks import plain
from linkaudit.report.told import told
from linkaudit.report.totals import statistics
from linkaudit.report.words import plural


def concise_report(audit: Audit, options: RenderOptions) -> str:
    """`path:line:col: severity LA101 message`, a line each, never wrapped."""
    page = Page(options.width, options.colour)
    findings = [each.finding for each in told(audit, verbose=options.verbose)]
    lines = [_line(found, page) for found in findings]
    lines += [skipped(skip) for skip in audit.skipped]
    if not options.quiet:
        counts = figures(audit.articles)
        stop = stopped(audit, counts)
        lines += [stop] if stop else []
        lines += [plain(warning) for warning in audit.warnings]
        lines += [headline(plural(len(audit.articles), "article"), counts, findings)] if audit.articles else []
        lines += [tally_words(findings)] if findings else []
        lines += statistics(findings) if options.statistics else []
    return "".join(f"{line}\n" for line in lines)


def _line(finding: Finding, page: Page) -> str:
    where = page.ink(place(finding.path, finding.places[0].start), Ink.BOLD)
    severity = page.ink(finding.severity, OF_SEVERITY[finding.severity])
    return f"{where}: {severity} {finding.rule} {plain(finding.message)}"
