"""The published sources that a claim names, whether an address is theirs, and which link goes with a credit.

Does no I/O. A false accusation costs more than a miss: whatever cannot be told is passed over.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from linkaudit.model import Article, Attribution, Claim, Link, LinkForm, LinkKind, Publisher, SourceType, Span
from linkaudit.reach import SHELL_HOSTS
from linkaudit.rules.wording import folded
from linkaudit.rules.wrapped import unwrapped
from linkaudit.urls import belongs, host_of

NEAR = 12
"""Code points that may lie between a source, or its verb, and the link that is taken to be its own."""

CARRIERS = (
    *SHELL_HOSTS, "apple.com", "apple.news", "bsky.app", "documentcloud.org", "flipboard.com", "google.com",
    "scribd.com", "soundcloud.com", "spotify.com", "t.me", "youtube.com",
)  # fmt: skip
"""Platforms where a publisher's own work stands under the platform's address."""


_NOTHING_PUBLISHED = re.compile(r"(?i)(?:declin|intend|plan|refus|respond).*")
"""Verbs that tell what a publisher has not said, or not yet."""

_EXAMPLE = re.compile(
    r"(?i)\b(?:such (?:[\w-]+ ){0,4}as|including|like|unlike) (?:(?-i:[A-Z][\w.&’'-]*|and|or|the)[ ,]+){0,12}$"
)
_HOST_NAME = re.compile(r"(?i)\b(?:[a-z0-9-]+\.)+[a-z]{2,}\b")


def named_publishers(claim: Claim, article: Article) -> Iterator[tuple[Span, Publisher]]:
    """Each publisher that the claim names for certain, once, at its name; never the article's own."""
    own = {found.publisher.name for found in claim.attributions if found.own and found.publisher}
    attributed = [(found.span, found.publisher) for found in claim.attributions if found.publisher]
    seen: set[str] = set()
    # A mention is the bare name; an attribution's source may be wider ("a new Washington Post poll").
    for span, publisher in (*claim.publishers, *attributed):
        if publisher.weak or publisher.name in own | seen or is_own(publisher, article):
            continue
        seen.add(publisher.name)
        yield span, publisher


def cited_publishers(claim: Claim, article: Article) -> list[tuple[Span, Publisher]]:
    """The publishers that the article itself cites here, in order.

    Not those that somebody names in a quotation, or works for; nor those given as an example of their kind; nor those
    of which the article only says that they gave no answer or will publish something.
    """
    passed = [found.span for found in _silent(claim)]
    passed += [found.span for found in claim.attributions if _is_affiliation(found)]
    passed += [quotation.span for quotation in claim.quotations]
    return sorted(
        (span, publisher)
        for span, publisher in named_publishers(claim, article)
        if not any(map(span.overlaps, passed)) and not _is_example(span, article)
    )


def _silent(claim: Claim) -> list[Attribution]:
    """What is said of publishers of which the claim says nothing but that they gave no answer, or not yet."""
    heard = {found.publisher.name for found in claim.attributions if found.publisher and not _gives_nothing(found)}
    return [
        found
        for found in claim.attributions
        if _gives_nothing(found) and (found.publisher is None or found.publisher.name not in heard)
    ]


def _gives_nothing(found: Attribution) -> bool:
    return _NOTHING_PUBLISHED.fullmatch(found.cue or "") is not None


def _is_affiliation(found: Attribution) -> bool:
    """Whether a person speaks, and the publisher is only where that person works."""
    return found.type is SourceType.PERSON and found.publisher is not None and found.publisher.weak


def _is_example(span: Span, article: Article) -> bool:
    return _EXAMPLE.search(article.source, max(0, span.start - 60), span.start) is not None


def name_as_written(article: Article, span: Span, publisher: Publisher) -> str:
    """The name as the article has it; the publisher's own where markup or more than the name stands in the way."""
    name = folded(span.slice(article.source)).strip('*_,"')
    wider = len(name) > len(publisher.name) + len("The ") and _bare(publisher.name) in name.casefold()
    return publisher.name if wider or set(name) & set('&<[*_"') else name


def is_own(publisher: Publisher, article: Article) -> bool:
    """Whether the publisher is the outlet that runs the article, by name or by host."""
    names = {_bare(outlet) for outlet in article.outlets}
    return _bare(publisher.name) in names or any(is_at(host, article.outlets) for host in publisher.hosts)


def is_at(host: str, domains: tuple[str, ...]) -> bool:
    """Whether the host is one of the domains or lies below one; a leading `www.` does not matter."""
    return any(belongs(host, domain.lower().removeprefix("www.")) for domain in domains)


def is_number(host: str) -> bool:
    """Whether a host is an IP address, which tells nothing of whose it is."""
    return ":" in host or host.replace(".", "").isdigit()


def leads_to(url: str, publisher: Publisher) -> bool:
    """Whether the address is the publisher's: at one of its hosts, or at a host that bears its name."""
    host = host_of(url)
    name = "".join(letter for letter in _bare(publisher.name) if letter.isalnum())
    return is_at(host, publisher.hosts) or (len(name) > 2 and name in host.replace("-", "").replace(".", ""))


def credited_address(claim: Claim, attribution: Attribution, article: Article) -> tuple[Link, str] | None:
    """The link that goes with an attribution, and where it leads; None when either cannot be told.

    That is the link at the source's name or at its verb, and only when each web link of the claim can be told and
    none of them leads to the publisher.
    """
    publisher = attribution.publisher
    links = [link for link in claim.links if link.form is not LinkForm.IMAGE]
    if publisher is None or not publisher.hosts or not links:
        return None
    nearest = min(links, key=lambda link: _gap(link.span, attribution))
    if nearest.url is None or is_number(host_of(nearest.url)) or _gap(nearest.span, attribution) > NEAR:
        return None
    addresses = {link.span: unwrapped(link.url) for link in links if link.kind is LinkKind.WEB and link.url}
    for address in addresses.values():
        if address is None or leads_to(address, publisher) or is_at(host_of(address), CARRIERS + article.outlets):
            return None
    address = addresses[nearest.span]
    return None if address is None else (nearest, address)


def original_outlet(article: Article, said: Span) -> tuple[str, tuple[str, ...]]:
    """Where a republished article says, at a place, that it first stood: in words, and the hosts if they are known."""
    if host := _HOST_NAME.search(said.slice(article.source)):
        return f"at {host[0]}", (host[0],)
    around = (claim for claim in article.claims if claim.span.overlaps(said))
    publisher = next((found for claim in around for _, found in claim.publishers), None)
    return (f"in {publisher.name}", publisher.hosts) if publisher else ("elsewhere", ())


def _gap(span: Span, attribution: Attribution) -> int:
    ends = [place for place in (attribution.cue_span, attribution.span) if place is not None]
    return min(max(0, place.start - span.end, span.start - place.end) for place in ends)


def _bare(name: str) -> str:
    return name.strip().casefold().removeprefix("the ")
