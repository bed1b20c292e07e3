"""LA105."""

from __future__ import annotations

from collections.abc import Iterator

from linkaudit.model import Article, Confidence, Evidence, Role, Severity
from linkaudit.rules.nowhere import goes_nowhere, nowhere_message
from linkaudit.rules.policy import Policy
from linkaudit.rules.rule import Hit, declare


@declare("LA105", "placeholder-outside-claims", Severity.NOTE, Confidence.HIGH, counted=True)
def placeholder_outside_claims(article: Article, evidence: Evidence, _policy: Policy) -> Iterator[Hit]:
    """A link in a byline, a tag, a share button or a quoted post that goes nowhere. Counted; `-v` lists it.

    ## Why

    No claim rests on it, so it does not deserve a line of the report. Many of them are a sign that a whole page was
    copied without its addresses.

    ## Example

    ```markdown bad
    Follow us on [Instagram](#) and [Twitter](#)
    ```

    ```markdown good
    Follow us on [Instagram](https://www.instagram.com/gazette/) and [Twitter](https://twitter.com/gazette)
    ```

    ## Fix

    Fill in the address or take the link out.
    """
    for claim in article.claims:
        if claim.role is Role.BODY:
            continue
        permalink = claim.permalink.span if claim.permalink else None  # LA106 speaks of that one
        links = [link for link in claim.links if link.span != permalink and goes_nowhere(link, evidence)]
        if links:
            yield Hit(tuple(link.span for link in links), nowhere_message(links), claim.id)
