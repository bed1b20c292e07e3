"""What a lead-in ("Reuters reports:") announces: which of the paragraphs after it are its own.

A marked quotation, a list and paragraphs that open with quotation marks end where they end. An unmarked quotation
goes on to the next paragraph that has a link of its own; when none comes soon, its end cannot be known. Does no I/O.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby, takewhile

from linkaudit.article.blocks import Block, BlockKind
from linkaudit.article.drafts import Draft
from linkaudit.article.prose import Prose, leads_in
from linkaudit.model import Quotation, Span

# An unmarked quotation that no linked paragraph bounds within so many paragraphs may end anywhere.
_LONGEST_UNMARKED = 3
# What a lead-in announces ends somewhere: so many blocks, and so many claims, at most.
_MOST_OWNED = 400
# In no article do lead-ins own, all together, more than so many blocks for each of its claims.
_PATIENCE = 10
_OPENING_MARKS = ('"', "“", "«", "„", "‘")


@dataclass(frozen=True, slots=True)
class _Owned:
    """The blocks that a lead-in owns; `bounded` says whether their end is certain."""

    blocks: range
    bounded: bool = True


def announce(drafts: Sequence[Draft], prose: Prose, ends: frozenset[int]) -> None:
    """Give what follows each lead-in to it. `ends` are the blocks at which the article ends."""
    patience = _PATIENCE * len(drafts)
    for index, draft in enumerate(drafts):
        if not draft.names_a_source or not leads_in(prose, draft.span):
            continue
        owned = _owned(prose.blocks, prose.block_at(draft.span.end - 1), ends)
        following = list(_beginning_in(owned.blocks, prose, drafts[index + 1 : index + 1 + _MOST_OWNED]))
        _own(draft, following, prose)
        if following and not owned.bounded:
            following[0].runs_on = True
        patience -= len(owned.blocks)
        if patience < 0:
            return


def _owned(blocks: Sequence[Block], last: int, ends: frozenset[int]) -> _Owned:
    """What a lead-in at the end of block `last` owns."""
    at = last + 1
    if at >= len(blocks) or at in ends or blocks[at].kind is BlockKind.HEADING:
        return _Owned(range(0))
    first = blocks[at]
    if first.quote is not None and first.quote != blocks[last].quote:
        return _Owned(_from(at, blocks, lambda block: block.quote == first.quote))
    if first.kind is BlockKind.ITEM:
        return _Owned(_from(at, blocks, lambda block: block.group == first.group))
    if _opens_quotation(first):
        return _Owned(_from(at, blocks, _opens_quotation))
    near = blocks[: at + _LONGEST_UNMARKED + 1]
    unmarked = _from(at, near, lambda block: block.kind is BlockKind.PARAGRAPH and not block.links)
    stop = next((index for index in unmarked if index in ends), unmarked.stop)
    if stop - at <= _LONGEST_UNMARKED:
        return _Owned(range(at, stop))
    return _Owned(range(at, at + 1), bounded=False)


def _from(at: int, blocks: Sequence[Block], belongs: Callable[[Block], bool]) -> range:
    """The blocks from `at` on that belong."""
    return range(at, at + sum(1 for _ in takewhile(belongs, blocks[at : at + _MOST_OWNED])))


def _opens_quotation(block: Block) -> bool:
    return block.text.lstrip().startswith(_OPENING_MARKS)


def _beginning_in(owned: range, prose: Prose, drafts: Sequence[Draft]) -> Iterator[Draft]:
    if not owned:
        return
    start, end = prose.starts[owned.start], prose.block_span(owned.stop - 1).end
    for draft in takewhile(lambda draft: draft.span.start <= end, drafts):
        if draft.span.start >= start:
            yield draft


def _own(lead_in: Draft, following: Sequence[Draft], prose: Prose) -> None:
    """A paragraph in which nothing else was found is a quotation as a whole."""
    for _, group in groupby(following, key=lambda draft: prose.block_at(draft.span.start)):
        drafts = list(group)
        if not any(draft.says_something for draft in drafts):
            whole = Span(drafts[0].span.start, drafts[-1].span.end)
            drafts[0].span = whole
            drafts[0].quotations.append(Quotation(whole, "", None))
        for draft in drafts:
            draft.lead_in = lead_in
