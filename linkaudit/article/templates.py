"""What a site generator replaces before readers see it: Hugo's, Jekyll's and MDX's additions to Markdown.

They are found before parsing and covered by stand-ins of the same length, so that no other syntax trips over them
and every offset stays true. Does no I/O.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from linkaudit.article.inline import SHOWN, UNSHOWN
from linkaudit.article.shortcodes import TemplateLink, arguments, shortcode_links
from linkaudit.model import Span

# A template longer than this is none: somebody wrote two braces in passing.
LONGEST = 2_000

_OPENING = re.compile("[{<]")
_KIND = re.compile(r"\{\{\{ | \{\{ [<%]? | \{% | <% | \{/\* | \{(?=[\w.$!`]) | </?(?=[A-Z][\w.]*[a-z])", re.VERBOSE)
_CLOSINGS = {"{{{": "}}}", "{{": "}}", "{{<": ">}}", "{{%": "%}}", "{%": "%}", "<%": "%>", "{/*": "*/}"}
_BLANK_LINE = re.compile(r"\n[ \t]*\n")
_BRACED = r"\{(?:[^{}]|\{(?:[^{}]|\{[^{}]*+\})*+\})*+\}"
_EXPRESSION = re.compile(_BRACED)
_COMPONENT = re.compile(
    rf"""(?x) <(?P<close>/?)(?P<name>[A-Z][\w.]*)
        (?P<arguments> (?: \s++
            (?: [\w:\-]++ (?: \s*+ = \s*+ (?: "[^"]*+" | '[^']*+' | {_BRACED} ) )?+ | {_BRACED} ) )*+ )
        \s*+ (?P<alone>/?) > """
)
_MODULE_LINE = re.compile(
    r"""(?xm) ^ (?: import \s+ (?: [\w${}*,\s]{1,300}? \bfrom\s* )? ['"][^'"\n]+['"] [ \t]*;?[ \t]*$
      | export \s+ (?: (?:const|let|var|default|function|async|class)\b | [{*] )
          [^\n]* (?: \n (?![ \t]*$) [^\n]+ )* ) """
)
_HEAD = re.compile(r"-?\s*(?P<name>\w[\w.\-/]*)")
# Words that a component would be called by if it stood for a link of its own.
_ADDRESS = ("href", "to", "url")


@dataclass(frozen=True, slots=True)
class Template:
    """One template. `shown` says that readers see text in its place; `code` that it is no part of the text at all.

    `links` stand in it. `anchor` is a link whose text goes on to the component that `closes` the same `name`.
    """

    span: Span
    shown: bool = False
    code: bool = False
    links: tuple[TemplateLink, ...] = ()
    anchor: TemplateLink | None = None
    closes: bool = False
    name: str = ""


def find_templates(source: str, start: int) -> tuple[list[Template], bool]:
    """The templates from `start` on, and whether the article is written in MDX."""
    if not any(sign in source for sign in ("{", "<", "import", "export")):
        return [], False
    found = _module_lines(source, start)
    mdx = bool(found)
    for first, last in _outside(found, start, len(source)):
        at = first
        while (opening := _OPENING.search(source, at, last)) is not None:
            kind = _KIND.match(source, opening.start(), last)
            template = None if kind is None else _template(source, kind, last, mdx=mdx)
            at = template.span.end if template else opening.end()
            if template is not None:
                found.append(template)
                mdx = mdx or _is_mdx(source, template.span)
    found.sort(key=lambda template: template.span)
    return found, mdx


def _module_lines(source: str, start: int) -> list[Template]:
    """What a module of MDX imports and exports."""
    if "import" not in source and "export" not in source:
        return []
    return [Template(Span(*found.span()), code=True) for found in _MODULE_LINE.finditer(source, start)]


def _outside(taken: Sequence[Template], start: int, end: int) -> list[tuple[int, int]]:
    ends = [start, *(template.span.end for template in taken)]
    return list(zip(ends, [*(template.span.start for template in taken), end], strict=True))


def cover(masked: str, found: list[Template]) -> str:
    """`masked` with every template covered by stand-ins; line ends stay."""
    parts: list[str] = []
    at = 0
    for template in found:
        start, end = template.span
        stand_in = " " if template.code else SHOWN if template.shown else UNSHOWN
        parts += masked[at:start], re.sub(r"[^\n]", stand_in, masked[start:end])
        at = end
    return "".join((*parts, masked[at:]))


def _is_mdx(source: str, span: Span) -> bool:
    """Comments in braces and components are MDX's own."""
    return source.startswith("{/*", span.start) or (source[span.start] == "<" and source[span.start + 1] != "%")


def _template(source: str, kind: re.Match[str], end: int, *, mdx: bool) -> Template | None:
    match kind[0]:
        case "<" | "</":
            return _component(source, kind.start())
        case "{":
            return _expression(source, kind.start()) if mdx else None
        case opening:
            return _braced(source, kind.start(), end, opening)


def _braced(source: str, start: int, last: int, kind: str) -> Template | None:
    closing = _CLOSINGS[kind]
    end = source.find(closing, start + len(kind), min(last, start + LONGEST))
    if end < 0 or _BLANK_LINE.search(source, start, end):
        return None
    span = Span(start, end + len(closing))
    if kind == "{/*":
        return Template(span, code=_alone(source, span))
    if kind == "<%" or source.startswith("/*", start + len(kind)):
        return Template(span)
    if kind in ("{{", "{{{"):
        return Template(span, shown=not re.search(r"""["'“”\n]""", span.slice(source)))
    head = _HEAD.match(source, start + len(kind), end)
    if head is None:
        return Template(span)
    words = list(arguments(source, head.end(), end))
    return Template(span, links=tuple(shortcode_links(head["name"], words, span, source)))


def _expression(source: str, start: int) -> Template | None:
    found = _EXPRESSION.match(source, start, start + LONGEST)
    if found is None or "<" in found[0] or "](" in found[0]:
        return None  # markup in an expression is read as markup, so that its links are not lost
    return Template(Span(*found.span()), shown=not re.search(r"""["'“”\n]""", found[0]))


def _component(source: str, start: int) -> Template | None:
    found = _COMPONENT.match(source, start, start + LONGEST)
    if found is None:
        return None
    span = Span(*found.span())
    if found["close"]:
        return Template(span, closes=True, name=found["name"])
    words = list(arguments(source, *found.span("arguments")))
    links = list(shortcode_links(found["name"], words, span, source))
    if found["alone"] or not (anchors := [link for link in links if link.name in _ADDRESS]):
        return Template(span, links=tuple(links))
    others = tuple(link for link in links if link is not anchors[0])
    return Template(span, links=others, anchor=anchors[0], name=found["name"])


def _alone(source: str, span: Span) -> bool:
    """Whether nothing else stands on the lines of a comment."""
    before = source[source.rfind("\n", 0, span.start) + 1 : span.start]
    after = source.find("\n", span.end)
    return not before.strip() and not source[span.end : after if after >= 0 else len(source)].strip()


def templates_in(found: Sequence[Template], starts: Sequence[int], span: Span) -> Iterator[Template]:
    """The templates that begin in `span`; `starts` are where those in `found` begin."""
    for index in range(bisect_left(starts, span.start), bisect_left(starts, span.end)):
        yield found[index]
