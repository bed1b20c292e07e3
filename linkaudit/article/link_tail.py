"""The part of an inline link after its text: `(destination "title")` (CommonMark 0.31 section 6.3). Does no I/O."""

from __future__ import annotations

import re

_SPACE = re.compile(r"[ \t\n]*")
_ANGLED = re.compile(r"<(?:[^<>\n\\]|\\.)*+>")
_SIMPLE = re.compile(r"[^\x00-\x20\x7f()\\]*+")
_STEP = re.compile(r"[^\x00-\x20\x7f()\\]++|\\[^\x00-\x20\x7f]|[()\\]")
_TITLE = re.compile(r""""(?:[^"\\]|\\.)*+"|'(?:[^'\\]|\\.)*+'|\((?:[^()\\]|\\.)*+\)""", re.DOTALL)
_DEEPEST = 32


def link_tail(src: str, at: int, last: int) -> tuple[int, int, int] | None:
    """Start and end of the destination, and the end of the whole; None when no such thing stands at `at`.

    `last` is where the text's last closing parenthesis stands: beyond it there is nothing to look for.
    """
    if at > last or not src.startswith("(", at):
        return None
    start = _spaces(src, at + 1)
    if src.startswith("<", start):
        found = _ANGLED.match(src, start)
        if found is None:
            return None
        end = found.end()
        href = (start + 1, end - 1)
    else:
        plain_end = _destination_end(src, start)
        if plain_end is None:
            return None
        end = plain_end
        href = (start, end)
    gap = _spaces(src, end)
    if gap > end and (title := _TITLE.match(src, gap)) is not None:
        gap = _spaces(src, title.end())
    return (*href, gap + 1) if src.startswith(")", gap) else None


def _destination_end(src: str, start: int) -> int | None:
    """Where a destination without angle brackets ends; None when its parentheses do not balance."""
    found = _SIMPLE.match(src, start)
    assert found is not None
    at = found.end()
    level = 0
    while (step := _STEP.match(src, at)) is not None:
        if step[0] == "(":
            level += 1
            if level > _DEEPEST:
                return None
        elif step[0] == ")":
            if not level:
                break
            level -= 1
        at = step.end()
    return None if level else at


def _spaces(src: str, at: int) -> int:
    found = _SPACE.match(src, at)
    assert found is not None
    return found.end()
