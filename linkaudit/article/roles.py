"""Which blocks are the article, and which are byline, furniture or somebody's post. Does no I/O."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import NamedTuple

from linkaudit.article.blocks import Block, BlockKind
from linkaudit.article.dates import full_dates
from linkaudit.model import LinkForm, Role

# Bylines and datelines stand above the text; a short line with a date below it is part of the text.
_HEAD_BLOCKS = 15
_LONGEST_BYLINE = 140
_SIGNATURE = re.compile(
    r"(?:^|\s)[—–-]{1,2}\s*(?P<name>[^—–\n]{1,60}?)\s*\((?P<handle>@\w{1,30})\)\s*(?P<date>.{0,40})$"
)
_SEPARATORS = re.compile(r"[\s,;:|/•·&*#()\[\]<>»«‹›→←▪.–—-]*(?:and\b[\s,]*)?")
_LABEL = re.compile(r"(?P<label>[^\W\d][\w ’'-]{1,30}):\s*")


class Section(NamedTuple):
    """One stretch of blocks that plays one role. A post's signature names its author."""

    role: Role
    blocks: tuple[Block, ...]
    signature: re.Match[str] | None = None
    republished: bool = False
    ends_article: bool = False


@dataclass(frozen=True)
class _Words:
    furniture: re.Pattern[str]
    republished: re.Pattern[str]
    byline: re.Pattern[str]
    source_labels: re.Pattern[str]
    end_marks: frozenset[str]


def sections(blocks: Sequence[Block]) -> list[Section]:
    """The blocks in order, each in a section with its role; a post's blocks share one section."""
    found: list[Section] = []
    navigation = _navigation(blocks)
    head = next((index for index, block in enumerate(blocks[:_HEAD_BLOCKS]) if _is_prose(block)), _HEAD_BLOCKS)
    for index, block in enumerate(blocks):
        signature = _SIGNATURE.search(block.text) if "(@" in block.text else None
        if block.role is Role.EMBED or signature is not None:
            _add_post(found, block, signature)
            continue
        found.append(_section(block, near_head=index < head, navigation=block.group in navigation))
    return found


def _section(block: Block, *, near_head: bool, navigation: bool) -> Section:
    words = _words()
    text = block.text.strip()
    if block.kind is BlockKind.RULE or text.lower() in words.end_marks:
        return Section(Role.BODY, (block,), ends_article=True)
    if words.republished.match(text):
        return Section(Role.FURNITURE, (block,), republished=True)
    if block.role is Role.FURNITURE or navigation:
        return Section(Role.FURNITURE, (block,))
    if block.role is Role.BYLINE or (near_head and _is_byline(block, text)):
        return Section(Role.BYLINE, (block,))
    if words.furniture.match(text) or _is_link_bar(block, text):
        return Section(Role.FURNITURE, (block,))
    return Section(Role.BODY, (block,))


def _is_byline(block: Block, text: str) -> bool:
    if len(text) > _LONGEST_BYLINE or block.kind is BlockKind.HEADING:
        return False
    is_dateline = full_dates(text) and not text.rstrip(" *_)").endswith((".", "!", "?", ":"))
    return bool(is_dateline or _words().byline.match(text))


def _add_post(found: list[Section], block: Block, signature: re.Match[str] | None) -> None:
    """A post is its text and, in the same block or the next one, its signature."""
    last = found[-1] if found else None
    alone = signature is not None and not block.text[: signature.start()].strip()
    if last is not None and last.signature is None:
        same_quote = block.quote is not None and last.blocks[-1].quote == block.quote
        if (last.role is Role.EMBED and same_quote) or (alone and last.role in (Role.BODY, Role.FURNITURE)):
            found[-1] = Section(Role.EMBED, (*last.blocks, block), signature)
            if same_quote:
                _take_quote(found)
            return
    found.append(Section(Role.EMBED, (block,), signature))


def _take_quote(found: list[Section]) -> None:
    """A quoted post is its whole quotation, however many paragraphs stand before the signature."""
    post = found.pop()
    while found and found[-1].signature is None and found[-1].blocks[-1].quote == post.blocks[0].quote:
        post = Section(Role.EMBED, (*found.pop().blocks, *post.blocks), post.signature)
    found.append(post)


def _is_prose(block: Block) -> bool:
    text = block.text.strip()
    return (
        block.kind is BlockKind.PARAGRAPH
        and len(text) > _LONGEST_BYLINE
        and not _words().furniture.match(text)
        and block.role is None
    )


def _is_link_bar(block: Block, text: str) -> bool:
    """Two or more links and nothing else ("Share | Tweet | Print"), or a label and nothing but links."""
    links = [link for link in block.links if link.form not in (LinkForm.BARE, LinkForm.IMAGE)]
    if not links or any(len(block.text[link.start : link.end].split()) > 6 for link in links):
        return False
    label = _LABEL.match(text)
    outside = "".join(_outside(block))
    if label is not None and len(label[0].rstrip()) > links[0].start:
        label = None  # "Reuters [reports](#):" announces something
    if label is not None and _SEPARATORS.fullmatch(outside.strip()[len(label[0].rstrip()) :].strip()):
        return not _words().source_labels.fullmatch(label["label"].strip())
    return len(links) > 1 and _SEPARATORS.fullmatch(outside.strip()) is not None


def _outside(block: Block) -> Iterator[str]:
    at = 0
    for link in block.links:
        if link.start >= at:
            yield block.text[at : link.start]
            at = link.end
    yield block.text[at:]


def _navigation(blocks: Sequence[Block]) -> frozenset[int]:
    """Lists in which every item is one short link: menus, not sources."""
    groups: dict[int, list[Block]] = {}
    for block in blocks:
        if block.kind is BlockKind.ITEM and block.group is not None:
            groups.setdefault(block.group, []).append(block)
    return frozenset(group for group, items in groups.items() if len(items) > 1 and all(map(_is_menu_item, items)))


def _is_menu_item(block: Block) -> bool:
    text = block.text.strip()
    return (
        len(block.links) == 1
        and len(text.split()) <= 3
        and block.links[0].form is not LinkForm.BARE
        and text == block.text[block.links[0].start : block.links[0].end].strip()
    )


@cache
def _words() -> _Words:
    table = tomllib.loads((files("linkaudit.article") / "furniture.toml").read_text("utf-8"))

    def starts(key: str, flags: int = re.IGNORECASE) -> re.Pattern[str]:
        return re.compile("|".join(f"(?:{pattern})" for pattern in table[key]), flags)

    return _Words(
        starts("furniture"),
        starts("republished"),
        starts("byline", 0),
        starts("source_labels"),
        frozenset(table["end_marks"]),
    )
