"""Names of rules, and what `explain` says of them."""

from __future__ import annotations

import pytest

from linkaudit.errors import ConfigError
from linkaudit.rules import catalogue, explain, known


@pytest.mark.parametrize("word", ["LA101", "la101", " placeholder-link "])
def test_a_rule_goes_by_its_code_and_its_name(word: str) -> None:
    assert known(word) == "LA101"


def test_families_are_known() -> None:
    assert {known("la1"), known("LA9")} == {"LA1", "LA9"}


@pytest.mark.parametrize(
    ("word", "nearest"),
    [("LA1001", "LA101"), ("placeholder-links", "placeholder-link"), ("dead", "dead-link"), ("LA7", "LA")],
)
def test_an_unknown_rule_is_an_error_that_names_the_nearest(word: str, nearest: str) -> None:
    with pytest.raises(ConfigError, match=f'no rule "{word}"; the nearest is {nearest}'):
        known(word)


@pytest.mark.parametrize("rule", catalogue(), ids=lambda rule: rule.code)
def test_explain_is_plain_text_with_everything_an_editor_needs(rule: object) -> None:
    text = explain(rule.code)  # type: ignore[attr-defined]
    assert text == explain(rule.name)  # type: ignore[attr-defined]
    assert "```" not in text
    assert "##" not in text
    assert f"<!-- linkaudit: ignore[{rule.code}] reason -->" in text  # type: ignore[attr-defined]
    assert [line for line in text.splitlines() if line in {"Why", "Example", "Fix", "Silence"}] == [
        "Why",
        "Example",
        "Fix",
        "Silence",
    ]


def test_a_family_is_explained_as_a_list() -> None:
    assert [line[:5] for line in explain("LA3").splitlines()] == [f"LA30{number}" for number in range(1, 6)]
    assert [line[:5] for line in explain().splitlines()] == [rule.code for rule in catalogue()]
