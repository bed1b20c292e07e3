"""Redirects: to private addresses in every spelling, to what is no web page, in circles, to other places of a site."""

from __future__ import annotations

from collections.abc import Iterator

from hostile_web import CANARIES, Case, to
from servers import Answer, Hit, drip, gzipped, hang, raw, redirect

PRIVATE = "refused private_address"
NOWHERE = "unverifiable protocol"

SPELLINGS = {
    "dotted": "127.0.99.1",
    "decimal": "2130731777",
    "hex": "0x7f006301",
    "hex-in-capitals": "0X7F006301",
    "octal": "017700061401",
    "dotted-hex": "0x7f.0x0.0x63.0x1",
    "dotted-octal": "0177.0.0143.01",
    "mixed-bases": "0177.0x0.25345",
    "two-parts": "127.25345",
    "three-parts": "127.0.25345",
    "trailing-dot": "127.0.99.1.",
    "mapped": "[::ffff:127.0.99.1]",
    "mapped-in-hex": "[::ffff:7f00:6301]",
    "mapped-in-full": "[0:0:0:0:0:FFFF:7F00:6301]",
    "compatible": "[::127.0.99.1]",
    "translated": "[::ffff:0:7f00:6301]",
    "6to4": "[2002:7f00:6301::1]",
    "teredo-client": "[2001:0:808:808:0:0:80ff:9cfe]",
    "teredo-server": "[2001:0:7f00:6301::1]",
    "nat64": "[64:ff9b::7f00:6301]",
    "nat64-dotted": "[64:ff9b::127.0.99.1]",
    "nat64-local": "[64:ff9b:1::7f00:6301]",
    "ipv6-loopback": "[::1]",
    "ipv6-anywhere": "[::]",
    "link-local": "[fe80::1]",
    "unique-local": "[fd12:3456::1]",
    "site-local": "[fec0::1]",
    "ipv6-multicast": "[ff02::1]",
    "scope": "[fe80::1%25eth0]",
    "scope-bare": "[fe80::1%1]",
    "documentation": "[2001:db8::1]",
    "this-machine": "127.1",
    "zero": "0",
    "this-network": "0.0.0.0",
    "ten": "10.1.2.3",
    "seventeen": "172.16.5.4",
    "ninety-two": "192.168.1.1",
    "shared": "100.64.0.1",
    "broadcast": "255.255.255.255",
    "multicast": "224.0.0.251",
    "reserved": "240.0.0.1",
    "benchmark": "198.18.0.1",
    "metadata": "169.254.169.254",
    "metadata-in-decimal": "2852039166",
    "metadata-alibaba": "100.100.100.200",
    "metadata-oracle": "192.0.0.192",
    "metadata-azure": "168.63.129.16",
    "metadata-aws-ipv6": "[fd00:ec2::254]",
    "localhost": "localhost",
    "localhost-in-capitals": "LOCALHOST",
    "localhost-dot": "localhost.",
    "localhost-below": "canary.localhost",
    "name": "inside.example",
    "name-with-two-answers": "split.example",
    "name-with-its-address": "127.0.99.1.nip.example",
    "name-that-is-ipv6": "inside6.example",
    "user": "good-1.example@127.0.99.1",
    "user-and-port": "good-1.example:80@127.0.99.1",
    "user-with-a-slash-escaped": "good-1.example%2F@127.0.99.1",
    "backslash": "good-1.example\\@127.0.99.1",
    "full-width-digits": "１２７.０.９９.１",
    "ideographic-dots": "127。0。99。1",
    "circled-digits": "①②⑦.⓪.⑨⑨.①",
    "mathematical-digits": "𝟏𝟐𝟕.𝟎.𝟗𝟗.𝟏",
}  # fmt: skip

NAMES = {
    "localhost": list(CANARIES[1:]),
    "canary.localhost": [CANARIES[0]],
    "inside.example": [CANARIES[0]],
    "split.example": ["127.0.77.1", CANARIES[0]],
    "127.0.99.1.nip.example": [CANARIES[0]],
    "inside6.example": ["::1"],
    "metadata.google.internal": ["169.254.169.254"],
}

