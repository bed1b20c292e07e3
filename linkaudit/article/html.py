"""An HTML article, a file or a fetched page, into blocks with exact places in its source. Does no I/O.

The tags are scanned where they stand and put into a tree; what each part of the page is decides the role of its text.
No link is lost: those of menus, heads and hidden parts are kept as furniture.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from linkaudit.article.blocks import Block, BlockKind, Reading
from linkaudit.article.html_links import Base
from linkaudit.article.html_metadata import about, anchors
from linkaudit.article.html_roles import is_related, page_regions
from linkaudit.article.html_tree import Tree, parse
from linkaudit.article.markup import blocks_of
from linkaudit.model import LinkForm, Role, Span

_LONGEST_LABEL = 60


def read_html(source: str, address: str | None = None) -> Reading:
    """The blocks, links and metadata of an HTML article. Never fails: every text is some HTML document.

    `address` is where the page stands, if it was fetched: its relative links are relative to it.
    """
    tree = parse(source, Span(0, len(source)))
    regions = page_regions(tree)
    found = about(tree, regions)
    blocks = [*blocks_of(tree, regions, _base(tree, Base(address or ""))), *found.blocks]
    return Reading(
        blocks=tuple(sorted(_without_related(blocks), key=lambda block: block.span)),
        metadata=found.metadata,
        anchors=anchors(element.tag for element in tree.elements),
    )


def _base(tree: Tree, page: Base) -> Base:
    """What the first `<base href>` sets, else the page's own address."""
    tags = (element.tag for element in tree.elements if element.name == "base" and "href" in element.tag.attributes)
    return next((Base.of(tag, page) for tag in tags), page)


def _without_related(blocks: Sequence[Block]) -> Iterator[Block]:
    """Lists of other articles ("Related stories") that no element and no class tells from the text."""
    under_label = False
    for block in blocks:
        if block.role is not None:
            yield block
        elif len(block.text) <= _LONGEST_LABEL and is_related(block.text):
            under_label = True
            yield replace(block, role=Role.FURNITURE)
        elif under_label and _is_linked(block):
            yield replace(block, role=Role.FURNITURE)
        else:
            under_label = False
            yield block


def _is_linked(block: Block) -> bool:
    """Whether nearly all that a block says is links."""
    linked = sum(link.end - link.start for link in block.links if link.form is LinkForm.HTML)
    return block.kind is not BlockKind.RULE and linked >= 0.8 * len(block.text) > 0
