"""Whose link a claim takes when it has none of its own. Does no I/O.

In this order: its footnote's; its lead-in's; the same quotation's; the same source's in the same paragraph; the same
source's in an earlier paragraph, as long as no other source has spoken since. Never from a later paragraph.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

from linkaudit.article.drafts import Draft


def inherit(drafts: Sequence[Draft], paragraph_of: Callable[[Draft], int]) -> None:
    """Set `rests_on` of every draft without a link to the draft whose link it takes, if there is one."""
    paragraphs: dict[int, list[Draft]] = {}
    for draft in drafts:
        paragraphs.setdefault(paragraph_of(draft), []).append(draft)
    for index, draft in enumerate(drafts):
        if draft.links:
            continue
        neighbours = paragraphs[paragraph_of(draft)]
        draft.rests_on = (
            draft.note
            or (draft.lead_in and _root(draft.lead_in))
            or _same_quotation(draft, neighbours)
            or _same_source(draft, neighbours)
            or _source_before(draft, drafts, index)
        )


def _root(draft: Draft) -> Draft | None:
    return draft if draft.links else draft.rests_on


def _same_quotation(draft: Draft, neighbours: list[Draft]) -> Draft | None:
    """A quotation that goes on without naming its speaker again."""
    position = neighbours.index(draft)
    if position == 0 or draft.attributions or not draft.quotations:
        return None
    before = neighbours[position - 1]
    return _root(before) if before.quotations or before.attributions else None


def _same_source(draft: Draft, neighbours: list[Draft]) -> Draft | None:
    sources = draft.sources
    return next((other for other in neighbours if other.links and other.sources & sources), None)


def _source_before(draft: Draft, drafts: Sequence[Draft], index: int) -> Draft | None:
    sources = draft.sources
    if not sources:
        return None
    for before in reversed(drafts[:index]):
        if before.sources & sources:
            return _root(before)
        if before.sources:
            return None
    return None
