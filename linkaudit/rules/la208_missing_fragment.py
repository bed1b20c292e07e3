"""LA208."""

from __future__ import annotations

from collections.abc import Iterator
from urllib.parse import unquote

from linkaudit.model import Article, Confidence, Evidence, FragmentQuestion, Link, Reason, Role, Severity, Verdict
from linkaudit.rules.opened import Opened, opened
from linkaudit.rules.policy import Policy
from linkaudit.rules.rule import Hit, declare
from linkaudit.rules.wording import clipped, day, named, quoted

_TEXT = ":~:text="
_AS_CITED = frozenset({Reason.OK, Reason.MOVED})


@declare("LA208", "missing-fragment", Severity.NOTE, Confidence.MEDIUM, offline=False)
def missing_fragment(article: Article, evidence: Evidence, _policy: Policy) -> Iterator[Hit]:
    """A link to a place on a page (`#methods`), or to words on it (`#:~:text=...`), that the page does not have.

    A page that scripts put together, that was cut off or that stands behind a wall cannot tell, and nothing is said.

    ## Why

    The page opens, but readers land at its top and have to look for the passage. Words that are gone may mean that the
    source was edited.

    ## Example

    ```markdown bad
    The ministry [said](https://news.example.net/talks#annex) that the talks have ended.
    ```

    ```markdown good
    The ministry [said](https://news.example.net/talks#summary) that the talks have ended.
    ```

    ```web
    https://news.example.net/talks -> 200
    https://news.example.net/talks#annex -> missing
    https://news.example.net/talks#summary -> found
    ```

    ## Fix

    Open the page, look for the passage and link to where it stands now, or leave the part from `#` on out.
    """
    for link in opened(article, evidence, Verdict.ALIVE):
        if link.claim.role is Role.BODY and link.reason in _AS_CITED:
            for each in link.links:
                if each.fragment is not None:
                    yield from _missing(link, each, each.fragment, evidence)


def _missing(link: Opened, each: Link, fragment: str, evidence: Evidence) -> Iterator[Hit]:
    answer = evidence.pages.get((link.url, FragmentQuestion(fragment)))
    if answer is None or answer.found is not False:
        return
    place, words, text = fragment.partition(_TEXT)
    if words:
        message = f"{named(each)} points to words that its page does not have: {quoted(_said(text))}"
        note = f"as read on {day(answer.observed.date())}: the page may have been edited since it was cited"
    else:
        message = f"{named(each)} opens, but not at the place it names: the page has no {clipped('#' + place, 60)}"
        note = "readers land at the top of the page"
    yield Hit((each.span,), message, link.claim.id, link.url, note)


def _said(text: str) -> str:
    """The words themselves, of `[prefix-,]start[,end][,-suffix]`."""
    parts = text.partition("&")[0].split(",")
    return " ... ".join(unquote(part) for part in parts if not part.endswith("-") and not part.startswith("-"))
