"""One GET at a time, under every guard: the only module that knows httpx.

Laws: nothing of httpx or httpcore leaves this module. Each request has a connection of its own, so that no server can
speak for the next link over a kept-alive one, and a cancelled check cannot wedge the others. What a server does,
however hostile, comes back as a value, never as an exception.
"""

from __future__ import annotations

import re
import ssl
from base64 import b64decode
from collections.abc import AsyncIterable, AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from types import MappingProxyType
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
from linkaudit.evidence.exchange import Attempt, NoReply, Onward, Reply
from linkaudit.evidence.failures import Refused
from linkaudit.evidence.guard import Guard, GuardedBackend
from linkaudit.evidence.limits import Limits
from linkaudit.evidence.wire import CLOSING_SECONDS
from linkaudit.model import Failure, Fetch, Redirect

MOST_HOPS = 10
CONNECT_SECONDS = 5.0
READ_SECONDS = 6.0
PAGE_CAP = 2 * 1024 * 1024
PDF_CAP = 16 * 1024 * 1024
LONGEST_URL = 8192
_ROOM_FOR_HEADS = 256 * 1024
_REDIRECTS = frozenset({301, 302, 303, 307, 308})
_NOT_IN_A_URL = re.compile(rb"[\x00-\x20\x7f]")
_ABSOLUTE = re.compile(r"(?i)https?:(?://|$)")
_NOT_ASCII = re.compile(rb"[^\x00-\x7f]")
_NONE: Mapping[str, str] = MappingProxyType({})
_Connection = httpcore.AsyncConnectionInterface | httpcore.AsyncConnectionPool
_DIALLING = frozenset({Failure.CONNECTION_REFUSED, Failure.NAME_NOT_FOUND, Failure.NAME_TEMPORARY})


class _Transport(httpx.AsyncHTTPTransport):
    """httpx's transport over one connection of our making: its own constructor takes no network backend."""

    def __init__(self, connection: _Connection) -> None:
        self._pool = connection  # type: ignore[assignment]  # a pool of one, as far as a request can tell


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
    sight: page.Sight | None = None
    whole_page: bool = False
    cap: int = PAGE_CAP
    seen: frozenset[tuple[str, cookies.Jar]] = frozenset()
    leaves: bool = False


