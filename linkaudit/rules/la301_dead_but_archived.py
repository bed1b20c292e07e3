"""LA301."""

from __future__ import annotations

from collections.abc import Iterator

from linkaudit.model import Article, Confidence, Evidence, Severity
from linkaudit.rules.edits import new_address
from linkaudit.rules.failing import dead, death
from linkaudit.rules.la201_dead_link import dead_link
from linkaudit.rules.opened import copy_words
from linkaudit.rules.policy import Policy
from linkaudit.rules.repairs import played_copy
from linkaudit.rules.rule import Hit, declare


@declare("LA301", "dead-but-archived", Severity.ERROR, Confidence.HIGH, offline=False, instead_of=dead_link)
def dead_but_archived(article: Article, evidence: Evidence, _policy: Policy) -> Iterator[Hit]:
    """A dead link of which an archived copy is known.

    It takes the place of LA201 and LA201 alone: a link is reported once, and whoever has accepted it as dead (ignore
    LA201) has accepted this too. A link whose copy stands right behind it in parentheses, or in it (Robust Links), is
    in order.

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
    for link in dead(article, evidence):
        if link.copy is None:
            continue
        message = f"{death(link)}; there is an archived copy of {copy_words(link.copy, link)}"
        target = played_copy(link.lookup)
        fix = new_address(article, link.links, target) if target is not None else ()
        yield link.hit(message, f"archived copy: {link.copy.url}", fix)
