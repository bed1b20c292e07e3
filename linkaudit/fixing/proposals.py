"""Repairs become edits of one article: only destinations change, and only where the result still reads the same.

Laws: pure, no I/O. The edited article is read again; an edit after which any other link or any link's text would
differ is not made. What is silenced, by whatever means, is never touched.
"""

from __future__ import annotations

import html
import re
from bisect import bisect_left, bisect_right
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from itertools import pairwise

from linkaudit.article import Vocabulary, read
from linkaudit.errors import ReadError
from linkaudit.fixing.patch import applied, encoded
from linkaudit.fixing.repairs import Kind, Left, Repair, Verified, decide
from linkaudit.model import Article, Edit, Evidence, Format, Link, LinkForm, Source, Span
from linkaudit.rules import Policy
from linkaudit.rules.choice import accepts, is_ignored, silences
from linkaudit.rules.codes import catalogue
from linkaudit.rules.edits import destination, has_copy_beside, new_address, place_of, with_fragment
from linkaudit.rules.la304_archived_far_from_publication import FAR

_MOST_READINGS = 64
_MOST_READ = 10_000_000  # code points: seconds, however large the article and however odd its markup
_INLINE_END = re.compile(r"\]\(\s*<?\Z")
_NO_TITLE = re.compile(r">?\s*\)")
_ANCHOR = re.compile(r"(?i)<a(?=\s)")
_ADDRESS_SHOWN = frozenset({LinkForm.AUTOLINK, LinkForm.BARE})
_CODES = {
    Kind.ARCHIVED: "LA301",
    Kind.MOVED: "LA206",
    Kind.SECURED: "LA206",
    Kind.RESOLVED: "LA207",
}
_RULES = {rule.code: rule for rule in catalogue() if rule.code in _CODES.values()}


class Style(StrEnum):
    """What a dead link with a copy becomes: the copy's link, one with the copy behind it, or a Robust Link."""

    REPLACE = "replace"
    APPEND = "append"
    ROBUST = "robust"


@dataclass(frozen=True, slots=True)
class Proposal:
    """The edits of one article, in the order of its text; how many links they mend, and which are left, and why.

    `far` are the lines of links that get a copy from more than 30 days before or after publication.
    """

    article: Article
    edits: tuple[Edit, ...] = ()
    mended: Mapping[Kind, int] = field(default_factory=dict)
    left: Mapping[Left, int] = field(default_factory=dict)
    far: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class _Change:
    """One link and what is to become of it: where it leads afterwards, and whether a link to the copy follows it.

    `inside` says that the copy is a further address of the link itself.
    """

    link: Link
    kind: Kind
    edits: tuple[Edit, ...]
    leads_to: str
    copy: str | None = None
    captured: datetime | None = None
    inside: bool = False


def propose(article: Article, known: Verified, policy: Policy, style: Style, vocabulary: Vocabulary) -> Proposal:
    """What to change in one article. A Word file gets no edits, but the count of what could be mended by hand."""
    left: Counter[Left] = Counter()
    wanted: list[tuple[Link, Repair]] = []
    decided = {url: decide(url, known) for url in article.urls}
    for link in article.links:
        match decided.get(link.url or ""):
            case Left.NO_COPY | Left.COPY_UNSEEN if has_copy_beside(article, link, ""):
                pass  # whatever this run knows of it, the reader has a copy
            case Left() as reason:
                left[reason] += 1
            case Repair() as repair if not _is_mended(article, link, repair):
                wanted.append((link, repair))
            case _:
                pass
    if article.format is Format.DOCX:
        return Proposal(article, (), Counter(repair.kind for _, repair in wanted), left)
    silenced = {place_of(link) for link, _ in _silenced(article, wanted, known, policy)}
    changes = []
    for link, repair in wanted:
        place = place_of(link)
        if place is None:
            left[Left.PICTURE if link.form in (LinkForm.IMAGE, LinkForm.EMBED) else Left.MARKUP] += 1
        elif place in silenced:
            left[Left.SILENCED] += 1
        else:
            changes.append(_change(article, link, repair, style))
    kept = _that_read_the_same(article, changes, vocabulary)
    left[Left.MARKUP] += len(changes) - len(kept)
    far = tuple(article.position(each.link.span.start).line for each in kept if _is_far(article, each))
    return Proposal(article, _edits(kept), Counter(change.kind for change in kept), +left, far)


