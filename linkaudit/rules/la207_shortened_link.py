"""LA207."""

from __future__ import annotations

from collections.abc import Iterator

from linkaudit.model import Article, Confidence, Evidence, Reason, Role, Severity, Verdict
from linkaudit.rules.edits import new_address
from linkaudit.rules.opened import Opened, opened
from linkaudit.rules.policy import Policy
from linkaudit.rules.repairs import resolved_to
from linkaudit.rules.rule import Hit, declare
from linkaudit.rules.wrapped import is_shortened
from linkaudit.urls import display, host_of


@declare("LA207", "shortened-link", Severity.NOTE, Confidence.HIGH)
def shortened_link(article: Article, evidence: Evidence, _policy: Policy) -> Iterator[Hit]:
    """A link in the text that goes through a shortener such as `bit.ly` or `t.co`.

    ## Why

    Readers cannot see where it leads, and it dies with the shortener even when the source lives on.

    ## Example

    ```markdown bad
    Reuters [reports](https://bit.ly/3CLm5xY) that the talks have ended.
    ```

    ```markdown good
    Reuters [reports](https://www.reuters.com/world/talks-end-2022-10-11/) that the talks have ended.
    ```

    ## Fix

    Open it and put the address at which it ends into the link, or let `linkaudit fix` do it.
    """
    for link in opened(article, evidence, *Verdict):
        if link.claim.role is not Role.BODY or not is_shortened(link.url):
            continue
        message = f"{link.name} hides where it leads behind {host_of(link.url)}"
        if target := _seen_target(link):
            page = resolved_to(link.fetch) if link.fetch is not None else None
            fix = new_address(article, link.links, page) if page is not None else ()
            yield link.hit(message, f"it leads to {display(target)}", fix)
        else:
            yield link.hit(message)


def _seen_target(link: Opened) -> str | None:
    seen = link.verdict is Verdict.ALIVE and link.reason in {Reason.OK, Reason.TRUNCATED}
    target = link.fetch.final_url if seen and link.fetch else None
    return target if target is not None and not is_shortened(target) else None
