"""LA110."""

from __future__ import annotations

from collections.abc import Iterator

from linkaudit.model import Article, Claim, ClaimVerdict, Confidence, Evidence, Publisher, Role, Severity, Span
from linkaudit.reach import claim_verdict
from linkaudit.rules.nowhere import goes_nowhere
from linkaudit.rules.policy import Policy
from linkaudit.rules.publishers import named_publishers
from linkaudit.rules.rule import Hit, declare
from linkaudit.rules.wording import folded


@declare("LA110", "unlinked-source", Severity.WARNING, Confidence.MEDIUM)
def unlinked_source(article: Article, evidence: Evidence, _policy: Policy) -> Iterator[Hit]:
    """A published source that the text names without a link, neither here nor where the same source spoke before.

    The newsroom's own reporting needs none, nor do people and organisations that told you something.

    ## Why

    What has been published can be linked, and a reader wants to see it.

    ## Example

    ```markdown bad
    The government does not believe that it can win, The Washington Post reported on Monday.
    ```

    ```markdown good
    The government does not believe that it can win, The Washington Post [reported](https://wapo.example/win) on Monday.
    ```

    ## Fix

    Find the piece and put its address on the word that says so.
    """
    for at, claim in enumerate(article.claims):
        if claim.role is not Role.BODY or claim_verdict(claim, article, evidence) is not ClaimVerdict.UNLINKED:
            continue
        for span, publisher in named_publishers(claim, article):
            note = _next_link(article, article.claims[at + 1 :], publisher, evidence)
            yield Hit(
                (span,), f"{_as_written(article, span, publisher)} is named, no link goes with it", claim.id, note=note
            )


def _as_written(article: Article, span: Span, publisher: Publisher) -> str:
    name = folded(span.slice(article.source)).strip("*_")
    return publisher.name if set(name) & set("&<[*_") else name


def _next_link(article: Article, later: tuple[Claim, ...], publisher: Publisher, evidence: Evidence) -> str | None:
    for claim in later:
        names = {found.name for _, found in named_publishers(claim, article)}
        if claim.role is Role.BODY and claim.links and publisher.name in names:
            link = claim.links[0]
            next_one = (
                f"the next {publisher.name.removeprefix('The ')} link, line {article.position(link.span.start).line},"
            )
            if goes_nowhere(link, evidence):
                return f"{next_one} goes nowhere: one address mends both"
            return f"{next_one} may be the source of this too"
    return None
