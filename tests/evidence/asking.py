"""Ask, wait for everything, and look at what came: what the tests of the evidence room share."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from ipaddress import ip_network

import trio

from linkaudit.evidence import Answer, Limits, LiveRequest, Request, Web, gather
from linkaudit.evidence.guard import Resolver
from linkaudit.model import Fetch

LOOPBACK = (ip_network("127.0.0.0/8"),)
QUICK = Limits(allow_addresses=LOOPBACK, delay=0.0, retries=0, timeout=5.0, archive_interval=0.0)


def asked(
    requests: Iterable[Request | str], limits: Limits = QUICK, resolve: Resolver | None = None
) -> tuple[dict[str, Fetch], list[Answer], Web]:
    """Ask everything, wait for everything: the fetches by address, all answers in order, and the web they came from."""

    async def main() -> tuple[list[Answer], Web]:
        async with gather(limits, resolve=resolve) as web:
            web.ask([LiveRequest(request) if isinstance(request, str) else request for request in requests])
            return [answer async for answer in web], web

    answers, web = trio.run(main)
    return {answer.url: answer for answer in answers if isinstance(answer, Fetch)}, answers, web


def fetched(url: str, limits: Limits = QUICK, resolve: Resolver | None = None, **changes: object) -> Fetch:
    """The one fetch of one address."""
    return asked([url], replace(limits, **changes), resolve)[0][url]  # type: ignore[arg-type]
