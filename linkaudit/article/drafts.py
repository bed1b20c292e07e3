"""Body claims in the making, in offsets into the prose. Does no I/O."""

from __future__ import annotations

from dataclasses import dataclass, field

from linkaudit.model import Attribution, Link, Publisher, Quotation, SourceType, Span


@dataclass(eq=False)
class Draft:
    """A stretch of the prose and what was found in it.

    `lead_in` is the draft that announces it, `note` the footnote that holds its sources.
    """

    span: Span
    links: list[Link] = field(default_factory=list)
    attributions: list[Attribution] = field(default_factory=list)
    quotations: list[Quotation] = field(default_factory=list)
    publishers: list[tuple[Span, Publisher]] = field(default_factory=list)
    lead_in: Draft | None = None
    note: Draft | None = None
    rests_on: Draft | None = None
    runs_on: bool = False

    @property
    def says_something(self) -> bool:
        return bool(self.links or self.attributions or self.quotations or self.publishers)

    @property
    def names_a_source(self) -> bool:
        return bool(self.links or self.attributions or self.publishers)

    @property
    def sources(self) -> set[str]:
        """Who speaks here, in a form in which a short name equals the full one."""
        named = {_key(attribution) for attribution in self.attributions}
        return {key for key in named if key} | {publisher.name for _, publisher in self.publishers}

    def absorb(self, other: Draft) -> None:
        """Take over the following draft."""
        self.span = Span(self.span.start, other.span.end)
        self.links += other.links
        self.attributions += other.attributions
        self.quotations += other.quotations
        self.publishers += other.publishers


def _key(attribution: Attribution) -> str | None:
    if attribution.publisher is not None and not attribution.publisher.weak:
        return attribution.publisher.name
    name = attribution.named or attribution.source
    if attribution.type is SourceType.ANONYMOUS:
        return name.lower()
    words = [word for word in name.replace("’s", "").replace("'s", "").split() if word[:1].isupper()]
    return words[-1].strip(".,").lower() if words else name.lower()
