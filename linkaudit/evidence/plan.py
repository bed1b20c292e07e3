"""What is still to be asked about an article's sources.

Laws: pure, no I/O. What is known already is not asked again; what an archive cannot help with is not asked at all.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime
from ipaddress import ip_address
from types import MappingProxyType
from urllib.parse import urlsplit

from linkaudit import reach, support, urls
from linkaudit.copies import copy_at
from linkaudit.evidence.fragments import can_be_told
from linkaudit.evidence.limits import ArchiveMode, Limits
from linkaudit.evidence.siblings import title_looks_like_none
from linkaudit.masking import mask
from linkaudit.model import (
    ArchiveReason,
    ArchiveStatus,
    Article,
    Claim,
    Evidence,
    Fetch,
    FragmentQuestion,
    Link,
    LinkKind,
    Lookup,
    Match,
    Memento,
    NatureQuestion,
    Network,
    PageAnswer,
    Question,
    QuotationQuestion,
    Reason,
    Role,
    Sign,
    Verdict,
)

Answer = Fetch | Lookup | PageAnswer

MOST_QUESTIONS = 64
"""To one page. More are no article's: each costs a look through the page."""
LONGEST_FRAGMENT = 2_000

ARCHIVE_DOMAINS = (
    "archive.org", "archive.today", "archive.is", "archive.ph", "archive.fo", "archive.li", "archive.vn", "archive.md",
    "archive-it.org", "arquivo.pt", "ghostarchive.org", "megalodon.jp", "mementoweb.org", "perma.cc",
    "perma-archives.org", "webarchive.nationalarchives.gov.uk", "webarchive.org.uk", "webcitation.org",
    "webcache.googleusercontent.com", "wikiwix.com",
)  # fmt: skip
"""Hosts whose pages are copies, or a catalogue of copies: an archive has no copy of a copy."""

_NO_PAGE = frozenset({Sign.MISSING, Sign.PARKED, Sign.HOME})
"""Signs that an address which answers shows no more what was cited."""

_USUAL = Limits()
_NOTHING_ADDED: Mapping[str, Mapping[int, date]] = MappingProxyType({})
_PRIVATE_NAME = re.compile(r"(?i)[^.]+|.+\.(?:local|localhost|internal|intranet|lan|home|corp|onion)")
_LISTING = re.compile(r"(?i)/(?:tags?|topics?|category|categories|authors?|hashtag|search)(?:/[^/]*)?/?")


@dataclass(frozen=True, slots=True)
class LiveRequest:
    """Ask a normalised address whether a reader can open it, and its page these questions, all in one request.

    Without questions only the head of the page is read.
    """

    url: str
    questions: tuple[Question, ...] = ()


@dataclass(frozen=True, slots=True)
class ArchiveRequest:
    """Ask the archive for the copy nearest to a day, or for the newest one.

    `verify` when a reader will be sent to it: then the archive must show that copy to us first. The page of a copy
    that was shown is asked the `questions`.
    """

    url: str
    wanted: date | None = None
    verify: bool = False
    questions: tuple[Question, ...] = ()


Request = LiveRequest | ArchiveRequest


@dataclass(frozen=True, slots=True)
class Wish:
    """What the articles want to know about one address: `supports` when a body claim stands on it.

    `questions` are for its page, in the order of first use. `written`: the day is that on which the link's line was
    written, since its article gives none of publication.
    """

    url: str
    wanted: date | None
    supports: bool
    questions: tuple[Question, ...] = ()
    written: bool = False

    def joined(self, other: Wish) -> Wish:
        """Two wishes for one address, of which `other` is the later: the first that supports a claim sets the day."""
        questions = tuple(dict.fromkeys((*self.questions, *other.questions)))[:MOST_QUESTIONS]
        return replace(other if other.supports and not self.supports else self, questions=questions)


def wishes(
    articles: Iterable[Article],
    added: Mapping[str, Mapping[int, date]] = _NOTHING_ADDED,
    limits: Limits = _USUAL,
) -> dict[str, Wish]:
    """One wish per web address, in the order of first use; of several articles the first that claims sets the day.

    That is the day of publication, else the one on which the link's line came into the article: `added` has it by the
    article's path and the line.
    """
    found: dict[str, Wish] = {}
    for article in articles:
        for wish in _wishes(article, added.get(article.path, {}), limits):
            before = found.get(wish.url)
            found[wish.url] = wish if before is None else before.joined(wish)
    return found


def _wishes(article: Article, added: Mapping[int, date], limits: Limits) -> Iterator[Wish]:
    """A wish for every web link, then what the claims ask of their pages, which others may have linked to."""
    days: dict[str, date | None] = {}
    undated = article.published is None
    for claim in article.claims:
        for link in claim.links:
            if link.kind is LinkKind.WEB and link.url is not None:
                day = article.published or added.get(article.position(link.span.start).line)
                days.setdefault(link.url, day)
                yield Wish(
                    link.url, day, claim.role is Role.BODY, _fragments(claim, link), written=undated and day is not None
                )
    for claim in article.claims if limits.verify else ():
        for url, questions in support.asked(claim, article, facts=limits.facts):
            yield Wish(url, days[url], supports=True, questions=questions, written=undated and days[url] is not None)


