"""Claims: which stretches of an article want a source, and what each says of its source.

The chain is deterministic: sentence, named source, link. Does no I/O.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from operator import itemgetter

from linkaudit.article.announced import announce
from linkaudit.article.attributions import attributions
from linkaudit.article.blocks import Block, BlockKind
from linkaudit.article.dates import full_dates, relative_dates
from linkaudit.article.drafts import Draft
from linkaudit.article.inheritance import inherit
from linkaudit.article.links import link_of
from linkaudit.article.posts import post_claim
from linkaudit.article.prose import Prose, join, whole_sentences
from linkaudit.article.quotations import quotations
from linkaudit.article.roles import Section
from linkaudit.article.sourcing import with_publishers
from linkaudit.article.vocabulary import Vocabulary
from linkaudit.model import (
    Attribution,
    Claim,
    DateMention,
    Link,
    LinkForm,
    LinkKind,
    Quotation,
    Role,
    Span,
)


@dataclass(frozen=True, slots=True)
class Context:
    """What reading a claim depends on besides the text: names, the newsroom's own outlets, the article's date."""

    vocabulary: Vocabulary
    outlets: tuple[str, ...] = ()
    published: date | None = None


def find_claims(sections: Sequence[Section], context: Context) -> tuple[Claim, ...]:
    """Every claim of the article, and every link outside claims under a claim of its role, in source order."""
    body = [section for section in sections if section.role is Role.BODY]
    prose = join([block for section in body for block in section.blocks])
    ends = frozenset(index for index, section in enumerate(body) if section.ends_article)
    placed, apart = _links(prose)
    drafts = _body_drafts(prose, placed, ends, context)
    others: list[Claim] = []
    for section in sections:
        if section.role is Role.EMBED:
            others.append(post_claim(section, context.vocabulary.publishers))
        elif section.role is not Role.BODY:
            others.extend(_furniture(block, section.role) for block in section.blocks if block.links)
    others.extend(map(_apart, apart))
    return _numbered(drafts, others, prose, context.published)


def _numbered(
    drafts: Sequence[Draft], others: Sequence[Claim], prose: Prose, published: date | None
) -> tuple[Claim, ...]:
    """All claims in source order. A draft may rest on another, so all are named before the first claim is made."""
    places: list[tuple[Span, Role, Draft | Claim]] = [
        (_span_in_source(draft, prose), Role.BODY, draft) for draft in drafts
    ]
    places += [(claim.span, claim.role, claim) for claim in others]
    places.sort(key=itemgetter(0, 1))
    ids = {id(one): f"c{number}" for number, (_, _, one) in enumerate(places, 1)}
    return tuple(
        [
            _claim(one, span, prose, ids, published) if isinstance(one, Draft) else replace(one, id=ids[id(one)])
            for span, _, one in places
        ]
    )


def _span_in_source(draft: Draft, prose: Prose) -> Span:
    start, end = prose.to_source(draft.span)
    for link in draft.links:  # a link's markup may reach beyond the words that it shows
        start, end = min(start, link.span.start), max(end, link.span.end)
    return Span(start, end)


def _links(prose: Prose) -> tuple[list[tuple[int, Link]], list[Link]]:
    """The links of the text with their places in it, and those that stand apart from what it says."""
    placed: list[tuple[int, Link]] = []
    apart: list[Link] = []
    for start, block in zip(prose.starts, prose.blocks, strict=True):
        for found in block.links:
            link = link_of(block, found)
            if _stands_apart(link, block):
                apart.append(link)
            else:
                placed.append((start + min(found.start, max(0, len(block.text) - 1)), link))
    return placed, apart


# --------------------------------------------------------------------------------------------------------------
# The body


def _body_drafts(
    prose: Prose, links: Sequence[tuple[int, Link]], ends: frozenset[int], context: Context
) -> list[Draft]:
    drafts = [Draft(span) for span in whole_sentences(prose)]
    if not drafts:
        return []
    quoted = _block_quotations(prose)
    _place(drafts, prose, links, quoted, context)
    drafts = _whole_quotations(drafts)
    drafts = _whole_block_quotations(drafts, quoted)
    drafts = _with_their_addresses(drafts, prose)
    announce(drafts, prose, ends)
    _follow_notes(drafts)
    kept = [draft for draft in drafts if draft.says_something]
    inherit(kept, lambda draft: prose.block_at(draft.span.start))
    return kept


def _block_quotations(prose: Prose) -> list[Span]:
    """Every marked block quotation, as a whole."""
    found: list[Span] = []
    before: int | None = None
    for index, block in enumerate(prose.blocks):
        if block.quote is not None:
            span = prose.block_span(index)
            if block.quote == before:
                found[-1] = Span(found[-1].start, span.end)
            else:
                found.append(span)
        before = block.quote
    return found


def _place(
    drafts: list[Draft],
    prose: Prose,
    links: Sequence[tuple[int, Link]],
    block_quotations: list[Span],
    context: Context,
) -> None:
    """Put everything found into the sentence in which it begins."""
    starts = [draft.span.start for draft in drafts]

    def at(offset: int) -> Draft:
        return drafts[max(0, bisect_right(starts, offset) - 1)]

    for offset, link in links:
        at(offset).links.append(link)
    said, leaned_on = with_publishers(
        prose.text, attributions(prose.text, block_quotations), context.vocabulary.publishers, context.outlets
    )
    for attribution in said:
        at((attribution.cue_span or attribution.span).start).attributions.append(attribution)
    for quotation in quotations(prose.text):
        at(quotation.span.start).quotations.append(quotation)
    for span, publisher in leaned_on:
        at(span.start).publishers.append((span, publisher))


def _whole_quotations(drafts: list[Draft]) -> list[Draft]:
    """Sentences that stand in one quotation are one claim."""
    whole: list[Draft] = []
    reach = 0
    for draft in drafts:
        inside = draft.span.start < reach
        ends = max((quotation.span.end for quotation in draft.quotations), default=0)
        reach = max(reach, ends) if inside else ends
        if inside:
            whole[-1].absorb(draft)
        else:
            whole.append(draft)
    return whole


def _whole_block_quotations(drafts: list[Draft], quoted: Sequence[Span]) -> list[Draft]:
    """A marked block quotation is one claim, whatever it holds."""
    spans = iter(quoted)
    quotation = next(spans, None)
    whole: list[Draft] = []
    for draft in drafts:
        while quotation is not None and draft.span.start >= quotation.end:
            quotation = next(spans, None)
        if quotation is None or draft.span.start < quotation.start:
            whole.append(draft)
        elif whole and whole[-1].span.start >= quotation.start:
            whole[-1].absorb(draft)
        else:
            draft.quotations.insert(0, Quotation(quotation, "", None))
            whole.append(draft)
    return whole


def _with_their_addresses(drafts: list[Draft], prose: Prose) -> list[Draft]:
    """A paragraph that is an address and nothing else is the source of what was said right before it."""
    whole: list[Draft] = []
    for draft in drafts:
        before = whole[-1] if whole else None
        if before is not None and _is_address(draft, prose) and _may_own_address(before, draft, prose):
            before.absorb(draft)
        else:
            whole.append(draft)
    return whole


def _is_address(draft: Draft, prose: Prose) -> bool:
    if len(draft.links) != 1 or draft.links[0].form is not LinkForm.BARE:
        return False
    block = prose.blocks[prose.block_at(draft.span.start)]
    return block.text.strip() == draft.links[0].text.strip()


def _may_own_address(before: Draft, address: Draft, prose: Prose) -> bool:
    last = prose.block_at(before.span.end - 1)
    follows = last + 1 == prose.block_at(address.span.start)
    return follows and prose.blocks[last].kind is not BlockKind.HEADING and not _is_address(before, prose)


def _follow_notes(drafts: Sequence[Draft]) -> None:
    """A mark that leads to a footnote with links stands for that note; one that leads to words alone is a link."""
    marks = [(draft, link) for draft in drafts for link in draft.links if _is_note_mark(link)]
    if not marks:
        return
    cited = [(link.span.start, draft) for draft in drafts for link in draft.links if not _is_note_mark(link)]
    cited.sort(key=lambda place: place[0])
    starts = [start for start, _ in cited]
    for draft, mark in marks:
        assert mark.href_at is not None
        index = bisect_left(starts, mark.href_at.start)
        if index < len(cited) and starts[index] < mark.href_at.end and cited[index][1] is not draft:
            draft.links.remove(mark)
            draft.note = draft.note or cited[index][1]


def _is_note_mark(link: Link) -> bool:
    return link.kind is LinkKind.FRAGMENT and link.form is LinkForm.REFERENCE and link.href_at is not None


def _claim(draft: Draft, span: Span, prose: Prose, ids: Mapping[int, str], published: date | None) -> Claim:
    text = prose.text[draft.span.start : draft.span.end]
    speaker = _speaker(draft.lead_in) if draft.lead_in is not None else None
    return Claim(
        id=ids[id(draft)],
        span=span,
        text=" ".join(text.split()),
        role=Role.BODY,
        links=tuple(draft.links),
        attributions=tuple([_attribution_at_source(found, prose) for found in draft.attributions]),
        quotations=tuple([_quotation_at_source(found, prose, speaker) for found in draft.quotations]),
        publishers=tuple([(prose.to_source(where), publisher) for where, publisher in draft.publishers]),
        dates=tuple(_dates(draft.span, prose, published)),
        rests_on=None if draft.rests_on is None else ids[id(draft.rests_on)],
        runs_on=draft.runs_on,
    )


def _speaker(draft: Draft) -> str | None:
    return next((found.named or found.source for found in draft.attributions), None)


def _attribution_at_source(found: Attribution, prose: Prose) -> Attribution:
    to_source = prose.to_source
    return Attribution(
        to_source(found.span),
        found.source,
        tuple([to_source(part) for part in found.content]),
        found.type,
        found.cue,
        None if found.cue_span is None else to_source(found.cue_span),
        found.named,
        found.publisher,
        found.own,
    )


def _quotation_at_source(found: Quotation, prose: Prose, speaker: str | None) -> Quotation:
    text = found.text or " ".join(prose.text[found.span.start : found.span.end].split())
    return Quotation(prose.to_source(found.span), text, found.speaker or speaker)


def _dates(span: Span, prose: Prose, published: date | None) -> Iterator[DateMention]:
    text = prose.text[span.start : span.end]
    words = list(full_dates(text))
    if published is not None:
        words += relative_dates(text, published)
    for found in sorted(words):
        where = prose.to_source(Span(span.start + found.start, span.start + found.end))
        yield DateMention(where, text[found.start : found.end], found.day)


# --------------------------------------------------------------------------------------------------------------
# What is no claim of the article's own


def _stands_apart(link: Link, block: Block) -> bool:
    """Pictures, players and mail addresses support no claim, nor does a link where nothing is said."""
    return link.form in (LinkForm.IMAGE, LinkForm.EMBED) or link.kind is LinkKind.MAIL or not block.text.strip()


def _apart(link: Link) -> Claim:
    embed = link.form is LinkForm.EMBED
    role = Role.EMBED if embed else Role.FURNITURE
    name = f"apart{link.span.start}"
    return Claim(name, link.span, link.text, role, (link,), permalink=link if embed else None)


def _furniture(block: Block, role: Role) -> Claim:
    links = tuple(link_of(block, found) for found in block.links)
    starts = [block.span.start, *(link.span.start for link in links)]
    ends = [block.span.end, *(link.span.end for link in links)]
    span = Span(min(starts), max(ends))
    return Claim(f"{role}{span.start}", span, " ".join(block.text.split()), role, links)
