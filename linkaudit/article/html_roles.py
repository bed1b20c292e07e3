"""Which parts of a page are the article, and which are its byline, furniture or somebody's post. Does no I/O.

Three things speak: what an element is (`nav`, `aside`), how the page names it (class and id), and where most of the
running text stands. Names are believed only as long as they do not take the text away.
"""

from __future__ import annotations

import re
import tomllib
from bisect import bisect_right
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache, lru_cache
from importlib.resources import files
from typing import NamedTuple

from linkaudit.article.blocks import BlockKind
from linkaudit.article.html_tree import BREAKS, Element, Tree, What
from linkaudit.article.tags import RAW_TEXT
from linkaudit.model import Role

# A paragraph: fewer characters outside links than this are a label, a teaser or a button.
_SHORTEST_PARAGRAPH = 60
_LONGEST_BYLINE = 300
# Running text beyond this is no table's.
_LAYOUT = 400
# How much of the page's running text a part may hold and still be believed to be no part of the article.
_AROUND, _BESIDE = 0.8, 0.4
# How much of it an `article` or `main` must hold to be the article, and a plain container in what surrounds it.
_MOST, _NEARLY_ALL = 0.5, 0.9

EMBEDS = frozenset(
    ["amp-audio", "amp-brightcove", "amp-dailymotion", "amp-facebook", "amp-iframe", "amp-instagram", "amp-jwplayer",
     "amp-reddit", "amp-soundcloud", "amp-tiktok", "amp-twitter", "amp-video", "amp-video-iframe", "amp-vimeo",
     "amp-youtube", "audio", "embed", "iframe", "object", "video"]
)  # fmt: skip
_ALWAYS = frozenset({"button", "head", "noscript", "select", "svg", "template", "textarea"})
_ELEMENTS = {
    "nav": _AROUND, "menu": _AROUND, "footer": _AROUND, "dialog": _AROUND, "aside": _BESIDE, "form": _BESIDE,
}  # fmt: skip
# Elements that say what they are by their names alone.
_TELLING = EMBEDS | _ALWAYS | set(_ELEMENTS) | {"td", "th"}
_ROLES = frozenset(
    ["navigation", "banner", "contentinfo", "complementary", "search", "menu", "menubar", "toolbar", "dialog",
     "alertdialog", "alert", "button"]
)  # fmt: skip
_CONTAINERS = frozenset(
    ["html", "body", "div", "section", "article", "main", "center", "table", "tbody", "tr", "td", "form", "font"]
)  # fmt: skip
_NOT_NAMED = frozenset(
    ["html", "body", "main", "a", "span", "em", "strong", "b", "i", "font", "small", "sup", "sub", "cite", "abbr",
     "time"]
)  # fmt: skip
_HIDDEN = re.compile(r"(?i)(?:^|;)\s*(?:display\s*:\s*none|visibility\s*:\s*hidden)")
_HIDDEN_CLASSES = frozenset({"sr-only", "visually-hidden", "screen-reader-text", "visuallyhidden"})
_WORD = re.compile(r"[a-z]+|[A-Z]+(?![a-z])|[A-Z][a-z]+")
_ARTICLE_TYPE = re.compile(r"(?:Article|BlogPosting)$")


class Region(NamedTuple):
    """What part of the page an element belongs to. `root` is the outermost element of that part.

    `layout` marks what stands in a table cell that holds running text: the table is a layout, not a table.
    """

    role: Role
    root: int
    byline: bool = False
    layout: bool = False


@dataclass(frozen=True)
class _Names:
    around: frozenset[str]
    beside: frozenset[str]
    about: frozenset[str]
    never: frozenset[str]
    byline: frozenset[str]
    embeds: frozenset[str]
    related: re.Pattern[str]


@dataclass(frozen=True, slots=True)
class _Weights:
    """For each element: the characters of running text and of any text in it, and whether it holds the title."""

    prose: list[int]
    text: list[int]
    titled: list[bool]

    def share(self, index: int) -> float:
        return self.prose[index] / self.prose[0] if self.prose[0] else 0.0


def fragment_regions(tree: Tree) -> list[Region]:
    """The region of every element of HTML that stands in an article of another format."""
    return _marked(tree, _weighed(tree, _runs(tree)))


