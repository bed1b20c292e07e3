"""What a page says of itself outside its text: title, author, date, language, outlet, own address. Does no I/O.

JSON-LD comes before `meta`, and both before what the page shows: that order is how exactly each is meant.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date

from linkaudit import urls
from linkaudit.article.blocks import Block, BlockKind, BlockLink, Metadata
from linkaudit.article.bylines import names_in
from linkaudit.article.dates import parse_date
from linkaudit.article.html_jsonld import Text, Thing, article_of, things, under
from linkaudit.article.html_roles import Region
from linkaudit.article.html_tree import Tree, What
from linkaudit.article.tags import Tag, plain_text
from linkaudit.model import LinkForm, LinkKind, PublishedFrom, Role, Span

_DATES = (
    "article:published_time", "datepublished", "dc.date.issued", "dcterms.created", "dcterms.date", "dc.date",
    "parsely-pub-date", "publish-date", "publishdate", "pubdate", "date",
)  # fmt: skip
_AUTHORS = ("author", "article:author", "dc.creator", "parsely-author")
_OWN_ADDRESSES = ("url", "mainEntityOfPage")
_SOURCES = ("citation", "isBasedOn")
_LONGEST_NAME = 200


@dataclass(slots=True)
class _Found:
    """What a walk through the elements came upon, each in the order of the source."""

    meta: dict[str, str] = field(default_factory=dict)
    language: str | None = None
    titles: list[int] = field(default_factory=list)
    headings: list[int] = field(default_factory=list)
    bylines: list[int] = field(default_factory=list)
    times: list[int] = field(default_factory=list)
    things: list[Thing] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class About:
    """A page's metadata, and the addresses in its JSON-LD as blocks of links."""

    metadata: Metadata
    blocks: tuple[Block, ...]


def about(tree: Tree, regions: Sequence[Region]) -> About:
    """What the page says of itself."""
    found = _walk(tree, regions)
    article = article_of(found.things)
    metadata = Metadata(
        title=_title(tree, found, article),
        byline=_byline(tree, found, article),
        published=_published(tree, found, article),
        language=found.language,
        outlets=tuple(dict.fromkeys(_outlets(found, article))),
        published_from=PublishedFrom.HTML,
    )
    links = [] if article is None else list(_links(tree.source, found.things, article))
    return About(metadata, tuple(_block(link) for link in links))


def _walk(tree: Tree, regions: Sequence[Region]) -> _Found:
    found = _Found()
    for index, element in enumerate(tree.elements):
        tag, region = element.tag, regions[index]
        if region.byline and not regions[element.parent].byline:
            found.bylines.append(index)
        match tag.name:
            case "meta":
                name = tag.value("property") or tag.value("name") or tag.value("itemprop") or ""
                found.meta.setdefault(name.lower(), (tag.value("content") or "").strip())
            case "html":
                found.language = found.language or tag.value("lang") or tag.value("xml:lang")
            case "title" if tree.elements[element.parent].name != "svg":
                found.titles.append(index)
            case "h1" if region.role is Role.BODY:
                found.headings.append(index)
            case "time" if region.role is Role.BODY and _is_publication(tree, index, region):
                found.times.append(index)
            case "script" if (tag.value("type") or "").lower() == "application/ld+json":
                found.things.extend(_later(things(tree.source, _inside(tree, index)), len(found.things)))
            case _:
                pass
    return found


def _later(found: list[Thing], count: int) -> Iterator[Thing]:
    """The objects of one more script, after those of the scripts before it."""
    return (Thing(thing.parent + count if thing.parent >= 0 else -1, thing.name, thing.strings) for thing in found)


def _inside(tree: Tree, index: int) -> Span:
    element = tree.elements[index]
    steps = [step for step in tree.steps[element.first : element.last + 1] if step.what is What.TEXT]
    return Span(steps[0].start, steps[-1].end) if steps else Span(0, 0)


def _is_publication(tree: Tree, index: int, region: Region) -> bool:
    tag = tree.elements[index].tag
    return (
        region.byline
        or "pubdate" in tag.attributes
        or tag.value("itemprop") == "datePublished"
        or tree.elements[tree.elements[index].parent].name == "header"
    )


def _string(found: _Found, article: int | None, name: str) -> str | None:
    text = found.things[article].first(name) if article is not None else None
    return " ".join(plain_text(text.value).split()) if text is not None else None


def _title(tree: Tree, found: _Found, article: int | None) -> str | None:
    shown = (tree.text_of(index) for index in (*found.headings[:1], *found.titles[:1]))
    return _string(found, article, "headline") or found.meta.get("og:title") or next(filter(None, shown), None)


def _byline(tree: Tree, found: _Found, article: int | None) -> str | None:
    if article is not None:
        names = [name for author in under(found.things, article, "author") for name in _names(found.things, author)]
        if names or (single := _string(found, article, "author")) is None:
            names = list(dict.fromkeys(names))
        else:
            names = [single]
        if names:
            return ", ".join(names)
    for name in _AUTHORS:
        written = found.meta.get(name)
        if written and urls.classify(written) is not LinkKind.WEB:
            return names_in(written)
    shown = (names_in(tree.text_of(index)) for index in found.bylines[:5])
    return next(filter(None, shown), None)


def _names(found: list[Thing], thing: Thing) -> Iterator[str]:
    """The name of a person or an outlet, or of what it refers to."""
    name, identity = thing.first("name"), thing.first("@id")
    if name is None and identity is not None:
        same = (other for other in found if (at := other.first("@id")) is not None and at.value == identity.value)
        name = next((text for other in same if (text := other.first("name")) is not None), None)
    if name is not None and len(name.value) <= _LONGEST_NAME:
        yield " ".join(plain_text(name.value).split())


def _published(tree: Tree, found: _Found, article: int | None) -> date | None:
    written = [_string(found, article, "datePublished"), *(found.meta.get(name) for name in _DATES)]
    for index in found.times:
        written += [tree.elements[index].tag.value("datetime"), tree.text_of(index)]
    return next((day for text in written if text and (day := parse_date(text)) is not None), None)


def _outlets(found: _Found, article: int | None) -> Iterator[str]:
    if article is not None:
        for publisher in under(found.things, article, "publisher"):
            yield from _names(found.things, publisher)
    if site := found.meta.get("og:site_name"):
        yield site


def _links(source: str, found: list[Thing], article: int) -> Iterator[BlockLink]:
    """The article's own address and those of what it says that it rests on; no repair writes into JSON."""
    for name in (*_OWN_ADDRESSES, *_SOURCES):
        texts: list[Text] = list(found[article].strings.get(name, ()))
        for thing in under(found, article, name):
            texts += [text for key in ("@id", "url") if (text := thing.first(key)) is not None][:1]
        for value, span in texts:
            if urls.classify(value) is LinkKind.WEB:
                asked = name in _SOURCES
                yield BlockLink(span, span.slice(source), LinkForm.HTML, 0, 0, resolved=value, asked=asked)


def _block(link: BlockLink) -> Block:
    return Block(BlockKind.PARAGRAPH, link.span, links=(link,), role=Role.FURNITURE)


def anchors(tags: Iterator[Tag]) -> frozenset[str]:
    """The in-page targets: every `id`, and the names of anchors."""
    found = set()
    for tag in tags:
        found.add(tag.value("id"))
        if tag.name in ("a", "map"):
            found.add(tag.value("name"))
    return frozenset(name for name in found if name)
