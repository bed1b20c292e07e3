"""Named sources: which need a link, and when a link contradicts the name. A false accusation is the worse error."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from linkaudit.model import Article, Evidence, Finding, Severity
from linkaudit.rules import Policy, judge
from linkaudit.rules.wrapped import unwrapped

REUTERS = "https://www.reuters.com/world/talks-end-2022-10-11/"


def found_by(code: str, article: Article) -> list[Finding]:
    return [finding for finding in judge(article, Evidence(), Policy()) if finding.rule == code]


@pytest.mark.parametrize(
    "address",
    [
        "https://www.dailymail.co.uk/news/article-1.html",
        "https://web.archive.org/web/20221012000000/https://www.dailymail.co.uk/news/article-1.html",
    ],
)
def test_a_link_elsewhere_contradicts_the_credit(address: str, article: Callable[..., Article]) -> None:
    (found,) = found_by("LA111", article(f"Reuters [reports]({address}) that the talks have ended.\n"))
    assert found.message == 'the text credits Reuters, "reports" leads to dailymail.co.uk'
    assert found.severity is Severity.WARNING


def test_a_portal_that_reprints_is_a_note(article: Callable[..., Article]) -> None:
    text = "Reuters [reports](https://news.yahoo.com/talks-end-1.html) that the talks have ended.\n"
    assert [found.severity for found in found_by("LA111", article(text))] == [Severity.NOTE]


@pytest.mark.parametrize(
    "text",
    [
        f"Reuters [reports]({REUTERS}) that the talks have ended.",
        f"Reuters [reports](https://web.archive.org/web/20221012/{REUTERS}) that the talks have ended.",
        "Reuters [reports](https://www.google.com/amp/s/www.reuters.com/x) that the talks have ended.",
        "Reuters [reports](https://t.co/bRbdPj7muH) that the talks have ended.",
        "Reuters [reports](https://archive.ph/AbC12) that the talks have ended.",
        "Reuters [reports](https://twitter.com/Reuters/status/1) that the talks have ended.",
        "Reuters [reports](https://www.reutersagency.com/x) that the talks have ended.",
        "Reuters [reports](#) that the talks have ended, [the ministry](https://www.gov.uk/x) said.",
        "Reuters reported that a factory run by [the car maker](https://www.tesla.com/factory) had closed.",
        f"Reuters [reports](https://www.dailymail.co.uk/x) that the talks [have ended]({REUTERS}).",
        "The ministry [said](https://www.dailymail.co.uk/x) that the talks have ended.",
        "Reuters [reports](http://192.0.2.7/x) that the talks have ended.",
        "Reuters [reports](http://[2001:db8::7]:8000/x) that the talks have ended.",
    ],
)
def test_what_cannot_be_told_is_no_contradiction(text: str, article: Callable[..., Article]) -> None:
    assert found_by("LA111", article(text + "\n")) == []


def test_the_newsroom_may_link_to_itself(article: Callable[..., Article]) -> None:
    text = "Reuters [reports](https://www.dailymail.co.uk/x) that the talks have ended.\n"
    assert found_by("LA111", article(text, own=("dailymail.co.uk",))) == []
    named = "The talks have ended, the Daily Mail reported on Monday.\n"
    assert found_by("LA110", article(named, own=("Daily Mail",))) == []


def test_a_named_source_without_a_link_points_to_the_next_one(article: Callable[..., Article]) -> None:
    text = (
        "This rejection is made worse by new information from The Washington Post that nobody expects to win.\n\n"
        "The minister spoke on Monday.\n\n"
        "“They do not know how it ends,” The Washington Post [reports](#).\n"
    )
    (found,) = found_by("LA110", article(text))
    assert found.message == "The Washington Post is named, no link goes with it"
    assert found.note == "the next Washington Post link, line 5, goes nowhere: one address mends both"
    assert found.places[0].span.slice(text) == "The Washington Post"


def test_a_source_that_has_spoken_with_a_link_needs_no_second_one(article: Callable[..., Article]) -> None:
    text = f"Reuters [reports]({REUTERS}) that the talks have ended. They will not go on, Reuters reported.\n"
    assert found_by("LA110", article(text)) == []


@pytest.mark.parametrize(
    "text",
    [
        "Reuters declined to comment on Monday.",
        "Reuters did not respond to a request for comment.",
        "Reuters plans to release its own poll next week.",
        "“Reuters reported that I was right,” the minister [said](#).",
        "“I read in The New York Times that the talks have ended,” Ada Novak said.",
        "The talks were followed by such outlets as Reuters, which reported daily.",
        "The talks were followed by outlets such as Time, Slate and Reuters, reports said.",
        "Ada Novak, who studies the talks at the American Enterprise Institute, said that they will fail.",
        "Ada Novak, a fellow at the Brookings Institution, said that they will fail.",
    ],
)
def test_a_publisher_that_is_named_is_not_always_cited(text: str, article: Callable[..., Article]) -> None:
    assert found_by("LA110", article(text + "\n")) == []


def test_a_publisher_that_spoke_and_declined_has_spoken(article: Callable[..., Article]) -> None:
    text = "“The talks have ended,” The New York Times wrote, declining to say how it knew.\n"
    assert len(found_by("LA110", article(text))) == 1


def test_a_publisher_that_goes_on_speaking_below_its_link_is_named_once(article: Callable[..., Article]) -> None:
    apart = "\n\nThe rain went on until noon.\n\n"
    linked = f"Reuters [reports]({REUTERS}) that the talks have ended."
    assert found_by("LA110", article(f"{linked}{apart}They will not go on, Reuters reported.\n")) == []
    another = "Ada Novak said that they will fail."
    again = article(f"{linked}{apart}{another}{apart}They will not go on, Reuters reported.\n")
    assert len(found_by("LA110", again)) == 1


def test_what_a_publisher_released_is_cited(article: Callable[..., Article]) -> None:
    text = "A 46-page analysis released by the Congressional Budget Office last month shows that they will fail.\n"
    assert len(found_by("LA110", article(text))) == 1


def test_sources_of_one_claim_are_one_finding(article: Callable[..., Article]) -> None:
    (found,) = found_by("LA110", article("Nobody will win, according to a New York Times/CBS News poll.\n"))
    assert found.message == "New York Times and CBS News are named, no link goes with it"
    assert len(found.places) == 2


def test_a_source_that_goes_on_speaking_is_named_once(article: Callable[..., Article]) -> None:
    first = "Nobody will win, Reuters reported on Monday."
    again = "The talks will end, Reuters reported."
    other = "Ada Novak [said](https://www.gov.uk/x) that they will not."
    assert len(found_by("LA110", article(f"{first}\n\n{again}\n"))) == 1
    assert len(found_by("LA110", article(f"{first}\n\n{other}\n\n{again}\n"))) == 2


def test_a_republished_article_needs_the_page_and_not_the_home_page(article: Callable[..., Article]) -> None:
    text = "The talks have ended.\n\nThe original source of this article is [Consortium News](https://{}).\n"
    (found,) = found_by("LA107", article(text.format("consortiumnews.com")))
    assert found.message == "this article first stood at consortiumnews.com, and no link leads to the page where it did"
    assert found_by("LA107", article(text.format("consortiumnews.com/2022/10/12/talks/"))) == []
    elsewhere = text.format("consortiumnews.com") + "\nThe [ministry](https://www.gov.uk/talks) disagreed.\n"
    assert len(found_by("LA107", article(elsewhere))) == 1


@pytest.mark.parametrize(
    ("address", "inner"),
    [
        ("https://web.archive.org/web/20221014093000id_/http://www.bbc.co.uk/x?a=1", "https://www.bbc.co.uk/x?a=1"),
        ("https://web.archive.org/web/2022*/https://www.bbc.co.uk/x", "https://www.bbc.co.uk/x"),
        ("https://archive.ph/2022.10.14-093000/https://www.bbc.co.uk/x", "https://www.bbc.co.uk/x"),
        ("https://arquivo.pt/wayback/20221014093000/https://www.bbc.co.uk/x", "https://www.bbc.co.uk/x"),
        ("https://www.google.com/amp/s/www.bbc.co.uk/x.amp", "https://www.bbc.co.uk/x.amp"),
        ("https://www-bbc-co-uk.cdn.ampproject.org/c/s/www.bbc.co.uk/x", "https://www.bbc.co.uk/x"),
        ("https://www.google.com/url?sa=t&url=https%3A%2F%2Fwww.bbc.co.uk%2Fx", "https://www.bbc.co.uk/x"),
        ("https://www.bbc.co.uk/x", "https://www.bbc.co.uk/x"),
        ("https://web.archive.org/web/20221014/https://bit.ly/x", None),
        ("https://perma.cc/AB12-CD34", None),
        ("https://archive.is/AbC12", None),
        ("https://bit.ly/3CLm5xY", None),
    ],
)
def test_wrapped_addresses(address: str, inner: str | None) -> None:
    assert unwrapped(address) == inner
