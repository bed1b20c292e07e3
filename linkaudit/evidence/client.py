"""One GET at a time, under every guard: the only module that knows httpx.

Laws: nothing of httpx or httpcore leaves this module. Each check has a pool of its own, so that no server can speak
for the next link over a kept-alive connection, and a cancelled check cannot wedge the others. What a server does,
however hostile, comes back as a value, never as an exception.
"""

from __future__ import annotations

import re
import ssl
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from urllib.parse import urljoin, urlsplit

import certifi
import h11
import httpcore
import httpx
import trio

from linkaudit import __version__, urls
from linkaudit.errors import ConfigError
from linkaudit.evidence import cookies, failures, page, retry
from linkaudit.evidence.body import HEAD_TEXT_CAP, HEAD_WIRE_CAP, Body
from linkaudit.evidence.exchange import Attempt, NoReply, Reply
from linkaudit.evidence.failures import Refused
from linkaudit.evidence.guard import Guard, GuardedBackend
from linkaudit.evidence.limits import Limits
from linkaudit.model import Failure, Fetch, Redirect

MOST_HOPS = 10
CONNECT_SECONDS = 5.0
READ_SECONDS = 6.0
INDEX_CAP = 2 * 1024 * 1024
_CLOSING_SECONDS = 1.0
_REDIRECTS = frozenset({301, 302, 303, 307, 308})
_NOT_IN_A_URL = re.compile(rb"[^\x21-\x7e]")


class _Transport(httpx.AsyncHTTPTransport):
    """httpx's transport over a pool of our making: its own constructor takes no network backend."""

    def __init__(self, pool: httpcore.AsyncConnectionPool) -> None:
        self._pool = pool


@dataclass(slots=True)
class _Arriving:
    """An answer whose status is in and whose body may still be on its way."""

    status: int
    headers: Mapping[str, str]
    body: Body
    whole: bool = False

    def reply(self) -> Reply:
        return Reply(self.status, self.headers, self.body.text(), self.whole)


@dataclass(slots=True)
class _Trail:
    """How far one attempt came; kept apart from the coroutine so that a time-out finds it."""

    url: str
    redirects: tuple[Redirect, ...] = ()
    jar: cookies.Jar = ()
    answer: _Arriving | None = None


class Client:
    """Asks addresses. `requests` counts every GET that was sent, redirect hops included."""

    def __init__(self, limits: Limits, guard: Guard, tls: ssl.SSLContext) -> None:
        self._limits = limits
        self._guard = guard
        self._tls = tls
        self._proxy = _proxy(limits.proxy)
        self._agent = user_agent(limits.contact)
        self.requests = 0

    async def attempt(self, url: str, seconds: float) -> Attempt:
        """Ask an address as a reader's browser would, within so many seconds; redirects are followed by hand."""
        trail = _Trail(url)
        started = trio.current_time()
        failure, detail = None, None
        try:
            with trio.fail_after(seconds):
                await self._follow(trail)
        except Exception as error:  # noqa: BLE001  whatever a hostile peer can provoke is an observation
            failure, detail = _failure(error)
        now = datetime.now(UTC)
        elapsed = trio.current_time() - started
        if trail.answer is None:
            fetch = Fetch(url, now, failure=failure, redirects=trail.redirects, elapsed=elapsed, detail=detail)
            return Attempt(fetch)
        sight = page.look(trail.answer.reply())
        fetch = Fetch(
            url, now, trail.answer.status, final_url=trail.url, redirects=trail.redirects, signs=sight.signs,
            title=sight.title, elapsed=elapsed,
        )  # fmt: skip
        return Attempt(fetch, retry.retry_after(trail.answer.headers.get("retry-after"), now))

    async def read(self, url: str, seconds: float) -> Reply | NoReply:
        """One GET without redirects, its body read to the end or to 2 MB: for the indexes of archives."""
        try:
            with trio.fail_after(seconds):
                async with self._get(url, (), seconds) as response:
                    answer = _arriving(response, wire_cap=INDEX_CAP, text_cap=INDEX_CAP, head_only=False)
                    await _receive(response, answer, seconds)
                    return answer.reply()
        except Exception as error:  # noqa: BLE001  as in `attempt`
            failure, detail = _failure(error)
            return NoReply(failure, detail)

    async def _follow(self, trail: _Trail) -> None:
        seen: set[tuple[str, cookies.Jar]] = set()
        while True:
            if (trail.url, trail.jar) in seen or len(trail.redirects) > MOST_HOPS:
                raise Refused(Failure.REDIRECT_LOOP, f"{len(trail.redirects)} redirects, the last to {trail.url}")
            seen.add((trail.url, trail.jar))
            host = urls.host_of(trail.url)
            async with self._get(trail.url, trail.jar, READ_SECONDS) as response:
                target = _location(trail.url, response)
                if target is None:
                    # The status has decided: whatever happens to the body now, this address has answered.
                    trail.answer = _arriving(response, wire_cap=HEAD_WIRE_CAP, text_cap=HEAD_TEXT_CAP, head_only=True)
                    await _receive(response, trail.answer, READ_SECONDS)
                    return
                trail.jar = cookies.keep(trail.jar, host, response.headers.get_list("set-cookie"))
                trail.redirects = (*trail.redirects, Redirect(trail.url, response.status_code))
            trail.url = _admissible(target)

    @asynccontextmanager
    async def _get(self, url: str, jar: cookies.Jar, read_seconds: float) -> AsyncIterator[httpx.Response]:
        parts = urlsplit(url)
        host = urls.host_of(url)
        self._guard.admit(host, parts.port or urls.DEFAULT_PORTS[parts.scheme])
        cookie = cookies.header_for(jar, host, secure=parts.scheme == "https")
        headers = self._usual_headers | ({"Cookie": cookie} if cookie else {})
        connect = min(CONNECT_SECONDS, self._limits.timeout)
        times = {"connect": connect, "read": read_seconds, "write": connect, "pool": connect}
        request = httpx.Request("GET", url, headers=headers, extensions={"timeout": times})
        transport = _Transport(self._pool())
        self.requests += 1
        try:
            yield await transport.handle_async_request(request)
        finally:
            with trio.CancelScope(shield=True, deadline=trio.current_time() + _CLOSING_SECONDS):
                await transport.aclose()

    @property
    def _usual_headers(self) -> dict[str, str]:
        return {
            "User-Agent": self._agent,
            "Accept": "text/html,application/xhtml+xml,*/*;q=0.8",
            "Accept-Language": "en, *;q=0.5",
            "Accept-Encoding": "gzip",
            "Connection": "close",
        }

    def _pool(self) -> httpcore.AsyncConnectionPool:
        return httpcore.AsyncConnectionPool(
            ssl_context=self._tls,
            proxy=self._proxy,
            max_connections=1,
            max_keepalive_connections=0,
            http1=True,
            http2=False,
            network_backend=GuardedBackend(self._guard),
        )


