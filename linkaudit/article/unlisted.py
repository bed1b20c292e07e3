"""Publishers that no table holds, known by what they are called: "the Calder Herald", "the journal Quaternary Letters".

Their hosts are not known. "The Times" alone is one of them too: several papers bear that name. Does no I/O.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator, Sequence
from dataclasses import replace
from functools import cache
from importlib.resources import files
from itertools import islice

from linkaudit.article.publisher_context import Use, use_of
from linkaudit.model import Publisher, Span

# How far before the last word of a name its first is looked for, in code points.
_REACH = 60
# No article introduces as many; the bound keeps the time in proportion to the text.
_MOST_NAMES = 200
_BEFORE_PAPER = re.compile(r"\b(?P<the>[Tt]he)\s(?P<head>(?:[A-Z][\w’'.-]*\s){0,3})$")
_INTRODUCED = re.compile(
    r"\s[“\"‘]?(?!(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day\b)"
    r"(?P<name>[A-Z][\w’'-]*(?:\s(?:(?:of|and|de|du|der|für|&)\s)?[A-Z][\w’'-]*){0,4})"
)
_INTRODUCES = re.compile(r"\b(?:[Tt]he|an?|its|their|['’]s)\s+(?:[a-z][a-z-]*\s+){0,2}$")


def unlisted(text: str, listed: Sequence[Span]) -> list[tuple[Span, Publisher]]:
    """Every such name in `text` that overlaps none of the names of `listed`, in order; weak beside a person.

    A name that was introduced once ("the newspaper La Antorcha") is known wherever the text goes on to use it.
    """
    taken = bytearray(len(text))
    for span in listed:
        taken[span.start : span.end] = b"\x01" * (span.end - span.start)
    first = {name: publisher for _, name, publisher in sorted(_introductions(text), key=lambda found: found[0])}
    found = []
    for name, publisher in sorted(islice(first.items(), _MOST_NAMES), key=lambda one: -len(one[0])):
        for start in _places(text, name):
            end = start + len(name)
            if taken.find(1, start, end) >= 0:
                continue
            taken[start:end] = b"\x01" * (end - start)
            use = use_of(text, start, end)
            if use is not Use.OTHER:
                found.append((Span(start, end), replace(publisher, weak=use is Use.PERSON)))
    return sorted(found, key=lambda one: one[0])


def _introductions(text: str) -> Iterator[tuple[int, str, Publisher]]:
    papers, kinds = _words()
    for word in papers:
        for at in _places(text, word):
            before = _BEFORE_PAPER.search(text, max(0, at - _REACH), at)
            if before is None or not (before["head"] or before["the"] == "The"):
                continue
            name = before["head"] + word if before["head"] else before[0] + word
            yield before.start(), name, Publisher(name, (), "newspaper")
    for noun, kind in kinds.items():
        for at in _places(text, noun):
            named = _INTRODUCED.match(text, at + len(noun))
            if named and _INTRODUCES.search(text, max(0, at - _REACH), at):
                yield at, named["name"], Publisher(named["name"], (), kind)


def _places(text: str, words: str) -> Iterator[int]:
    """Where `words` stand on their own."""
    at = text.find(words)
    while at >= 0:
        end = at + len(words)
        if not (text[at - 1 : at].isalnum() or text[end : end + 1].isalnum()):
            yield at
        at = text.find(words, end)


@cache
def _words() -> tuple[tuple[str, ...], dict[str, str]]:
    table = tomllib.loads((files("linkaudit.article") / "sourcing.toml").read_text("utf-8"))
    return tuple(table["papers"]), dict(table["kinds"])
