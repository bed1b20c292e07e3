"""One block of the editor's report: what is wrong with a claim, where it stands, and how to mend it.

Laws: pure, no I/O.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from linkaudit.model import (
    ArchiveStatus,
    AuditedArticle,
    Claim,
    ClaimVerdict,
    Finding,
    Format,
    Position,
    Quotation,
    Role,
    Severity,
    Span,
    Verdict,
)
from linkaudit.reach import claim_verdict, outcome
from linkaudit.report.advice import Advice, advise, resting_on
from linkaudit.report.page import INDENT, OF_SEVERITY, Ink, Page, window
from linkaudit.report.sinks import plain
from linkaudit.report.words import CLAIM_STATES, QUOTATION_STATES, WHY_NOT_TOLD, archive_words, short_day
from linkaudit.support import Told, told
from linkaudit.textfragment import text_fragment

_WORST_FIRST = tuple(Severity)
_ROOM_FOR_EXCERPT = 40
_NEEDS_A_SOURCE = (ClaimVerdict.PLACEHOLDER, ClaimVerdict.UNLINKED, ClaimVerdict.DEAD)
_WANT_ANOTHER_ADDRESS = frozenset({"LA106", "LA111", "LA115", "LA204", "LA205", "LA211"})
"""Rules whose claim may have a link that opens, but not the one that it needs."""


@dataclass(frozen=True, slots=True)
class Block:
    """The findings about one claim, in the order of the article, or a claim without any; and what rests on it.

    `numbers` are those of the article's quotations, where they are listed.
    """

    audited: AuditedArticle
    claim: Claim | None
    findings: tuple[Finding, ...]
    dependents: Sequence[Claim]
    numbers: Mapping[Span, int]

    @property
    def start(self) -> Span:
        if self.findings:
            return self.findings[0].places[0].span
        assert self.claim is not None
        return self.claim.links[0].span if self.claim.links else self.claim.span

    @property
    def rank(self) -> int:
        """0 for a block with an error, 1 with a warning, 2 with a note, 3 for a good claim."""
        return min((_WORST_FIRST.index(found.severity) for found in self.findings), default=len(_WORST_FIRST))


def blocks(audited: AuditedArticle, findings: Sequence[Finding], show_all: bool = False) -> list[Block]:
    """Group findings by claim, in the order of the article; `show_all` adds the claims that are in order."""
    groups: dict[object, list[Finding]] = {}
    for at, found in enumerate(findings):
        groups.setdefault(found.claim if found.claim is not None else at, []).append(found)
    claims, resting = audited.article.claims_by_id, resting_on(audited.article)
    numbers = _numbered(audited) if show_all else {}

    def block(name: str | None, about: Sequence[Finding]) -> Block:
        return Block(audited, claims.get(name or ""), tuple(about), resting.get(name or "", ()), numbers)

    made = [block(group[0].claim, group) for group in groups.values()]
    if show_all:
        made += [block(claim.id, ()) for claim in audited.article.claims if claim.id not in groups]
        made = [block for block in made if block.findings or _worth_showing(block)]
    return sorted(made, key=lambda block: block.start)


def block_lines(block: Block, page: Page, *, show_all: bool, verbose: bool) -> list[str]:
    """The block as printed: one line per finding, then what helps to mend the claim."""
    advice = advise(block.claim, block.audited.article, block.dependents) if block.claim is not None else None
    found = list(_findings(block, page, advice, verbose)) if block.findings else _good_claim(block, page)
    if advice is not None and wants_advice(block):
        found += page.labelled("source", plain(advice.source)) if advice.source else []
        found += page.labelled("search", plain(advice.query), whole=True) if advice.query else []
    if show_all and block.claim is not None:
        for said in block.claim.quotations:
            found += _quotation(said, block.claim, block, page)
    return found


def _findings(block: Block, page: Page, advice: Advice | None, verbose: bool) -> Iterator[str]:
    excerpts: set[str] = set()
    for finding in block.findings:
        yield from _header(finding, page)
        if finding.excerpt not in excerpts:
            rests = advice.rests if advice is not None and not excerpts else None
            yield from _excerpt(block, finding, page, rests)
            excerpts.add(finding.excerpt)
        yield from _details(block, finding, page, verbose)


def _header(finding: Finding, page: Page) -> list[str]:
    where = place(finding.path, finding.places[0].start)
    head = f"{where} {finding.severity} "
    found = page.paragraph(plain(finding.message), head, INDENT, ending=f"  {finding.rule}")
    coloured = f"{page.ink(where, Ink.BOLD)} {page.ink(finding.severity, OF_SEVERITY[finding.severity])} "
    found[0] = coloured + found[0][len(head) :]
    found[-1] = found[-1].removesuffix(finding.rule) + page.ink(finding.rule, Ink.DIM)
    return found


def _excerpt(block: Block, finding: Finding, page: Page, rests: str | None) -> list[str]:
    excerpt, written = plain(finding.excerpt), plain(finding.places[0].span.slice(block.audited.article.source))
    needle = written if written in excerpt else "["
    return _passage(excerpt, needle, page, f" | {rests}" if rests else "")


def _passage(text: str, needle: str, page: Page, after: str) -> list[str]:
    if not text:
        return []
    room = page.width - len(INDENT)
    if room - len(after) >= _ROOM_FOR_EXCERPT:
        return [INDENT + window(text, needle, room - len(after)) + page.ink(after, Ink.DIM)]
    return [INDENT + window(text, needle, room), INDENT + page.ink(after.lstrip(), Ink.DIM)]


def _details(block: Block, finding: Finding, page: Page, verbose: bool) -> list[str]:
    found: list[str] = []
    told = plain(" ".join((finding.message, finding.note or "", finding.excerpt)))
    if finding.url is not None and plain(finding.url).partition("//")[2].rstrip("/") not in told:
        found += page.labelled("address", plain(finding.url))
    note = finding.note or archived(block.audited, finding)
    found += page.labelled("note", plain(note)) if note else []
    fetch = block.audited.evidence.fetches.get(finding.url or "")
    if verbose and fetch is not None and fetch.detail:
        found += page.labelled("detail", plain(fetch.detail))
    return found


def archived(audited: AuditedArticle, finding: Finding) -> str | None:
    """What the archives said of an address that does not open; nothing for one that does, or was not looked up."""
    lookup = audited.evidence.lookups.get(finding.url or "")
    if lookup is None or lookup.status is ArchiveStatus.NOT_ASKED:
        return None
    alive = outcome(lookup.url, audited.evidence).verdict is Verdict.ALIVE
    return None if alive else archive_words(lookup, written=lookup.url in audited.evidence.written)


def _good_claim(block: Block, page: Page) -> list[str]:
    claim, article = block.claim, block.audited.article
    assert claim is not None
    verdict = claim_verdict(claim, article, block.audited.evidence)
    where = place(article.path, article.position(block.start.start))
    ink = Ink.GREEN if verdict is ClaimVerdict.REACHABLE else Ink.DIM
    head = f"{page.ink(where, Ink.BOLD)} {page.ink(CLAIM_STATES[verdict], ink)}"
    inherited = article.claims_by_id.get(claim.rests_on or "") if not claim.links else None
    if inherited is not None:
        head += f" (link at {article.line_word} {article.position(inherited.span.start).line})"
    needle = plain(claim.links[0].text) if claim.links else ""
    return [head, *_passage(plain(claim.text), needle, page, "")]


def _worth_showing(block: Block) -> bool:
    claim = block.claim
    if claim is None or claim.role not in (Role.BODY, Role.EMBED):
        return False
    verdict = claim_verdict(claim, block.audited.article, block.audited.evidence)
    return verdict is not ClaimVerdict.NONE or bool(claim.quotations)


def wants_advice(block: Block) -> bool:
    """Whether an editor who mends this claim has to find an address."""
    if not block.findings or block.claim is None or block.claim.role not in (Role.BODY, Role.EMBED):
        return False
    if any(found.rule in _WANT_ANOTHER_ADDRESS for found in block.findings):
        return True
    return claim_verdict(block.claim, block.audited.article, block.audited.evidence) in _NEEDS_A_SOURCE


def _numbered(audited: AuditedArticle) -> Mapping[Span, int]:
    spans = sorted(said.span for claim in audited.article.claims for said in claim.quotations)
    return {span: number for number, span in enumerate(spans, 1)}


def _quotation(said: Quotation, claim: Claim, block: Block, page: Page) -> list[str]:
    """Number, place, words and speaker of a quotation, what the cited pages say of it, and a link straight there."""
    audited = block.audited
    found = told(said, claim, audited.article, audited.evidence)
    number, start = block.numbers.get(said.span, 0), audited.article.position(said.span.start)
    speaker = f", {plain(said.speaker)}" if said.speaker else ""
    at = f"¶{start.line}" if audited.article.format is Format.DOCX else f"{start.line}:{start.column}"
    words = f'{number} ({at}) "{window(plain(said.text).rstrip(","), "", 60)}"{speaker}'
    if found is None:
        verdict = claim_verdict(claim, audited.article, audited.evidence)
        why = f" ({CLAIM_STATES[verdict]})" if verdict is not ClaimVerdict.REACHABLE else ""
        return page.labelled("quote", f"{words}: not looked for{why}")
    lines = page.labelled("quote", f"{words}: {_state(found)}")
    if any(said.span == finding.places[0].span for finding in block.findings):
        return lines  # the finding has told the rest
    if found.match.found is not None:
        lines += page.labelled("there", plain(" ".join((found.match.context or found.match.found).split())))
        if found.saved is not None:
            lines += page.labelled("file", plain(found.saved), whole=True)
        else:
            lines += page.labelled("link", plain(text_fragment(found.page, found.match.found)), whole=True)
    lookup = audited.evidence.lookups.get(found.url)
    if lookup is not None and lookup.memento is not None and found.memento is None:
        lines += page.labelled("copy", plain(lookup.memento.url), whole=True)
    return lines


def _state(found: Told) -> str:
    state = QUOTATION_STATES[found.match.verdict]
    if found.match.reason is not None:
        return f"{state} ({WHY_NOT_TOLD[found.match.reason]})"
    if found.saved is not None:
        return f"{state} in a saved page"
    if found.memento is not None and found.match.verdict.found:
        return f"{state} in the archived copy of {short_day(found.memento.captured.date())}"
    return state


def place(path: str, start: Position) -> str:
    """`article.md:25:9`; a word processor knows paragraphs, not lines: `draft.docx ¶14`."""
    if path.lower().endswith(".docx"):
        return f"{plain(path)} ¶{start.line}"
    return f"{plain(path)}:{start.line}:{start.column}"
