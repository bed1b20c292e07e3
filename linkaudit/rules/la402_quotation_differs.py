"""LA402."""

from __future__ import annotations

from collections.abc import Iterator
from typing import assert_never

from linkaudit.model import Article, Change, Confidence, Difference, Evidence, MatchVerdict, Severity
from linkaudit.rules.cited import Said, said
from linkaudit.rules.policy import Policy
from linkaudit.rules.rule import Hit, declare
from linkaudit.rules.wording import quoted

_MOST_SHOWN = 3


@declare("LA402", "quotation-differs", Severity.WARNING, Confidence.MEDIUM, offline=False)
def quotation_differs(article: Article, evidence: Evidence, _policy: Policy) -> Iterator[Hit]:
    """A quotation that stands on the cited page in other words: at most one word in five differs.

    House style is no difference (US and U.S., thirty and 30, we're and we are, [sic]), nor is what the quotation marks
    as left out. A negation, a number or a name that differs is told first.

    ## Why

    Words in quotation marks are somebody's own. One "not" more or less, and they say the contrary.

    ## Example

    ```markdown bad
    "We will sit down at that table again before the winter," the minister [said](https://news.example.net/talks).
    ```

    ```markdown good
    "We'll not sit down at that table again ... before the winter," the minister [said](https://news.example.net/talks).
    ```

    ```web
    https://news.example.net/talks -> 200
    https://news.example.net/talks says "We will not sit down at that table again before the winter," the minister said.
    ```

    ## Fix

    Take over the words as they stand there, or mark with "..." and [brackets] what you leave out and put in.
    """
    for each in said(article, evidence, MatchVerdict.DIFFERS):
        yield each.hit(_message(each), each.passage)


def _message(each: Said) -> str:
    changed = [change for change in Change if change in each.told.match.changes]
    loud = f"{_loud(changed[0])} differs: " if changed else ""
    ranked = sorted(each.told.match.differences, key=lambda one: one.change is None)
    parts = [_words(one) for one in ranked[:_MOST_SHOWN]]
    more = len(ranked) - len(parts)
    parts += [f"{more} more differences" if more > 1 else "one more difference"] if more else []
    return f"{loud}{quoted(each.quotation.text)} stands otherwise on the page: {'; '.join(parts)}"


def _loud(change: Change) -> str:
    match change:
        case Change.NEGATION:
            return "a negation"
        case Change.NUMBER:
            return "a number"
        case Change.NAME:
            return "a name"
        case _:
            assert_never(change)


def _words(difference: Difference) -> str:
    if not difference.quoted:
        return f"{quoted(difference.found)} is left out"
    if not difference.found:
        return f"{quoted(difference.quoted)} is added"
    return f"{quoted(difference.quoted)} for {quoted(difference.found)}"
