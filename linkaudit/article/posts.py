"""Posts from social networks that stand in an article as text: one claim each, with their permalink. Does no I/O."""

from __future__ import annotations

import re

from linkaudit.article.blocks import Block
from linkaudit.article.dates import full_dates
from linkaudit.article.links import link_of
from linkaudit.article.publishers import PublisherTable
from linkaudit.article.roles import Section
from linkaudit.model import Attribution, Claim, DateMention, Link, LinkForm, Quotation, Role, SourceType, Span


def post_claim(section: Section, publishers: PublisherTable) -> Claim:
    """The claim of a section whose role is EMBED; its author comes from the signature "— Name (@handle) date"."""
    blocks = section.blocks
    links = tuple(link_of(block, found) for block in blocks for found in block.links)
    starts = [block.span.start for block in blocks] + [link.span.start for link in links]
    ends = [block.span.end for block in blocks] + [link.span.end for link in links]
    span = Span(min(starts), max(ends))
    text = " ".join(" ".join(block.text for block in blocks).split())
    signed = blocks[-1]
    permalink = next((link for link in links if link.form is LinkForm.EMBED), None)
    said: tuple[Attribution, ...] = ()
    quotations: tuple[Quotation, ...] = ()
    dates: tuple[DateMention, ...] = ()
    if section.signature is not None:
        said = (_author(section.signature, signed, blocks, publishers),)
        quotations = _post_text(section.signature, signed, blocks)
        permalink = _permalink(section.signature, signed) or permalink
        dates = tuple(
            DateMention(signed.to_source(found.start, found.end), signed.text[found.start : found.end], found.day)
            for found in full_dates(signed.text)
            if found.start >= section.signature.start("date")
        )
    return Claim(
        f"embed{span.start}", span, text, Role.EMBED, links, said, quotations, dates=dates, permalink=permalink
    )


def _author(
    signature: re.Match[str], signed: Block, blocks: tuple[Block, ...], publishers: PublisherTable
) -> Attribution:
    name, handle = signature["name"].strip(), signature["handle"]
    publisher = publishers.by_handle(handle) or publishers.resolve(name)
    if publisher is not None and publisher.weak:
        publisher = None
    content = [block.span for block in blocks[:-1]]
    before = signed.text[: signature.start()].rstrip()
    if before:
        content.append(signed.to_source(0, len(before)))
    return Attribution(
        span=signed.to_source(signature.start("name"), signature.end("handle") + 1),
        source=f"{name} ({handle})",
        content=tuple(content),
        type=SourceType.PERSON if publisher is None else SourceType.PUBLISHER,
        named=name,
        publisher=publisher,
    )


def _post_text(signature: re.Match[str], signed: Block, blocks: tuple[Block, ...]) -> tuple[Quotation, ...]:
    """The words of the post: everything before its signature."""
    before = signed.text[: signature.start()].rstrip()
    text = " ".join(" ".join([*(block.text for block in blocks[:-1]), before]).split())
    if not text:
        return ()
    end = signed.to_source(0, len(before)).end if before else blocks[-2].span.end
    return (Quotation(Span(blocks[0].span.start, end), text, signature["name"].strip()),)


def _permalink(signature: re.Match[str], signed: Block) -> Link | None:
    """The link on the post's date."""
    found = [link for link in signed.links if link.start >= signature.start("date")]
    return link_of(signed, found[-1]) if found else None
