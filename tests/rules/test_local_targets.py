"""Links within the article and to files beside it: only what is certain is an error."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from linkaudit.model import Article, Evidence, Finding, Severity
from linkaudit.rules import Policy, judge


def missing(article: Article, local: dict[str, bool] | None = None) -> list[Finding]:
    return [found for found in judge(article, Evidence(local=local or {}), Policy()) if found.rule == "LA104"]


def test_an_anchor_that_nothing_bears(article: Callable[..., Article]) -> None:
    (found,) = missing(article("See [the annex](#annex).\n\n## Appendix\n"))
    assert found.message == '"the annex" leads to #annex, and nothing in this article has that name'
    assert found.severity is Severity.ERROR


@pytest.mark.parametrize(
    "text",
    [
        "See [it](#the-annex).\n\n## The Annex",
        "See [it](#The_Annex).\n\n## The annex!",
        "See [it](#the-annex-1).\n\n## The Annex\n\n## The Annex",
        "See [it](#%C3%A9t%C3%A9).\n\n## Été",
        'See [it](#annex).\n\n<a id="annex"></a>The annex.',
        "See [it](#annex).\n\n## Tables {#annex}",
        "It ended.[1](#fn1) So [2](#_ftnref2) and [3](#cite_note-3) and [4](#fn:4) and [5](#user-content-fn-note5).",
        "It ended.[^1]\n\n[^1]: So they say.",
        "See [it](#:~:text=the%20annex), [the map](#/map) and [the list](#!list).",
        "See [it](#) and [up](#top).",
    ],
)
def test_an_anchor_that_may_be_there(text: str, article: Callable[..., Article]) -> None:
    assert missing(article(text + "\n")) == []


def test_a_file_is_missing_only_when_somebody_looked(article: Callable[..., Article]) -> None:
    read = article("See [the annex](annex.pdf).\n")
    (found,) = missing(read, {"annex.pdf": False})
    assert found.message == '"the annex" leads to a file that does not exist: annex.pdf'
    assert found.note is None
    assert missing(read, {"annex.pdf": True}) == missing(read) == []


@pytest.mark.parametrize("address", ["www.gov.uk/talks", "reuters.com", "news.example.org/a?b=1"])
def test_a_web_address_without_its_scheme(address: str, article: Callable[..., Article]) -> None:
    (found,) = missing(article(f"See [the annex]({address}).\n"), {address: False})
    assert found.note == "it looks like a web address: write https:// before it"


def test_a_missing_picture_is_a_note(article: Callable[..., Article]) -> None:
    (found,) = missing(article("![A bridge](bridge.jpg)\n"), {"bridge.jpg": False})
    assert (found.severity, found.message[:22]) == (Severity.NOTE, 'the picture "A bridge"')


@pytest.mark.parametrize("address", ["TK", "C:/Users/ada/annex.docx"])
def test_what_other_rules_speak_of(address: str, article: Callable[..., Article]) -> None:
    assert missing(article(f"See [the annex]({address}).\n"), {address: False}) == []
