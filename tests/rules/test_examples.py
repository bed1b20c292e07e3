"""Every rule's documentation is its test: the bad example makes that rule speak, and no other; the good one none."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from linkaudit.model import Article, Evidence, Network
from linkaudit.rules import Policy, Rule, catalogue, judge

ALL = Policy(select=frozenset(rule.code for rule in catalogue()))


def spoken(rule: Rule, article: Article, evidence: Evidence) -> set[str]:
    # Every other rule's examples live with LA901: without an answer, each web link is counted as unchecked.
    found = {finding.rule for finding in judge(article, evidence, ALL)}
    return found if rule.code == "LA901" else found - {"LA901"}


@pytest.mark.parametrize("rule", catalogue(), ids=lambda rule: rule.code)
@pytest.mark.parametrize(("info", "speaks"), [("markdown bad", True), ("markdown good", False)])
def test_examples(
    rule: Rule, info: str, *, speaks: bool, article: Callable[..., Article], web: Callable[..., Evidence]
) -> None:
    texts = {example.info: example.text for example in rule.examples}
    subject = article(texts[info])
    evidence = web(texts["web"], subject) if "web" in texts else Evidence(network=Network.UNKNOWN)
    assert spoken(rule, subject, evidence) == ({rule.code} if speaks else set())


@pytest.mark.parametrize("rule", catalogue(), ids=lambda rule: rule.code)
def test_sections(rule: Rule) -> None:
    assert list(rule.sections) == ["Why", "Example", "Fix"]
    assert rule.summary
    assert {"markdown bad", "markdown good"} <= {example.info for example in rule.examples}
