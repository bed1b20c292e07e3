"""Why a link could not be opened, told so that it completes "... leads to" or "... could not be opened".

Does no I/O.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from linkaudit.model import Article, Evidence, Reason, Verdict
from linkaudit.rules.edits import has_copy_beside
from linkaudit.rules.opened import Opened, opened
from linkaudit.rules.wording import status_words
from linkaudit.urls import host_of

CERTIFICATE_REASONS = frozenset(
    {Reason.CERTIFICATE_EXPIRED, Reason.CERTIFICATE_SELF_SIGNED, Reason.CERTIFICATE_WRONG_HOST}
)
WALL_REASONS = frozenset({Reason.BLOCKED, Reason.BOT_WALL, Reason.PAYWALL, Reason.ROBOTS})

_DEAD = {
    Reason.NOT_FOUND: "leads to a page that is gone",
    Reason.GONE: "leads to a page that was taken down",
    Reason.BAD_REQUEST: "leads to an address that its site rejects",
    Reason.NO_SUCH_HOST: "leads to a site that does not exist",
    Reason.CONNECTION_REFUSED: "leads to a site that accepts no connection",
    Reason.REDIRECT_LOOP: "leads in a circle: the site redirects without end",
}
_CERTIFICATE = {
    Reason.CERTIFICATE_EXPIRED: "the security certificate of {host} has expired",
    Reason.CERTIFICATE_SELF_SIGNED: "the security certificate of {host} vouches only for itself",
    Reason.CERTIFICATE_WRONG_HOST: "the security certificate of {host} belongs to another site",
}
_TEMPORARY = {
    Reason.TIMEOUT: "{host} did not answer in time",
    Reason.RESET: "{host} broke off the connection",
    Reason.SERVER_ERROR: "{host} is in trouble",
    Reason.RATE_LIMITED: "{host} was asked too often",
    Reason.HOST_SILENT: "{host} answered none of our requests",
    Reason.CERTIFICATE_CHAIN: "the security certificate of {host} could not be traced to an issuer we know",
    Reason.PROTOCOL: "{host} gave an answer that is not valid HTTP",
    Reason.STATUS: "{host} gave an unusual answer",
}
_WALLS = {
    Reason.BLOCKED: "the site turns robots away",
    Reason.BOT_WALL: "the site turns robots away",
    Reason.PAYWALL: "the page is for subscribers",
    Reason.ROBOTS: "the site's robots.txt forbids it",
}


def dead(article: Article, evidence: Evidence) -> Iterator[Opened]:
    """Every address that a reader provably cannot open, with those of its links that show no copy of it themselves."""
    for link in opened(article, evidence, Verdict.BROKEN):
        archive = link.copy.archive if link.copy is not None else ""
        bare = tuple(each for each in link.links if not has_copy_beside(article, each, archive))
        if bare and link.reason not in CERTIFICATE_REASONS:
            yield replace(link, links=bare)


def death(link: Opened) -> str:
    """The verdict on a link that a reader provably cannot open."""
    words = _DEAD.get(link.reason, "could not be opened, time and again")
    status = link.fetch.status if link.fetch else None
    if link.reason is Reason.NO_SUCH_HOST:
        return f"{link.name} {words} ({host_of(_last(link))})"
    return f"{link.name} {words}" + (f" ({status_words(status)})" if status else "")


def certificate_trouble(link: Opened) -> str:
    return f"{link.name} makes browsers warn: {_CERTIFICATE[link.reason].format(host=host_of(_last(link)))}"


def trouble(link: Opened) -> str:
    """The verdict on a link that may open tomorrow."""
    words = _TEMPORARY.get(link.reason, "{host} could not be reached").format(host=host_of(_last(link)))
    return f"{link.name} could not be opened just now: {words}{_status(link)}"


def wall(link: Opened) -> str:
    """The verdict on a link that may well open for a reader, only not for a program."""
    answered = link.fetch.status if link.fetch else None
    if link.reason is Reason.BLOCKED and answered is not None and answered < 300:
        host = host_of(_last(link))
        return f"{link.name} could not be checked from here: {host} shows programs a page without the post"
    return f"{link.name} could not be opened from here: {_WALLS[link.reason]}{_status(link)}"


def _status(link: Opened) -> str:
    return f" ({link.fetch.status})" if link.fetch and link.fetch.status else ""


def _last(link: Opened) -> str:
    return (link.fetch.final_url if link.fetch else None) or link.url
