"""What reading an article depends on besides the article: a small frozen value that the configuration fills in."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date

from linkaudit.article.publishers import PublisherTable


@dataclass(frozen=True)
class Vocabulary:
    """`own_publications` are the newsroom's outlets by name or host; `published` overrides the article's own date."""

    publishers: PublisherTable = field(default_factory=PublisherTable.shipped)
    own_publications: tuple[str, ...] = ()
    published: date | None = None
