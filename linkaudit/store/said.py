"""What a page said, as it is kept, and back.

Laws: does no I/O. Only words of the page are kept, its secrets masked; where the article's own words belong to an
answer, their places in the question are kept, which whoever asks again brings along.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from datetime import date, datetime
from typing import Any, assert_never

from linkaudit.masking import mask
from linkaudit.model import (
    Change,
    Difference,
    Doubt,
    Fact,
    Facts,
    FactsQuestion,
    FragmentQuestion,
    Match,
    MatchVerdict,
    Nature,
    NatureQuestion,
    PageAnswer,
    Presence,
    Question,
    QuotationQuestion,
)

Kept = int | str | None
_Line = Mapping[str, Any]


def kept(answer: PageAnswer) -> Kept:
    """Whether it was found (1, 0 or None), or the answer in full as JSON."""
    question = answer.question
    match answer.detail:
        case Match() as match if isinstance(question, QuotationQuestion):
            line = _of_match(match, question.text)
        case Facts() as facts if isinstance(question, FactsQuestion):
            line = {"figures": list(map(_of_fact, facts.figures)), "names": list(map(_of_fact, facts.names))}
            line["written"] = _places((each.text for each in facts.figures), question.claim)
        case Nature() as nature:
            line = _of_nature(nature)
        case _:
            return None if answer.found is None else int(answer.found)
    return json.dumps({"answer": None if answer.found is None else int(answer.found), **line})


def answer(url: str, observed: datetime, question: Question, kept: object) -> PageAnswer | None:
    """The answer that was kept; None for what no answer to this question looks like."""
    if isinstance(question, FragmentQuestion):
        return PageAnswer(url, observed, question, None if kept is None else bool(kept))
    try:
        line = json.loads(kept) if isinstance(kept, str) else {}
        found = None if line["answer"] is None else bool(line["answer"])
        return PageAnswer(url, observed, question, found, _detail(question, line))
    except (ValueError, KeyError, TypeError, IndexError):
        return None


def _detail(question: QuotationQuestion | FactsQuestion | NatureQuestion, line: _Line) -> Match | Facts | Nature:
    match question:
        case QuotationQuestion():
            return _to_match(line, question.text)
        case FactsQuestion():
            names = (*question.speakers, *question.outlets)
            written = [question.claim[start:end] for start, end in line["written"]]
            return Facts(tuple(_facts(line["figures"], written)), tuple(_facts(line["names"], names)))
        case NatureQuestion():
            return _to_nature(line)
        case _:
            assert_never(question)


def _of_match(match: Match, asked: str) -> dict[str, Any]:
    differences = zip(_places((each.quoted for each in match.differences), asked), match.differences, strict=True)
    return {
        "verdict": match.verdict,
        "score": match.score,
        "found": None if match.found is None else mask(match.found),
        "at": [match.start, match.end],
        "context": None if match.context is None else mask(match.context),
        "differences": [[place, mask(each.found), each.change] for place, each in differences],
        "reason": match.reason,
    }


def _to_match(line: _Line, asked: str) -> Match:
    start, end = line["at"]
    return Match(
        MatchVerdict(line["verdict"]),
        float(line["score"]),
        line["found"],
        start,
        end,
        line["context"],
        tuple(
            Difference(asked[start:end], found, None if change is None else Change(change))
            for (start, end), found, change in line["differences"]
        ),
        None if line["reason"] is None else Doubt(line["reason"]),
    )


def _of_fact(fact: Fact) -> list[str | None]:
    return [fact.presence, fact.reason]


def _facts(lines: Iterable[tuple[str, str | None]], written: Iterable[str]) -> Iterator[Fact]:
    for (presence, reason), text in zip(lines, written, strict=True):
        yield Fact(text, Presence(presence), None if reason is None else Doubt(reason))


def _of_nature(nature: Nature) -> dict[str, Any]:
    days = (nature.published, nature.modified)
    return {
        "words": nature.words,
        "days": [None if day is None else day.isoformat() for day in days],
        "credit": [nature.credit, nature.credited],
        "release": nature.release,
    }


def _to_nature(line: _Line) -> Nature:
    published, modified = (None if day is None else date.fromisoformat(day) for day in line["days"])
    credit, credited = line["credit"]
    return Nature(int(line["words"]), published, modified, credit, credited, bool(line["release"]))


def _places(words: Iterable[str], text: str) -> list[tuple[int, int]]:
    """Where each stands, one after the other; nowhere (an empty place) for what the text has otherwise."""
    places, at = [], 0
    for each in words:
        start = text.find(each, at)
        if start < 0:
            places.append((at, at))
            continue
        at = start + len(each)
        places.append((start, at))
    return places
