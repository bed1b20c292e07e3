"""How a command ends: the exit codes, and which of them an audit deserves."""

from __future__ import annotations

from enum import IntEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from linkaudit.model import Audit, Severity


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
    from linkaudit.model import FindingState, Severity, StopReason

    match audit.stopped:
        case StopReason.INTERRUPTED:
            return Exit.INTERRUPTED
        case StopReason.TERMINATED:
            return Exit.TERMINATED
        case _ if any(each.failed for each in audit.skipped):
            return Exit.USAGE
        case None:
            pass
        case _:
            return Exit.UNFINISHED
    loudness = list(Severity)
    failing = [] if fail_on is None else loudness[: loudness.index(fail_on) + 1]
    findings = (finding for each in audit.articles for finding in each.findings)
    counts = any(
        finding.severity in failing and finding.state is FindingState.NEW and not finding.counted
        for finding in findings
    )
    return Exit.FOUND if counts else Exit.OK
