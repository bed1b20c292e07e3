"""Save Page Now, by which the Wayback Machine takes pages in: what to ask it, and what its answers mean.

Laws: does no I/O. An HTTP status proves nothing: a refusal may come as a 200, an outage as a page of HTML. What cannot
be understood is `NoWord`, and after a submission that means: it may have been taken. The keys are in no repr.
Sources: the service's public API document of October 2025 ("SPN2", V. Banos) and the codes that spn-client 0.4 and
InternetArchiveBot tell apart.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from linkaudit.evidence.archives.captures import is_web_address, time_of
from linkaudit.evidence.archives.playback import Spot
from linkaudit.evidence.archives.wayback import player_of
from linkaudit.evidence.exchange import NoReply, Reply
from linkaudit.model import Failure, Memento
from linkaudit.urls import host_of

UNLESS_YOUNGER = "1d"
"""A page that was captured within this time is not captured again, whoever asks."""

_KEY = re.compile(r"[!-9;-~]{1,128}")  # no blank, no colon, no control character
_JOB = re.compile(r"[A-Za-z0-9_\-]{1,128}")
_CODE = re.compile(r"error:[a-z0-9\-]{1,60}")
_STAMP = re.compile(r"[0-9]{14}")
_NOT_SENT = frozenset(
    {
        Failure.CONNECTION_REFUSED, Failure.NAME_NOT_FOUND, Failure.NAME_TEMPORARY, Failure.CERTIFICATE_EXPIRED,
        Failure.CERTIFICATE_SELF_SIGNED, Failure.CERTIFICATE_WRONG_HOST, Failure.CERTIFICATE_UNKNOWN_ISSUER,
        Failure.PRIVATE_ADDRESS, Failure.PORT, Failure.SCHEME,
    }
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Keys:
    """The pair that archive.org gives to an account. Raises ValueError, which quotes neither, for what is no key."""

    access: str = field(repr=False)
    secret: str = field(repr=False)

    def __post_init__(self) -> None:
        if not (_KEY.fullmatch(self.access) and _KEY.fullmatch(self.secret)):
            raise ValueError("not a pair of keys")

    def headers(self) -> Mapping[str, str]:
        """What goes along with every request, and to the archive alone."""
        return {"Accept": "application/json", "Authorization": f"LOW {self.access}:{self.secret}"}


@dataclass(frozen=True, slots=True)
class Request:
    """What is sent to the archive with the keys: a POST when there is a form."""

    address: str
    form: Mapping[str, str] | None = None


def submission(base: str, url: str) -> Request:
    """Take this page in: only if it answers 200, without the pages that it links to."""
    form = {"url": url, "capture_all": "0", "skip_first_archive": "1", "if_not_archived_within": UNLESS_YOUNGER}
    return Request(f"{base.rstrip('/')}/save", form)


def status(base: str, job: str) -> Request:
    """How far is this job?"""
    return Request(f"{base.rstrip('/')}/save/status/{job}")


def account(base: str) -> Request:
    """How much may this account still submit?"""
    return Request(f"{base.rstrip('/')}/save/status/user")


@dataclass(frozen=True, slots=True)
class Accepted:
    """The page will be taken in; `job` is what to ask after."""

    job: str


@dataclass(frozen=True, slots=True)
class RecentCopy:
    """Nothing was begun, because the archive has a copy that is younger than a day. It does not say which."""


@dataclass(frozen=True, slots=True)
class Working:
    """The job is not done yet."""


@dataclass(frozen=True, slots=True)
class Stored:
    """The job is done, by the archive's own word: nobody has seen the copy yet."""

    spot: Spot
    memento: Memento


@dataclass(frozen=True, slots=True)
class Declined:
    """The archive will not, or could not, take the page in; `code` is its own word for why."""

    code: str


@dataclass(frozen=True, slots=True)
class Barred:
    """The archive turned the request itself away, whatever it was about; `status` is HTTP's."""

    status: int


@dataclass(frozen=True, slots=True)
class NoWord:
    """No answer that can be understood. `sent` is False when the request provably never arrived."""

    sent: bool = True


@dataclass(frozen=True, slots=True)
class Account:
    """How many captures may be started now, and how many more today (None when the archive does not say)."""

    available: int
    left_today: int | None


def read_submission(heard: Reply | NoReply) -> Accepted | RecentCopy | Declined | Barred | NoWord:
    said = _said(heard)
    if not isinstance(said, dict):
        return said
    job = said.get("job_id")
    if isinstance(job, str) and _JOB.fullmatch(job):
        return Accepted(job)
    return RecentCopy() if "same snapshot" in str(said.get("message")) else NoWord()


def read_status(base: str, heard: Reply | NoReply) -> Working | Stored | Declined | Barred | NoWord:
    said = _said(heard)
    if not isinstance(said, dict):
        return said
    if said.get("status") == "pending":
        return Working()
    return (_stored(base, said) if said.get("status") == "success" else None) or NoWord()


def read_account(heard: Reply | NoReply) -> Account | Declined | Barred | NoWord:
    said = _said(heard)
    if not isinstance(said, dict):
        return said
    available, done, limit = (_count(said.get(key)) for key in ("available", "daily_captures", "daily_captures_limit"))
    if available is None:
        return NoWord()
    return Account(available, None if done is None or limit is None else max(limit - done, 0))


def _said(heard: Reply | NoReply) -> dict[str, Any] | Declined | Barred | NoWord:
    """The members of a good answer, or what any other one comes to."""
    if isinstance(heard, NoReply):
        return NoWord(sent=heard.failure not in _NOT_SENT)
    said = _members(heard)
    if said is not None and said.get("status") == "error":
        code = str(said.get("status_ext"))
        return Declined(code if _CODE.fullmatch(code) else "error:unknown")
    if heard.status == 200:
        return said if said is not None else NoWord()
    return Barred(heard.status) if 300 <= heard.status <= 499 else NoWord()


def _members(heard: Reply) -> dict[str, Any] | None:
    try:
        said = json.loads(heard.body) if heard.whole else None
    except (ValueError, RecursionError):
        return None
    return said if isinstance(said, dict) else None


def _stored(base: str, said: Mapping[str, Any]) -> Stored | None:
    stamp, original = said.get("timestamp"), said.get("original_url")
    if not (isinstance(stamp, str) and _STAMP.fullmatch(stamp)) or not isinstance(original, str):
        return None
    captured = time_of(stamp)
    if captured is None or not original.isprintable() or " " in original or not is_web_address(original):
        return None
    spot = Spot(stamp, original)
    return Stored(spot, Memento(original, player_of(base).page(spot), captured, host_of(base)))


def _count(value: object) -> int | None:
    return value if isinstance(value, int) and not isinstance(value, bool) and value >= 0 else None
