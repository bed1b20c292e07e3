"""Walls against robots, paywalls, logins, consent, cookies, soft errors; and titles that try to leave their place."""

from __future__ import annotations

from collections.abc import Callable

from hostile_web import Case, titled, to
from servers import Answer, Hit, Page, redirect

WALL, PAYWALL, BLOCKED, OK = "unverifiable bot_wall", "unverifiable paywall", "unverifiable blocked", "alive ok"
MISSING, LOOP = "broken not_found", "broken redirect_loop"

LONG = "<p>" + "A story of many words. " * 1000


def wall(status: int, body: str = "Forbidden", *headers: tuple[str, str]) -> Answer:
    return Answer(status, body, headers)


FINGERPRINTS = {
    "cloudflare-mitigated": wall(403, "", ("cf-mitigated", "challenge")),
    "cloudflare-mitigated-200": wall(200, "", ("cf-mitigated", "challenge")),
    "cloudflare-mitigated-404": wall(404, "", ("CF-Mitigated", "block")),
    "cloudflare-just-a-moment": wall(403, "<title>Just a moment...</title>", ("Server", "cloudflare")),
    "cloudflare-turnstile": wall(503, "<div class=cf-turnstile>", ("Server", "cloudflare")),
    "cloudflare-attention": wall(
        403, "<title>Attention Required! | Cloudflare</title>", ("Server", "cloudflare-nginx")
    ),
    "datadome-401": wall(401, "", ("x-datadome", "protected")),
    "datadome-403": wall(403, "", ("X-DataDome", "protected")),
    "perimeterx-header": wall(403, "", ("x-px-block", "1")),
    "perimeterx-200": wall(200, "", ("x-px-vid", "1")),
    "perimeterx-page": wall(403, "<div id='px-captcha'></div>"),
    "perimeterx-script": wall(429, "<script>window._pxAppId='PX1'</script>"),
    "akamai": wall(403, "<h1>Access Denied</h1> Reference #18.1", ("Server", "AkamaiGHost")),
    "imperva-header": wall(403, "", ("x-iinfo", "1-2-3")),
    "imperva-page": wall(200, "<script src='/_Incapsula_Resource?a=1'></script>"),
    "amazon": wall(202, "", ("x-amzn-waf-action", "challenge")),
    "amazon-captcha": wall(405, "", ("x-amzn-waf-action", "captcha")),
    "linkedin-999": wall(999, ""),
    "enable-javascript": wall(200, "<p>Please enable JavaScript and cookies to continue</p>"),
    "requires-javascript": wall(403, "This site requires JavaScript"),
    "verify-human": wall(200, "<h1>Verify you are human</h1>"),
    "verify-human-400": wall(400, "Please verify that you are a human"),
    "verify-human-404": wall(404, "Verify you are human"),
    "are-you-a-robot": wall(200, "<title>Are you a robot?</title>"),
    "unusual-traffic": wall(503, "Our systems have detected unusual traffic from your computer network"),
    "pardon": wall(200, "<title>Pardon Our Interruption</title>"),
    "refreshing-itself": wall(200, "Verify you are human<meta http-equiv=refresh content='0;url=/again'>"),
    "behind-a-cookie": redirect("/wall"),
}

NO_WALLS: dict[str, tuple[str, Page]] = {
    "cloudflare-server": (OK, titled("Story", 200, ("Server", "cloudflare"), ("cf-ray", "1"))),
    "cloudflare-404": (MISSING, titled("Not found", 404, ("Server", "cloudflare"))),
    "datadome-200": (OK, titled("Story", 200, ("x-datadome", "protected"))),
    "imperva-200": (OK, titled("Story", 200, ("x-iinfo", "1-2"))),
    "akamai-404": (MISSING, titled("Not found", 404, ("Server", "AkamaiGHost"))),
    "story-about-robots": (OK, titled("Why sites ask: are you a robot?", rest=LONG)),
    "story-with-noscript": (OK, titled("Story", rest="<noscript>Please enable JavaScript</noscript>" + LONG)),
}

ARTICLE = '<script type="application/ld+json">{"isAccessibleForFree": %s}</script>'
SOFT: dict[str, tuple[str, Page]] = {
    "paywall-401": (PAYWALL, Answer(401, ARTICLE % "false")),
    "paywall-403": (PAYWALL, Answer(403, ARTICLE % '"False"')),
    "paywall-402": (BLOCKED, Answer(402, "Payment required")),
    "paywall-that-opens": (OK, titled("Story", rest=ARTICLE % "false")),
    "free-but-forbidden": (BLOCKED, Answer(403, ARTICLE % "true")),
    "login-in-place": ("alive login", titled("Log in to continue", rest="<input type=password name=p>")),
    "login-form-beside-a-story": (OK, titled("Story", rest="<input type=password>" + LONG)),
    "login-asked-by-status": (BLOCKED, wall(401, "", ("WWW-Authenticate", 'Basic realm="desk"'))),
    "proxy-login-asked": ("unverifiable status", wall(407, "", ("Proxy-Authenticate", "Basic"))),
    "consent-in-place": ("alive consent", titled("Before you continue to the news")),
    "soft-404": (OK, titled("404 - Page not found")),
    "soft-404-empty": (OK, Answer(200, "")),
    "maintenance": ("unverifiable server_error", titled("Back soon", 503)),
    "parked": (OK, titled("This domain is for sale")),
    "directory-listing": (OK, titled("Index of /")),
    "unavailable-for-legal-reasons": (BLOCKED, titled("Not available in your region", 451)),
}


