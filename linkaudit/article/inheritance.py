"""Whose link a claim takes when it has none of its own. Does no I/O.

In this order: its footnote's; its lead-in's; the same quotation's; the same source's in the same paragraph; the same
source's in the paragraph before, as long as no other source has spoken since. Never from a later paragraph.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Sequence

from linkaudit.article.drafts import Draft

# How many paragraphs up a reader still takes a link for the source of what is said here.
_FARTHEST = 1


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
    for index, (draft, (paragraph, position)) in enumerate(zip(drafts, places, strict=True)):
        if draft.links:
            continue
        draft.rests_on = (
            draft.note
            or (draft.lead_in and _root(draft.lead_in))
            or _same_quotation(draft, paragraph.drafts[position - 1] if position else None)
            or _same_source(sources[index], paragraph)
            or _source_before(drafts, sources, index, paragraph_of)
        )


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


def _source_before(
    drafts: Sequence[Draft], sources: Sequence[set[str]], index: int, paragraph_of: Callable[[Draft], int]
) -> Draft | None:
    """The link of the same source a paragraph up at most, when nobody else has spoken since."""
    if not sources[index]:
        return None
    highest = paragraph_of(drafts[index]) - _FARTHEST
    before = index - 1
    while before >= 0 and not sources[before] and paragraph_of(drafts[before]) >= highest:
        before -= 1
    if before < 0 or not sources[before] & sources[index]:
        return None
    root = _root(drafts[before])
    return root if root is not None and paragraph_of(root) >= highest else None
