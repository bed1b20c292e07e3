"""What the template of the HTML report prints, as values: every text still untrusted but for the pieces.

Laws: pure, no I/O.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from linkaudit.report.sinks import plain

if TYPE_CHECKING:
    from markupsafe import Markup


@dataclass(frozen=True, slots=True)
class Choice:
    """One button of a filter: the id that the style rules know it by, its words, and how much it would show."""

    id: str
    words: str
    number: int


@dataclass(frozen=True, slots=True)
class Address:
    """Something to be read, and to be opened when it is a web address."""

    text: str

    @property
    def opens(self) -> bool:
        return self.text.startswith(("https://", "http://")) and " " not in self.text and plain(self.text) == self.text


@dataclass(frozen=True, slots=True)
class FindingLine:
    where: str
    severity: str
    rule: str
    message: str


@dataclass(frozen=True, slots=True)
class Note:
    """What is wrong with one claim and what to do, beside its passage. `back` is the passage's id."""

    id: str
    number: int
    severity: str
    findings: tuple[FindingLine, ...]
    details: tuple[tuple[str, Address], ...]
    back: str | None


@dataclass(frozen=True, slots=True)
class ShownPiece:
    text: Markup
    mark: str | None = None
    id: str | None = None
    address: str | None = None
    nowhere: bool = False
    notes: tuple[Note, ...] = ()
    unseen: str | None = None


@dataclass(frozen=True, slots=True)
class Row:
    """A passage and its notes; `classes` are what the filters know it by."""

    kind: str
    classes: str
    pieces: tuple[ShownPiece, ...]
    notes: tuple[Note, ...]


@dataclass(frozen=True, slots=True)
class ShownArticle:
    anchor: str
    path: str
    section: str
    language: str | None
    verdict: str
    rows: tuple[Row, ...]


@dataclass(frozen=True, slots=True)
class TableLine:
    path: str
    anchor: str | None
    section: str
    verdict: str
    tally: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class ByHand:
    address: Address
    places: str
    note: str | None


@dataclass(frozen=True, slots=True)
class RuleHelp:
    code: str
    name: str
    summary: str
    parts: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Opening:
    """What does not depend on the articles' text: the verdict in words, the totals, what to open by hand."""

    headline: str
    day: str
    lines: tuple[str, ...]
    figures: tuple[tuple[str, int], ...]
    by_hand: tuple[ByHand, ...]
    footer: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class AuditPage:
    """Everything that the template prints. `table` is empty for a single article."""

    opening: Opening
    states: tuple[Choice, ...]
    publishers: tuple[Choice, ...]
    sections: tuple[Choice, ...]
    table: tuple[TableLine, ...]
    articles: tuple[ShownArticle, ...]
    rules: tuple[RuleHelp, ...]
