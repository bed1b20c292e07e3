"""What the cited pages say of a claim: which are asked what, and what their answers come to."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime

import pytest

from linkaudit.article import Vocabulary, read
from linkaudit.model import (
    ArchiveStatus,
    Article,
    Doubt,
    Evidence,
    Fact,
    Facts,
    FactsQuestion,
    Format,
    Lookup,
    Match,
    MatchVerdict,
    Memento,
    NatureQuestion,
    Network,
    PageAnswer,
    Presence,
    Question,
    QuotationQuestion,
    Source,
)
from linkaudit.support import Told, asked, facts_on_pages, looked_for, support, told

NOW = datetime(2026, 11, 22, 9, tzinfo=UTC)
ONE, TWO = "https://news.example/one", "https://news.example/two"
COPY = Memento(ONE, f"https://web.archive.org/web/20221014093000/{ONE}", NOW)
WORDS = "We will never sit down at that table again"
QUOTED = WORDS + ","
FOUND = Match(MatchVerdict.EXACT, 1.0, WORDS, 0, len(WORDS), WORDS)
ABSENT, DIFFERS = Match(MatchVerdict.ABSENT, 0.1), Match(MatchVerdict.DIFFERS, 0.9, "We will")
WALLED = Match(MatchVerdict.CANNOT_TELL, 0.0, reason=Doubt.PAYWALL)


def article(text: str) -> Article:
    return read(Source("a.md", text.encode(), Format.MARKDOWN), Vocabulary())


def questions(subject: Article) -> dict[str, list[Question]]:
    found: dict[str, list[Question]] = {}
    for claim in subject.claims:
        for url, mine in asked(claim, subject):
            found.setdefault(url, []).extend(mine)
    return found


def evidence(answers: Mapping[str, Match], memento: Memento | None = None, **fields: object) -> Evidence:
    question = QuotationQuestion(QUOTED)
    pages = {(url, question): PageAnswer(url, NOW, question, None, match) for url, match in answers.items()}
    copies = {} if memento is None else {ONE: Lookup(ONE, NOW, ArchiveStatus.ARCHIVED, memento=memento)}
    return Evidence({}, copies, network=Network.WORKS, pages=pages, **fields)  # type: ignore[arg-type]


def said(text: str, known: Evidence) -> Told | None:
    subject = article(text)
    [(claim, quotation)] = [(claim, each) for claim in subject.claims for each in claim.quotations]
    return told(quotation, claim, subject, known)


SAID = f'"{WORDS}," the minister [said]({ONE}).'
BOTH = f'"{WORDS}," the minister [said]({ONE}), and he [repeated]({TWO}) it.'


def test_a_page_is_asked_for_the_quotations_of_the_claims_that_cite_it_and_for_what_else_it_can_tell() -> None:
    [(url, found)] = questions(article(SAID)).items()
    assert url == ONE
    assert [type(each) for each in found] == [QuotationQuestion, FactsQuestion, NatureQuestion]
    assert found[0] == QuotationQuestion(QUOTED)


def test_an_inherited_link_is_asked_too() -> None:
    text = f'Ada Novak [said]({ONE}) on Monday that the talks are over.\n\n"{WORDS}," Novak said.'
    assert QuotationQuestion(QUOTED) in questions(article(text))[ONE]


@pytest.mark.parametrize(
    "text",
    [
        f"The minister [said]({ONE}) that the talks are over.",
        f'"{WORDS}," the minister said.',
        f'"{WORDS}," the minister [said](https://news.example/).',
        f'"{WORDS}," the minister [said](#).',
    ],
    ids=["no quotation", "no link", "a home page", "a placeholder"],
)
def test_where_nothing_can_be_looked_for_nothing_is_asked(text: str) -> None:
    assert questions(article(text)) == {}


def test_what_was_said_to_the_newsroom_itself_stands_nowhere_else() -> None:
    subject = article(f'The [talks]({ONE}) are over. "{WORDS}," Ada Novak told this newspaper on Monday.')
    assert any(given.own for claim in subject.claims for given in claim.attributions)
    assert not [each for claim in subject.claims for each in looked_for(claim)]


@pytest.mark.parametrize(
    ("answers", "verdict"),
    [
        ({ONE: FOUND}, MatchVerdict.EXACT),
        ({ONE: ABSENT}, MatchVerdict.ABSENT),
        ({ONE: WALLED}, MatchVerdict.CANNOT_TELL),
    ],
)
def test_one_page_speaks_for_itself(answers: dict[str, Match], verdict: MatchVerdict) -> None:
    found = said(SAID, evidence(answers))
    assert found is not None
    assert found.match.verdict is verdict


@pytest.mark.parametrize(
    ("answers", "verdict", "reason"),
    [
        ({ONE: ABSENT, TWO: FOUND}, MatchVerdict.EXACT, None),
        ({ONE: ABSENT, TWO: ABSENT}, MatchVerdict.ABSENT, None),
        ({ONE: ABSENT, TWO: DIFFERS}, MatchVerdict.DIFFERS, None),
        ({ONE: ABSENT, TWO: WALLED}, MatchVerdict.CANNOT_TELL, Doubt.PAYWALL),
        ({ONE: ABSENT}, MatchVerdict.CANNOT_TELL, Doubt.NOT_OPENED),
        ({ONE: DIFFERS}, MatchVerdict.CANNOT_TELL, Doubt.NOT_OPENED),
    ],
)
def test_nothing_is_held_against_a_quotation_while_a_cited_page_may_have_it(
    answers: dict[str, Match], verdict: MatchVerdict, reason: Doubt | None
) -> None:
    found = said(BOTH, evidence(answers))
    assert found is not None
    assert (found.match.verdict, found.match.reason) == (verdict, reason)


def test_a_link_on_a_name_need_not_lead_to_where_the_words_were_said() -> None:
    text = f'"{WORDS}," said [Ada Novak]({ONE}), who is the minister.'
    absent, found = said(text, evidence({ONE: ABSENT})), said(text, evidence({ONE: FOUND}))
    assert absent is not None
    assert absent.match.reason is Doubt.ABOUT
    assert found is not None
    assert found.match.verdict.found


def test_the_link_of_another_speaker_says_nothing_of_these_words() -> None:
    text = f'"{WORDS}," said Ada Novak, while Ole Berg [wrote]({ONE}) that "the table has been sold to somebody else".'
    subject = article(text)
    [claim] = subject.claims
    found = []
    for quotation in claim.quotations:
        question = QuotationQuestion(quotation.text)
        pages: dict[tuple[str, Question], PageAnswer] = {(ONE, question): PageAnswer(ONE, NOW, question, None, ABSENT)}
        answer = told(quotation, claim, subject, Evidence(network=Network.WORKS, pages=pages))
        found.append(answer and (answer.match.verdict, answer.match.reason))
    assert found == [(MatchVerdict.CANNOT_TELL, Doubt.ABOUT), (MatchVerdict.ABSENT, None)]


@pytest.mark.parametrize(
    ("live", "copy", "verdict", "from_copy"),
    [
        (FOUND, FOUND, MatchVerdict.EXACT, False),
        (ABSENT, FOUND, MatchVerdict.REMOVED, True),
        (DIFFERS, FOUND, MatchVerdict.REMOVED, True),
        (ABSENT, ABSENT, MatchVerdict.ABSENT, False),
        (WALLED, FOUND, MatchVerdict.EXACT, True),
        (None, FOUND, MatchVerdict.EXACT, True),
        (None, ABSENT, MatchVerdict.CANNOT_TELL, True),
        (None, WALLED, MatchVerdict.CANNOT_TELL, True),
    ],
)
def test_the_archived_copy_speaks_where_the_page_has_nothing_to_say(
    live: Match | None, copy: Match, verdict: MatchVerdict, *, from_copy: bool
) -> None:
    answers = {COPY.url: copy} | ({ONE: live} if live is not None else {})
    found = said(SAID, evidence(answers, COPY))
    assert found is not None
    assert (found.match.verdict, found.memento is not None, found.url) == (verdict, from_copy, ONE)


@pytest.mark.parametrize(("live", "saved"), [(WALLED, True), (None, True), (ABSENT, False), (FOUND, False)])
def test_a_saved_page_settles_only_what_cannot_be_told(live: Match | None, *, saved: bool) -> None:
    question = QuotationQuestion(QUOTED)
    kept = {question: PageAnswer("kept/page.html", NOW, question, found=True, detail=FOUND)}
    found = said(SAID, evidence({ONE: live} if live is not None else {}, saved=kept))
    assert found is not None
    assert (found.saved == "kept/page.html") is saved


def test_a_portal_that_answers_in_place_of_the_pages_says_nothing() -> None:
    known = Evidence(network=Network.FILTERED, pages=evidence({ONE: ABSENT}).pages)
    assert said(SAID, known) is None


def test_figures_and_names_are_missing_only_when_every_cited_page_was_read() -> None:
    subject = article(BOTH.replace("the minister", "Ada Novak"))
    [claim] = subject.claims
    question = next(each for each in questions(subject)[ONE] if isinstance(each, FactsQuestion))
    missing = Facts((), (Fact("Ada Novak", Presence.NOT_FOUND),))
    there = Facts((), (Fact("Ada Novak", Presence.FOUND),))
    assert question.speakers == ("Ada Novak",)

    def name(**facts: Facts) -> Presence | None:
        pages = {(url, question): PageAnswer(url, NOW, question, None, facts[key]) for key, url in
                 (("one", ONE), ("two", TWO)) if key in facts}  # fmt: skip
        known = Evidence(network=Network.WORKS, pages=pages)
        assert facts_on_pages(claim, subject, known).figures == ()
        return support(claim, subject, known).name

    assert name(one=missing, two=missing) is Presence.NOT_FOUND
    assert name(one=missing) is Presence.CANNOT_TELL
    assert name(one=missing, two=there) is Presence.FOUND
    assert name() is None
