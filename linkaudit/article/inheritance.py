"""Whose link a claim takes when it has none of its own. Does no I/O.

In this order: its footnote's; its lead-in's; the same quotation's; the same source's in the same paragraph; the same
source's in an earlier paragraph, as long as no other source has spoken since. Never from a later paragraph.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Sequence

from linkaudit.article.drafts import Draft


class _Paragraph:
    """The drafts that begin in one paragraph, and for each source the first of them that links it."""

    def __init__(self) -> None:
        self.drafts: list[Draft] = []
        self.linked: dict[str, tuple[int, Draft]] = {}

    def add(self, draft: Draft, sources: set[str]) -> None:
        if draft.links:
            for source in sources:
                self.linked.setdefault(source, (len(self.drafts), draft))
        self.drafts.append(draft)


def inherit(drafts: Sequence[Draft], paragraph_of: Callable[[Draft], int]) -> None:
    """Set `rests_on` of every draft without a link to the draft whose link it takes, if there is one."""
    paragraphs: dict[int, _Paragraph] = defaultdict(_Paragraph)
    places: list[tuple[_Paragraph, int]] = []
    sources = [draft.sources for draft in drafts]
    for draft, named in zip(drafts, sources, strict=True):
        paragraph = paragraphs[paragraph_of(draft)]
        places.append((paragraph, len(paragraph.drafts)))
        paragraph.add(draft, named)
    speaking: tuple[Draft, set[str]] | None = None
    for draft, named, (paragraph, position) in zip(drafts, sources, places, strict=True):
        if not draft.links:
            draft.rests_on = (
                draft.note
                or (draft.lead_in and _root(draft.lead_in))
                or _same_quotation(draft, paragraph.drafts[position - 1] if position else None)
                or _same_source(named, paragraph)
                or (_root(speaking[0]) if speaking is not None and speaking[1] & named else None)
            )
        speaking = (draft, named) if named else speaking


def _root(draft: Draft) -> Draft | None:
    return draft if draft.links else draft.rests_on


def _same_quotation(draft: Draft, before: Draft | None) -> Draft | None:
    """A quotation that goes on without naming its speaker again."""
    if before is None or draft.attributions or not draft.quotations:
        return None
    return _root(before) if before.quotations or before.attributions else None


def _same_source(sources: set[str], paragraph: _Paragraph) -> Draft | None:
    linked = [paragraph.linked[source] for source in sources if source in paragraph.linked]
    return min(linked, key=lambda found: found[0])[1] if linked else None
