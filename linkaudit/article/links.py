"""A block's links as the article's links: classified, normalised, with their rendered text. Does no I/O."""

from __future__ import annotations

import re

from linkaudit import urls
from linkaudit.article.blocks import Block, BlockLink
from linkaudit.article.tags import attribute_text
from linkaudit.model import Link, LinkForm, LinkKind

# What a flattened post leaves of its picture: a page only within the post, and no source of anything.
_PICTURE = re.compile(r"https?://pic\.(?:twitter|x)\.com/")


def link_of(block: Block, found: BlockLink) -> Link:
    """The link as a value; `href` keeps what was written, `url` is what would be asked."""
    href = attribute_text(found.href) if found.resolved is None else found.resolved
    kind = urls.classify(href)
    url = fragment = None
    if not found.asked or (found.form is LinkForm.BARE and _PICTURE.match(href)):
        kind = LinkKind.OTHER
    if kind is LinkKind.WEB:
        normal = urls.normalise(href)
        if normal is not None:
            url, fragment = normal
    elif kind in (LinkKind.FRAGMENT, LinkKind.LOCAL):
        fragment = href.partition("#")[2] or None
    text = " ".join((block.text[found.start : found.end] or found.alternative or "").split())
    return Link(
        span=found.span,
        text=text,
        href=found.href,
        kind=kind,
        form=found.form,
        href_span=found.href_span,
        href_at=found.href_at,
        url=url,
        fragment=fragment,
    )
