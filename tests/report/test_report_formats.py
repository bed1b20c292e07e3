"""The formats that other programs read, each read by a reader that is not ours."""

from __future__ import annotations

import csv
import gzip
import io
import json
import re
from dataclasses import replace
from typing import Any
from xml.etree import ElementTree as ET

import jsonschema
import pytest
from junitparser import JUnitXml
from markdown_it import MarkdownIt
from sample_oped import SOURCE, audit, online_findings, span
from sarif_pydantic import Sarif

from linkaudit.article import Vocabulary, read
from linkaudit.model import Audit, AuditedArticle, Edit, Evidence, Finding, Format, Severity, Skipped, Source
from linkaudit.options import FORMATS
from linkaudit.report import OutputFormat, RenderOptions, github, render, sarif, step_summary
from linkaudit.rules import Policy, catalogue, judge

PAYLOADS = (
    "::error file=x::owned",
    "\n::set-output name=a::b",
    "%0A::warning::x",
    "<script>alert(1)</script>",
    '"><img src=x onerror=alert(1)>',
    "[click](javascript:alert(1))",
    "![x](https://evil.example/x.png)",
    "](https://evil.example) | cell | `code`",
    '=HYPERLINK("https://evil.example")',
    "\x1b]0;title\x07\x9b31mred",
    "\u202etxet\u2066 \ud800 \x00 \u2028",
    "]]>&lt;!--<![CDATA[ --><!ENTITY x SYSTEM 'file:///etc/passwd'>",
)
URI = {"type": "string", "pattern": r"^(?!/|[a-z]+:)[!-~]+$"}
SCHEMA = {
    "type": "object",
    "required": ["version", "runs", "$schema"],
    "properties": {
        "version": {"const": "2.1.0"},
        "runs": {
            "type": "array",
            "items": {
                "type": "object",
                "required": ["tool", "results", "columnKind", "invocations"],
                "properties": {
                    "columnKind": {"enum": ["utf16CodeUnits", "unicodeCodePoints"]},
                    "tool": {
                        "type": "object",
                        "properties": {
                            "driver": {
                                "type": "object",
                                "required": ["name", "rules"],
                                "properties": {
                                    "rules": {
                                        "type": "array",
                                        "items": {
                                            "type": "object",
                                            "required": ["id", "shortDescription", "help"],
                                            "properties": {"properties": {"not": {"required": ["security-severity"]}}},
                                        },
                                    }
                                },
                            }
                        },
                    },
                    "results": {
                        "type": "array",
                        "items": {
                            "type": "object",
                            "required": ["ruleId", "ruleIndex", "level", "message", "locations", "partialFingerprints"],
                            "properties": {
                                "level": {"enum": ["none", "note", "warning", "error"]},
                                "message": {"type": "object", "required": ["text"]},
                                "partialFingerprints": {
                                    "type": "object",
                                    "required": ["primaryLocationLineHash"],
                                    "additionalProperties": {"type": "string"},
                                },
                                "locations": {
                                    "type": "array",
                                    "minItems": 1,
                                    "maxItems": 1,
                                    "items": {
                                        "type": "object",
                                        "properties": {
                                            "physicalLocation": {
                                                "type": "object",
                                                "required": ["artifactLocation", "region"],
                                                "properties": {
                                                    "artifactLocation": {
                                                        "type": "object",
                                                        "properties": {"uri": URI},
                                                    },
                                                    "region": {
                                                        "type": "object",
                                                        "required": ["startLine", "startColumn"],
                                                        "additionalProperties": {"type": "integer", "minimum": 1},
                                                    },
                                                },
                                            }
                                        },
                                    },
                                },
                            },
                        },
                    },
                },
            },
        },
    },
}  # the part of the schema of SARIF 2.1.0 that the log uses


def printed(output_format: OutputFormat, told: Audit | None = None, **options: Any) -> str:
    return render(told or audit(), output_format, RenderOptions(**options), catalogue())


def of_text(text: str, path: str = "a.md") -> Audit:
    article = read(Source(path, text.encode(), Format.MARKDOWN), Vocabulary())
    return audit(articles=(AuditedArticle(article, Evidence(), judge(article, Evidence(), Policy())),))


