"""LA205."""

from __future__ import annotations

from collections.abc import Iterator

from linkaudit.model import Article, Confidence, Evidence, Reason, Severity, Sign, Verdict
from linkaudit.rules.opened import archive_note, opened
from linkaudit.rules.policy import Policy
from linkaudit.rules.rule import Hit, declare
from linkaudit.rules.wording import clipped


@declare("LA205", "moved-to-home", Severity.WARNING, Confidence.MEDIUM, offline=False)
def moved_to_home(article: Article, evidence: Evidence, _policy: Policy) -> Iterator[Hit]:
    """A link to a page that now shows the home page of its site, a section far above it, or an error page.

    ## Why

    The page is gone, and the site hides it. A reader who follows the link finds whatever is new there today.

    ## Example

    ```markdown bad
    The ministry [said](https://news.example.net/world/2022/talks) that the talks have ended.
    ```

    ```markdown good
    The ministry [said](https://news.example.net/world/talks) that the talks have ended.
    ```

    ```web
    https://news.example.net/world/2022/talks -> 302 https://news.example.net/
    https://news.example.net/world/talks -> 200
    ```

    ## Fix

    Search the site for the headline and link to where the page stands now, or link to an archived copy.
    """
    for link in opened(article, evidence, Verdict.ALIVE):
        at_home = link.reason is Reason.MOVED_HOME or (Sign.HOME in link.signs and Sign.MISSING not in link.signs)
        if at_home and Sign.PARKED not in link.signs:
            shown = link.fetch.final_url if link.fetch is not None else None
            where = f" ({clipped(shown, 60)})" if shown and shown != link.url else ""
            message = f"{link.name} leads to a home or section page and no more to the page itself{where}"
            yield link.hit(message, archive_note(link))
