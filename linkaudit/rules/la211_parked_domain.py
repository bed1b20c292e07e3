"""LA211."""

from __future__ import annotations

from collections.abc import Iterator

from linkaudit.model import Article, Confidence, Evidence, Severity, Sign, Verdict
from linkaudit.rules.opened import archive_note, opened
from linkaudit.rules.policy import Policy
from linkaudit.rules.rule import Hit, declare
from linkaudit.urls import host_of


@declare("LA211", "parked-domain", Severity.WARNING, Confidence.MEDIUM, offline=False)
def parked_domain(article: Article, evidence: Evidence, _policy: Policy) -> Iterator[Hit]:
    """A link to a domain that is for sale, or that shows advertisements in place of a site.

    ## Why

    The source is gone, and whoever buys the domain decides what your readers will see there.

    ## Example

    ```markdown bad
    The ministry [said](https://news.example.net/talks) that the talks have ended.
    ```

    ```markdown good
    The ministry [said](https://news.example.net/world/talks) that the talks have ended.
    ```

    ```web
    https://news.example.net/talks -> 200 [parked]
    https://news.example.net/world/talks -> 200
    ```

    ## Fix

    Take the link away from this domain: link to an archived copy, or to another source.
    """
    for link in opened(article, evidence, Verdict.ALIVE):
        if Sign.PARKED in link.signs:
            host = host_of((link.fetch.final_url if link.fetch is not None else None) or link.url)
            message = f"{link.name} leads to a domain without a site: {host} is for sale or parked"
            yield link.hit(message, archive_note(link))
