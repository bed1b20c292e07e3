"""LA403."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import timedelta

from linkaudit.model import Article, Confidence, Evidence, Role, Severity, Verdict
from linkaudit.rules.opened import opened
from linkaudit.rules.policy import Policy
from linkaudit.rules.rule import Hit, declare
from linkaudit.rules.wording import day
from linkaudit.support import nature

_ZONES = timedelta(days=1)
"""What is published the next day may only be so by another clock."""

_OLD = timedelta(days=366)
_RECENT = re.compile(
    r"\b(?:recent(?:ly)?|th(?:is|e past) (?:week|month)|today|yesterday|"
    r"on (?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day)\b"
)


@declare("LA403", "source-newer-than-article", Severity.NOTE, Confidence.LOW, offline=False)
def source_newer_than_article(article: Article, evidence: Evidence, _policy: Policy) -> Iterator[Hit]:
    """A cited page that dates itself after the article, or more than a year before a claim that tells something recent.

    Only pages that were read for a quotation are looked at.

    ## Why

    What was written later cannot be where the words were taken from: the address may have been given to another story,
    or the link was exchanged. An old page under "on Tuesday" may be the wrong one.

    ## Example

    ```markdown bad
    "The tables were carried out at last," the minister [said](https://news.example.net/talks).
    ```

    ```markdown good
    "The tables were carried out at last," the minister [said](https://news.example.net/world/talks).
    ```

    ```web
    https://news.example.net/talks -> 200
    https://news.example.net/talks (2024-05-01) says The minister: "The tables were carried out at last."
    https://news.example.net/world/talks -> 200
    https://news.example.net/world/talks (2022-10-12) says The minister: "The tables were carried out at last."
    ```

    ## Fix

    Open the page and see whether it is the one that is meant; link to the story of the day, if there is one.
    """
    for link in opened(article, evidence, Verdict.ALIVE):
        page = nature(link.url, evidence)
        if link.claim.role is not Role.BODY or page is None or page.published is None or article.published is None:
            continue
        then, ours = page.published, article.published
        if then > ours + _ZONES:
            yield link.hit(f"{link.name} leads to a page of {day(then)}, which is after the article ({day(ours)})")
        elif then < ours - _OLD and _RECENT.search(link.claim.text):
            yield link.hit(f"{link.name} stands for recent news, and leads to a page of {day(then)}")
