"""Claims: where they begin and end, what they hold, and whose link they take."""

from __future__ import annotations

from datetime import date

import pytest

from linkaudit.article import Vocabulary, read
from linkaudit.model import Article, Claim, Evidence, Format, LinkKind, PublishedFrom, Role, Source
from linkaudit.reach import claim_verdict


def article(text: str, **vocabulary: object) -> Article:
    return read(Source("draft.md", text.encode(), Format.MARKDOWN), Vocabulary(**vocabulary))  # type: ignore[arg-type]


def body(text: str) -> list[Claim]:
    return [claim for claim in article(text).claims if claim.role is Role.BODY]


def test_a_sentence_with_a_link_is_a_claim_and_one_without_anything_is_not() -> None:
    (claim,) = body("The harbour is old. The council [closed it](https://e.org/a) on Friday. Nobody liked that.")
    assert claim.text == "The council closed it on Friday."
    assert claim.links[0].url == "https://e.org/a"


def test_a_sentence_broken_over_two_paragraphs_is_one_claim() -> None:
    text = "Ferries stopped when the storm took the last of the\n\nNorth Pier [cranes](#) into the bay."
    (claim,) = body(text)
    assert claim.span.slice(text) == text
    assert claim.text == "Ferries stopped when the storm took the last of the North Pier cranes into the bay."


def test_a_colon_before_lower_case_goes_on_and_quotes_nothing() -> None:
    (claim,) = body("It adds to a case I have [made before](#):\n\nthat the town [never wanted](#) a bridge.")
    assert len(claim.links) == 2
    assert not claim.quotations


def test_a_lead_in_owns_a_marked_quotation_whole() -> None:
    lead_in, quotation = body(
        "The Harbour Post [reports](#):\n\n> The pier will close.\n>\n> Nobody was asked.\n\nThe town sleeps."
    )
    assert quotation.rests_on == lead_in.id
    assert quotation.quotations[0].text == "The pier will close. Nobody was asked."
    assert not quotation.runs_on


def test_a_lead_in_owns_unmarked_paragraphs_up_to_the_next_link() -> None:
    claims = body(
        "Reuters [reports](#):\n\nMayor Ann Lee said the pier would close.\n\n“It is a pity,” Lee said.\n\n"
        "Her office [denied](#) it."
    )
    assert [claim.rests_on for claim in claims[1:3]] == [claims[0].id] * 2
    assert claims[3].rests_on is None


def test_where_an_unmarked_quotation_ends_cannot_be_known() -> None:
    paragraphs = "\n\n".join(f"The pier was built in part {number} of the plan." for number in range(6))
    lead_in, quoted = body(f"Lee writes in [her book](#):\n\n{paragraphs}")
    assert quoted.rests_on == lead_in.id
    assert quoted.runs_on
    assert quoted.text == "The pier was built in part 0 of the plan."


def test_a_later_sentence_of_the_same_speaker_takes_the_link() -> None:
    first, second = body(
        "“We are done with it,” Mayor Ann Lee [told the council](#) on Sunday.\n\n“It has to end,” Lee said."
    )
    assert second.rests_on == first.id


def test_nobody_takes_a_link_when_another_source_has_spoken_since() -> None:
    claims = body(
        "“We are done with it,” Mayor Ann Lee [told the council](#).\n\n“Not at all,” Bo Ek said.\n\n“It is,” Lee said."
    )
    assert [claim.rests_on for claim in claims] == [None, None, None]


def test_a_link_is_taken_from_an_earlier_paragraph_while_nobody_else_speaks() -> None:
    linked, next_to_it, further_down = body(
        "Ana Ruiz [said](#) it fell.\n\nRuiz said nobody saw it.\n\nThe rain went on.\n\nRuiz said it was late."
    )
    assert next_to_it.rests_on == linked.id
    assert further_down.rests_on == linked.id


@pytest.mark.parametrize(
    ("text", "verdict"),
    [
        ("Ana Ruiz said that the bridge fell.", "unlinked"),
        ("The Gazette's report says that the bridge fell.", "unlinked"),
        ("Two Ruiz aides said that the bridge fell.", "unlinked"),
        ("The rain went on. “We will never build it again in this town.” The rain stopped.", "unlinked"),
        ("He said that the bridge fell.", "none"),
        ("Officials said that the bridge fell.", "none"),
        ("“We will never build it again in this town,” he said.", "none"),
        ("His lawyer told me that the bridge fell.", "none"),
        ("Ana Ruiz told this newspaper that the bridge fell.", "none"),
    ],
)
def test_unlinked_is_a_source_with_a_name_or_a_quotation_with_nobody(text: str, verdict: str) -> None:
    found = article(text)
    assert [claim_verdict(claim, found, Evidence()) for claim in found.claims] == [verdict]


