"""What came of opening the web links of each claim: shared by the rules about reachability and archives.

Does no I/O.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from linkaudit.model import (
    ArchiveStatus,
    Article,
    Claim,
    Edit,
    Evidence,
    Fetch,
    Link,
    Lookup,
    Memento,
    Reason,
    Role,
    Severity,
    Sign,
    Verdict,
)
from linkaudit.reach import outcome
from linkaudit.rules.rule import Hit
from linkaudit.rules.wording import WRITTEN, apart, clipped, day, named

_LONGEST_DETAIL = 120  # code points: an address and what it leads to


@dataclass(frozen=True, slots=True)
class Opened:
    """One address under one claim: the links that lead there, and what is known of it.

    `written` is the day on which its line was written, where that stands for the day of publication.
    """

    article: Article
    claim: Claim
    links: tuple[Link, ...]
    url: str
    verdict: Verdict
    reason: Reason
    fetch: Fetch | None
    lookup: Lookup | None
    written: date | None = None

    @property
    def name(self) -> str:
        return named(self.links[0])

    @property
    def signs(self) -> frozenset[Sign]:
        """What the page shows itself to be."""
        return self.fetch.signs if self.fetch is not None else frozenset()

    @property
    def copy(self) -> Memento | None:
        """The archived copy that a reader can open, if one is known."""
        good = self.lookup is not None and self.lookup.status is ArchiveStatus.ARCHIVED
        return self.lookup.memento if good and self.lookup is not None else None

    def hit(self, message: str, note: str | None = None, fix: tuple[Edit, ...] = ()) -> Hit:
        """A hit on every place of the address; outside the text it is a note at most."""
        places = tuple(link.span for link in self.links)
        severity = None if self.claim.role is Role.BODY else Severity.NOTE
        return Hit(places, message, self.claim.id, self.url, note, fix, severity)


def opened(article: Article, evidence: Evidence, *verdicts: Verdict) -> Iterator[Opened]:
    """Every address under every claim whose verdict is one of those given."""
    for claim in article.claims:
        by_url: dict[str, list[Link]] = {}
        for link in claim.links:
            if link.url is not None:
                by_url.setdefault(link.url, []).append(link)
        for url, links in by_url.items():
            verdict, reason = outcome(url, evidence)
            if verdict in verdicts:
                fetch, lookup = evidence.fetches.get(url), evidence.lookups.get(url)
                written = lookup.wanted if lookup is not None and url in evidence.written else None
                yield Opened(article, claim, tuple(links), url, verdict, reason, fetch, lookup, written)


def copy_words(copy: Memento, link: Opened) -> str:
    """The copy's date, and how far that is from publication, else from the day on which the link was written."""
    captured, published = copy.captured.date(), link.article.published
    if published is not None:
        return f"{day(captured)} ({apart(captured, published)})"
    return day(captured) + (f" ({apart(captured, link.written, WRITTEN)})" if link.written is not None else "")


def archive_note(link: Opened) -> str | None:
    """What the archive knows of an address, in one line; None when it was not asked."""
    lookup = link.lookup
    if lookup is None:
        return None
    detail = f" ({clipped(lookup.detail, _LONGEST_DETAIL)})" if lookup.detail else ""
    match lookup.status:
        case ArchiveStatus.ARCHIVED if lookup.memento is not None:
            return f"archived copy of {copy_words(lookup.memento, link)}: {lookup.memento.url}"
        case ArchiveStatus.ARCHIVED_REDIRECT:
            return f"the only archived copy is a redirect{detail}"
        case ArchiveStatus.ARCHIVED_ERROR:
            return f"archived only as an error page{detail}"
        case ArchiveStatus.ARCHIVED_SOFT404:
            return "the archived copy looks like an error page"
        case ArchiveStatus.EXCLUDED:
            return "the publisher keeps this page out of the Wayback Machine"
        case ArchiveStatus.NONE:
            return f"no copy in the Wayback index (asked {day(lookup.asked_at.date())})"
        case ArchiveStatus.UNANSWERED:
            return "the archive did not answer: it is not known whether a copy exists"
        case _:
            return None
