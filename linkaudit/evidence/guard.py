"""Where a connection may go: resolve, check every answer, dial the checked address; all in one place.

Laws: a host name is resolved here and nowhere else, and the address that was checked is the one that is dialled, so a
name that resolves differently the second time (DNS rebinding) finds no second time. TLS still names the host.
"""

from __future__ import annotations

import math
import socket
from collections.abc import Awaitable, Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_address, ip_network

import httpcore
import trio

from linkaudit.evidence.failures import Refused
from linkaudit.evidence.wire import dial
from linkaudit.model import Failure

IPAddress = IPv4Address | IPv6Address
IPNetwork = IPv4Network | IPv6Network
Resolver = Callable[[str, int], Awaitable[Sequence[str]]]
"""From a host name and a port to literal addresses; raises OSError (socket.gaierror) when there are none."""

DNS_SECONDS = 5.0
MOST_ADDRESSES = 4
_LOOKUPS_AT_ONCE = 48
_NAT64 = IPv6Network("64:ff9b::/96")
_TRANSLATED = IPv6Network("::ffff:0:0:0/96")
_LOOPBACK_NAME = "localhost"
_NOT_GLOBAL = tuple(ip_network(block) for block in (
    "168.63.129.16/32",  # what runs on Azure asks its host here
    "192.0.0.0/24",  # RFC 6890; a cloud's metadata service is among them
    "192.88.99.0/24",  # RFC 7526
    "64:ff9b:1::/48",  # RFC 8215
    "3fff::/20",  # RFC 9637
    "5f00::/16",  # RFC 9602
))  # fmt: skip
"""Networks that no web site stands in and that the standard library, depending on its age, takes for public."""

_NO_SUCH_NAME = frozenset({socket.EAI_NONAME, getattr(socket, "EAI_NODATA", socket.EAI_NONAME)})

BAD_PORTS = frozenset({
    1, 7, 9, 11, 13, 15, 17, 19, 20, 21, 22, 23, 25, 37, 42, 43, 53, 69, 77, 79, 87, 95, 101, 102, 103, 104, 109, 110,
    111, 113, 115, 117, 119, 123, 135, 137, 139, 143, 161, 179, 389, 427, 465, 512, 513, 514, 515, 526, 530, 531, 532,
    540, 548, 554, 556, 563, 587, 601, 636, 989, 990, 993, 995, 1719, 1720, 1723, 2049, 3659, 4045, 4190, 5060, 5061,
    6000, 6566, 6665, 6666, 6667, 6668, 6669, 6679, 6697, 10080,
})  # fmt: skip
"""Ports that browsers refuse (WHATWG Fetch, "port blocking"): an HTTP request there speaks to some other service."""


def is_open(address: IPAddress, allowed: Iterable[IPNetwork] = ()) -> bool:
    """Whether an address lies on the public internet, or in a network that the user opened.

    An address that carries another one inside (IPv4-mapped, 6to4, Teredo, NAT64) must pass with both.
    """
    return all(_is_public(face) or any(face in network for network in allowed) for face in _faces(address))


def _faces(address: IPAddress) -> Iterator[IPAddress]:
    if isinstance(address, IPv4Address):
        yield address
    elif address.ipv4_mapped is not None:
        yield address.ipv4_mapped
    elif address in _NAT64 or address in _TRANSLATED:
        yield IPv4Address(int(address) & 0xFFFFFFFF)
    else:
        yield address
        if address.sixtofour is not None:
            yield address.sixtofour
        if address.teredo is not None:
            yield from address.teredo


@lru_cache(maxsize=4096)
def _is_public(address: IPAddress) -> bool:
    if isinstance(address, IPv6Address) and (address.scope_id is not None or address.is_site_local):
        return False
    if any(address in network for network in _NOT_GLOBAL):
        return False
    return address.is_global and not (address.is_multicast or address.is_reserved or address.is_unspecified)


def system_resolver() -> Resolver:
    """A resolver over getaddrinfo with threads of its own, so that slow names cannot starve other thread work."""
    limiter = trio.CapacityLimiter(_LOOKUPS_AT_ONCE)

    async def resolve(host: str, port: int) -> Sequence[str]:
        found = await trio.to_thread.run_sync(
            lambda: socket.getaddrinfo(host, port, type=socket.SOCK_STREAM),
            abandon_on_cancel=True,
            limiter=limiter,
        )
        return [_literal(sockaddr) for *_, sockaddr in found]

    return resolve


