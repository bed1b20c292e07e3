"""LA401."""

from __future__ import annotations

from collections.abc import Iterator

from linkaudit.model import Article, Confidence, Evidence, MatchVerdict, Severity
from linkaudit.rules.cited import said
from linkaudit.rules.policy import Policy
from linkaudit.rules.rule import Hit, declare
from linkaudit.rules.wording import quoted


@declare("LA401", "quotation-not-found", Severity.WARNING, Confidence.MEDIUM, offline=False)
def quotation_not_found(article: Article, evidence: Evidence, _policy: Policy) -> Iterator[Hit]:
    """A quotation of five words or more that does not stand on the page that its claim cites.

    The page was read from its first word to its last. One that is cut off, asks for money, a login or consent, plays a
    video or is put together by scripts cannot tell, and nothing is said; nor when a further page of the same claim
    could not be read, or when the only link stands on a name.

    ## Why

    A reader who follows the link to see who said it, and what else, does not find it. The words may be wrong, or the
    link.

    ## Example

    ```markdown bad
    "We will never sit down at that table again," the minister [said](https://news.example.net/talks).
    ```

    ```markdown good
    "The tables were carried out before the winter," the minister [said](https://news.example.net/talks).
    ```

    ```web
    https://news.example.net/talks -> 200
    https://news.example.net/talks says The minister said: "The tables were carried out before the winter."
    ```

    ## Fix

    Look for the words in a search engine, in quotation marks, and link to where they stand. If they stand in a video or
    in print, say so. If nobody has them, ask the writer.
    """
    for each in said(article, evidence, MatchVerdict.ABSENT):
        message = f"{quoted(each.quotation.text)} is not found on the page that it is linked to, {each.as_read}"
        yield each.hit(message, "it may stand in a video, on another page or behind a paywall")
