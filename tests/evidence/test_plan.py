"""What is still to be asked."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime

import pytest

from linkaudit.evidence import (
    ArchiveMode,
    ArchiveRequest,
    Limits,
    LiveRequest,
    Request,
    Wish,
    not_asked,
    plan,
    plan_next,
    wishes,
)
from linkaudit.evidence.plan import LONGEST_FRAGMENT, MOST_QUESTIONS, may_be_archived
from linkaudit.model import (
    ArchiveReason,
    ArchiveStatus,
    Article,
    Attribution,
    Claim,
    Doubt,
    Evidence,
    FactsQuestion,
    Failure,
    Fetch,
    Format,
    FragmentQuestion,
    Link,
    LinkForm,
    LinkKind,
    Lookup,
    Match,
    MatchVerdict,
    Memento,
    Nature,
    NatureQuestion,
    PageAnswer,
    Question,
    Quotation,
    QuotationQuestion,
    Role,
    Sign,
    SourceType,
    Span,
)

NOW = datetime(2026, 11, 22, tzinfo=UTC)
DAY = date(2022, 10, 13)
SOURCE, TAG = "https://news.example/a", "https://own.example/page"
COPY = ArchiveRequest(SOURCE, DAY, verify=True)


def article(*claims: tuple[Role, str, LinkKind], published: date | None = DAY) -> Article:
    made = []
    for number, (role, href, kind) in enumerate(claims):
        address, _, fragment = href.partition("#")
        url = address if kind is LinkKind.WEB else None
        link = Link(Span(number, number + 1), "text", href, kind, LinkForm.INLINE, url=url, fragment=fragment or None)
        made.append(Claim(f"c{number}", link.span, "text", role, (link,)))
    return Article("a.md", " " * len(claims), Format.MARKDOWN, claims=tuple(made), published=published)


BOTH = article((Role.BODY, SOURCE, LinkKind.WEB), (Role.FURNITURE, TAG, LinkKind.WEB))
NEEDED, ALL, NONE = (Limits(archive=mode) for mode in (ArchiveMode.NEEDED, ArchiveMode.ALL, ArchiveMode.NONE))


def planned(subject: Article, known: Evidence = Evidence(), limits: Limits = NEEDED) -> list[Request]:  # noqa: B008
    return plan(wishes([subject]), known, limits)


def followed(fetch: Fetch | Lookup, limits: Limits = NEEDED, known: Evidence = Evidence()) -> list[Request]:  # noqa: B008
    return plan_next(fetch, wishes([BOTH]), known, limits)


def fetch(url: str = SOURCE, status: int | None = 404, **fields: object) -> Fetch:
    return replace(Fetch(url, NOW, status), **fields)  # type: ignore[arg-type]


def test_links_of_every_role_are_asked_once() -> None:
    subject = article(
        (Role.BODY, SOURCE, LinkKind.WEB),
        (Role.BODY, SOURCE, LinkKind.WEB),
        (Role.FURNITURE, TAG, LinkKind.WEB),
        (Role.EMBED, "https://embed.example/x", LinkKind.WEB),
        (Role.BODY, "#", LinkKind.PLACEHOLDER),
        (Role.BODY, "mailto:a@b.example", LinkKind.MAIL),
    )
    assert planned(subject) == [LiveRequest(SOURCE), LiveRequest(TAG), LiveRequest("https://embed.example/x")]


def test_what_is_known_is_not_asked() -> None:
    known = Evidence(fetches={SOURCE: fetch(status=200)})
    assert planned(BOTH, known) == [LiveRequest(TAG)]


def test_all_asks_the_archive_for_whatever_claims_stand_on_and_plays_back_only_what_readers_need() -> None:
    assert planned(BOTH, limits=ALL) == [LiveRequest(SOURCE), LiveRequest(TAG)]
    assert followed(fetch(status=200), ALL) == [ArchiveRequest(SOURCE, DAY)]
    assert followed(fetch(), ALL) == [COPY]
    assert followed(fetch(TAG), ALL) == []
    assert followed(fetch(), ALL, Evidence(lookups={SOURCE: Lookup(SOURCE, NOW, ArchiveStatus.NONE)})) == []


@pytest.mark.parametrize(
    ("answer", "copy"),
    [
        (fetch(status=200), False),
        (fetch(status=404), True),
        (fetch(status=403), True),
        (fetch(status=503), True),
        (fetch(status=200, signs=frozenset({Sign.BOT_WALL})), True),
        (fetch(status=200, final_url="https://news.example/"), True),
        (fetch(status=None, failure=Failure.NAME_NOT_FOUND), True),
        (fetch(status=None, failure=Failure.TIMEOUT), True),
        (fetch(status=None, failure=Failure.PRIVATE_ADDRESS), False),
        (fetch(status=None, failure=Failure.BUDGET), False),
        (fetch(TAG, status=404), False),
        (fetch("https://elsewhere.example/x", status=404), False),
        (Lookup(SOURCE, NOW, ArchiveStatus.NONE), False),
    ],
)
def test_needed_asks_the_archive_for_a_claims_source_that_does_not_open(answer: Fetch | Lookup, *, copy: bool) -> None:
    assert followed(answer) == ([COPY] if copy else [])
    assert followed(answer, NONE) == []


def test_a_failure_remembered_from_another_run_is_looked_up_as_well() -> None:
    known = Evidence(fetches={SOURCE: fetch(), TAG: fetch(TAG)})
    assert planned(BOTH, known) == [COPY]
    assert planned(BOTH, known | Evidence(lookups={SOURCE: Lookup(SOURCE, NOW, ArchiveStatus.NONE)})) == []


def test_the_first_article_whose_claim_stands_on_it_sets_the_day() -> None:
    furniture = article((Role.FURNITURE, SOURCE, LinkKind.WEB), published=date(2020, 1, 1))
    later = article((Role.BODY, SOURCE, LinkKind.WEB), published=date(2024, 1, 1))
    assert wishes([furniture, BOTH, later])[SOURCE] == Wish(SOURCE, DAY, supports=True)


def test_without_a_day_of_publication_the_links_line_has_one() -> None:
    undated = article((Role.BODY, SOURCE, LinkKind.WEB), published=None)
    added = {"a.md": {1: date(2023, 2, 1)}, "b.md": {1: date(2024, 1, 1)}}
    wish, without, dated = (wishes(*each)[SOURCE] for each in (([undated], added), ([undated],), ([BOTH], added)))
    assert (wish.wanted, wish.written) == (date(2023, 2, 1), True)
    assert (without.wanted, without.written) == (None, False)
    assert (dated.wanted, dated.written) == (DAY, False)
    assert not wishes([BOTH, undated], added)[SOURCE].written


@pytest.mark.parametrize(
    "url",
    [
        "https://web.archive.org/web/2022/https://a.example/",
        "https://archive.ph/AbC12",
        "https://perma.cc/AB12-CD34",
        "http://192.168.0.1/page",
        "http://[::1]/page",
        "http://intranet/page",
        "http://wiki.corp/page",
        "https://user@news.example/page",
        "https://news.example/page?access_token=abc123",
        "https://news.example/",
        "https://news.example/tag/peace",
        "https://news.example/author/jane/",
    ],
)
def test_an_archive_is_not_asked_for_what_it_cannot_help_with(url: str) -> None:
    assert not may_be_archived(url)
    assert plan_next(fetch(url), wishes([article((Role.BODY, url, LinkKind.WEB))]), Evidence(), ALL) == []


def test_a_link_to_a_copy_tells_what_it_is_without_being_asked_about() -> None:
    copy = "https://web.archive.org/web/20221014093000/" + SOURCE
    short, inside = "https://archive.ph/AbC12", "http://wiki.corp/x"
    subject = article(*((Role.BODY, url, LinkKind.WEB) for url in (copy, short, inside, SOURCE)))
    found = {lookup.url: lookup for lookup in not_asked(wishes([subject]), NOW)}
    assert {url: lookup.reason for url, lookup in found.items()} == {
        copy: ArchiveReason.IS_ARCHIVE_LINK,
        short: ArchiveReason.IS_ARCHIVE_LINK,
        inside: ArchiveReason.PRIVATE_HOST,
    }
    memento = found[copy].memento
    assert memento is not None
    assert (memento.original, memento.archive, found[copy].delta_days) == (SOURCE, "web.archive.org", 1)
    assert found[short].memento is None


@pytest.mark.parametrize("url", [SOURCE, "https://news.example/?p=12", "https://archive.example/a", "http://8.8.8.8/a"])
def test_an_archive_may_have_a_page(url: str) -> None:
    assert may_be_archived(url)


# --- questions to pages ----------------------------------------------------------------------------------------------


def asked_of_page(*fragments: str) -> tuple[FragmentQuestion, ...]:
    return tuple(FragmentQuestion(fragment) for fragment in fragments)


def test_a_request_brings_the_questions_of_every_claim_that_cites_its_page() -> None:
    first = article(
        (Role.BODY, SOURCE, LinkKind.WEB),
        (Role.BODY, SOURCE + "#sec-2", LinkKind.WEB),
        (Role.BODY, SOURCE + "#:~:text=will%20close", LinkKind.WEB),
        (Role.FURNITURE, SOURCE + "#share", LinkKind.WEB),
        (Role.FURNITURE, TAG + "#more", LinkKind.WEB),
    )
    second = article((Role.BODY, SOURCE + "#sec-9", LinkKind.WEB), (Role.BODY, SOURCE + "#sec-2", LinkKind.WEB))
    questions = asked_of_page("sec-2", ":~:text=will%20close", "sec-9")
    assert plan(wishes([first, second]), Evidence(), NEEDED) == [LiveRequest(SOURCE, questions), LiveRequest(TAG)]


@pytest.mark.parametrize("fragment", ["top", "!/route", "t=30", "x" * (LONGEST_FRAGMENT + 1)])
def test_what_no_page_can_tell_is_not_asked(fragment: str) -> None:
    assert planned(article((Role.BODY, f"{SOURCE}#{fragment}", LinkKind.WEB))) == [LiveRequest(SOURCE)]


def test_no_page_is_asked_without_end() -> None:
    flood = article(*((Role.BODY, f"{SOURCE}#p{number}", LinkKind.WEB) for number in range(MOST_QUESTIONS + 9)))
    [request] = planned(flood)
    assert isinstance(request, LiveRequest)
    assert request.questions == asked_of_page(*(f"p{number}" for number in range(MOST_QUESTIONS)))


def test_a_page_that_opened_is_asked_again_only_for_what_it_was_not_asked() -> None:
    subject = article((Role.BODY, SOURCE + "#sec-2", LinkKind.WEB))
    [question] = asked_of_page("sec-2")
    answered = {(SOURCE, question): PageAnswer(SOURCE, NOW, question, found=None)}
    opened = Evidence(fetches={SOURCE: fetch(status=200)})
    assert planned(subject, opened) == [LiveRequest(SOURCE, (question,))]
    assert planned(subject, opened | Evidence(pages=answered)) == []
    assert planned(subject, Evidence(fetches={SOURCE: fetch()}), NONE) == []


# --- quotations ------------------------------------------------------------------------------------------------------

SAID = QuotationQuestion("We will never sit down at that table again")
MEMENTO = Memento(SOURCE, f"https://web.archive.org/web/20221014093000/{SOURCE}", NOW)
ABSENT, WALLED = Match(MatchVerdict.ABSENT, 0.0), Match(MatchVerdict.CANNOT_TELL, 0.0, reason=Doubt.PAYWALL)
THERE = Match(MatchVerdict.EXACT, 1.0, SAID.text)


def quoting(url: str = SOURCE) -> Article:
    """An article with one quotation, linked to the page."""
    place = Span(0, len(SAID.text))
    link = Link(place, "said", url, LinkKind.WEB, LinkForm.INLINE, url=url)
    claim = Claim("c0", place, SAID.text, Role.BODY, (link,), quotations=(Quotation(place, SAID.text),))
    return Article("a.md", SAID.text, Format.MARKDOWN, claims=(claim,), published=DAY)


def after(match: Match | None, status: int = 200, limits: Limits = NEEDED, **known: object) -> list[Request]:
    """What is asked once the page has answered."""
    pages = {} if match is None else {(SOURCE, SAID): PageAnswer(SOURCE, NOW, SAID, None, match)}
    pages |= known.pop("pages", {})  # type: ignore[arg-type]
    evidence = Evidence(pages=pages, **known)  # type: ignore[arg-type]
    return plan_next(fetch(status=status), wishes([quoting()]), evidence, limits)


def test_a_page_is_asked_for_the_quotations_that_cite_it_unless_nobody_wants_to_know() -> None:
    [request] = planned(quoting())
    assert isinstance(request, LiveRequest)
    assert request.questions == (SAID, FactsQuestion(SAID.text), NatureQuestion())
    assert plan(wishes([quoting()], {}, Limits(verify=False)), Evidence(), NEEDED) == [LiveRequest(SOURCE)]


def test_the_figures_of_a_claim_without_a_quotation_are_asked_only_on_demand() -> None:
    named = Attribution(Span(0, 4), "Novak", (Span(0, 4),), SourceType.PERSON)
    [claim] = BOTH.claims[:1]
    subject = replace(BOTH, claims=(replace(claim, attributions=(named,)),))
    assert wishes([subject])[SOURCE].questions == ()
    on_demand = wishes([subject], {}, Limits(facts=True))[SOURCE].questions
    assert on_demand == (FactsQuestion("text", ("Novak",)), NatureQuestion())


@pytest.mark.parametrize(
    ("match", "status", "expected"),
    [
        (THERE, 200, ()),
        (WALLED, 200, ()),
        (ABSENT, 200, (SAID,)),
        (None, 404, (SAID,)),
        (None, 403, (SAID,)),
    ],
)
def test_the_copy_is_asked_for_what_the_page_has_not(
    match: Match | None, status: int, expected: tuple[Question, ...]
) -> None:
    requests = after(match, status)
    assert requests == ([ArchiveRequest(SOURCE, DAY, verify=True, questions=expected)] if expected else [])
    assert after(match, status, NONE) == []


def test_a_known_copy_is_asked_only_for_what_it_was_not_asked() -> None:
    known = {SOURCE: Lookup(SOURCE, NOW, ArchiveStatus.ARCHIVED, memento=MEMENTO)}
    answered = {(MEMENTO.url, SAID): PageAnswer(MEMENTO.url, NOW, SAID, None, WALLED)}
    assert after(ABSENT, lookups=known) == [ArchiveRequest(SOURCE, DAY, verify=True, questions=(SAID,))]
    assert after(ABSENT, lookups=known, pages=answered) == []
    assert after(ABSENT, lookups={SOURCE: Lookup(SOURCE, NOW, ArchiveStatus.NONE)}) == []


@pytest.mark.parametrize(
    ("title", "suspicious"),
    [
        ("Page not found", True),
        ("news.example", True),
        ("This domain is for sale", True),
        ("The talks", False),
        (None, False),
    ],
)
def test_a_page_whose_title_looks_like_none_is_read_whole_once(title: str | None, *, suspicious: bool) -> None:
    subject = article((Role.BODY, SOURCE, LinkKind.WEB))
    answer = fetch(status=200, title=title)
    asked = plan_next(answer, wishes([subject]), Evidence(), NEEDED)
    assert asked == ([LiveRequest(SOURCE, (NatureQuestion(),))] if suspicious else [])
    told = {(SOURCE, NatureQuestion()): PageAnswer(SOURCE, NOW, NatureQuestion(), None, Nature(3))}
    assert plan_next(answer, wishes([subject]), Evidence(pages=told), NEEDED) == []


@pytest.mark.parametrize("sign", [Sign.MISSING, Sign.PARKED, Sign.HOME])
def test_a_page_that_is_none_wants_a_copy(sign: Sign) -> None:
    assert followed(fetch(status=200, signs=frozenset({sign}))) == [COPY]
