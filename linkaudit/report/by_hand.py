"""The sources that turn programs away: one list for the editor to open, in place of a block each.

Laws: pure, no I/O.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from linkaudit.model import AuditedArticle, Finding, Role
from linkaudit.report.blocks import archived, place
from linkaudit.report.page import INDENT, Ink, Page
from linkaudit.report.sinks import plain
from linkaudit.report.words import plural

BLOCKED = "LA203"

Cited = tuple[AuditedArticle, Finding]


def by_hand(found: Iterable[Cited], page: Page, *, verbose: bool) -> list[str]:
    """Each address once, with every place that cites it; those outside the text are only counted unless verbose."""
    groups = by_address(found)
    shown = {url: cited for url, cited in groups.items() if verbose or any(map(in_text, cited))}
    lines = [line for url, cited in shown.items() for line in _entry(url, cited, page)]
    if lines:
        opening = page.paragraph("Open these by hand: they may open for a reader, but they turn programs away.")
        lines = [page.ink(line, Ink.BOLD) for line in opening] + lines
    left = len(groups) - len(shown)
    if left:
        what = plural(left, "address", "addresses")
        told = f"{what} in bylines, tags and share buttons could not be opened from here (-v lists them)"
        lines += page.paragraph(told, INDENT if shown else "", INDENT)
    return lines


def by_address(found: Iterable[Cited]) -> dict[str, list[Cited]]:
    """Each address with all that cites it, in the order of the articles."""
    groups: dict[str, list[Cited]] = {}
    for audited, finding in found:
        groups.setdefault(finding.url or finding.message, []).append((audited, finding))
    return groups


def in_text(cited: Cited) -> bool:
    """Whether it is cited in the text itself, or in a post that stands there."""
    audited, finding = cited
    claim = audited.article.claims_by_id.get(finding.claim or "")
    return claim is None or claim.role in (Role.BODY, Role.EMBED)


def cited_at(cited: Iterable[Cited]) -> list[str]:
    """Where an address is cited, each place once."""
    return list(dict.fromkeys(place(other.path, spot.start) for _, other in cited for spot in other.places))


def _entry(url: str, cited: Sequence[Cited], page: Page) -> list[str]:
    audited, finding = cited[0]
    places = cited_at(cited)
    note = finding.note or archived(audited, finding)
    told = page.paragraph(plain(note), INDENT * 2, INDENT * 2) if note else []
    return page.paragraph(f"{plain(url)}  {', '.join(places)}", INDENT, INDENT * 2) + told