def user_agent(contact: str | None) -> str:
    """Our name. It must not contain the word "link", at which common server rules answer 403."""
    shown = "".join(char for char in contact or "" if char.isascii() and char.isprintable())
    return f"CitationAudit/{__version__} ({'+' + shown if shown else 'editorial source check'})"


def tls_context(limits: Limits) -> ssl.SSLContext:
    """Trust in the system's certificates, certifi's, and the user's own."""
    context = ssl.create_default_context()
    context.load_verify_locations(certifi.where())
    # Python 3.13 refuses certificate authorities that browsers accept (no key usage, no key identifier).
    context.verify_flags &= ~ssl.VERIFY_X509_STRICT
    if limits.ca_file is not None:
        try:
            context.load_verify_locations(limits.ca_file)
        except (OSError, ssl.SSLError) as error:
            raise ConfigError(f"{limits.ca_file}: no certificates can be read (--ca-file wants PEM)") from error
    if limits.insecure:
        context.check_hostname = False
        context.verify_mode = ssl.CERT_NONE
    return context


def _proxy(url: str | None) -> httpcore.Proxy | None:
    if url is None:
        return None
    parts = urlsplit(url)
    if parts.scheme not in urls.DEFAULT_PORTS or not parts.hostname:
        raise ConfigError(f"--proxy {url}: give an http:// or https:// address")
    port = parts.port or urls.DEFAULT_PORTS[parts.scheme]
    auth = (parts.username, parts.password or "") if parts.username else None
    return httpcore.Proxy(httpcore.URL(scheme=parts.scheme, host=parts.hostname, port=port, target="/"), auth=auth)


def _headers(response: httpx.Response) -> Mapping[str, str]:
    return {name.lower(): value for name, value in response.headers.items()}


def _location(url: str, response: httpx.Response) -> str | None:
    """Where a redirect leads, from the raw bytes of its first Location header; None for any other answer."""
    if response.status_code not in _REDIRECTS:
        return None
    found = next((value for name, value in response.headers.raw if name.lower() == b"location"), None)
    if found is None:
        return None
    escaped = _NOT_IN_A_URL.sub(lambda byte: f"%{byte[0][0]:02X}".encode(), found.strip())
    return urljoin(url, escaped.decode("ascii"))


def _admissible(target: str) -> str:
    """The normalised address of a redirect's target. Raises Refused for what is no well-formed http(s) address."""
    if urlsplit(target).scheme not in urls.DEFAULT_PORTS:
        raise Refused(Failure.SCHEME, f"a redirect to {target[:80]}")
    normal = urls.normalise(target)
    if normal is None:
        raise Refused(Failure.PROTOCOL, f"a redirect to {target[:80]}")
    return normal[0]


def _arriving(response: httpx.Response, *, wire_cap: int, text_cap: int, head_only: bool) -> _Arriving:
    headers = _headers(response)
    body = Body(headers, wire_cap=wire_cap, text_cap=text_cap, head_only=head_only)
    return _Arriving(response.status_code, headers, body)


async def _receive(response: httpx.Response, answer: _Arriving, seconds: float) -> None:
    """Read as much of the body as is wanted; of what is no page, nothing."""
    body = answer.body
    if not body.readable or (body.head_only and not page.is_html(answer.headers)):
        answer.whole = True
        return
    enough = False
    try:
        with trio.move_on_after(seconds) as reading:
            async for piece in response.aiter_raw():
                enough = enough or body.feed(piece)
                if enough:
                    # Not `break`: it would leave the library's nested generators to the garbage collector.
                    reading.cancel()
    except httpx.HTTPError:
        answer.whole = enough and not body.damaged
    else:
        answer.whole = (enough or not reading.cancelled_caught) and not body.damaged


def _failure(error: Exception) -> tuple[Failure, str]:
    named, detail = failures.read(error)
    return named or _by_type(list(failures.causes(error))), detail


def _by_type(chain: list[BaseException]) -> Failure:
    if any(isinstance(link, httpx.TimeoutException | trio.TooSlowError) for link in chain):
        return Failure.TIMEOUT
    if any(isinstance(link, h11.RemoteProtocolError | h11.LocalProtocolError) for link in chain):
        return Failure.PROTOCOL
    if any(isinstance(link, httpx.ProxyError) for link in chain):
        return Failure.UNREACHABLE
    if any(isinstance(link, httpx.NetworkError | httpx.RemoteProtocolError) for link in chain):
        return Failure.RESET  # the peer hung up before it said anything
    return Failure.PROTOCOL
