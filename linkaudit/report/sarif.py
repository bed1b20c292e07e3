"""SARIF 2.1.0 (OASIS), as code scanning reads it: one run, a result for each finding, the rules with their help.

Laws: pure, no I/O. Code scanning takes at most 25,000 results in 10 MB, and looks at the first location alone; what is
beyond that is left out, the least severe first, and the log says so.
"""

from __future__ import annotations

import gzip
from collections.abc import Mapping, Sequence
from posixpath import normpath
from urllib.parse import quote

from linkaudit import __version__
from linkaudit.masking import mask
from linkaudit.model import Audit, Place, Severity
from linkaudit.report.headline import skipped
from linkaudit.report.options import RenderOptions, RuleText
from linkaudit.report.sinks import as_json, plain
from linkaudit.report.told import Told, in_full, told, worst_first
from linkaudit.report.words import instant, plural

MOST_RESULTS = 25_000
MOST_BYTES = 10_000_000
"""Of the log when it is packed with gzip."""

_SCHEMA = "https://json.schemastore.org/sarif-2.1.0.json"
_LEVELS = {Severity.ERROR: "error", Severity.WARNING: "warning", Severity.NOTE: "note"}

Json = dict[str, object]


def sarif_report(audit: Audit, options: RenderOptions, rules: Sequence[RuleText]) -> str:
    """The log; its addresses are relative to the root of the repository, which `options.prefix` leads from."""
    findings = told(audit, verbose=options.verbose)
    room = MOST_RESULTS
    while True:
        kept = findings if len(findings) <= room else worst_first(findings)[:room]
        document = as_json(_log(audit, kept, len(findings) - len(kept), options, {rule.code: rule for rule in rules}))
        if len(kept) <= 1 or len(gzip.compress(document.encode(), 6)) <= MOST_BYTES:
            return document
        room = len(kept) // 2


def _log(
    audit: Audit, findings: Sequence[Told], left_out: int, options: RenderOptions, rules: Mapping[str, RuleText]
) -> Json:
    codes = list(dict.fromkeys(each.finding.rule for each in findings))
    run: Json = {
        "tool": {
            "driver": {
                "name": "linkaudit",
                "version": __version__,
                "rules": [_rule(code, rules.get(code)) for code in codes],
            }
        },
        "columnKind": "unicodeCodePoints",
        "originalUriBaseIds": {"%SRCROOT%": {"description": {"text": "The root of the repository."}}},
        "invocations": [_invocation(audit, left_out)],
        "results": [_result(each, codes, options.prefix) for each in findings],
    }
    return {"$schema": _SCHEMA, "version": "2.1.0", "runs": [run]}


def _rule(code: str, rule: RuleText | None) -> Json:
    if rule is None:
        return {"id": code}
    return {
        "id": code,
        "name": rule.name,
        "shortDescription": {"text": rule.doc.partition("\n\n")[0].replace("\n", " ")},
        "help": {"text": rule.doc, "markdown": rule.doc},
        "defaultConfiguration": {"level": _LEVELS[rule.severity]},
    }


def _invocation(audit: Audit, left_out: int) -> Json:
    said = [*audit.warnings, *map(skipped, audit.skipped)]
    if left_out:
        said.append(f"{plural(left_out, 'finding')} left out, the least severe: the log would be too long")
    return {
        "executionSuccessful": audit.complete,
        "startTimeUtc": instant(audit.started),
        "endTimeUtc": instant(audit.finished),
        "toolExecutionNotifications": [{"level": "warning", "message": {"text": plain(line)}} for line in said],
    }


def _result(each: Told, codes: Sequence[str], prefix: str) -> Json:
    finding = each.finding
    first, *others = (_location(finding.path, place, prefix) for place in finding.places)
    result: Json = {
        "ruleId": finding.rule,
        "ruleIndex": codes.index(finding.rule),
        "level": _LEVELS[finding.severity],
        "message": {"text": plain(in_full(finding))},
        "locations": [first],
        "partialFingerprints": {"primaryLocationLineHash": f"{finding.fingerprint}:1"},
    }
    if others:
        result["relatedLocations"] = others
    return result


def _location(path: str, place: Place, prefix: str) -> Json:
    return {
        "physicalLocation": {
            "artifactLocation": {
                "uri": quote(normpath(prefix + mask(path)), errors="replace"),
                "uriBaseId": "%SRCROOT%",
            },
            "region": {
                "startLine": place.start.line,
                "startColumn": place.start.column,
                "endLine": place.end.line,
                "endColumn": place.end.column,
            },
        }
    }
