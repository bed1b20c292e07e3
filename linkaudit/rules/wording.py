"""How a rule speaks of links, dates and statuses: plain words for an editor.

Does no I/O.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from http import HTTPStatus

from linkaudit.model import Link, LinkForm

_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")


def folded(text: str) -> str:
    """The text on one line, every run of white space one blank."""
    return " ".join(text.split())


def clipped(text: str, room: int) -> str:
    """At most `room` code points of the text, cut after a word where there is one."""
    if len(text) <= room:
        return text
    head = text[: room - 2]
    return (head.rpartition(" ")[0] or head) + " ..."


def quoted(text: str) -> str:
    """The words in quotation marks, short enough for a message, marks inside them made single."""
    return '"' + clipped(folded(text).replace('"', "'"), 60) + '"'


def named(link: Link) -> str:
    """What to call a link in a message."""
    picture = link.form is LinkForm.IMAGE
    if not link.text.strip():
        return "a picture" if picture else "a link without words"
    return ("the picture " if picture else "") + quoted(link.text)


def listed(links: Sequence[Link], room: int = 3) -> str:
    """The links by name, with an ellipsis for what is beyond `room`."""
    names = [named(link) for link in links[:room]]
    return ", ".join([*names, "..."] if len(links) > room else names)


def day(when: date) -> str:
    """A date as a reader writes it: 14 Oct 2022, whatever the locale."""
    return f"{when.day} {_MONTHS[when.month - 1]} {when.year}"


PUBLISHED = ("the day of publication", "publication")
WRITTEN = ("the day on which the line was written", "the line was written")


def apart(when: date, then: date, event: tuple[str, str] = PUBLISHED) -> str:
    """How far a day is from another one, which is that of publication, in words."""
    that_day, name = event
    days = (when - then).days
    if days == 0:
        return that_day
    side = "after" if days > 0 else "before"
    return f"{abs(days)} {'day' if abs(days) == 1 else 'days'} {side} {name}"


def status_words(status: int) -> str:
    """A status with the name that HTTP gives it (RFC 9110), where it has one."""
    try:
        return f"{status} {HTTPStatus(status).phrase}"
    except ValueError:
        return str(status)
