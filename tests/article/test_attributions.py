"""Attributions: the source as written, the cue, the content, and whose name a pronoun stands for."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from linkaudit.article.attributions import attributions
from linkaudit.model import Attribution, SourceType, Span

WORDS = ["said", "told", "adding", "who", "that", "of", "Smith", "the mayor", *"\"“”',.()", "\n\n"]
PROSE = st.lists(st.sampled_from(WORDS), max_size=40).map(" ".join)


def brief(text: str, one: Attribution) -> tuple[str, str | None, list[str]]:
    return one.source, one.cue, [span.slice(text) for span in one.content]


def read(text: str) -> list[tuple[str, str | None, list[str]]]:
    return [brief(text, one) for one in attributions(text)]


@pytest.mark.parametrize(
    ("text", "source", "cue", "content"),
    [
        ('"We are late," Ana Ruiz said.', "Ana Ruiz", "said", ['"We are late,"']),
        ('"We are late", said Ana Ruiz.', "Ana Ruiz", "said", ['"We are late"']),
        ('"Late," said its deputy head, Rolf Beck.', "its deputy head, Rolf Beck", "said", ['"Late,"']),
        ('Ana Ruiz said: "We are late."', "Ana Ruiz", "said", ['"We are late."']),
        ('"We are," Ruiz said, "late."', "Ruiz", "said", ['"We are,"', '"late."']),
        ("Ana Ruiz said that the bridge was late.", "Ana Ruiz", "said", ["that the bridge was late"]),
        ("The bridge was late, Ana Ruiz said on Monday.", "Ana Ruiz", "said", ["The bridge was late"]),
        ("The bridge, said Ana Ruiz, was late.", "Ana Ruiz", "said", ["The bridge", "was late"]),
        ("According to the ministry, the bridge was late.", "the ministry", "According to", ["the bridge was late"]),
        ("It was late, according to a report by Acme.", "a report by Acme", "according to", ["It was late"]),
        ("It was reported by the Gazette that he fell.", "the Gazette", "reported by", ["that he fell"]),
        ('As Tom Hill put it, "late is late".', "Tom Hill", "put it", ['"late is late"']),
        ('Tom Hill tweeted: "Late is late."', "Tom Hill", "tweeted", ['"Late is late."']),
        ("The Gazette's Ann Poe writes that it fell.", "The Gazette's Ann Poe", "writes", ["that it fell"]),
        ('In an interview with the Gazette, Ann Poe called it "a mess".', "Ann Poe", "called", ['it "a mess"']),
        ("Ann Poe told the Gazette on Friday that it fell.", "Ann Poe", "told", ["that it fell"]),
        ("Ann Poe, 52, a farmer from Kent, said it fell.", "Ann Poe, 52, a farmer from Kent", "said", ["it fell"]),
        ("Poe's claim that it fell upset them.", "Poe", "claim", ["that it fell upset them"]),
        ("It fell, said J. P. Poe, of the Alpine Station.", "J. P. Poe, of the Alpine Station", "said", ["It fell"]),
        ("The invoice for that day says 338 meals.", "The invoice for that day", "says", ["338 meals"]),
        ("Poe has since claimed that it fell.", "Poe", "claimed", ["that it fell"]),
        ("As Acme News has noted, the man was promoted.", "Acme News", "noted", ["the man was promoted"]),
        ("The case was first reported by the Packet.", "the Packet", "reported by", ["The case"]),
        ('It was, in the words of its head, "an odd day".', "its head", "in the words of", ['"an odd day"']),
        ("MS. OBI: It fell for whom, sir?", "MS. OBI", ":", ["It fell for whom, sir?"]),
        ("The plan, as Poe has noted, failed.", "Poe", "noted", ["The plan", "failed"]),
        ("She was, by her own account, odd.", "her", "by her own account", ["She was", "odd"]),
        ("Officials, including Ann Poe, said no.", "Officials, including Ann Poe", "said", ["no"]),
        ("The mayor promised a public inquiry.", "The mayor", "promised", ["a public inquiry"]),
        ("Gulf Prime Minister Ib Oran denied it.", "Gulf Prime Minister Ib Oran", "denied", ["it"]),
        ("Ida Poe, Hull's mayor, said it fell.", "Ida Poe, Hull's mayor", "said", ["it fell"]),
        ("Ida Poe, 40, Hull's mayor, on Monday called it odd.", "Ida Poe, 40, Hull's mayor", "called", ["it odd"]),
        ("Poe this week also said it fell.", "Poe", "said", ["it fell"]),
        ("It fell, said an aide to Ida Poe.", "an aide to Ida Poe", "said", ["It fell"]),
        ("Organisers in Hull say that it fell.", "Organisers in Hull", "say", ["that it fell"]),
        ("It was late, according to official figures.", "official figures", "according to", ["It was late"]),
        ("It fell, according to papers published by Poe.", "papers published by Poe", "according to", ["It fell"]),
        ("Poe said much of it had fallen.", "Poe", "said", ["much of it had fallen"]),
        ("Poe did not immediately reply that it fell.", "Poe", "reply", ["that it fell"]),
        ("Poe described it as “odd”.", "Poe", "described", ["it as “odd”"]),
        ("It was what Poe described as “odd”.", "Poe", "described as", ["“odd”"]),
        ("The council issued a statement calling it odd.", "The council", "calling", ["it odd"]),
        ("Poe made the case for a bridge.", "Poe", "made the case", ["for a bridge"]),
        ("Poe noted the long delay.", "Poe", "noted", ["the long delay"]),
        ("But as Poe noted, he fell.", "Poe", "noted", ["he fell"]),
    ],
)  # fmt: skip
def test_one_attribution(text: str, source: str, cue: str, content: list[str]) -> None:
    assert read(text) == [(source, cue, content)]


@pytest.mark.parametrize(
    ("before", "name"),
    [
        ("Ana Ruiz,", "Ana Ruiz"),
        ("Ana Ruiz, a farmer in Kent,", "Ana Ruiz"),
        ("People", None),
        ("Ana Ruiz and a man,", None),
    ],
)
def test_who_stands_for_the_name_before_it(before: str, name: str | None) -> None:
    (found,) = attributions(f"{before} who wrote that it fell, left.")
    assert (found.source, found.named) == ("who", name)


@pytest.mark.parametrize("mark", [";", ":"])
def test_the_next_speaker_ends_what_is_said(mark: str) -> None:
    text = f"The museum said that it was full{mark} its head, Ida Holm, said that it was not."
    assert [(source, content) for source, _, content in read(text)] == [
        ("The museum", ["that it was full"]),
        ("Ida Holm", ["that it was not"]),
    ]


def test_a_plan_within_what_is_said_is_part_of_it() -> None:
    text = "The Gazette said that Acme had grown and planned to build."
    assert read(text) == [("The Gazette", "said", ["that Acme had grown and planned to build"])]


def test_continued_attributions_share_the_source() -> None:
    text = 'Ana Ruiz said the bridge was late, adding that "nobody knew", and warned that it could fall.'
    assert read(text) == [
        ("Ana Ruiz", "said", ["the bridge was late"]),
        ("Ana Ruiz", "adding", ['that "nobody knew"']),
        ("Ana Ruiz", "warned", ["that it could fall"]),
    ]


def test_what_a_source_reports_of_others_stays_its_own() -> None:
    text = "Ana Ruiz said officials had told her that it was late."
    assert [one.source for one in attributions(text)] == ["Ana Ruiz"]


def test_later_quotations_of_a_paragraph_belong_to_the_same_speaker() -> None:
    text = '"We are late," Ana Ruiz said. "We are sorry."'
    assert read(text) == [("Ana Ruiz", "said", ['"We are late,"', '"We are sorry."'])]


def test_pronouns_and_short_forms_stand_for_names() -> None:
    text = 'Mayor Ana Ruiz said it was late.\n\nShe added: "Sorry." Ruiz said so twice.'
    assert [one.named for one in attributions(text)] == ["Ana Ruiz", "Ana Ruiz", "Ana Ruiz"]


@pytest.mark.parametrize(
    ("source", "name"),
    [
        ("US Secretary of Trade Ida Lowe", "Ida Lowe"),
        ("Senator Mark Vale, R-Ga.,", "Mark Vale"),
        ("Cory Dean, 22, of Reno, Nev.,", "Cory Dean"),
        ("The Quay Institute's Guy Bell", "Guy Bell"),
        ("A spokesman for Acme", None),
    ],
)
def test_the_name_within_a_source(source: str, name: str | None) -> None:
    assert [one.named for one in attributions(f"{source} said it was late.")] == [name]


def test_a_clause_between_commas_keeps_to_itself() -> None:
    text = "Tom Hill, who denied that he knew, said it was late. Ann Poe - who said nothing new - warned that it was."
    assert [one.source for one in attributions(text)] == ["Tom Hill, who denied that he knew", "who", "Ann Poe"]


def test_a_body_stands_behind_the_company() -> None:
    text = "The Acme Company said it would pay. The company said so again."
    assert [(one.type, one.named) for one in attributions(text)] == [
        (SourceType.ORGANISATION, None),
        (SourceType.ORGANISATION, "Acme Company"),
    ]


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("Critics said it was late.", SourceType.ANONYMOUS),
        ("Senior U.S. officials said it was late.", SourceType.ANONYMOUS),
        ("Officials, including Ana Ruiz, said it was late.", SourceType.PERSON),
        ("The ministry said it was late.", SourceType.ORGANISATION),
        ("State Department spokesman Ned Oker said it was late.", SourceType.PERSON),
    ],
)
def test_kinds_of_source(text: str, kind: SourceType) -> None:
    assert [one.type for one in attributions(text)] == [kind]


@pytest.mark.parametrize(
    ("text", "own"),
    [
        ("Ana Ruiz told me it was late.", True),
        ("Ana Ruiz told this newspaper it was late.", True),
        ("Ana Ruiz told the Gazette it was late.", False),
    ],
)
def test_own_reporting(text: str, own: bool) -> None:
    assert [one.own for one in attributions(text)] == [own]


@pytest.mark.parametrize(
    "text",
    [
        "I repeat again that this is wrong.",
        "We say it is late.",
        "The report on the states of the union is late.",
        "His words were few.",
        "The reported delay grew.",
    ],
)
def test_no_attribution(text: str) -> None:
    assert attributions(text) == []


def test_a_lead_in_takes_the_block_quotations_behind_it() -> None:
    text = "The Gazette reports:\n\nThe bridge fell.\n\nNobody died.\n\nThe town slept."
    blocks = [Span(text.index(part), text.index(part) + len(part)) for part in ("The bridge fell.", "Nobody died.")]
    (one,) = attributions(text, blocks)
    assert brief(text, one) == ("The Gazette", "reports", ["The bridge fell.", "Nobody died."])


def test_a_block_quotation_elsewhere_belongs_to_nobody() -> None:
    text = "The Gazette reports that it fell.\n\nThe town slept.\n\nNobody died."
    (one,) = attributions(text, [Span(text.index("Nobody"), len(text))])
    assert len(one.content) == 1


def test_a_known_name_and_a_colon_open_a_turn() -> None:
    text = "Ana Ruiz met us.\n\nRUIZ: It was late. It was dark."
    assert read(text) == [("RUIZ", ":", ["It was late. It was dark"])]


def test_a_heading_with_a_colon_is_no_turn() -> None:
    assert attributions("Ana Ruiz met us.\n\nUPDATE: The bridge has been open since nine.") == []


@given(PROSE)
def test_spans_lie_in_the_text_and_match_it(text: str) -> None:
    for one in attributions(text):
        assert one.span.slice(text) == one.source
        assert one.cue_span is not None
        assert one.cue_span.slice(text) == one.cue
        assert all(0 <= span.start < span.end <= len(text) for span in one.content)
