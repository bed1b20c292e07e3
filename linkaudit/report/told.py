"""What every list of findings begins with: those that are to be told, each with its article, and the worst first.

Laws: pure, no I/O.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from linkaudit.model import Audit, AuditedArticle, Finding, Severity
from linkaudit.report.figures import listed


class Told(NamedTuple):
    """A finding, and the article that it is about."""

    audited: AuditedArticle
    finding: Finding


def told(audit: Audit, *, verbose: bool) -> list[Told]:
    """The findings to list, article by article and in the order of each."""
    return [Told(audited, found) for audited in audit.articles for found in listed(audited.findings, verbose)]


def worst_first(findings: Sequence[Told]) -> list[Told]:
    """Errors, then warnings, then notes; each in the order of the articles."""
    loudness = list(Severity)
    return sorted(findings, key=lambda each: loudness.index(each.finding.severity))


def in_full(finding: Finding) -> str:
    """The message, and the line that helps to act on it, as one text."""
    return finding.message if not finding.note else f"{finding.message}. {finding.note[:1].upper()}{finding.note[1:]}"
