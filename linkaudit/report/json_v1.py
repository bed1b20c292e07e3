"""The JSON contract `linkaudit/1`, written by hand and described in docs/linkaudit-1.schema.json.

Laws: pure, no I/O. Offsets are code points, lines and columns count from 1, ends are exclusive, times are UTC.
New members may come; no enum grows and no member goes within version 1. Secrets in addresses are masked, spans still
point to the true text.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import datetime

from linkaudit import __version__
from linkaudit.masking import mask
from linkaudit.model import (
    ArchiveReason,
    ArchiveStatus,
    Article,
    Attribution,
    Audit,
    AuditedArticle,
    Claim,
    ClaimVerdict,
    Evidence,
    Fetch,
    Finding,
    FindingState,
    Link,
    Lookup,
    Place,
    PublishedFrom,
    Quotation,
    Severity,
    Verdict,
)
from linkaudit.reach import claim_verdict, confirmed, outcome
from linkaudit.report.figures import figures
from linkaudit.report.options import RenderOptions
from linkaudit.report.words import instant
from linkaudit.support import Told, support, told
from linkaudit.textfragment import text_fragment

SCHEMA = "linkaudit/1"

Json = dict[str, object]

_NOT_ASKED = "not_asked"
_QUOTATIONS = {
    "found": "found",
    "differs": "differs",
    "absent": "not found",
    "removed": "removed since",
    "cannot_tell": "cannot tell",
}
_NOWHERE = dict.fromkeys(("start", "end", "line", "column", "end_line", "end_column"))


def audit_document(audit: Audit, options: RenderOptions) -> Json:
    """The whole contract. Findings that are merely counted are left out unless `options.verbose`."""
    findings = [
        found for audited in audit.articles for found in audited.findings if options.verbose or not found.counted
    ]
    checks = list(_checks(audit.articles))
    return {
        **_preamble(),
        "started": _time(audit.started),
        "finished": _time(audit.finished),
        "complete": audit.complete,
        "stopped": audit.stopped,
        "offline": audit.offline,
        "skipped": [
            {"path": mask(skip.path), "reason": mask(skip.reason), "failed": skip.failed} for skip in audit.skipped
        ],
        "warnings": [mask(warning) for warning in audit.warnings],
        "articles": [_article(audited.article, audited.evidence) for audited in audit.articles],
        "checks": checks,
        "findings": [_finding(found) for found in findings],
        "summary": _summary(audit, checks, findings),
    }


def extract_document(articles: Iterable[Article]) -> Json:
    """The `articles` of the contract alone."""
    return {**_preamble(), "articles": [_article(article, Evidence()) for article in articles]}


def _preamble() -> Json:
    return {"schema": SCHEMA, "tool": {"name": "linkaudit", "version": __version__}}


def _article(article: Article, evidence: Evidence) -> Json:
    return {
        "path": mask(article.path),
        "format": article.format,
        "encoding": article.encoding,
        "bom": article.bom,
        "title": _masked(article.title),
        "byline": _masked(article.byline),
        "published": article.published.isoformat() if article.published else None,
        "published_from": _published_from(article, evidence),
        "language": article.language,
        "claims": [_claim(claim, article, evidence) for claim in article.claims],
    }


def _published_from(article: Article, evidence: Evidence) -> PublishedFrom | None:
    """Where the day came from. From git each line has its own, so that there is none of the article as a whole."""
    return article.published_from or (PublishedFrom.GIT if evidence.written else None)


def _claim(claim: Claim, article: Article, evidence: Evidence) -> Json:
    return {
        "id": claim.id,
        **_where(article.place(claim.span)),
        "text": mask(claim.text),
        "role": claim.role,
        "rests_on": claim.rests_on,
        "runs_on": claim.runs_on,
        "verdict": claim_verdict(claim, article, evidence),
        "support": _support(claim, article, evidence),
        "links": [_link(link, article) for link in claim.links],
        "attributions": [_attribution(given) for given in claim.attributions],
        "quotations": [_quotation(said, told(said, claim, article, evidence)) for said in claim.quotations],
    }


def _support(claim: Claim, article: Article, evidence: Evidence) -> Json:
    found = support(claim, article, evidence)
    return {
        "name": found.name or _NOT_ASKED,
        "quotation": found.quotation or _NOT_ASKED,
        "figures": found.figures or _NOT_ASKED,
    }


def _link(link: Link, article: Article) -> Json:
    start, end = link.href_span or (None, None)
    return {
        **_where(article.place(link.span)),
        "text": mask(link.text),
        "href": mask(link.href),
        "href_start": start,
        "href_end": end,
        "href_at": list(link.href_at) if link.href_at else None,
        "url": _masked(link.url),
        "fragment": _masked(link.fragment, "#"),
        "kind": link.kind,
        "form": link.form,
    }


def _attribution(given: Attribution) -> Json:
    cue_start, cue_end = given.cue_span or (None, None)
    return {
        "start": given.span.start,
        "end": given.span.end,
        "source": mask(given.source),
        "named": _masked(given.named),
        "publisher": given.publisher.name if given.publisher else None,
        "hosts": list(given.publisher.hosts) if given.publisher else [],
        "cue": given.cue,
        "cue_start": cue_start,
        "cue_end": cue_end,
        "content": [list(span) for span in given.content],
        "type": given.type,
        "own": given.own,
    }


def _quotation(said: Quotation, found: Told | None) -> Json:
    return {
        "start": said.span.start,
        "end": said.span.end,
        "text": mask(said.text),
        "speaker": _masked(said.speaker),
        "match": _match(found) if found is not None else None,
    }


def _match(told: Told) -> Json:
    found = told.match
    return {
        "url": mask(told.page),
        "memento": told.memento is not None,
        "saved": told.saved is not None,
        "score": found.score,
        "verdict": found.verdict,
        "reason": found.reason,
        "found": _masked(found.found),
        "found_start": found.start,
        "found_end": found.end,
        "context": _masked(found.context),
        "link": mask(text_fragment(told.page, found.found)) if found.found and told.saved is None else None,
        "differences": [
            {"quoted": mask(each.quoted), "found": mask(each.found), "change": each.change}
            for each in found.differences
        ],
    }


def _checks(articles: Sequence[AuditedArticle]) -> Iterator[Json]:
    """One check per address, in the order of first use."""
    seen: set[str] = set()
    for audited in articles:
        for url in audited.article.urls:
            if url not in seen:
                seen.add(url)
                yield _check(url, audited.evidence)


def _check(url: str, evidence: Evidence) -> Json:
    verdict, reason = outcome(url, evidence)
    fetch = evidence.fetches.get(url)
    return {
        "url": mask(url),
        "verdict": verdict,
        "reason": reason,
        "status": fetch.status if fetch else None,
        "final_url": _masked(fetch.final_url) if fetch else None,
        "redirects": [{"url": mask(hop.url), "status": hop.status} for hop in fetch.redirects] if fetch else [],
        "observed": _time(fetch.observed) if fetch else None,
        "elapsed_ms": round(fetch.elapsed * 1000) if fetch else 0,
        "attempts": fetch.attempts if fetch else 0,
        "first_failed": _time(fetch.first_failed) if fetch else None,
        "failures": fetch.failures if fetch else 0,
        "confirmed": fetch is not None and _is_confirmed(fetch, verdict),
        "archive": _archive(evidence.lookups.get(url), evidence),
    }


def _is_confirmed(fetch: Fetch, verdict: Verdict) -> bool:
    return verdict is Verdict.BROKEN and confirmed(fetch)


def _archive(lookup: Lookup | None, evidence: Evidence) -> Json:
    if lookup is None:
        offline = evidence.unchecked.value == ArchiveReason.OFFLINE.value
        lookup_reason = ArchiveReason.OFFLINE if offline else ArchiveReason.POLICY
        return {"status": ArchiveStatus.NOT_ASKED, "reason": lookup_reason, **_NO_COPY}
    memento = lookup.memento
    return {
        "status": lookup.status,
        "reason": lookup.reason,
        "url": _masked(memento.url) if memento else None,
        "captured": _time(memento.captured) if memento else None,
        "delta_days": lookup.delta_days,
        "verified": lookup.verified,
        "asked_at": _time(lookup.asked_at),
        "source": lookup.source,
        "captures_seen": lookup.captures_seen,
        "first": _time(lookup.first),
        "last": _time(lookup.last),
    }


_NO_COPY: Mapping[str, object] = {
    **dict.fromkeys(("url", "captured", "delta_days", "verified", "asked_at", "source")),
    "captures_seen": 0,
    "first": None,
    "last": None,
}


def _finding(found: Finding) -> Json:
    return {
        "rule": found.rule,
        "name": found.name,
        "severity": found.severity,
        "confidence": found.confidence,
        "path": mask(found.path),
        **(_where(found.places[0]) if found.places else _NOWHERE),
        "places": [_where(place) for place in found.places],
        "message": mask(found.message),
        "note": _masked(found.note),
        "claim": found.claim,
        "url": _masked(found.url),
        "fingerprint": found.fingerprint,
        "excerpt": mask(found.excerpt),
        "state": found.state,
        "suppressed_by": found.suppressed_by,
        "fix": _fix(found),
    }


def _fix(found: Finding) -> Json | None:
    """The edits, or None when they would print a secret: a masked edit would break the article."""
    if not found.fix or any(mask(edit.replace) != edit.replace for edit in found.fix):
        return None
    return {"edits": [{"start": edit.span.start, "end": edit.span.end, "replace": edit.replace} for edit in found.fix]}


def _summary(audit: Audit, checks: Sequence[Json], findings: Sequence[Finding]) -> Json:
    counts = figures(audit.articles)
    verdicts = Counter(check["verdict"] for check in checks)
    states = Counter(found.state for found in findings)
    told = Counter(found.severity for found in findings if found.state in (FindingState.NEW, FindingState.UNCHANGED))
    return {
        "articles": len(audit.articles),
        "claims": counts.claims,
        "speakers_without_link": counts.speakers,
        "links": counts.links,
        "bare_addresses": counts.bare,
        "placeholders": counts.placeholders,
        "urls": len(checks),
        "verdicts": {verdict: verdicts[verdict] for verdict in Verdict},
        "claim_verdicts": {verdict: counts.claim_verdicts.get(verdict, 0) for verdict in ClaimVerdict},
        "quotations": {member: counts.quotations.get(state, 0) for member, state in _QUOTATIONS.items()},
        "findings": {
            **{severity.value: told[severity] for severity in Severity},
            "suppressed": states[FindingState.SUPPRESSED],
        },
        "requests": audit.requests,
        "hosts": audit.hosts,
        "seconds": round((audit.finished - audit.started).total_seconds(), 3),
    }


def _where(place: Place) -> Json:
    return {
        "start": place.span.start,
        "end": place.span.end,
        "line": place.start.line,
        "column": place.start.column,
        "end_line": place.end.line,
        "end_column": place.end.column,
    }


def _masked(text: str | None, lead: str = "") -> str | None:
    """`lead` is what stands before the text in an address, so that a parameter in a fragment is seen as one."""
    return None if text is None else mask(lead + text).removeprefix(lead)


def _time(moment: datetime | None) -> str | None:
    return None if moment is None else instant(moment)