def test_an_address_alone_is_the_source_of_the_paragraph_above_it() -> None:
    (claim,) = body("The bridge fell at noon.\n\nhttps://e.example/bridge")
    assert claim.text == "The bridge fell at noon. https://e.example/bridge"
    below_a_heading, _ = body("# Where to read on\n\nhttps://e.example/a\n\nAna Ruiz [said](#) it fell.")
    assert below_a_heading.text == "https://e.example/a"


def test_no_claim_takes_the_link_of_a_later_paragraph() -> None:
    first, second = body(
        "The rest follows from new information from Reuters that the pier is unsafe.\n\n"
        "“It may fall,” Reuters [reports](#)."
    )
    assert first.publishers[0][1].name == "Reuters"
    assert first.rests_on is None
    assert second.links[0].kind is LinkKind.PLACEHOLDER


def test_a_post_with_its_signature_is_one_embed() -> None:
    text = "Pier closed!\n[#harbour](#)\n\n— Harbour Watch (@harbourwatch) [October 11, 2022](#)\n\nThe town sleeps."
    (post,) = [claim for claim in article(text).claims if claim.role is Role.EMBED]
    assert post.span.slice(text).startswith("Pier closed!")
    assert post.permalink is not None
    assert post.permalink.text == "October 11, 2022"
    assert post.attributions[0].source == "Harbour Watch (@harbourwatch)"
    assert post.dates[0].day == date(2022, 10, 11)


@pytest.mark.parametrize(
    ("text", "role"),
    [
        ("By [Ann Lee](#)", Role.BYLINE),
        ("Harbour Post, [October 13, 2022](#)", Role.BYLINE),
        ("Region: [Europe](#), [USA](#)", Role.FURNITURE),
        ("Follow us on [Instagram](#) and [X](#).", Role.FURNITURE),
        ("[Share](#) | [Tweet](#) | [Print](#)", Role.FURNITURE),
        ("- [Home](#)\n- [About us](#)", Role.FURNITURE),
        ("Copyright © [Ann Lee](https://e.org), 2022", Role.FURNITURE),
        ("Reuters [reports](#):", Role.BODY),
        ("Sources: [Reuters](#), [AP](#)", Role.BODY),
        ("- [The council's minutes of the meeting in May](#)\n- [The full report of the inquiry](#)", Role.BODY),
    ],
)
def test_roles(text: str, role: Role) -> None:
    claims = article(f"Title here\n\n{text}\n\n" + "The harbour is old and nobody goes there. " * 5).claims
    assert {claim.role for claim in claims} == {role}


def test_every_link_stands_in_exactly_one_claim() -> None:
    text = "[a](#) b [c](u).\n\n![p](q.png) [m](mailto:x@e.org) <iframe src='https://e.org/v'></iframe>\n\n- [d](v)"
    links = article(text).links
    assert sorted(link.href for link in links) == ["#", "https://e.org/v", "mailto:x@e.org", "q.png", "u", "v"]


def test_the_date_comes_from_the_option_then_the_front_matter_then_the_text() -> None:
    text = "---\ndate: 2022-10-12\n---\nTitle\n\nHarbour Post, 13 October 2022\n\nOn Tuesday the pier [closed](#)."
    assert article(text).published_from is PublishedFrom.FRONT_MATTER
    assert article(text, published=date(2022, 10, 20)).published == date(2022, 10, 20)
    plain = article(text.partition("---\n")[2].partition("---\n")[2])
    assert (plain.published, plain.published_from) == (date(2022, 10, 13), PublishedFrom.TEXT)
    assert plain.claims[-1].dates[0].day == date(2022, 10, 11)


def test_own_outlets_are_own_reporting() -> None:
    text = "The pier is unsafe, Reuters reported."
    (claim,) = article(text, own_publications=("Reuters",)).claims
    assert claim.attributions[0].own
    assert not article(text).claims[0].attributions[0].own


@pytest.mark.parametrize(
    ("text", "lines"),
    [
        ("one\n\n<!-- linkaudit: ignore[LA101] known -->\n\n[a](#)\n[b](#)\n\n[c](#)", [(5, 6)]),
        ("[a](#) <!-- linkaudit: ignore[LA101, LA110] known -->\n[b](#)", [(1, 1)]),
        ("a\n\n<!-- linkaudit: off -->\n\nb\n\n<!-- linkaudit: on -->\n\nc", [(3, 7)]),
    ],
)
def test_directives_speak_for_their_lines(text: str, lines: list[tuple[int, int]]) -> None:
    assert [(directive.first, directive.last) for directive in article(text).directives] == lines
