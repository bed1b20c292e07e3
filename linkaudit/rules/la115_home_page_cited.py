"""LA115."""

from __future__ import annotations

import re
from collections.abc import Iterator

from linkaudit.model import Article, Claim, Confidence, Evidence, Link, LinkForm, Role, Severity
from linkaudit.rules.front_pages import is_home_page, is_section_page
from linkaudit.rules.policy import Policy
from linkaudit.rules.publishers import leads_to, named_publishers
from linkaudit.rules.rule import Hit, declare
from linkaudit.rules.wording import named
from linkaudit.rules.wrapped import unwrapped
from linkaudit.urls import host_of

_PUBLISHED = re.compile(
    r"(?i)(?:.*\s)?(?:analysis|article|editorial|estimates|figures|interview|op-ed|poll|press release|report|statement|"
    r"statistics|story|study|survey)s?"
)


@declare("LA115", "home-page-cited", Severity.NOTE, Confidence.MEDIUM)
def home_page_cited(article: Article, _evidence: Evidence, _policy: Policy) -> Iterator[Hit]:
    """A home page or a section page as the source of something particular: behind "reports", or behind "a study".

    A link on an organisation's name says who it is, and is left alone; so is a claim that also links to a page.

    ## Why

    What was cited is not there, or will be gone tomorrow.

    ## Example

    ```markdown bad
    Reuters [reports](https://www.reuters.com/world/) that the talks have ended.
    ```

    ```markdown good
    [Reuters](https://www.reuters.com) [reports](https://www.reuters.com/world/talks-end-2022-10-11/) that the talks
    have ended.
    ```

    ## Fix

    Open the page that says it, and link to that.
    """
    for claim in article.claims:
        links = [link for link in claim.links if link.url is not None and link.form is not LinkForm.IMAGE]
        kinds = [_kind(link) for link in links]
        if claim.role is not Role.BODY or None in kinds or not _is_theirs(links, claim, article):
            continue
        for link, kind in zip(links, kinds, strict=True):
            if _cites(link, claim):
                message = (
                    f"{named(link)} leads to {kind} of {host_of(link.url or '').removeprefix('www.')}, not to a page"
                )
                yield Hit((link.span,), message, claim.id, link.url)


def _kind(link: Link) -> str | None:
    address = unwrapped(link.url) if link.url else None
    if address is None:
        return None
    return "the home page" if is_home_page(address) else "a section page" if is_section_page(address) else None


def _cites(link: Link, claim: Claim) -> bool:
    cues = [found.cue_span for found in claim.attributions if found.cue_span and not found.own]
    return any(link.span.overlaps(cue) for cue in cues) or _PUBLISHED.fullmatch(link.text.strip()) is not None


def _is_theirs(links: list[Link], claim: Claim, article: Article) -> bool:
    """Whether the links lead to a publisher that the claim names, if it names one; if not, LA111 speaks."""
    publishers = [publisher for _, publisher in named_publishers(claim, article)]
    return not publishers or any(leads_to(link.url or "", publisher) for link in links for publisher in publishers)
