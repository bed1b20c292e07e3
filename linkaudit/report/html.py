"""The HTML report: the article's own text, each claim marked in place by verdict, and beside it what an editor must do.

Laws: pure but for the package's own templates. One file, nothing from outside, no script; filters work by style alone.
Of many articles all stand in one table, and the text of the worst is shown.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import count

from linkaudit.model import Audit, AuditedArticle, Claim, ClaimVerdict, Finding, LinkKind, Publisher, Role
from linkaudit.reach import claim_verdict
from linkaudit.report.advice import advise
from linkaudit.report.blocks import Block, archived, blocks, place, wants_advice
from linkaudit.report.by_hand import BLOCKED, by_address, cited_at, in_text
from linkaudit.report.figures import Figures, figures, listed, names_published, severities
from linkaudit.report.headline import headline, lost_in_copying, skipped, stopped, tally_words
from linkaudit.report.html_page import (
    Address,
    AuditPage,
    ByHand,
    Choice,
    FindingLine,
    Note,
    Opening,
    Row,
    RuleHelp,
    ShownArticle,
    ShownPiece,
    TableLine,
)
from linkaudit.report.options import RenderOptions, RuleText
from linkaudit.report.reading import Piece, TextBlock, text_blocks
from linkaudit.report.templating import fill, shown
from linkaudit.report.told import told
from linkaudit.report.words import CLAIM_STATES, QUOTATION_STATES, long_day, plural

WORST = 200
"""Articles whose text is shown."""
FILTERS = 40
"""Publishers and sections that can be filtered by, the most frequent first."""

_STATES = {
    ClaimVerdict.PLACEHOLDER: "goes nowhere",
    ClaimVerdict.DEAD: "is dead",
    ClaimVerdict.UNLINKED: "has no link",
    ClaimVerdict.ARCHIVED_ONLY: "opens as an archived copy only",
    ClaimVerdict.UNVERIFIABLE: "could not be opened from here",
    ClaimVerdict.UNCHECKED: "was not checked",
    ClaimVerdict.REACHABLE: "opens",
}
_MARKED = (Role.BODY, Role.EMBED)


@dataclass(frozen=True, slots=True)
class _Reading:
    """One audited article on its way into the page. `publishers` maps a name to the class of its passages."""

    audited: AuditedArticle
    anchor: str
    publishers: Mapping[str, str]
    blocks: Sequence[Block]

    def verdict(self, claim: Claim) -> ClaimVerdict:
        """What to mark a claim as; a speaker without a link is none of the reader's business."""
        if claim.role not in _MARKED:
            return ClaimVerdict.NONE
        found = claim_verdict(claim, self.audited.article, self.audited.evidence)
        return found if found is not ClaimVerdict.UNLINKED or names_published(claim) else ClaimVerdict.NONE


def html_report(audit: Audit, options: RenderOptions, rules: Sequence[RuleText]) -> str:
    """The page as one document."""
    audits = sorted(audit.articles, key=_badness)
    sections = _classes(Counter(_section(each.article.path) for each in audits), "s")
    publishers = _classes(Counter(name for each in audits for name in _publishers(each)), "p")
    readings = [
        _Reading(each, f"a{at}", publishers, blocks(each, _in_blocks(each, options)))
        for at, each in enumerate(audits[:WORST], 1)
    ]
    articles = tuple(_article(reading, sections) for reading in readings)
    several = len(audits) > 1
    page = AuditPage(
        opening=_opening(audit, options),
        states=_states(articles),
        publishers=_choices(publishers, _row_counts(articles)),
        sections=_choices(sections, Counter(sections.get(_section(each.article.path)) for each in audits))
        if several and len(sections) > 1
        else (),
        table=tuple(_table(audits, readings, sections)) if several else (),
        articles=articles,
        rules=tuple(_help(rules, {each.finding.rule for each in told(audit, verbose=options.verbose)})),
    )
    return fill("audit.html", page, _filter_rules(page))


def _badness(audited: AuditedArticle) -> tuple[int, ...]:
    return tuple(-number for number in severities(listed(audited.findings, verbose=False)).values())


def _in_blocks(audited: AuditedArticle, options: RenderOptions) -> list[Finding]:
    return [found for found in listed(audited.findings, options.verbose) if found.rule != BLOCKED]


def _opening(audit: Audit, options: RenderOptions) -> Opening:
    counts = figures(audit.articles)
    findings = [each.finding for each in told(audit, verbose=options.verbose)]
    alone = audit.articles[0].article.path if len(audit.articles) == 1 else None
    stop = stopped(audit, counts)
    lines = [*([stop] if stop else []), *audit.warnings, *(lost_in_copying(counts) if alone else [])]
    blocked = [(each, found) for each in audit.articles for found in each.findings if found.rule == BLOCKED]
    return Opening(
        headline=headline(alone or plural(len(audit.articles), "article"), counts, findings, alone=alone is not None),
        day=f"{long_day(audit.started.date())}, {audit.started:%H:%M} UTC",
        lines=(*lines, *map(skipped, audit.skipped)),
        figures=tuple(_figures(counts)),
        by_hand=tuple(_by_hand(blocked)),
        footer=tuple(_footer(findings)),
    )


