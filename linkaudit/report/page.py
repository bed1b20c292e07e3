"""Lines for a terminal: wrapping, windows into long paragraphs, colour.

Laws: does no I/O. Text is wrapped before it is coloured, so that escape codes never count as columns.
"""

from __future__ import annotations

import textwrap
from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

from linkaudit.model import Severity

CUT_BEFORE, CUT_AFTER = "... ", " ..."
INDENT = "    "
HANGING = " " * 10
NO_BREAK = "\xa0"


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

    def paragraph(self, text: str, first: str = "", rest: str = "", ending: str = "") -> list[str]:
        """Wrap at spaces only: an address is never broken, and `ending` stays with the last word."""
        wrapper = textwrap.TextWrapper(
            self.width,
            initial_indent=first,
            subsequent_indent=rest,
            break_long_words=False,
            break_on_hyphens=False,
        )
        wrapped = wrapper.wrap(text + ending.replace(" ", NO_BREAK)) or [first]
        return [line.replace(NO_BREAK, " ") for line in wrapped]

    def labelled(self, label: str, text: str, *, whole: bool = False) -> list[str]:
        """`    source  Reuters, ...`, further lines under the text; `whole` keeps it on one line, to be copied."""
        head = f"{INDENT}{label:<8}"
        found = [head + text] if whole else self.paragraph(text, head, " " * len(head))
        return [self.ink(found[0][: len(head)], Ink.DIM) + found[0][len(head) :], *found[1:]]

    def items(self, label: str, parts: Iterable[str]) -> list[str]:
        """`Claims  15   0 open   14 go nowhere`: items three spaces apart, broken only when too long for a line."""
        room = self.width - len(HANGING)
        kept = (part.replace(" ", NO_BREAK) if len(part) <= room else part for part in parts)
        found = self.paragraph("   ".join(kept), f"{label:<8}", HANGING)
        return [self.ink(found[0][:8], Ink.DIM) + found[0][8:], *found[1:]]


def window(text: str, needle: str, room: int) -> str:
    """At most `room` columns of a line around `needle` (its start, where it is not found), cut between words."""
    if len(text) <= room:
        return text
    at = max(text.find(needle), 0)
    start = _start(text, at, max((room - len(needle)) // 2 - len(CUT_BEFORE), 0), room)
    before = CUT_BEFORE if start else ""
    left = room - len(before)
    if len(text) - start <= left:
        return before + text[start:]
    end = text.rfind(" ", start + 1, start + left - len(CUT_AFTER) + 1)
    return before + text[start : end if end > 0 else start + left - len(CUT_AFTER)] + CUT_AFTER


def _start(text: str, at: int, lead: int, room: int) -> int:
    """Where the window opens: on a word, at most `lead` before `at`, and no later than that."""
    start = min(at - lead, len(text) - room + len(CUT_BEFORE))
    if start <= len(CUT_BEFORE):
        return 0
    word = text.find(" ", start - 1) + 1
    return word if 0 < word <= at else max(at, start)
