"""LA106."""

from __future__ import annotations

import re
from collections.abc import Iterator

from linkaudit.model import Article, Claim, Confidence, Evidence, Role, Severity
from linkaudit.rules.nowhere import goes_nowhere
from linkaudit.rules.policy import Policy
from linkaudit.rules.rule import Hit, declare
from linkaudit.rules.wording import clipped

_SIGNED = re.compile(r"[\u2013\u2014-]\s*(?P<name>[^\u2013\u2014()]+?)\s*\(@\w+\)")


@declare("LA106", "embed-without-permalink", Severity.WARNING, Confidence.MEDIUM)
def embed_without_permalink(article: Article, evidence: Evidence, _policy: Policy) -> Iterator[Hit]:
    """A quoted post from a social network without a working link to the post itself.

    ## Why

    Posts are deleted and edited. The link behind the date is the only way to the original, and to its archived copy.

    ## Example

    ```markdown bad
    Lavrov says Russia is open to talks with the West, US dismisses his comments

    — Antiwar.com (@Antiwarcom) [October 11, 2022](#)
    ```

    ```markdown good
    Lavrov says Russia is open to talks with the West, US dismisses his comments

    — Antiwar.com (@Antiwarcom) [October 11, 2022](https://twitter.com/Antiwarcom/status/1579914)
    ```

    ## Fix

    Open the post, copy the address behind its date and put it on the date here.
    """
    for claim in article.claims:
        if claim.role is not Role.EMBED:
            continue
        if claim.permalink is None or goes_nowhere(claim.permalink, evidence):
            place = claim.permalink.span if claim.permalink else claim.span
            yield Hit((place,), f"the post {_author(claim)}has no link to it", claim.id)


def _author(claim: Claim) -> str:
    signed = _SIGNED.search(claim.text)
    return f"by {clipped(signed['name'], 40)} " if signed else "quoted here "