def many(number: int) -> Audit:
    findings = tuple(
        replace(online_findings()[0], severity=list(Severity)[at % 3], fingerprint=f"{at:016x}") for at in range(number)
    )
    return audit(articles=(replace(audit().articles[0], findings=findings),))


def poisoned(payload: str) -> Audit:
    """An audit with a payload wherever a text comes from outside."""
    whole = audit()
    findings = tuple(
        replace(found, path=payload, message=payload, excerpt=payload, note=payload, url=payload)
        for found in online_findings()
    )
    article = replace(whole.articles[0].article, path=payload, title=payload, byline=payload)
    hostile = replace(whole.articles[0], article=article, findings=findings)
    return replace(whole, articles=(hostile,), skipped=(Skipped(payload, payload),), warnings=(payload,))


def test_every_format_can_be_chosen() -> None:
    assert set(FORMATS) == set(OutputFormat)


def test_sarif_is_what_the_standard_says_and_another_reader_reads() -> None:
    text = printed(OutputFormat.SARIF, prefix="site/")
    jsonschema.validate(json.loads(text), SCHEMA)
    (run,) = Sarif.model_validate_json(text).runs
    assert run.tool.driver.name == "linkaudit"
    found = [(result.rule_id, result.locations[0].physical_location.region.start_line) for result in run.results or ()]
    assert found == [(each.rule, each.places[0].start.line) for each in listed(online_findings())]
    assert json.loads(text)["runs"][0]["results"][0]["locations"][0]["physicalLocation"]["artifactLocation"] == {
        "uri": "site/opinion/quay.md",
        "uriBaseId": "%SRCROOT%",
    }


def listed(findings: tuple[Finding, ...]) -> list[Finding]:
    return sorted((each for each in findings if not each.counted), key=lambda each: each.places[0].span)


def test_sarif_keeps_its_fingerprints_when_a_paragraph_is_put_above() -> None:
    text = "Reuters [reports](#) that it rains.\n\nThe mayor [said](#) so.\n"
    before, after = (printed(OutputFormat.SARIF, of_text(prefix + text)) for prefix in ("", "New words.\n\nMore.\n\n"))
    marks = [
        [(each["partialFingerprints"], each["ruleId"]) for each in json.loads(log)["runs"][0]["results"]]
        for log in (before, after)
    ]
    assert marks[0] == marks[1]
    assert len(marks[0]) == 2


def test_sarif_leaves_out_the_least_severe_and_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sarif, "MOST_RESULTS", 300)
    (run,) = json.loads(printed(OutputFormat.SARIF, many(400)))["runs"]
    assert len(run["results"]) == 300
    levels = [each["level"] for each in run["results"]]
    assert [levels.count(level) for level in ("error", "warning", "note")] == [134, 133, 33]
    (said,) = run["invocations"][0]["toolExecutionNotifications"]
    assert said["message"]["text"].startswith("100 findings left out")


def test_sarif_is_halved_until_it_is_small_enough(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sarif, "MOST_BYTES", 3_000)
    text = printed(OutputFormat.SARIF, many(400))
    assert len(gzip.compress(text.encode(), 6)) <= 3_000
    assert len(json.loads(text)["runs"][0]["results"]) in (200, 100, 50, 25)


def test_annotations_are_the_ten_worst_of_each_kind_and_the_rest_is_counted() -> None:
    lines = printed(OutputFormat.GITHUB, many(500)).splitlines()
    assert [sum(line.startswith(f"::{kind} ") for line in lines) for kind in ("error", "warning", "notice")] == [10] * 3
    assert [line for line in lines if " more " in line] == [
        "157 more errors not shown here; the summary of the run lists them.",
        "157 more warnings not shown here; the summary of the run lists them.",
        "156 more notes not shown here; the summary of the run lists them.",
    ]


