"""What an editor reads, compared letter by letter. `LINKAUDIT_GOLDEN=write pytest tests/report` refreshes it."""

from __future__ import annotations

import os
import re
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path

import pytest
from sample_oped import CHECKED, MINUTES, QUAY, SURVEY, article, audit, evidence, online_findings

from linkaudit.model import (
    ArchiveStatus,
    Audit,
    AuditedArticle,
    Claim,
    Evidence,
    Fetch,
    Finding,
    FindingState,
    Lookup,
    Network,
    Position,
    PublishedFrom,
    Reason,
    Role,
    Skipped,
    Span,
    StopReason,
)
from linkaudit.report import OutputFormat, RenderOptions, render
from linkaudit.report.blocks import place
from linkaudit.urls import normalise

GOLDEN = Path(__file__).parent / "golden"


@dataclass(frozen=True)
class About:
    code: str
    summary: str


RULES = (About("LA101", "A link in the text that goes nowhere."), About("LA110", "A source named without a link."))


def text(of: Audit, **options: object) -> str:
    return render(of, OutputFormat.TEXT, RenderOptions(**options), RULES)  # type: ignore[arg-type]


def one(
    path: str = "opinion/quay.md", findings: tuple[Finding, ...] = (), known: Evidence | None = None
) -> AuditedArticle:
    told = tuple(replace(found, path=path) for found in findings)
    return AuditedArticle(replace(article(), path=path), known or evidence(), told)


def ready(path: str = "news/ready.md") -> AuditedArticle:
    """An article with two claims, both of which open."""
    claims = tuple(
        replace(claim, links=tuple(link for link in claim.links if link.url == SURVEY), rests_on=None)
        for claim in article().claims
        if claim.id == "c10"
    )
    return AuditedArticle(replace(article(), path=path, claims=claims), evidence(), ())


def unreached(stopped: StopReason, network: Network, why: Reason) -> Audit:
    known = Evidence({MINUTES: Fetch(MINUTES, CHECKED, 200)} if network is Network.WORKS else {}, {}, {}, network, why)
    hint = ("HTTPS_PROXY is set but not used; pass --proxy",) if network is Network.NONE else ()
    return audit(articles=(one(known=known),), stopped=stopped, warnings=hint)


def several() -> Audit:
    found = online_findings()
    return audit(
        articles=(one("news/few.md", found[3:5]), ready(), one("news/many.md", found), ready("news/fine.md")),
        skipped=(Skipped("news/old.doc", "a Word 97 file: save it as .docx"),),
    )


CASES: dict[str, Callable[[], str]] = {
    "offline": lambda: text(audit(online=False)),
    "online": lambda: text(audit()),
    "everything": lambda: text(audit(), verbose=True, show_all=True, statistics=True),
    "narrow": lambda: text(audit(), width=60),
    "quiet": lambda: text(audit(), quiet=True),
    "ready": lambda: text(audit(articles=(ready(),))),
    "several": lambda: text(several()),
    "several_cut": lambda: text(several(), limit=3),
    "no_network": lambda: text(unreached(StopReason.NO_NETWORK, Network.NONE, Reason.POLICY)),
    "budget": lambda: text(unreached(StopReason.BUDGET, Network.WORKS, Reason.BUDGET)),
    "concise": lambda: render(several(), OutputFormat.CONCISE, RenderOptions()),
}


@pytest.mark.parametrize("name", CASES)
def test_it_prints_what_an_editor_should_read(name: str) -> None:
    printed, golden = CASES[name](), GOLDEN / f"{name}.txt"
    if os.environ.get("LINKAUDIT_GOLDEN") == "write":
        golden.write_text(printed, encoding="utf-8")
    assert printed == golden.read_text(encoding="utf-8")


@pytest.mark.parametrize("width", [60, 80, 100])
def test_no_line_is_wider_than_asked_but_for_addresses_and_queries(width: int) -> None:
    for line in text(audit(), width=width, verbose=True, show_all=True).splitlines():
        assert len(line) <= width or "https://" in line or line.startswith("    search  "), line


def test_colour_adds_escape_codes_and_changes_nothing_else() -> None:
    options = {"verbose": True, "show_all": True, "statistics": True}
    coloured = text(audit(), colour=True, **options)
    assert "\x1b[1;31merror\x1b[0m" in coloured
    assert re.sub(r"\x1b\[[0-9;]*m", "", coloured) == text(audit(), **options)


def test_quiet_and_ready_says_nothing() -> None:
    assert text(audit(articles=(ready(), ready("b.md"))), quiet=True) == ""


def test_silenced_and_known_findings_are_counted_not_listed() -> None:
    first, second, *_ = online_findings()
    states = (replace(first, state=FindingState.SUPPRESSED), replace(second, state=FindingState.UNCHANGED))
    gone = replace(first, state=FindingState.RESOLVED, places=())
    printed = text(audit(articles=(one(findings=(*states, gone)),)))
    assert "LA101" not in printed
    assert printed.endswith("\n1 silenced, 1 known already.\n")
    assert '"reports" goes nowhere' in text(audit(articles=(one(findings=states),)), verbose=True)


