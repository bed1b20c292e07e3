"""LA103."""

from __future__ import annotations

from collections.abc import Iterator

from linkaudit.model import Article, Confidence, Evidence, LinkKind, Severity
from linkaudit.rules.policy import Policy
from linkaudit.rules.rule import Hit, declare
from linkaudit.rules.wording import clipped, folded, named


@declare("LA103", "malformed-url", Severity.ERROR, Confidence.HIGH)
def malformed_url(article: Article, _evidence: Evidence, _policy: Policy) -> Iterator[Hit]:
    """A web address that no browser can open because it is not well formed.

    ## Why

    A slip of the keyboard or a broken paste: the source may exist, but nobody reaches it from here.

    ## Example

    ```markdown bad
    Reuters [reports](https://www..reuters.com/world/talks-end/) that the talks have ended.
    ```

    ```markdown good
    Reuters [reports](https://www.reuters.com/world/talks-end/) that the talks have ended.
    ```

    ## Fix

    Open the source and copy its address from the browser.
    """
    for claim in article.claims:
        for link in claim.links:
            if link.kind is LinkKind.WEB and link.url is None:
                address = clipped(folded(link.href), 60)
                yield Hit((link.span,), f"{named(link)} has an address that no browser can open: {address}", claim.id)
