"""LA112."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from linkaudit.model import Article, Claim, Confidence, Evidence, Quotation, Role, Severity
from linkaudit.rules.policy import Policy
from linkaudit.rules.rule import Hit, declare
from linkaudit.rules.surroundings import NEAR, is_heading, names_somebody
from linkaudit.rules.wording import folded, quoted

_WORDS = 5


@declare("LA112", "unsourced-quotation", Severity.NOTE, Confidence.LOW)
def unsourced_quotation(article: Article, _evidence: Evidence, _policy: Policy) -> Iterator[Hit]:
    """A quotation of five words or more whose speaker is given neither with it nor in the sentence before or after.

    A headline, a quotation that stands elsewhere in the article once more, a row of quotations of which one has a
    source, and any passage that names or points to somebody are left alone.

    ## Why

    Words in quotation marks are somebody's. A reader who is not told whose cannot check them.

    ## Example

    ```markdown bad
    The streets were empty in the morning. "We will never sit at that table again." The rain fell until noon.
    ```

    ```markdown good
    The streets were empty in the morning. "We will never sit at that table again," Ada Novak
    [said](https://www.novak.example/speech). The rain fell until noon.
    ```

    ## Fix

    Say who said it, and link to where. If nobody did, take the quotation marks away.
    """
    claims = [claim for claim in article.claims if claim.role is Role.BODY]
    for at, claim in enumerate(claims):
        bare = [found for found in claim.quotations if found.speaker is None and len(found.text.split()) >= _WORDS]
        if not bare or _has_source(claim) or is_heading(claim.span, article) or names_somebody(claim, article):
            continue
        if not _is_spoken_for(at, claims) and not any(_is_repeated(found, claim, article) for found in bare):
            message = f"nobody is named as the source of {quoted(bare[0].text)}"
            yield Hit(tuple(found.span for found in bare), message, claim.id)


def _has_source(claim: Claim) -> bool:
    spoken = any(found.speaker for found in claim.quotations)
    return bool(spoken or claim.links or claim.attributions or claim.publishers or claim.rests_on)


def _is_spoken_for(at: int, claims: Sequence[Claim]) -> bool:
    """Whether the claim just before or just after has a source; a row of quotations is one."""
    for others in (claims[at + 1 :], claims[:at][::-1]):
        here = claims[at]
        for other in others:
            if max(other.span.start - here.span.end, here.span.start - other.span.end) > NEAR:
                break
            if _has_source(other):
                return True
            here = other
    return False


def _is_repeated(quotation: Quotation, claim: Claim, article: Article) -> bool:
    words = folded(quotation.text).strip(" .,")
    headline = article.title or ""
    if words in headline and claim.text not in headline:
        return True
    return any(words in other.text for other in article.claims if other is not claim)
