"""How a command ends: the exit codes, and which of them an audit deserves."""

from __future__ import annotations

from enum import IntEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from linkaudit.model import Audit, Severity, Skipped, StopReason, Week


class Exit(IntEnum):
    """The exit codes. When several apply, the order is: interrupted, usage, unfinished, found, ok."""

    OK = 0
    FOUND = 1
    USAGE = 2
    UNFINISHED = 3
    INTERRUPTED = 130
    TERMINATED = 143


def of_audit(audit: Audit, fail_on: Severity | None) -> Exit:
    """The exit code of an audit; findings as loud as `fail_on` or louder count, none when it is None."""
    from collections import Counter

    from linkaudit.model import FindingState

    findings = (finding for each in audit.articles for finding in each.findings)
    counts = Counter(
        finding.severity for finding in findings if finding.state is FindingState.NEW and not finding.counted
    )
    return _of(audit.stopped, audit.skipped, counts, fail_on)


def of_week(week: Week, fail_on: Severity | None) -> Exit:
    """The exit code of a weekly audit; as `of_audit`."""
    return _of(week.stopped, week.skipped, week.totals.findings, fail_on)


def _of(
    stopped: StopReason | None, skipped: Iterable[Skipped], findings: Mapping[Severity, int], fail_on: Severity | None
) -> Exit:
    from linkaudit.model import Severity, StopReason

    match stopped:
        case StopReason.INTERRUPTED:
            return Exit.INTERRUPTED
        case StopReason.TERMINATED:
            return Exit.TERMINATED
        case _ if any(each.failed for each in skipped):
            return Exit.USAGE
        case None:
            pass
        case _:
            return Exit.UNFINISHED
    loudness = list(Severity)
    failing = [] if fail_on is None else loudness[: loudness.index(fail_on) + 1]
    return Exit.FOUND if any(findings.get(severity) for severity in failing) else Exit.OK
