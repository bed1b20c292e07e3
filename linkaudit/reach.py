"""What an observation means for a reader: a fetch becomes a verdict and a reason, a claim becomes a claim verdict.

Laws: pure, no I/O. Verdicts are derived and never stored, so that a better table can judge old observations anew.
A wall, a hiccup or our own network is never a dead link: only what a reader provably cannot open is `broken`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import timedelta
from typing import NamedTuple, assert_never
from urllib.parse import SplitResult, parse_qsl, unquote, urlsplit

from linkaudit import urls
from linkaudit.model import (
    ArchiveStatus,
    Article,
    Attribution,
    Claim,
    ClaimVerdict,
    Evidence,
    Failure,
    Fetch,
    Link,
    LinkKind,
    LinkState,
    Network,
    Reason,
    Sign,
    SourceType,
    Verdict,
)

CONFIRMED_AFTER = timedelta(hours=2)
"""How far two failing checks must lie apart to prove more than one: asking twice in a row proves nothing."""

LASTING_FAILURES = 3
LASTING_AFTER = timedelta(days=3)
"""Trouble that three failing checks met over three days is no passing trouble: InternetArchiveBot's rule."""

TEMPORARY = frozenset({Reason.TIMEOUT, Reason.RESET, Reason.SERVER_ERROR, Reason.HOST_SILENT})
"""Trouble of the source itself that may pass. Walls and limits are none: they tell how we are met, not a reader."""

SHELL_HOSTS = frozenset(
    {"facebook.com", "instagram.com", "linkedin.com", "threads.net", "tiktok.com", "twitter.com", "x.com"}
)
"""Sites that give a program the same shell or wall for a post that stands and for one that was deleted."""

SHORTENERS = frozenset(
    {
    "amzn.to", "bbc.in", "bit.ly", "buff.ly", "cnn.it", "dlvr.it", "fb.me", "goo.gl", "is.gd", "lnkd.in", "nyti.ms",
    "on.ft.com", "on.wsj.com", "ow.ly", "reut.rs", "t.co", "tinyurl.com", "trib.al", "wapo.st", "wp.me", "youtu.be",
    }
)  # fmt: skip
"""Hosts whose redirects are their service: nothing has moved when they lead elsewhere."""

_PERMANENT = frozenset({301, 308})
_TRACKING = re.compile(r"(?i)utm_.*|fbclid|gclid|mc_[ce]id|ref|source|cmpid")
_HOME = re.compile(r"(?i)(?:/(?:[a-z]{2}(?:[-_][a-z]{2})?|home))?/?(?:(?:index|default)\.\w{2,5})?")
_ERROR_PAGE = re.compile(
    r"(?i)/(?:errors?|(?:page[-_]?)?not[-_]?found|(?:errors?[-_]?)?404(?:[-_]?error)?|error[-_]?page)(?:\.\w{2,5})?(?:/|$)"
)
_LOGIN = re.compile(r"(?i)/(?:log[-_]?in|sign[-_]?in|wp-login\.php|auth|sso|oauth2?)(?:[/.]|$)")
_CONSENT = re.compile(r"(?i)/(?:consent|cookie[-_]?wall|privacy[-_]?gate)(?:[/.]|$)")
_LOGIN_HOST = re.compile(r"(?i)(?:accounts?|login|signin|auth|sso)\..+")
_CONSENT_HOST = re.compile(r"(?i)consent\..+")


_NO_NAME = frozenset(
    {
        "a", "all", "an", "another", "both", "each", "every", "few", "he", "her", "his", "i", "it", "its", "many",
        "most", "my", "no", "one", "our", "several", "she", "some", "such", "that", "the", "their", "these", "they",
        "this", "those", "we", "what", "which", "who", "whose", "you", "your",
    }
)  # fmt: skip
"""Words that stand at the head of a source with a capital because a sentence begins there."""


class Outcome(NamedTuple):
    """A verdict with its reason, for example `broken` because of `not_found`."""

    verdict: Verdict
    reason: Reason


