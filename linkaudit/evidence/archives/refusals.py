"""What an archive's reason for not saving a page means for an editor, and what to do next.

Laws: does no I/O. A code that is not known is a hiccup and never final.
Sources: the codes of Save Page Now's public API document (October 2025), classed as spn-client 0.4 and
InternetArchiveBot class them.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import assert_never

COPY_IS_ERROR = "copy:error"
COPY_IS_ELSEWHERE = "copy:elsewhere"
COPY_IS_EXCLUDED = "copy:excluded"
NOT_SENT = "not-sent"
WANT_OTHER_KEYS = frozenset({"http:401", "http:403"})


class Fault(StrEnum):
    """Whose it is that a page was not saved."""

    PAGE = "page"
    TIME = "time"
    OURS = "ours"
    ARCHIVE = "archive"


@dataclass(frozen=True, slots=True)
class Refusal:
    """`words` say why in one clause. One that `stops` holds for whatever is asked next."""

    fault: Fault
    words: str
    stops: bool = False

    @property
    def is_final(self) -> bool:
        """Whether the same page would be refused again."""
        return self.fault in (Fault.PAGE, Fault.OURS) and not self.stops


_PAGE = {
    "blocked": "the site turns the archive away",
    "blocked-url": "the archive takes nothing from this address: it is on a list of trackers",
    "filesize-limit": "the page is larger than the archive takes (2 GB)",
    "ftp-access-denied": "the server turns the archive away",
    "http-version-not-supported": "the site does not speak with the archive (505)",
    "invalid-host-resolution": "the archive does not find the site's host",
    "method-not-allowed": "the site turns the archive away (405)",
    "no-access": "the site turns the archive away (403)",
    "not-found": "the archive was told that there is no such page (404)",
    "not-implemented": "the site does not speak with the archive (501)",
    "too-many-redirects": "the page sends the archive round in circles",
    "unauthorized": "the page asks for a password (401)",
}
_TIME = {
    "bad-gateway": "the site is in trouble (502)",
    "browsing-timeout": "the page took too long to open",
    "cannot-fetch": "the archive could not fetch the page just now",
    "gateway-timeout": "the site did not answer the archive in time (504)",
    "invalid-server-response": "the site's answer could not be read",
    "network-authentication-required": "a network stood between the archive and the site (511)",
    "no-captures": "nothing was captured",
    "protocol-error": "the connection to the site broke off",
    "read-timeout": "the site did not answer the archive in time",
    "service-unavailable": "the site is in trouble (503)",
    "soft-time-limit-exceeded": "the page took too long to save",
    "too-many-daily-captures": "it was saved too often today",
}
_ARCHIVE = {
    "capture-location-error": "the archive lost the copy on its way in",
    "celery": "the archive could not begin",
    "internal-server-error": "the archive is in trouble",
    "job-failed": "the archive is in trouble",
    "no-browsers-available": "the archive is too busy",
    "proxy-error": "the archive is in trouble",
}
_STOPS = {
    "bandwidth-limit-exceeded": "the archive takes no more from this site for now",
    "max-daily-bandwidth": "the archive takes no more today",
    "max-daily-bandwidth-from-host": "the archive takes no more from this site today",
    "max-daily-bandwidth-from-ip": "the archive takes no more from here today",
    "too-many-requests": "the archive was asked too often",
    "user-session-limit": "as many pages of this account are being saved as the archive allows",
}
_KNOWN = {
    **{f"error:{code}": Refusal(Fault.PAGE, words) for code, words in _PAGE.items()},
    **{f"error:{code}": Refusal(Fault.TIME, words) for code, words in _TIME.items()},
    **{f"error:{code}": Refusal(Fault.ARCHIVE, words) for code, words in _ARCHIVE.items()},
    **{f"error:{code}": Refusal(Fault.TIME, words, stops=True) for code, words in _STOPS.items()},
    "error:bad-request": Refusal(Fault.OURS, "the archive cannot read this address"),
    "error:invalid-url-syntax": Refusal(Fault.OURS, "the archive cannot read this address"),
    "error:blocked-client-ip": Refusal(Fault.OURS, "the archive takes nothing from this network", stops=True),
    COPY_IS_ERROR: Refusal(Fault.TIME, "what the archive saved is an error page"),
    COPY_IS_ELSEWHERE: Refusal(Fault.TIME, "what the archive saved is another page, to which it was sent on"),
    COPY_IS_EXCLUDED: Refusal(Fault.PAGE, "the publisher keeps this page out of the archive"),
    NOT_SENT: Refusal(Fault.ARCHIVE, "the archive could not be reached", stops=True),
    **{code: Refusal(Fault.OURS, "the archive did not accept the keys", stops=True) for code in WANT_OTHER_KEYS},
    "http:429": Refusal(Fault.TIME, "the archive was asked too often", stops=True),
}


def refusal(code: str | None) -> Refusal:
    """What a code means: the archive's own ("error:not-found"), an HTTP status ("http:429") or one of ours."""
    if code in _KNOWN:
        return _KNOWN[code]
    kind, _, name = (code or "").partition(":")
    if kind == "http":
        return Refusal(Fault.ARCHIVE, f"the archive answered {name}", stops=True)
    return Refusal(Fault.TIME, f"the archive gave a reason that is not known here ({name or 'none'})")


def advice(found: Refusal) -> str:
    """What to do next, as an order."""
    match found.fault:
        case Fault.PAGE:
            return "keep a copy of your own, or cite a page that can be saved"
        case Fault.TIME | Fault.ARCHIVE if found.stops:
            return "run linkaudit save again tomorrow"
        case Fault.TIME:
            return "run linkaudit save again later today or tomorrow"
        case Fault.ARCHIVE:
            return "nothing is wrong with the page: run linkaudit save again in some hours"
        case Fault.OURS if found.stops:
            return "check the keys (archive.org/account/s3.php), or save from another network"
        case Fault.OURS:
            return "check the address in the article"
        case _:
            assert_never(found.fault)
