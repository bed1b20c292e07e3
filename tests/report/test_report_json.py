"""The JSON contract: what is printed is what docs/linkaudit-1.schema.json says, no more and no less."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator
from sample_oped import COPY, MINUTES, QUAY, SOURCE, SURVEY, article, audit, evidence, online_findings

from linkaudit.model import (
    ArchiveReason,
    ArchiveStatus,
    AuditedArticle,
    ClaimVerdict,
    Confidence,
    Edit,
    Evidence,
    FindingState,
    Format,
    LinkForm,
    LinkKind,
    LookupSource,
    PublishedFrom,
    Reason,
    Role,
    Severity,
    SourceType,
    Span,
    StopReason,
    SuppressedBy,
    Verdict,
)
from linkaudit.report import OutputFormat, RenderOptions, render, render_extract
from linkaudit.report.words import archive_words

SCHEMA = json.loads((Path(__file__).parents[2] / "docs" / "linkaudit-1.schema.json").read_text(encoding="utf-8"))


def closed(schema: Any) -> Any:
    """The schema with every object closed: a member that it does not describe is an error here."""
    if isinstance(schema, list):
        return [closed(each) for each in schema]
    if not isinstance(schema, dict):
        return schema
    inner = {key: closed(each) for key, each in schema.items()}
    return {**inner, "additionalProperties": False} if isinstance(inner.get("properties"), dict) else inner


STRICT = Draft202012Validator(closed(SCHEMA))


def document(**options: Any) -> Any:
    return json.loads(render(audit(), OutputFormat.JSON, RenderOptions(**options)))


def test_the_schema_is_a_schema() -> None:
    Draft202012Validator.check_schema(SCHEMA)


@pytest.mark.parametrize("online", [True, False])
@pytest.mark.parametrize("verbose", [True, False])
def test_an_audit_is_what_the_schema_says(online: bool, verbose: bool) -> None:
    printed = render(audit(online), OutputFormat.JSON, RenderOptions(verbose=verbose))
    STRICT.validate(json.loads(printed))


def test_a_stopped_audit_and_resolved_findings_are_what_the_schema_says() -> None:
    first, second, *_ = online_findings()
    findings = (
        replace(first, state=FindingState.RESOLVED, places=()),
        replace(second, state=FindingState.SUPPRESSED, suppressed_by=SuppressedBy.INLINE),
    )
    of = audit(articles=(AuditedArticle(article(), evidence(), findings),), stopped=StopReason.INTERRUPTED)
    printed = json.loads(render(of, OutputFormat.JSON, RenderOptions()))
    STRICT.validate(printed)
    assert printed["complete"] is False
    assert printed["findings"][0]["start"] is None
    assert printed["summary"]["findings"] == {"error": 0, "warning": 0, "note": 0, "suppressed": 1}


def test_an_extract_has_the_same_articles_and_nothing_of_the_web() -> None:
    printed = json.loads(render_extract([article()]))
    STRICT.validate(printed)
    assert set(printed) == {"schema", "tool", "articles"}
    assert (
        printed["articles"] == json.loads(render(audit(online=False), OutputFormat.JSON, RenderOptions()))["articles"]
    )


@pytest.mark.parametrize(
    ("path", "members"),
    [
        (("claim", "role"), Role),
        (("claim", "verdict"), ClaimVerdict),
        (("link", "kind"), LinkKind),
        (("link", "form"), LinkForm),
        (("attribution", "type"), SourceType),
        (("article", "format"), Format),
        (("article", "published_from"), [*PublishedFrom, None]),
        (("check", "verdict"), Verdict),
        (("check", "reason"), Reason),
        (("archive", "status"), ArchiveStatus),
        (("archive", "reason"), [*ArchiveReason, None]),
        (("archive", "source"), [*LookupSource, None]),
        (("finding", "severity"), Severity),
        (("finding", "confidence"), Confidence),
        (("finding", "state"), FindingState),
        (("finding", "suppressed_by"), [*SuppressedBy, None]),
    ],
)
def test_the_schema_knows_every_value(path: tuple[str, str], members: Any) -> None:
    kind, member = path
    assert set(SCHEMA["$defs"][kind]["properties"][member]["enum"]) == set(members)


def test_the_schema_knows_every_reason_to_stop() -> None:
    assert set(SCHEMA["properties"]["stopped"]["enum"]) == {*StopReason, None}


def test_spans_cut_the_source_where_they_say() -> None:
    claims = document()["articles"][0]["claims"]
    reports = claims[3]["links"][0]
    assert SOURCE[reports["start"] : reports["end"]] == "[reports](#)"
    assert SOURCE[reports["href_start"] : reports["href_end"]] == "#"
    assert (reports["line"], reports["column"], reports["end_column"]) == (11, 9, 21)
    assert claims[4]["rests_on"] == claims[3]["id"]
    assert claims[4]["quotations"][0]["match"] is None


def test_one_check_per_address_and_the_link_names_the_same() -> None:
    printed = document()
    urls = [check["url"] for check in printed["checks"]]
    linked = {link["url"] for claim in printed["articles"][0]["claims"] for link in claim["links"] if link["url"]}
    assert len(urls) == len(set(urls)) == printed["summary"]["urls"]
    assert set(urls) == linked


def test_a_check_carries_its_observation_and_its_copy() -> None:
    check = next(check for check in document()["checks"] if check["url"] == MINUTES)
    assert (check["verdict"], check["reason"], check["status"]) == ("broken", "not_found", 404)
    assert check["observed"] == "2023-05-04T12:00:00Z"
    assert check["elapsed_ms"] == 218
    assert check["archive"]["status"] == "archived"
    assert check["archive"]["delta_days"] == 1
    assert check["archive"]["url"] == COPY.url


def test_a_day_from_git_is_the_lines_and_not_the_articles() -> None:
    undated = replace(article(), published=None, published_from=None)
    known = replace(evidence(), written=frozenset({MINUTES}))
    of = audit(articles=(AuditedArticle(undated, known, ()),))
    printed = json.loads(render(of, OutputFormat.JSON, RenderOptions()))
    STRICT.validate(printed)
    told = printed["articles"][0]
    assert (told["published"], told["published_from"]) == (None, "git")
    assert "1 day after the line was written" in archive_words(known.lookups[MINUTES], written=True)


def test_what_was_not_asked_says_why() -> None:
    online = next(check for check in document()["checks"] if check["url"] == SURVEY)
    assert (online["archive"]["status"], online["archive"]["reason"]) == ("not_asked", "policy")
    offline = json.loads(render(audit(online=False), OutputFormat.JSON, RenderOptions()))["checks"][0]
    assert (offline["verdict"], offline["reason"], offline["observed"]) == ("unchecked", "offline", None)
    assert offline["archive"]["reason"] == "offline"


def test_the_summary_counts_body_claims_and_hyperlinks() -> None:
    summary = document()["summary"]
    assert summary["claims"] == 5
    assert summary["claim_verdicts"]["placeholder"] == 3
    assert summary["claim_verdicts"]["unlinked"] == 1
    assert (summary["links"], summary["bare_addresses"], summary["placeholders"]) == (11, 1, 8)
    assert summary["findings"] == {"error": 4, "warning": 2, "note": 1, "suppressed": 0}
    assert summary["seconds"] == 4


def test_what_is_merely_counted_is_listed_on_demand() -> None:
    assert "LA105" not in {found["rule"] for found in document()["findings"]}
    assert "LA105" in {found["rule"] for found in document(verbose=True)["findings"]}


def test_a_repair_that_would_print_a_secret_is_withheld() -> None:
    fixed = next(found for found in document()["findings"] if found["rule"] == "LA301")
    [edit] = fixed["fix"]["edits"]
    assert SOURCE[edit["start"] : edit["end"]] == MINUTES
    assert edit["replace"] == COPY.url
    leaky = replace(online_findings()[0], fix=(Edit(Span(0, 1), QUAY),))
    printed = render(
        audit(articles=(AuditedArticle(article(), Evidence(), (leaky,)),)), OutputFormat.JSON, RenderOptions()
    )
    assert json.loads(printed)["findings"][0]["fix"] is None
    assert "s3cr3t" not in printed