_OF_FAILURE = {
    Failure.NAME_NOT_FOUND: Outcome(Verdict.BROKEN, Reason.NO_SUCH_HOST),
    Failure.NAME_TEMPORARY: Outcome(Verdict.UNVERIFIABLE, Reason.TIMEOUT),
    Failure.CONNECTION_REFUSED: Outcome(Verdict.BROKEN, Reason.CONNECTION_REFUSED),
    Failure.UNREACHABLE: Outcome(Verdict.UNVERIFIABLE, Reason.HOST_SILENT),
    Failure.TIMEOUT: Outcome(Verdict.UNVERIFIABLE, Reason.TIMEOUT),
    Failure.RESET: Outcome(Verdict.UNVERIFIABLE, Reason.RESET),
    Failure.PROTOCOL: Outcome(Verdict.UNVERIFIABLE, Reason.PROTOCOL),
    Failure.REDIRECT_LOOP: Outcome(Verdict.BROKEN, Reason.REDIRECT_LOOP),
    Failure.CERTIFICATE_EXPIRED: Outcome(Verdict.BROKEN, Reason.CERTIFICATE_EXPIRED),
    Failure.CERTIFICATE_SELF_SIGNED: Outcome(Verdict.BROKEN, Reason.CERTIFICATE_SELF_SIGNED),
    Failure.CERTIFICATE_WRONG_HOST: Outcome(Verdict.BROKEN, Reason.CERTIFICATE_WRONG_HOST),
    Failure.CERTIFICATE_UNKNOWN_ISSUER: Outcome(Verdict.UNVERIFIABLE, Reason.CERTIFICATE_CHAIN),
    Failure.TLS: Outcome(Verdict.UNVERIFIABLE, Reason.PROTOCOL),
    Failure.PRIVATE_ADDRESS: Outcome(Verdict.REFUSED, Reason.PRIVATE_ADDRESS),
    Failure.PORT: Outcome(Verdict.REFUSED, Reason.PORT),
    Failure.SCHEME: Outcome(Verdict.REFUSED, Reason.SCHEME),
    Failure.HOST_SILENT: Outcome(Verdict.UNVERIFIABLE, Reason.HOST_SILENT),
    Failure.HOST_WALLED: Outcome(Verdict.UNVERIFIABLE, Reason.BOT_WALL),
    Failure.BUDGET: Outcome(Verdict.UNCHECKED, Reason.BUDGET),
    Failure.INTERRUPTED: Outcome(Verdict.UNCHECKED, Reason.INTERRUPTED),
}


def outcome(url: str, evidence: Evidence) -> Outcome:
    """What the evidence says about a normalised address."""
    return verdict(evidence.fetches.get(url), evidence.network, evidence.unchecked)


def verdict(fetch: Fetch | None, network: Network, unchecked: Reason) -> Outcome:
    """The verdict on one observation, given what the run learned about its own network.

    `unchecked` is the reason for an address that was not observed at all. Temporary trouble is `broken` once the
    observation's streak shows that it lasts.
    """
    if network is Network.FILTERED:
        return Outcome(Verdict.UNCHECKED, Reason.FILTERED_NETWORK)
    if fetch is None:
        missing = Reason.NO_NETWORK if network is Network.NONE else unchecked
        return Outcome(Verdict.UNCHECKED, missing)
    if fetch.failure is not None:
        found = _of_failure(fetch.failure, network)
    elif fetch.status is not None:
        found = _of_answer(fetch, fetch.status)
    else:
        return Outcome(Verdict.UNCHECKED, unchecked)
    return Outcome(Verdict.BROKEN, found.reason) if is_failing(found) and _lasts(fetch) else found


def is_failing(found: Outcome) -> bool:
    """Whether the source itself failed, for good or for now, so that the check counts in its streak."""
    return found.verdict is Verdict.BROKEN or (found.verdict is Verdict.UNVERIFIABLE and found.reason in TEMPORARY)


def _lasts(fetch: Fetch) -> bool:
    if fetch.first_failed is None or fetch.failures < LASTING_FAILURES:
        return False
    return fetch.observed - fetch.first_failed >= LASTING_AFTER


def _of_failure(failure: Failure, network: Network) -> Outcome:
    found = _OF_FAILURE[failure]
    if found.verdict in (Verdict.REFUSED, Verdict.UNCHECKED):
        return found
    if network is Network.NONE:
        return Outcome(Verdict.UNCHECKED, Reason.NO_NETWORK)
    if failure is Failure.NAME_NOT_FOUND and network is not Network.WORKS:
        # Without any network the resolver may give the same error as for a name that does not exist.
        return Outcome(Verdict.UNCHECKED, Reason.NO_NETWORK)
    return found


