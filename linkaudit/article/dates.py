"""Dates in an article: the days it names, and the days that its weekdays mean. Does no I/O."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date, timedelta
from typing import NamedTuple

_MONTHS = (
    "january", "february", "march", "april", "may", "june",
    "july", "august", "september", "october", "november", "december",
)  # fmt: skip
_WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")

_MONTH = (
    r"(?P<month>Jan(?:uary)?|Feb(?:ruary)?|Mar(?:ch)?|Apr(?:il)?|May|June?|July?|Aug(?:ust)?"
    r"|Sept?(?:ember)?|Oct(?:ober)?|Nov(?:ember)?|Dec(?:ember)?)\.?"
)
_FULL = (
    re.compile(rf"\b{_MONTH}\s+(?P<day>\d{{1,2}})(?:st|nd|rd|th)?,?\s+(?P<year>(?:19|20)\d\d)\b"),
    re.compile(rf"\b(?P<day>\d{{1,2}})(?:st|nd|rd|th)?(?:\s+of)?\s+{_MONTH},?\s+(?P<year>(?:19|20)\d\d)\b"),
    re.compile(r"\b(?P<year>(?:19|20)\d\d)-(?P<month>\d\d)-(?P<day>\d\d)(?!\d)"),
)
_RELATIVE = re.compile(
    rf"""(?x) \b(?:(?:after|since|following)\s+(?:the\s+)?)?(?:
        (?P<skip>next|coming|every|each|past)\s+(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day |
        (?P<last>last\s+)?(?P<weekday>(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day)(?![\w-]|\s+\w+'s\s+Night) |
        (?P<yesterday>[Yy]esterday) |
        {_MONTH}\s+(?P<day>\d{{1,2}})(?:st|nd|rd|th)?\b(?!,?\s+\d{{4}})
    )"""
)
_YEAR = re.compile(r"(?:19|20)\d\d")
_NEWEST = 2100


class DateWords(NamedTuple):
    """A day named at `start` to `end` of a text."""

    start: int
    end: int
    day: date


def parse_date(text: str) -> date | None:
    """The first full date in `text`, in the forms that front matter and datelines use."""
    return next((found.day for found in full_dates(text)), None)


def full_dates(text: str) -> list[DateWords]:
    """Every date with day, month and year, in order."""
    if _YEAR.search(text) is None:
        return []
    found = (
        DateWords(*match.span(), day)
        for pattern in _FULL
        for match in pattern.finditer(text)
        if (day := _day(match["year"], match["month"], match["day"])) is not None
    )
    return sorted(found)


def relative_dates(text: str, published: date) -> Iterator[DateWords]:
    """Weekdays, "yesterday" and dates without a year, read as the last such day up to `published`.

    "After" and its like are part of the words: what follows them happened on that day, the source came later.
    """
    for match in _RELATIVE.finditer(text):
        if match["skip"]:
            continue
        if match["weekday"]:
            back = (published.weekday() - _WEEKDAYS.index(match["weekday"].lower())) % 7
            if match["last"] and back == 0:
                back = 7
            yield DateWords(*match.span(), published - timedelta(days=back))
        elif match["yesterday"]:
            yield DateWords(*match.span(), published - timedelta(days=1))
        else:
            day = _day(str(published.year), match["month"], match["day"])
            if day is not None and day > published:
                day = _day(str(published.year - 1), match["month"], match["day"])
            if day is not None:
                yield DateWords(*match.span(), day)


def _day(year: str, month: str, day: str) -> date | None:
    number = int(month) if month.isdigit() else _month_number(month)
    try:
        found = date(int(year), number, int(day))
    except ValueError:
        return None
    return found if found.year < _NEWEST else None


def _month_number(name: str) -> int:
    short = name.lower()[:3]
    return next(number for number, month in enumerate(_MONTHS, 1) if month.startswith(short))
