"""What the web says: observations of addresses, and what archives answered."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum

from linkaudit.model.pages import PageAnswer, Question


class Verdict(StrEnum):
    ALIVE = "alive"
    BROKEN = "broken"
    UNVERIFIABLE = "unverifiable"
    REFUSED = "refused"
    UNCHECKED = "unchecked"


class Reason(StrEnum):
    """Why a verdict is what it is: a closed list."""

    OK = "ok"
    TRUNCATED = "truncated"
    MOVED = "moved"
    MOVED_HOME = "moved_home"
    LOGIN = "login"
    CONSENT = "consent"

    NOT_FOUND = "not_found"
    GONE = "gone"
    BAD_REQUEST = "bad_request"
    NO_SUCH_HOST = "no_such_host"
    CONNECTION_REFUSED = "connection_refused"
    CERTIFICATE_EXPIRED = "certificate_expired"
    CERTIFICATE_SELF_SIGNED = "certificate_self_signed"
    CERTIFICATE_WRONG_HOST = "certificate_wrong_host"
    REDIRECT_LOOP = "redirect_loop"

    BLOCKED = "blocked"
    BOT_WALL = "bot_wall"
    PAYWALL = "paywall"
    RATE_LIMITED = "rate_limited"
    TIMEOUT = "timeout"
    RESET = "reset"
    SERVER_ERROR = "server_error"
    HOST_SILENT = "host_silent"
    CERTIFICATE_CHAIN = "certificate_chain"
    PROTOCOL = "protocol"
    STATUS = "status"
    ROBOTS = "robots"

    PRIVATE_ADDRESS = "private_address"
    PORT = "port"
    SCHEME = "scheme"

    OFFLINE = "offline"
    NO_NETWORK = "no_network"
    FILTERED_NETWORK = "filtered_network"
    BUDGET = "budget"
    POLICY = "policy"
    INTERRUPTED = "interrupted"


class Failure(StrEnum):
    """Why a request ended without a usable status. What it means for a reader is decided in reach.py."""

    NAME_NOT_FOUND = "name_not_found"
    NAME_TEMPORARY = "name_temporary"
    CONNECTION_REFUSED = "connection_refused"
    UNREACHABLE = "unreachable"
    TIMEOUT = "timeout"
    RESET = "reset"
    PROTOCOL = "protocol"
    REDIRECT_LOOP = "redirect_loop"
    CERTIFICATE_EXPIRED = "certificate_expired"
    CERTIFICATE_SELF_SIGNED = "certificate_self_signed"
    CERTIFICATE_WRONG_HOST = "certificate_wrong_host"
    CERTIFICATE_UNKNOWN_ISSUER = "certificate_unknown_issuer"
    TLS = "tls"
    PRIVATE_ADDRESS = "private_address"
    PORT = "port"
    SCHEME = "scheme"
    HOST_SILENT = "host_silent"
    HOST_WALLED = "host_walled"
    BUDGET = "budget"
    INTERRUPTED = "interrupted"


class Sign(StrEnum):
    """What was recognised in an answer's head or in the part of its body that was read."""

    BOT_WALL = "bot_wall"
    PAYWALL = "paywall"
    LOGIN = "login"
    CONSENT = "consent"
    TRUNCATED = "truncated"
    MISSING = "missing"
    PARKED = "parked"
    HOME = "home"


class Network(StrEnum):
    """What the run learned about the machine's own network."""

    UNKNOWN = "unknown"
    WORKS = "works"
    NONE = "none"
    FILTERED = "filtered"


@dataclass(frozen=True, slots=True)
class Redirect:
    """One hop: the address that answered with a redirect, and the status it gave."""

    url: str
    status: int


@dataclass(frozen=True, slots=True)
class Fetch:
    """One observation of one address. Outcome and provenance only; the verdict is derived by reach.py.

    `observed` is in UTC. `elapsed` is in seconds over all attempts. `status` is the last answer's status, or None.
    `detail` is one line for `-v`, never shown as a verdict. `first_failed` and `failures` are the address's streak of
    failing checks so far, this one included. `etag` and `last_modified` are the answer's own words (RFC 9110, 8.8).
    """

    url: str
    observed: datetime
    status: int | None = None
    failure: Failure | None = None
    final_url: str | None = None
    redirects: tuple[Redirect, ...] = ()
    signs: frozenset[Sign] = frozenset()
    title: str | None = None
    elapsed: float = 0.0
    attempts: int = 1
    detail: str | None = None
    first_failed: datetime | None = None
    failures: int = 0
    etag: str | None = None
    last_modified: str | None = None