def test_the_summary_of_a_run_is_cut_after_a_line(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(github, "MOST_BYTES", 10_000)
    long = step_summary(many(500), RenderOptions())
    assert 9_000 < len(long.encode()) < 10_100
    assert long.endswith("\nThe rest is left out: the summary would be too long.\n")


def test_junit_is_read_by_another_reader() -> None:
    suites = JUnitXml.fromstring(printed(OutputFormat.JUNIT).encode())
    (suite,) = list(suites)
    assert suite.tests == len(list(suite))
    results = [type(each).__name__ for case in suite for each in case.result]
    assert (suite.failures, suite.skipped) == (results.count("Failure"), results.count("Skipped"))
    assert results.count("Failure") == 4


def test_what_could_not_be_judged_is_skipped() -> None:
    (suite,) = list(
        JUnitXml.fromstring(printed(OutputFormat.JUNIT, of_text("It [rains](https://a.example/x).\n")).encode())
    )
    assert (suite.tests, suite.failures, suite.skipped) == (1, 0, 1)


def test_columns_of_rdjson_are_bytes() -> None:
    text = "Überall 🚢 [sagte](#) Müller: „Nein“.\n"
    (found,) = json.loads(printed(OutputFormat.RDJSON, of_text(text)))["diagnostics"]
    column = found["location"]["range"]["start"]["column"]
    assert text.encode()[column - 1 :].startswith(b"[sagte]")


def test_a_fix_is_a_suggestion() -> None:
    sample = audit().articles[0]
    place = span("[reports](#)")
    fixed = replace(online_findings()[0], fix=(Edit(place, "[reports](https://a.example/)"),))
    told = audit(articles=(replace(sample, findings=(fixed,)),))
    (found,) = json.loads(printed(OutputFormat.RDJSON, told))["diagnostics"]
    assert found["suggestions"][0]["text"] == "[reports](https://a.example/)"
    line = SOURCE.split("\n")[found["suggestions"][0]["range"]["start"]["line"] - 1]
    assert line.encode()[found["suggestions"][0]["range"]["start"]["column"] - 1 :].startswith(b"[reports]")


def test_fingerprints_of_gitlab_are_unique() -> None:
    two = audit(
        articles=(
            of_text("Reuters [reports](#).\n").articles[0],
            of_text("Reuters [reports](#).\n", "b.md").articles[0],
        )
    )
    marks = [each["fingerprint"] for each in json.loads(printed(OutputFormat.GITLAB, two))]
    assert len(set(marks)) == len(marks) == 2


@pytest.mark.parametrize("output_format", OutputFormat)
@pytest.mark.parametrize("payload", PAYLOADS)
def test_nothing_is_injected(output_format: OutputFormat, payload: str) -> None:
    text = printed(output_format, poisoned(payload))
    text.encode()
    assert all(line.isprintable() for line in text.replace("\r\n", "\n").split("\n"))
    match output_format:
        case OutputFormat.GITHUB:
            lines = text.splitlines()
            assert sum(line.startswith("::") for line in lines) == len(listed(online_findings())) + 1
            assert all(re.match(r"::\w+ (?:\w+=[^:,]*,?)*::|::warning::", line) for line in lines if line[:2] == "::")
        case OutputFormat.MARKDOWN:
            html = MarkdownIt("gfm-like", {"html": True}).render(text)
            assert not re.search(r"<(?!/?(?:h[34]|p|table|thead|tbody|tr|th|td|ul|li|code)\b)", html)
        case OutputFormat.CSV:
            assert not [cell for row in csv.reader(io.StringIO(text)) for cell in row if cell[:1] in "=+-@" and cell]
        case OutputFormat.JUNIT:
            assert {element.tag for element in ET.fromstring(text).iter()} <= {
                "testsuites", "testsuite", "testcase", "failure", "skipped", "error", "system-out",
            }  # fmt: skip
        case OutputFormat.SARIF:
            jsonschema.validate(json.loads(text), SCHEMA)
            assert "markdown" not in json.dumps(json.loads(text)["runs"][0]["results"])
        case OutputFormat.JSON | OutputFormat.GITLAB | OutputFormat.RDJSON:
            json.loads(text)
        case OutputFormat.TEXT | OutputFormat.CONCISE:
            assert not any(line.lstrip().startswith("::") for line in text.splitlines())
