"""An HTML page as blocks of visible text, and the tags that say something about it.

Laws: does no I/O, never raises; linear in the page. The page is cut by `markup.pieces` and no tree is built, so that
neither depth nor a tag of many attributes costs more than its length.
"""

from __future__ import annotations

import html
import re
from dataclasses import dataclass, field

from linkaudit.evidence.markup import Tag, pieces
from linkaudit.evidence.pages.content import Block
from linkaudit.evidence.pages.words import clean

_INLINE = frozenset(
    (
        "a", "abbr", "acronym", "b", "bdi", "bdo", "big", "br", "cite", "code", "data", "del", "dfn", "em",
        "font", "i", "img", "ins", "kbd", "label", "mark", "nobr", "picture", "q", "s", "samp", "small",
        "source", "span", "strike", "strong", "sub", "sup", "svg", "path", "g", "tt", "time", "u", "use", "var",
        "wbr",
    )
)  # fmt: skip
_CONTAINERS = frozenset(
    (
        "article", "aside", "blockquote", "button", "details", "dialog", "div", "dl", "figcaption", "figure",
        "footer", "form", "header", "iframe", "main", "nav", "ol", "section", "select", "span", "table", "ul",
        "menu",
    )
)  # fmt: skip
_BESIDE = frozenset(
    (
        "nav", "footer", "aside", "form", "dialog", "button", "select", "menu", "figcaption",
    )
)  # fmt: skip
_NOTED = frozenset(
    (
        "html", "meta", "link", "time", "script", "iframe", "video", "audio", "input", "object", "embed", "base",
    )
)  # fmt: skip
_HEADINGS = {f"h{level}": level for level in range(1, 7)}

_NAMES = re.compile(r"""(?i)\b(?:class|id|role|data-component|data-testid)\s*=\s*(?:"([^"]*)"|'([^']*)'|([^\s"'>]+))""")
_ASIDE_NAMES = re.compile(
    r"(?i)(?:^|[\s_-])(?:nav|navbar|navigation|menu|footer|breadcrumbs?|share|sharing|social|related|recommended|"
    r"recirc|outbrain|taboola|most-?(?:read|popular|viewed)|trending|newsletter|promo|advert|advertisement|ads?|"
    r"sidebar|cookies?|consent|gdpr|comments?|tags?|teasers?|banner|contentinfo|complementary|search|dialog|modal|"
    r"tooltip|skip-?link|caption|pagination|pager|subscribe|paywall|toolbar|masthead|copyright)(?:$|[\s_-])"
)
_ARTICLE_NAMES = re.compile(r"(?i)article-?(?:body|text|content)|story-?body|entry-content|post-content")
_DISPLAY_NONE = re.compile(r"(?i)display\s*:\s*none")
_HIDDEN = re.compile(r"(?i)(?:^|\s)hidden(?=[\s=/>])")
_VALUE = re.compile(r"""=\s*(?:"[^"]*"|'[^']*')""")
_MODIFIER = re.compile(r"(?i)\b(?:has|with|without|no|is)-\S+")
_DECLARATION = re.compile(r"(?i)<(?:!doctype\b|!\[|\?xml\b)[^>]{0,500}>")
_HUGE_VALUE = re.compile(r"""=("[^"]{4000,}"|'[^']{4000,}')""")

_UNSHOWN = re.compile(r"(?i)<(script|template|noscript|textarea)\b[^>]{0,300}>")
_LEAST_UNSHOWN, _MOST_UNSHOWN = 300, 1_000_000

_MOST_REGIONS = 64
_MOST_NOTES = 2_000


@dataclass(frozen=True, slots=True)
class Seen:
    """What was read: text, its blocks, and the noted tags.

    A note is a tag, the offset of the text at which it stood, and whether that was beside the article.
    """

    text: str
    blocks: tuple[Block, ...]
    notes: tuple[tuple[Tag, int, bool], ...]


@dataclass(slots=True)
class _Region:
    """An open element that changes what its content is; `depth` counts the open elements of its name within."""

    name: str
    aside: bool
    article: bool
    depth: int = 1


