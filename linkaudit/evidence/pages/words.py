"""Text as a row of keys: words in a normal form in which house style makes no difference, each with its place.

Laws: does no I/O but for the table that comes with the package; linear in the text. Punctuation, quotation marks,
dashes, case and white space are no part of a key, so what differs in these alone is the same row.
"""

from __future__ import annotations

import re
import tomllib
import unicodedata
from bisect import bisect_left
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache, cached_property, lru_cache
from importlib.resources import files

from linkaudit.evidence.pages.numerals import number_at, starts_number

_INVISIBLE = re.compile("[\u00ad\u200b-\u200f\u202a-\u202e\u2060\ufeff]")
_MARKS = str.maketrans(
    {**dict.fromkeys("‘’ʼ′‚‛`´", "'"), **dict.fromkeys("“”„‟«»″", '"'), **dict.fromkeys("‐‑‒–—―−", "-")}
)

NO_SPACES = "\u0e00-\u0eff\u3040-\u30ff\u3400-\u9fff\uf900-\ufaff"
"""Scripts written without spaces: each letter is a word of its own."""

_UNSPACED = re.compile(f"[{NO_SPACES}]")
_WORD = re.compile(
    rf"""
    [a-zA-Z]{{2,}}+(?![\w'’ʼ‘`´$£€¥])
  | (?P<aside>[\[(](?:\d{{1,3}}|(?i:sic|applause|laughter|laughs|crosstalk|inaudible)\.?)[\])])
  | (?:US|A|C|NZ|HK)?(?P<money>[$£€¥])
  | [%&]
  | (?:[{NO_SPACES}])
  | (?:[^\W\d_](?:\.[^\W\d_])+(?!\w)\.?)
  | (?:\d{{1,3}}(?:[ \u00a0\u2009\u202f]\d{{3}})+(?!\w))
  | \d+(?:[.,]\d+)*(?:[^\W\d_{NO_SPACES}]+|'s\b)?
  | [^\W_{NO_SPACES}]+(?:['’ʼ‘`´][^\W_{NO_SPACES}]+)*
    """,
    re.VERBOSE,
)
_CONTRACTED = {"ll": "will", "re": "are", "ve": "have", "m": "am", "s": "'s", "d": "'d"}
_NEGATED = {"wo": "will", "ca": "can", "sha": "shall"}
_WHOLE = {
    "cannot": ("can", "not"),
    "ain't": ("ain't",),
    "o'clock": ("o'clock",),
    "gonna": ("going", "to"),
    "gotta": ("got", "to"),
}
_IZE = re.compile(r"(?<=\w{3})iz(?=(?:e[ds]?|er|ers|ing|ation|ations|able)$)")
_LATIN = str.maketrans({"ø": "o", "ł": "l", "đ": "d", "ı": "i", "æ": "ae", "œ": "oe", "ð": "d"})

_SURFACE = re.compile(r"\w+")
_ESCAPED = r"(?:\W|\\?[nrt]|\\u[0-9a-f]{4}|&#?\w{1,8};|</?\w{1,10}>){1,12}?"
_PAUSE = r"(?:[^\"“”«»\n]|“[^\"“”\n]{0,30}\w”){1,140}"  # with a term in marks: who rates the shares “sell”
_INTERRUPTED = re.compile(
    rf"""(?<=[\w.,!?…—–-])["”»]\s{{0,2}}(?P<a>{_PAUSE})["“«](?=[\w‘'\[(…$£€])"""
    r"""|(?<=[.,!?…])[’']\s(?P<b>[^‘’'\n]{1,120})[‘'](?=\w)"""
)
_LONGEST_PAUSE = 16
_MOST_VERBATIM = 60