def _fragments(claim: Claim, link: Link) -> tuple[Question, ...]:
    """What a link's page must be asked: only what a claim rests on is worth reading a whole page for."""
    fragment = link.fragment
    if claim.role is not Role.BODY or fragment is None or len(fragment) > LONGEST_FRAGMENT:
        return ()
    return (FragmentQuestion(fragment),) if can_be_told(fragment) else ()


def plan(wanted: Mapping[str, Wish], known: Evidence, limits: Limits) -> list[Request]:
    """The requests for what is not known yet: each address once, live before archive.

    An address that is known to open is asked again when a question to its page is open.
    """
    live = [LiveRequest(wish.url, wish.questions) for wish in wanted.values() if _is_open(wish, known)]
    copies = [
        request
        for wish in wanted.values()
        if (fetch := known.fetches.get(wish.url)) is not None and not _is_open(wish, known)
        for request in _copies(wish, fetch, known, limits)
    ]
    return [*live, *copies]


def _is_open(wish: Wish, known: Evidence) -> bool:
    fetch = known.fetches.get(wish.url)
    if fetch is None:
        return True
    opens = reach.verdict(fetch, Network.WORKS, Reason.OFFLINE).verdict is Verdict.ALIVE
    return opens and any((wish.url, question) not in known.pages for question in wish.questions)


def plan_next(answer: Answer, wanted: Mapping[str, Wish], known: Evidence, limits: Limits) -> list[Request]:
    """What an answer makes worth asking: the archived copy of a claim's source, or more of a page that looks like none.

    It comes after the live answer even when every copy is wanted, because only a dead source's copy is played back.
    """
    wish = wanted.get(answer.url)
    if not isinstance(answer, Fetch) or wish is None:
        return []
    if limits.verify and title_looks_like_none(answer) and (wish.url, NatureQuestion()) not in known.pages:
        return [LiveRequest(wish.url, (*wish.questions, NatureQuestion()))]
    return _copies(wish, answer, known, limits)


def _copies(wish: Wish, fetch: Fetch, known: Evidence, limits: Limits) -> list[Request]:
    closed = _does_not_open(fetch)
    questions = _of_copy(wish, known, closed=closed)
    match limits.archive:
        case ArchiveMode.ALL:
            wants = True
        case ArchiveMode.NEEDED:
            wants = closed or bool(questions)
        case ArchiveMode.NONE:
            wants = False
    if not wants or not wish.supports or not may_be_archived(wish.url):
        return []
    lookup = known.lookups.get(wish.url)
    if lookup is not None and (lookup.memento is None or _has_said(lookup.memento, questions, known)):
        return []
    return [ArchiveRequest(wish.url, wish.wanted, closed or bool(questions), questions)]


def _of_copy(wish: Wish, known: Evidence, *, closed: bool) -> tuple[Question, ...]:
    """What the page of a copy is to be asked: the quotations that the page of today does not show."""
    found: list[Question] = []
    for question in wish.questions:
        if isinstance(question, QuotationQuestion):
            answer = known.pages.get((wish.url, question))
            live = answer.detail if answer is not None else None
            if support.wants_copy(live) if isinstance(live, Match) else closed:
                found.append(question)
    return tuple(found)


def _has_said(memento: Memento, questions: Iterable[Question], known: Evidence) -> bool:
    return all((memento.url, question) in known.pages for question in questions)


def _does_not_open(fetch: Fetch) -> bool:
    # A missing host counts before the network is proven: without one, the archive will not answer either.
    verdict, reason = reach.verdict(fetch, Network.WORKS, Reason.OFFLINE)
    is_none = reason is Reason.MOVED_HOME or not fetch.signs.isdisjoint(_NO_PAGE)
    return verdict in (Verdict.BROKEN, Verdict.UNVERIFIABLE) or is_none


def not_asked(wanted: Mapping[str, Wish], asked_at: datetime) -> Iterator[Lookup]:
    """What no archive is asked about, whatever the mode, and why; of a link to a copy, what its address tells."""
    for wish in wanted.values():
        host = urls.host_of(wish.url)
        if _is_archive(host):
            copy = copy_at(wish.url)
            memento = None
            if copy is not None and copy.original is not None and copy.captured is not None:
                memento = Memento(copy.original, wish.url, copy.captured, host)
            reason = ArchiveReason.IS_ARCHIVE_LINK
            yield Lookup(wish.url, asked_at, ArchiveStatus.NOT_ASKED, reason, memento, wish.wanted)
        elif _is_private(host):
            yield Lookup(wish.url, asked_at, ArchiveStatus.NOT_ASKED, ArchiveReason.PRIVATE_HOST, wanted=wish.wanted)


def may_be_archived(url: str) -> bool:
    """Whether a copy of this address may exist and would help: no private host, archive, home page or listing."""
    host = urls.host_of(url)
    if _is_archive(host) or _is_private(host):
        return False
    if mask(url) != url:  # the look-up would hand a name, a password or a token to the archive
        return False
    parts = urlsplit(url)
    return bool(parts.path.strip("/") or parts.query) and not _LISTING.fullmatch(parts.path)


def _is_archive(host: str) -> bool:
    return any(urls.belongs(host, domain) for domain in ARCHIVE_DOMAINS)


def _is_private(host: str) -> bool:
    try:
        return not ip_address(host).is_global
    except ValueError:
        return _PRIVATE_NAME.fullmatch(host) is not None
