"""Signed quotations: each belongs to the name under it."""

import pytest

from linkaudit.article.attributions import attributions
from linkaudit.article.quotations import quotations
from linkaudit.article.sentences import sentences

SIGNED = [("“We shall build the bridge again.”", "Ada Ruiz"), ("“Nobody asked those who live there.”", "Ben Cole")]


@pytest.mark.parametrize("dash", ["―", "—", "–", "--"])
@pytest.mark.parametrize("more", ["", ", mayor of Hull", "."])
def test_each_quotation_of_a_line_has_its_own_name(dash: str, more: str) -> None:
    text = " ".join(f"{words} {dash} {name}{more}" for words, name in SIGNED)
    assert [(text[one.content[0].start : one.content[0].end], one.source) for one in attributions(text)] == SIGNED
    assert [quotation.speaker for quotation in quotations(text)] == ["Ada Ruiz", "Ben Cole"]
    assert len(sentences(text)) == 2


@pytest.mark.parametrize(
    "text",
    [
        "“We shall build the bridge again” — Ruiz called it “a promise”.",
        "“We shall build the bridge again” — and then nobody did.",
        "“We shall build the bridge again” — Ada Ruiz smiled — “in spring.”",
    ],
)
def test_a_dash_behind_a_quotation_may_go_on_with_the_sentence(text: str) -> None:
    assert len(sentences(text)) == 1
    assert not any(one.cue == "—" for one in attributions(text))
