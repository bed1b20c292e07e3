"""LA301."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from linkaudit.model import Article, Confidence, Evidence, Severity, Verdict
from linkaudit.rules.edits import has_copy_beside, new_address
from linkaudit.rules.failing import CERTIFICATE_REASONS, death
from linkaudit.rules.opened import copy_words, opened
from linkaudit.rules.policy import Policy
from linkaudit.rules.repairs import played_copy
from linkaudit.rules.rule import Hit, declare


@declare("LA301", "dead-but-archived", Severity.ERROR, Confidence.HIGH, offline=False)
def dead_but_archived(article: Article, evidence: Evidence, _policy: Policy) -> Iterator[Hit]:
    """A dead link of which an archived copy is known.

    It takes the place of LA201 and LA201 alone: a link is reported once. A link whose copy stands right behind it in
    parentheses, or in it (Robust Links), is in order.

    ## Why

    The page is gone for the reader, but its words are not lost: one new address mends the claim.

    ## Example

    ```markdown bad
    The ministry [said](https://news.example.net/talks) that the talks have ended.
    ```

    ```markdown good
    The ministry [said](https://news.example.net/world/talks) that the talks have ended.
    ```

    ```web
    https://news.example.net/talks -> 404
    https://news.example.net/talks => 2022-10-14
    https://news.example.net/world/talks -> 200
    ```

    ## Fix

    Open the copy, see that it says what you cite, and link to it in place of the dead page or beside it. `linkaudit
    fix` writes either.
    """
    for link in opened(article, evidence, Verdict.BROKEN):
        copy = link.copy
        if link.reason in CERTIFICATE_REASONS or copy is None:
            continue
        bare = tuple(each for each in link.links if not has_copy_beside(article, each, copy.archive))
        if not bare:
            continue
        message = f"{death(link)}; there is an archived copy of {copy_words(copy, article)}"
        target = played_copy(link.lookup)
        fix = new_address(article, bare, target) if target is not None else ()
        yield replace(link, links=bare).hit(message, f"archived copy: {copy.url}", fix)
