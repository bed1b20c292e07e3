"""In which language a text is, by its commonest little words.

Laws: does no I/O but for the table that comes with the package; says None rather than guess.
"""

from __future__ import annotations

import re
import tomllib
from functools import cache
from importlib.resources import files

_WORD = re.compile(r"[^\W\d_]+")
_MANY = 40
"""From so many words on, a few hits are no sign: names and loan words are in every text."""

_LEAST_SHARE = 0.08


def language_of(text: str) -> str | None:
    """The language as two letters, or None when the words do not tell."""
    words = _WORD.findall(text.lower())
    if not words:
        return None
    little, letters = _table()
    for code, pattern in letters:
        if len(pattern.findall(text)) * 4 > sum(map(len, words)):
            return code
    hits: dict[str, int] = {}
    for word in words:
        for code in little.get(word, ()):
            hits[code] = hits.get(code, 0) + 1
    ranked = sorted(hits.items(), key=lambda item: -item[1])
    if not ranked or (len(words) >= _MANY and ranked[0][1] < _LEAST_SHARE * len(words)):
        return None
    if len(ranked) > 1 and ranked[0][1] == ranked[1][1]:
        return None
    return ranked[0][0]


@cache
def _table() -> tuple[dict[str, tuple[str, ...]], tuple[tuple[str, re.Pattern[str]], ...]]:
    table = tomllib.loads((files("linkaudit.evidence.pages") / "languages.toml").read_text("utf-8"))
    little: dict[str, tuple[str, ...]] = {}
    for code, words in table["words"].items():
        for word in set(words.split()):
            little[word] = (*little.get(word, ()), code)
    return little, tuple((code, re.compile(f"[{letters}]")) for code, letters in table["letters"].items())
