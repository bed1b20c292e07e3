"""The weekly report as values, before it is Markdown or HTML: what stands first, and what is folded away.

Laws: pure, no I/O. Every text may hold untrusted words and still needs a sink. The order is that of the week's own
tuples, so that one week's report compares well with the next.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice

from linkaudit.model import (
    ArticleChange,
    ClaimVerdict,
    HostOutage,
    LinkState,
    Share,
    StopReason,
    Totals,
    TrendPoint,
    Week,
    WeekFinding,
    WeekLink,
)
from linkaudit.report.html_page import Address
from linkaudit.report.options import GroupBy
from linkaudit.report.words import CLAIM_STATES, REASON_WORDS, listing, long_day, plural, short_day

DO_FIRST = 20
"""Lines of what is to be done first."""
LISTED = 200
"""Rows of an annex; what is beyond is counted."""

_STATES = {
    LinkState.ALIVE: "open",
    LinkState.DEAD: "dead",
    LinkState.SUSPECT: "failed once and are looked at again",
    LinkState.UNOPENED: "could not be opened from here",
    LinkState.REFUSED: "were refused for safety",
    LinkState.UNCHECKED: "were not checked",
}
_STOPPED = {
    StopReason.NO_NETWORK: "there was no network",
    StopReason.FILTERED_NETWORK: "the network answered in place of the sites",
    StopReason.BUDGET: "the time given with --budget ran out",
    StopReason.INTERRUPTED: "it was interrupted",
    StopReason.TERMINATED: "it was stopped from outside",
    StopReason.HISTORY: "the history of earlier checks could not be used",
}


Cell = str | int | Address


@dataclass(frozen=True, slots=True)
class Task:
    """One thing to do: a verb, where (an article and line, or a host), what is wrong, and how to accept it instead."""

    verb: str
    where: str
    what: str
    accept: str


@dataclass(frozen=True, slots=True)
class Annex:
    """A table that is folded away. `left_out` counts the rows that it does not show."""

    title: str
    intro: str
    columns: tuple[str, ...]
    rows: tuple[tuple[Cell, ...], ...]
    left_out: int = 0


@dataclass(frozen=True, slots=True)
class WeekPage:
    """The report: `lines` and `tasks` stand alone, `command` repairs what has a copy; the annexes follow."""

    title: str
    lines: tuple[str, ...]
    tasks: tuple[Task, ...]
    tasks_left: int
    command: str | None
    annexes: tuple[Annex, ...]


def week_page(week: Week, by: Iterable[GroupBy] = (GroupBy.SECTION, GroupBy.DOMAIN)) -> WeekPage:
    """Everything that the report of a week says, in its order."""
    tasks = list(_tasks(week))
    copies = plural(week.repairable, "dead link has", "dead links have")
    return WeekPage(
        title=f"Link audit, week {week.week}",
        lines=tuple(_lines(week)),
        tasks=tuple(tasks[:DO_FIRST]),
        tasks_left=max(len(tasks) - DO_FIRST, 0),
        command=f"{copies} an archived copy that can be read: linkaudit fix --write" if week.repairable else None,
        annexes=tuple(annex for annex in _annexes(week, frozenset(by)) if annex.rows),
    )


def _lines(week: Week) -> Iterator[str]:
    """What was checked, what was not, and what it is compared with."""
    totals = week.totals
    yield (
        f"{plural(totals.articles, 'article')} and {plural(totals.addresses, 'address', 'addresses')} "
        f"on {long_day(week.started.date())}: {_states(totals)}."
    )
    if claims := _claims(totals.claims):
        yield f"Claims: {claims}."
    if week.compared_with is None:
        yield "No comparison yet: there is no complete audit of an earlier week, so nothing is called new."
    else:
        yield f"Compared with {long_day(week.compared_with.date())}: {_changes(week)}."
    if week.stopped is not None:
        yield f"The audit is not complete: {_STOPPED[week.stopped]}{_unchecked(totals)}."
    yield from week.warnings
    if week.skipped:
        first = week.skipped[0]
        more = f", and {len(week.skipped) - 1} more" if len(week.skipped) > 1 else ""
        yield f"Not read: {first.path} ({first.reason}){more}."


def _unchecked(totals: Totals) -> str:
    number = totals.links.get(LinkState.UNCHECKED, 0)
    words = plural(number, "address was", "addresses were")
    return f"; {words} not checked, and none is called dead" if number else ""


def _states(totals: Totals) -> str:
    parts = [f"{totals.links[state]} {words}" for state, words in _STATES.items() if totals.links.get(state)]
    return listing(parts) or "nothing to check"


def _claims(claims: Mapping[ClaimVerdict, int]) -> str:
    return ", ".join(f"{words} {claims[verdict]}" for verdict, words in CLAIM_STATES.items() if claims.get(verdict))


def _changes(week: Week) -> str:
    counts = [(week.changes.get(change, 0), change.value) for change in (ArticleChange.NEW, ArticleChange.CHANGED)]
    died = sum(len(outage.links) for outage in week.newly_dead)
    parts = [f"{number} {word} {'article' if number == 1 else 'articles'}" for number, word in counts if number]
    parts.append(f"{plural(died, 'link')} died" if died else "no link died")
    parts += (
        [f"{len(week.recovered)} {'opens' if len(week.recovered) == 1 else 'open'} again"] if week.recovered else []
    )
    return ", ".join(parts)


def _tasks(week: Week) -> Iterator[Task]:
    """What cannot wait: unsound new articles, quotations that no longer stand, hosts that went away."""
    for article in week.unsound:
        yield from (_mend(found) for found in article.errors)
    yield from (_compare(found) for found in week.quotations)
    yield from map(_replace, week.newly_dead)


def _mend(found: WeekFinding) -> Task:
    return Task("Mend", f"{found.path}:{found.line}", found.message, f"ignore[{found.rule}]")


def _compare(found: WeekFinding) -> Task:
    return Task("Compare", f"{found.path}:{found.line}", found.message, f"ignore[{found.rule}]")


def _replace(outage: HostOutage) -> Task:
    first = outage.links[0]
    where = f"{first.citations[0].path}:{first.citations[0].line}" if first.citations else first.url
    cause = f"one cause, {REASON_WORDS[outage.cause]}" if outage.cause is not None else "several causes"
    if len(outage.links) == 1:
        what = f"{first.url} died ({REASON_WORDS[first.reason]})"
    else:
        what = f"{outage.host}: {plural(len(outage.links), 'link')}, {cause}; the first is {first.url}"
    return Task("Replace", where, what, ".linkauditignore")


def _annexes(week: Week, by: frozenset[GroupBy]) -> Iterator[Annex]:
    yield _links("Open again", "They failed before and open now. There is nothing to do.", week.recovered)
    yield _links("Suspect", "They failed, and that is not proven yet: the next audit decides.", week.suspect)
    yield _links("Dead for longest", _ages(week), week.unresolved)
    yield _links(
        "Could not be opened from here",
        "They turn programs away or answered oddly. None of them counts as dead: open them by hand.",
        week.unopened,
    )
    yield _findings("Named without a link", "In articles that are new or changed.", week.unlinked)
    if GroupBy.DOMAIN in by:
        yield _shares("Hosts", "Hosts with a link that is dead or suspect.", "Host", week.hosts)
    if GroupBy.SECTION in by:
        yield _shares("Sections", "By the first folder of an article's path.", "Section", week.sections)
    if GroupBy.AUTHOR in by:
        yield _shares("Authors", "In the order of their names; shares of links, not a ranking.", "Author", week.authors)
    if week.is_first_of_quarter:
        yield _shares("By year of publication", "How much has rotted since.", "Year", week.years)
    yield _trend(week)


def _ages(week: Week) -> str:
    parts = [f"{number} {age.value}" for age, number in week.ages.items() if number]
    return f"They were dead before and still are: {', '.join(parts)}." if parts else ""


def _links(title: str, intro: str, links: Sequence[WeekLink]) -> Annex:
    rows = (_link(link) for link in islice(links, LISTED))
    columns = ("Address", "Why", "Since", "Cited", "Copy")
    return Annex(f"{title} ({len(links)})", intro, columns, tuple(rows), max(len(links) - LISTED, 0))


def _link(link: WeekLink) -> tuple[Cell, ...]:
    since = short_day(link.first_failed.date()) if link.first_failed is not None else ""
    cited = [f"{each.path}:{each.line}" for each in link.citations]
    where = cited[0] + (f" and {len(cited) - 1} more" if len(cited) > 1 else "") if cited else ""
    return Address(link.url), REASON_WORDS[link.reason], since, where, Address(link.copy) if link.copy else ""


def _findings(title: str, intro: str, findings: Sequence[WeekFinding]) -> Annex:
    rows = ((f"{found.path}:{found.line}", found.message) for found in islice(findings, LISTED))
    return Annex(f"{title} ({len(findings)})", intro, ("Where", "What"), tuple(rows), max(len(findings) - LISTED, 0))


def _shares(title: str, intro: str, column: str, shares: Sequence[Share]) -> Annex:
    columns = (column, "Articles", "Links", "Dead", "Suspect", "Dead, share")
    nameless = "the top folder" if column == "Section" else "not known"
    rows = tuple(_share(each, nameless) for each in islice(shares, LISTED))
    return Annex(title, intro, columns, rows, max(len(shares) - LISTED, 0))


def _share(share: Share, nameless: str) -> tuple[Cell, ...]:
    dead, suspect = share.states.get(LinkState.DEAD, 0), share.states.get(LinkState.SUSPECT, 0)
    return share.name or nameless, share.articles, share.links, dead, suspect, f"{share.share(LinkState.DEAD):.1%}"


def _trend(week: Week) -> Annex:
    columns = ("Week", "Articles", "Addresses", "Open", "Dead", "Suspect", "Not opened from here")
    shown = (LinkState.ALIVE, LinkState.DEAD, LinkState.SUSPECT, LinkState.UNOPENED)
    rows = tuple(_point(point, shown) for point in week.trend)
    return Annex("Trend of twelve weeks", "", columns, rows)


def _point(point: TrendPoint, states: Iterable[LinkState]) -> tuple[Cell, ...]:
    counts = [point.totals.links.get(state, 0) for state in states]
    return (str(point.week), point.totals.articles, point.totals.addresses, *counts)
