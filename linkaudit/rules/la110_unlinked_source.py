"""LA110."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from linkaudit.model import Article, Claim, ClaimVerdict, Confidence, Evidence, Link, Publisher, Role, Severity, Span
from linkaudit.reach import claim_verdict
from linkaudit.rules.nowhere import goes_nowhere
from linkaudit.rules.policy import Policy
from linkaudit.rules.publishers import cited_publishers, name_as_written
from linkaudit.rules.rule import Hit, declare

Cited = list[tuple[Span, Publisher]]


@declare("LA110", "unlinked-source", Severity.WARNING, Confidence.MEDIUM)
def unlinked_source(article: Article, evidence: Evidence, _policy: Policy) -> Iterator[Hit]:
    """A published source that the text names without a link, neither here nor where the same source spoke before.

    The newsroom's own reporting needs none, nor do people and organisations that told you something. A publisher that
    gave no answer is passed over, and so is one that somebody names in a quotation. While the same source goes on
    speaking, it is named once.

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
    spoken = [
        (claim, cited_publishers(claim, article), claim_verdict(claim, article, evidence) is ClaimVerdict.UNLINKED)
        for claim in article.claims
        if claim.role is Role.BODY
    ]
    later: dict[str, Link] = {}
    for (claim, cited, unlinked), told in reversed(tuple(zip(spoken, _already_told(spoken), strict=True))):
        if unlinked and not told:
            names = [name_as_written(article, span, publisher) for span, publisher in cited]
            message = f"{_and(names)} {'is' if len(names) == 1 else 'are'} named, no link goes with it"
            note = next(filter(None, (_note(article, evidence, one, later.get(one.name)) for _, one in cited)), None)
            yield Hit(tuple(span for span, _ in cited), message, claim.id, note=note)
        if claim.links:
            later.update({publisher.name: claim.links[0] for _, publisher in cited})


def _already_told(spoken: Sequence[tuple[Claim, Cited, bool]]) -> Iterator[bool]:
    """For each claim, whether all that it cites was just cited, linked or found without a link, by no other since."""
    speaking: set[str] = set()
    for claim, cited, _ in spoken:
        names = {publisher.name for _, publisher in cited}
        yield names <= speaking
        if claim.attributions or claim.publishers:
            speaking = names


def _note(article: Article, evidence: Evidence, publisher: Publisher, link: Link | None) -> str | None:
    if link is None:
        return None
    words = "goes nowhere: one address mends both" if goes_nowhere(link, evidence) else "may be the source of this too"
    line = article.position(link.span.start).line
    return f"the next {publisher.name.removeprefix('The ')} link, {article.line_word} {line}, {words}"


def _and(names: Sequence[str]) -> str:
    *first, last = names
    return f"{', '.join(first)} and {last}" if first else last
