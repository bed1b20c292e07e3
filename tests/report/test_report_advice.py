"""What helps to mend a claim: the source to expect, a query, and the lines that rest on it."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest
from sample_oped import GUARDIAN, REUTERS, article, quoted, span

from linkaudit.model import (
    Article,
    Attribution,
    Claim,
    DateMention,
    Link,
    LinkForm,
    LinkKind,
    Publisher,
    Quotation,
    SourceType,
    Span,
)
from linkaudit.report.advice import Advice, advise, resting_on
from linkaudit.report.words import lines

NOWHERE = Span(0, 0)


def advice(number: int, **changes: object) -> Advice:
    changed = replace(article().claims[number - 1], **changes)  # type: ignore[arg-type]
    about = with_claim(changed)
    return advise(changed, about, resting_on(about).get(changed.id, ()))


def with_claim(changed: Claim) -> Article:
    return replace(article(), claims=tuple(changed if c.id == changed.id else c for c in article().claims))


def spoken(who: str, kind: SourceType = SourceType.PERSON, **more: object) -> Attribution:
    return Attribution(NOWHERE, who, (), kind, "said", **more)  # type: ignore[arg-type]


def empty_link(start: int) -> Link:
    return Link(Span(start, start + 5), "x", "#", LinkKind.PLACEHOLDER, LinkForm.INLINE)


def test_a_lead_in_looks_for_the_words_that_rest_on_it() -> None:
    found = advice(4)
    assert found.source == "Reuters, an address at reuters.com"
    assert found.query == 'site:reuters.com "lost a third of its footing since the autumn storms"'
    assert found.rests == "lines 13 and 15 rest on it"


def test_a_quotation_without_a_known_end_rests_on_it_and_following() -> None:
    assert advice(7).rests == "lines 19 and following rest on it"


def test_the_day_of_the_source_is_worked_out() -> None:
    assert advice(3).source == "The port authority, Tuesday 2 May 2023"


def test_a_day_inside_a_quotation_is_the_speakers_own() -> None:
    march = DateMention(span("lost a third"), "lost", date(2023, 3, 1))
    assert advice(5, dates=(march,)).day is None


def test_a_publisher_comes_before_the_person_it_heard() -> None:
    found = advice(4, attributions=(spoken("he", named="Paul Okoro"), spoken("ABC", publisher=REUTERS)))
    assert found.source == "Reuters, Paul Okoro, an address at reuters.com"


@pytest.mark.parametrize(
    "given",
    [
        spoken("officials", SourceType.ANONYMOUS),
        spoken("she"),
        spoken("the spokesman", own=True),
    ],
)
def test_nobody_known_is_nobody_named(given: Attribution) -> None:
    assert advice(7, attributions=(given,)).source is None


def test_an_apposition_gives_an_expectation_only() -> None:
    institute = Publisher("Quincy Institute", ("quincyinst.org",), weak=True)
    found = advice(6, attributions=(spoken("George Beebe", publisher=institute),))
    assert found.source == "George Beebe, perhaps an address at quincyinst.org"
    assert found.query == '"Nobody has asked me to close it"'


def test_two_publishers_give_two_hosts_and_one_query() -> None:
    found = advice(4, publishers=((NOWHERE, GUARDIAN),))
    assert found.source == "Reuters, The Guardian, an address at reuters.com or theguardian.com"
    assert found.query is not None
    assert found.query.startswith("site:reuters.com ")


@pytest.mark.parametrize(
    ("text", "query"),
    [
        ("a quay", None),
        (
            "one two three four five six seven eight nine ten eleven twelve thirteen",
            '"one two three four five six seven eight nine ten eleven twelve"',
        ),
        ("We shall ... not close it before the winter", '"not close it before the winter"'),
        ('the "wall of the north" is gone for good', '"wall of the north"'),
        ("the harbour [of Tidewater] has been in danger.", '"has been in danger"'),
    ],
)
def test_a_query_is_what_stands_on_a_page_letter_by_letter(text: str, query: str | None) -> None:
    assert advice(7, quotations=(Quotation(NOWHERE, text),)).query == query


def test_a_query_ends_with_a_sentence_and_fits_one_line() -> None:
    short = Quotation(NOWHERE, "The wall has to come down before the winter. And then it is over.")
    assert advice(7, quotations=(short,)).query == '"The wall has to come down before the winter"'
    long = Quotation(NOWHERE, " ".join(["responsibilities"] * 12))
    found = advice(4, quotations=(long,)).query
    assert found == 'site:reuters.com "responsibilities responsibilities responsibilities responsibilities"'


def test_a_speaker_is_named_only_where_every_empty_link_is_his() -> None:
    his = spoken("Ada Ruiz", cue_span=Span(100, 104))
    near, far = empty_link(110), empty_link(200)
    assert advice(7, attributions=(his,), links=(near, empty_link(130))).names == ("Ada Ruiz",)
    assert advice(7, attributions=(his,), links=(near, far)).names == ()
    assert advice(7, attributions=(his, spoken("Ben Cole", cue_span=Span(190, 194))), links=(near, far)).names == ()
    assert advice(7, attributions=(his,), links=(far,)).names == ("Ada Ruiz",)


def test_an_organisation_alone_is_no_source() -> None:
    ministry = spoken("the ministry", SourceType.ORGANISATION)
    assert advice(7, attributions=(ministry,)).source is None
    assert advice(4, publishers=((NOWHERE, REUTERS),), attributions=(ministry,)).names == ("Reuters",)


def test_the_claims_own_words_come_first() -> None:
    assert advice(4, quotations=(quoted("Nobody has asked me to close it,"),)).query == (
        'site:reuters.com "Nobody has asked me to close it"'
    )


@pytest.mark.parametrize(
    ("numbers", "open_end", "words"),
    [
        ((27,), False, "line 27"),
        ((27, 29), False, "lines 27 and 29"),
        ((27, 28), False, "lines 27 and 28"),
        ((27, 28, 29, 31), False, "lines 27 to 29 and 31"),
        ((74,), True, "lines 74 and following"),
        ((70, 74), True, "lines 70, 74 and following"),
    ],
)
def test_line_numbers_in_words(numbers: tuple[int, ...], open_end: bool, words: str) -> None:
    assert lines(numbers, open_end) == words