ILL_FORMED = {
    "percent-digits": "http://%31%32%37.0.99.1:{port}/",
    "percent-dots": "http://127%2e0%2e99%2e1:{port}/",
    "tab-in-the-host": "http://127.0.\t99.1:{port}/",
    "space-in-the-host": "http://127.0.99.1 :{port}/",
    "space-before-the-host": "http:// 127.0.99.1:{port}/",
    "half-a-bracket": "http://[::1/x",
    "empty-bracket": "http://[]/",
    "no-host": "http://",
    "no-host-over-tls": "https:",
    "three-slashes": "http:///good",
    "no-host-but-a-port": "http://:{port}/",
    "port-too-high": "http://good-1.example:65536/",
    "port-minus": "http://good-1.example:-1/",
    "port-in-words": "http://good-1.example:http/",
    "empty-label": "http://good..example/",
    "label-of-64-letters": "http://" + "x" * 64 + ".example/",
    "address-of-nine-kilobytes": "/" + "x" * 9_000,
}

SCHEMES = (
    "file:///etc/passwd", "FILE:///etc/passwd", "ftp://127.0.99.1/", "gopher://127.0.99.1:{port}/_GET", "ws://127.0.99.1:{port}/",
    "wss://127.0.99.1:{port}/", "data:text/html,hello", "javascript:alert(1)", "about:blank", "blob:http://a.example/1",
    "mailto:desk@a.example", "tel:+15551234", "view-source:http://127.0.99.1:{port}/", "unix:///run/docker.sock",
    "http+unix://%2Frun%2Fdocker.sock/info", "dict://127.0.99.1:{port}/", "ldap://127.0.99.1:{port}/",
    "jar:http://127.0.99.1:{port}/a!/", "intent://a.example/#Intent;end", "ssh://127.0.99.1/",
)  # fmt: skip

PORTS = (1, 21, 22, 23, 25, 53, 110, 143, 389, 465, 587, 2049, 5060, 6000, 6667, 10080)


def spelled() -> Iterator[Case]:
    for name, host in SPELLINGS.items():
        yield Case(f"private-{name}", PRIVATE, to(f"http://{host}:{{port}}/secret".encode().decode("latin-1")), asks=1)
    for name in ("dotted", "decimal", "mapped", "nat64", "localhost-below", "name", "name-with-two-answers"):
        yield Case(f"private-link-{name}", PRIVATE, link=f"http://{SPELLINGS[name]}:{{port}}/secret", asks=0)


def by_table() -> Iterator[Case]:
    for name, location in ILL_FORMED.items():
        yield Case(f"redirect-{name}", NOWHERE, to(location), asks=1)
    for location in SCHEMES:
        scheme = location.partition(":")[0]
        name = f"scheme-{scheme.replace('+', '-')}" + ("-in-capitals" if scheme.isupper() else "")
        yield Case(name.lower(), "refused scheme", to(location), asks=1)
    for port in PORTS:
        yield Case(f"port-{port}", "refused port", to(f"http://good-1.example:{port}/"), asks=1)


def rebinding() -> Iterator[Case]:
    """Names that change their mind between one look-up and the next."""
    turns = ["127.0.77.1", "then", CANARIES[0]]
    yield Case("rebind-after-the-check", "alive ok", names={"rebind-after-the-check.example": turns}, asks=1)
    yield Case("rebind-between-hops", "alive ok", to("/good"), names={"rebind-between-hops.example": turns}, asks=2)
    back = [CANARIES[0], "then", "127.0.77.1"]
    yield Case("rebind-back", PRIVATE, names={"rebind-back.example": back}, asks=0)


def head(*lines: bytes) -> bytes:
    return b"\r\n".join((b"HTTP/1.1 302 Found", *lines, b"Content-Length: 0", b"", b""))


def growing(hit: Hit) -> Answer:
    return redirect(hit.path + ("&" if "?" in hit.path else "?") + "x=" + "y" * 200)


def refresh(target: str, seconds: int = 0) -> Answer:
    return Answer(body=f'<html><head><meta http-equiv="refresh" content="{seconds}; url={target}"></head></html>')


PAGE = Answer()
LOOP = "broken redirect_loop"
HOPS = {f"/{number}": redirect(f"/{number + 1}") for number in range(1, 12)}