@dataclass(frozen=True)
class Words:
    """Keys and the code points from which each was made: `starts[n]` to `ends[n]`. A contraction gives two keys."""

    keys: tuple[str, ...]
    starts: tuple[int, ...]
    ends: tuple[int, ...]

    def __len__(self) -> int:
        return len(self.keys)

    @cached_property
    def _joined(self) -> str:
        return f" {' '.join(self.keys)} "

    @cached_property
    def places(self) -> dict[str, list[int]]:
        """Where each key stands, in order."""
        found: dict[str, list[int]] = {}
        for n, key in enumerate(self.keys):
            found.setdefault(key, []).append(n)
        return found

    def before(self, offset: int) -> int:
        """How many keys begin before a code point."""
        return bisect_left(self.starts, offset)

    def find(self, keys: tuple[str, ...], first: int = 0, reach: int | None = None) -> int:
        """The first place at or behind `first`, within `reach` words, where these keys stand in a row, or -1."""
        end = None if reach is None else self._offset(first + reach) + 1
        at = self._joined.find(f" {' '.join(keys)} ", self._offset(first), end)
        return self._joined.count(" ", 0, at) if at >= 0 else -1

    def find_last(self, keys: tuple[str, ...], end: int, reach: int) -> int:
        """The last place, within `reach` words, where these keys stand in a row and end before place `end`, or -1."""
        at = self._joined.rfind(f" {' '.join(keys)} ", self._offset(end - reach), self._offset(end) + 1)
        return self._joined.count(" ", 0, at) if at >= 0 else -1

    @cached_property
    def _offsets(self) -> list[int]:
        offsets, at = [], 0
        for key in self.keys:
            offsets.append(at)
            at += len(key) + 1
        return offsets

    def _offset(self, first: int) -> int:
        if first <= 0:
            return 0
        return self._offsets[first] if first < len(self.keys) else len(self._joined)

    def without(self, stretches: Iterable[tuple[int, int]]) -> Words:
        """The same row without the words that stand in these stretches (code points, in any order)."""
        dropped: set[int] = set()
        for start, end in stretches:
            dropped.update(range(self.before(start), self.before(end)))
        if not dropped:
            return self
        kept = [n for n in range(len(self.keys)) if n not in dropped]
        return Words(
            tuple(self.keys[n] for n in kept),
            tuple(self.starts[n] for n in kept),
            tuple(self.ends[n] for n in kept),
        )


def count_words(text: str) -> int:
    """How many words a text has, roughly and fast."""
    return len(text.split()) + (0 if text.isascii() else len(_UNSPACED.findall(text)))


def is_without_spaces(text: str) -> bool:
    """Whether the text is, for the most part, in a script whose words have no spaces between them."""
    return 2 * len(_UNSPACED.findall(text)) > len(text)


def clean(text: str) -> str:
    """Composed characters, and none that cannot be seen."""
    if text.isascii():
        return text
    text = _INVISIBLE.sub("", text)
    return text if unicodedata.is_normalized("NFC", text) else unicodedata.normalize("NFC", text)


def typographic(text: str) -> str:
    """The text with one kind of quotation mark and dash, white space folded, final comma or point dropped (NFKC)."""
    folded = " ".join(unicodedata.normalize("NFKC", clean(text).translate(_MARKS)).translate(_MARKS).split())
    return folded.strip("\"' ").rstrip(".,!?;:-…\"' ")


def verbatim(quotation: str, text: str) -> tuple[int, int] | None:
    """Where a quotation of up to 60 words first stands letter for letter, or None; faster than to read all words."""
    words = _SURFACE.findall(quotation)
    if not 0 < len(words) <= _MOST_VERBATIM:
        return None
    pattern = r"\W{1,8}".join(map(re.escape, words))
    found = re.search(rf"(?<!\w){pattern}(?!\w)", text)
    return found.span() if found is not None and typographic(quotation) == typographic(found[0]) else None


def is_carried(words: list[str], source: str) -> bool:
    """Whether words stand in a row in the source of a script, with escapes and tags between them."""
    return re.search(_ESCAPED.join(map(re.escape, words)), source, re.IGNORECASE) is not None


def surfaces(text: str) -> list[str]:
    """The words as written, cut at apostrophes, too, which sources escape in many ways."""
    return _SURFACE.findall(text)


def interruptions(text: str) -> Iterator[tuple[int, int]]:
    """What stands between the halves of a quotation: `," he said, "`."""
    for found in _INTERRUPTED.finditer(text):
        start, end = found.span("a" if found["a"] is not None else "b")
        if len(text[start:end].split()) <= _LONGEST_PAUSE:
            yield start, end


def read_words(text: str) -> Words:
    """The row of keys of a text."""
    keys: list[str] = []
    starts: list[int] = []
    ends: list[int] = []
    joints: list[int] = []
    known: dict[str, tuple[tuple[str, ...], bool]] = {}
    for found in _WORD.finditer(text):
        written = found[0]
        made = known.get(written)
        if made is None:
            made = known[written] = _made_of(found)
        if made[1]:
            joints.append(len(keys))
        start, end = found.span()
        for key in made[0]:
            keys.append(key)
            starts.append(start)
            ends.append(end)
    if joints:
        keys, starts, ends = _merged(keys, starts, ends, joints)
    return Words(tuple(keys), tuple(starts), tuple(ends))


