"""The addresses that HTML elements hold besides the anchors of running text, each with its exact span. Does no I/O."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from urllib.parse import urljoin

from linkaudit import urls
from linkaudit.article.blocks import BlockLink
from linkaudit.article.tags import Tag, Value, attribute_text
from linkaudit.model import LinkForm, LinkKind, Span

# Which attributes of which elements hold an address.
_PLAYERS = dict.fromkeys(("iframe", "video", "audio", "embed", "amp-iframe", "amp-video", "amp-audio"), ("src",))
_ATTRIBUTES = {
    **_PLAYERS,
    "area": ("href",),
    "img": ("src",),
    "image": ("src",),  # browsers take it for img
    "amp-img": ("src",),
    "input": ("src",),
    "source": ("src",),
    "track": ("src",),
    "object": ("data",),
    "blockquote": ("cite",),
    "q": ("cite",),
    "ins": ("cite",),
    "del": ("cite",),
}
_EMBEDDED = frozenset({*_PLAYERS, "object", "track", "source"})
_PICTURES = frozenset({"img", "image", "amp-img", "input"})
# Where scripts that load pictures and players late keep the address.
_LATE = ("data-src", "data-lazy-src")
_SETS = ("srcset", "data-srcset", "imagesrcset")
# Where embedded posts keep their own address.
_PERMALINKS = ("data-instgrm-permalink", "data-text-post-permalink", "data-href")
_RELATIONS = frozenset({"canonical", "amphtml"})
# Posts that AMP pages name by number only.
_POSTS = {
    ("amp-twitter", "data-tweetid"): "https://twitter.com/i/status/",
    ("amp-instagram", "data-shortcode"): "https://www.instagram.com/p/",
    ("amp-youtube", "data-videoid"): "https://www.youtube.com/watch?v=",
    ("amp-vimeo", "data-videoid"): "https://vimeo.com/",
    ("amp-tiktok", "data-src"): "https://www.tiktok.com/embed/",
}
_WORD = re.compile(r"\S+")
_PLAIN_NUMBER = re.compile(r"[\w-]+")
_CANDIDATE = re.compile(r"[\t\n\f\r ,]*+(?P<url>[^\t\n\f\r ,][^\t\n\f\r ]*+)")
_REFRESH = re.compile(r"""(?i)\s*[\d.]+[\s;,]+(?:url\s*=\s*)?(?P<quote>["']?)(?P<url>[^"'\s][^"']*)""")


@dataclass(frozen=True, slots=True)
class Base:
    """What relative addresses are relative to: `<base href>`, or "" when they are relative to the file."""

    url: str = ""

    def resolve(self, written: str) -> str:
        """The address that a browser goes to. What leads into the page itself, or nowhere, stays as it is."""
        address = attribute_text(written)
        if not self.url or urls.classify(address) is not LinkKind.LOCAL:
            return address
        try:
            return urljoin(self.url, address.strip())
        except ValueError:
            return address

    @classmethod
    def of(cls, tag: Tag, page: Base) -> Base:
        """The base that an element sets; the page's own when it is relative and the page's address is unknown."""
        href = page.resolve(tag.value("href") or "").strip()
        return cls(href) if urls.normalise(href) is not None and not href.startswith("//") else page


def anchor(tag: Tag, end: int, at: int, to: int, base: Base) -> BlockLink:
    """The link of `<a href>` that ends at `end` of the source and shows what stands from `at` to `to` of its block."""
    value = tag.attributes["href"]
    alternative = tag.value("aria-label") or tag.value("title")
    return BlockLink(
        Span(tag.span.start, end),
        value.written,
        LinkForm.HTML,
        at,
        to,
        value.span,
        alternative=alternative,
        resolved=base.resolve(value.written),
    )


def robust_links(tag: Tag, link: BlockLink) -> Iterator[BlockLink]:
    """The further addresses of `link` if it is a Robust Link: its archived copies, and the original behind a copy.

    A copy's address may have its date behind it. Source: robustlinks.mementoweb.org/spec.
    """
    if (copies := tag.attributes.get("data-versionurl")) is not None:
        for found in _WORD.finditer(copies.written):
            copy = _part(copies, *found.span())
            if urls.classify(copy.text) is LinkKind.WEB:
                yield replace(link, href=copy.written, href_span=copy.span, resolved=copy.text)
    original = tag.attributes.get("data-originalurl")
    if original is not None and urls.classify(original.text) is LinkKind.WEB and original.text != link.resolved:
        yield replace(link, href=original.written, href_span=original.span, resolved=original.text, asked=False)


def element_links(tag: Tag, at: int, base: Base) -> Iterator[BlockLink]:
    """The links of an element that is one by itself (a picture, a player, a cited quotation), at `at` of its block."""
    if not tag.attributes:
        return
    form = _form(tag.name)
    for name in _ATTRIBUTES.get(tag.name, ()):
        if (value := tag.attributes.get(name)) is not None and not _is_inline_data(value.text):
            yield _link(tag, value, form, at, base)
    if tag.name in _PICTURES or tag.name in _EMBEDDED:
        yield from _of_media(tag, form, at, base)
    elif tag.name in ("link", "meta"):
        yield from _of_head(tag, at, base)
    for name in _PERMALINKS:
        if (value := tag.attributes.get(name)) is not None and urls.classify(value.text) is LinkKind.WEB:
            yield _link(tag, value, LinkForm.EMBED, at, base)
    for (element, name), start in _POSTS.items():
        if tag.name == element and _PLAIN_NUMBER.fullmatch(number := tag.value(name) or ""):
            yield BlockLink(tag.span, number, LinkForm.EMBED, at, at, resolved=start + number)


def _of_media(tag: Tag, form: LinkForm, at: int, base: Base) -> Iterator[BlockLink]:
    for name in _LATE:
        value = tag.attributes.get(name)
        if value is not None and urls.classify(value.text) in (LinkKind.WEB, LinkKind.LOCAL):
            yield _link(tag, value, form, at, base)
    if (poster := tag.attributes.get("poster")) is not None:
        yield _link(tag, poster, LinkForm.IMAGE, at, base)
    for name in _SETS:
        value = tag.attributes.get(name)
        candidate = _candidate(value) if value is not None else None
        if candidate is not None and not _is_inline_data(candidate.text):
            yield _link(tag, candidate, LinkForm.IMAGE, at, base)


def _of_head(tag: Tag, at: int, base: Base) -> Iterator[BlockLink]:
    """Where a page says that it stands, and where it sends its readers on.

    Neither has a place of its own, so that no repair ever overwrites it.
    """
    value = None
    own = True
    if tag.name == "link" and _RELATIONS & set((tag.value("rel") or "").lower().split()):
        value = tag.attributes.get("href")
    elif tag.value("property") == "og:url":
        value = tag.attributes.get("content")
    elif (tag.value("http-equiv") or "").lower() == "refresh":
        own = False
        value = tag.attributes.get("content")
        found = _REFRESH.match(value.written) if value is not None else None
        value = _part(value, *found.span("url")) if found is not None and value is not None else None
    if value is not None and value.written:
        yield replace(_link(tag, value, LinkForm.HTML, at, base), href_span=None, asked=not own)


def _form(name: str) -> LinkForm:
    if name in _EMBEDDED:
        return LinkForm.EMBED
    return LinkForm.IMAGE if name in _PICTURES else LinkForm.HTML


def _link(tag: Tag, value: Value, form: LinkForm, at: int, base: Base) -> BlockLink:
    alternative = tag.value("alt") or tag.value("title")
    resolved = base.resolve(value.written)
    return BlockLink(tag.span, value.written, form, at, at, value.span, alternative=alternative, resolved=resolved)


def _is_inline_data(address: str) -> bool:
    """Whether an address is the thing itself ("data:image/gif;base64,...") and leads nowhere."""
    return address[:5].lower() in ("data:", "blob:")


def _part(value: Value, start: int, end: int) -> Value:
    written = value.written[start:end]
    at = value.span.start
    return Value(attribute_text(written), Span(at + start, at + end), written)


def _candidate(value: Value) -> Value | None:
    """The first address of a `srcset` (HTML standard, section 4.8.4.2.1).

    The others are the same picture in other sizes, made by the same server: they would say nothing new about it, and
    a page of twenty pictures has hundreds of them.
    """
    found = _CANDIDATE.match(value.written)
    if found is None:
        return None
    start = found.start("url")
    return _part(value, start, start + len(found["url"].rstrip(",")))