CASES = (
    *spelled(),
    *by_table(),
    *rebinding(),
    Case("private-metadata-by-name", PRIVATE, to("http://metadata.google.internal/computeMetadata/v1/"),
         names=NAMES, asks=1),
    Case("private-after-ten-hops", PRIVATE, to("/2"), also={**HOPS, "/10": to("http://127.0.99.1:{port}/")}, asks=10),
    Case("private-over-tls", PRIVATE, to("https://127.0.99.1:{port}/"), asks=1),
    Case("private-without-scheme", PRIVATE, to("//127.0.99.1:{port}/"), asks=1),
    Case("private-permanently", PRIVATE, to("http://127.0.99.1:{port}/", 308), asks=1),
    Case("private-by-refresh", PRIVATE, refresh("http://127.0.99.1/"), asks=1),
    Case("private-by-refresh-header", PRIVATE, Answer(headers=(("Refresh", "0; url=http://2130731777/"),)), asks=1),
    Case("port-by-refresh", "refused port", refresh("http://good-1.example:22/"), asks=1),
    Case("user-is-not-the-host", "alive moved", to("http://127.0.99.1@good-1.example:{port}/good", 301), asks=1),
    # --- Location ---
    Case("location-missing", "unverifiable status", raw(head()), asks=1),
    Case("location-empty", "unverifiable status", raw(head(b"Location:")), asks=1),
    Case("location-blank", "unverifiable status", raw(head(b"Location:   ")), asks=1),
    Case("location-twice", "alive ok", raw(head(b"Location: /one", b"Location: http://127.0.99.1/")),
         also={"/one": PAGE}, asks=2),
    Case("location-garbage", "broken not_found", raw(head(b"Location: %%%<>{}|^`")), asks=2),
    Case("location-latin-1", "alive ok", raw(head(b"Location: /caf\xe9")), also={"/caf%E9": PAGE}, asks=2),
    Case("location-utf-8", "alive ok", raw(head("Location: /café".encode())), also={"/caf%C3%A9": PAGE}, asks=2),
    Case("location-unicode-host", "alive ok", to("http://bücher.example:{port}/good".encode()),
         also={"xn--bcher-kva.example/good": PAGE}, asks=1),
    Case("location-with-controls", "alive ok", raw(head(b"Location: /a\x01\x1b[31m\x7f")),
         also={"/a%01%1B[31m%7F": PAGE}, asks=2),
    Case("location-with-nul", "unverifiable protocol", raw(head(b"Location: /a\x00b")), asks=1),
    Case("location-only-a-fragment", LOOP, to("#top"), asks=1),
    Case("location-only-a-query", "alive ok", lambda hit: Answer() if "?" in hit.path else redirect("?a=1"), asks=2),
    Case("location-without-slashes", "alive ok", to("http:good"), asks=2),
    Case("location-in-capitals", "alive ok", to("HTTP://GOOD-1.EXAMPLE:{port}/good"), asks=1),
    Case("location-of-60-kilobytes", NOWHERE, to("/" + "y" * 60_000), asks=1),
    Case("location-splits-the-head", "alive ok", to("/good\r\nSet-Cookie: a=1"), asks=2),
    Case("location-escapes-a-line-break", "broken not_found", to("/x%0d%0aSet-Cookie:%20a=1"), asks=2),
    # --- circles ---
    Case("loop-of-one", LOOP, to("/"), asks=1),
    Case("loop-of-two", LOOP, to("/b"), also={"/b": to("/")}, asks=2),
    Case("loop-over-two-hosts", LOOP, to("http://loop-there.example:{port}/back"),
         also={"loop-there.example/back": to("http://loop-over-two-hosts.example:{port}/")}, asks=1),
    Case("loop-of-eleven", LOOP, to("/1"), also=HOPS, asks=11),
    Case("loop-that-grows", LOOP, growing, asks=11),
    Case("loop-by-letter-case", LOOP, to("http://LOOP-BY-LETTER-CASE.example:{port}/"), asks=1),
    Case("loop-of-cookies", LOOP, lambda hit: Answer(302, "", (("Location", "/"), ("Set-Cookie", f"n={hit.time}"))),
         asks=11),
    Case("ten-hops-and-a-page", "alive ok", to("/2"), also={**HOPS, "/11": PAGE}, asks=11),
    # --- bodies and ends of redirects ---
    Case("redirect-with-a-bomb", "alive ok",
         Answer(302, gzipped(50_000_000).body, (("Location", "/good"), ("Content-Encoding", "gzip"))), asks=2),
    Case("redirect-with-an-endless-body", "alive ok",
         drip(b"HTTP/1.1 302 Found\r\nLocation: /good\r\n\r\n", b"x" * 1000, 0.0), asks=2),
    Case("redirect-with-a-silent-body", "alive ok",
         drip(b"HTTP/1.1 302 Found\r\nLocation: /good\r\nContent-Length: 9\r\n\r\n", b"", 0.3), asks=2),
    Case("redirect-to-a-missing-page", "broken not_found", to("/gone"), asks=2),
    Case("redirect-to-a-missing-host", "broken no_such_host", to("http://nobody.invalid/"), asks=1),
    Case("redirect-to-silence", "unverifiable timeout", to("/silence"), also={"/silence": hang}, asks=2),
    Case("redirect-to-an-error", "unverifiable server_error", to("/busy"), asks=2),
    # --- refresh ---
    Case("refresh-by-tag", "alive ok", refresh("/good"), asks=2),
    Case("refresh-by-header", "alive ok", Answer(headers=(("Refresh", "3;URL='/good'"),)), asks=2),
    Case("refresh-after-five-seconds", "broken not_found", refresh("/nothing", 5), asks=2),
    Case("refresh-after-six-seconds", "alive ok", refresh("/nothing", 6), asks=1),
    Case("refresh-to-a-missing-page", "broken not_found", refresh("/nothing"), asks=2),
    Case("refresh-of-itself", "alive ok", refresh("/"), asks=1),
    Case("refresh-in-circles", "alive ok", refresh("/b"), also={"/b": refresh("/")}, asks=2),
    Case("refresh-for-ever", "alive ok",
         lambda hit: refresh(f"/?{hit.path.count('x') * 'x'}x"), asks=11),
    Case("refresh-to-a-script", "alive ok", refresh("javascript:alert(1)"), asks=1),
    Case("refresh-to-a-file", "alive ok", refresh("file:///etc/passwd"), asks=1),
    Case("refresh-without-scripts-only", "alive ok",
         Answer(body="<noscript><meta http-equiv=refresh content='0;url=/nothing'></noscript>"), asks=1),
    Case("refresh-in-a-comment", "alive ok",
         Answer(body="<!-- <meta http-equiv=refresh content='0;url=/nothing'> -->"), asks=1),
    Case("refresh-on-an-error-page", "broken not_found",
         Answer(404, "<meta http-equiv=refresh content='0;url=/good'>"), asks=1),
    Case("refresh-after-which-a-loop", LOOP, refresh("/b"), also={"/b": to("/b")}, asks=2),
    Case("refresh-with-a-cookie", "alive ok", lambda hit: Answer() if "a=1" in hit.headers.get("cookie", "")
         else Answer(headers=(("Refresh", "0;url=/"), ("Set-Cookie", "a=1"))), asks=2),
    # --- other places of the site ---
    Case("moved-for-good", "alive moved", link="http://{host}:{port}/old/story",
         also={"/old/story": to("/new/story", 301), "/new/story": PAGE}),
    Case("moved-home", "alive moved_home", link="http://{host}:{port}/2020/story", also={"/2020/story": to("/")}),
    Case("moved-to-a-section", "alive moved_home", link="http://{host}:{port}/news/2020/story",
         also={"/news/2020/story": to("/news/"), "/news/": PAGE}),
    Case("moved-to-an-error-page", "alive moved_home", link="http://{host}:{port}/2020/story",
         also={"/2020/story": to("/404.html"), "/404.html": PAGE}),
    Case("moved-home-by-refresh", "alive moved_home", link="http://{host}:{port}/2020/story",
         also={"/2020/story": refresh("/")}),
    Case("moved-to-login", "alive login", link="http://{host}:{port}/2020/story",
         also={"/2020/story": to("/login?next=/2020/story"), "/login": PAGE}),
    Case("moved-to-another-hosts-login", "alive login", link="http://{host}:{port}/2020/story",
         also={"/2020/story": to("http://accounts.portal.example:{port}/x"), "accounts.portal.example/x": PAGE}),
    Case("moved-to-consent", "alive consent", link="http://{host}:{port}/2020/story",
         also={"/2020/story": to("/consent/?back=1"), "/consent/": PAGE}),
    Case("moved-to-a-forbidden-login", "unverifiable blocked", link="http://{host}:{port}/2020/story",
         also={"/2020/story": to("/login"), "/login": Answer(403)}),
)  # fmt: skip