def test_an_article_without_sources_has_nothing_to_check() -> None:
    bare = replace(article(), claims=(Claim("c1", Span(0, 5), "The N", Role.BODY),))
    printed = text(audit(articles=(AuditedArticle(bare, evidence(), ()),)))
    assert printed.startswith("opinion/quay.md: no link and no named source in the text: nothing to check\n")


@pytest.mark.parametrize("words", ["", " ", "\n", "x" * 300, "x " * 300])
@pytest.mark.parametrize("width", [20, 100])
def test_odd_words_are_printed_all_the_same(words: str, width: int) -> None:
    found = tuple(replace(each, message=words, excerpt=words, note=words) for each in online_findings())
    printed = text(audit(articles=(one(findings=found),), warnings=(words,)), width=width, verbose=True)
    assert printed.count("LA101") >= 3


def test_nothing_is_said_about_articles_when_none_could_be_read() -> None:
    printed = text(audit(articles=(), skipped=(Skipped("a.md", "it is empty"),)), quiet=True)
    assert printed == "a.md: not checked: it is empty\n"


def test_five_links_that_are_all_empty_were_lost_in_copying() -> None:
    links = tuple(link for claim in article().claims for link in claim.links if link.href == "#")
    body = replace(article().claims[2], links=links[:5])
    printed = text(audit(articles=(AuditedArticle(replace(article(), claims=(body,)), Evidence(), ()),)))
    assert 'All 5 links in the text are "#": the addresses were probably lost when the text was copied.' in printed
    few = replace(body, links=links[:4])
    assert "lost" not in text(audit(articles=(AuditedArticle(replace(article(), claims=(few,)), Evidence(), ()),)))


@pytest.mark.parametrize(
    ("found", "words"),
    [
        (PublishedFrom.FRONT_MATTER, "from the front matter"),
        (PublishedFrom.OPTION, "from --published"),
        (PublishedFrom.GIT, "the day the file was added to git"),
        (PublishedFrom.HTML, "from the page's own data"),
    ],
)
def test_it_says_where_the_date_of_publication_comes_from(found: PublishedFrom, words: str) -> None:
    dated = replace(article(), published_from=found, datelines=())
    printed = text(audit(articles=(AuditedArticle(dated, evidence(), ()),)))
    assert f"Dates   read against 4 May 2023 ({words}; --published sets it)\n" in printed


def test_a_silent_archive_is_not_an_empty_one() -> None:
    dead = replace(online_findings()[-2], rule="LA201", note=None, excerpt="")
    silent = replace(evidence(), lookups={MINUTES: Lookup(MINUTES, CHECKED, ArchiveStatus.UNANSWERED)})
    empty = replace(evidence(), lookups={MINUTES: Lookup(MINUTES, CHECKED, ArchiveStatus.NONE)})
    told = text(audit(articles=(one(findings=(dead,), known=silent),)))
    assert "The archive did not answer: not known whether a copy exists" in told
    assert f"address {MINUTES}" in told
    told = text(audit(articles=(one(findings=(dead,), known=empty),)))
    assert "No copy in the Wayback index (asked 4 May 2023)" in told


def test_an_interrupted_audit_says_that_it_is_incomplete() -> None:
    printed = text(audit(articles=(one(known=Evidence(unchecked=Reason.INTERRUPTED)),), stopped=StopReason.TERMINATED))
    assert "Stopped before the end: none of the 3 addresses could be checked. This report is incomplete." in printed
    assert "dead" not in printed


def test_a_refusing_share_button_is_no_work_for_the_editor() -> None:
    button = replace(online_findings()[-1], claim="c12", url="https://www.facebook.com/tidewater")
    printed = text(audit(articles=(one(findings=(button,)),)))
    assert "by hand" not in printed
    assert "1 address in bylines, tags and share buttons could not be opened from here (-v lists them)" in printed
    assert "https://www.facebook.com/tidewater" in text(audit(articles=(one(findings=(button,)),)), verbose=True)


def test_the_same_refusing_source_is_named_once() -> None:
    blocked = online_findings()[-1]
    printed = text(audit(articles=(one("a.md", (blocked,)), one("b.md", (blocked,)))))
    address = normalise(QUAY.replace("s3cr3t", "***"))
    assert address is not None
    assert printed.count(address[0]) == 1
    assert "a.md:25:119, b.md:25:119" in printed


def test_a_word_file_is_quoted_by_paragraph() -> None:
    assert place("draft.docx", Position(14, 3)) == "draft.docx ¶14"
    assert place("draft.md", Position(14, 3)) == "draft.md:14:3"
