"""What the newsroom asks of a report: its format and how much it tells."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Protocol

from linkaudit.model import Severity


class OutputFormat(StrEnum):
    TEXT = "text"
    CONCISE = "concise"
    JSON = "json"
    SARIF = "sarif"
    GITHUB = "github"
    GITLAB = "gitlab"
    JUNIT = "junit"
    RDJSON = "rdjson"
    MARKDOWN = "markdown"
    HTML = "html"
    CSV = "csv"


class WeekFormat(StrEnum):
    """The forms of the weekly report; each value ends its file's name."""

    MARKDOWN = "md"
    HTML = "html"


class GroupBy(StrEnum):
    """What the shares of the last annexes are taken over besides sections and hosts."""

    SECTION = "section"
    DOMAIN = "domain"
    AUTHOR = "author"


class RuleText(Protocol):
    """What a report needs to know of a rule: code, name, what it is in one line, all of it in Markdown, loudness."""

    @property
    def code(self) -> str: ...

    @property
    def name(self) -> str: ...

    @property
    def severity(self) -> Severity: ...

    @property
    def summary(self) -> str: ...

    @property
    def doc(self) -> str: ...

    @property
    def sections(self) -> Mapping[str, str]: ...


@dataclass(frozen=True, slots=True)
class RenderOptions:
    """How much a report tells.

    `limit` is the number of blocks of the text report: None is the default (all for one article, 50 for several),
    0 is all. `show_all` lists the good claims too. `width` is in columns. `prefix` leads from the root of the
    repository to the current folder ("site/"), for formats whose paths begin at the root.
    """

    colour: bool = False
    verbose: bool = False
    quiet: bool = False
    limit: int | None = None
    statistics: bool = False
    show_all: bool = False
    width: int = 100
    prefix: str = ""
