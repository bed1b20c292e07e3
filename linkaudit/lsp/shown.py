"""What an editor is shown of an audited article: diagnostics, what is known of a claim, and what can be done about it.

Laws: does no I/O. Every text that comes from an article or the web passes a sink of the report room; only http and
https addresses are ever offered to be opened.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from types import MappingProxyType

from lsprotocol import types as lsp

from linkaudit import reach
from linkaudit.lsp.ruler import Ruler
from linkaudit.model import (
    AuditedArticle,
    Claim,
    Edit,
    Finding,
    FindingState,
    Format,
    Link,
    Role,
    Severity,
    Span,
)
from linkaudit.report.advice import advise, resting_on
from linkaudit.report.blocks import archived
from linkaudit.report.sinks import markdown, markdown_address, plain
from linkaudit.report.words import (
    CLAIM_STATES,
    QUOTATION_STATES,
    REASON_WORDS,
    WHY_NOT_TOLD,
    archive_words,
    long_day,
)
from linkaudit.support import Told, told
from linkaudit.textfragment import text_fragment

OPEN = "linkaudit.open"
"""The command that has the editor open an address in a browser; its one argument is the address."""

_SEVERITIES = MappingProxyType(
    {
        Severity.ERROR: lsp.DiagnosticSeverity.Error,
        Severity.WARNING: lsp.DiagnosticSeverity.Warning,
        Severity.NOTE: lsp.DiagnosticSeverity.Information,
    }
)
_SOURCE = "linkaudit"
_ARCHIVED = "LA301"
_NOT_ONLINE = frozenset({"LA107", "LA110", "LA111", "LA112", "LA113", "LA114"})
"""Rules that miss a link: there may be none to be had."""

_OPEN_TAG = re.compile(r"<[A-Za-z/!][^<>]*\Z")
_LINE_BREAK = re.compile(r"(?:(?<!\\)\\|[ \t]+)\Z")
"""What makes a line break of a line's end in Markdown, and would not do so before a comment."""

_TITLE_ROOM = 80


@dataclass(frozen=True)
class Shown:
    """An audited article and how its editor measures it. `uri` and `version` are the editor's own words for it."""

    audited: AuditedArticle
    ruler: Ruler
    uri: str
    version: int | None = None


def problem(message: str) -> lsp.Diagnostic:
    """What kept an article from being checked, at its first character."""
    start = lsp.Position(0, 0)
    return lsp.Diagnostic(lsp.Range(start, start), plain(message), severity=_SEVERITIES[Severity.ERROR], source=_SOURCE)


def diagnostics(shown: Shown) -> list[lsp.Diagnostic]:
    """One for each finding that a report would list, at its first place; the others are named with it."""
    return [_diagnostic(shown, finding) for finding in _listed(shown)]


def _listed(shown: Shown) -> Iterator[Finding]:
    hidden = (FindingState.SUPPRESSED, FindingState.RESOLVED)
    return (each for each in shown.audited.findings if not each.counted and each.state not in hidden)


def _diagnostic(shown: Shown, finding: Finding) -> lsp.Diagnostic:
    first, *others = finding.places
    note = finding.note or archived(shown.audited, finding)
    also = [
        lsp.DiagnosticRelatedInformation(lsp.Location(shown.uri, shown.ruler.range(place.span)), "here as well")
        for place in others
    ]
    return lsp.Diagnostic(
        range=shown.ruler.range(first.span),
        message="\n".join(map(plain, (finding.message, note) if note else (finding.message,))),
        severity=_SEVERITIES[finding.severity],
        code=finding.rule,
        source=_SOURCE,
        related_information=also or None,
    )


def hover(shown: Shown, position: lsp.Position) -> lsp.Hover | None:
    """The claim at a place: how it stands, its source, its links with what became of each, and what was found."""
    offset = shown.ruler.offset(position)
    claim = _claim_at(shown.audited.article.claims, offset)
    if claim is None:
        return None
    lines = list(_claim_lines(shown.audited, claim))
    content = lsp.MarkupContent(lsp.MarkupKind.Markdown, "\n\n".join(lines))
    return lsp.Hover(content, shown.ruler.range(claim.span))


def _claim_at(claims: Sequence[Claim], offset: int) -> Claim | None:
    here = [claim for claim in claims if claim.span.start <= offset < claim.span.end]
    return min(here, key=lambda claim: claim.span.end - claim.span.start, default=None)


def _claim_lines(audited: AuditedArticle, claim: Claim) -> Iterator[str]:
    article, evidence = audited.article, audited.evidence
    if claim.role in (Role.BODY, Role.EMBED):
        yield f"**Claim:** {CLAIM_STATES[reach.claim_verdict(claim, article, evidence)]}"
        advice = advise(claim, article, resting_on(article).get(claim.id, ()))
        if advice.source is not None:
            yield f"Source: {markdown(advice.source)}"
        inherited = article.claims_by_id.get(claim.rests_on or "") if not claim.links else None
        if inherited is not None:
            yield f"It takes the link of {article.line_word} {article.position(inherited.span.start).line}."
    for link in claim.links:
        yield _link_line(audited, link)
    for said in claim.quotations:
        if (found := told(said, claim, article, evidence)) is not None:
            yield _quotation_line(said.text, found)
    for finding in audited.findings:
        if finding.claim == claim.id and not finding.counted and finding.state is not FindingState.SUPPRESSED:
            yield f"{finding.severity.capitalize()} {finding.rule}: {markdown(finding.message)}"


