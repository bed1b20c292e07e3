"""LA110."""

from __future__ import annotations

from collections.abc import Iterator

from linkaudit.model import Article, ClaimVerdict, Confidence, Evidence, Link, Publisher, Role, Severity
from linkaudit.reach import claim_verdict
from linkaudit.rules.nowhere import goes_nowhere
from linkaudit.rules.policy import Policy
from linkaudit.rules.publishers import name_as_written, named_publishers
from linkaudit.rules.rule import Hit, declare


@declare("LA110", "unlinked-source", Severity.WARNING, Confidence.MEDIUM)
def unlinked_source(article: Article, evidence: Evidence, _policy: Policy) -> Iterator[Hit]:
    """A published source that the text names without a link, neither here nor where the same source spoke before.

    The newsroom's own reporting needs none, nor do people and organisations that told you something.

    ## Why

    What has been published can be linked, and a reader wants to see it.

    ## Example

    ```markdown bad
    Nobody expects to win, The Washington Post reported on Monday.
    ```

    ```markdown good
    Nobody expects to win, The Washington Post [reported](https://www.washingtonpost.com/win/) on Monday.
    ```

    ## Fix

    Find the piece and put its address on the word that says so.
    """
    later: dict[str, Link] = {}
    for claim in reversed(article.claims):
        if claim.role is not Role.BODY:
            continue
        sources = tuple(named_publishers(claim, article))
        if sources and claim_verdict(claim, article, evidence) is ClaimVerdict.UNLINKED:
            for span, publisher in sources:
                note = _note(article, evidence, publisher, later.get(publisher.name))
                message = f"{name_as_written(article, span, publisher)} is named, no link goes with it"
                yield Hit((span,), message, claim.id, note=note)
        if claim.links:
            later.update({publisher.name: claim.links[0] for _, publisher in sources})


def _note(article: Article, evidence: Evidence, publisher: Publisher, link: Link | None) -> str | None:
    if link is None:
        return None
    words = "goes nowhere: one address mends both" if goes_nowhere(link, evidence) else "may be the source of this too"
    line = article.position(link.span.start).line
    return f"the next {publisher.name.removeprefix('The ')} link, line {line}, {words}"
