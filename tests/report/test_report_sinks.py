"""What comes from outside can neither steer a terminal nor give a secret away."""

from __future__ import annotations

import json
import re
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sample_oped import article, audit, online_findings

from linkaudit.masking import mask
from linkaudit.model import AuditedArticle, Evidence, Skipped
from linkaudit.report import OutputFormat, RenderOptions, render, render_extract
from linkaudit.report.sinks import as_json, plain

HOSTILE = "\x1b]0;owned\x07 \x9b31m \u202eTXET\u2066 \u2028::error::x\n::error::y\r\x00 \ud800"
SECRET = "hunter2"
LEAKS = [
    f"https://editor:{SECRET}@cms.example/x",
    f"https://{SECRET}@cms.example/x",
    f"//editor:{SECRET}@cms.example/x",
    f"https://a.example/?token={SECRET}",
    f"https://a.example/?a=1&api_key={SECRET}&b=2",
    f"https://a.example/?X-Amz-Signature={SECRET}",
    f"https://a.example/?accessToken={SECRET}",
    f"https://a.example/?ACCESSTOKEN={SECRET}",
    f"https://a.example/?a=1&amp;password={SECRET}",
    f"https://a.example/?%74oken={SECRET}",
    f"https://a.example/#access_token={SECRET}",
    f"https://a.example/?a=1;sig={SECRET}",
    f"https://a.example/?next=https%3A%2F%2Fb.example%2F%3Fsecret%3D{SECRET}%26c=3",
    f"https://a.example/?next=https%3A%2F%2Feditor%3A{SECRET}%40b.example%2F",
    f"https://web.archive.org/web/2022/https://editor:{SECRET}@b.example/",
    f"see [the draft](https://a.example/?key={SECRET}), line 4",
    f'<a href="https://a.example/?a=1&key={SECRET}">',
]


@pytest.mark.parametrize("leak", LEAKS)
def test_secrets_are_masked(leak: str) -> None:
    assert SECRET not in mask(leak)
    assert "***" in mask(leak)
    assert mask(mask(leak)) == mask(leak)


@pytest.mark.parametrize(
    "harmless",
    [
        "https://a.example/?keyword=harbour&monkey=1&page=2",
        "https://medium.com/@writer/post",
        "https://social.example/@writer/1",
        "write to desk@paper.example about https://a.example/?q=a@b",
        "the key = the door, and 1 < 2 & 3 = 3",
        "https://a.example/?design=blue&passage=4&author=me",
    ],
)
def test_what_is_no_secret_stays(harmless: str) -> None:
    assert mask(harmless) == harmless


def test_the_text_around_a_secret_stays() -> None:
    assert mask("see [it](https://a.example/?key=x), line 4") == "see [it](https://a.example/?key=***), line 4"
    assert mask("https://a.example/?token=x&page=2#top") == "https://a.example/?token=***&page=2#top"


@given(st.text())
def test_plain_text_is_one_printable_line(text: str) -> None:
    assert plain(text).isprintable()


@given(st.text(alphabet=st.characters(codec="ascii", categories=["L", "N", "P", "S", "Zs"])))
def test_masking_twice_changes_nothing(text: str) -> None:
    assert mask(mask(text)) == mask(text)


def test_typographic_spaces_are_spaces() -> None:
    assert plain("5\xa0May\u20092023\n\tnoon") == "5 May 2023 noon"


@given(
    st.recursive(
        st.text() | st.none() | st.integers(), lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner)
    )
)
def test_json_reads_back_and_shows_nothing_that_steers_a_terminal(value: object) -> None:
    document = as_json(value)
    assert json.loads(document) == value
    assert all(line.isprintable() for line in document.split("\n"))
    document.encode("utf-8")


def poisoned() -> AuditedArticle:
    """The sample with every word that comes from outside replaced by something hostile that holds a secret."""
    poison = f"{HOSTILE} https://u:{SECRET}@a.example/?token={SECRET}"
    claims = tuple(
        replace(
            claim,
            text=poison,
            links=tuple(replace(link, text=poison, href=poison) for link in claim.links),
            attributions=tuple(replace(given, source=poison, named=poison) for given in claim.attributions),
            quotations=tuple(replace(said, text=poison, speaker=poison) for said in claim.quotations),
        )
        for claim in article().claims
    )
    findings = tuple(
        replace(found, path=poison, message=poison, excerpt=poison, note=poison, url=poison, counted=False)
        for found in online_findings()
    )
    hostile = replace(article(), path=poison, title=poison, byline=poison, claims=claims)
    return AuditedArticle(hostile, Evidence(), findings)


@pytest.mark.parametrize("output_format", OutputFormat)
@pytest.mark.parametrize("show_all", [False, True])
def test_nothing_hostile_reaches_a_report(output_format: OutputFormat, show_all: bool) -> None:
    bad = audit(articles=(poisoned(), poisoned()), skipped=(Skipped(HOSTILE, HOSTILE),), warnings=(HOSTILE,))
    options = RenderOptions(show_all=show_all, verbose=True, statistics=True)
    lines = render(bad, output_format, options).replace("\r\n", "\n").split("\n")
    assert all(line.isprintable() for line in lines)
    assert not any(SECRET in line for line in lines)
    commands = [line for line in lines if line.lstrip().startswith("::")]
    assert all(re.match(r"::(error|warning|notice) file=|::warning::", line) for line in commands)
    assert not commands or output_format is OutputFormat.GITHUB


def test_nothing_hostile_reaches_an_extract() -> None:
    printed = render_extract([poisoned().article])
    assert all(line.isprintable() for line in printed.split("\n"))
    assert SECRET not in printed
