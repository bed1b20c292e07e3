"""LA204."""

from __future__ import annotations

from collections.abc import Iterator

from linkaudit.model import Article, Confidence, Evidence, Reason, Severity, Sign, Verdict
from linkaudit.rules.opened import archive_note, opened
from linkaudit.rules.policy import Policy
from linkaudit.rules.rule import Hit, declare
from linkaudit.rules.wording import quoted


@declare("LA204", "soft-404", Severity.WARNING, Confidence.MEDIUM, offline=False)
def soft_404(article: Article, evidence: Evidence, _policy: Policy) -> Iterator[Hit]:
    """A link to a page that answers as if all were well, and says itself that there is no such page.

    With `--deep` also one whose site answers alike for an address that cannot exist.

    ## Why

    Programs take it for a page, readers find an error message where the source should be.

    ## Example

    ```markdown bad
    The ministry [said](https://news.example.net/talks) that the talks have ended.
    ```

    ```markdown good
    The ministry [said](https://news.example.net/world/talks) that the talks have ended.
    ```

    ```web
    https://news.example.net/talks -> 200 [missing]
    https://news.example.net/world/talks -> 200
    ```

    ## Fix

    Find where the page stands now, or link to an archived copy.
    """
    for link in opened(article, evidence, Verdict.ALIVE):
        if Sign.MISSING in link.signs and Sign.PARKED not in link.signs and link.reason is not Reason.MOVED_HOME:
            title = link.fetch.title if link.fetch is not None else None
            shown = f" ({quoted(title)})" if title else ""
            yield link.hit(
                f"{link.name} leads to an error page that its site passes off as a page{shown}", archive_note(link)
            )
