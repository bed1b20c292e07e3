"""What an HTTP exchange brought back, as plain values that no HTTP library's types reach into.

Does no I/O.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from linkaudit.evidence import cookies
from linkaudit.model import Failure, Fetch, Redirect


@dataclass(frozen=True, slots=True)
class Reply:
    """One answer. `headers` have lower-case names, repeated ones joined by a comma.

    `body` is decoded and cut at the caller's cap. `whole` is False when the server broke off before its end.
    """

    status: int
    headers: Mapping[str, str] = field(default_factory=dict)
    body: bytes = b""
    whole: bool = True


@dataclass(frozen=True, slots=True)
class Onward:
    """Where a redirect led to another host, whose turn is for the scheduler to give, and what was met on the way.

    `seen` are the addresses asked so far, each with the cookies that went along: a second time is a circle.
    """

    url: str
    redirects: tuple[Redirect, ...]
    jar: cookies.Jar
    seen: frozenset[tuple[str, cookies.Jar]]


@dataclass(frozen=True, slots=True)
class Attempt:
    """One try at an address, redirects included; with `onward` it ended at the door of another host.

    `retry_after` is the wait (seconds) that the server asked for. `page` is the answer with its body, up to 2 MB,
    only where the caller wanted it.
    """

    fetch: Fetch
    retry_after: float | None = None
    page: Reply | None = None
    onward: Onward | None = None


@dataclass(frozen=True, slots=True)
class NoReply:
    """An exchange that ended before a status arrived; `detail` is one line for `-v`."""

    failure: Failure
    detail: str = ""
