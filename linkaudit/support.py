"""What the pages that a claim cites say of it: what they are to be asked, and what their answers come to.

Laws: pure, no I/O. Nothing is held against a claim while one of the pages that it cites has not been read.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from urllib.parse import urlsplit

from linkaudit.model import (
    Article,
    Attribution,
    Claim,
    Doubt,
    Evidence,
    Fact,
    Facts,
    FactsQuestion,
    Link,
    LinkForm,
    LinkKind,
    Match,
    MatchVerdict,
    Memento,
    Nature,
    NatureQuestion,
    Network,
    Presence,
    Question,
    Quotation,
    QuotationQuestion,
    Role,
    SourceType,
    Span,
)
from linkaudit.reach import source_claim

LONGEST_QUOTATION = 5_000
"""Code points. Longer ones are whole documents, and are not looked for."""

_WHOLE_IN_PIECES = 0.8
"""So much of a quotation in pieces may be all of it, with something in between that was not seen for what it is."""

_SAYS_WHERE = re.compile(
    r"(?i)\b(?:according|account|announce\w*|article|briefing|conference|essay|here|interview\w*|letter|memo|op-ed|paper|"
    r"post\w*|press|quot\w+|read|recording|release\w*|remarks?|reply|report\w*|said|saying|says|source|speech|statement|"
    r"stor(?:y|ies)|study|talk\w*|tell\w*|testi\w+|thread|told|transcript|tweet\w*|video|wr[io]te\w*|written)\b"
)
"""Words of a link that leads to where something was said, whoever said it."""

_RANKS = {
    MatchVerdict.EXACT: 0,
    MatchVerdict.NORMALISED: 0,
    MatchVerdict.ELIDED: 0,
    MatchVerdict.REMOVED: 1,
    MatchVerdict.DIFFERS: 2,
    MatchVerdict.CANNOT_TELL: 3,
    MatchVerdict.ABSENT: 4,
}


@dataclass(frozen=True, slots=True)
class Told:
    """What a page says of a quotation: the page at `url`, the archived copy `memento`, or the file `saved`.

    `url` is always the address that the article cites.
    """

    match: Match
    url: str
    memento: Memento | None = None
    saved: str | None = None

    @property
    def page(self) -> str:
        """Where the page that was read is: an address, or a file's path."""
        return self.saved or (self.memento.url if self.memento is not None else self.url)


@dataclass(frozen=True, slots=True)
class Support:
    """What of a claim stands on the pages that it cites; None where nothing was asked."""

    name: Presence | None = None
    quotation: Presence | None = None
    figures: Presence | None = None


def asked(claim: Claim, article: Article, *, facts: bool = False) -> Iterator[tuple[str, tuple[Question, ...]]]:
    """Each page that a claim cites, and what it is to be asked: its quotations, then what else can be told of it.

    With `facts` a claim without a quotation asks as well.
    """
    if claim.role is not Role.BODY:
        return
    said = tuple(dict.fromkeys(quotation_question(each, article) for each in looked_for(claim)))
    if said or (facts and (claim.attributions or claim.publishers)):
        for url in cited(claim, article):
            yield url, (*said, facts_question(claim), NatureQuestion())


def looked_for(claim: Claim) -> Iterator[Quotation]:
    """The quotations that a cited page may be expected to have: not those of the newsroom's own reporting."""
    own = [span for given in claim.attributions if given.own for span in given.content]
    for each in claim.quotations:
        if len(each.text) <= LONGEST_QUOTATION and not any(span.overlaps(each.span) for span in own):
            yield each


def quotation_question(quotation: Quotation, article: Article) -> QuotationQuestion:
    return QuotationQuestion(quotation.text, article.language)


def facts_question(claim: Claim) -> FactsQuestion:
    """The claim's figures, who speaks in it, and which outlets it names."""
    people = [given.named or given.source for given in claim.attributions if given.type is SourceType.PERSON]
    outlets = [given.publisher.name for given in claim.attributions if given.publisher is not None]
    outlets += [publisher.name for _, publisher in claim.publishers]
    return FactsQuestion(claim.text, tuple(dict.fromkeys(people)), tuple(dict.fromkeys(outlets)))


