"""What an HTTP exchange brought back, as plain values that no HTTP library's types reach into.

Does no I/O.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from linkaudit.model import Failure, Fetch


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
class Attempt:
    """One try at an address, redirects included.

    `retry_after` is the wait (seconds) that the server asked for. `page` is the answer with its body, up to 2 MB,
    only where the caller wanted it.
    """

    fetch: Fetch
    retry_after: float | None = None
    page: Reply | None = None


@dataclass(frozen=True, slots=True)
class NoReply:
    """An exchange that ended before a status arrived; `detail` is one line for `-v`."""

    failure: Failure
    detail: str = ""
