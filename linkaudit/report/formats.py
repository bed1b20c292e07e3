"""The door of the room: an audit in, one document out.

Laws: pure, no I/O.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import assert_never

from linkaudit.model import Article, Audit
from linkaudit.report.concise import concise_report
from linkaudit.report.json_v1 import audit_document, extract_document
from linkaudit.report.options import OutputFormat, RenderOptions, RuleText
from linkaudit.report.sinks import as_json
from linkaudit.report.text import text_report


def render(audit: Audit, output_format: OutputFormat, options: RenderOptions, rules: Sequence[RuleText] = ()) -> str:
    """The audit as one document, ready to be written as UTF-8. `rules` lend their summaries to the statistics."""
    match output_format:
        case OutputFormat.TEXT:
            return text_report(audit, options, rules)
        case OutputFormat.CONCISE:
            return concise_report(audit, options)
        case OutputFormat.JSON:
            return as_json(audit_document(audit, options))
        case _:
            assert_never(output_format)


def render_extract(articles: Sequence[Article]) -> str:
    """What the articles say, as JSON: no checks, no findings, and the claim verdicts that need no network."""
    return as_json(extract_document(articles))