class Client:
    """Asks addresses. `requests` counts every GET that was sent, redirect hops included."""

    def __init__(self, limits: Limits, guard: Guard, tls: ssl.SSLContext) -> None:
        self._limits = limits
        self._guard = guard
        self._tls = tls
        self._proxy = _proxy(limits.proxy, tls)
        self._usual_headers = _usual_headers(limits)
        self.requests = 0

    async def attempt(
        self,
        url: str,
        seconds: float,
        *,
        after: Onward | None = None,
        whole_page: bool = False,
        cap: int = PAGE_CAP,
    ) -> Attempt:
        """Ask an address as a reader's browser would, within so many seconds; redirects are followed by hand.

        One that leads to another host ends the attempt: the next one goes on from there, `after` it. Of a page only
        the head is read, unless `whole_page` wants its first `cap` bytes.
        """
        trail = _Trail(url, whole_page=whole_page, cap=cap)
        if after is not None:
            trail.url, trail.redirects, trail.jar, trail.seen = after.url, after.redirects, after.jar, after.seen
        started = trio.current_time()
        failure, detail = None, None
        try:
            with trio.fail_after(seconds):
                await self._follow(trail)
        except Exception as error:  # noqa: BLE001  whatever a hostile peer can provoke is an observation
            failure, detail = self._failure(error)
        now = datetime.now(UTC)
        elapsed = trio.current_time() - started
        if trail.leaves:
            hop = Fetch(url, now, trail.redirects[-1].status, None, trail.url, trail.redirects, elapsed=elapsed)
            return Attempt(hop, onward=Onward(trail.url, trail.redirects, trail.jar, trail.seen))
        if trail.answer is None:
            reached = trail.url if trail.redirects else None
            fetch = Fetch(url, now, None, failure, reached, trail.redirects, elapsed=elapsed, detail=detail)
            return Attempt(fetch)
        reply = trail.answer.reply()
        sight = trail.sight or page.look(reply)
        fetch = Fetch(
            url, now, reply.status, final_url=trail.url, redirects=trail.redirects, signs=sight.signs,
            title=sight.title, elapsed=elapsed,
        )  # fmt: skip
        return Attempt(fetch, retry.retry_after(reply.headers.get("retry-after"), now), reply if whole_page else None)

    async def read(
        self,
        url: str,
        seconds: float,
        *,
        cap: int = PAGE_CAP,
        headers: Mapping[str, str] = _NONE,
        form: Mapping[str, str] | None = None,
    ) -> Reply | NoReply:
        """One GET without redirects, its body read to the end or to `cap` bytes: for archives.

        `headers` go beside the usual ones, or in their place. A `form` makes it a POST, which is sent once at most.
        """
        try:
            with trio.fail_after(seconds):
                async with self._get(url, (), seconds, cap, headers, form) as response:
                    answer = _arriving(response, head_only=False, cap=cap)
                    await _receive(response, answer, seconds)
                    return answer.reply()
        except Exception as error:  # noqa: BLE001  as in `attempt`
            failure, detail = self._failure(error)
            return NoReply(failure, detail)

    async def _follow(self, trail: _Trail) -> None:
        while not trail.leaves:
            if (trail.url, trail.jar) in trail.seen or len(trail.redirects) > MOST_HOPS:
                raise Refused(Failure.REDIRECT_LOOP, f"{len(trail.redirects)} redirects, the last to {trail.url}")
            trail.seen |= {(trail.url, trail.jar)}
            status, target = await self._open(trail)
            circles = (target, trail.jar) in trail.seen or len(trail.redirects) == MOST_HOPS
            if target is None or (trail.answer is not None and circles):
                return  # a page that goes round in circles by itself can still be seen
            trail.answer = trail.sight = None
            trail.redirects = (*trail.redirects, Redirect(trail.url, status))
            before, trail.url = trail.url, _admissible(target)
            trail.leaves = urls.host_key(urls.host_of(trail.url)) != urls.host_key(urls.host_of(before))

    async def _open(self, trail: _Trail) -> tuple[int, str | None]:
        """One GET: its status, and where a redirect or the page itself leads on, or None."""
        cap = max(trail.cap, PDF_CAP) if trail.whole_page else HEAD_WIRE_CAP
        async with self._get(trail.url, trail.jar, READ_SECONDS, cap) as response:
            host = urls.host_of(trail.url)
            trail.jar = cookies.keep(trail.jar, host, response.headers.get_list("set-cookie"))
            target = _location(trail.url, response)
            if target is not None:
                return response.status_code, target
            # The status has decided: whatever happens to the body now, this address has answered.
            cap = max(trail.cap, cap_of(_headers(response)))
            trail.answer = _arriving(response, head_only=not trail.whole_page, cap=cap)
            await _receive(response, trail.answer, READ_SECONDS)
        trail.sight = page.look(trail.answer.reply())
        return trail.answer.status, _refreshed(trail.url, trail.sight.refresh)

    @asynccontextmanager
    async def _get(
        self,
        url: str,
        jar: cookies.Jar,
        read_seconds: float,
        cap: int,
        more: Mapping[str, str] = _NONE,
        form: Mapping[str, str] | None = None,
    ) -> AsyncIterator[httpx.Response]:
        parts = urlsplit(url)
        host = urls.host_of(url)
        self._guard.admit(host, parts.port or urls.DEFAULT_PORTS[parts.scheme])
        cookie = cookies.header_for(jar, host, secure=parts.scheme == "https")
        headers = {**self._usual_headers, **({"Cookie": cookie} if cookie else {}), **more}
        connect = min(CONNECT_SECONDS, self._limits.timeout)
        times = {"connect": connect, "read": read_seconds, "write": connect, "pool": connect}
        method = "GET" if form is None else "POST"
        request = httpx.Request(method, url, headers=headers, data=form, extensions={"timeout": times})
        transport = _Transport(self._connection(request.url, cap + _ROOM_FOR_HEADS))
        self.requests += 1
        try:
            yield await transport.handle_async_request(request)
        finally:
            with trio.CancelScope(shield=True, deadline=trio.current_time() + CLOSING_SECONDS):
                await transport.aclose()

    def _connection(self, url: httpx.URL, room: int) -> _Connection:
        backend = GuardedBackend(self._guard, room)
        if self._proxy is None:
            where = httpcore.URL(scheme=url.raw_scheme, host=url.raw_host, port=url.port, target=b"")
            return httpcore.AsyncHTTPConnection(where.origin, ssl_context=self._tls, network_backend=backend)
        return httpcore.AsyncConnectionPool(
            ssl_context=self._tls,
            proxy=self._proxy,
            max_connections=1,
            max_keepalive_connections=0,
            http1=True,
            http2=False,
            network_backend=backend,
        )

    def _failure(self, error: Exception) -> tuple[Failure, str]:
        named, detail = failures.read(error)
        failure = named or _by_type(list(failures.causes(error)))
        # What is dialled is then the proxy: its absence says nothing about the source.
        return Failure.UNREACHABLE if self._proxy and failure in _DIALLING else failure, detail


def user_agent(contact: str | None) -> str:
    """Our name. It must not contain the word "link", at which common server rules answer 403."""
    shown = "".join(char for char in contact or "" if char.isascii() and char.isprintable())
    return f"CitationAudit/{__version__} ({'+' + shown if shown else 'editorial source check'})"


