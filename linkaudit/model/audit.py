"""What we conclude: findings, and the audit that holds them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from linkaudit.model.article import Article
from linkaudit.model.positions import Place, Span
from linkaudit.model.web import Evidence


class Severity(StrEnum):
    ERROR = "error"
    WARNING = "warning"
    NOTE = "note"


class Confidence(StrEnum):
    HIGH = "high"
    MEDIUM = "medium"
    LOW = "low"


class ClaimVerdict(StrEnum):
    REACHABLE = "reachable"
    ARCHIVED_ONLY = "archived-only"
    UNVERIFIABLE = "unverifiable"
    UNCHECKED = "unchecked"
    DEAD = "dead"
    PLACEHOLDER = "placeholder"
    UNLINKED = "unlinked"
    NONE = "none"


class FindingState(StrEnum):
    NEW = "new"
    UNCHANGED = "unchanged"
    RESOLVED = "resolved"
    SUPPRESSED = "suppressed"


class SuppressedBy(StrEnum):
    INLINE = "inline"
    FILE = "file"
    CONFIG = "config"


@dataclass(frozen=True, slots=True)
class Edit:
    """Replace a span of the source by other text."""

    span: Span
    replace: str


WEB_FAMILIES = frozenset({"LA2", "LA3", "LA4"})
"""The first three characters of the rules about what the web answers."""


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing an editor should know, about one claim or one link.

    `places` are every span that the finding is about; the first is where it is reported. `message` is the verdict
    in plain words; `note` is one more line that helps to act on it. `counted` findings are counted, never listed
    but with `-v`.
    """

    rule: str
    name: str
    severity: Severity
    confidence: Confidence
    path: str
    places: tuple[Place, ...]
    message: str
    excerpt: str
    fingerprint: str
    claim: str | None = None
    url: str | None = None
    note: str | None = None
    fix: tuple[Edit, ...] = ()
    state: FindingState = FindingState.NEW
    suppressed_by: SuppressedBy | None = None
    counted: bool = False

    @property
    def is_about_web(self) -> bool:
        """Whether it rests on what the web answered, which changes without the article: LA2xx to LA4xx."""
        return self.rule[:3] in WEB_FAMILIES


@dataclass(frozen=True, slots=True)
class Skipped:
    """A source that was not audited, and why, in one line for an editor.

    `failed` when the source itself is at fault. `stopped` says what kept the run from it: our own network, our time.
    """

    path: str
    reason: str
    failed: bool = True
    stopped: StopReason | None = None


class StopReason(StrEnum):
    """Why an audit could not be done or finished."""

    NO_NETWORK = "no_network"
    FILTERED_NETWORK = "filtered_network"
    BUDGET = "budget"
    INTERRUPTED = "interrupted"
    TERMINATED = "terminated"
    HISTORY = "history"


@dataclass(frozen=True, slots=True)
class AuditedArticle:
    """An article, what was learned about its sources, and what was concluded."""

    article: Article
    evidence: Evidence
    findings: tuple[Finding, ...]


@dataclass(frozen=True, slots=True)
class Audit:
    """One run: what was read, what was found, and what was not checked and why. Times are UTC."""

    articles: tuple[AuditedArticle, ...]
    started: datetime
    finished: datetime
    offline: bool = False
    stopped: StopReason | None = None
    skipped: tuple[Skipped, ...] = ()
    requests: int = 0
    hosts: int = 0
    warnings: tuple[str, ...] = ()

    @property
    def complete(self) -> bool:
        return self.stopped is None