def _of_answer(fetch: Fetch, status: int) -> Outcome:
    if Sign.BOT_WALL in fetch.signs or status == 999:
        return Outcome(Verdict.UNVERIFIABLE, Reason.BOT_WALL)
    if status == 429:
        return Outcome(Verdict.UNVERIFIABLE, Reason.RATE_LIMITED)
    if 500 <= status <= 599:
        return Outcome(Verdict.UNVERIFIABLE, Reason.SERVER_ERROR)
    if _is_one_of(SHELL_HOSTS, fetch.final_url or fetch.url):
        return Outcome(Verdict.UNVERIFIABLE, Reason.BLOCKED)
    if Sign.PAYWALL in fetch.signs:
        return Outcome(Verdict.UNVERIFIABLE, Reason.PAYWALL)
    match status:
        case _ if 200 <= status <= 299:
            return Outcome(Verdict.ALIVE, _why_alive(fetch))
        case 404:
            return Outcome(Verdict.BROKEN, Reason.NOT_FOUND)
        case 410:
            return Outcome(Verdict.BROKEN, Reason.GONE)
        case 400:
            return Outcome(Verdict.BROKEN, Reason.BAD_REQUEST)
        case 401 | 402 | 403 | 405 | 406 | 451:
            return Outcome(Verdict.UNVERIFIABLE, Reason.BLOCKED)
        case _:
            return Outcome(Verdict.UNVERIFIABLE, Reason.STATUS)


def _why_alive(fetch: Fetch) -> Reason:
    asked, got = urlsplit(fetch.url), urlsplit(fetch.final_url or fetch.url)
    if Sign.LOGIN in fetch.signs or _turned_into(_LOGIN, _LOGIN_HOST, asked, got):
        return Reason.LOGIN
    if Sign.CONSENT in fetch.signs or _turned_into(_CONSENT, _CONSENT_HOST, asked, got):
        return Reason.CONSENT
    if not _is_one_of(SHORTENERS, fetch.url):
        if _moved_home(asked, got):
            return Reason.MOVED_HOME
        if _moved(fetch, asked, got):
            return Reason.MOVED
    return Reason.TRUNCATED if Sign.TRUNCATED in fetch.signs else Reason.OK


def _is_one_of(domains: frozenset[str], url: str) -> bool:
    """Whether an address lies at one of the domains or below it."""
    host = urls.host_of(url).rstrip(".")
    while host and host not in domains:
        host = host.partition(".")[2]
    return host != ""


def _turned_into(path: re.Pattern[str], host: re.Pattern[str], asked: SplitResult, got: SplitResult) -> bool:
    """Whether a redirect led to such a place, and the link itself did not name one."""
    if asked == got:
        return False
    to_host = host.fullmatch(got.hostname or "") is not None and got.hostname != asked.hostname
    return to_host or (path.search(got.path) is not None and path.search(asked.path) is None)


def _moved_home(asked: SplitResult, got: SplitResult) -> bool:
    """Whether a link to a page now ends on a home page, an error page, or a section two or more levels above it."""
    if asked == got or _is_home(asked):
        return False
    if _is_home(got) or (_ERROR_PAGE.search(got.path) and not _ERROR_PAGE.search(asked.path)):
        return True
    before, after = _steps(asked), _steps(got)
    return len(after) <= len(before) - 2 and before[: len(after)] == after and not _query(got)


def _is_home(parts: SplitResult) -> bool:
    return _HOME.fullmatch(parts.path) is not None and not _query(parts)


def _moved(fetch: Fetch, asked: SplitResult, got: SplitResult) -> bool:
    """Whether the site says for good that the page has another address; http, www and a slash alone do not count."""
    lasting = bool(fetch.redirects) and all(hop.status in _PERMANENT for hop in fetch.redirects)
    return lasting and _place(asked) != _place(got)


def _place(parts: SplitResult) -> tuple[str, str, str]:
    return (parts.netloc.lower().removeprefix("www."), parts.path.rstrip("/"), parts.query)


def _steps(parts: SplitResult) -> list[str]:
    return [step for step in parts.path.split("/") if step]


def _query(parts: SplitResult) -> list[tuple[str, str]]:
    pairs = parse_qsl(parts.query, keep_blank_values=True)
    return [pair for pair in pairs if not _TRACKING.fullmatch(pair[0])]


def confirmed(fetch: Fetch) -> bool:
    """Whether a failure was seen before, at least two hours earlier. What is not confirmed reads "suspect"."""
    if fetch.first_failed is None or fetch.failures < 2:
        return False
    return fetch.observed - fetch.first_failed >= CONFIRMED_AFTER


def link_state(fetch: Fetch | None, found: Outcome) -> LinkState:
    """What the history says of an address whose newest observation and outcome these are."""
    match found.verdict:
        case Verdict.ALIVE:
            return LinkState.ALIVE
        case Verdict.BROKEN:
            return LinkState.DEAD if fetch is not None and confirmed(fetch) else LinkState.SUSPECT
        case Verdict.UNVERIFIABLE:
            return LinkState.SUSPECT if is_failing(found) else LinkState.UNOPENED
        case Verdict.REFUSED:
            return LinkState.REFUSED
        case Verdict.UNCHECKED:
            return LinkState.UNCHECKED
        case _:
            assert_never(found.verdict)


