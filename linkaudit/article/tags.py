"""HTML tags as written: a linear scan that gives each tag and each attribute value its exact span.

Follows the tokenisation of the HTML standard where it matters for links: quoted and bare values, entities,
comments, and the raw text of script and style. Does no I/O.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from html import unescape
from typing import NamedTuple

from linkaudit.model import Span


class Value(NamedTuple):
    """An attribute's value with entities resolved, and the span of the value as written (without its quotes)."""

    text: str
    span: Span


@dataclass(frozen=True, slots=True)
class Tag:
    """A start or end tag, in lower case; a comment has the name "!--"."""

    name: str
    span: Span
    closing: bool = False
    attributes: dict[str, Value] = field(default_factory=dict)

    def value(self, name: str) -> str | None:
        found = self.attributes.get(name)
        return found.text if found else None


# Attribute lists longer than this are no article: parsers that go on are quadratic in them.
MAX_ATTRIBUTES = 1_000

_TAG = re.compile(r"<(?:(?P<comment>!--)|(?P<other>[!?])|(?P<closing>/?)(?P<name>[A-Za-z][^\s/>]*))")
_ATTRIBUTE = re.compile(
    r"""[\s/]*(?P<name>[^\s/>=][^\s/>=]*)(?:\s*=\s*(?:"(?P<double>[^"]*)"|'(?P<single>[^']*)'|(?P<bare>[^\s>]+)))?"""
)
_END = re.compile(r"[\s/]*>")
RAW_TEXT = frozenset({"script", "style", "textarea", "title", "xmp", "noembed", "noframes"})


def tags(source: str, start: int = 0, end: int | None = None) -> Iterator[Tag]:
    """Every tag and comment in `source[start:end]`, in order; an unclosed one ends the scan."""
    end = len(source) if end is None else end
    at = start
    while (found := _TAG.search(source, at, end)) is not None:
        if found["comment"]:
            close = source.find("-->", found.end(), end)
            if close < 0:
                return
            yield Tag("!--", Span(found.start(), close + 3))
            at = close + 3
        elif found["other"]:
            close = source.find(">", found.end(), end)
            if close < 0:
                return
            at = close + 1
        else:
            tag = _tag(source, found, end)
            if isinstance(tag, int):
                at = tag
                continue
            yield tag
            at = tag.span.end
            if tag.name in RAW_TEXT and not tag.closing:
                at = _raw_text_end(source, tag.name, at, end)


def _tag(source: str, found: re.Match[str], end: int) -> Tag | int:
    """The tag that opens at `found`, or, when it is none, where to go on: never twice over the same text."""
    attributes: dict[str, Value] = {}
    at = found.end()
    while (close := _END.match(source, at, end)) is None:
        attribute = _ATTRIBUTE.match(source, at, end)
        if attribute is None or len(attributes) > MAX_ATTRIBUTES:
            return at
        for group in ("double", "single", "bare"):
            if attribute[group] is not None:
                value = Value(unescape(attribute[group]), Span(*attribute.span(group)))
                break
        else:
            value = Value("", Span(attribute.end(), attribute.end()))
        attributes.setdefault(attribute["name"].lower(), value)
        at = attribute.end()
    return Tag(found["name"].lower(), Span(found.start(), close.end()), bool(found["closing"]), attributes)


def _raw_text_end(source: str, name: str, at: int, end: int) -> int:
    close = re.compile(rf"</{re.escape(name)}(?=[\s/>])", re.IGNORECASE).search(source, at, end)
    return close.start() if close else end
