"""The last lines of a report: claims, links and dates in numbers, and how to read the codes.

Laws: pure, no I/O.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from typing import assert_never

from linkaudit.model import (
    Article,
    Audit,
    ClaimVerdict,
    Finding,
    FindingState,
    LinkKind,
    PublishedFrom,
    Severity,
    Verdict,
)
from linkaudit.report.figures import Figures, in_state
from linkaudit.report.headline import reasons, tally_words
from linkaudit.report.page import Page
from linkaudit.report.words import QUOTATION_STATES, long_day, plural

_CLAIMS = (
    (ClaimVerdict.ARCHIVED_ONLY, "archived copy only", "archived copy only"),
    (ClaimVerdict.UNVERIFIABLE, "could not be opened from here", "could not be opened from here"),
    (ClaimVerdict.UNCHECKED, "not checked", "not checked"),
    (ClaimVerdict.DEAD, "dead", "dead"),
    (ClaimVerdict.PLACEHOLDER, "goes nowhere", "go nowhere"),
    (ClaimVerdict.UNLINKED, "source without a link", "sources without a link"),
)
_ADDRESSES = (
    (Verdict.ALIVE, "open"),
    (Verdict.BROKEN, "dead"),
    (Verdict.UNVERIFIABLE, "could not be opened from here"),
    (Verdict.REFUSED, "refused for safety"),
)
_OTHER_LINKS = (
    (LinkKind.FRAGMENT, "within the article"),
    (LinkKind.LOCAL, "to files"),
    (LinkKind.MAIL, "e-mail"),
    (LinkKind.TEMPLATE, "template"),
    (LinkKind.OTHER, "of another kind"),
)


def totals(audit: Audit, counts: Figures, page: Page, *, verbose: bool) -> list[str]:
    """Claims, links, and for a single article the date that weekdays were read against."""
    found = page.items("Claims", _claims(counts, verbose))
    if counts.quotations:
        found += page.items("Quotes", _quotations(counts))
    found += page.items("Links", _links(counts, verbose))
    if len(audit.articles) == 1:
        found += page.items("Dates", [_dates(audit.articles[0].article)])
    if verbose and audit.requests:
        seconds = (audit.finished - audit.started).total_seconds()
        asked = f"{plural(audit.requests, 'request')} to {plural(audit.hosts, 'host')} in {seconds:.1f} s"
        found += page.items("Network", [asked])
    return found


def statistics(findings: Sequence[Finding]) -> list[str]:
    """One line per rule that spoke, the most frequent first: "14  LA101  placeholder-link"."""
    counts = Counter((found.rule, found.name) for found in findings)
    width = len(str(max(counts.values(), default=0)))
    ranked = sorted(counts.items(), key=lambda item: (-item[1], item[0]))
    return [f"{number:>{width}}  {code}  {name}" for (code, name), number in ranked]


def closing(audit: Audit, findings: Sequence[Finding], *, verbose: bool) -> str | None:
    """How many findings there are, and how to read their codes; None when there is nothing to say."""
    silenced = in_state(audit, FindingState.SUPPRESSED)
    rotten = 0 if verbose else sum(_is_rot(found) for each in audit.articles for found in each.findings)
    known = 0 if verbose else in_state(audit, FindingState.UNCHANGED) - rotten
    parts = [tally_words(findings)] if findings else []
    parts += [f"{silenced} silenced"] if silenced else []
    parts += [f"{known} known already"] if known else []
    parts += [f"{rotten} in what did not change (rot, see the weekly audit)"] if rotten else []
    if not parts:
        return None
    worst = min(findings, key=lambda found: tuple(Severity).index(found.severity), default=None)
    explain = f" What a code means: linkaudit explain {worst.rule}" if worst else ""
    return f"{', '.join(parts)}.{explain}"


def _is_rot(found: Finding) -> bool:
    return found.state is FindingState.UNCHANGED and found.is_about_web and not found.counted


def _claims(counts: Figures, verbose: bool) -> Iterator[str]:
    yield str(counts.claims)
    if counts.claims:
        yield f"{counts.claim_verdicts.get(ClaimVerdict.REACHABLE, 0)} open"
    for verdict, one, many in _CLAIMS:
        number = counts.claim_verdicts.get(verdict, 0)
        if number:
            yield f"{number} {one if number == 1 else many}"
    if verbose and counts.speakers:
        yield f"{plural(counts.speakers, 'speaker')} without a link (--select LA114 lists them)"


def _quotations(counts: Figures) -> Iterator[str]:
    yield f"{sum(counts.quotations.values())} looked for on the cited pages"
    for state in dict.fromkeys(QUOTATION_STATES.values()):
        if number := counts.quotations.get(state, 0):
            yield f"{number} {state}"


def _links(counts: Figures, verbose: bool) -> Iterator[str]:
    yield str(counts.links)
    empty = '"#"' if counts.placeholder_hrefs == {"#"} else "without an address"
    if counts.placeholders_in_text:
        yield f"{counts.placeholders_in_text} {empty} in the text"
    if counts.placeholders_elsewhere:
        yield f"{counts.placeholders_elsewhere} {empty} elsewhere" + ("" if verbose else " (-v lists them)")
    if counts.web_links:
        yield _web(counts)
    for kind, words in _OTHER_LINKS:
        if counts.other_links.get(kind, 0):
            yield f"{counts.other_links[kind]} {words}"
    if counts.bare:
        yield f"{plural(counts.bare, 'bare address', 'bare addresses')} besides"


def _web(counts: Figures) -> str:
    total, missing = sum(counts.addresses.values()), counts.addresses.get(Verdict.UNCHECKED, 0)
    words = plural(counts.web_links, "web link")
    if total != counts.web_links:
        words += f" to {plural(total, 'address', 'addresses')}"
    if missing and missing == total:
        return f"{words}, not checked{reasons(counts)}"
    states = [f"{counts.addresses[verdict]} {state}" for verdict, state in _ADDRESSES if counts.addresses.get(verdict)]
    states += [f"{missing} not checked{reasons(counts)}"] if missing else []
    return f"{words}: {', '.join(states)}" if states else words


def _dates(article: Article) -> str:
    if article.published is None:
        return "no date of publication found (--published sets it)"
    first, *others = article.datelines or (None,)
    known = [_published_from(article)]
    if first is not None and first.day == article.published:
        known = [f"{article.line_word} {article.position(first.span.start).line}"]
    for other in others:
        if other is not None and other.day != article.published:
            same_year = other.day.year == article.published.year
            line = article.position(other.span.start).line
            known.append(f"{article.line_word} {line} says {long_day(other.day, year=not same_year)}")
    known.append("--published sets it")
    return f"read against {long_day(article.published)} ({'; '.join(words for words in known if words)})"


def _published_from(article: Article) -> str:
    match article.published_from:
        case PublishedFrom.FRONT_MATTER:
            return "from the front matter"
        case PublishedFrom.HTML:
            return "from the page's own data"
        case PublishedFrom.OPTION:
            return "from --published"
        case PublishedFrom.GIT:
            return "the day the file was added to git"
        case PublishedFrom.TEXT | None:
            return ""
        case _:
            assert_never(article.published_from)