class ArchiveStatus(StrEnum):
    ARCHIVED = "archived"
    ARCHIVED_REDIRECT = "archived_redirect"
    ARCHIVED_ERROR = "archived_error"
    ARCHIVED_SOFT404 = "archived_soft404"
    EXCLUDED = "excluded"
    NONE = "none"
    UNANSWERED = "unanswered"
    NOT_ASKED = "not_asked"


class ArchiveReason(StrEnum):
    """Why an archive did not answer, or was not asked."""

    TIMEOUT = "timeout"
    REFUSED = "refused"
    RATE_LIMITED = "rate_limited"
    HTTP_ERROR = "http_5xx"
    BAD_BODY = "bad_body"
    BREAKER = "breaker"
    BUDGET = "budget"
    OFFLINE = "offline"
    PLACEHOLDER = "placeholder"
    SCHEME = "scheme"
    PRIVATE_HOST = "private_host"
    IS_ARCHIVE_LINK = "is_archive_link"
    POLICY = "policy"
    DISABLED = "disabled"


class LookupSource(StrEnum):
    CDX = "cdx"
    AVAILABILITY = "availability"
    TIMEGATE = "timegate"
    CACHE = "cache"


@dataclass(frozen=True, slots=True)
class Memento:
    """An archived copy (RFC 7089): `original` as captured at `captured` (UTC), to be opened at `url`."""

    original: str
    url: str
    captured: datetime
    archive: str = "web.archive.org"


@dataclass(frozen=True, slots=True)
class Lookup:
    """One answer, or silence, of the archives about one address.

    `wanted` is the day whose nearest copy was asked for. `detail` completes the words for an editor (a redirect's
    target, the statuses of error captures). `first` and `last` bound the captures seen.
    """

    url: str
    asked_at: datetime
    status: ArchiveStatus
    reason: ArchiveReason | None = None
    memento: Memento | None = None
    wanted: date | None = None
    verified: str | None = None
    source: LookupSource | None = None
    captures_seen: int = 0
    first: datetime | None = None
    last: datetime | None = None
    detail: str | None = None

    @property
    def delta_days(self) -> int | None:
        """Days from the wanted day to the copy: negative when the copy is older. None when either is unknown."""
        if self.memento is None or self.wanted is None:
            return None
        return (self.memento.captured.date() - self.wanted).days


@dataclass(frozen=True, slots=True)
class Evidence:
    """What is known about the world outside the article. `a | b` joins two, the right one winning.

    `local` maps a local target as written to whether it exists. An address that is absent was not checked:
    `unchecked` says why. `pages` has what was asked of the page at an address, which may be that of an archived copy;
    what is absent was not asked, or the page did not open. `saved` has the quotations that stand in a page which the
    newsroom keeps as a file; the answer's `url` is the file's path. `written` are the addresses of which the copy was
    wanted that lies nearest to the day on which the link's line was written: their article gives none of publication.
    """

    fetches: Mapping[str, Fetch] = field(default_factory=dict)
    lookups: Mapping[str, Lookup] = field(default_factory=dict)
    local: Mapping[str, bool] = field(default_factory=dict)
    network: Network = Network.UNKNOWN
    unchecked: Reason = Reason.OFFLINE
    pages: Mapping[tuple[str, Question], PageAnswer] = field(default_factory=dict)
    saved: Mapping[Question, PageAnswer] = field(default_factory=dict)
    written: frozenset[str] = frozenset()

    def __or__(self, other: Evidence) -> Evidence:
        return Evidence(
            {**self.fetches, **other.fetches},
            {**self.lookups, **other.lookups},
            {**self.local, **other.local},
            other.network if other.network is not Network.UNKNOWN else self.network,
            other.unchecked,
            {**self.pages, **other.pages},
            {**self.saved, **other.saved},
            self.written | other.written,
        )
