"""Does the page say it? A quotation against a page as read.

Laws: does no I/O. A page that may not be all there is never said to lack or to change anything; less than five words
are found or not told. What differs is counted in words: at most one in five, else it is not the same quotation.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

from linkaudit.evidence.pages.alignment import Alignment, Step, align, allowed, nearest
from linkaudit.evidence.pages.changes import change_of
from linkaudit.evidence.pages.content import PageText
from linkaudit.evidence.pages.elisions import Part, Question, question_of
from linkaudit.evidence.pages.language import language_of
from linkaudit.evidence.pages.words import Words, is_carried, is_without_spaces, surfaces, typographic, verbatim
from linkaudit.model import Difference, Doubt, Match, MatchVerdict

LEAST_WORDS = 5
MOST_WORDS = 300
"""Longer quotations are found, or not told: to align them costs too much."""

_GAP = 2_000
"""Code points of the page that an elision may leave out."""

_MOST_PLACES, _MOST_PARTS = 50, 12
_REGION_WORDS = 500
_SILENT_GAP = 25
_LEAST_PIECE = 3
_SHINGLE = 4
_MOST_ROWS = 8
_TELLING = 14
"""Letters of four words that do not stand together by chance."""

_PARTLY = 0.4
_LEAST_LIKE, _LIKE = 8, 0.6
_AROUND = 120


@dataclass(frozen=True, slots=True)
class _Near:
    """Where the parts stand nearly: words `first` to `end` of `words`, and what differs."""

    cost: int
    first: int
    end: int
    words: Words
    changes: tuple[tuple[Part, Step], ...]


def match(quotation: str, page: PageText, language: str | None = None) -> Match:
    """Whether the page says the quotation; `language` is that of the article it stands in, two letters."""
    question = question_of(quotation)
    if not question.parts:
        return _doubtful(Doubt.SHORT)
    found = _found(question, page)
    if found is not None:
        return found
    near = None if _is_too_long(question) else _nearest(question, page)
    near = None if near is None else _without_noise(near, page.text)
    if near is not None and near.cost == 0:
        return _at(page, near.words, near.first, near.end, _whole_or_elided(question, page, near.words))
    score = _score(question, near)
    doubt = _doubt(question, page)
    if doubt is not None:
        return _doubtful(doubt, score)
    if _may_come(question, page):
        return _doubtful(Doubt.SCRIPT_ONLY, score)
    if near is not None:
        return _differs(question, page, near)
    omitted = _left_out(question, page)
    if omitted is not None:
        return omitted
    standing = max(_standing(question, page.words), _likeness(question, page.words))
    if standing >= _PARTLY:
        return _doubtful(Doubt.PARTLY, standing)
    if not _is_same_language(question.text, page, language):
        return _doubtful(Doubt.LANGUAGE, score)
    return Match(MatchVerdict.ABSENT, score)


def find(quotation: str, page: PageText) -> Match | None:
    """The quotation where the page says it, house style apart; None where it does not, or not provably."""
    question = question_of(quotation)
    return _found(question, page) if question.parts else None


def _found(question: Question, page: PageText) -> Match | None:
    """The quotation in its own words, house style apart."""
    place = verbatim(question.text, page.text)
    if place is not None:
        start, end = place
        return Match(MatchVerdict.EXACT, 1.0, page.text[start:end], start, end, _context(page.text, start, end))
    keys = question.words.keys
    at = page.words.find(keys)
    if at >= 0:
        return _at(page, page.words, at, at + len(keys), MatchVerdict.NORMALISED, question.text)
    if len(question.parts) > _MOST_PARTS:
        return None
    views = (page.spoken,) if len(page.spoken) < len(page.words) else ()
    for view in (*views, page.words) if len(question.parts) == 1 else (page.words, *views):
        stretch = _in_order(question.parts, view)
        if stretch is not None:
            return _at(page, view, *stretch, MatchVerdict.ELIDED)
    unseen = (page.unseen_words, page.unseen_spoken) if page.unseen else ()
    if any(_in_order(question.parts, view) is not None for view in unseen):
        return Match(MatchVerdict.NORMALISED, 1.0, found=question.text)
    return None


def _in_order(parts: tuple[Part, ...], words: Words) -> tuple[int, int] | None:
    """The stretch of words in which all parts stand one after the other, no two too far apart."""
    rows = [part.words.keys for part in parts]
    longest = max(range(len(rows)), key=lambda n: len(rows[n]))
    at = -1
    for _ in range(_MOST_PLACES):
        at = words.find(rows[longest], at + 1)
        if at < 0:
            return None
        first, end = _before(rows[:longest], words, at), _behind(rows[longest + 1 :], words, at + len(rows[longest]))
        if first is not None and end is not None:
            return first, end
    return None


def _behind(rows: list[tuple[str, ...]], words: Words, end: int) -> int | None:
    for row in rows:
        at = words.find(row, end, _GAP)
        if at < 0 or words.starts[at] - words.ends[end - 1] > _GAP:
            return None
        end = at + len(row)
    return end


def _before(rows: list[tuple[str, ...]], words: Words, first: int) -> int | None:
    for row in reversed(rows):
        at = words.find_last(row, first, _GAP)
        if at < 0 or words.starts[first] - words.ends[at + len(row) - 1] > _GAP:
            return None
        first = at
    return first


def _nearest(question: Question, page: PageText) -> _Near | None:
    """The place where fewest words differ, if few enough do."""
    views = (page.words, page.spoken) if len(page.spoken) < len(page.words) else (page.words,)
    places = [near for view in views for near in _near(question, view)]
    return min(places, key=lambda near: near.cost, default=None)


def _near(question: Question, words: Words) -> Iterator[_Near]:
    parts = question.parts
    most = allowed(question.length)
    longest = max(range(len(parts)), key=lambda n: len(parts[n].words))
    for place in nearest(parts[longest].words.keys, words):
        if place.cost > most:
            return
        near = _Near(place.cost, place.first, place.end, words, tuple((parts[longest], s) for s in place.changes))
        for part in parts[longest + 1 :]:
            near = _joined(near, part, words, behind=True)
        for part in reversed(parts[:longest]):
            near = _joined(near, part, words, behind=False)
        if near.cost <= most:
            yield near


def _without_noise(near: _Near, text: str) -> _Near:
    """The same without differences that nobody would hold against the quotation.

    Those are words that the page itself has put into square brackets, and false starts: words said twice in a row.
    """
    kept, cost = [], near.cost
    for part, step in near.changes:
        if step.found < step.found_end and (_is_bracketed(text, near.words, step) or _is_false_start(near.words, step)):
            cost -= max(step.quoted_end - step.quoted, step.found_end - step.found)
        else:
            kept.append((part, step))
    return replace(near, cost=max(0, cost), changes=tuple(kept))


def _is_bracketed(text: str, words: Words, step: Step) -> bool:
    start, end = words.starts[step.found], words.ends[step.found_end - 1]
    return text[start - 1 : start] == "[" and text.startswith("]", end)


def _is_false_start(words: Words, step: Step) -> bool:
    said, length = words.keys[step.found : step.found_end], step.found_end - step.found
    before = words.keys[max(0, step.found - length) : step.found]
    return step.quoted == step.quoted_end and said in (before, words.keys[step.found_end : step.found_end + length])


def _joined(near: _Near, part: Part, words: Words, *, behind: bool) -> _Near:
    """The next part, looked for on its side of those that have been placed."""
    if behind:
        stop = words.before(words.ends[near.end - 1] + _GAP)
        region = (near.end, min(stop, near.end + _REGION_WORDS))
    else:
        start = words.before(words.starts[near.first] - _GAP)
        region = (max(start, near.first - _REGION_WORDS), near.first)
    place = _place_in(part.words.keys, words, *region)
    if place is None:
        return replace(near, cost=near.cost + len(part.words))
    changes = tuple((part, step) for step in place.changes)
    if behind:
        return replace(near, cost=near.cost + place.cost, end=place.end, changes=near.changes + changes)
    return replace(near, cost=near.cost + place.cost, first=place.first, changes=changes + near.changes)


def _place_in(keys: tuple[str, ...], words: Words, first: int, end: int) -> Alignment | None:
    place = align(keys, words, first, end)
    if place.cost > allowed(len(keys)) or place.end == place.first or (len(keys) < _LEAST_PIECE and place.cost):
        return None
    return place


def _doubt(question: Question, page: PageText) -> Doubt | None:
    """Why nothing can be said against the quotation."""
    if question.length < LEAST_WORDS or is_without_spaces(question.text):
        return Doubt.SHORT
    if page.doubt is not None:
        return page.doubt
    return Doubt.LONG if _is_too_long(question) else None


def _is_too_long(question: Question) -> bool:
    return question.length > MOST_WORDS or len(question.parts) > _MOST_PARTS


def _likeness(question: Question, words: Words) -> float:
    """The share of a quotation of some length that its nearest place has in the same order, 0 below six in ten."""
    keys = max((part.words.keys for part in question.parts), key=len)
    if len(keys) < _LEAST_LIKE:
        return 0.0
    share = 1 - min((place.cost for place in nearest(keys, words)), default=len(keys)) / len(keys)
    return round(share, 3) if share >= _LIKE else 0.0


def _may_come(question: Question, page: PageText) -> bool:
    """Whether words of the quotation that the page does not show stand in its scripts or templates."""
    if not page.unshown:
        return False
    words = surfaces(question.text)
    last = len(words) - _SHINGLE
    for n in range(0, last + 1, max(_SHINGLE, last // _MOST_ROWS)):
        row = words[n : n + _SHINGLE]
        if (
            sum(map(len, row)) >= _TELLING
            and verbatim(" ".join(row), page.text) is None
            and is_carried(row, page.unshown)
        ):
            return True
    return False


def _left_out(question: Question, page: PageText) -> Match | None:
    """The quotation in two pieces, with words between them on the page that no mark shows as left out."""
    if len(question.parts) > 1:
        return None
    part = question.parts[0]
    keys = part.words.keys
    for words in (page.words, page.spoken):
        length = _longest_start(keys, words)
        if length < _LEAST_PIECE or len(keys) - length < _LEAST_PIECE:
            continue
        end = words.find(keys[:length]) + length
        rest = words.find(keys[length:], end)
        if end < rest <= end + _SILENT_GAP:
            step = Step(length, length, end, rest)
            near = _Near(rest - end, end - length, rest + len(keys) - length, words, ((part, step),))
            return _differs(question, page, near)
    return None


def _longest_start(keys: tuple[str, ...], words: Words) -> int:
    """How many of the first keys stand somewhere in a row."""
    least, most = 0, len(keys)
    while least < most:
        middle = (least + most + 1) // 2
        if words.find(keys[:middle]) >= 0:
            least = middle
        else:
            most = middle - 1
    return least


def _standing(question: Question, words: Words) -> float:
    """How much of the quotation stands on the page in stretches of four words or more, wherever they are."""
    covered = 0
    for part in question.parts:
        keys = part.words.keys
        seen: set[int] = set()
        for n in range(len(keys) - _SHINGLE + 1):
            if words.find(keys[n : n + _SHINGLE]) >= 0:
                seen.update(range(n, n + _SHINGLE))
        covered += len(seen)
    return round(covered / question.length, 3)


def _is_same_language(text: str, page: PageText, language: str | None) -> bool:
    quoted = language_of(text) or language
    if quoted is None:
        return page.language == "en" and text.translate(_TYPOGRAPHY).isascii()
    return quoted == page.language


_TYPOGRAPHY = dict.fromkeys(map(ord, "‘’“”–—…«»"), " ")


def _score(question: Question, near: _Near | None) -> float:
    return 0.0 if near is None else max(0.0, round(1 - near.cost / question.length, 3))


def _doubtful(reason: Doubt, score: float = 0.0) -> Match:
    return Match(MatchVerdict.CANNOT_TELL, score, reason=reason)


def _whole_or_elided(question: Question, page: PageText, words: Words) -> MatchVerdict:
    whole = len(question.parts) == 1 and words is page.words
    return MatchVerdict.NORMALISED if whole else MatchVerdict.ELIDED


def _at(page: PageText, words: Words, first: int, end: int, verdict: MatchVerdict, written: str | None = None) -> Match:
    """A quotation that was found at words `first` to `end`; `written` when it may be there letter for letter."""
    start, stop = words.starts[first], words.ends[end - 1]
    found = page.text[start:stop]
    if written is not None and typographic(written) == typographic(found):
        verdict = MatchVerdict.EXACT
    return Match(verdict, 1.0, found, start, stop, _context(page.text, start, stop))


def _differs(question: Question, page: PageText, near: _Near) -> Match:
    start, stop = near.words.starts[near.first], near.words.ends[near.end - 1]
    differences = tuple(_difference(part, step, near.words, page.text) for part, step in near.changes)
    score = round(max(0.0, 1 - near.cost / max(question.length, near.end - near.first)), 3)
    context = _context(page.text, start, stop)
    return Match(MatchVerdict.DIFFERS, score, page.text[start:stop], start, stop, context, differences)


def _difference(part: Part, step: Step, words: Words, text: str) -> Difference:
    quoted = _surface(part.text, part.words, step.quoted, step.quoted_end)
    found = _surface(text, words, step.found, step.found_end)
    return Difference(quoted, found, change_of(part, step, words, text))


def _surface(text: str, words: Words, first: int, end: int) -> str:
    return text[words.starts[first] : words.ends[end - 1]] if first < end else ""


def _context(text: str, start: int, end: int) -> str:
    """The passage with up to 120 code points of its line on either side, cut at blanks."""
    first = max(text.rfind("\n", 0, start) + 1, start - _AROUND)
    line_end = text.find("\n", end)
    last = min(line_end if line_end >= 0 else len(text), end + _AROUND)
    before, behind = text[first:start], text[end:last]
    if first and text[first - 1] != "\n":
        before = "… " + before.partition(" ")[2]
    if last < len(text) and text[last] != "\n":
        behind = behind.rpartition(" ")[0] + " …"
    return before + text[start:end] + behind