def _made_of(found: re.Match[str]) -> tuple[tuple[str, ...], bool]:
    """The keys of a word, and whether it may be the beginning of a number or a pair."""
    if found["aside"]:
        return (), False
    made = _keys_of("".join((found["money"] or found[0]).split()))
    return made, bool(made) and (starts_number(made[0]) or made[0] in _house().pairs)


def _merged(
    keys: list[str], starts: list[int], ends: list[int], joints: list[int]
) -> tuple[list[str], list[int], list[int]]:
    """Numbers and pairs of words as one key each; `joints` are the places where one may begin."""
    new_keys: list[str] = []
    new_starts: list[int] = []
    new_ends: list[int] = []
    done = 0
    for at in joints:
        if at < done:
            continue
        new_keys += keys[done:at]
        new_starts += starts[done:at]
        new_ends += ends[done:at]
        made, read = _joined_at(keys, at)
        new_keys += made
        new_starts += [starts[at]] * len(made)
        new_ends += [ends[at + read - 1]] * len(made)
        done = at + read
    return new_keys + keys[done:], new_starts + starts[done:], new_ends + ends[done:]


def _joined_at(keys: list[str], at: int) -> tuple[tuple[str, ...], int]:
    pair = _house().pairs.get(keys[at])
    if pair is not None and at + 1 < len(keys) and (one := pair.get(keys[at + 1])) is not None:
        return (one,), 2
    return number_at(keys, at) if starts_number(keys[at]) else ((keys[at],), 1)


@lru_cache(maxsize=50_000)
def _keys_of(written: str) -> tuple[str, ...]:
    """The keys of one word, usually one."""
    word = plain(written)
    if len(word) > 2 and word[1] == "." and word[0].isalpha():
        word = word.replace(".", "")
    if word == "%":
        return ("percent",)
    if word in _WHOLE:
        return _WHOLE[word]
    if "'" not in word:
        return () if word in _house().sounds else (_spelt(word),)
    base, _, ending = word.rpartition("'")
    if ending == "t" and base.endswith("n"):
        base = base[:-1]
        return (_NEGATED.get(base, base), "not")
    if ending in _CONTRACTED and base:
        return (_spelt(base), _CONTRACTED[ending])
    return (word.replace("'", ""),)


def plain(word: str) -> str:
    """A word in lower case, with straight apostrophes, Latin letters without their accents."""
    if word.isascii():
        return word.lower().replace("`", "'")
    word = unicodedata.normalize("NFKC", word.translate(_MARKS)).casefold().translate(_LATIN)
    if word.isascii():
        return word
    parts = unicodedata.normalize("NFKD", word)
    bare = "".join(char for char in parts if not unicodedata.combining(char))
    return bare if bare.isascii() else unicodedata.normalize("NFC", word)


def _spelt(word: str) -> str:
    """The one spelling for all."""
    house = _house()
    word = house.words.get(word, word)
    for length in house.lengths:
        if length <= len(word) and (other := house.beginnings.get(word[:length])) is not None:
            word = other + word[length:]
            break
    return _IZE.sub("is", word) if "iz" in word else word


@dataclass(frozen=True, slots=True)
class _House:
    words: dict[str, str]
    beginnings: dict[str, str]
    lengths: tuple[int, ...]
    pairs: dict[str, dict[str, str]]
    sounds: frozenset[str]


@cache
def _house() -> _House:
    table = tomllib.loads((files("linkaudit.evidence.pages") / "house_style.toml").read_text("utf-8"))
    beginnings = _one_for_many(table["beginnings"])
    pairs: dict[str, dict[str, str]] = {}
    for two, one in _one_for_many(table["pairs"]).items():
        first, second = two.split()
        pairs.setdefault(first, {})[second] = one
    lengths = tuple(sorted({len(each) for each in beginnings}, reverse=True))
    return _House(_one_for_many(table["words"]), beginnings, lengths, pairs, frozenset(table["sounds"]["dropped"]))


def _one_for_many(table: dict[str, list[str]]) -> dict[str, str]:
    return {other: one for one, others in table.items() for other in others}