def cited(claim: Claim, article: Article) -> dict[str, Link]:
    """The pages that a claim cites, by its own links or by those it inherits; home pages change from day to day."""
    holder = source_claim(claim, article)
    found: dict[str, Link] = {}
    for link in holder.links if holder is not None else ():
        if link.kind is LinkKind.WEB and link.url is not None and _is_deep(link.url):
            found.setdefault(link.url, link)
    return found


def _is_deep(url: str) -> bool:
    parts = urlsplit(url)
    return bool(parts.path.strip("/") or parts.query)


def told(quotation: Quotation, claim: Claim, article: Article, evidence: Evidence) -> Told | None:
    """The best that the cited pages say of a quotation; None when none of them was read."""
    if evidence.network is Network.FILTERED or not (evidence.pages or evidence.saved):
        return None
    question = quotation_question(quotation, article)
    pages = cited(claim, article)
    answers = [_at(url, question, evidence) for url in pages]
    best = min((each for each in answers if each is not None), key=_rank, default=None)
    if best is not None and best.match.verdict in (MatchVerdict.ABSENT, MatchVerdict.DIFFERS):
        best = _with_doubts(best, quotation, claim, article, read_all=None not in answers)
    if best is None or best.match.verdict is MatchVerdict.CANNOT_TELL:
        saved = evidence.saved.get(question)
        if saved is not None and isinstance(saved.detail, Match):
            return Told(saved.detail, next(iter(pages), saved.url), saved=saved.url)
    return best


def _rank(each: Told) -> int:
    return _RANKS[each.match.verdict]


def _with_doubts(best: Told, quotation: Quotation, claim: Claim, article: Article, *, read_all: bool) -> Told:
    """Nothing is held against the quotation when a cited page was not read, or none says where it was said."""
    reason = None
    if not read_all:
        reason = Doubt.NOT_OPENED
    elif best.match.verdict is MatchVerdict.ABSENT and not _cites_speech(quotation, claim, article):
        reason = Doubt.ABOUT
    if reason is None:
        return best
    return replace(best, match=Match(MatchVerdict.CANNOT_TELL, best.match.score, reason=reason))


def _cites_speech(quotation: Quotation, claim: Claim, article: Article) -> bool:
    """Whether a link says where the words were said; one on a name or a thing may only say more about that.

    Where several speak in one claim, it must be the link of the one whose words they are.
    """
    holder = source_claim(claim, article)
    if holder is None:
        return False
    links = cited(claim, article).values()
    speakers = {given.named or given.source for given in claim.attributions}
    mine = [given for given in claim.attributions if any(span.overlaps(quotation.span) for span in given.content)]
    if holder is claim and mine and len(speakers) > 1:
        telling = [*_said_at(mine), quotation.span]
        return any(span.overlaps(link.span) for link in links for span in telling)
    telling = [*_said_at(holder.attributions), *(span for span, _ in holder.publishers)]
    if holder is claim:
        telling.append(quotation.span)
    return any(
        link.form in (LinkForm.AUTOLINK, LinkForm.BARE)
        or _SAYS_WHERE.search(link.text)
        or any(span.overlaps(link.span) for span in telling)
        for link in links
    )


def _said_at(attributions: Iterable[Attribution]) -> Iterator[Span]:
    """Where the words stand that a link to what was said would be on."""
    for given in attributions:
        if given.cue_span is not None:
            yield given.cue_span
        if given.publisher is not None:
            yield given.span