def has_copy(url: str, evidence: Evidence) -> bool:
    """Whether an archived copy that can be read is known."""
    lookup = evidence.lookups.get(url)
    return lookup is not None and lookup.status is ArchiveStatus.ARCHIVED


_BEST_FIRST = (
    ClaimVerdict.REACHABLE,
    ClaimVerdict.ARCHIVED_ONLY,
    ClaimVerdict.UNVERIFIABLE,
    ClaimVerdict.UNCHECKED,
    ClaimVerdict.DEAD,
    ClaimVerdict.PLACEHOLDER,
)


def claim_verdict(claim: Claim, article: Article, evidence: Evidence) -> ClaimVerdict:
    """The best of the claim's own links, else of those it inherits, else whether it lacks a source at all."""
    holder = source_claim(claim, article)
    if holder is None:
        return ClaimVerdict.UNLINKED if _names_a_source(claim) else ClaimVerdict.NONE
    verdicts = {found for link in holder.links if (found := link_verdict(link, article, evidence)) is not None}
    return min(verdicts, key=_BEST_FIRST.index, default=ClaimVerdict.UNCHECKED)


def link_verdict(link: Link, article: Article, evidence: Evidence) -> ClaimVerdict | None:
    """What one link does for its claim; None when such a link (mail, a template) can neither help nor harm it."""
    match link.kind:
        case LinkKind.WEB:
            return ClaimVerdict.DEAD if link.url is None else _of_url(link.url, evidence)
        case LinkKind.PLACEHOLDER:
            return ClaimVerdict.PLACEHOLDER
        case LinkKind.FRAGMENT:
            target = unquote(link.fragment or link.href.strip().removeprefix("#"))
            return ClaimVerdict.REACHABLE if target in article.anchors else ClaimVerdict.DEAD
        case LinkKind.LOCAL:
            return _of_local(link.href, evidence)
        case LinkKind.TEMPLATE | LinkKind.MAIL | LinkKind.OTHER:
            return None
        case _:
            assert_never(link.kind)


def _of_url(url: str, evidence: Evidence) -> ClaimVerdict:
    match outcome(url, evidence).verdict:
        case Verdict.ALIVE:
            return ClaimVerdict.REACHABLE
        case Verdict.BROKEN:
            return ClaimVerdict.ARCHIVED_ONLY if has_copy(url, evidence) else ClaimVerdict.DEAD
        case Verdict.UNVERIFIABLE:
            # A page that refuses us may well open for a reader: a copy is no less, but not the only way.
            return ClaimVerdict.UNVERIFIABLE
        case Verdict.REFUSED | Verdict.UNCHECKED:
            return ClaimVerdict.UNCHECKED
        case other:
            assert_never(other)


def _of_local(href: str, evidence: Evidence) -> ClaimVerdict:
    exists = evidence.local.get(href)
    if exists:
        return ClaimVerdict.REACHABLE
    if urls.is_unfinished(href):
        return ClaimVerdict.PLACEHOLDER
    return ClaimVerdict.UNCHECKED if exists is None else ClaimVerdict.DEAD


def source_claim(claim: Claim, article: Article) -> Claim | None:
    """The claim whose links a claim stands on: itself when it has any, else the one it inherits from."""
    return next((step for step in _chain(claim, article) if step.links), None)


def _chain(claim: Claim, article: Article) -> Iterator[Claim]:
    """The claim, the one it rests on, and so on; each once, whatever the article says."""
    seen: set[str] = set()
    step: Claim | None = claim
    while step is not None and step.id not in seen:
        yield step
        seen.add(step.id)
        step = article.claims_by_id.get(step.rests_on) if step.rests_on is not None else None


def _names_a_source(claim: Claim) -> bool:
    """Whether the claim names somebody else as its source, or quotes words that nobody is named for.

    "He said" and "officials said" name nobody, so there is nobody to link: such a claim goes on with what was said
    where the source was named, and that is where a link is missed. The newsroom's own reporting needs none.
    """
    others = [attribution for attribution in claim.attributions if not attribution.own]
    if claim.publishers or others:
        return bool(claim.publishers) or any(map(_is_named, others))
    own = [span for attribution in claim.attributions for span in attribution.content]
    return any(
        quotation.speaker is None and not any(span.overlaps(quotation.span) for span in own)
        for quotation in claim.quotations
    )


def _is_named(attribution: Attribution) -> bool:
    """Whether the source as written holds a proper name: of a person, a body, a publisher, an account."""
    words = attribution.source.split()
    first = words[0] if words else ""
    if attribution.type is SourceType.ANONYMOUS or first.lower() in _NO_NAME:
        words = words[1:]
    return attribution.publisher is not None or any(
        word.lstrip("“\"‘'(")[:1].isupper() or word[0] in "@#" for word in words
    )
