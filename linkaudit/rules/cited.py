"""What the cited pages say of each quotation: shared by the rules about quotations.

Does no I/O.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from linkaudit.model import Article, Claim, Evidence, MatchVerdict, Nature, PageAnswer, Quotation, Role
from linkaudit.reach import source_claim
from linkaudit.rules.rule import Hit
from linkaudit.rules.wording import clipped, day, folded
from linkaudit.support import Told, looked_for, nature, quotation_question, told
from linkaudit.textfragment import text_fragment

_ROOM_FOR_PASSAGE = 200


@dataclass(frozen=True, slots=True)
class Said:
    """A quotation, the page that speaks of it, and what that page is; `link_line` is where an inherited link stands."""

    article: Article
    claim: Claim
    quotation: Quotation
    told: Told
    page: Nature | None
    answer: PageAnswer | None
    link_line: int | None

    @property
    def as_read(self) -> str:
        """For example "as read (612 words, 22 Nov 2026; link at line 25)"."""
        parts = [f"{self.page.words} words"] if self.page is not None else []
        parts += [day(self.answer.observed.date())] if self.answer is not None else []
        known = ", ".join(parts)
        inherited = f"link at {self.article.line_word} {self.link_line}" if self.link_line is not None else ""
        words = "; ".join(part for part in (known, inherited) if part)
        return f"as read ({words})" if words else "as read"

    @property
    def passage(self) -> str | None:
        """The words as they stand there, and a link straight to them."""
        match = self.told.match
        if match.found is None:
            return None
        words = clipped(folded(match.context or match.found), _ROOM_FOR_PASSAGE)
        return f"there: {words} {text_fragment(self.told.page, match.found)}"

    def hit(self, message: str, note: str | None) -> Hit:
        return Hit((self.quotation.span,), message, self.claim.id, self.told.url, note)


def said(article: Article, evidence: Evidence, *verdicts: MatchVerdict) -> Iterator[Said]:
    """Every quotation of the text of which the cited pages say one of these."""
    for claim in article.claims:
        if claim.role is not Role.BODY:
            continue
        for quotation in looked_for(claim):
            found = told(quotation, claim, article, evidence)
            if found is not None and found.match.verdict in verdicts:
                yield _said(found, quotation, claim, article, evidence)


def _said(found: Told, quotation: Quotation, claim: Claim, article: Article, evidence: Evidence) -> Said:
    answer = evidence.pages.get((found.url, quotation_question(quotation, article)))
    holder = source_claim(claim, article)
    line = article.position(holder.links[0].span.start).line if holder is not None and holder is not claim else None
    return Said(article, claim, quotation, found, nature(found.url, evidence), answer, line)
