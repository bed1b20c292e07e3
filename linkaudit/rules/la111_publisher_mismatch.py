"""LA111."""

from __future__ import annotations

from collections.abc import Iterator

from linkaudit.model import Article, Confidence, Evidence, Role, Severity
from linkaudit.rules.policy import Policy
from linkaudit.rules.publishers import credited_address, is_at, leads_to, named_publishers
from linkaudit.rules.rule import Hit, declare
from linkaudit.rules.wording import named
from linkaudit.urls import host_of

_SYNDICATORS = ("aol.com", "msn.com", "yahoo.com")


@declare("LA111", "publisher-mismatch", Severity.WARNING, Confidence.MEDIUM)
def publisher_mismatch(article: Article, _evidence: Evidence, _policy: Policy) -> Iterator[Hit]:
    """The text credits one publisher, and the link at its name or verb leads to another.

    Archived copies and AMP pages count as what they show. Shorteners, social networks and platforms that carry
    everybody's work prove nothing and are passed over; portals that reprint agencies are a note.

    ## Why

    The reader is sent to somebody who repeats the story, or who tells another.

    ## Example

    ```markdown bad
    Reuters [reports](https://www.dailymail.co.uk/news/article-1.html) that the talks have ended.
    ```

    ```markdown good
    Reuters [reports](https://www.reuters.com/world/talks-end-2022-10-11/) that the talks have ended.
    ```

    ## Fix

    Link to the publisher that you credit, or credit the one that you link to.
    """
    for claim in article.claims:
        if claim.role is not Role.BODY:
            continue
        credited = [publisher for _, publisher in named_publishers(claim, article)]
        for attribution in claim.attributions:
            publisher = attribution.publisher
            if publisher not in credited or publisher is None:
                continue
            found = credited_address(claim, attribution, article)
            if found is None or any(leads_to(found[1], other) for other in credited):
                continue
            link, address = found
            host = host_of(address).removeprefix("www.")
            reprint = is_at(host, _SYNDICATORS)
            message = f"the text credits {publisher.name}, {named(link)} leads to {host}"
            note = f"{host} reprints other publishers: link to the original" if reprint else None
            severity = Severity.NOTE if reprint else None
            yield Hit((link.span,), message, claim.id, link.url, note, severity=severity)
