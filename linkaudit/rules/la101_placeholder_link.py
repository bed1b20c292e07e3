"""LA101."""

from __future__ import annotations

from collections.abc import Iterator

from linkaudit.model import Article, Confidence, Evidence, Role, Severity
from linkaudit.rules.nowhere import goes_nowhere, nowhere_message
from linkaudit.rules.policy import Policy
from linkaudit.rules.rule import Hit, declare


@declare("LA101", "placeholder-link", Severity.ERROR, Confidence.HIGH)
def placeholder_link(article: Article, evidence: Evidence, _policy: Policy) -> Iterator[Hit]:
    """A link in the text that goes nowhere: `#`, nothing at all, `javascript:`, `{{url}}`, a bare `https://`.

    Words such as `TK`, `TODO` or `url` count only where no file of that name exists. All such links of one claim
    are one finding. Links in bylines, tags and share buttons are counted under LA105 instead.

    ## Why

    It looks like a source and is none: readers who click it stay where they are. Usually the addresses were lost
    when the text was copied, or were never filled in.

    ## Example

    ```markdown bad
    Reuters [reports](#) that the talks have ended.
    ```

    ```markdown good
    Reuters [reports](https://www.reuters.com/world/talks-end-2022-10-11/) that the talks have ended.
    ```

    ## Fix

    Open the page where the text was written and copy it again with its links, or fill in each address. If there is
    no source, take the link out.
    """
    for claim in article.claims:
        links = [link for link in claim.links if goes_nowhere(link, evidence)]
        if claim.role is Role.BODY and links:
            yield Hit(tuple(link.span for link in links), nowhere_message(links), claim.id)
