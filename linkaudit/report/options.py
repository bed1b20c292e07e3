"""What the newsroom asks of a report: its format and how much it tells."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import Protocol


class OutputFormat(StrEnum):
    TEXT = "text"
    CONCISE = "concise"
    JSON = "json"


class RuleText(Protocol):
    """What a report needs to know of a rule: its code, and what it is in one line."""

    @property
    def code(self) -> str: ...

    @property
    def summary(self) -> str: ...


@dataclass(frozen=True, slots=True)
class RenderOptions:
    """How much a report tells.

    `limit` is the number of blocks of the text report: None is the default (all for one article, 50 for several),
    0 is all. `show_all` lists the good claims too. `width` is in columns.
    """

    colour: bool = False
    verbose: bool = False
    quiet: bool = False
    limit: int | None = None
    statistics: bool = False
    show_all: bool = False
    width: int = 100
