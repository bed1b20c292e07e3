"""Words that every report shares: days, numbers and lists, the states of claims and of archived copies.

Laws: does no I/O; English whatever the locale. What comes back may hold untrusted text: it still needs a sink.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from typing import assert_never

from linkaudit.model import ArchiveReason, ArchiveStatus, ClaimVerdict, Doubt, Lookup, MatchVerdict, Memento, Reason

FAR = 30
"""Days between publication and an archived copy beyond which the copy is called far."""

_MONTHS = (
    "January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November",
    "December",
)  # fmt: skip
_WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")

CLAIM_STATES = {
    ClaimVerdict.REACHABLE: "source opens",
    ClaimVerdict.ARCHIVED_ONLY: "opens as an archived copy only",
    ClaimVerdict.UNVERIFIABLE: "could not be opened from here",
    ClaimVerdict.UNCHECKED: "not checked",
    ClaimVerdict.DEAD: "source is dead",
    ClaimVerdict.PLACEHOLDER: "goes nowhere",
    ClaimVerdict.UNLINKED: "no link",
    ClaimVerdict.NONE: "nothing to support",
}

QUOTATION_STATES = {
    MatchVerdict.EXACT: "found",
    MatchVerdict.NORMALISED: "found",
    MatchVerdict.ELIDED: "found",
    MatchVerdict.DIFFERS: "differs",
    MatchVerdict.ABSENT: "not found",
    MatchVerdict.REMOVED: "removed since",
    MatchVerdict.CANNOT_TELL: "cannot tell",
}
"""What the cited pages say of a quotation, in the order in which it is counted."""

WHY_NOT_TOLD = {
    Doubt.SHORT: "under five words",
    Doubt.LONG: "too long to compare",
    Doubt.CUT: "the page was not read to its end",
    Doubt.FORMAT: "a kind of file that cannot be read",
    Doubt.NO_TEXT: "the file holds pictures, not text",
    Doubt.THIN: "the page has hardly any text",
    Doubt.SCRIPT_ONLY: "the page is put together by scripts",
    Doubt.PAYWALL: "for subscribers",
    Doubt.LOGIN: "asks for a login",
    Doubt.CONSENT: "asks for consent first",
    Doubt.VIDEO: "a video or recording",
    Doubt.EMBED: "a player or document within the page may have it",
    Doubt.CONTINUES: "the page goes on elsewhere",
    Doubt.NOT_THE_PAGE: "not the page that was cited",
    Doubt.LANGUAGE: "in another language",
    Doubt.PARTLY: "only parts of it stand there",
    Doubt.NOT_OPENED: "a page of this claim could not be read",
    Doubt.COPY: "only an archived copy could be read",
    Doubt.ABOUT: "the link may only be about who spoke",
}
"""Why it cannot be told whether a page has a quotation."""

_WHY_UNCHECKED = {
    Reason.OFFLINE: "--offline",
    Reason.NO_NETWORK: "no network",
    Reason.FILTERED_NETWORK: "filtered network",
    Reason.BUDGET: "time ran out",
    Reason.POLICY: "left out by the configuration",
    Reason.INTERRUPTED: "stopped before the end",
}


REASON_WORDS = {
    Reason.OK: "opens",
    Reason.TRUNCATED: "opens, cut short",
    Reason.MOVED: "opens at another address",
    Reason.MOVED_HOME: "leads to a home page",
    Reason.LOGIN: "asks for a login",
    Reason.CONSENT: "asks for consent first",
    Reason.NOT_FOUND: "page not found",
    Reason.GONE: "page taken down",
    Reason.BAD_REQUEST: "address rejected",
    Reason.NO_SUCH_HOST: "no such site",
    Reason.CONNECTION_REFUSED: "the site accepts no connection",
    Reason.CERTIFICATE_EXPIRED: "certificate expired",
    Reason.CERTIFICATE_SELF_SIGNED: "certificate vouches only for itself",
    Reason.CERTIFICATE_WRONG_HOST: "certificate of another site",
    Reason.REDIRECT_LOOP: "redirects without end",
    Reason.BLOCKED: "turns programs away",
    Reason.BOT_WALL: "turns programs away",
    Reason.PAYWALL: "for subscribers",
    Reason.RATE_LIMITED: "asked too often",
    Reason.TIMEOUT: "no answer in time",
    Reason.RESET: "connection broken off",
    Reason.SERVER_ERROR: "server in trouble",
    Reason.HOST_SILENT: "the site is silent",
    Reason.CERTIFICATE_CHAIN: "certificate of an unknown issuer",
    Reason.PROTOCOL: "answer is not valid HTTP",
    Reason.STATUS: "unusual answer",
    Reason.ROBOTS: "robots.txt forbids it",
    Reason.PRIVATE_ADDRESS: "private address",
    Reason.PORT: "unsafe port",
    Reason.SCHEME: "no web address",
    **_WHY_UNCHECKED,
}
"""Why an address is in the state that it is in, for a table."""


def plural(number: int, one: str, many: str | None = None) -> str:
    """For example "1 claim", "2 claims"."""
    return f"{number} {one if number == 1 else many or one + 's'}"


def listing(parts: Sequence[str], last: str = "and") -> str:
    """For example "a", "a and b", "a, b and c"."""
    if len(parts) < 2:
        return "".join(parts)
    return f"{', '.join(parts[:-1])} {last} {parts[-1]}"


def short_day(day: date) -> str:
    """For example "14 Oct 2022"."""
    return f"{day.day} {_MONTHS[day.month - 1][:3]} {day.year}"


def long_day(day: date, year: bool = True) -> str:
    """For example "13 October 2022", or "13 October"."""
    return f"{day.day} {_MONTHS[day.month - 1]}" + (f" {day.year}" if year else "")


def weekday(day: date) -> str:
    """For example "Tuesday 11 October 2022"."""
    return f"{_WEEKDAYS[day.weekday()]} {long_day(day)}"


def instant(moment: datetime) -> str:
    """A moment for programs (RFC 3339), in UTC to the second: "2022-10-14T12:00:00Z"."""
    return moment.isoformat(timespec="seconds").replace("+00:00", "Z")


def lines(numbers: Sequence[int], open_end: bool = False, unit: str = "line") -> str:
    """For example "line 27", "lines 27 and 29", "lines 27 to 30", "lines 74 and following"."""
    runs: list[list[int]] = []
    for number in numbers:
        if runs and number == runs[-1][-1] + 1:
            runs[-1].append(number)
        else:
            runs.append([number])
    parts = [part for run in runs for part in _run(run)]
    if open_end:
        return f"{unit}s {', '.join(parts)} and following"
    return f"{unit if len(numbers) == 1 else unit + 's'} {listing(parts)}"


def _run(run: list[int]) -> list[str]:
    return [f"{run[0]} to {run[-1]}"] if len(run) > 2 else [str(number) for number in run]


def why_unchecked(reason: Reason) -> str:
    """Why an address was not asked, in two or three words; empty when the reason needs none."""
    return _WHY_UNCHECKED.get(reason, "")


def archive_words(lookup: Lookup, *, written: bool = False) -> str:
    """What the archives hold of an address, or why that is not known, in one sentence without a full stop.

    `written`: the wanted day is not that of publication, but that on which the link was written.
    """
    match lookup.status:
        case ArchiveStatus.ARCHIVED if lookup.memento is not None:
            return f"Archived copy: {_copy(lookup, lookup.memento, written=written)}"
        case ArchiveStatus.ARCHIVED:
            return "Archived copy: date not known"
        case ArchiveStatus.ARCHIVED_REDIRECT:
            return "Archived copy is a redirect" + (f" to {lookup.detail}" if lookup.detail else "")
        case ArchiveStatus.ARCHIVED_ERROR:
            return "Archived only as an error page" + (f" ({lookup.detail})" if lookup.detail else "")
        case ArchiveStatus.ARCHIVED_SOFT404:
            return "Archived copy looks like an error page"
        case ArchiveStatus.EXCLUDED:
            return "The publisher excludes this page from the Wayback Machine"
        case ArchiveStatus.NONE:
            return f"No copy in the Wayback index (asked {short_day(lookup.asked_at.date())})"
        case ArchiveStatus.UNANSWERED if lookup.reason is ArchiveReason.BUDGET:
            return "The archive was not asked in time: not known whether a copy exists, run again"
        case ArchiveStatus.UNANSWERED:
            return "The archive did not answer: not known whether a copy exists"
        case ArchiveStatus.NOT_ASKED:
            return "Archived copies: not looked up"
        case _:
            assert_never(lookup.status)


def _copy(lookup: Lookup, memento: Memento, *, written: bool) -> str:
    words = short_day(memento.captured.date())
    days = lookup.delta_days
    if days is not None:
        event = "the line was written" if written else "publication"
        distance = f"{plural(abs(days), 'day')} {'after' if days > 0 else 'before'} {event}"
        words += f", {distance}" if days else f", on the day {'' if written else 'of '}{event}"
        words += f" (far from {'that day' if written else 'publication date'})" if abs(days) > FAR else ""
    return f"{words} {memento.url}"
