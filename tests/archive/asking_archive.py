"""Look-ups through the whole evidence room, against the archive of the tests."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import date
from ipaddress import ip_network

import trio
from captures import SITE
from wayback_front import Front

from linkaudit.evidence import ArchiveRequest, Limits, gather
from linkaudit.model import Lookup
from linkaudit.report.words import archive_words

PUBLISHED = date(2022, 10, 13)


def limits_for(front: Front, **changes: object) -> Limits:
    """Limits that name the front as the Wayback Machine and wait for nothing but what a test sets."""
    limits = Limits(
        archive_url=front.url,
        archive_interval=0.0,
        archive_playback_interval=0.0,
        archive_timeout=5.0,
        allow_addresses=(ip_network("127.0.0.0/8"),),
    )
    return replace(limits, **changes)  # type: ignore[arg-type]


def look_ups(requests: Iterable[ArchiveRequest], limits: Limits) -> list[Lookup]:
    """The answers in the order in which they came."""

    async def main() -> list[Lookup]:
        async with gather(limits) as web:
            web.ask(requests)
            return [answer async for answer in web if isinstance(answer, Lookup)]

    return trio.run(main)


def look_up(front: Front, path: str, wanted: date | None = PUBLISHED, **changes: object) -> Lookup:
    url = path if path.startswith("http") else SITE + path
    [found] = look_ups([ArchiveRequest(url, wanted, verify=True)], limits_for(front, **changes))
    return found


def words(front: Front, lookup: Lookup) -> str:
    """What an editor reads, with the front under the live archive's name."""
    return archive_words(lookup).replace(front.url, "https://web.archive.org")
