"""What the article says."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from functools import cached_property

from linkaudit.model.positions import Place, Position, Span


class Format(StrEnum):
    MARKDOWN = "markdown"
    HTML = "html"
    TEXT = "text"
    DOCX = "docx"


class Role(StrEnum):
    """What part of an article a claim stands in. Furniture is navigation, tags, share bars, copyright, contact."""

    BODY = "body"
    FURNITURE = "furniture"
    BYLINE = "byline"
    EMBED = "embed"


class LinkKind(StrEnum):
    WEB = "web"
    PLACEHOLDER = "placeholder"
    FRAGMENT = "fragment"
    LOCAL = "local"
    TEMPLATE = "template"
    MAIL = "mail"
    OTHER = "other"


class LinkForm(StrEnum):
    """How a link is written. `BARE` is an address in running text that the format itself does not make a link."""

    INLINE = "inline"
    REFERENCE = "reference"
    AUTOLINK = "autolink"
    BARE = "bare"
    HTML = "html"
    IMAGE = "image"
    EMBED = "embed"


class SourceType(StrEnum):
    PUBLISHER = "publisher"
    PERSON = "person"
    ORGANISATION = "organisation"
    ANONYMOUS = "anonymous"


class PublishedFrom(StrEnum):
    FRONT_MATTER = "front-matter"
    TEXT = "text"
    HTML = "html"
    OPTION = "option"
    GIT = "git"


@dataclass(frozen=True, slots=True)
class Source:
    """An article as found: a file, standard input, an editor's buffer or a fetched page, not yet decoded.

    `path` is POSIX and printed as it stands. `encoding` is what the carrier said (an HTTP header), or None.
    `address` is where a fetched page stands: what its relative links are relative to.
    `focus` holds the line numbers (from 1) that a change touched, or None when the whole article counts.
    """

    path: str
    data: bytes
    format: Format
    encoding: str | None = None
    focus: frozenset[int] | None = None
    address: str | None = None


@dataclass(frozen=True, slots=True)
class Publisher:
    """An outlet or organisation whose hosts are known.

    `hosts` may be whole hosts (abcnews.go.com) or registrable domains (reuters.com): an address belongs to the
    publisher when its host equals one of them or is a sub-domain of one. The first is the one to suggest.
    `weak` marks an expectation that follows from an apposition only ("the Quincy Institute's George Beebe").
    """

    name: str
    hosts: tuple[str, ...]
    kind: str = "outlet"
    weak: bool = False


@dataclass(frozen=True, slots=True)
class Link:
    """A hyperlink as written.

    `span` is the whole construct (``[reports](#)``), `href_span` the destination as written, or None when it
    stands elsewhere; then `href_at` is that place (a reference definition) or None too (a masked template).
    `url` is the normalised address without its fragment, only for kind WEB.
    """

    span: Span
    text: str
    href: str
    kind: LinkKind
    form: LinkForm
    href_span: Span | None = None
    href_at: Span | None = None
    url: str | None = None
    fragment: str | None = None


@dataclass(frozen=True, slots=True)
class Attribution:
    """Words that the article gives to a source.

    `span` is the source as written, `source` its text, `cue` the word that attributes ("said", "according to").
    `named` is the name that a pronoun or a short form stands for, or None. `own` is the newsroom's own reporting.
    """

    span: Span
    source: str
    content: tuple[Span, ...]
    type: SourceType
    cue: str | None = None
    cue_span: Span | None = None
    named: str | None = None
    publisher: Publisher | None = None
    own: bool = False


@dataclass(frozen=True, slots=True)
class Quotation:
    """Words that the article gives as somebody's own; `span` holds the marks too, `text` the words alone."""

    span: Span
    text: str
    speaker: str | None = None


@dataclass(frozen=True, slots=True)
class DateMention:
    """A date word ("on Tuesday", "October 3") and the day it means, worked out from the article's own date."""

    span: Span
    words: str
    day: date


@dataclass(frozen=True, slots=True)
class Claim:
    """One contiguous stretch of the article that a reader could want a source for.

    `text` is rendered plain text with white space folded; the span may cover markup and blank lines.
    `rests_on` is the id of the claim whose link this one takes when it has none of its own.
    `runs_on` marks the first paragraph of an unmarked quotation whose end cannot be known.
    `publishers` are the published sources that the claim names, attributed or not ("in an appearance on ...").
    `permalink` (embeds only) is the link to the post itself, good or not.
    """

    id: str
    span: Span
    text: str
    role: Role
    links: tuple[Link, ...] = ()
    attributions: tuple[Attribution, ...] = ()
    quotations: tuple[Quotation, ...] = ()
    publishers: tuple[tuple[Span, Publisher], ...] = ()
    dates: tuple[DateMention, ...] = ()
    rests_on: str | None = None
    runs_on: bool = False
    permalink: Link | None = None


@dataclass(frozen=True, slots=True)
class UndefinedReference:
    """``[text][label]`` or ``[label][]`` whose label is defined nowhere in the article."""

    span: Span
    label: str


@dataclass(frozen=True, slots=True)
class Directive:
    """An inline comment that silences rules: for the lines `first` to `last` (inclusive, from 1).

    `rules` are codes or names; empty means every rule (``linkaudit: off``). `reason` is None when none was given.
    """

    span: Span
    rules: frozenset[str]
    first: int
    last: int
    reason: str | None = None


@dataclass(frozen=True)
class Article:
    """An article as read. `source` is its decoded text without byte-order mark, line ends untouched.

    For DOCX, `source` is the extracted text, one paragraph a line, so that a line number is a paragraph number.
    `datelines` are the dates that the article gives of itself, the one in use first.
    `anchors` are the in-page targets. `outlets` are the article's own publications.
    `republished_from` is the place where the article says that it first stood elsewhere.
    """

    path: str
    source: str
    format: Format
    encoding: str = "utf-8"
    bom: bool = False
    title: str | None = None
    byline: str | None = None
    published: date | None = None
    published_from: PublishedFrom | None = None
    language: str | None = None
    claims: tuple[Claim, ...] = ()
    datelines: tuple[DateMention, ...] = ()
    anchors: frozenset[str] = frozenset()
    outlets: tuple[str, ...] = ()
    undefined_references: tuple[UndefinedReference, ...] = ()
    too_deep: tuple[Span, ...] = ()
    republished_from: Span | None = None
    directives: tuple[Directive, ...] = ()
    focus: frozenset[int] | None = None

    @cached_property
    def _line_starts(self) -> list[int]:
        starts = [0]
        at = 0
        while True:
            newline = self.source.find("\n", at)
            carriage = self.source.find("\r", at, newline if newline >= 0 else None)
            if carriage >= 0 and self.source[carriage + 1 : carriage + 2] != "\n":
                at = carriage + 1
            elif newline >= 0:
                at = newline + 1
            else:
                return starts
            starts.append(at)

    def position(self, offset: int) -> Position:
        """Line and column (from 1) of a code-point offset."""
        line = bisect_right(self._line_starts, offset)
        return Position(line, offset - self._line_starts[line - 1] + 1)

    def place(self, span: Span) -> Place:
        return Place(span, self.position(span.start), self.position(span.end))

    def lines(self, span: Span) -> tuple[int, int]:
        """First and last line (from 1, inclusive) that a span touches."""
        return self.position(span.start).line, self.position(max(span.start, span.end - 1)).line

    @property
    def line_word(self) -> str:
        """What a line of the source is called: in DOCX each is a paragraph."""
        return "paragraph" if self.format is Format.DOCX else "line"

    @cached_property
    def links(self) -> tuple[Link, ...]:
        """Every link of the article, in the order of the source."""
        found = [link for claim in self.claims for link in claim.links]
        return tuple(sorted(found, key=lambda link: link.span))

    @cached_property
    def urls(self) -> tuple[str, ...]:
        """Every distinct web address, normalised, in the order of first use."""
        return tuple(dict.fromkeys(link.url for link in self.links if link.url is not None))

    @cached_property
    def claims_by_id(self) -> Mapping[str, Claim]:
        return {claim.id: claim for claim in self.claims}
