"""The first lines of a report: the verdict in plain words, and what was not checked and why.

Laws: pure, no I/O. The words are safe for a terminal: every name passed in goes through `plain`.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import assert_never

from linkaudit.model import Audit, ClaimVerdict, Finding, Severity, Skipped, StopReason, Verdict
from linkaudit.report.figures import Figures, severities
from linkaudit.report.sinks import plain
from linkaudit.report.words import listing, plural, why_unchecked

LOST_FROM = 5
"""Links in the text from which on a share of empty ones says something."""
LOST_SHARE = 0.8


def headline(name: str, counts: Figures, findings: Sequence[Finding], *, alone: bool = False) -> str:
    """One line on an article (or on all of them, under a name such as "3 articles").

    The only article of a run is `alone`: when all is well it needs no name.
    """
    tally = severities(findings)
    wrong = tally[Severity.ERROR] + tally[Severity.WARNING]
    if not wrong and not counts.claims:
        return _named(name, "no link and no named source in the text: nothing to check")
    parts = [*_parts(counts), *_misquoted(counts)]
    if parts:
        lead = "" if wrong or _worst(counts) else "nothing wrong found in the text; "
        return _named(name, lead + ", ".join(parts))
    if not counts.claims:
        return _named(name, f"no claim with a source, but {tally_words(findings)}")
    if wrong:
        subject = "the one claim has" if counts.claims == 1 else f"all {counts.claims} claims have"
        return _named(name, f"{subject} a source that opens{_quoted(counts)}; {tally_words(findings)}")
    ready = f"{counts.open_sources} of {plural(counts.sources, 'source')} open{_quoted(counts)}"
    notes = f", {plural(tally[Severity.NOTE], 'note')}" if tally[Severity.NOTE] else ""
    return f"Ready: {ready}{notes}" if alone else _named(name, f"ready, {ready}{notes}")


def tally_words(findings: Sequence[Finding]) -> str:
    """For example "14 errors, 3 warnings, 1 note", without what there is none of."""
    return ", ".join(plural(number, severity) for severity, number in severities(findings).items() if number)


def lost_in_copying(counts: Figures) -> list[str]:
    """Two lines when nearly every link in the text is empty: that is one accident, not many mistakes."""
    empty, total = counts.placeholders_in_text, counts.links_in_text
    if total < LOST_FROM or empty < LOST_SHARE * total:
        return []
    which = f"All {total} links in the text" if empty == total else f"{empty} of {total} links in the text"
    what = 'are "#"' if counts.placeholder_hrefs == {"#"} else "go nowhere"
    return [
        f"{which} {what}: the addresses were probably lost when the text was copied.",
        "Paste it again from where it was written, or fill them in:",
    ]


def stopped(audit: Audit, counts: Figures) -> str | None:
    """Why the audit could not be done or finished, in one line; None when it was."""
    total, missing = sum(counts.addresses.values()), counts.addresses.get(Verdict.UNCHECKED, 0)
    unchecked = f"{missing} of {plural(total, 'address', 'addresses')} {'was' if missing == 1 else 'were'} not checked"
    if missing == total > 1:
        unchecked = f"none of the {total} addresses could be checked"
    match audit.stopped:
        case None:
            return None
        case StopReason.NO_NETWORK:
            return f"No network: {unchecked}, and nothing unchecked is called dead."
        case StopReason.FILTERED_NETWORK:
            return f"This network answers in place of the sites: {unchecked}. Use --ca-file or another network."
        case StopReason.BUDGET:
            return f"Time ran out (--budget): {unchecked}, and nothing unchecked is called dead."
        case StopReason.INTERRUPTED | StopReason.TERMINATED:
            return f"Stopped before the end: {unchecked}. This report is incomplete."
        case StopReason.HISTORY:
            return "The history of earlier checks cannot be used: nothing is compared with them."
        case _:
            assert_never(audit.stopped)


def skipped(skip: Skipped) -> str:
    """One line on a source that was not audited."""
    return f"{plain(skip.path)}: not checked: {plain(skip.reason)}"


def reasons(counts: Figures) -> str:
    """Why addresses were not checked, in brackets with a space before; empty when there is no need to say."""
    known = [words for reason in counts.unchecked if (words := why_unchecked(reason))]
    known += ["private addresses are refused"] if counts.addresses.get(Verdict.REFUSED) else []
    return f" ({listing(known)})" if known else ""


def _named(name: str, words: str) -> str:
    return f"{plain(name)}: {words}"


def _quoted(counts: Figures) -> str:
    """That a page opens is one thing, that it has the words another."""
    total = sum(counts.quotations.values())
    return f", {counts.quotations.get('found', 0)} of {plural(total, 'quotation')} found there" if total else ""


def _misquoted(counts: Figures) -> Iterator[str]:
    total, found = sum(counts.quotations.values()), counts.quotations.get
    wrong = sum(found(state, 0) for state in ("differs", "not found", "removed since"))
    if wrong:
        yield f"{wrong} of {plural(total, 'quotation')} {'is' if wrong == 1 else 'are'} not on the page as given"


def _worst(counts: Figures) -> int:
    bad = (ClaimVerdict.PLACEHOLDER, ClaimVerdict.DEAD, ClaimVerdict.UNLINKED)
    return sum(counts.claim_verdicts.get(verdict, 0) for verdict in bad)


def _parts(counts: Figures) -> Iterator[str]:
    of = counts.claim_verdicts.get
    told = (
        (of(ClaimVerdict.PLACEHOLDER, 0) + of(ClaimVerdict.DEAD, 0), "has", "have", "no source that a reader can open"),
        (of(ClaimVerdict.UNLINKED, 0), "names", "name", "a source without a link"),
        (of(ClaimVerdict.ARCHIVED_ONLY, 0), "opens", "open", "only as an archived copy"),
        (of(ClaimVerdict.UNVERIFIABLE, 0), "could", "could", "not be opened from here"),
        (of(ClaimVerdict.UNCHECKED, 0), "was", "were", f"not checked{reasons(counts)}"),
    )
    whole = f" of {plural(counts.claims, 'claim')}"
    for number, one, many, rest in told:
        if number:
            yield f"{number}{whole} {one if number == 1 else many} {rest}"
            whole = ""
