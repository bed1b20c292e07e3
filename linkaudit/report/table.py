"""The findings as CSV (RFC 4180): a row each, for a spreadsheet.

Laws: pure, no I/O. No cell is a formula.
"""

from __future__ import annotations

import csv
import io

from linkaudit.model import Audit
from linkaudit.report.options import RenderOptions
from linkaudit.report.sinks import cell
from linkaudit.report.told import Told, told

COLUMNS = ("path", "line", "column", "severity", "rule", "name", "message", "note", "address", "words", "state")


def csv_report(audit: Audit, options: RenderOptions) -> str:
    """A row of headings, then a row for each finding."""
    text = io.StringIO()
    rows = csv.writer(text)
    rows.writerow(COLUMNS)
    rows.writerows(_row(each) for each in told(audit, verbose=options.verbose))
    return text.getvalue()


def _row(each: Told) -> tuple[str | int, ...]:
    finding = each.finding
    line, column = finding.places[0].start
    words = (finding.message, finding.note or "", finding.url or "", finding.excerpt)
    return (
        cell(finding.path),
        line,
        column,
        finding.severity.value,
        finding.rule,
        finding.name,
        *map(cell, words),
        finding.state.value,
    )
