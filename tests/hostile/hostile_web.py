"""A web that misbehaves by name: what a case is, where it stands, and how it is asked among links that are in order.

Every case has a host name of its own, so that no case can hide behind another's pace. Sources stand on 127.0.77.0/24,
which the tests allow; the canaries stand on other loopback addresses, on the same ports, and must never be reached.
"""

from __future__ import annotations

import re
import socket
import ssl
from collections.abc import Awaitable, Callable, Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field, replace
from ipaddress import ip_network
from pathlib import Path

import trio
from servers import Answer, Hit, Page, Script, Server, redirect, serving

from linkaudit import reach
from linkaudit.evidence import ArchiveMode, Limits, LiveRequest, gather
from linkaudit.model import Fetch, Network, Reason

SOURCE = "127.0.77.1"
SHARED = tuple(f"127.0.77.{number}" for number in range(200, 216))
"""Further addresses, over which the cases are dealt: what one address serves is asked together at 16 places only."""

CANARIES = ("127.0.99.1", "127.0.0.1", "::1")
ALLOWED = ip_network("127.0.77.0/24")
MOST_BYTES = 4 * 1024 * 1024
"""What one case may send, the kernel's buffers on both sides included; a connection takes at most 512 kB of it."""

LIMITS = Limits(
    timeout=10.0, link_budget=20.0, retries=0, delay=0.0, archive=ArchiveMode.NONE, allow_addresses=(ALLOWED,)
)


@dataclass(frozen=True)
class Case:
    """One misbehaviour. `verdict` is what it must get, as "verdict reason".

    `page` is what "/" of its host answers, `also` what other paths ("/x") and hosts ("other.example/x") do. In `link`
    and in what `to` answers, {host}, {port} and {tls} stand for its host and the ports. `opening` is spoken before
    anything is read. `names` says what its name resolves to (see `resolver`). `waits` marks what gets an answer only
    when its time is up. `asks` is how many requests its host gets; `bytes` bounds what the server could send.
    """

    name: str
    verdict: str
    page: Page = field(default_factory=Answer)
    also: Mapping[str, Page] = field(default_factory=dict)
    link: str = "http://{host}:{port}/"
    opening: Script | None = None
    names: Mapping[str, Sequence[str]] = field(default_factory=dict)
    retries: int = 0
    waits: bool = False
    asks: int | None = None
    bytes: int = MOST_BYTES

    @property
    def host(self) -> str:
        return f"{self.name}.example"

    @property
    def seconds(self) -> float:
        """How long one try may take."""
        return 1.5 if self.waits or self.verdict == "unverifiable timeout" else LIMITS.timeout


def to(location: str | bytes, status: int = 302, *headers: tuple[str, str]) -> Callable[[Hit], Answer]:
    """A page that redirects; {port} is the server's own port, on which the canaries listen as well."""

    def answer(hit: Hit) -> Answer:
        written = location.decode("latin-1") if isinstance(location, bytes) else location
        port = hit.headers["host"].rpartition(":")[2]
        filled = written.replace("{port}", port).replace("{host}", hit.host)
        return replace(redirect(filled, status), headers=(("Location", filled), *headers))

    return answer


def titled(words: str, status: int = 200, *headers: tuple[str, str], rest: str = "<p>Words.</p>") -> Answer:
    return Answer(status, f"<html><head><title>{words}</title></head><body>{rest}</body></html>", headers)


ALIVE_SIBLINGS = tuple(f"good-{number}.example" for number in range(14))
SIBLINGS: Mapping[str, str] = {
    **{f"http://{host}:{{port}}/good": "alive ok" for host in ALIVE_SIBLINGS},
    "https://safe-1.example:{tls}/good": "alive ok",
    "https://safe-2.example:{tls}/good": "alive ok",
    "http://gone-1.example:{port}/gone": "broken not_found",
    "http://gone-2.example:{port}/removed": "broken gone",
    "http://busy.example:{port}/busy": "unverifiable server_error",
    "http://moved.example:{port}/moved": "alive moved",
}
"""Twenty links that are in order, each with the verdict that no neighbour may change."""

SIBLING_PAGES: Mapping[str, Page] = {
    "/good": titled("Good"),
    "/removed": Answer(410),
    "/busy": Answer(503, headers=(("Retry-After", "0"),)),
    "/moved": redirect("/good", 301),
}


