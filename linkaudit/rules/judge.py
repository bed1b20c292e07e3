"""What we conclude about an article: every rule's hits, made findings in the order of the text.

Does no I/O. What is silenced is kept and says by what.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from hashlib import sha256

from linkaudit.model import Article, Claim, Directive, Evidence, Finding, FindingState, Link, Span, SuppressedBy
from linkaudit.model.audit import WEB_FAMILIES
from linkaudit.rules.choice import accepts, is_ignored, runs, silences
from linkaudit.rules.codes import catalogue
from linkaudit.rules.excerpt import excerpt
from linkaudit.rules.policy import Policy
from linkaudit.rules.rule import Hit, Rule
from linkaudit.rules.wording import folded


def judge(article: Article, evidence: Evidence, policy: Policy) -> tuple[Finding, ...]:
    """The findings on an article, by position, then by rule; the silenced ones are among them."""
    found = [(rule, hit) for rule in catalogue() if runs(rule, policy) for hit in rule.check(article, evidence, policy)]
    found.sort(key=lambda pair: (pair[1].places[0], pair[0].code))
    return tuple(_findings(found, article, evidence, policy))


def _findings(found: list[tuple[Rule, Hit]], article: Article, evidence: Evidence, policy: Policy) -> Iterator[Finding]:
    seen: Counter[tuple[str, ...]] = Counter()
    links = {link.span: link for link in article.links}
    comments = _by_line(article, {article.position(hit.places[0].start).line for _, hit in found})
    for rule, hit in found:
        claim = article.claims_by_id.get(hit.claim) if hit.claim is not None else None
        identity = _identity(rule, hit, article, claim, links)
        fingerprint = sha256("\0".join((*identity, str(seen[identity]))).encode("utf-8", "surrogatepass")).hexdigest()
        seen[identity] += 1
        finding = Finding(
            rule=rule.code,
            name=rule.name,
            severity=hit.severity or rule.severity,
            confidence=rule.confidence,
            path=article.path,
            places=tuple(article.place(span) for span in hit.places),
            message=hit.message,
            excerpt=excerpt(article, hit.places[0], claim, links.get(hit.places[0])),
            fingerprint=fingerprint[:16],
            claim=hit.claim,
            url=hit.url,
            note=hit.note,
            fix=hit.fix,
            counted=rule.counted,
        )
        silence = _silenced_by(finding, rule, comments, evidence, policy)
        if silence is not None:
            finding = replace(finding, state=FindingState.SUPPRESSED, suppressed_by=silence)
        yield finding


def _identity(
    rule: Rule, hit: Hit, article: Article, claim: Claim | None, links: Mapping[Span, Link]
) -> tuple[str, ...]:
    """What makes a finding the same one after an edit elsewhere: never a line number."""
    words = (links[span].text if span in links else span.slice(article.source) for span in hit.places)
    url = hit.url if hit.url is not None and rule.family in WEB_FAMILIES else ""
    return (rule.code, claim.text if claim else "", folded(" ".join(words)), url)


def _silenced_by(
    finding: Finding, rule: Rule, comments: Mapping[int, Sequence[Directive]], evidence: Evidence, policy: Policy
) -> SuppressedBy | None:
    if any(silences(comment, rule) for comment in comments.get(finding.places[0].start.line, ())):
        return SuppressedBy.INLINE
    if finding.url is not None:
        fetch = evidence.fetches.get(finding.url)
        addresses = {finding.url, (fetch.final_url if fetch else None) or finding.url}
        if any(pattern.search(address) for pattern in policy.ignored_urls for address in addresses):
            return SuppressedBy.FILE
    here = any(accepts(words, rule) for path, words in policy.path_ignores if path.match(finding.path))
    return SuppressedBy.CONFIG if here or is_ignored(rule, policy) else None


def _by_line(article: Article, wanted: Iterable[int]) -> Mapping[int, Sequence[Directive]]:
    """The comments that speak for each of the lines."""
    lines = sorted(wanted)
    found: dict[int, list[Directive]] = {}
    for comment in article.directives:
        for line in lines[bisect_left(lines, comment.first) : bisect_right(lines, comment.last)]:
            found.setdefault(line, []).append(comment)
    return found