def page_regions(tree: Tree) -> list[Region]:
    """The region of every element of a page: what lies outside its main text is furniture."""
    runs = _runs(tree)
    regions = _marked(tree, _weighed(tree, runs))
    text = _weighed(tree, [run for run in runs if regions[run.element].role is Role.BODY])
    main = _main_text(tree, text, regions)
    return regions if main == 0 else _outside_is_furniture(tree, regions, main)


# --------------------------------------------------------------------------------------------------------------
# How much text stands where


class _Run(NamedTuple):
    """Text between two breaks: where it begins, its length, and its length outside links when it is a paragraph."""

    element: int
    text: int
    prose: int


def _runs(tree: Tree) -> list[_Run]:
    found: list[_Run] = []
    start = text = linked = 0
    in_link = False
    for step in tree.steps:
        name = tree.elements[step.element].name
        if step.what is What.TEXT:
            if name in RAW_TEXT or not (length := len(tree.source[step.start : step.end].strip())):
                continue
            start = start or step.element
            text += length
            linked += length if in_link else 0
        elif step.what is What.LINK_END:
            in_link = False
        elif name in BREAKS:
            if text:
                found.append(_run(tree, start, text, linked))
            start = text = linked = 0
        elif name == "a" and step.what is What.OPEN:
            in_link = True
    found.append(_run(tree, start, text, linked))
    return found


def _run(tree: Tree, start: int, text: int, linked: int) -> _Run:
    heading = tree.elements[start].kind is BlockKind.HEADING
    prose = text - linked
    return _Run(start, text, 0 if heading or prose < _SHORTEST_PARAGRAPH else prose)


def _weighed(tree: Tree, runs: Iterable[_Run]) -> _Weights:
    elements = tree.elements
    prose, text = [0] * len(elements), [0] * len(elements)
    titled = [element.name in ("h1", "main") for element in elements]
    for run in runs:
        prose[run.element] += run.prose
        text[run.element] += run.text
    for index in range(len(elements) - 1, 0, -1):
        parent = elements[index].parent
        prose[parent] += prose[index]
        text[parent] += text[index]
        titled[parent] = titled[parent] or titled[index]
    return _Weights(prose, text, titled)


# --------------------------------------------------------------------------------------------------------------
# What an element says of itself


class _Named(NamedTuple):
    """What an element's class, id and name say: how much text it may hold as furniture, or None."""

    furniture: float | None
    byline: bool
    embed: bool


def _marked(tree: Tree, weights: _Weights) -> list[Region]:
    regions = [Region(Role.BODY, 0)]
    for index, element in enumerate(tree.elements[1:], 1):
        parent = regions[element.parent]
        if parent.role is not Role.BODY or not _tells(element):
            regions.append(parent)
            continue
        named = _named(element.tag.value("class") or "", element.tag.value("id") or "", element.name)
        if element.name in EMBEDS or named.embed:
            regions.append(Region(Role.EMBED, index))
        elif _is_furniture(tree, index, weights, named):
            regions.append(Region(Role.FURNITURE, index))
        else:
            short = not weights.prose[index] and weights.text[index] <= _LONGEST_BYLINE
            byline = parent.byline or (short and (named.byline or _is_author(element)))
            is_cell = element.name in ("td", "th")
            layout = weights.prose[index] >= _LAYOUT if is_cell else parent.layout
            regions.append(Region(Role.BODY, parent.root, byline, layout))
    return regions


def _tells(element: Element) -> bool:
    """Whether an element can say anything of its role."""
    return bool(element.tag.attributes) or element.name in _TELLING or "-" in element.name


def _is_furniture(tree: Tree, index: int, weights: _Weights, named: _Named) -> bool:
    element = tree.elements[index]
    if element.name in _ALWAYS:
        return True
    share = weights.share(index)
    role = element.tag.value("role") or ""
    if _is_hidden(element):
        return share < _AROUND
    if element.name == "a" or role.startswith("doc-"):
        return False
    if role in _ROLES and not weights.titled[index]:
        return share < (_BESIDE if role == "complementary" else _AROUND)
    limit = _ELEMENTS.get(element.name)
    if limit is not None:
        return share < limit and not (element.name == "footer" and element.quote is not None)
    if element.name in _NOT_NAMED or weights.titled[index]:
        return False
    # A box about the author, not the line that names him.
    if named.byline and weights.prose[index]:
        return share < _BESIDE
    return named.furniture is not None and share < named.furniture


