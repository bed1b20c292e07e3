"""GitLab's code quality report: one entry a finding.

Laws: pure, no I/O. Fingerprints are unique within a report, and the same from run to run.
"""

from __future__ import annotations

from hashlib import sha256

from linkaudit.masking import mask
from linkaudit.model import Audit, Severity
from linkaudit.report.options import RenderOptions
from linkaudit.report.sinks import as_json, plain
from linkaudit.report.told import Told, in_full, told

_SEVERITIES = {Severity.ERROR: "major", Severity.WARNING: "minor", Severity.NOTE: "info"}


def gitlab_report(audit: Audit, options: RenderOptions) -> str:
    """A JSON list, as GitLab reads it."""
    return as_json([_entry(each) for each in told(audit, verbose=options.verbose)])


def _entry(each: Told) -> dict[str, object]:
    finding = each.finding
    place = finding.places[0]
    identity = sha256(f"{finding.path}\0{finding.fingerprint}".encode("utf-8", "surrogatepass"))
    return {
        "description": plain(in_full(finding)),
        "check_name": f"{finding.rule} {finding.name}",
        "fingerprint": identity.hexdigest(),
        "severity": _SEVERITIES[finding.severity],
        "location": {
            "path": mask(finding.path),
            "lines": {"begin": place.start.line, "end": place.end.line},
        },
    }
