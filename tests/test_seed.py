"""The article that started it all: marked by hand, and every finding compared.

It is not part of the project: the tests are skipped where it is not beside the checkout.
"""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from linkaudit.article import Vocabulary, read
from linkaudit.model import Article, Evidence, Format, LinkForm, LinkKind, Role, Severity, Source
from linkaudit.rules import Policy, judge

SEED = Path(__file__).parents[2] / "shared" / "seed" / "article.md"

pytestmark = pytest.mark.skipif(not SEED.is_file(), reason="the seed article does not lie beside this checkout")

# First and last line of each claim, and how many of its links go nowhere.
PLACEHOLDERS = [
    (23, 23, 1), (25, 25, 1), (31, 31, 1), (33, 33, 1), (42, 44, 3), (44, 44, 1), (48, 48, 1), (50, 52, 4),
    (52, 52, 2), (58, 58, 2), (62, 62, 1), (64, 64, 1), (66, 66, 1), (72, 72, 1),
]  # fmt: skip


@pytest.fixture(scope="module")
def seed() -> Article:
    return read(Source("article.md", SEED.read_bytes(), Format.MARKDOWN), Vocabulary())


def test_hyperlinks_and_their_spans(seed: Article) -> None:
    hyperlinks = [link for link in seed.links if link.form is not LinkForm.BARE]
    assert len(hyperlinks) == 47
    assert sum(link.kind is LinkKind.PLACEHOLDER for link in hyperlinks) == 43
    for link in hyperlinks:
        written = link.span.slice(seed.source)
        if link.form is LinkForm.INLINE:
            assert written.startswith("[")
            assert written.endswith(f"]({link.href})")
        else:
            assert written == f"<{link.href}>"


def test_findings(seed: Article) -> None:
    found = judge(seed, Evidence(), Policy())
    listed = [finding for finding in found if not finding.counted]
    nowhere = [
        (*seed.lines(seed.claims_by_id[finding.claim or ""].span), len(finding.places))
        for finding in listed
        if finding.rule == "LA101"
    ]
    assert nowhere == PLACEHOLDERS
    others = [(finding.rule, seed.claims_by_id[finding.claim].span if finding.claim else None) for finding in listed]
    others = [(rule, span and seed.lines(span)) for rule, span in others if rule != "LA101"]
    assert others == [("LA106", (35, 40)), ("LA110", (46, 46)), ("LA106", (68, 70)), ("LA107", None)]
    assert [finding.places[0].start.line for finding in listed if finding.rule == "LA107"] == [90]
    assert [finding.severity for finding in listed].count(Severity.ERROR) == 14
    elsewhere = sum(len(finding.places) for finding in found if finding.rule == "LA105")
    assert elsewhere + 2 == 22  # the permalinks of the two posts stand under LA106


def test_whose_link_each_claim_takes(seed: Article) -> None:
    resting = {
        seed.lines(claim.span)[0]: seed.lines(seed.claims_by_id[claim.rests_on].span)[0]
        for claim in seed.claims
        if claim.rests_on is not None
    }
    assert resting == {27: 25, 29: 25, 33: 33, 48: 48, 60: 58, 62: 62, 74: 72}
    assert [seed.lines(claim.span)[0] for claim in seed.claims if claim.runs_on] == [74]


def test_expected_hosts(seed: Article) -> None:
    hosts: dict[int, set[str]] = {}
    for claim in seed.claims:
        if claim.role in (Role.BODY, Role.EMBED):
            named = [publisher for _, publisher in claim.publishers]
            named += [said.publisher for said in claim.attributions if said.publisher is not None]
            line = seed.lines(claim.span)[0]
            hosts.setdefault(line, set()).update(publisher.hosts[0] for publisher in named)
    assert hosts[25] == {"reuters.com"}
    assert hosts[35] == {"antiwar.com"}
    assert hosts[46] == hosts[48] == {"washingtonpost.com"}
    assert hosts[58] == {"abcnews.go.com"}
    assert hosts[62] == {"democracynow.org"}
    assert hosts[72] == {"responsiblestatecraft.org"}


def test_dates_from_weekdays(seed: Article) -> None:
    assert seed.published == date(2022, 10, 13)
    days = {seed.lines(claim.span)[0]: claim.dates[0].day.day for claim in seed.claims if claim.dates}
    assert {line: days[line] for line in (23, 33, 35, 58, 64, 66, 68)} == {
        23: 11, 33: 11, 35: 11, 58: 9, 64: 10, 66: 11, 68: 3,
    }  # fmt: skip