def _is_hidden(element: Element) -> bool:
    tag = element.tag
    if not tag.attributes:
        return False
    return bool(
        "hidden" in tag.attributes
        or tag.value("aria-hidden") == "true"
        or _HIDDEN.search(tag.value("style") or "")
        or not _HIDDEN_CLASSES.isdisjoint((tag.value("class") or "").split())
    )


def _is_author(element: Element) -> bool:
    tag = element.tag
    return "author" in (tag.value("rel") or "").split() or tag.value("itemprop") == "author"


@lru_cache(maxsize=4_096)
def _named(classes: str, identity: str, element: str) -> _Named:
    if not classes and not identity and "-" not in element:
        return _Named(None, byline=False, embed=False)
    names = _names()
    limit = None
    byline = embed = False
    for token in (*classes.split()[:50], identity, element if "-" in element else ""):
        words = [word.lower() for word in _WORD.findall(token[:100])]
        embed = embed or token.lower() in names.embeds
        if not words or words[0] in names.about or not names.never.isdisjoint(words):
            continue
        byline = byline or not names.byline.isdisjoint((*words, "-".join(words), "-".join(words[-2:])))
        if not names.around.isdisjoint(words):
            limit = _AROUND
        elif not names.beside.isdisjoint(words):
            limit = limit or _BESIDE
    return _Named(limit, byline, embed)


def is_related(label: str) -> bool:
    """Whether a heading stands over a list of other articles."""
    return _names().related.match(label.strip()) is not None


@cache
def _names() -> _Names:
    table = tomllib.loads((files("linkaudit.article") / "html.toml").read_text("utf-8"))
    related = re.compile("|".join(f"(?:{pattern})" for pattern in table.pop("related")), re.IGNORECASE)
    return _Names(**{name: frozenset(words) for name, words in table.items()}, related=related)


# --------------------------------------------------------------------------------------------------------------
# The main text


def _main_text(tree: Tree, weights: _Weights, regions: list[Region]) -> int:
    """The element that holds the article; the whole document when nothing tells."""
    held = weights.prose if weights.prose[0] else weights.text
    candidates = [
        (index, element)
        for index, element in enumerate(tree.elements)
        if (element.tag.attributes or element.name in ("article", "main")) and regions[index].role is Role.BODY
    ]
    for is_kind in (_is_article, _is_main):
        found = [index for index, element in candidates if is_kind(element)]
        best = max(found, key=lambda index: held[index], default=0)
        if best and held[best] >= _MOST * held[0]:
            return best
    return _densest(tree, weights)


def _is_article(element: Element) -> bool:
    tag = element.tag
    return (
        tag.name == "article"
        or tag.value("role") == "article"
        or (_ARTICLE_TYPE.search(tag.value("itemtype") or "") is not None and tag.name not in ("html", "body"))
    )


def _is_main(element: Element) -> bool:
    return element.name == "main" or element.tag.value("role") == "main"


def _densest(tree: Tree, weights: _Weights) -> int:
    """The innermost container that holds nearly all running text of the page."""
    if not weights.prose[0]:
        return 0
    main = 0
    for index, element in enumerate(tree.elements[1:], 1):
        is_container = element.name in _CONTAINERS or "-" in element.name
        if is_container and element.parent == main and weights.prose[index] >= _NEARLY_ALL * weights.prose[0]:
            main = index
    return main


def _outside_is_furniture(tree: Tree, regions: list[Region], main: int) -> list[Region]:
    elements = tree.elements
    stop = bisect_right(elements, elements[main].last, main, key=lambda element: element.first)
    start = _title_before(tree, regions, main, stop)
    around = set(tree.ancestors(main))
    found: list[Region] = []
    for index, region in enumerate(regions):
        parent = elements[index].parent
        if start <= index < stop or region.role is Role.FURNITURE:
            found.append(region)
        elif index in around or parent in around:
            found.append(Region(Role.FURNITURE, index))
        else:
            found.append(Region(Role.FURNITURE, found[parent].root))
    return found


def _title_before(tree: Tree, regions: list[Region], main: int, stop: int) -> int:
    """Where the article begins: at its title when that stands before its text, else with the text."""
    if any(element.name == "h1" for element in tree.elements[main:stop]):
        return main
    for index in range(main - 1, 0, -1):
        if tree.elements[index].name == "h1" and regions[index].role is Role.BODY:
            return index
    return main
