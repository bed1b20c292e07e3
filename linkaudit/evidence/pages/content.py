"""A page as read: its text in blocks, what it says of itself, and the signs that it is not all there.

Laws: plain values, does no I/O. Offsets are code points into `PageText.text`.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum
from functools import cached_property

from linkaudit.evidence.pages.language import language_of
from linkaudit.evidence.pages.words import Words, count_words, interruptions, read_words
from linkaudit.model import Doubt

LEAST_WORDS = 150
"""Words of main text. Below that, a page is no article whose silence means anything."""

_DENSE, _SPARSE = 12, 0.4
"""A paragraph has so many words, and at most this share of its letters within links."""

_LANGUAGE_WORDS = 500

_OF_TEXT = ("main_blocks", "main_words", "main", "language")


class PageKind(StrEnum):
    HTML = "html"
    PDF = "pdf"
    TEXT = "text"
    OTHER = "other"


class PageSign(StrEnum):
    """Why the words of a page may not all be in its text; the first that holds is the reason given."""

    PARKED = "parked"
    WALL = "wall"
    MISSING = "missing"
    CONSENT = "consent"
    LOGIN = "login"
    PAYWALL = "paywall"
    SCRIPT_ONLY = "script_only"
    VIDEO = "video"
    EMBED = "embed"
    CONTINUES = "continues"
    NO_TEXT = "no_text"


_DOUBTS = {
    PageSign.PARKED: Doubt.NOT_THE_PAGE,
    PageSign.WALL: Doubt.NOT_THE_PAGE,
    PageSign.MISSING: Doubt.NOT_THE_PAGE,
    PageSign.CONSENT: Doubt.CONSENT,
    PageSign.LOGIN: Doubt.LOGIN,
    PageSign.PAYWALL: Doubt.PAYWALL,
    PageSign.SCRIPT_ONLY: Doubt.SCRIPT_ONLY,
    PageSign.VIDEO: Doubt.VIDEO,
    PageSign.EMBED: Doubt.EMBED,
    PageSign.CONTINUES: Doubt.CONTINUES,
    PageSign.NO_TEXT: Doubt.NO_TEXT,
}


@dataclass(frozen=True, slots=True)
class Block:
    """A paragraph, heading, list item or cell. `linked` counts the letters that stand within links.

    `aside` marks what stands beside the article: menus, share bars, captions, boxes, what is hidden at first.
    """

    start: int
    end: int
    linked: int = 0
    aside: bool = False
    heading: int = 0


@dataclass(frozen=True)
class PageText:
    """What `read_page` made of the bytes behind `url`.

    `text` is everything that a reader can see, a block a line, invisible characters taken out. `unseen` is what
    the page carries for machines: its description and the body in its structured data. `unshown` is the source of what
    its scripts and templates may yet bring. `free` is what the publisher
    says of access (schema.org isAccessibleForFree). `whole` is False when the bytes were cut.
    """

    url: str
    kind: PageKind
    text: str = ""
    blocks: tuple[Block, ...] = ()
    title: str | None = None
    canonical: str | None = None
    published: date | None = None
    modified: date | None = None
    declared: str | None = None
    free: bool | None = None
    signs: frozenset[PageSign] = frozenset()
    unseen: str = ""
    unshown: str = ""
    whole: bool = True

    def with_signs(self, signs: frozenset[PageSign]) -> PageText:
        """The same page with its signs; what has been worked out of its text is kept, as it does not change."""
        page = replace(self, signs=signs)
        vars(page).update({name: value for name, value in vars(self).items() if name in _OF_TEXT})
        return page

    @cached_property
    def main_blocks(self) -> tuple[Block, ...]:
        """The article itself: its paragraphs, and the short lines between two of them."""
        dense = [n for n, block in enumerate(self.blocks) if self._is_paragraph(block)]
        if not dense:
            return ()
        between = range(dense[0], dense[-1] + 1)
        return tuple(
            block
            for n, block in enumerate(self.blocks)
            if n in between and not block.aside and self._linked_share(block) <= _SPARSE
        )

    def _is_paragraph(self, block: Block) -> bool:
        if block.aside or block.heading or self._linked_share(block) > _SPARSE:
            return False
        return self._count(block) >= _DENSE

    def _linked_share(self, block: Block) -> float:
        return block.linked / max(1, block.end - block.start)

    def _count(self, block: Block) -> int:
        return count_words(self.text[block.start : block.end])

    @cached_property
    def main(self) -> str:
        """The text of the article itself, a block a line."""
        return "\n".join(self.text[block.start : block.end] for block in self.main_blocks)

    @cached_property
    def main_words(self) -> int:
        return sum(self._count(block) for block in self.main_blocks)

    @cached_property
    def language(self) -> str | None:
        """Two letters: the language of the article by its commonest words, else the one that the page names."""
        found = language_of(" ".join(self.main.split(maxsplit=_LANGUAGE_WORDS)[:_LANGUAGE_WORDS]))
        return found or self.declared

    @cached_property
    def words(self) -> Words:
        return read_words(self.text)

    @cached_property
    def spoken(self) -> Words:
        """The words without what comes between: "he said" in the middle of a quotation, captions, boxes."""
        asides = ((block.start, block.end) for block in self.blocks if block.aside)
        return self.words.without((*interruptions(self.text), *asides))

    @cached_property
    def unseen_words(self) -> Words:
        return read_words(self.unseen)

    @cached_property
    def unseen_spoken(self) -> Words:
        return self.unseen_words.without(interruptions(self.unseen))

    @cached_property
    def doubt(self) -> Doubt | None:
        """Why nothing can be missing from this page, or None when it is whole and readable."""
        if self.kind is PageKind.OTHER:
            return Doubt.FORMAT
        for sign in PageSign:
            if sign in self.signs:
                return _DOUBTS[sign]
        if not self.whole:
            return Doubt.CUT
        return Doubt.THIN if self.main_words < LEAST_WORDS else None
