"""What a page says to the questions that were brought to it, and what it shows itself to be.

Laws: does no I/O, never raises. A page that is not the one that was cited (a login form, a home page in its place) can
say that it has something, never that it has not.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from typing import TYPE_CHECKING, assert_never

from linkaudit import reach
from linkaudit.evidence.exchange import Reply
from linkaudit.evidence.fragments import fragments_found
from linkaudit.model import (
    Doubt,
    Fact,
    Facts,
    FactsQuestion,
    Fetch,
    FragmentQuestion,
    Match,
    MatchVerdict,
    Nature,
    NatureQuestion,
    Network,
    PageAnswer,
    Presence,
    Question,
    QuotationQuestion,
    Reason,
    Sign,
    Verdict,
)

if TYPE_CHECKING:
    from linkaudit.evidence.pages import PageText

_ITSELF = frozenset({Reason.OK, Reason.MOVED, Reason.TRUNCATED})
_INSTEAD = {Reason.LOGIN: Doubt.LOGIN, Reason.CONSENT: Doubt.CONSENT, Reason.PAYWALL: Doubt.PAYWALL}


def answers(fetch: Fetch, page: Reply, questions: Sequence[Question]) -> tuple[Fetch, tuple[PageAnswer, ...]]:
    """One answer to each question, from the page that a fetch brought; and the fetch, with what the page shows to be.

    A page under an error status answers nothing.
    """
    fragments = [each for each in questions if isinstance(each, FragmentQuestion)]
    others = [each for each in questions if not isinstance(each, FragmentQuestion)]
    verdict, reason = reach.verdict(fetch, Network.WORKS, Reason.OFFLINE)
    is_itself = verdict is Verdict.ALIVE and reason in _ITSELF
    seen = page if is_itself else replace(page, whole=False)
    places = fragments_found(seen, [each.fragment for each in fragments])
    said = [PageAnswer(fetch.url, fetch.observed, *each) for each in zip(fragments, places, strict=True)]
    if others and 200 <= page.status <= 299:
        from linkaudit.evidence.pages import is_home, is_parked, is_soft_404, read_page  # only pages with questions

        text = read_page(page.body, page.headers.get("content-type", ""), fetch.final_url or fetch.url, page.whole)
        shown = (
            (Sign.MISSING, is_soft_404(text)),
            (Sign.PARKED, is_parked(text)),
            (Sign.HOME, is_home(fetch.url, text)),
        )
        fetch = replace(fetch, signs=fetch.signs | {sign for sign, holds in shown if holds})
        doubt = None if is_itself and not is_home(fetch.url, text) else _INSTEAD.get(reason, Doubt.NOT_THE_PAGE)
        said += of_page(text, fetch.url, fetch.observed, others, doubt)
    return fetch, tuple(said)


def of_page(
    page: PageText, url: str, observed: datetime, questions: Sequence[Question], doubt: Doubt | None = None
) -> list[PageAnswer]:
    """What a page says to each question but those for fragments; with a `doubt` it can only say what it has."""
    return [_answer(page, url, observed, each, doubt) for each in questions if not isinstance(each, FragmentQuestion)]


def _answer(
    page: PageText,
    url: str,
    observed: datetime,
    question: QuotationQuestion | FactsQuestion | NatureQuestion,
    doubt: Doubt | None,
) -> PageAnswer:
    match question:
        case QuotationQuestion():
            match = _doubted(_match(question, page), doubt)
            unknown = match.verdict is MatchVerdict.CANNOT_TELL
            return PageAnswer(url, observed, question, None if unknown else match.verdict.found, match)
        case FactsQuestion():
            facts = _facts(question, page, doubt)
            return PageAnswer(url, observed, question, None, facts)
        case NatureQuestion():
            return PageAnswer(url, observed, question, doubt is None or None, _nature(page))
        case _:
            assert_never(question)


def _match(question: QuotationQuestion, page: PageText) -> Match:
    from linkaudit.evidence.pages import match

    return match(question.text, page, question.language)


def _doubted(match: Match, doubt: Doubt | None) -> Match:
    if doubt is None or match.verdict.found:
        return match
    return Match(MatchVerdict.CANNOT_TELL, match.score, reason=doubt)


def _facts(question: FactsQuestion, page: PageText, doubt: Doubt | None) -> Facts:
    from linkaudit.evidence.pages import figures_on, outlet_on, speaker_on

    names = [speaker_on(name, page) for name in question.speakers] + [
        outlet_on(name, page) for name in question.outlets
    ]
    return Facts(
        tuple(_fact(each, doubt) for each in figures_on(question.claim, page)),
        tuple(_fact(each, doubt) for each in names),
    )


def _fact(fact: Fact, doubt: Doubt | None) -> Fact:
    if doubt is None or fact.presence is not Presence.NOT_FOUND:
        return fact
    return Fact(fact.text, Presence.CANNOT_TELL, doubt)


def _nature(page: PageText) -> Nature:
    from linkaudit.evidence.pages import is_press_release, secondary_source

    credit = secondary_source(page)
    return Nature(
        words=page.main_words,
        published=page.published,
        modified=page.modified,
        credit=credit.outlet if credit else None,
        credited=credit.words if credit else None,
        release=is_press_release(page),
    )
