"""The report as Markdown: for a pull request's comment, the summary of a workflow's run, or a mail.

Laws: pure, no I/O. Nothing from an article or the web is more than text: no mark, no tag, no link.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from linkaudit.model import Audit, AuditedArticle, Finding
from linkaudit.report.blocks import place
from linkaudit.report.figures import figures, listed
from linkaudit.report.headline import headline, lost_in_copying, skipped, stopped, tally_words
from linkaudit.report.options import RenderOptions
from linkaudit.report.sinks import markdown
from linkaudit.report.told import in_full, told
from linkaudit.report.words import plural


def markdown_report(audit: Audit, options: RenderOptions) -> str:
    """A heading with the verdict, then a table for each article that has something to mend."""
    findings = [each.finding for each in told(audit, verbose=options.verbose)]
    counts = figures(audit.articles)
    alone = audit.articles[0].article.path if len(audit.articles) == 1 else None
    lines: list[str] = []
    if audit.articles:
        name = alone or plural(len(audit.articles), "article")
        lines += [f"### {markdown(headline(name, counts, findings, alone=alone is not None))}", ""]
    stop = stopped(audit, counts)
    for line in [*([stop] if stop else []), *audit.warnings, *(lost_in_copying(counts) if alone else [])]:
        lines += [markdown(line), ""]
    for audited in audit.articles:
        lines += _article(audited, listed(audited.findings, options.verbose), alone=alone is not None)
    lines += [f"- {markdown(skipped(skip))}" for skip in audit.skipped]
    if findings:
        lines += ["", f"{tally_words(findings)}. What a code means: `linkaudit explain {findings[0].rule}`"]
    return "\n".join(lines).rstrip("\n") + "\n"


def _article(audited: AuditedArticle, findings: Sequence[Finding], *, alone: bool) -> Iterator[str]:
    if not findings:
        return
    if not alone:
        yield f"#### {markdown(headline(audited.article.path, figures([audited]), findings))}"
        yield ""
    yield from ("| Where | | What is wrong | Words |", "|---|---|---|---|")
    for found in findings:
        where = place(found.path, found.places[0].start).removeprefix(found.path).lstrip(": ")
        rule = f"{found.severity} {found.rule}"
        yield f"| {markdown(where)} | {rule} | {markdown(in_full(found))} | {markdown(found.excerpt)} |"
    yield ""
