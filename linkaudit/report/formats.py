"""The door of the room: an audit in, one document out.

Laws: pure, no I/O.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import assert_never

from linkaudit.model import Article, Audit
from linkaudit.report.concise import concise_report
from linkaudit.report.github import github_report
from linkaudit.report.gitlab import gitlab_report
from linkaudit.report.json_v1 import audit_document, extract_document
from linkaudit.report.junit import junit_report
from linkaudit.report.markdown import markdown_report
from linkaudit.report.options import OutputFormat, RenderOptions, RuleText
from linkaudit.report.rdjson import rdjson_report
from linkaudit.report.sarif import sarif_report
from linkaudit.report.sinks import as_json
from linkaudit.report.table import csv_report
from linkaudit.report.text import text_report


def render(audit: Audit, output_format: OutputFormat, options: RenderOptions, rules: Sequence[RuleText] = ()) -> str:
    """The audit as one document, ready to be written as UTF-8. `rules` lend their texts to the formats that explain."""
    match output_format:
        case OutputFormat.TEXT:
            return text_report(audit, options)
        case OutputFormat.CONCISE:
            return concise_report(audit, options)
        case OutputFormat.JSON:
            return as_json(audit_document(audit, options))
        case OutputFormat.SARIF:
            return sarif_report(audit, options, rules)
        case OutputFormat.GITHUB:
            return github_report(audit, options)
        case OutputFormat.GITLAB:
            return gitlab_report(audit, options)
        case OutputFormat.JUNIT:
            return junit_report(audit, options)
        case OutputFormat.RDJSON:
            return rdjson_report(audit, options)
        case OutputFormat.MARKDOWN:
            return markdown_report(audit, options)
        case OutputFormat.HTML:
            from linkaudit.report.html import html_report

            return html_report(audit, options, rules)
        case OutputFormat.CSV:
            return csv_report(audit, options)
        case _:
            assert_never(output_format)


def render_extract(articles: Sequence[Article]) -> str:
    """What the articles say, as JSON: no checks, no findings, and the claim verdicts that need no network."""
    return as_json(extract_document(articles))
