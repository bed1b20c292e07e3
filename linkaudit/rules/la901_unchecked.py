"""LA901."""

from __future__ import annotations

from collections.abc import Iterator

from linkaudit.model import Article, Confidence, Evidence, Reason, Severity, Verdict
from linkaudit.rules.opened import opened
from linkaudit.rules.policy import Policy
from linkaudit.rules.rule import Hit, declare

_WHY = {
    Reason.OFFLINE: "this run stays off the network",
    Reason.NO_NETWORK: "there is no network here",
    Reason.FILTERED_NETWORK: "this network stands between us and the web",
    Reason.BUDGET: "time ran out",
    Reason.POLICY: "the configuration leaves it out",
    Reason.INTERRUPTED: "the run was stopped",
}


@declare("LA901", "unchecked", Severity.NOTE, Confidence.HIGH, counted=True)
def unchecked(article: Article, evidence: Evidence, _policy: Policy) -> Iterator[Hit]:
    """A web link that was not tried: no network was wanted or found, time ran out, or the run was stopped.

    Counted; `-v` lists it.

    ## Why

    A report must say what it does not know. What was not checked is neither good nor dead.

    ## Example

    ```markdown bad
    The ministry [said](https://news.example.net/talks) that the talks have ended.
    ```

    ```markdown good
    The ministry [said](https://news.example.net/world/talks) that the talks have ended.
    ```

    ```web
    https://news.example.net/world/talks -> 200
    ```

    ## Fix

    Run the check again with the network, or with a larger `--budget`.
    """
    for link in opened(article, evidence, Verdict.UNCHECKED):
        yield link.hit(f"{link.name} was not checked: {_WHY.get(link.reason, 'it was not tried')}")
