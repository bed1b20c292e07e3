"""The verdict table, row by row, and the verdict on a claim."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from linkaudit import reach
from linkaudit.model import (
    ArchiveStatus,
    Article,
    Attribution,
    Claim,
    ClaimVerdict,
    Evidence,
    Failure,
    Fetch,
    Format,
    Link,
    LinkForm,
    LinkKind,
    Lookup,
    Network,
    Publisher,
    Quotation,
    Reason,
    Redirect,
    Role,
    Sign,
    SourceType,
    Span,
)

DAY = timedelta(days=1)
NOW = datetime(2026, 11, 22, 12, tzinfo=UTC)
PAGE = "https://news.example/2022/10/story"


def fetch(url: str = PAGE, **fields: object) -> Fetch:
    return replace(Fetch(url, NOW), **fields)  # type: ignore[arg-type]


def judged(observation: Fetch | None, network: Network = Network.WORKS) -> str:
    verdict, reason = reach.verdict(observation, network, Reason.OFFLINE)
    return f"{verdict} {reason}"


@pytest.mark.parametrize(
    ("status", "expected"),
    [
        (200, "alive ok"),
        (204, "alive ok"),
        (299, "alive ok"),
        (304, "unverifiable status"),
        (400, "broken bad_request"),
        (401, "unverifiable blocked"),
        (402, "unverifiable blocked"),
        (403, "unverifiable blocked"),
        (404, "broken not_found"),
        (405, "unverifiable blocked"),
        (406, "unverifiable blocked"),
        (408, "unverifiable status"),
        (410, "broken gone"),
        (418, "unverifiable status"),
        (429, "unverifiable rate_limited"),
        (451, "unverifiable blocked"),
        (500, "unverifiable server_error"),
        (503, "unverifiable server_error"),
        (522, "unverifiable server_error"),
        (600, "unverifiable status"),
        (999, "unverifiable bot_wall"),
    ],
)
def test_status_row(status: int, expected: str) -> None:
    assert judged(fetch(status=status)) == expected


@pytest.mark.parametrize(
    ("failure", "expected"),
    [
        (Failure.NAME_NOT_FOUND, "broken no_such_host"),
        (Failure.NAME_TEMPORARY, "unverifiable timeout"),
        (Failure.CONNECTION_REFUSED, "broken connection_refused"),
        (Failure.UNREACHABLE, "unverifiable host_silent"),
        (Failure.TIMEOUT, "unverifiable timeout"),
        (Failure.RESET, "unverifiable reset"),
        (Failure.PROTOCOL, "unverifiable protocol"),
        (Failure.REDIRECT_LOOP, "broken redirect_loop"),
        (Failure.CERTIFICATE_EXPIRED, "broken certificate_expired"),
        (Failure.CERTIFICATE_SELF_SIGNED, "broken certificate_self_signed"),
        (Failure.CERTIFICATE_WRONG_HOST, "broken certificate_wrong_host"),
        (Failure.CERTIFICATE_UNKNOWN_ISSUER, "unverifiable certificate_chain"),
        (Failure.TLS, "unverifiable protocol"),
        (Failure.PRIVATE_ADDRESS, "refused private_address"),
        (Failure.PORT, "refused port"),
        (Failure.SCHEME, "refused scheme"),
        (Failure.HOST_SILENT, "unverifiable host_silent"),
        (Failure.HOST_WALLED, "unverifiable bot_wall"),
        (Failure.BUDGET, "unchecked budget"),
        (Failure.INTERRUPTED, "unchecked interrupted"),
    ],
)
def test_failure_row(failure: Failure, expected: str) -> None:
    assert judged(fetch(failure=failure)) == expected


def test_every_failure_has_a_row() -> None:
    assert all(judged(fetch(failure=failure)) for failure in Failure)


@pytest.mark.parametrize("status", [200, 400, 403, 404, 503])
def test_a_bot_wall_is_never_alive_and_never_broken(status: int) -> None:
    assert judged(fetch(status=status, signs=frozenset({Sign.BOT_WALL}))) == "unverifiable bot_wall"


@pytest.mark.parametrize(
    ("sign", "expected"),
    [
        (Sign.PAYWALL, "unverifiable paywall"),
        (Sign.LOGIN, "alive login"),
        (Sign.CONSENT, "alive consent"),
        (Sign.TRUNCATED, "alive truncated"),
    ],
)
def test_sign_on_a_good_answer(sign: Sign, expected: str) -> None:
    assert judged(fetch(status=200, signs=frozenset({sign}))) == expected


def test_a_truncated_404_is_still_broken() -> None:
    assert judged(fetch(status=404, signs=frozenset({Sign.TRUNCATED}))) == "broken not_found"


@pytest.mark.parametrize(
    "url", ["https://x.com/a/status/1", "https://www.linkedin.com/in/a", "https://m.facebook.com/p"]
)
@pytest.mark.parametrize("status", [200, 400, 404])
def test_shell_hosts_cannot_be_judged_from_here(url: str, status: int) -> None:
    assert judged(fetch(url, status=status)) == "unverifiable blocked"


def redirected(start: str, end: str, *statuses: int) -> str:
    hops = tuple(Redirect(f"{start}#{number}", status) for number, status in enumerate(statuses))
    return judged(fetch(start, status=200, final_url=end, redirects=hops))


@pytest.mark.parametrize(
    ("start", "end", "expected"),
    [
        ("http://news.example/a/b", "https://www.news.example/a/b/", "alive ok"),
        ("http://news.example/a/b", "https://news.example/c/d", "alive moved"),
        ("http://news.example/a/b", "https://news.example/", "alive moved_home"),
        ("http://news.example/a/b", "https://new.example/en/", "alive moved_home"),
        ("http://news.example/a/b", "https://news.example/index.html", "alive moved_home"),
        ("http://news.example/?p=123", "https://news.example/", "alive moved_home"),
        ("http://news.example/?utm_source=x", "https://news.example/", "alive moved"),
        ("http://news.example/", "https://www.news.example/en/", "alive moved"),
        ("http://news.example/a/b", "https://news.example/404.html", "alive moved_home"),
        ("http://news.example/a/b", "https://news.example/page-not-found", "alive moved_home"),
        ("http://news.example/?p=5", "https://news.example/2016/trial-and-error", "alive moved"),
        ("http://news.example/2022/10/story", "https://news.example/2022", "alive moved_home"),
        ("http://news.example/2022/10/story", "https://news.example/2022/10", "alive moved"),
        ("http://news.example/a/b", "https://news.example/login?next=/a/b", "alive login"),
        ("http://news.example/a/b", "https://accounts.news.example/x", "alive login"),
        ("http://news.example/a/b", "https://consent.news.example/x", "alive consent"),
        ("http://news.example/login-row-explained", "https://news.example/c/login-row-explained", "alive moved"),
        ("https://bit.ly/abc", "https://news.example/", "alive ok"),
    ],
)
def test_redirect_shape(start: str, end: str, expected: str) -> None:
    assert redirected(start, end, 301) == expected


def test_a_redirect_that_may_end_tomorrow_is_no_move() -> None:
    assert redirected("http://news.example/a", "http://news.example/b", 301, 302) == "alive ok"
    assert redirected("http://news.example/a", "http://news.example/b", 308, 301) == "alive moved"


def test_what_was_not_observed_says_why() -> None:
    assert judged(None) == "unchecked offline"
    assert judged(None, Network.NONE) == "unchecked no_network"


@pytest.mark.parametrize("network", [Network.NONE, Network.UNKNOWN])
def test_a_missing_name_is_broken_only_when_the_network_works(network: Network) -> None:
    assert judged(fetch(failure=Failure.NAME_NOT_FOUND), network) == "unchecked no_network"


@given(failure=st.sampled_from(Failure), status=st.none() | st.integers(100, 999))
def test_without_a_network_nothing_is_called_broken(failure: Failure, status: int | None) -> None:
    assert "broken" not in judged(fetch(failure=failure, status=status), Network.NONE)


@given(status=st.integers(100, 999), failure=st.none() | st.sampled_from(Failure))
def test_a_filtered_network_judges_nothing(status: int, failure: Failure | None) -> None:
    assert judged(fetch(status=status, failure=failure), Network.FILTERED) == "unchecked filtered_network"


@given(status=st.integers(500, 599) | st.just(429), signs=st.frozensets(st.sampled_from(Sign)))
def test_temporary_trouble_is_never_broken(status: int, signs: frozenset[Sign]) -> None:
    assert judged(fetch(status=status, signs=signs)).startswith("unverifiable")


def test_a_failure_is_confirmed_by_a_second_one_two_hours_later() -> None:
    first = NOW - timedelta(hours=2)
    assert reach.confirmed(fetch(status=404, failures=2, first_failed=first))
    assert not reach.confirmed(fetch(status=404, failures=1, first_failed=first))
    assert not reach.confirmed(fetch(status=404, failures=2, first_failed=first + timedelta(seconds=1)))


# --- claims ----------------------------------------------------------------------------------------------------------

ALIVE, DEAD, WALLED, PRIVATE, UNKNOWN = (f"https://{host}.example/a" for host in ("ok", "gone", "wall", "lan", "new"))
EVIDENCE = Evidence(
    fetches={
        ALIVE: fetch(ALIVE, status=200),
        DEAD: fetch(DEAD, status=404),
        WALLED: fetch(WALLED, status=403),
        PRIVATE: fetch(PRIVATE, failure=Failure.PRIVATE_ADDRESS),
    },
    local={"here.md": True, "missing.md": False, "TK": False},
    network=Network.WORKS,
)


def link(href: str, kind: LinkKind = LinkKind.WEB) -> Link:
    url = href if kind is LinkKind.WEB else None
    return Link(Span(0, 1), "text", href, kind, LinkForm.INLINE, url=url)


def claim(*links: Link, name: str = "c1", **fields: object) -> Claim:
    return replace(Claim(name, Span(0, 1), "Words.", Role.BODY, links), **fields)  # type: ignore[arg-type]


def verdict_of(subject: Claim, *others: Claim, evidence: Evidence = EVIDENCE) -> ClaimVerdict:
    article = Article("a.md", "", Format.MARKDOWN, claims=(subject, *others), anchors=frozenset({"notes", "é"}))
    return reach.claim_verdict(subject, article, evidence)


@pytest.mark.parametrize(
    ("href", "kind", "expected"),
    [
        (ALIVE, LinkKind.WEB, ClaimVerdict.REACHABLE),
        (DEAD, LinkKind.WEB, ClaimVerdict.DEAD),
        (WALLED, LinkKind.WEB, ClaimVerdict.UNVERIFIABLE),
        (PRIVATE, LinkKind.WEB, ClaimVerdict.UNCHECKED),
        (UNKNOWN, LinkKind.WEB, ClaimVerdict.UNCHECKED),
        ("#", LinkKind.PLACEHOLDER, ClaimVerdict.PLACEHOLDER),
        ("#notes", LinkKind.FRAGMENT, ClaimVerdict.REACHABLE),
        ("#%C3%A9", LinkKind.FRAGMENT, ClaimVerdict.REACHABLE),
        ("#nowhere", LinkKind.FRAGMENT, ClaimVerdict.DEAD),
        ("here.md", LinkKind.LOCAL, ClaimVerdict.REACHABLE),
        ("missing.md", LinkKind.LOCAL, ClaimVerdict.DEAD),
        ("unasked.md", LinkKind.LOCAL, ClaimVerdict.UNCHECKED),
        ("TK", LinkKind.LOCAL, ClaimVerdict.PLACEHOLDER),
        ("mailto:a@b.example", LinkKind.MAIL, ClaimVerdict.UNCHECKED),
        ("ftp://b.example/x", LinkKind.OTHER, ClaimVerdict.UNCHECKED),
        ("{{ site.url }}", LinkKind.TEMPLATE, ClaimVerdict.UNCHECKED),
    ],
)
def test_claim_with_one_link(href: str, kind: LinkKind, expected: ClaimVerdict) -> None:
    assert verdict_of(claim(link(href, kind))) is expected


def test_a_malformed_address_is_dead() -> None:
    assert verdict_of(claim(replace(link("https://[half"), url=None))) is ClaimVerdict.DEAD


def test_an_archived_copy_stands_in_for_a_dead_page() -> None:
    archived = Evidence(lookups={DEAD: Lookup(DEAD, NOW, ArchiveStatus.ARCHIVED)}, network=Network.WORKS)
    error = Evidence(lookups={DEAD: Lookup(DEAD, NOW, ArchiveStatus.ARCHIVED_ERROR)}, network=Network.WORKS)
    assert verdict_of(claim(link(DEAD)), evidence=EVIDENCE | archived) is ClaimVerdict.ARCHIVED_ONLY
    assert verdict_of(claim(link(DEAD)), evidence=EVIDENCE | error) is ClaimVerdict.DEAD


def test_a_page_that_refuses_us_may_open_for_a_reader_whatever_is_archived() -> None:
    archived = Evidence(lookups={WALLED: Lookup(WALLED, NOW, ArchiveStatus.ARCHIVED)}, network=Network.WORKS)
    assert verdict_of(claim(link(WALLED)), evidence=EVIDENCE | archived) is ClaimVerdict.UNVERIFIABLE


def test_the_best_link_decides() -> None:
    assert verdict_of(claim(link("#", LinkKind.PLACEHOLDER), link(DEAD), link(ALIVE))) is ClaimVerdict.REACHABLE
    assert verdict_of(claim(link("#", LinkKind.PLACEHOLDER), link(DEAD))) is ClaimVerdict.DEAD


def test_a_mail_address_does_not_excuse_a_dead_source() -> None:
    assert verdict_of(claim(link(DEAD), link("mailto:a@b.example", LinkKind.MAIL))) is ClaimVerdict.DEAD


def test_a_claim_without_links_takes_what_it_rests_on() -> None:
    source = claim(link(ALIVE), name="c1")
    middle = claim(name="c2", rests_on="c1")
    assert verdict_of(claim(name="c3", rests_on="c2"), middle, source) is ClaimVerdict.REACHABLE
    assert verdict_of(claim(link(DEAD), name="c3", rests_on="c1"), source) is ClaimVerdict.DEAD


def test_claims_that_rest_on_each_other_end() -> None:
    quotation = (Quotation(Span(0, 3), "a"),)
    first, second = claim(name="c1", rests_on="c2", quotations=quotation), claim(name="c2", rests_on="c1")
    assert verdict_of(first, second) is ClaimVerdict.UNLINKED


def attribution(content: tuple[Span, ...] = (), *, own: bool = False) -> Attribution:
    return Attribution(Span(0, 3), "Reuters", content, SourceType.PUBLISHER, own=own)


@pytest.mark.parametrize(
    ("fields", "expected"),
    [
        ({}, ClaimVerdict.NONE),
        ({"attributions": (attribution(),)}, ClaimVerdict.UNLINKED),
        ({"quotations": (Quotation(Span(5, 9), "we"),)}, ClaimVerdict.UNLINKED),
        ({"publishers": ((Span(0, 3), Publisher("Fox", ("foxnews.com",))),)}, ClaimVerdict.UNLINKED),
        ({"attributions": (attribution(own=True),)}, ClaimVerdict.NONE),
        (
            {"attributions": (attribution((Span(4, 10),), own=True),), "quotations": (Quotation(Span(5, 9), "we"),)},
            ClaimVerdict.NONE,
        ),
        (
            {"attributions": (attribution((Span(4, 10),), own=True),), "quotations": (Quotation(Span(20, 29), "we"),)},
            ClaimVerdict.UNLINKED,
        ),
    ],
)
def test_a_claim_without_any_link(fields: dict[str, object], expected: ClaimVerdict) -> None:
    assert verdict_of(claim(**fields)) is expected  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("failures", "since", "expected"),
    [
        (2, 30 * DAY, "unverifiable server_error"),
        (3, 3 * DAY - timedelta(seconds=1), "unverifiable server_error"),
        (3, 3 * DAY, "broken server_error"),
        (9, -DAY, "unverifiable server_error"),
    ],
)
def test_trouble_that_three_checks_met_over_three_days_lasts(failures: int, since: timedelta, expected: str) -> None:
    assert judged(fetch(status=503, failures=failures, first_failed=NOW - since)) == expected


def test_a_wall_stays_a_wall_however_often_it_is_met() -> None:
    long = {"failures": 50, "first_failed": NOW - 300 * DAY}
    walls = (fetch(status=403, **long), fetch(status=429, **long), fetch(status=503, signs={Sign.BOT_WALL}, **long))
    assert {judged(wall).split()[0] for wall in walls} == {"unverifiable"}
    assert judged(fetch(failure=Failure.TIMEOUT, **long), Network.NONE) == "unchecked no_network"


@pytest.mark.parametrize(
    ("fields", "expected"),
    [
        ({"status": 200}, "alive"),
        ({"status": 404}, "suspect"),
        ({"status": 404, "failures": 1, "first_failed": NOW}, "suspect"),
        ({"status": 404, "failures": 2, "first_failed": NOW - timedelta(hours=2)}, "dead"),
        ({"failure": Failure.TIMEOUT, "failures": 2, "first_failed": NOW - 9 * DAY}, "suspect"),
        ({"failure": Failure.TIMEOUT, "failures": 3, "first_failed": NOW - 9 * DAY}, "dead"),
        ({"status": 403}, "unopened"),
        ({"failure": Failure.PRIVATE_ADDRESS}, "refused"),
        ({"failure": Failure.BUDGET}, "unchecked"),
    ],
)
def test_what_history_says_of_a_link(fields: dict[str, object], expected: str) -> None:
    found = fetch(**fields)
    assert reach.link_state(found, reach.verdict(found, Network.WORKS, Reason.OFFLINE)) == expected
