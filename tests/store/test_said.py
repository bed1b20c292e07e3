"""What a page said, kept and recalled: the same value, and no word of the article in the file."""

from __future__ import annotations

from datetime import UTC, date, datetime

from hypothesis import given
from hypothesis import strategies as st

from linkaudit.model import (
    Change,
    Difference,
    Doubt,
    Fact,
    Facts,
    FactsQuestion,
    FragmentQuestion,
    Match,
    MatchVerdict,
    Nature,
    NatureQuestion,
    PageAnswer,
    Presence,
    Question,
    QuotationQuestion,
)
from linkaudit.store.said import answer, kept

NOW = datetime(2026, 11, 22, 9, 0, 0, 12, tzinfo=UTC)
URL = "https://news.example/talks"
WORDS = "We will never sit down at that table again"
DIFFERS = Match(
    MatchVerdict.DIFFERS, 0.875, "We will sit down at the table", 12, 41, "… We will sit down at the table …",
    (Difference("never", "", Change.NEGATION), Difference("that", "the")),
)  # fmt: skip
FACTS = Facts(
    (Fact("74", Presence.NOT_FOUND), Fact("eleven", Presence.CANNOT_TELL, Doubt.CUT)),
    (Fact("Ada Novak", Presence.FOUND), Fact("Reuters", Presence.NOT_FOUND)),
)
NATURE = Nature(612, date(2022, 10, 13), None, "Reuters", "Reuters reported", release=True)
ASKED = FactsQuestion("There were 74 ships and eleven boats.", ("Ada Novak",), ("Reuters",))
ANSWERS = [
    PageAnswer(URL, NOW, FragmentQuestion("x"), found=False),
    PageAnswer(URL, NOW, FragmentQuestion("x"), None),
    PageAnswer(URL, NOW, QuotationQuestion(WORDS, "en"), found=False, detail=DIFFERS),
    PageAnswer(URL, NOW, QuotationQuestion(WORDS), None, Match(MatchVerdict.CANNOT_TELL, 0.0, reason=Doubt.PAYWALL)),
    PageAnswer(URL, NOW, ASKED, None, FACTS),
    PageAnswer(URL, NOW, NatureQuestion(), found=True, detail=NATURE),
]


def test_what_is_kept_comes_back_as_it_was() -> None:
    for each in ANSWERS:
        assert answer(URL, NOW, each.question, kept(each)) == each


def test_no_word_of_the_article_is_kept_but_what_the_page_has_too() -> None:
    for each in ANSWERS[2:5]:
        written = str(kept(each))
        assert not [word for word in ("never", "that", "74", "eleven", "Novak", "Reuters") if word in written]


@given(st.sampled_from([each.question for each in ANSWERS]), st.none() | st.integers() | st.text() | st.binary())
def test_what_was_not_written_by_us_is_no_answer(question: Question, written: object) -> None:
    found = answer(URL, NOW, question, written)
    assert found is None or isinstance(question, FragmentQuestion)
