"""LA113."""

from __future__ import annotations

from collections.abc import Iterator

from linkaudit.model import Article, ClaimVerdict, Confidence, Evidence, Role, Severity, SourceType
from linkaudit.reach import claim_verdict
from linkaudit.rules.policy import Policy
from linkaudit.rules.rule import Hit, declare
from linkaudit.rules.wording import quoted

_LINKLESS = (ClaimVerdict.NONE, ClaimVerdict.UNLINKED)


@declare("LA113", "vague-attribution", Severity.NOTE, Confidence.LOW, on=False)
def vague_attribution(article: Article, evidence: Evidence, _policy: Policy) -> Iterator[Hit]:
    """Words given to nobody in particular ("officials", "experts", "critics", "many"), without a link or a name.

    "Officials, including John Kirby" names somebody. Off unless selected.

    ## Why

    A reader cannot ask "some experts" how they know. Anonymity is for sources who need it, and then the text says
    why.

    ## Example

    ```markdown bad
    Experts said that the talks will fail.
    ```

    ```markdown good
    The historian Ada Novak [said](https://www.novak.example/speech) that the talks will fail.
    ```

    ## Fix

    Name the source, link to where it was said, or tell the reader why the source is not named.
    """
    for claim in article.claims:
        if claim.role is not Role.BODY or claim_verdict(claim, article, evidence) not in _LINKLESS:
            continue
        vague = [found for found in claim.attributions if found.type is SourceType.ANONYMOUS and not found.own]
        if vague and len(vague) == len(claim.attributions) and not claim.publishers:
            names = ", ".join(dict.fromkeys(quoted(found.source) for found in vague))
            places = tuple(dict.fromkeys(found.span for found in vague))
            yield Hit(places, f"no reader can tell who is meant by {names}", claim.id)