def _is_far(article: Article, change: _Change) -> bool:
    if change.captured is None or article.published is None:
        return False
    return abs((change.captured.date() - article.published).days) > FAR


def _is_mended(article: Article, link: Link, repair: Repair) -> bool:
    """Whether the reader has what the repair would give: the copy beside the link, or a bare address without scheme."""
    if repair.kind is Kind.ARCHIVED:
        return has_copy_beside(article, link, repair.archive or "")
    return repair.kind is Kind.SECURED and link.form is LinkForm.BARE and not link.text.lower().startswith("http")


def _silenced(
    article: Article, wanted: Sequence[tuple[Link, Repair]], known: Verified, policy: Policy
) -> Iterator[tuple[Link, Repair]]:
    """Those of the wanted repairs that a comment, a list of addresses or the configuration forbids."""
    here = [words for path, words in policy.path_ignores if path.match(article.path)]
    off = {
        rule.code for rule in _RULES.values() if is_ignored(rule, policy) or any(accepts(words, rule) for words in here)
    }
    line_of = {link.span: article.position(link.span.start).line for link, _ in wanted}
    lines = sorted(set(line_of.values()))
    silent: set[tuple[int, str]] = set()
    for comment in article.directives:
        meant = [rule.code for rule in _RULES.values() if silences(comment, rule)]
        covered = lines[bisect_left(lines, comment.first) : bisect_right(lines, comment.last)]
        silent.update((line, code) for line in covered for code in meant)
    for link, repair in wanted:
        code = _CODES[repair.kind]
        if code in off or (line_of[link.span], code) in silent or _is_listed(repair.url, known.evidence, policy):
            yield link, repair


def _is_listed(url: str, evidence: Evidence, policy: Policy) -> bool:
    """Whether .linkauditignore names the address or the one that it redirects to."""
    fetch = evidence.fetches.get(url)
    addresses = {url, (fetch.final_url if fetch else None) or url}
    return any(pattern.search(address) for pattern in policy.ignored_urls for address in addresses)


def _change(article: Article, link: Link, repair: Repair, style: Style) -> _Change:
    dead = with_fragment(link.url or "", link)
    if repair.kind is Kind.ARCHIVED and style is not Style.REPLACE:
        if style is Style.ROBUST and (robust := _robust(article, link, repair)):
            return _Change(link, repair.kind, robust, dead, repair.target, repair.captured, inside=True)
        behind = _behind(article, link, repair)
        return _Change(link, repair.kind, (behind,), dead, repair.target, repair.captured)
    edits = new_address(article, [link], repair.target)
    return _Change(link, repair.kind, edits, with_fragment(repair.target, link), captured=repair.captured)


def _behind(article: Article, link: Link, repair: Repair) -> Edit:
    """The copy in parentheses behind the link as it stands."""
    at = Span(link.span.end, link.span.end)
    if article.format is Format.TEXT:
        return Edit(at, f" (archived: {repair.target})")
    if article.format is Format.HTML or link.form is LinkForm.HTML:
        return Edit(at, f' (<a href="{html.escape(repair.target)}">archived</a>)')
    return Edit(at, f" ([archived]({destination(repair.target)}))")