@dataclass(frozen=True)
class HostileWeb:
    """The running web: plain and TLS servers on the same addresses, and the names under which cases are asked."""

    plain: Server
    tls: Server
    names: Mapping[str, Sequence[str]]
    authority: Path

    @property
    def limits(self) -> Limits:
        return replace(LIMITS, ca_file=str(self.authority))

    @property
    def canaries_reached(self) -> list[str]:
        reached = self.plain.reached + self.tls.reached
        return [address for address in reached if address in CANARIES]

    def link(self, case: Case) -> str:
        return self.filled(case.link, case.host)

    def filled(self, template: str, host: str = "") -> str:
        return template.format(host=host, port=self.plain.port, tls=self.tls.port)

    @property
    def siblings(self) -> dict[str, str]:
        return {self.filled(link): verdict for link, verdict in SIBLINGS.items()}

    def sent(self, case: Case) -> int:
        """Bytes sent on behalf of a case so far, by its pages or its opening."""
        names = (case.host, *(self.names[case.host] if case.opening else ()))
        return sum(server.sent[name] for server in (self.plain, self.tls) for name in names)

    def asked(self, host: str) -> list[Hit]:
        return [hit for server in (self.plain, self.tls) for hit in server.log if hit.host == host]


@contextmanager
def hostile_web(cases: Sequence[Case], tls: Callable[[ssl.SSLContext], None], authority: Path) -> Iterator[HostileWeb]:
    """The web of all these cases; `tls` completes the server's context with certificates by name."""
    openings = {f"127.0.77.{number}": case for number, case in enumerate((c for c in cases if c.opening), 2)}
    names: dict[str, Sequence[str]] = {"*": [SOURCE]}
    names |= {case.host: [SHARED[number % len(SHARED)]] for number, case in enumerate(cases)}
    names |= {case.host: [address] for address, case in openings.items()}
    for case in cases:
        names |= case.names
    pages = dict(SIBLING_PAGES)
    for case in cases:
        pages[case.host + "/"] = case.page
        pages |= {(case.host if path.startswith("/") else "") + path: page for path, page in case.also.items()}
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    tls(context)
    addresses = [SOURCE, *SHARED, *openings, *(address for address in CANARIES if can_bind(address))]
    with ExitStack() as stack:
        plain = stack.enter_context(serving(pages, addresses))
        secure = stack.enter_context(serving(pages, addresses, context))
        plain.openings = {address: case.opening for address, case in openings.items() if case.opening}
        yield HostileWeb(plain, secure, names, authority)


def can_bind(address: str) -> bool:
    """Whether this machine has the address: some have no IPv6."""
    family = socket.AF_INET6 if ":" in address else socket.AF_INET
    try:
        socket.create_server((address, 0), family=family).close()
    except OSError:
        return False
    return True


def resolver(names: Mapping[str, Sequence[str]]) -> Callable[[str, int], Awaitable[Sequence[str]]]:
    """A stand-in for DNS: addresses by name, "*" for every other name under .example.

    In place of an address: "hang", "missing", "nothing" (no address), "again" (no name server answered), "ill-formed";
    "then" stands between the answers of a name that changes its mind from one look-up to the next.
    """
    asked: dict[str, int] = {}

    async def resolve(host: str, port: int) -> Sequence[str]:
        found = names.get(host) or (names["*"] if host.endswith(".example") else numeric(host))
        turns = [turn.split() for turn in " ".join(found).split(" then ")]
        asked[host] = asked.get(host, -1) + 1
        answer = turns[min(asked[host], len(turns) - 1)]
        match answer:
            case ["hang"]:
                await trio.sleep_forever()
            case ["missing"]:
                raise socket.gaierror(socket.EAI_NONAME, "Name or service not known")
            case ["again"]:
                raise socket.gaierror(socket.EAI_AGAIN, "Temporary failure in name resolution")
            case ["nothing"]:
                return []
            case ["ill-formed"]:
                raise UnicodeError("label too long")
        return answer

    return resolve


def numeric(host: str) -> list[str]:
    try:
        return [str(socket.getaddrinfo(host, 0, flags=socket.AI_NUMERICHOST)[0][4][0])]
    except OSError:
        return ["missing"]


def ask(links: Sequence[str], limits: Limits, names: Mapping[str, Sequence[str]]) -> tuple[dict[str, Fetch], Network]:
    """Ask all at once and wait for everything."""

    async def main() -> tuple[dict[str, Fetch], Network]:
        async with gather(limits, resolve=resolver(names)) as web:
            web.ask(LiveRequest(link) for link in links)
            return {answer.url: answer async for answer in web if isinstance(answer, Fetch)}, web.network

    return trio.run(main)


def judged(fetches: Mapping[str, Fetch], network: Network) -> dict[str, str]:
    return {url: " ".join(reach.verdict(fetch, network, Reason.INTERRUPTED)) for url, fetch in fetches.items()}


def is_harmless(text: str) -> bool:
    """Whether a terminal, a log and a browser show such a text as it is."""
    return text.isprintable() and not re.search(r"[\u200e\u200f\u202a-\u202e\u2066-\u2069]", text)
