"""The numbers that every report opens or closes with, counted once and in one way.

Laws: pure, no I/O. A claim counts when it stands in the body and carries a link or names a published source.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from linkaudit.model import (
    Audit,
    AuditedArticle,
    Claim,
    ClaimVerdict,
    Finding,
    FindingState,
    Link,
    LinkForm,
    LinkKind,
    Reason,
    Role,
    Severity,
    Verdict,
)
from linkaudit.reach import Outcome, claim_verdict, link_verdict, outcome
from linkaudit.report.words import QUOTATION_STATES
from linkaudit.support import looked_for, told


@dataclass(frozen=True, slots=True)
class Figures:
    """Counts over one or several articles.

    `links` are hyperlinks; addresses that are merely written out are `bare`. `sources` are the distinct targets of
    the counted claims, `open_sources` those that a reader can open. `text` is the body, `elsewhere` everything else.
    `addresses` counts the distinct web addresses of the hyperlinks by verdict. `speakers` are claims that give words
    to somebody, without a link and without a published source. `quotations` counts those that were looked for on cited
    pages, by what came of it (QUOTATION_STATES).
    """

    claims: int
    claim_verdicts: Mapping[ClaimVerdict, int]
    speakers: int
    links: int
    links_in_text: int
    placeholders_in_text: int
    placeholders_elsewhere: int
    placeholder_hrefs: frozenset[str]
    web_links: int
    other_links: Mapping[LinkKind, int]
    bare: int
    addresses: Mapping[Verdict, int]
    unchecked: tuple[Reason, ...]
    sources: int
    open_sources: int
    quotations: Mapping[str, int]

    @property
    def placeholders(self) -> int:
        return self.placeholders_in_text + self.placeholders_elsewhere


def figures(articles: Sequence[AuditedArticle]) -> Figures:
    """Count claims, links and addresses; an address cited by several articles is one."""
    counted = [(verdict, claim, audited) for audited in articles for claim, verdict in counted_claims(audited)]
    links = [(link, claim.role, audited) for audited in articles for claim in audited.article.claims
             for link in claim.links]  # fmt: skip
    hyper = [(link, role, audited) for link, role, audited in links if link.form is not LinkForm.BARE]
    empty = [(link, role) for link, role, audited in hyper if is_placeholder(link, audited)]
    empty_in_text = sum(role is Role.BODY for _, role in empty)
    outcomes = {link.url: outcome(link.url, audited.evidence) for link, _, audited in hyper if link.url is not None}
    sources = dict(_sources(counted))
    return Figures(
        claims=len(counted),
        claim_verdicts=Counter(verdict for verdict, _, _ in counted),
        speakers=sum(1 for audited in articles for _ in _speakers(audited)),
        links=len(hyper),
        links_in_text=sum(role is Role.BODY for _, role, _ in hyper),
        placeholders_in_text=empty_in_text,
        placeholders_elsewhere=len(empty) - empty_in_text,
        placeholder_hrefs=frozenset(link.href.strip() for link, _ in empty),
        web_links=sum(link.kind is LinkKind.WEB for link, _, _ in hyper),
        other_links=Counter(link.kind for link, _, audited in hyper if _is_other(link, audited)),
        bare=len(links) - len(hyper),
        addresses=Counter(found.verdict for found in outcomes.values()),
        unchecked=_why_unchecked(outcomes.values()),
        sources=len(sources),
        open_sources=sum(sources.values()),
        quotations=Counter(state for audited in articles for state in _quotations(audited)),
    )


def counted_claims(audited: AuditedArticle) -> Iterator[tuple[Claim, ClaimVerdict]]:
    """The claims that the summary counts, each with its verdict."""
    for claim in audited.article.claims:
        if claim.role is Role.BODY and (cites(claim) or names_published(claim)):
            verdict = claim_verdict(claim, audited.article, audited.evidence)
            if verdict is not ClaimVerdict.NONE:
                yield claim, verdict


def cites(claim: Claim) -> bool:
    """Whether the claim carries a link that could lead to a source: no picture, no mail address."""
    return any(_may_lead(link) for link in claim.links)


def is_placeholder(link: Link, audited: AuditedArticle) -> bool:
    return link_verdict(link, audited.article, audited.evidence) is ClaimVerdict.PLACEHOLDER


def listed(findings: Iterable[Finding], verbose: bool) -> list[Finding]:
    """The findings to list, in the order of the article: not the silenced, the known or the merely counted ones."""
    shown = [found for found in findings if found.places and (verbose or not found.counted)]
    known = (FindingState.SUPPRESSED, FindingState.RESOLVED, *(() if verbose else (FindingState.UNCHANGED,)))
    return sorted((found for found in shown if found.state not in known), key=lambda found: found.places[0].span)


def severities(findings: Iterable[Finding]) -> Mapping[Severity, int]:
    counts = Counter(found.severity for found in findings)
    return {severity: counts[severity] for severity in Severity}


def in_state(audit: Audit, state: FindingState) -> int:
    return sum(found.state is state for audited in audit.articles for found in audited.findings)


def _may_lead(link: Link) -> bool:
    return link.form is not LinkForm.IMAGE and link.kind not in (LinkKind.MAIL, LinkKind.OTHER)


def names_published(claim: Claim) -> bool:
    """Whether the claim names a source that publishes, and that is not the newsroom itself."""
    return bool(claim.publishers) or any(given.publisher is not None and not given.own for given in claim.attributions)


def _speakers(audited: AuditedArticle) -> Iterator[Claim]:
    for claim in audited.article.claims:
        unnamed = claim.role is Role.BODY and not cites(claim) and not names_published(claim)
        if unnamed and claim_verdict(claim, audited.article, audited.evidence) is ClaimVerdict.UNLINKED:
            yield claim


def _quotations(audited: AuditedArticle) -> Iterator[str]:
    for claim in audited.article.claims:
        for said in looked_for(claim) if claim.role is Role.BODY else ():
            found = told(said, claim, audited.article, audited.evidence)
            if found is not None:
                yield QUOTATION_STATES[found.match.verdict]


def _is_other(link: Link, audited: AuditedArticle) -> bool:
    return link.kind is not LinkKind.WEB and not is_placeholder(link, audited)


def _why_unchecked(outcomes: Iterable[Outcome]) -> tuple[Reason, ...]:
    found = {result.reason: None for result in outcomes if result.verdict is Verdict.UNCHECKED}
    return tuple(found)


def _sources(counted: Iterable[tuple[ClaimVerdict, Claim, AuditedArticle]]) -> Iterator[tuple[tuple[str, str], bool]]:
    for _, claim, audited in counted:
        for link in claim.links:
            verdict = link_verdict(link, audited.article, audited.evidence) if _may_lead(link) else None
            if verdict is not None:
                where = "" if link.url is not None else audited.article.path
                yield (where, link.url or link.href), verdict is ClaimVerdict.REACHABLE
