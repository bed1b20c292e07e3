"""HTML tags as written: a linear scan that gives each tag and each attribute value its exact span.

Follows the tokenisation of the HTML standard (section 13.2.5): quoted and bare values, character references as
attributes have them, comments, and the raw text of scripts. Does no I/O and never fails: like a browser, it gives up
on nothing but what the source's end cuts off.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from html import unescape
from html.entities import html5
from types import MappingProxyType
from typing import NamedTuple

from linkaudit.model import Span


class Value(NamedTuple):
    """An attribute's value: `text` with references resolved, `written` as it stands at `span`, without its quotes."""

    text: str
    span: Span
    written: str


_NONE: Mapping[str, Value] = MappingProxyType({})


class Tag(NamedTuple):
    """A start or end tag, in lower case; of attributes given twice the first counts.

    The name "!--" stands for a comment, a doctype, or what the end of the source cuts off: nothing that is shown.
    """

    name: str
    span: Span
    closing: bool = False
    attributes: Mapping[str, Value] = _NONE
    self_closing: bool = False

    def value(self, name: str) -> str | None:
        found = self.attributes.get(name)
        return found.text if found else None


NOTHING = "!--"
# More attributes than this are no article's; the rest of the tag is read past.
MAX_ATTRIBUTES = 1_000
RAW_TEXT = frozenset({"script", "style", "textarea", "title", "xmp", "iframe", "noembed", "noframes"})
_FOREIGN = frozenset({"svg", "math"})

_OPENING = re.compile(
    r"<(?:(?P<name>[A-Za-z][^\t\n\f\r />]*)|/(?P<end>[A-Za-z][^\t\n\f\r />]*)|(?P<comment>!--)|(?P<bogus>[!?/]))"
)
_COMMENT_END = re.compile(r"--!?>")
_SHORT_COMMENT = re.compile(r"-?>")
_ATTRIBUTE = re.compile(
    r"""(?x) (?P<gap>[\t\n\f\r\ /]*+) (?: > | (?P<name>[^\t\n\f\r\ />][^\t\n\f\r\ />=]*+)
        (?: [\t\n\f\r\ ]*+ = [\t\n\f\r\ ]*+ (?:
            "(?P<double>[^"]*+)" | '(?P<single>[^']*+)' | (?P<unclosed>["']) | (?P<bare>[^\t\n\f\r\ >]++) )? )? )"""
)
_SCRIPT_STEP = re.compile(r"(?i)<!--(?P<short>-?>)?|-->|<(?P<close>/?)script(?=[\t\n\f\r />])")
_REFERENCE = re.compile(
    r"&(?:#(?:0*+(?P<decimal>\d+)|[xX]0*+(?P<hex>[0-9a-fA-F]+));?|(?P<name>[A-Za-z][A-Za-z0-9]*+);?)"
)


def tags(source: str, start: int = 0, end: int | None = None) -> Iterator[Tag]:
    """Every tag and comment in `source[start:end]`, in order."""
    end = len(source) if end is None else end
    at = start
    foreign = 0
    while (found := _OPENING.search(source, at, end)) is not None:
        if found["comment"] or found["bogus"]:
            tag = Tag(NOTHING, Span(found.start(), _nothing_end(source, found, end)))
        else:
            tag = _tag(source, found, end) or Tag(NOTHING, Span(found.start(), end))
        yield tag
        at = tag.span.end
        if tag.name in _FOREIGN and not tag.self_closing:
            foreign = max(0, foreign + (-1 if tag.closing else 1))
        if tag.name in RAW_TEXT and not tag.closing and not (foreign and tag.self_closing):
            at = _raw_text_end(source, tag.name, at, end)


def attribute_text(written: str) -> str:
    """An attribute's value with its character references resolved.

    A name without its semicolon before "=" or a letter is none, so that `?a=1&copy=2` stays as it is (HTML standard,
    section 13.2.5.73, "for historical reasons").
    """
    return _REFERENCE.sub(_in_attribute, written) if "&" in written else written


def plain_text(written: str) -> str:
    """Text with its character references resolved."""
    return _REFERENCE.sub(_in_text, written) if "&" in written else written


def _in_attribute(found: re.Match[str]) -> str:
    name = found["name"]
    if name is None:
        return _numbered(found)
    if found[0].endswith(";"):
        return html5.get(f"{name};", found[0])
    return found[0] if found.string.startswith("=", found.end()) else html5.get(name, found[0])


def _in_text(found: re.Match[str]) -> str:
    return _numbered(found) if found["name"] is None else unescape(found[0])


def _numbered(found: re.Match[str]) -> str:
    digits = found["decimal"] or found["hex"]
    # Longer numbers lie beyond Unicode, and may be longer than Python turns into an integer.
    return unescape(f"&#{'x' if found['hex'] else ''}{digits};") if len(digits) <= 7 else "\ufffd"


def _nothing_end(source: str, found: re.Match[str], end: int) -> int:
    """Where a comment, a doctype or a processing instruction ends."""
    if found["comment"]:
        close = _SHORT_COMMENT.match(source, found.end(), end) or _COMMENT_END.search(source, found.end(), end)
        return close.end() if close else end
    return source.find(">", found.end(), end) + 1 or end


def _tag(source: str, found: re.Match[str], end: int) -> Tag | None:
    name, closing = (found["end"], True) if found["name"] is None else (found["name"], False)
    at = found.end()
    if source.startswith(">", at, end):
        return Tag(name.lower(), Span(found.start(), at + 1), closing)
    attributes: dict[str, Value] = {}
    while (part := _ATTRIBUTE.match(source, at, end)) is not None and part["unclosed"] is None:
        at = part.end()
        if part["name"] is None:
            return Tag(name.lower(), Span(found.start(), at), closing, attributes, part["gap"].endswith("/"))
        attribute = part["name"].lower()
        if attribute in attributes or len(attributes) >= MAX_ATTRIBUTES:
            continue
        group = part.lastgroup
        assert group is not None
        if group == "name":
            attributes[attribute] = Value("", Span(at, at), "")
        else:
            written = part[group]
            attributes[attribute] = Value(attribute_text(written), Span(*part.span(group)), written)
    return None


def _raw_text_end(source: str, name: str, at: int, end: int) -> int:
    if name == "script":
        return _script_end(source, at, end)
    close = re.compile(rf"</{name}(?=[\t\n\f\r />])", re.IGNORECASE).search(source, at, end)
    return close.start() if close else end


def _script_end(source: str, at: int, end: int) -> int:
    """Where a script ends: inside `<!--` a `<script>` has an end tag of its own."""
    escaped = twice = False
    for step in _SCRIPT_STEP.finditer(source, at, end):
        if step["close"] is None:
            escaped = step[0].startswith("<") and step["short"] is None
            twice = False
        elif step["close"] and not twice:
            return step.start()
        else:
            twice = escaped and not step["close"]
    return end
