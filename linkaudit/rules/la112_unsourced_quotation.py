"""LA112."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence

from linkaudit.model import Article, Claim, Confidence, Evidence, Quotation, Role, Severity
from linkaudit.rules.policy import Policy
from linkaudit.rules.rule import Hit, declare
from linkaudit.rules.surroundings import adjoins, is_heading, names_somebody
from linkaudit.rules.wording import folded, quoted

_WORDS = 5
_CLOSING = "\"”’'»“;"
"""What a quotation ends with in the source when its end is known; the semicolon is that of `&rdquo;`."""


@declare("LA112", "unsourced-quotation", Severity.NOTE, Confidence.LOW)
def unsourced_quotation(article: Article, _evidence: Evidence, _policy: Policy) -> Iterator[Hit]:
    """A quotation of five words or more whose speaker is given neither with it nor in the sentence before or after.

    A headline, a block quotation, a quotation that stands elsewhere in the article once more, a row of quotations of
    which one has a source, and any passage that names or points to somebody are left alone.

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
    recurring = Counter(opening for claim in claims for opening in {_opening(found) for found in claim.quotations})
    for claim in _unspoken(claims, article):
        bare = [found for found in claim.quotations if _is_whole(found, article.source)]
        if not bare or any(recurring[_opening(found)] > 1 or _is_headline(found, claim, article) for found in bare):
            continue
        if not is_heading(claim.span, article) and not names_somebody(claim, article):
            message = f"nobody is named as the source of {quoted(bare[0].text)}"
            yield Hit(tuple(found.span for found in bare), message, claim.id)


def _unspoken(claims: Sequence[Claim], article: Article) -> Iterator[Claim]:
    """The claims without a source in a row of claims without one, nothing said between them."""
    row: list[Claim] = []
    for before, claim in zip([None, *claims], [*claims, None], strict=True):
        if claim is None or (before is not None and not adjoins(before, claim, article)):
            yield from () if any(map(_has_source, row)) else row
            row = []
        if claim is not None:
            row.append(claim)


def _has_source(claim: Claim) -> bool:
    spoken = any(found.speaker for found in claim.quotations)
    return bool(spoken or claim.links or claim.attributions or claim.publishers or claim.rests_on)


def _is_whole(quotation: Quotation, source: str) -> bool:
    """Whether it is long enough to be somebody's words, nobody's so far, and its end is known."""
    long = len(quotation.text.split()) >= _WORDS
    return long and quotation.speaker is None and source[quotation.span.end - 1] in _CLOSING


def _opening(quotation: Quotation) -> str:
    """What tells a quotation from others, whatever punctuation the sentence gives it."""
    words = quotation.text.casefold().split()[:_WORDS]
    return " ".join(word.strip(".,;:!?") for word in words)


def _is_headline(quotation: Quotation, claim: Claim, article: Article) -> bool:
    headline = article.title or ""
    return folded(quotation.text).strip(" .,") in headline and claim.text not in headline