def _figures(counts: Figures) -> Iterator[tuple[str, int]]:
    yield "Claims", counts.claims
    for verdict, words in _STATES.items():
        if number := counts.claim_verdicts.get(verdict, 0):
            yield CLAIM_STATES[verdict] if verdict is not ClaimVerdict.UNLINKED else words, number
    for state in dict.fromkeys(QUOTATION_STATES.values()):
        if number := counts.quotations.get(state, 0):
            yield f"Quotations: {state}", number
    yield "Links", counts.links


def _by_hand(found: Iterable[tuple[AuditedArticle, Finding]]) -> Iterator[ByHand]:
    for url, cited in by_address(found).items():
        if any(map(in_text, cited)):
            audited, finding = cited[0]
            yield ByHand(Address(url), ", ".join(cited_at(cited)), finding.note or archived(audited, finding))


def _help(rules: Iterable[RuleText], used: set[str]) -> Iterator[RuleHelp]:
    for rule in rules:
        if rule.code in used:
            parts = {heading: rule.sections.get(heading, "") for heading in ("Why", "Fix")}
            explained = tuple((heading, text.replace("`", "")) for heading, text in parts.items() if text)
            yield RuleHelp(rule.code, rule.name, rule.summary.replace("`", ""), explained)


def _footer(findings: Sequence[Finding]) -> Iterator[str]:
    if findings:
        yield f"{tally_words(findings)}."
    yield "That a source opens does not say that it supports the claim: read it."
    yield "This file holds the text of the article: think before it goes where a draft must not be seen."


def _row_counts(articles: Iterable[ShownArticle]) -> Counter[str | None]:
    """How many passages have each class."""
    return Counter(name for article in articles for row in article.rows for name in row.classes.split())


def _states(articles: Sequence[ShownArticle]) -> tuple[Choice, ...]:
    found = _choices({words: f"has-{state}" for state, words in _STATES.items()}, _row_counts(articles))
    return found if len(found) > 1 else ()


def _choices(names: Mapping[str, str], counts: Counter[str | None]) -> tuple[Choice, ...]:
    return tuple(Choice(name, words or "this folder", counts[name]) for words, name in names.items() if counts[name])


def _table(
    audits: Sequence[AuditedArticle], readings: Sequence[_Reading], sections: Mapping[str, str]
) -> Iterator[TableLine]:
    anchors = {id(reading.audited): reading.anchor for reading in readings}
    for each in audits:
        findings = listed(each.findings, verbose=False)
        yield TableLine(
            path=each.article.path,
            anchor=anchors.get(id(each)),
            section=sections.get(_section(each.article.path), ""),
            verdict=_verdict(each, findings),
            tally=tuple(severities(findings).values()),
        )


def _verdict(audited: AuditedArticle, findings: Sequence[Finding]) -> str:
    name = audited.article.path
    return headline(name, figures([audited]), findings).removeprefix(f"{name}: ")


def _section(path: str) -> str:
    """The first folder of a path, which is what an archive's sections are."""
    return path.partition("/")[0] if "/" in path else ""


def _publishers(audited: AuditedArticle) -> list[str]:
    return list(dict.fromkeys(publisher.name for claim in audited.article.claims for publisher in _named(claim)))


def _named(claim: Claim) -> Iterator[Publisher]:
    yield from (publisher for _, publisher in claim.publishers)
    yield from (given.publisher for given in claim.attributions if given.publisher is not None)


def _classes(names: Counter[str], letter: str) -> dict[str, str]:
    return {name: f"{letter}{at}" for at, (name, _) in enumerate(names.most_common(FILTERS))}


def _filter_rules(page: AuditPage) -> str:
    """Style rules that hide what a chosen button does not show. Every name in them is our own."""
    hidden = [(choice.id, f".row:not(.{choice.id})") for choice in (*page.states, *page.publishers)]
    hidden += [(choice.id, f":is(.article, tbody tr):not(.{choice.id})") for choice in page.sections]
    return "".join(f":root:has(#{name}:checked) {what} {{ display: none; }}\n" for name, what in hidden)


def _article(reading: _Reading, sections: Mapping[str, str]) -> ShownArticle:
    article = reading.audited.article
    text = text_blocks(article)
    notes = _notes(reading, text)
    seen: set[str] = set()
    return ShownArticle(
        anchor=reading.anchor,
        path=article.path,
        section=sections.get(_section(article.path), ""),
        language=article.language,
        verdict=_verdict(reading.audited, listed(reading.audited.findings, verbose=False)),
        rows=tuple(_row(block, notes[at], reading, seen) for at, block in enumerate(text)),
    )


