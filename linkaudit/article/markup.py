"""HTML into blocks: paragraphs of rendered text, their links and their roles. Does no I/O."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace

from linkaudit import urls
from linkaudit.article.bare import bare_links
from linkaudit.article.blocks import Block, BlockKind, BlockLink, Piece
from linkaudit.article.html_links import Base, anchor, element_links, robust_links
from linkaudit.article.html_roles import Region, fragment_regions
from linkaudit.article.html_tree import BREAKS, Element, Step, Tree, What, parse
from linkaudit.article.tags import RAW_TEXT, Tag, plain_text
from linkaudit.model import LinkForm, LinkKind, Role, Span

_LONGEST_BYLINE = 140
# A character reference, marks that are not seen, white space, or words one blank apart.
_TEXT = re.compile(
    r"""(?x) &(?:\#\d+|\#[xX][0-9a-fA-F]+|[A-Za-z][A-Za-z0-9]*+);? | [\u00ad\u200b\ufeff]++ | [\t\n\f\r\ ]++
      | (?: (?:[^&\t\n\f\r\ \u00ad\u200b\ufeff]|&(?![#A-Za-z]))++
            (?:[\t\n\f\r\ ](?=[^&\t\n\f\r\ \u00ad\u200b\ufeff]))? )++ | &"""
)
_LINE_ENDS = str.maketrans("\t\n\f\r", "    ")
_UNSEEN = "\u00ad\u200b\ufeff"
# What these hold is shown where they cannot be played.
_PLAYERS = frozenset({"amp-audio", "amp-video", "audio", "object", "video"})
# Parts of a list or a table: in menus and share bars they are one line.
_SMALL_BREAKS = frozenset(
    ["dd", "div", "dl", "dt", "legend", "li", "ol", "option", "tbody", "td", "tfoot", "th", "thead", "tr", "ul"]
)  # fmt: skip
_BUTTON_CLASSES = re.compile(r"(?i)(?:^|[\s_-])(?:btn|button|toggle|toggler|dropdown)(?:$|[\s_-])")
_BUTTON_ATTRIBUTES = frozenset(
    {"data-toggle", "data-bs-toggle", "onclick", "aria-controls", "aria-expanded", "data-action", "aria-haspopup"}
)
# The path of a post's own page at the networks that lend posts.
_POST = re.compile(r"(?i)/(?:status(?:es)?|p|reels?|tv|videos?|posts?|comments|photos?|permalink|r)/[\w-]")


def markup_blocks(source: str, span: Span, *, quote: int | None = None, group: int | None = None) -> Iterator[Block]:
    """The blocks of a stretch of raw HTML. `quote` and `group` are those of the surrounding document."""
    tree = parse(source, span, quote=quote, group=group)
    yield from blocks_of(tree, fragment_regions(tree), Base())


def element_link(tag: Tag, at: int) -> BlockLink | None:
    """The first link of an element that is one by itself (a picture, a cited quotation), at `at` of its block."""
    return None if tag.closing else next(element_links(tag, at, Base()), None)


def blocks_of(tree: Tree, regions: Sequence[Region], base: Base) -> list[Block]:
    """The blocks of a document in the order of the source."""
    builder = _Builder(tree, regions, base)
    for step in tree.steps:
        builder.step(step)
    builder.flush(builder.runs[0])
    return sorted(builder.blocks, key=lambda block: block.span)


@dataclass(slots=True, eq=False)
class _Run:
    """The block that is being collected in one region. `element` is the one in which its text begins."""

    region: Region
    element: int = 0
    pieces: list[Piece] = field(default_factory=list)
    links: list[BlockLink] = field(default_factory=list)
    buttons: list[BlockLink] = field(default_factory=list)
    length: int = 0
    byline: bool = False
    timed: bool = False
    untimed: bool = False
    breaks: int = 0


@dataclass(slots=True)
class _Anchor:
    """An anchor whose end has not come: the run that shows its first words, and where in it they begin."""

    element: int
    run: _Run | None
    at: int
    seen: bool = False


class _Builder:
    def __init__(self, tree: Tree, regions: Sequence[Region], base: Base) -> None:
        self.tree = tree
        self.regions = regions
        self.base = base
        self.blocks: list[Block] = []
        self.runs = [_Run(regions[0])]
        self.anchor: _Anchor | None = None
        self.pending: list[BlockLink] = []
        ends = (step for step in tree.steps if step.what is What.LINK_END and step.end > step.start)
        self.ends = {step.element: step.end for step in ends}
        self.prose_seen = False

    def step(self, step: Step) -> None:
        element = self.tree.elements[step.element]
        match step.what:
            case What.TEXT:
                root = self.tree.elements[self.regions[step.element].root].name
                if element.name not in RAW_TEXT and root not in _PLAYERS:
                    self._text(step)
            case What.LINK_END:
                self._end_anchor()
            case What.OPEN:
                self._open(step, element)
            case What.CLOSE:
                self._close(step, element)

    def _open(self, step: Step, element: Element) -> None:
        self._break(element)
        region = self.regions[step.element]
        if region[:2] != self.runs[-1].region[:2]:
            if element.name in BREAKS:
                self.flush(self.runs[-1])
            self.runs.append(_Run(region, step.element))
        run = self.runs[-1]
        if not element.tag.attributes and element.name not in ("br", "q", "hr"):
            return
        if element.name == "a" and "href" in element.tag.attributes:
            self.anchor = _Anchor(step.element, run, run.length)
        elif element.name == "br":
            self._line_end(run, step)
        elif element.name == "q":
            self._add(run, step.element, Piece("“", step.start, step.end))
        elif element.name == "hr" and region.role is Role.BODY:
            self.blocks.append(Block(BlockKind.RULE, element.tag.span))
        for link in element_links(element.tag, run.length, self.base):
            if link.form is LinkForm.HTML and element.name == "blockquote" and region.role is Role.BODY:
                self.pending.append(link)
            else:
                run.links.append(link)

    def _close(self, step: Step, element: Element) -> None:
        run = self.runs[-1]
        if element.name == "q" and run.length:
            self._add(run, step.element, Piece("”", step.start, step.end))
        if element.name == "blockquote" and self.pending:
            run.links.extend(replace(link, start=run.length, end=run.length) for link in self.pending)
            self.pending.clear()
        self._break(element)
        outer = self.regions[element.parent]
        if self.regions[step.element][:2] != outer[:2] and len(self.runs) > 1:
            self.flush(run)
            self.runs.pop()

    def _break(self, element: Element) -> None:
        if element.name not in BREAKS:
            return
        run = self.runs[-1]
        if run.region.role is Role.EMBED or (run.region.role is Role.FURNITURE and element.name in _SMALL_BREAKS):
            if run.length and not run.pieces[-1].text.endswith(" "):
                self._append(run, Piece(" ", run.pieces[-1].end, run.pieces[-1].end))
        else:
            self.flush(run)

    def _line_end(self, run: _Run, step: Step) -> None:
        """One line end is a space; two are how old pages part paragraphs."""
        run.breaks += 1
        if run.breaks > 1 and run.region.role is Role.BODY:
            self.flush(run)
        elif run.length and not run.pieces[-1].text.endswith(" "):
            self._append(run, Piece(" ", step.start, step.end))

    # ----------------------------------------------------------------------------------------------------------
    # Text

    def _text(self, step: Step) -> None:
        run = self.runs[-1]
        for found in _TEXT.finditer(self.tree.source, step.start, step.end):
            written = found[0]
            first = written[0]
            if first in "\t\n\f\r ":
                if run.length and not run.pieces[-1].text.endswith(" "):
                    self._append(run, Piece(" ", *found.span()))
                continue
            if first in _UNSEEN:
                continue
            if first == "&":
                text = plain_text(written)
                if not text.strip(_UNSEEN):
                    continue
                self._add(run, step.element, Piece(text, *found.span()))
            else:
                self._add(run, step.element, Piece(written.translate(_LINE_ENDS), *found.span()))

    def _add(self, run: _Run, element: int, piece: Piece) -> None:
        if not run.length:
            run.element = element
        run.breaks = 0
        if self.pending and run.region.role is Role.BODY:
            run.links.extend(replace(link, start=run.length, end=run.length) for link in self.pending)
            self.pending.clear()
        anchor = self.anchor
        if anchor is not None:
            if anchor.run is None:
                anchor.run, anchor.at = run, run.length
            anchor.seen = anchor.seen or anchor.run is run
        run.byline = run.byline or self.regions[element].byline
        is_time = self.tree.elements[element].name == "time"
        run.timed, run.untimed = run.timed or is_time, run.untimed or not is_time
        self._append(run, piece)

    @staticmethod
    def _append(run: _Run, piece: Piece) -> None:
        run.pieces.append(piece)
        run.length += len(piece.text)

    # ----------------------------------------------------------------------------------------------------------
    # Links

    def _end_anchor(self) -> None:
        anchor = self.anchor
        if anchor is None:
            return
        self.anchor = None
        if anchor.run is None:
            anchor.run, anchor.at = self.runs[-1], self.runs[-1].length
        self._link(anchor, anchor.run, self.ends.get(anchor.element))

    def _link(self, opened: _Anchor, run: _Run, end: int | None) -> None:
        tag = self.tree.elements[opened.element].tag
        to = run.length
        pieces = run.pieces
        if to > opened.at and pieces[-1].text == " ":
            to -= 1
        if end is None:
            end = pieces[-1].end if to > opened.at else tag.span.end
        link = anchor(tag, max(end, tag.span.end), opened.at, max(opened.at, to), self.base)
        if link.alternative is None and to <= opened.at:
            link = replace(link, alternative=_picture_text(run.links, tag.span.start))
        is_source = run.region.role is Role.FURNITURE or not _is_button(tag, link)
        (run.links if is_source else run.buttons).extend([link, *robust_links(tag, link)])

    # ----------------------------------------------------------------------------------------------------------
    # Blocks

    def flush(self, run: _Run) -> None:
        """End the block collected so far; an anchor that has shown nothing yet goes on in the next one."""
        opened = self.anchor
        if opened is not None and opened.run is run:
            if opened.seen:
                self._link(opened, run, self.ends.get(opened.element))
                self.anchor = None
            else:
                opened.run = None
        if run.pieces and run.pieces[-1].text == " ":
            run.length -= 1
            run.pieces.pop()
            run.links = [_within(link, run.length) for link in run.links]
        if run.pieces or run.links or run.buttons:
            block = self._block(run)
            if run.buttons:
                self.blocks.extend(_button_block(block, link) for link in run.buttons)
            if block.pieces or block.links:
                self.blocks.append(block)
        run.pieces, run.links, run.buttons = [], [], []
        run.length = run.breaks = 0
        run.byline = run.timed = run.untimed = False

    def _block(self, run: _Run) -> Block:
        element = self.tree.elements[run.element]
        links = [*run.links, *_bare(run)]
        links.sort(key=lambda link: link.span)
        starts = [piece.start for piece in run.pieces[:1]] + [link.span.start for link in links + run.buttons]
        ends = [piece.end for piece in run.pieces[-1:]] + [link.span.end for link in links + run.buttons]
        span = Span(min(starts), max(ends))
        role = self._role(run, element, links)
        if role is Role.EMBED:
            links = _with_permalink(links)
        kind = element.kind
        if kind is BlockKind.CELL and self.regions[run.element].layout:
            kind = BlockKind.PARAGRAPH
        return Block(kind, span, tuple(run.pieces), tuple(links), element.quote, role, element.group)

    def _role(self, run: _Run, element: Element, links: Sequence[BlockLink]) -> Role | None:
        if run.region.role is not Role.BODY:
            return run.region.role
        if not run.pieces:
            # A picture's link supports no sentence.
            return Role.EMBED if all(link.form is LinkForm.EMBED for link in links) else Role.FURNITURE
        is_line = run.length <= _LONGEST_BYLINE and element.kind is not BlockKind.HEADING
        if is_line and (run.byline or (run.timed and not (run.untimed and self.prose_seen))):
            return Role.BYLINE
        self.prose_seen = self.prose_seen or not is_line
        return None


def _within(link: BlockLink, length: int) -> BlockLink:
    """The link in a block whose last blank is gone."""
    return link if link.end <= length else replace(link, start=min(link.start, length), end=length)


def _bare(run: _Run) -> Iterator[BlockLink]:
    """Addresses in the text between the links."""
    text = "".join(piece.text for piece in run.pieces)
    if "@" not in text and "://" not in text and "www." not in text.lower() and "pic.twitter" not in text:
        return
    block = Block(BlockKind.PARAGRAPH, Span(0, 0), tuple(run.pieces))
    at = 0
    ranges = sorted((link.start, link.end) for link in (*run.links, *run.buttons) if link.end > link.start)
    for start, stop in (*ranges, (len(text), len(text))):
        for left, right, href in bare_links(text[at:start], ()):
            span = block.to_source(at + left, at + right)
            yield BlockLink(span, href, LinkForm.BARE, at + left, at + right, span, resolved=href)
        at = max(at, stop)


def _picture_text(links: Sequence[BlockLink], since: int) -> str | None:
    """What the pictures of an anchor that begins at `since` show, in words."""
    found = None
    for link in reversed(links):
        if link.span.start < since:
            break
        if link.form is LinkForm.IMAGE:
            found = link.alternative or found
    return found


def _is_button(tag: Tag, link: BlockLink) -> bool:
    """Whether an anchor that leads nowhere does something else on the page."""
    if urls.classify(link.resolved or "") is not LinkKind.PLACEHOLDER:
        return False
    return (
        tag.value("role") == "button"
        or not _BUTTON_ATTRIBUTES.isdisjoint(tag.attributes)
        or _BUTTON_CLASSES.search(tag.value("class") or "") is not None
    )


def _button_block(block: Block, link: BlockLink) -> Block:
    """A button's words stay in the text; what it leads to is no source."""
    at = block.to_source(link.start, link.end)
    words = block.text[link.start : link.end]
    pieces = (Piece(words, *at),) if words else ()
    moved = replace(link, start=0, end=len(words))
    return Block(block.kind, link.span, pieces, (moved,), role=Role.FURNITURE)


def _with_permalink(links: list[BlockLink]) -> list[BlockLink]:
    """The link to a post's own page is the one that stands for the post."""
    if any(link.form is LinkForm.EMBED for link in links):
        return links
    for index in range(len(links) - 1, -1, -1):
        if links[index].form is LinkForm.HTML and _POST.search(links[index].resolved or ""):
            return [*links[:index], replace(links[index], form=LinkForm.EMBED), *links[index + 1 :]]
    return links
