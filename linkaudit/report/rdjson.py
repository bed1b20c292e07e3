"""The Reviewdog Diagnostic Format as JSON, with fixes as suggestions.

Laws: pure, no I/O. Columns are bytes of UTF-8, counted from 1, as the format defines them.
"""

from __future__ import annotations

from linkaudit.masking import mask
from linkaudit.model import Article, Audit, Severity, Span
from linkaudit.report.options import RenderOptions
from linkaudit.report.sinks import as_json, plain
from linkaudit.report.told import Told, in_full, told

_SEVERITIES = {Severity.ERROR: "ERROR", Severity.WARNING: "WARNING", Severity.NOTE: "INFO"}

Json = dict[str, object]


def rdjson_report(audit: Audit, options: RenderOptions) -> str:
    """One diagnostic a finding."""
    diagnostics = [_diagnostic(each) for each in told(audit, verbose=options.verbose)]
    return as_json({"source": {"name": "linkaudit"}, "diagnostics": diagnostics})


def _diagnostic(each: Told) -> Json:
    article, finding = each.audited.article, each.finding
    found: Json = {
        "message": plain(in_full(finding)),
        "location": {"path": mask(finding.path), "range": _range(article, finding.places[0].span)},
        "severity": _SEVERITIES[finding.severity],
        "code": {"value": finding.rule},
    }
    suggestions = [
        {"range": _range(article, edit.span), "text": edit.replace}
        for edit in finding.fix
        if mask(edit.replace) == edit.replace
    ]
    return {**found, "suggestions": suggestions} if suggestions else found


def _range(article: Article, span: Span) -> Json:
    return {"start": _position(article, span.start), "end": _position(article, span.end)}


def _position(article: Article, offset: int) -> Json:
    line, column = article.position(offset)
    before = article.source[offset - (column - 1) : offset]
    return {"line": line, "column": len(before.encode("utf-8", "surrogatepass")) + 1}
