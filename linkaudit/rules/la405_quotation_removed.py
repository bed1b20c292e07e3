"""LA405."""

from __future__ import annotations

from collections.abc import Iterator

from linkaudit.model import Article, Confidence, Evidence, MatchVerdict, Severity
from linkaudit.rules.cited import said
from linkaudit.rules.policy import Policy
from linkaudit.rules.rule import Hit, declare
from linkaudit.rules.wording import day, quoted
from linkaudit.textfragment import text_fragment


@declare("LA405", "quotation-removed", Severity.WARNING, Confidence.HIGH, offline=False)
def quotation_removed(article: Article, evidence: Evidence, _policy: Policy) -> Iterator[Hit]:
    """A quotation that stands in an archived copy of the cited page, and on the page of today no more, or otherwise.

    ## Why

    The source was edited after it was cited. Readers who follow the link will think that the words were made up, and
    that the source took them back may be news.

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
    https://news.example.net/talks => 2022-10-14
    https://news.example.net/talks said "We will never sit down at that table again," the minister said.
    ```

    ## Fix

    Link to the archived copy, and ask the source why the words are gone.
    """
    for each in said(article, evidence, MatchVerdict.REMOVED):
        memento = each.told.memento
        if memento is not None:
            then = day(memento.captured.date())
            message = f"{quoted(each.quotation.text)} stood on the page on {then}, and does not stand there today"
            copy = text_fragment(memento.url, each.told.match.found or "")
            yield each.hit(message, f"archived copy of {then}: {copy}")
