"""LA206."""

from __future__ import annotations

from collections.abc import Iterator

from linkaudit.model import Article, Confidence, Evidence, Reason, Severity, Verdict
from linkaudit.rules.edits import new_address
from linkaudit.rules.opened import opened
from linkaudit.rules.policy import Policy
from linkaudit.rules.repairs import moved_to
from linkaudit.rules.rule import Hit, declare
from linkaudit.urls import display


@declare("LA206", "moved-permanently", Severity.NOTE, Confidence.HIGH, on=False, offline=False)
def moved_permanently(article: Article, evidence: Evidence, _policy: Policy) -> Iterator[Hit]:
    """A link that still works, but whose site says that the page has moved for good.

    A change from http to https, a `www` or a slash at the end alone is never reported, nor is a shortener.

    ## Why

    Redirects are kept up for a while and then forgotten. The new address will live longer.

    ## Example

    ```markdown bad
    The ministry [said](https://news.example.net/talks) that the talks have ended.
    ```

    ```markdown good
    The ministry [said](https://news.example.net/world/talks) that the talks have ended.
    ```

    ```web
    https://news.example.net/talks -> 301 https://news.example.net/world/talks
    https://news.example.net/world/talks -> 200
    ```

    ## Fix

    Write the new address into the link. `linkaudit fix` does it where the page has moved within its site, or under the
    same path to another one.
    """
    for link in opened(article, evidence, Verdict.ALIVE):
        if link.reason is Reason.MOVED and link.fetch is not None and link.fetch.final_url is not None:
            target = moved_to(link.fetch)
            fix = new_address(article, link.links, target) if target is not None else ()
            yield link.hit(f"{link.name} has moved for good", f"new address: {display(link.fetch.final_url)}", fix)
