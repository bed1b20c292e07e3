"""The hand-marked articles of fixtures/quality: each article's words without its markup, and what was marked in them.

Laws: knows nothing of the program that is measured. All spans are code-point offsets into the article's source.
A mark that cannot be found, or whose line holds no such words, is an error that names the file and the mark.
"""

from __future__ import annotations

import re
import tomllib
from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple

FOLDER = Path(__file__).resolve().parents[2] / "fixtures" / "quality"

Span = tuple[int, int]
Spans = tuple[Span, ...]

_SAME = str.maketrans(dict.fromkeys("“”„«»", '"') | dict.fromkeys("‘’", "'"))
_TOKEN = re.compile(r"\w+|[^\w\s]")
_LINE = re.compile(r"@(?P<line>\d+) +(?P<words>.*)", re.DOTALL)

_FRONT_MATTER = re.compile(r"\A---\n.*?\n---\n", re.DOTALL)
_DEFINITION = re.compile(r"^\[[^\]\n]+\]: .*$", re.MULTILINE)
_RULE = re.compile(r"^ *\*(?: ?\* ?\*)? *$", re.MULTILINE)
_LINK = re.compile(r"(?P<open>\[)(?P<text>[^\]]*)(?P<close>\](?:\([^)]*\)|\[[^\]]*\]))")
_PREFIX = re.compile(r"^(?:#+|>) ?", re.MULTILINE)
_STARS = re.compile(r"\*+")
_SOFT_BREAK = re.compile(r"(?<=\S)[ ]*\n(?= *\S)")


@dataclass(frozen=True)
class Attribution:
    """Who says what, as marked or as found. `source` and `cue` may be empty."""

    source: Spans
    cue: Spans
    content: Spans


class MissingLink(NamedTuple):
    """A sentence that names a published source without a link. `optional`: to report it is neither right nor wrong."""

    span: Span
    optional: bool


@dataclass(frozen=True)
class Marked:
    """An article and its marks. `text` is the source with markup blanked out: every offset stays what it was."""

    name: str
    path: Path
    text: str
    attributions: tuple[Attribution, ...]
    missing_links: tuple[MissingLink, ...]
    placeholders: Spans


class MarkError(Exception):
    """A mark that does not fit its article."""


def marked_articles() -> list[Marked]:
    return [read_marks(path) for path in sorted(FOLDER.glob("*.gold.toml"))]


def read_marks(gold: Path) -> Marked:
    """Raises MarkError for a mark that stands nowhere."""
    article = gold.with_name(gold.name.replace(".gold.toml", ".md"))
    source = article.read_bytes().decode()
    words = _Words(source, without_markup(source), gold.name)
    marks = tomllib.loads(gold.read_text("utf-8"))
    return Marked(
        name=article.stem,
        path=article,
        text=words.text,
        attributions=tuple(words.attributions(marks["attributions"])),
        missing_links=tuple(words.missing_links(marks.get("missing_links", ""))),
        placeholders=tuple(
            words.find(line, rest) for line, _, (rest,) in words.entries(marks.get("placeholders", ""), 1)
        ),
    )


def without_markup(source: str) -> str:
    """Markdown with every mark of markup turned into blanks, so that only the words that a reader sees are left."""
    text = _FRONT_MATTER.sub(_blank, source)
    text = _DEFINITION.sub(_blank, text)
    text = _RULE.sub(_blank, text)
    text = _LINK.sub(lambda link: " " + link["text"] + " " * len(link["close"]), text)
    text = _STARS.sub(_blank, _PREFIX.sub(_blank, text))
    return _SOFT_BREAK.sub(lambda gap: " " * len(gap[0]), text)


def _blank(match: re.Match[str]) -> str:
    return re.sub(r"[^\n]", " ", match[0])


class _Token(NamedTuple):
    word: str
    start: int
    end: int


def _tokens(text: str) -> list[_Token]:
    """Words and single marks; quotation marks of all shapes count as the same."""
    return [_Token(found[0], *found.span()) for found in _TOKEN.finditer(text.translate(_SAME))]


class _Words:
    """The words of one article by paragraph, and how a mark finds its place among them."""

    def __init__(self, source: str, text: str, gold: str) -> None:
        self.text = text
        self._gold = gold
        self._lines = [0, *(found.end() for found in re.finditer("\n", source))]
        self._tokens = _tokens(text)
        self._starts = [token.start for token in self._tokens]

    def entries(self, table: str, parts: int) -> Iterator[tuple[int, bool, list[str]]]:
        """The rows of a table: line number, whether a "?" stands before it, and the columns after it."""
        for row in filter(None, map(str.strip, table.splitlines())):
            number, *columns = (column.strip() for column in row.split("|"))
            if not number.lstrip("?").isdigit() or len(columns) < parts:
                raise MarkError(f"{self._gold}: {row!r} should be: line number | {parts} or more columns")
            yield int(number.lstrip("?")), number.startswith("?"), columns

    def missing_links(self, table: str) -> Iterator[MissingLink]:
        for line, optional, (words, *_) in self.entries(table, 1):
            yield MissingLink(self.find(line, words), optional)

    def attributions(self, table: str) -> Iterator[Attribution]:
        """Cues follow one another in a paragraph; a source and a content are the nearest to their cue."""
        last: tuple[int, int] | None = None
        for line, _, (source, cue, *content) in self.entries(table, 3):
            first, end = self._paragraph(line)
            after = last[1] if last is not None and first <= last[0] < end else first
            place = self.find(line, cue, after=after) if cue else None
            near = place[0] if place else first
            last = place or last
            yield Attribution(
                (self.find(line, source, near=near),),
                (place,) if place else (),
                tuple(sorted(self.find(line, part, near=near) for part in content)),
            )

    def find(self, line: int, words: str, *, near: int | None = None, after: int = 0) -> tuple[int, int]:
        """The span of `words` in the paragraph of `line`: the first after `after`, or the nearest to `near`.

        "from ~ to" leaves words out; "@27 words" stand in the paragraph of line 27.
        """
        if elsewhere := _LINE.fullmatch(words):
            line, words = int(elsewhere["line"]), elsewhere["words"]
        places = [place for place in self._places(self._paragraph(line), words) if place[0] >= after]
        if not places:
            raise MarkError(f"{self._gold}: {words!r} does not stand in the paragraph of line {line}, or not there")
        if near is None:
            return places[0]
        return min(places, key=lambda place: max(place[0] - near, near - place[1]))

    def _paragraph(self, line: int) -> tuple[int, int]:
        start = self._lines[line - 1]
        end = self.text.find("\n", start)
        return self.text.rfind("\n", 0, start) + 1, end if end >= 0 else len(self.text)

    def _places(self, paragraph: tuple[int, int], words: str) -> Iterator[tuple[int, int]]:
        first, end = (bisect_right(self._starts, offset - 1) for offset in paragraph)
        head, _, tail = ([token.word for token in _tokens(part)] for part in words.partition(" ~ "))
        for at in self._runs(head, first, end):
            if not tail:
                yield self._tokens[at].start, self._tokens[at + len(head) - 1].end
            elif (close := next(self._runs(tail, at + len(head), end), None)) is not None:
                yield self._tokens[at].start, self._tokens[close + len(tail) - 1].end

    def _runs(self, words: list[str], first: int, end: int) -> Iterator[int]:
        for at in range(first, end - len(words) + 1):
            if all(self._tokens[at + index].word == word for index, word in enumerate(words)):
                yield at
