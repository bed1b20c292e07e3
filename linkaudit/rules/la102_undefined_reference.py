"""LA102."""

from __future__ import annotations

from collections.abc import Iterator

from linkaudit.model import Article, Confidence, Evidence, Severity
from linkaudit.rules.policy import Policy
from linkaudit.rules.rule import Hit, declare
from linkaudit.rules.surroundings import claim_finder
from linkaudit.rules.wording import clipped, folded


@declare("LA102", "undefined-reference", Severity.ERROR, Confidence.HIGH)
def undefined_reference(article: Article, _evidence: Evidence, _policy: Policy) -> Iterator[Hit]:
    """A reference link (`[text][label]` or `[label][]`) whose label the article defines nowhere.

    A single pair of brackets, as in `[sic]`, is never taken for a link.

    ## Why

    Without its definition it is no link at all: readers see the brackets, and the source is lost.

    ## Example

    ```markdown bad
    Reuters [reports][reuters] that the talks have ended.
    ```

    ```markdown good
    Reuters [reports][reuters] that the talks have ended.

    [reuters]: https://www.reuters.com/world/talks-end-2022-10-11/
    ```

    ## Fix

    Add the line `[label]: https://...` anywhere in the article, or write the address into the link.
    """
    claim_at = claim_finder(article)
    for reference in article.undefined_references:
        written = clipped(folded(reference.span.slice(article.source)), 60)
        label = clipped(folded(reference.label), 30)
        around = claim_at(reference.span)
        yield Hit(
            (reference.span,),
            f"{written} is no link: the article does not say which address [{label}] stands for",
            around.id if around else None,
        )
