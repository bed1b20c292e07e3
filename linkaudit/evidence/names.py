"""Where hosts stand: each name is looked up once in a run, and the scheduler hears of it before the host is asked.

Laws: what is remembered here is not yet checked; the guard judges an address each time that it is dialled.
"""

from __future__ import annotations

import socket
from collections import defaultdict
from collections.abc import Sequence
from contextlib import suppress
from functools import lru_cache
from ipaddress import ip_address

import trio

from linkaudit.evidence.guard import DNS_SECONDS, Resolver

REMEMBERED_SECONDS = 600.0
_LASTING = frozenset({socket.EAI_NONAME, getattr(socket, "EAI_NODATA", socket.EAI_NONAME)})


class Names:
    """A resolver with a memory. What fails for the moment is not remembered: the next one asks again."""

    def __init__(self, resolve: Resolver) -> None:
        self._resolve = resolve
        self._found: dict[str, tuple[float, Sequence[str] | socket.gaierror]] = {}
        self._locks: dict[str, trio.Lock] = defaultdict(trio.Lock)

    async def resolve(self, host: str, port: int) -> Sequence[str]:
        """The literal addresses of a host, as a `Resolver` gives them."""
        if _is_literal(host):
            return [host]
        async with self._locks[host]:  # whoever asks for the same name waits for the same answer
            known = self._remembered(host)
            if known is None:
                known = await self._look_up(host, port)
        if isinstance(known, socket.gaierror):
            raise socket.gaierror(*known.args)
        return known

    async def locate(self, host: str) -> str | None:
        """Where a host stands: one of its addresses, always the same one. None when that is not to be known."""
        with trio.move_on_after(DNS_SECONDS), suppress(OSError, UnicodeError):
            return min(await self.resolve(host, 443), default=None)
        return None

    def known(self, host: str) -> Sequence[str]:
        """The addresses of a host, without a look-up; none when they are not known, or when there are none."""
        if _is_literal(host):
            return [host]
        known = self._remembered(host)
        return [] if known is None or isinstance(known, socket.gaierror) else known

    def learn(self, host: str, addresses: Sequence[str]) -> None:
        """Remember what another process has looked up."""
        self._found[host] = (trio.current_time() + REMEMBERED_SECONDS, addresses)

    async def _look_up(self, host: str, port: int) -> Sequence[str] | socket.gaierror:
        try:
            addresses = await self._resolve(host, port)
        except socket.gaierror as error:
            if error.errno not in _LASTING:
                raise
            self._found[host] = (trio.current_time() + REMEMBERED_SECONDS, error)
            return error
        self.learn(host, addresses)
        return addresses

    def _remembered(self, host: str) -> Sequence[str] | socket.gaierror | None:
        until, known = self._found.get(host, (0.0, None))
        return known if until > trio.current_time() else None


@lru_cache(maxsize=4096)
def _is_literal(host: str) -> bool:
    try:
        ip_address(host)
    except ValueError:
        return False
    return True