@lru_cache(maxsize=4096)
def _written_out(host: str) -> tuple[IPAddress, ...]:
    """The address that a host says without any look-up, also in the spellings that C libraries understand.

    "0x7f.1", "2130706433" and "localhost" mean the same to everybody, whoever resolves them: us, or a proxy.
    """
    if host == _LOOPBACK_NAME or host.endswith("." + _LOOPBACK_NAME):
        return (IPv4Address("127.0.0.1"),)
    try:
        return (ip_address(host),)
    except ValueError:
        pass
    try:
        return (IPv4Address(socket.inet_aton(host)),)
    except (OSError, ValueError):
        return ()


def _literal(sockaddr: tuple[str, int] | tuple[str, int, int, int] | tuple[int, bytes]) -> str:
    host = str(sockaddr[0])
    scope = sockaddr[3] if len(sockaddr) == 4 else 0
    return f"{host}%{scope}" if scope and "%" not in host else host


@dataclass(frozen=True, slots=True)
class Guard:
    """The rules of one run. `trusted` are origins (host and port) that the user named: the archive, a proxy."""

    resolve: Resolver
    allowed: tuple[IPNetwork, ...] = ()
    trusted: frozenset[tuple[str, int]] = frozenset()

    def admit(self, host: str, port: int) -> None:
        """Refuse what needs no look-up: ports of other services, and literal private addresses."""
        if (host, port) in self.trusted:
            return
        if port in BAD_PORTS:
            raise Refused(Failure.PORT, f"port {port}")
        self._check(host, _written_out(host))

    async def addresses(self, host: str, port: int) -> list[IPAddress]:
        """The checked addresses of a host. Raises Refused when even one of them is not open, or none is found."""
        try:
            with trio.fail_after(DNS_SECONDS):
                found = [ip_address(literal) for literal in await self.resolve(host, port)]
        except UnicodeError as error:  # an empty or over-long label
            raise Refused(Failure.NAME_NOT_FOUND, f"{host}: no well-formed host name") from error
        except trio.TooSlowError as error:
            raise Refused(Failure.NAME_TEMPORARY, f"{host}: no name server answered in {DNS_SECONDS:g} s") from error
        except OSError as error:
            missing = isinstance(error, socket.gaierror) and error.errno in _NO_SUCH_NAME
            raise Refused(Failure.NAME_NOT_FOUND if missing else Failure.NAME_TEMPORARY, f"{host}: {error}") from error
        if not found:
            raise Refused(Failure.NAME_NOT_FOUND, f"{host}: the name has no address")
        if (host, port) not in self.trusted:
            self._check(host, found)
        return list(dict.fromkeys(found))

    def _check(self, host: str, found: Iterable[IPAddress]) -> None:
        for address in found:
            if not is_open(address, self.allowed):
                raise Refused(Failure.PRIVATE_ADDRESS, f"{host} is {address}")


class GuardedBackend(httpcore.AsyncNetworkBackend):
    """Dials what the guard lets through, by its literal address; a connection takes at most `room` bytes."""

    def __init__(self, guard: Guard, room: int) -> None:
        self._guard = guard
        self._room = room

    async def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,  # noqa: ASYNC109  httpcore's signature
        local_address: str | None = None,  # noqa: ARG002  as above; nobody here asks for it
        socket_options: Iterable[httpcore.SOCKET_OPTION] | None = None,  # noqa: ARG002  as above
    ) -> httpcore.AsyncNetworkStream:
        """A connection to the first checked address that answers. Raises Refused, or httpcore's ConnectError."""
        self._guard.admit(host, port)
        candidates = (await self._guard.addresses(host, port))[:MOST_ADDRESSES]
        ends = trio.current_time() + (math.inf if timeout is None else timeout)
        for number, address in enumerate(candidates, 1):
            # A silent address must not eat the time of the ones after it.
            share = (ends - trio.current_time()) / (len(candidates) - number + 1)
            try:
                return await dial(str(address), port, share, self._room)
            except (httpcore.ConnectError, httpcore.ConnectTimeout):
                if number == len(candidates):
                    raise
        raise Refused(Failure.NAME_NOT_FOUND, host)