@dataclass(slots=True)
class _Walk:
    """The state of one pass."""

    blocks: list[Block] = field(default_factory=list)
    lines: list[str] = field(default_factory=list)
    length: int = 0
    parts: list[str] = field(default_factory=list)
    linked: list[str] = field(default_factory=list)
    notes: list[tuple[Tag, int, bool]] = field(default_factory=list)
    regions: list[_Region] = field(default_factory=list)
    aside: int = 0
    in_link: bool = False
    raised: bool = False
    heading: int = 0

    def say(self, words: str) -> None:
        if self.raised and self.in_link and words.strip(" []()").isdigit():
            return  # the number of a footnote is no word of the sentence
        self.parts.append(words)
        if self.in_link:
            self.linked.append(words)

    def end_block(self) -> None:
        if not self.parts:
            return
        text = _folded("".join(self.parts))
        if text:
            linked = len(_folded("".join(self.linked))) if self.linked else 0
            end = self.length + len(text)
            self.blocks.append(Block(self.length, end, linked, self.aside > 0, self.heading))
            self.lines.append(text)
            self.length = end + 1
        self.parts.clear()
        self.linked.clear()

    def open(self, tag: Tag) -> None:
        name = tag.name
        if name in _HEADINGS:
            self.heading = _HEADINGS[name]
        for region in self.regions:
            if region.name == name:
                region.depth += 1
        if name not in _CONTAINERS or len(self.regions) >= _MOST_REGIONS:
            return
        article = name in ("article", "main")
        aside = _is_beside(tag, within_article=any(region.article for region in self.regions))
        if aside or article:
            self.regions.append(_Region(name, aside, article))
            self.aside += aside

    def close(self, name: str) -> None:
        if name in _HEADINGS:
            self.heading = 0
        for n, region in enumerate(self.regions):
            if region.name == name:
                region.depth -= 1
                if not region.depth:
                    self.aside -= sum(each.aside for each in self.regions[n:])
                    del self.regions[n:]
                    return


def read_html(page: str) -> Seen:
    """The visible text of a decoded page, in blocks, and the tags that the rest is learnt from."""
    walk = _Walk()
    for piece in pieces(_HUGE_VALUE.sub('=""', _DECLARATION.sub("", page))):
        if isinstance(piece, str):
            walk.say(piece)
        else:
            _take(walk, piece)
    walk.end_block()
    return Seen("\n".join(walk.lines), tuple(walk.blocks), tuple(walk.notes))


def unshown(page: str) -> str:
    """What the page carries and a reader does not see as it stands: the longer scripts and templates, huge values."""
    found = [value[1] for value in _HUGE_VALUE.finditer(page)]
    at = 0
    while opening := _UNSHOWN.search(page, at):
        closing = re.compile(f"(?i)</{opening[1]}").search(page, opening.end())
        if closing is None:
            found.append(page[opening.end() :])
            break
        at = closing.start()
        if at - opening.end() >= _LEAST_UNSHOWN:
            found.append(page[opening.end() : at])
    return "\n".join(found)[:_MOST_UNSHOWN]


def _take(walk: _Walk, tag: Tag) -> None:
    name = tag.name
    if name in _INLINE:
        if name == "a":
            walk.in_link = not tag.closes
        elif name == "br":
            walk.parts.append(" ")
        elif name == "sup":
            walk.raised = not tag.closes
            walk.parts.append("" if tag.closes else "\u2060")
        elif name == "time" and not tag.closes:
            _note(walk, tag)
        elif name == "span":
            if tag.closes:
                walk.close(name)
            else:
                walk.open(tag)
        return
    walk.end_block()
    if tag.closes:
        walk.close(name)
        return
    if name in _NOTED:
        _note(walk, tag)
    walk.open(tag)


def _note(walk: _Walk, tag: Tag) -> None:
    if len(walk.notes) < _MOST_NOTES:
        walk.notes.append((tag, walk.length, walk.aside > 0))


def _is_beside(tag: Tag, *, within_article: bool) -> bool:
    """Whether what this element holds stands beside the article."""
    if tag.name in _BESIDE or (tag.name == "header" and not within_article):
        return True
    if not tag.written or tag.name in ("article", "main"):
        return False
    if _DISPLAY_NONE.search(tag.written) or ("hidden" in tag.written and _HIDDEN.search(_VALUE.sub("", tag.written))):
        return True
    names = _MODIFIER.sub("", " ".join(a or b or c for a, b, c in _NAMES.findall(tag.written)))
    return bool(names) and _ASIDE_NAMES.search(names) is not None and _ARTICLE_NAMES.search(names) is None


def _folded(text: str) -> str:
    if "&" in text:
        text = html.unescape(text)
    return clean(" ".join(text.split()))