def _at(url: str, question: QuotationQuestion, evidence: Evidence) -> Told | None:
    """What the page at an address says, and the archived copy where that helps."""
    live = _match(url, question, evidence)
    lookup = evidence.lookups.get(url)
    memento = lookup.memento if lookup is not None else None
    copy = _match(memento.url, question, evidence) if memento is not None else None
    if live is None:
        if copy is None or copy.verdict.found:
            return Told(copy, url, memento) if copy is not None else None
        reason = copy.reason or Doubt.COPY
        return Told(Match(MatchVerdict.CANNOT_TELL, copy.score, reason=reason), url, memento)
    if copy is None or not copy.verdict.found or live.verdict.found:
        return Told(live, url)
    both = removed_since(live, copy)
    return Told(copy if both is live else both, url, memento)


def _match(url: str, question: QuotationQuestion, evidence: Evidence) -> Match | None:
    answer = evidence.pages.get((url, question))
    return answer.detail if answer is not None and isinstance(answer.detail, Match) else None


def wants_copy(live: Match) -> bool:
    """Whether an archived copy may still have a quotation that the page of today has not."""
    is_changed = live.reason is Doubt.PARTLY and live.score < _WHOLE_IN_PIECES
    return is_changed or live.verdict in (MatchVerdict.ABSENT, MatchVerdict.DIFFERS)


def removed_since(live: Match, copy: Match) -> Match:
    """What a page says today, and an archived copy of it then, come to.

    REMOVED, with the words of the copy, when it has the quotation and the page as it is today has not.
    """
    if not copy.verdict.found or not wants_copy(live):
        return live
    return replace(copy, verdict=MatchVerdict.REMOVED, score=live.score, differences=live.differences)


def nature(url: str, evidence: Evidence) -> Nature | None:
    """What the page at an address is, when it was read."""
    answer = evidence.pages.get((url, NatureQuestion()))
    return answer.detail if answer is not None and isinstance(answer.detail, Nature) else None


def support(claim: Claim, article: Article, evidence: Evidence) -> Support:
    """What of a claim stands on the pages that it cites, each part on whichever page has it."""
    said = [told(each, claim, article, evidence) for each in looked_for(claim)]
    facts = facts_on_pages(claim, article, evidence)
    return Support(
        name=_together(each.presence for each in facts.names),
        quotation=_together(_presence(each.match) for each in said if each is not None),
        figures=_together(each.presence for each in facts.figures),
    )


def _presence(match: Match) -> Presence:
    if match.verdict is MatchVerdict.CANNOT_TELL:
        return Presence.CANNOT_TELL
    return Presence.FOUND if match.verdict.found else Presence.NOT_FOUND


def _together(presences: Iterable[Presence]) -> Presence | None:
    """One answer for several: what is missing outweighs what cannot be told, and that outweighs what is there."""
    known = set(presences)
    worst_first = (Presence.NOT_FOUND, Presence.CANNOT_TELL, Presence.FOUND)
    return next((each for each in worst_first if each in known), None)


def facts_on_pages(claim: Claim, article: Article, evidence: Evidence) -> Facts:
    """The figures and names of a claim, each as the cited page has it that has it best; empty when none was read."""
    if evidence.network is Network.FILTERED or not evidence.pages:
        return Facts()
    question = facts_question(claim)
    answers = [evidence.pages.get((url, question)) for url in cited(claim, article)]
    read = [each.detail for each in answers if each is not None and isinstance(each.detail, Facts)]
    if not read:
        return Facts()
    all_read = len(read) == len(answers)
    figures = zip(*(each.figures for each in read), strict=False)
    names = zip(*(each.names for each in read), strict=False)
    return Facts(
        tuple(_best(same, all_read=all_read) for same in figures),
        tuple(_best(same, all_read=all_read) for same in names),
    )


def _best(same: tuple[Fact, ...], *, all_read: bool) -> Fact:
    best = min(same, key=lambda fact: list(Presence).index(fact.presence))
    if any(fact.presence is Presence.CANNOT_TELL for fact in same) and best.presence is Presence.NOT_FOUND:
        best = next(fact for fact in same if fact.presence is Presence.CANNOT_TELL)
    if best.presence is Presence.NOT_FOUND and not all_read:
        return Fact(best.text, Presence.CANNOT_TELL, Doubt.NOT_OPENED)
    return best