def needs(cookie: str, sets: str, target: str = "/") -> Callable[[Hit], Answer]:
    """A page behind a cookie that its own redirect sets."""

    def answer(hit: Hit) -> Answer:
        if cookie in hit.headers.get("cookie", ""):
            return Answer()
        return Answer(302, "", (("Location", target), ("Set-Cookie", sets)))

    return answer


def sets(*cookies: str) -> Callable[[Hit], Answer]:
    """Set cookies, then show the page to those who brought back no more than 4 kB of them."""

    def answer(hit: Hit) -> Answer:
        if "?" in hit.path:
            return Answer(200 if len(hit.headers.get("cookie", "")) <= 4200 else 431)
        return Answer(302, "", (("Location", "/?back"), *(("Set-Cookie", cookie) for cookie in cookies)))

    return answer


def without(cookie: str, path: str = "/back") -> Callable[[Hit], Answer]:
    """404 for those who bring this cookie."""
    return lambda hit: Answer(404 if cookie in hit.headers.get("cookie", "") else 200)


COOKIES = (
    Case("cookie-wall", OK, needs("seen=1", "seen=1; Path=/; HttpOnly; SameSite=Lax"), asks=2),
    Case("cookie-wall-over-two-hops", OK, needs("b=2", "a=1", "/b"), also={"/b": needs("never", "b=2")}, asks=3),
    Case("cookie-wall-for-the-domain", OK, needs("a=1", "a=1; Domain=cookie-wall-for-the-domain.example"), asks=2),
    Case("cookie-wall-that-never-opens", LOOP, needs("other=1", "seen=1"), asks=2),
    Case("cookie-that-is-secure", LOOP, needs("seen=1", "seen=1; Secure"), asks=2),
    Case("cookie-bomb-of-a-thousand", OK, sets(*(f"c{n}=1" for n in range(1000))), asks=2),
    Case("cookie-bomb-of-60-kilobytes", OK, sets("a=" + "x" * 60_000), asks=2),
    Case("cookie-bomb-of-twenty-times-4-kilobytes", OK, sets(*(f"c{n}=" + "x" * 4_000 for n in range(20))), asks=2),
    Case("cookie-with-a-line-break", "unverifiable protocol", sets("a=1\rX-Injected: 1"), asks=1),
    Case("cookie-without-a-name", OK, sets("=1", ";;;", "novalue"), asks=2),
    Case("cookie-for-another-host", OK, to("http://cookie-taker.example:{port}/", 302,
         ("Set-Cookie", "spy=1; Domain=cookie-taker.example")), also={"cookie-taker.example/": without("spy")}, asks=1),
    Case("cookie-for-everybody", OK,
         to("http://cookie-taker-2.example:{port}/", 302, ("Set-Cookie", "spy=1; Domain=example")),
         also={"cookie-taker-2.example/": without("spy")}, asks=1),
    Case("cookie-of-the-neighbour", OK, to("http://cookie-taker-3.example:{port}/", 302, ("Set-Cookie", "spy=1")),
         also={"cookie-taker-3.example/": without("spy")}, asks=1),
)  # fmt: skip

PAYLOADS = {
    "escape": "\x1b]0;owned\x07\x1b[2J\x1b[31mred",
    "c1-escape": "\x9b31mred\x9d0;owned\x9c",
    "right-to-left": "abc\u202egpj.exe\u2066hidden\u2069",
    "line-break": "one\r\n::error file=a.md::owned\n::stop-commands::x",
    "line-separator": "one\u2028::warning::owned\u2029two",
    "workflow-command": "::set-output name=a::b ##[error]owned",
    "html": "<script>alert(1)</script><img src=x onerror=alert(1)>",
    "markdown": "](http://evil.example/) **bold** `code` | cell | @everyone",
    "formula": "=HYPERLINK(\"http://evil.example/\",\"click\")",
    "zero-width": "a\u200bb\u200cc\ufeffd\u00ade",
    "tags": "a\U000e0041\U000e0042b",
    "nul": "a\x00b\x08\x08\x08c",
}  # fmt: skip
"""What a title or an address may try to do to the place in which it is shown."""


def injections() -> list[Case]:
    found = []
    for name, payload in PAYLOADS.items():
        escaped = "".join(f"&#{ord(char)};" if char in "<>&" else char for char in payload)
        found.append(Case(f"title-{name}", OK, titled(escaped), asks=1))
        path = "/" + payload.replace("\r", "").replace("\n", "").replace("\x00", "")
        found.append(Case(f"location-{name}", MISSING, to(path.encode()), asks=2))
    return found


CASES = (
    *(Case(f"wall-{name}", WALL, page, also={"/wall": wall(403, "", ("x-datadome", "1"))})
      for name, page in FINGERPRINTS.items()),
    *(Case(f"no-wall-{name}", verdict, page, asks=1) for name, (verdict, page) in NO_WALLS.items()),
    *(Case(f"soft-{name}", verdict, page, asks=1) for name, (verdict, page) in SOFT.items()),
    *COOKIES,
    *injections(),
)  # fmt: skip