def _notes(reading: _Reading, text: Sequence[TextBlock]) -> Mapping[int, Sequence[tuple[Note, str | None]]]:
    """The notes of each passage, with the claim that each is about."""
    first: dict[str, int] = {}
    for at, passage in enumerate(text):
        for piece in passage.pieces:
            if piece.claim is not None:
                first.setdefault(piece.claim.id, at)
    found: dict[int, list[tuple[Note, str | None]]] = {at: [] for at in range(len(text))}
    for number, block in zip(count(1), reading.blocks, strict=False):
        about = block.claim.id if block.claim is not None else None
        at = first.get(about or "", _nearest(text, block))
        if at in found:
            found[at].append((_note(reading, block, number, is_shown=about in first), about))
    return found


def _nearest(text: Sequence[TextBlock], block: Block) -> int:
    """The passage in which a finding stands, else the last one before it."""
    before = [at for at, one in enumerate(text) if one.span.start <= block.start.start]
    return before[-1] if before else 0


def _note(reading: _Reading, block: Block, number: int, *, is_shown: bool) -> Note:
    article = reading.audited.article
    lines = [
        FindingLine(_line(found, article.path), found.severity.value, found.rule, found.message)
        for found in block.findings
    ]
    marked = is_shown and block.claim is not None and reading.verdict(block.claim) in _STATES
    return Note(
        id=f"{reading.anchor}-n{number}",
        number=number,
        severity=block.findings[0].severity.value,
        findings=tuple(lines),
        details=tuple(_details(block, reading.audited)),
        back=f"{reading.anchor}-{block.claim.id}" if marked and block.claim is not None else None,
    )


def _line(found: Finding, path: str) -> str:
    where = place(path, found.places[0].start).rpartition(" ")[2]
    return where if where.startswith("¶") else f"line {found.places[0].start.line}"


def _details(block: Block, audited: AuditedArticle) -> Iterator[tuple[str, Address]]:
    copies = []
    for url in dict.fromkeys(found.url for found in block.findings if found.url is not None):
        yield "Address", Address(url)
        lookup = audited.evidence.lookups.get(url)
        if lookup is not None and lookup.memento is not None:
            copies.append(lookup.memento.url)
            yield "Copy", Address(lookup.memento.url)
    for found in block.findings:
        note = found.note or archived(audited, found)
        if note and not any(copy in note for copy in copies):
            yield "Note", Address(note)
    if block.claim is not None:
        advice = advise(block.claim, audited.article, block.dependents)
        if advice.rests:
            yield "Also", Address(advice.rests)
        if wants_advice(block) and advice.source:
            yield "Source", Address(advice.source)
        if wants_advice(block) and advice.query:
            yield "Search", Address(advice.query)


def _row(block: TextBlock, notes: Sequence[tuple[Note, str | None]], reading: _Reading, seen: set[str]) -> Row:
    of_claim: dict[str | None, list[Note]] = {}
    for note, about in notes:
        of_claim.setdefault(about, []).append(note)
    claims = {piece.claim.id: piece.claim for piece in block.pieces if piece.claim is not None}
    return Row(
        kind=block.kind.value,
        classes=" ".join(dict.fromkeys(_row_classes(claims.values(), reading))),
        pieces=tuple(_pieces(block.pieces, of_claim, reading, seen)),
        notes=tuple(note for note, _ in notes),
    )


def _row_classes(claims: Iterable[Claim], reading: _Reading) -> Iterator[str]:
    for claim in claims:
        verdict = reading.verdict(claim)
        if verdict in _STATES:
            yield f"has-{verdict}"
        for publisher in _named(claim):
            if publisher.name in reading.publishers:
                yield reading.publishers[publisher.name]


def _pieces(
    pieces: Sequence[Piece], of_claim: Mapping[str | None, Sequence[Note]], reading: _Reading, seen: set[str]
) -> Iterator[ShownPiece]:
    for at, piece in enumerate(pieces):
        claim = piece.claim
        last = at + 1 == len(pieces) or pieces[at + 1].claim is not claim
        verdict = reading.verdict(claim) if claim is not None else ClaimVerdict.NONE
        marked = verdict in _STATES
        opens_mark = claim is not None and claim.id not in seen
        if claim is not None:
            seen.add(claim.id)
        link = piece.link
        yield ShownPiece(
            text=shown(piece.text),
            mark=verdict.value if marked else None,
            id=f"{reading.anchor}-{claim.id}" if claim is not None and opens_mark and marked else None,
            address=link.url if link is not None and link.kind is LinkKind.WEB and _opens(link.url) else None,
            nowhere=link is not None and link.kind is LinkKind.PLACEHOLDER,
            notes=tuple(of_claim.get(claim.id if claim else None, ())) if last and claim is not None else (),
            unseen=f"source {_STATES[verdict]}" if marked and last else None,
        )


def _opens(url: str | None) -> bool:
    return url is not None and Address(url).opens
