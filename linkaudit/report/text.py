"""The editor's report: the verdict in plain words, a block for each claim to mend, and the totals.

Laws: pure, no I/O. What was not checked is said to be so, and is never called broken.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from linkaudit.model import Audit, AuditedArticle, Finding
from linkaudit.report.blocks import Block, block_lines, blocks
from linkaudit.report.by_hand import BLOCKED, by_hand
from linkaudit.report.figures import Figures, figures, listed
from linkaudit.report.headline import headline, lost_in_copying, skipped, stopped, tally_words
from linkaudit.report.options import RenderOptions
from linkaudit.report.page import Ink, Page
from linkaudit.report.sinks import plain
from linkaudit.report.totals import closing, statistics, totals
from linkaudit.report.words import plural

SEVERAL = 50
"""Blocks shown by default when there is more than one article."""


@dataclass(frozen=True, slots=True)
class _Section:
    """An article, the findings to list, and the blocks to print, in the order of printing."""

    audited: AuditedArticle
    findings: tuple[Finding, ...]
    blocks: tuple[Block, ...]

    @property
    def errors(self) -> int:
        return sum(block.rank == 0 for block in self.blocks)


def text_report(audit: Audit, options: RenderOptions) -> str:
    """The report for a terminal or a plain-text mail; empty when it is to be quiet and nothing is wrong."""
    page = Page(options.width, options.colour)
    sections = [_section(audited, options) for audited in audit.articles]
    findings = [found for section in sections for found in section.findings]
    counts = figures(audit.articles)
    shown, hidden = _cut(sections, _limit(options, len(sections)))
    parts = [_opening(audit, counts, findings, page, options)]
    parts += _bodies(shown, page, options, several=len(sections) > 1)
    parts.append(page.paragraph(f"... and {_hidden(hidden)} (--limit 0 shows all)") if hidden else [])
    parts.append(by_hand(_blocked(sections), page, verbose=options.verbose))
    if not options.quiet:
        parts.append(totals(audit, counts, page, verbose=options.verbose))
        parts.append(statistics(findings) if options.statistics else [])
    ending = [line for skip in audit.skipped for line in page.paragraph(skipped(skip))]
    last = None if options.quiet else closing(audit, findings, verbose=options.verbose)
    parts.append([*ending, *page.paragraph(last)] if last else ending)
    return "\n\n".join("\n".join(part) for part in parts if part) + "\n" if any(parts) else ""


def _section(audited: AuditedArticle, options: RenderOptions) -> _Section:
    findings = listed(audited.findings, options.verbose)
    in_blocks = [found for found in findings if found.rule != BLOCKED]
    return _Section(audited, tuple(findings), tuple(blocks(audited, in_blocks, options.show_all)))


def _limit(options: RenderOptions, articles: int) -> int:
    if options.limit is not None:
        return options.limit
    return SEVERAL if articles > 1 else 0


def _cut(sections: Sequence[_Section], limit: int) -> tuple[list[_Section], list[Block]]:
    """At most `limit` blocks (0: all), and what was left out. Only a cut changes the order: the worst come first."""
    everything = [block for section in sections for block in section.blocks]
    if not limit or len(everything) <= limit:
        return list(sections), []
    ranked = sorted(everything, key=lambda block: block.rank)
    kept = {id(block) for block in ranked[:limit]}
    worst = sorted(sections, key=lambda section: -section.errors)
    shown = [
        _Section(
            section.audited,
            section.findings,
            tuple(sorted((block for block in section.blocks if id(block) in kept), key=lambda block: block.rank)),
        )
        for section in worst
    ]
    return shown, ranked[limit:]


def _opening(
    audit: Audit, counts: Figures, findings: Sequence[Finding], page: Page, options: RenderOptions
) -> list[str]:
    alone = audit.articles[0].article.path if len(audit.articles) == 1 else None
    told = bool(audit.articles) and not options.quiet
    name = alone or plural(len(audit.articles), "article")
    found = _bold(headline(name, counts, findings, alone=alone is not None), page) if told else []
    stop = stopped(audit, counts)
    for line in [*([stop] if stop else []), *map(plain, audit.warnings)]:
        found += page.paragraph(line)
    return found + _lost(counts, page) if told and alone else found


def _bold(text: str, page: Page) -> list[str]:
    return [page.ink(line, Ink.BOLD) for line in page.paragraph(text)]


def _lost(counts: Figures, page: Page) -> list[str]:
    return [line for told in lost_in_copying(counts) for line in page.paragraph(told)]


def _bodies(sections: Iterable[_Section], page: Page, options: RenderOptions, *, several: bool) -> Iterator[list[str]]:
    """A part per article; those without a block are only counted, unless everything is asked for."""
    silent = 0
    for section in sections:
        body = [
            line
            for block in section.blocks
            for line in block_lines(block, page, show_all=options.show_all, verbose=options.verbose)
        ]
        if several and not options.quiet and (body or options.verbose):
            counts = figures([section.audited])
            yield _bold(headline(section.audited.article.path, counts, section.findings), page) + _lost(counts, page)
        elif several:
            silent += not section.findings
        yield body
    if silent and not options.quiet:
        yield [f"{plural(silent, 'article')} without anything to list (-v names them)"]


def _blocked(sections: Iterable[_Section]) -> Iterator[tuple[AuditedArticle, Finding]]:
    return ((section.audited, found) for section in sections for found in section.findings if found.rule == BLOCKED)


def _hidden(left_out: Sequence[Block]) -> str:
    findings = [found for block in left_out for found in block.findings]
    return f"{plural(len(left_out), 'more block')}: {tally_words(findings)}"