def _usual_headers(limits: Limits) -> dict[str, str]:
    return {
        "User-Agent": user_agent(limits.contact),
        "Accept": "text/html,application/xhtml+xml,*/*;q=0.8",
        "Accept-Language": "en, *;q=0.5",
        "Accept-Encoding": "gzip",
        "Connection": "close",
    }


def tls_context(limits: Limits) -> ssl.SSLContext:
    """Trust in the system's certificates, certifi's, and the user's own."""
    context = ssl.create_default_context()
    _add_missing(context, Path(certifi.where()).read_text("ascii", "replace"))
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


def _add_missing(context: ssl.SSLContext, pem: str) -> None:
    """Trust the certificates of a bundle that are not trusted yet: to load one costs 0.2 ms, and most are."""
    blocks = pem.split(ssl.PEM_HEADER)[1:]
    bundle = [b64decode(block.partition(ssl.PEM_FOOTER)[0]) for block in blocks]
    new = set(bundle) - set(context.get_ca_certs(binary_form=True))
    if new:
        context.load_verify_locations(cadata=b"".join(new))


def _proxy(url: str | None, tls: ssl.SSLContext) -> httpcore.Proxy | None:
    if url is None:
        return None
    parts = urlsplit(url)
    if parts.scheme not in urls.DEFAULT_PORTS or not parts.hostname:
        raise ConfigError(f"--proxy {url}: give an http:// or https:// address")
    port = parts.port or urls.DEFAULT_PORTS[parts.scheme]
    auth = (parts.username, parts.password or "") if parts.username else None
    where = httpcore.URL(scheme=parts.scheme, host=parts.hostname, port=port, target="/")
    return httpcore.Proxy(where, auth=auth, ssl_context=tls if parts.scheme == "https" else None)


def _headers(response: httpx.Response) -> Mapping[str, str]:
    return {name.lower(): value for name, value in response.headers.items()}


def _location(url: str, response: httpx.Response) -> str | None:
    """Where a redirect leads, from the raw bytes of its first Location header; None for any other answer.

    An empty Location leads nowhere, as in browsers. Bytes that are no UTF-8 are kept as they came.
    """
    if response.status_code not in _REDIRECTS:
        return None
    found = next((value for name, value in response.headers.raw if name.lower() == b"location"), b"").strip()
    escaped = _NOT_IN_A_URL.sub(_percent, found)
    try:
        target = escaped.decode("utf-8")
    except UnicodeDecodeError:
        target = _NOT_ASCII.sub(_percent, escaped).decode("ascii")
    return _joined(url, target) if target else None


def _joined(url: str, target: str) -> str:
    # "http://" alone, joined to an address by the standard library, would be that address.
    return target if _ABSOLUTE.match(target) else urljoin(url, target)


def _percent(byte: re.Match[bytes]) -> bytes:
    return f"%{byte[0][0]:02X}".encode()


def _refreshed(url: str, refresh: str | None) -> str | None:
    """Where a page sends its reader on; None when it stays, as it does when the target is no web address."""
    normal = urls.normalise(_joined(url, refresh)) if refresh is not None else None
    return normal[0] if normal is not None else None


def _admissible(target: str) -> str:
    """The normalised address of a redirect's target. Raises Refused for what is no well-formed http(s) address."""
    if len(target) > LONGEST_URL:
        raise Refused(Failure.PROTOCOL, f"a redirect to an address of {len(target)} characters")
    if urlsplit(target).scheme not in urls.DEFAULT_PORTS:
        raise Refused(Failure.SCHEME, f"a redirect to {target[:80]}")
    normal = urls.normalise(target)
    if normal is None:
        raise Refused(Failure.PROTOCOL, f"a redirect to {target[:80]}")
    return normal[0]


def cap_of(headers: Mapping[str, str]) -> int:
    """How many bytes of a whole page are read: of a PDF, most of which is fonts and pictures, more."""
    return PDF_CAP if headers.get("content-type", "").lower().startswith("application/pdf") else PAGE_CAP


def _arriving(response: httpx.Response, *, head_only: bool, cap: int) -> _Arriving:
    headers = _headers(response)
    wire, text = (HEAD_WIRE_CAP, HEAD_TEXT_CAP) if head_only else (cap, cap)
    body = Body(headers, wire_cap=wire, text_cap=text, head_only=head_only)
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
            async for piece in _raw(response):
                enough = enough or body.feed(piece)
                if enough:
                    # Not `break`: it would leave the library's nested generators to the garbage collector.
                    reading.cancel()
    except (httpx.HTTPError, Refused):
        answer.whole = enough and not body.damaged
    else:
        answer.whole = (enough or not reading.cancelled_caught) and not body.damaged


def _raw(response: httpx.Response) -> AsyncIterable[bytes]:
    """The body as it comes over the wire; `aiter_raw` would cut it into pieces and count them."""
    assert isinstance(response.stream, httpx.AsyncByteStream)
    return response.stream


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
