"""Quotations without a speaker, vague sources, speakers without a link, home pages cited for something particular."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from linkaudit.model import Article, Evidence, Finding
from linkaudit.rules import Policy, judge


def found_by(code: str, article: Article) -> list[Finding]:
    policy = Policy(select=frozenset({code}))
    return [finding for finding in judge(article, Evidence(), policy) if finding.rule == code]


BEFORE = "The streets were empty in the morning."
QUOTATION = '"The bridge will never be built again."'
AFTER = "The rain fell until noon."


@pytest.mark.parametrize(
    "text",
    [
        f"{BEFORE} {QUOTATION} {AFTER} Reuters [reports](#) that it fell.",
        f"{BEFORE}\n\n{QUOTATION}\n\n{AFTER}",
        f"## The rain\n\n{QUOTATION}\n\n{AFTER}",
    ],
)
def test_a_quotation_of_nobody(text: str, article: Callable[..., Article]) -> None:
    (found,) = found_by("LA112", article(f"# Rain in the old town\n\n{text}\n"))
    assert found.message == 'nobody is named as the source of "The bridge will never be built again."'


@pytest.mark.parametrize(
    "text",
    [
        f"{QUOTATION} Ada Novak said.",
        f"Ada Novak was angry. {QUOTATION} {AFTER}",
        f"She was angry. {QUOTATION} {AFTER}",
        f"{BEFORE} {QUOTATION} That is what the mayor told the council.",
        f"{BEFORE} {QUOTATION} [{AFTER}](https://www.gov.uk/rain)",
        f"{BEFORE} [{QUOTATION}](#) {AFTER}",
        f"{BEFORE} {QUOTATION} ― Ada Novak",
        '"NOVAK: The bridge will never be built again."',
        f"This was the answer:\n\n{QUOTATION}",
        f"The mayor spoke first, Ada Novak [said](#).\n\n{QUOTATION}\n\n“It is too late for it now.”",
        '"Never again," ran the song.',
        f"## {QUOTATION}\n\n{BEFORE}",
        f"{BEFORE}\n\n{QUOTATION}\n\n{AFTER}\n\n“The bridge will never be built again,” the mayor [said](#).",
        f"{BEFORE} Novak was angry. {QUOTATION} {AFTER}",
        f'{BEFORE} "Will the bridge ever be built again?" Novak wondered.',
        f'{BEFORE}\n\n"The bridge will never be built again, the mayor thought.\n\n{AFTER}',
        "They saw “The Bridge That Was Never Built Again” in the cinema.",
    ],
)
def test_a_quotation_of_somebody(text: str, article: Callable[..., Article]) -> None:
    assert found_by("LA112", article(f"# Rain in the old town\n\n{text}\n")) == []


@pytest.mark.parametrize(
    ("text", "vague"),
    [
        ("Experts said that the talks will fail.", True),
        ("Some officials said that the talks will fail.", True),
        ("Experts [said](https://www.gov.uk/x) that the talks will fail.", False),
        ("Experts at Reuters said that the talks will fail.", False),
        ("Sources told us that the talks will fail.", False),
        ("Ada Novak said that the talks will fail.", False),
    ],
)
def test_vague_sources(text: str, vague: bool, article: Callable[..., Article]) -> None:
    assert bool(found_by("LA113", article(text + "\n"))) is vague


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("Ada Novak said that the talks will fail.", "Ada Novak speaks here"),
        ("Ada Novak [said](https://www.gov.uk/x) that the talks will fail.", None),
        ("Ada Novak told us that the talks will fail.", None),
        ("Experts said that the talks will fail.", None),
        ("Reuters reported that the talks will fail.", None),
        ("She said that the talks will fail.", None),
    ],
)
def test_speakers_without_a_link(text: str, names: str | None, article: Callable[..., Article]) -> None:
    messages = [found.message for found in found_by("LA114", article(text + "\n"))]
    assert messages == ([f"{names}, no link goes with it"] if names else [])


@pytest.mark.parametrize(
    ("text", "page"),
    [
        ("Reuters [reports](https://www.reuters.com/) that the talks have ended.", "the home page of reuters.com"),
        (
            "Reuters [reports](https://www.reuters.com/world/) that the talks have ended.",
            "a section page of reuters.com",
        ),
        ("The talks have ended, the ministry [said](https://www.ministry.example/en/).", "the home page"),
        ("The talks have ended, according to [a new report](https://www.ministry.example).", "the home page"),
    ],
)
def test_front_pages_cited(text: str, page: str, article: Callable[..., Article]) -> None:
    (found,) = found_by("LA115", article(text + "\n"))
    assert f"leads to {page}" in found.message


@pytest.mark.parametrize(
    "text",
    [
        "[Reuters](https://www.reuters.com) said that the talks have ended.",
        "The talks have ended, according to [Reuters](https://www.reuters.com).",
        "[The ministry](https://www.ministry.example) said that the talks have ended.",
        "Reuters [reports](https://www.reuters.com) that the talks [have ended](https://www.reuters.com/talks-end-1/).",
        "Reuters [reports](https://www.reuters.com/?id=17) that the talks have ended.",
        "Reuters [reports](https://www.reuters.com/world/talks-end-1/) that the talks have ended.",
        "Reuters [reports](https://bit.ly/) that the talks have ended.",
        "He has [a website](https://www.novak.example) and a dog.",
        "Reuters [reports](https://www.dailymail.co.uk/) that the talks have ended.",
    ],
)
def test_front_pages_mentioned(text: str, article: Callable[..., Article]) -> None:
    assert found_by("LA115", article(text + "\n")) == []