def _link_line(audited: AuditedArticle, link: Link) -> str:
    name = f"“{markdown(link.text)}”" if link.text.strip() else "Link"
    if link.url is None:
        return f"{name}: {markdown(link.href) or 'no address'}"
    outcome = reach.outcome(link.url, audited.evidence)
    found = f"{name}: {REASON_WORDS[outcome.reason]}, {markdown_address(link.url)}"
    lookup = audited.evidence.lookups.get(link.url)
    if lookup is None or lookup.memento is None:
        return found
    told = archive_words(lookup).replace(lookup.memento.url, "").strip()
    return f"{found}\n\n{markdown(told)} {markdown_address(lookup.memento.url)}"


def _quotation_line(text: str, found: Told) -> str:
    """What the cited page says of a quotation, and a link straight to the words."""
    state = QUOTATION_STATES[found.match.verdict]
    if found.match.reason is not None:
        state += f" ({WHY_NOT_TOLD[found.match.reason]})"
    line = f"Quotation “{markdown(_cut(text))}”: {state}"
    if found.match.found is None or found.saved is not None:
        return line
    return f"{line}, {markdown_address(text_fragment(found.page, found.match.found))}"


def actions(shown: Shown, place: lsp.Range, today: date, *, versioned: bool) -> list[lsp.CodeAction]:
    """What can be done about the findings that touch a place: repairs first, then copies to open, then silence.

    `versioned` when the editor can be told for which version of the text an edit is meant.
    """
    wanted = shown.ruler.span(place)
    touched = [each for each in _listed(shown) if any(_touches(spot.span, wanted) for spot in each.places)]
    found = [_repair(shown, finding, versioned=versioned) for finding in touched if finding.fix]
    found += [action for finding in touched for action in _openings(shown, finding)]
    for finding in touched:
        found += _silences(shown, finding, today, versioned=versioned)
    return list({(action.title, repr(action.edit)): action for action in found}.values())


def _touches(span: Span, wanted: Span) -> bool:
    return span.start <= wanted.end and wanted.start <= span.end


def _repair(shown: Shown, finding: Finding, *, versioned: bool) -> lsp.CodeAction:
    target = "the archived copy" if finding.rule == _ARCHIVED else _cut(plain(finding.fix[0].replace))
    title = f"Link to {target}"
    return _edit(shown, title, finding, finding.fix, versioned=versioned, preferred=True)


def _openings(shown: Shown, finding: Finding) -> Iterator[lsp.CodeAction]:
    if finding.url is None:
        return
    lookup = shown.audited.evidence.lookups.get(finding.url)
    if lookup is not None and lookup.memento is not None and is_address(lookup.memento.url):
        yield _opening(f"Open the archived copy of {long_day(lookup.memento.captured)}", lookup.memento.url)
    if is_address(finding.url):
        yield _opening(f"Open {_cut(plain(finding.url))}", finding.url)


def _opening(title: str, url: str) -> lsp.CodeAction:
    return lsp.CodeAction(title, kind=lsp.CodeActionKind.QuickFix, command=lsp.Command(title, OPEN, arguments=[url]))


def is_address(url: object) -> bool:
    """Whether it is a web address, which a browser may be sent to."""
    return isinstance(url, str) and url.startswith(("https://", "http://")) and url.isprintable() and " " not in url


def _silences(shown: Shown, finding: Finding, today: date, *, versioned: bool) -> Iterator[lsp.CodeAction]:
    """Comments at the end of the line, where one can stand: an article in plain text would show it to its readers."""
    article = shown.audited.article
    if article.format not in (Format.MARKDOWN, Format.HTML):
        return
    line = shown.ruler.line(finding.places[0].start.line - 1)
    end = line.start + len(_LINE_BREAK.sub("", line.slice(article.source)))
    inside = any(link.span.start < end < link.span.end for link in article.links)
    if inside or _OPEN_TAG.search(article.source[:end][-4_000:]):
        return
    opening, closing = ("{/*", "*/}") if article.path.lower().endswith(".mdx") else ("<!--", "-->")
    reasons = [f"checked by hand, {long_day(today)}"]
    if finding.rule in _NOT_ONLINE:
        reasons.insert(0, "the source is not online")
    for reason in reasons:
        comment = f" {opening} linkaudit: ignore[{finding.rule}] {reason} {closing}"
        edit = Edit(Span(end, end), comment)
        yield _edit(shown, f"Ignore {finding.rule} here: {reason}", finding, (edit,), versioned=versioned)


def _edit(
    shown: Shown, title: str, finding: Finding, edits: Sequence[Edit], *, versioned: bool, preferred: bool = False
) -> lsp.CodeAction:
    changes = [lsp.TextEdit(shown.ruler.range(edit.span), edit.replace) for edit in edits]
    if versioned:
        document = lsp.OptionalVersionedTextDocumentIdentifier(shown.uri, shown.version)
        edit = lsp.WorkspaceEdit(document_changes=[lsp.TextDocumentEdit(document, changes)])
    else:
        edit = lsp.WorkspaceEdit(changes={shown.uri: changes})
    return lsp.CodeAction(
        title,
        kind=lsp.CodeActionKind.QuickFix,
        diagnostics=[_diagnostic(shown, finding)],
        is_preferred=preferred or None,
        edit=edit,
    )


def _cut(text: str) -> str:
    return text if len(text) <= _TITLE_ROOM else text[: _TITLE_ROOM - 1] + "…"
