"""LA210."""

from __future__ import annotations

from collections.abc import Iterator

from linkaudit.model import Article, Confidence, Evidence, Reason, Severity, Verdict
from linkaudit.rules.opened import opened
from linkaudit.rules.policy import Policy
from linkaudit.rules.rule import Hit, declare
from linkaudit.urls import host_of

_WHY = {
    Reason.PRIVATE_ADDRESS: "leads into a private network",
    Reason.PORT: "leads to a port that no website uses",
    Reason.SCHEME: "leads off the web",
}


@declare("LA210", "refused-address", Severity.WARNING, Confidence.MEDIUM, offline=False)
def refused_address(article: Article, evidence: Evidence, _policy: Policy) -> Iterator[Hit]:
    """A link that we did not open for safety: it leads into a private network, to an unusual port or off the web.

    ## Why

    Such an address works for the writer, perhaps, but for no reader; and a program that opens whatever an article
    holds must not be led into the newsroom's own network.

    ## Example

    ```markdown bad
    The ministry [said](http://cms.example.net/preview/17) that the talks have ended.
    ```

    ```markdown good
    The ministry [said](https://www.example.net/talks) that the talks have ended.
    ```

    ```web
    http://cms.example.net/preview/17 -> private_address
    https://www.example.net/talks -> 200
    ```

    ## Fix

    Link to the public page. If the address is meant, allow it with `--allow-address`.
    """
    for link in opened(article, evidence, Verdict.REFUSED):
        host = host_of((link.fetch.final_url if link.fetch else None) or link.url)
        yield link.hit(f"{link.name} was not opened: it {_WHY[link.reason]} ({host})")
