"""What a page says of itself in JSON-LD (schema.org): each string with the place where it is written. Does no I/O.

Pages often hold JSON that is not quite JSON, so the strings are read one by one; nothing is ever refused.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import NamedTuple

from linkaudit.model import Span

_TOKEN = re.compile(r"""(?s)"((?:[^"\\]++|\\.)*+)"|[{}\[\],:]""")
_ARTICLE = re.compile(r"(?:Article|Posting|Report)$")


class Text(NamedTuple):
    """A string's value, and where it stands as written, without its quotes."""

    value: str
    span: Span


@dataclass(frozen=True, slots=True)
class Thing:
    """One object: its strings by name, in the order written, and the object and the name that it stands under."""

    parent: int
    name: str
    strings: dict[str, list[Text]] = field(default_factory=dict)

    def first(self, name: str) -> Text | None:
        found = self.strings.get(name)
        return found[0] if found else None

    @property
    def is_article(self) -> bool:
        return any(_ARTICLE.search(kind.value) for kind in self.strings.get("@type", ()))


def things(source: str, span: Span) -> list[Thing]:
    """Every object in a script, in the order of their beginnings; strings outside objects belong to none."""
    found: list[Thing] = []
    stack: list[int] = []
    name = ""
    key: Text | None = None
    is_value = False
    lists: list[str] = []
    for token in _TOKEN.finditer(source, span.start, span.end):
        mark = token[0]
        match mark:
            case "{":
                found.append(Thing(stack[-1] if stack else -1, name))
                stack.append(len(found) - 1)
                lists.append("")
                key, is_value = None, False
            case "}":
                if stack:
                    stack.pop()
                    lists.pop()
                name, is_value = "", False
            case "[":
                if lists and is_value:
                    lists[-1] = name
            case "]":
                if lists:
                    lists[-1] = ""
            case ":":
                name, is_value = (key.value if key else ""), True
            case ",":
                name = lists[-1] if lists else ""
                is_value = bool(name)
            case _:
                key = Text(_plain(token[1]), Span(*token.span(1)))
                if is_value and stack:
                    found[stack[-1]].strings.setdefault(name, []).append(key)
    return found


def article_of(found: list[Thing]) -> int | None:
    """The index of the object that is the page's article: the first one that calls itself so."""
    return next((index for index, thing in enumerate(found) if thing.is_article), None)


def under(found: list[Thing], parent: int, name: str) -> Iterator[Thing]:
    """The objects that stand under a name of another."""
    return (thing for thing in found if thing.parent == parent and thing.name == name)


def _plain(written: str) -> str:
    if "\\" not in written:
        return written
    try:
        return str(json.loads(f'"{written}"', strict=False))
    except ValueError:
        return written