def _robust(article: Article, link: Link, repair: Repair) -> tuple[Edit, ...]:
    """The link with the copy in it, as Robust Links asks; nothing where the format has no plain place for it.

    Source: robustlinks.mementoweb.org/spec. A Markdown link becomes raw HTML when it has no title to lose.
    """
    if link.href_span is None or link.url is None or repair.captured is None:
        return ()
    original = with_fragment(link.url, link)
    data = f' data-originalurl="{html.escape(original)}" data-versionurl="{html.escape(repair.target)}"'
    data += f' data-versiondate="{repair.captured:%Y-%m-%d}"'
    source, span, href = article.source, link.span, link.href_span
    if link.form is LinkForm.HTML and _ANCHOR.match(source, span.start):
        end = href.end + (source[href.end : href.end + 1] in ('"', "'"))
        return (Edit(Span(end, end), data),)
    opening = _INLINE_END.search(source, span.start, href.start)
    if link.form is not LinkForm.INLINE or opening is None or not _NO_TITLE.fullmatch(source, href.end, span.end):
        return ()
    start = Edit(Span(span.start, span.start + 1), f'<a href="{html.escape(original)}"{data}>')
    return start, Edit(Span(opening.start(), span.end), "</a>")


def _edits(changes: Sequence[_Change]) -> tuple[Edit, ...]:
    """All edits in order, one for a destination that several links share."""
    found = {edit for change in changes for edit in change.edits}
    return tuple(sorted(found, key=lambda edit: (edit.span, edit.replace)))


def _that_read_the_same(article: Article, changes: Sequence[_Change], vocabulary: Vocabulary) -> list[_Change]:
    """As many of the changes as leave every other link, and every link's text, as it was."""
    readings = iter(range(max(1, min(_MOST_READINGS, _MOST_READ // (len(article.source) + 1)))))

    def good(groups: Sequence[list[_Change]]) -> bool:
        some = [change for group in groups for change in group]
        return next(readings, None) is not None and _reads_the_same(article, some, vocabulary)

    def among(groups: Sequence[list[_Change]]) -> list[list[_Change]]:
        if not groups or good(groups):
            return list(groups)
        half = len(groups) // 2
        return [*among(groups[:half]), *among(groups[half:])] if half else []

    by_edits: dict[tuple[Edit, ...], list[_Change]] = {}
    for change in changes:
        by_edits.setdefault(change.edits, []).append(change)
    wanted = list(by_edits.values())
    kept = among(wanted)
    if len(kept) < len(wanted) and not good(kept):
        return []
    return [change for group in kept for change in group]


def _reads_the_same(article: Article, changes: Sequence[_Change], vocabulary: Vocabulary) -> bool:
    edits = _edits(changes)
    if any(one.span.overlaps(two.span) for one, two in pairwise(edits)):
        return False
    try:
        data = encoded(article, applied(article.source, edits))
        after = read(Source(article.path, data, article.format, article.encoding), vocabulary)
    except (ReadError, UnicodeEncodeError):
        return False
    expected = _expected(article, changes)
    if len(expected) != len(after.links):
        return False
    return all(_is(link, *wanted) for link, wanted in zip(after.links, expected, strict=True))


def _expected(article: Article, changes: Sequence[_Change]) -> list[tuple[str, str | None]]:
    """The destination and text of every link afterwards, in order; no text for a link that shows its address."""
    by_link = {id(change.link): change for change in changes}
    found: list[tuple[int, str, str | None]] = []
    for link in article.links:
        change = by_link.get(id(link))
        text = None if link.form in _ADDRESS_SHOWN else link.text
        found.append((link.span.start, link.href if change is None else change.leads_to, text))
    copy_text = None if article.format is Format.TEXT else "archived"
    copies: list[tuple[int, str, str | None]] = []
    for each in changes:
        if each.copy is not None:
            start, end = each.link.span
            copies.append((start + 1, each.copy, each.link.text) if each.inside else (end, each.copy, copy_text))
    ordered = sorted([*copies, *found], key=lambda each: each[0])  # a copy stands before what follows its link
    return [(address, text) for _, address, text in ordered]


def _is(link: Link, address: str, text: str | None) -> bool:
    if text is not None and link.text != text:
        return False
    return link.href == address or (link.url is not None and with_fragment(link.url, link) == address)
