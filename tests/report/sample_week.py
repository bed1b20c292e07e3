"""A week of our own making with something under each heading of its report."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

from linkaudit.model import (
    ArticleChange,
    Citation,
    ClaimVerdict,
    HostOutage,
    IsoWeek,
    LinkState,
    Reason,
    Severity,
    Share,
    Skipped,
    Totals,
    TrendPoint,
    UnsoundArticle,
    Week,
    WeekFinding,
    WeekLink,
)

NOW = datetime(2026, 11, 16, 6, 0, tzinfo=UTC)
LAST = NOW - timedelta(weeks=1)


def link(url: str, state: LinkState, reason: Reason, days: int | None = None, copy: str | None = None) -> WeekLink:
    """An address cited twice; `days` ago it first failed."""
    host = url.split("/")[2]
    cited = (Citation("news/quay.md", 12, date(2026, 11, 2), "LA201"), Citation("news/old.md", 4))
    failed = NOW - timedelta(days=days) if days is not None else None
    return WeekLink(url, host, state, reason, cited, NOW, 404 if failed else 200, failed, 2 if failed else 0, copy)


def finding(path: str, rule: str, message: str) -> WeekFinding:
    return WeekFinding(path, 9, 1, rule, Severity.ERROR, message, "0123456789abcdef", is_new=True)


def totals(dead: int) -> Totals:
    links = {
        LinkState.ALIVE: 900 - dead, LinkState.DEAD: dead, LinkState.SUSPECT: 7, LinkState.UNOPENED: 31,
        LinkState.UNCHECKED: 2,
    }  # fmt: skip
    claims = {ClaimVerdict.REACHABLE: 700, ClaimVerdict.DEAD: 20, ClaimVerdict.PLACEHOLDER: 3}
    return Totals(210, links, claims, {Severity.ERROR: 23, Severity.WARNING: 4, Severity.NOTE: 40})


def week(**more: object) -> Week:
    """The week, or one that differs from it in some of its fields."""
    dead = tuple(link(f"https://gazette.example/{at}", LinkState.DEAD, Reason.NOT_FOUND, 8) for at in range(3))
    told: dict[str, object] = {
        "week": IsoWeek.of(NOW),
        "started": NOW,
        "finished": NOW + timedelta(minutes=20),
        "totals": totals(30),
        "compared_with": LAST,
        "changes": {ArticleChange.NEW: 3, ArticleChange.CHANGED: 5, ArticleChange.UNCHANGED: 202},
        "skipped": (Skipped("news/broken.md", "not a text file"),),
        "requests": 640,
        "unsound": (
            UnsoundArticle(
                "news/quay.md", ArticleChange.NEW, date(2026, 11, 14),
                (finding("news/quay.md", "LA101", '"reports" goes nowhere (#)'),),
            ),
        ),
        "quotations": (finding("news/quay.md", "LA405", "the quotation was removed from the page"),),
        "newly_dead": (HostOutage("gazette.example", dead, Reason.NOT_FOUND),),
        "repairable": 12,
        "recovered": (link("https://back.example/", LinkState.ALIVE, Reason.OK),),
        "suspect": (link("https://shaky.example/", LinkState.SUSPECT, Reason.TIMEOUT, 0),),
        "unresolved": (link("https://gone.example/", LinkState.DEAD, Reason.GONE, 400, "https://archive.example/1"),),
        "unopened": (link("https://wall.example/", LinkState.UNOPENED, Reason.BOT_WALL),),
        "unlinked": (finding("news/quay.md", "LA110", "Reuters is named, no link goes with it"),),
        "hosts": (Share("gazette.example", 4, 9, {LinkState.DEAD: 3, LinkState.ALIVE: 6}),),
        "sections": (Share("news", 180, 800, {LinkState.DEAD: 25}), Share("", 30, 170, {LinkState.DEAD: 5})),
        "authors": (Share("Ana Ruiz", 12, 80, {LinkState.DEAD: 4}),),
        "years": (Share("2019", 20, 100, {LinkState.DEAD: 22}),),
        "trend": tuple(
            TrendPoint(IsoWeek.of(NOW - timedelta(weeks=back)), totals(30 - back)) for back in range(11, -1, -1)
        ),
        "is_first_of_quarter": False,
    }  # fmt: skip
    return Week(**{**told, **more})  # type: ignore[arg-type]
