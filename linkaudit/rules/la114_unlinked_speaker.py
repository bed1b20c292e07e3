"""LA114."""

from __future__ import annotations

from collections.abc import Iterator

from linkaudit.model import Article, Attribution, ClaimVerdict, Confidence, Evidence, Role, Severity, SourceType, Span
from linkaudit.reach import claim_verdict
from linkaudit.rules.policy import Policy
from linkaudit.rules.rule import Hit, declare
from linkaudit.rules.wording import clipped, folded

_PRONOUNS = frozenset({"he", "i", "it", "she", "they", "we", "who", "you"})


@declare("LA114", "unlinked-speaker", Severity.NOTE, Confidence.LOW, on=False)
def unlinked_speaker(article: Article, evidence: Evidence, _policy: Policy) -> Iterator[Hit]:
    """A person or an organisation whose words stand here without a link to where they were said.

    What was told to the newsroom itself needs none. Off unless selected, for an article names some sixteen.

    ## Why

    A speech, a hearing or a statement mostly stands somewhere to be read or seen.

    ## Example

    ```markdown bad
    Ada Novak said that the talks will fail.
    ```

    ```markdown good
    Ada Novak [said](https://www.novak.example/speech) that the talks will fail.
    ```

    ## Fix

    Link to the speech, the statement or the report that has it; or say that it was said to you.
    """
    for claim in article.claims:
        if claim.role is not Role.BODY or claim_verdict(claim, article, evidence) is not ClaimVerdict.UNLINKED:
            continue
        speakers: dict[str, Span] = {}
        for found in claim.attributions:
            if name := _name(found):
                speakers.setdefault(name, found.span)
        if speakers:
            words = f"{' and '.join(speakers)} {'speaks' if len(speakers) == 1 else 'speak'} here"
            yield Hit(tuple(speakers.values()), f"{words}, no link goes with it", claim.id)


def _name(found: Attribution) -> str | None:
    """The speaker's name, if the text gives one and it is no publisher's."""
    published = found.publisher is not None and not found.publisher.weak
    if found.own or published or found.type not in {SourceType.PERSON, SourceType.ORGANISATION}:
        return None
    name = folded(found.named or found.source)
    is_name = name.lower() not in _PRONOUNS and any(word[0].isupper() for word in name.split()[1:] or [name])
    return clipped(name, 60) if is_name else None
