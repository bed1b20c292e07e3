"""JUnit XML: a suite for each article, a case for each claim that rests on a source.

Laws: pure, no I/O. A claim with an error fails; one whose source could not be judged from here is skipped; warnings
and notes are told and fail nothing.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from xml.etree import ElementTree as ET

from linkaudit.model import Audit, AuditedArticle, ClaimVerdict, Finding, Severity
from linkaudit.report.blocks import place
from linkaudit.report.figures import counted_claims, listed
from linkaudit.report.options import RenderOptions
from linkaudit.report.sinks import xml
from linkaudit.report.told import in_full
from linkaudit.report.words import CLAIM_STATES

_NOT_JUDGED = frozenset({ClaimVerdict.UNVERIFIABLE, ClaimVerdict.UNCHECKED})
_NAME = 80
"""Code points of a claim's words in the name of its case."""


@dataclass(frozen=True, slots=True)
class _Case:
    """What is reported on: where it stands, its words, what was found about it, and why it was not judged."""

    where: str
    words: str
    findings: Sequence[Finding]
    skipped: str | None = None


def junit_report(audit: Audit, options: RenderOptions) -> str:
    """The XML document; an article that was not read is a suite with an error."""
    suites = ET.Element("testsuites", name="linkaudit")
    for audited in audit.articles:
        _suite(suites, audited.article.path, list(_cases(audited, options)))
    for skip in audit.skipped:
        suite = ET.SubElement(suites, "testsuite", name=xml(skip.path), tests="1", errors="1")
        case = ET.SubElement(suite, "testcase", classname=xml(skip.path), name="reading")
        ET.SubElement(case, "error", message=xml(skip.reason))
    ET.indent(suites)
    return '<?xml version="1.0" encoding="UTF-8"?>\n' + ET.tostring(suites, "unicode") + "\n"


def _cases(audited: AuditedArticle, options: RenderOptions) -> Iterator[_Case]:
    of_claim: dict[str | None, list[Finding]] = {}
    for found in listed(audited.findings, options.verbose):
        of_claim.setdefault(found.claim, []).append(found)
    for claim, verdict in counted_claims(audited):
        findings = of_claim.pop(claim.id, [])
        where = place(audited.article.path, audited.article.position(claim.span.start))
        yield _Case(where, claim.text, findings, CLAIM_STATES[verdict] if verdict in _NOT_JUDGED else None)
    for rest in of_claim.values():
        for found in rest:
            yield _Case(place(found.path, found.places[0].start), found.excerpt, [found])


def _suite(suites: ET.Element, path: str, cases: Sequence[_Case]) -> None:
    suite = ET.SubElement(suites, "testsuite", name=xml(path), errors="0")
    made = [_case(suite, path, case) for case in cases]
    for name, number in _counts(made).items():
        suite.set(name, str(number))


def _counts(made: Sequence[str]) -> Mapping[str, int]:
    return {"tests": len(made), "failures": made.count("failure"), "skipped": made.count("skipped")}


def _case(suite: ET.Element, path: str, case: _Case) -> str:
    """Add a case to its suite; how it ended."""
    name = xml(f"{case.where} {case.words}")[: len(case.where) + _NAME]
    element = ET.SubElement(suite, "testcase", classname=xml(path), name=name)
    wrong = [found for found in case.findings if found.severity is Severity.ERROR]
    other = [found for found in case.findings if found.severity is not Severity.ERROR]
    ending = "passed"
    if wrong:
        ending = "failure"
        failure = ET.SubElement(element, "failure", message=xml(wrong[0].message), type=wrong[0].rule)
        failure.text = _lines(wrong)
    elif case.skipped is not None:
        ending = "skipped"
        ET.SubElement(element, "skipped", message=case.skipped)
    if other:
        ET.SubElement(element, "system-out").text = _lines(other)
    return ending


def _lines(findings: Sequence[Finding]) -> str:
    return "\n".join(
        f"{place(found.path, found.places[0].start)}: {found.severity} {found.rule} {xml(in_full(found))}"
        for found in findings
    )
