"""Lines for a terminal: wrapping, windows into long paragraphs, colour.

Laws: does no I/O. Text is wrapped before it is coloured, so that escape codes never count as columns.
"""

from __future__ import annotations

import textwrap
from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

from linkaudit.model import Severity

ELLIPSIS = "..."
INDENT = "    "


class Ink(StrEnum):
    """ANSI select-graphic-rendition codes (ECMA-48, 8.3.117)."""

    BOLD = "1"
    DIM = "2"
    RED = "1;31"
    YELLOW = "33"
    CYAN = "36"
    GREEN = "32"


OF_SEVERITY = {Severity.ERROR: Ink.RED, Severity.WARNING: Ink.YELLOW, Severity.NOTE: Ink.CYAN}


@dataclass(frozen=True, slots=True)
class Page:
    """How wide the lines are, in columns, and whether they may be coloured."""

    width: int
    colour: bool

    def ink(self, text: str, ink: Ink) -> str:
        return f"\x1b[{ink}m{text}\x1b[0m" if self.colour and text else text

    def paragraph(self, text: str, first: str = "", rest: str = "") -> list[str]:
        """Wrap at spaces only: an address is never broken."""
        wrapper = textwrap.TextWrapper(
            self.width,
            initial_indent=first,
            subsequent_indent=rest,
            break_long_words=False,
            break_on_hyphens=False,
        )
        return wrapper.wrap(text)

    def labelled(self, label: str, text: str) -> list[str]:
        """`    source  Reuters, ...`, further lines under the text."""
        head = f"{INDENT}{label:<8}"
        found = self.paragraph(text, head, " " * len(head))
        return [self.ink(found[0][: len(head)], Ink.DIM) + found[0][len(head) :], *found[1:]]

    def items(self, label: str, parts: Iterable[str]) -> list[str]:
        """`Claims  15   0 open   14 go nowhere`: items three spaces apart, broken between items only."""
        indent = " " * 10
        found: list[str] = []
        line = f"{label:<8}"
        for at, part in enumerate(parts):
            gap = "   " if at else ""
            if at and len(line) + len(gap) + len(part) > self.width:
                found.append(line)
                line, gap = indent, ""
            line += gap + part
        found.append(line)
        return [self.ink(found[0][:8], Ink.DIM) + found[0][8:], *found[1:]]


def window(text: str, needle: str, room: int) -> str:
    """At most `room` columns of a line around `needle` (its start, where it is not found), cut between words."""
    if len(text) <= room:
        return text
    at = max(text.find(needle), 0)
    centre = at + min(len(needle), room) // 2
    start = min(max(centre - room // 2, 0), len(text) - room)
    cut = text[start : start + room]
    if start > 0:
        cut = f"{ELLIPSIS} {_after_first_space(cut[len(ELLIPSIS) + 1 :])}"
    if start + room < len(text):
        cut = f"{_before_last_space(cut[: -len(ELLIPSIS) - 1])} {ELLIPSIS}"
    return cut


def _after_first_space(text: str) -> str:
    return text.partition(" ")[2] or text


def _before_last_space(text: str) -> str:
    return text.rpartition(" ")[0] or text
