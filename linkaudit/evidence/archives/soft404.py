"""Does a page that answered 200 say by its title or heading that it is none?

Laws: does no I/O, but for the phrase table that comes with the package. Only titles and first headings count: an
article may well write about missing pages.
"""

from __future__ import annotations

import html
import re
import tomllib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from linkaudit.evidence import page
from linkaudit.evidence.exchange import Reply
from linkaudit.evidence.markup import Tag, pieces

READ_BYTES = 256 * 1024
"""As much of a copy as is looked at."""

_SEPARATOR = re.compile(r"\s+[|–—·»:\-]+\s+|\s*\|\s*|:\s+")
_NUMBER = re.compile(r"\d+")
_NO_SPACES = re.compile(r"[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]")
_LONGEST_HEADING = 300


@dataclass(frozen=True, slots=True)
class _Phrases:
    alone: frozenset[str]
    within: tuple[re.Pattern[str], ...]
    thin: int


def is_soft_404(reply: Reply) -> bool:
    """Whether what was played back is an error page, or a wall against robots, under a good status."""
    if not page.is_html(reply.headers):
        return False
    text = page.decode(reply.body[:READ_BYTES], reply.headers.get("content-type", ""))
    title = page.title_of(text)
    return says_missing((title or "", *_first_headings(text)), _words(text))


def says_missing(titles: Iterable[str], length: int) -> bool:
    """Whether the title or a first heading of a page of `length` words says that the page is none, or is a wall."""
    titles = tuple(titles)
    return _says(_phrases(), titles, length) or says_wall(titles, length)


def says_wall(titles: Iterable[str], length: int) -> bool:
    """Whether they are those of a wall against robots."""
    return _says(_phrases(walls=True), titles, length)


def _says(phrases: _Phrases, titles: Iterable[str], length: int) -> bool:
    headings = [_folded(words) for words in titles if words.strip()]
    if any(_says_only(phrases.alone, words) for words in headings):
        return True
    suspect = any(pattern.search(words) for pattern in phrases.within for words in headings)
    return suspect and length < phrases.thin


def _says_only(alone: frozenset[str], words: str) -> bool:
    return any(part.strip(" .!…") in alone or part in alone for part in (words, *_SEPARATOR.split(words)))


def _folded(words: str) -> str:
    return " ".join(words.lower().split()).replace("’", "'")


def _first_headings(text: str) -> Iterator[str]:
    """The words of each h1."""
    words: list[str] | None = None
    for piece in pieces(text):
        if isinstance(piece, str):
            if words is not None:
                words.append(piece)
        elif piece.name == "h1":
            if words is not None:
                yield html.unescape("".join(words))[:_LONGEST_HEADING]
            words = None if piece.closes else []


def _words(text: str) -> int:
    """How many words a reader sees; of scripts without spaces, two characters count as a word."""
    count = 0
    for piece in pieces(text):
        if not isinstance(piece, Tag):
            count += len(piece.split()) + len(_NO_SPACES.findall(piece)) // 2
    return count


@cache
def _phrases(*, walls: bool = False) -> _Phrases:
    table = tomllib.loads((files("linkaudit.evidence.archives") / "soft404.toml").read_text("utf-8"))
    groups = [group for group in table["language"] if (group["code"] == "walls") == walls]
    alone = {_folded(words) for group in groups for words in group["alone"]}
    within = {_folded(words) for group in groups for words in group["within"]}
    return _Phrases(frozenset(alone), tuple(map(_pattern, sorted(within))), table["thin"])


def _pattern(words: str) -> re.Pattern[str]:
    # "404" must not be found in "1404 dead".
    edges = (r"(?<!\d)", r"(?!\d)") if _NUMBER.fullmatch(words) else ("", "")
    return re.compile(edges[0] + re.escape(words) + edges[1])
