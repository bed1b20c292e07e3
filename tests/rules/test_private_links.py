"""Links that open for the writer and not for the reader, and the pages that stand behind them."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from linkaudit.model import Article, Evidence, Finding, Severity
from linkaudit.rules import Policy, judge
from linkaudit.rules.private import private_kind
from linkaudit.rules.wrapped import unwrapped


def private(article: Article) -> list[Finding]:
    return [found for found in judge(article, Evidence(), Policy()) if found.rule == "LA108"]


@pytest.mark.parametrize(
    ("address", "leads_to"),
    [
        ("https://docs.google.com/document/d/1aBc/edit?usp=sharing", "open for editing"),
        ("https://docs.google.com/spreadsheets/u/0/d/1aBc/edit#gid=0", "open for editing"),
        ("https://drive.google.com/drive/u/1/my-drive", "own files"),
        ("https://medium.com/p/0a1b2c/edit", "draft"),
        ("https://gazette.substack.com/publish/post/123", "draft"),
        ("https://www.notion.so/gazette/Talks-0123456789abcdef0123456789abcdef", "notebook"),
        ("https://www.dropbox.com/s/abc/annex.pdf?dl=0", "shared file"),
        ("https://gazette-my.sharepoint.com/:w:/g/personal/ada/xyz", "shared file"),
        ("https://1drv.ms/w/s!abc", "shared file"),
        ("https://we.tl/t-abc", "file transfer"),
        ("https://mail.google.com/mail/u/0/#inbox/FMfc", "mailbox"),
        ("https://webmail.gazette.example/?id=1", "mailbox"),
        ("https://gazette.slack.com/archives/C01/p02", "conversation"),
        ("https://teams.microsoft.com/l/message/19:abc", "conversation"),
        ("https://t.me/c/1234/56", "conversation"),
        ("https://www.gazette.example/?p=17&preview=true", "preview"),
        ("https://www.gazette.example/talks?preview=1", "preview"),
        ("https://www.gazette.example/wp-admin/post.php?post=17", "content management"),
        ("https://staging.gazette.example/talks", "trying things out"),
        ("https://gazette-staging.herokuapp.com/talks", "trying things out"),
        ("http://cms/talks", "office network"),
        ("http://wiki.gazette.internal/talks", "office network"),
        ("file:///Users/ada/annex.pdf", "file on the writer's own computer"),
        ("C:/Users/ada/annex.docx", "file on the writer's own computer"),
        ("obsidian://open?vault=talks", "program on the writer's own computer"),
    ],
)
def test_private_addresses(address: str, leads_to: str, article: Callable[..., Article]) -> None:
    (found,) = private(article(f"The ministry [wrote]({address}) that the talks have ended.\n"))
    assert found.message.startswith('"wrote" leads to ')
    assert leads_to in found.message
    assert found.severity is Severity.WARNING
    assert found.note


@pytest.mark.parametrize(
    "address",
    [
        "https://docs.google.com/document/d/e/2PACX-1a/pub",
        "https://docs.google.com/forms/d/e/1FAI/viewform",
        "https://drive.google.com/file/d/1aBc/view",
        "https://mail.google.com/mail/?view=cm&fs=1&su=Talks",
        "https://www.dropbox.com/business",
        "https://www.notion.so/templates",
        "https://slack.com/blog/news/talks",
        "https://dev.to/ada/talks",
        "https://preview.redd.it/talks.png",
        "https://www.gazette.example/previews/talks",
        "https://www.stagingpost.example/talks",
        "https://medium.com/gazette/editing-0a1b",
        "http://10.0.0.1/talks",
        "http://[fd00::1]/talks",
        "annex/edit.html",
        "tel:+44123",
    ],
)
def test_public_addresses(address: str, article: Callable[..., Article]) -> None:
    assert private(article(f"The ministry [wrote]({address}) that the talks have ended.\n")) == []


PAGE = "https://www.gov.uk/talks?a=1"


@pytest.mark.parametrize(
    ("address", "page"),
    [
        (
            "https://nam02.safelinks.protection.outlook.com/?url=https%3A%2F%2Fwww.gov.uk%2Ftalks%3Fa%3D1&data=05%7C01%7C&reserved=0",
            PAGE,
        ),
        ("https://urldefense.com/v3/__https://www.gov.uk/talks?a=1__;!!abc!def$", PAGE),
        ("https://urldefense.proofpoint.com/v2/url?u=https-3A__www.gov.uk_talks-3Fa-3D1&d=Dw", PAGE),
        ("https://ezproxy.lib.gazette.edu/login?url=https://www.gov.uk/talks?a=1", PAGE),
        ("https://login.gazette.idm.oclc.org/login?qurl=https%3a%2f%2fwww.gov.uk%2ftalks%3fa%3d1", PAGE),
        ("https://www.jstor.org.ezproxy.gazette.edu/stable/17", "https://www.jstor.org/stable/17"),
    ],
)
def test_the_page_behind_it_is_named_and_put_in(address: str, page: str, article: Callable[..., Article]) -> None:
    read = article(f"The ministry [wrote]({address}) that the talks have ended.\n")
    (found,) = private(read)
    assert found.note == f"the page itself: {page}"
    (edit,) = found.fix
    assert (edit.span.slice(read.source), edit.replace) == (address, page)


@pytest.mark.parametrize(
    "address",
    ["https://www-jstor-org.ezproxy.gazette.edu/stable/17", "https://protect-eu.mimecast.com/s/abc"],
)
def test_a_page_that_cannot_be_told_is_not_guessed(address: str, article: Callable[..., Article]) -> None:
    (found,) = private(article(f"The ministry [wrote]({address}) that the talks have ended.\n"))
    assert found.fix == ()
    assert found.note
    assert "jstor" not in found.note


def test_a_filter_that_names_the_recipient(article: Callable[..., Article]) -> None:
    address = "https://eur01.safelinks.protection.outlook.com/?url=https%3A%2F%2Fwww.gov.uk%2Fx&data=05%7Cada%40gazette.example%7C"
    (found,) = private(article(f"The ministry [wrote]({address}) that the talks have ended.\n"))
    assert found.message.endswith("it shows the mail address of whoever got it")
    assert "ada" not in found.message + (found.note or "")


def test_outside_the_text_it_is_a_note(article: Callable[..., Article]) -> None:
    text = "Tags: [talks](https://docs.google.com/document/d/1/edit), [peace](https://www.gov.uk/peace)\n"
    assert [found.severity for found in private(article(text))] == [Severity.NOTE]


@pytest.mark.parametrize("host", ["a." * 200_000 + "ezproxy", "com." * 200_000 + "x", "-" * 400_000 + ".ezproxy.x"])
def test_a_monstrous_address_is_no_trap(host: str) -> None:
    assert private_kind(f"https://{host}/login?url=x") is None
    assert private_kind(f"https://gov.uk/{host.replace('.', '/')}") is None
    assert unwrapped(f"https://{host}/login?url=x") == f"https://{host}/login?url=x"
