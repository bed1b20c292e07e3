"""The words that the engine knows, from the TOML lists: what each may be, as bits of one number.

Loaded once, when the first article is read. Does no I/O beyond the package's own data.
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

BASE, THIRD, PAST, PARTICIPLE, ING = 1, 2, 4, 8, 16
AUXILIARY, PRONOUN, RELATIVE, DETERMINER = 32, 64, 128, 256
PREPOSITION, CONJUNCTION, SUBORDINATOR, ADVERB = 512, 1024, 2048, 4096
TIME, PLAIN, CUE_NOUN, VENUE = 8192, 16384, 32768, 65536
COMMA, STOP, COLON, SEMICOLON, DASH = 1 << 17, 1 << 18, 1 << 19, 1 << 20, 1 << 21
OPEN, CLOSE, QUOTE, POSSESSIVE = 1 << 22, 1 << 23, 1 << 24, 1 << 25
OBJECT_PRONOUN, ACCORDING, SINGLE, PERSON = 1 << 26, 1 << 27, 1 << 28, 1 << 29
# Python compares numbers below 1 << 30 in one step: what is asked of every word stands above, the rest here.
ORGANISATION, VAGUE, TITLE, DOCUMENT, NAMING, LIGHT = 1 << 30, 1 << 31, 1 << 32, 1 << 33, 1 << 34, 1 << 35

VERB = BASE | THIRD | PAST | PARTICIPLE | ING
FINITE = BASE | THIRD | PAST | PARTICIPLE
PUNCTUATION = COMMA | STOP | COLON | SEMICOLON | DASH | OPEN | CLOSE | QUOTE

_SIGNS = {
    COMMA: [","],
    STOP: [".", "!", "?", "…", "..", "...", "...."],
    COLON: [":"],
    SEMICOLON: [";"],
    DASH: ["—", "–", "―", "--", "---", "-", "/"],
    OPEN: ["(", "[", "{"],
    CLOSE: [")", "]", "}"],
    QUOTE: ['"', "“", "”", "„", "‟", "«", "»", "``", "''"],
    SINGLE: ["'", "‘", "’", "‚", "‹", "›"],
    POSSESSIVE: ["'s", "’s", "'S", "’S"],
}


# What may follow a verb of each group; the kinds of words are those of complements.opening_at.
_ACCEPTED = {
    "say": ("quote", "that", "wh", "colon", "clause", "words"),
    "speech": ("quote", "that", "wh", "to", "colon", "clause"),
    "quote": ("quote", "that", "colon"),
    "tell": ("quote", "that", "wh", "to", "colon", "clause", "words"),
    "call": ("quote", "clause", "words"),
    "clause": ("quote", "that", "wh", "colon", "clause"),
    "object": ("quote", "that", "wh", "clause", "words"),
    "infinitive": ("to",),
}
# With a capital these are a name, a month, a country or a body before they are a verb.
_ALSO_NAMES = frozenset(["will", "may", "state", "states", "post", "back", "bash", "charge"])
_SPEAKING = {"say", "speech", "quote", "tell"}


@dataclass(frozen=True, slots=True)
class Verb:
    """A cue verb: its base form, the particles it may have, and the kinds of words it takes as content.

    `speaks`: it may introduce or follow a quotation. `tells`: the person who is told comes first. `thinks`: it may
    follow its content too ("..., Smith believes").
    """

    lemma: str
    particles: frozenset[str]
    accepts: frozenset[str]
    speaks: bool
    tells: bool
    thinks: bool


@dataclass(frozen=True, slots=True)
class Lexicon:
    """`bits` maps a word, in lower case and capitalised, to what it may be; `verbs` maps a form to its verb."""

    bits: Mapping[str, int]
    verbs: Mapping[str, Verb]
    always: frozenset[str]
    sometimes: frozenset[str]


@cache
def lexicon() -> Lexicon:
    cues, grammar, short = _table("cues"), _table("grammar"), _table("abbreviations")
    bits: dict[str, int] = {}
    _add_words(bits, cues, grammar)
    verbs = _add_verbs(bits, cues)
    for word, bit in list(bits.items()):
        if word not in _ALSO_NAMES:
            bits[word.capitalize()] = bits.get(word.capitalize(), 0) | bit
    for title in cues["people"]["title"]:
        bits[title] = bits.get(title, 0) | TITLE
    for bit, signs in _SIGNS.items():
        bits.update(dict.fromkeys(signs, bit))
    verbs.update({form.capitalize(): verb for form, verb in verbs.items()})
    return Lexicon(bits, verbs, frozenset(short["always"]), frozenset(short["sometimes"]))


def _table(name: str) -> dict[str, Any]:
    return tomllib.loads(files("linkaudit.article").joinpath(f"{name}.toml").read_text("utf-8"))


def _add_words(bits: dict[str, int], cues: Mapping[str, Any], grammar: Mapping[str, Any]) -> None:
    people, nouns = cues["people"], cues["nouns"]
    lists: list[tuple[int, Iterable[str]]] = [
        (AUXILIARY, grammar["auxiliary"]),
        (PRONOUN, grammar["pronoun"]),
        (OBJECT_PRONOUN, grammar["object_pronoun"]),
        (RELATIVE, grammar["relative"]),
        (DETERMINER, grammar["determiner"]),
        (PREPOSITION, grammar["preposition"]),
        (CONJUNCTION, grammar["conjunction"]),
        (SUBORDINATOR, grammar["subordinator"]),
        (ADVERB, grammar["adverb"]),
        (TIME, grammar["time"]),
        (PLAIN, grammar["plain"]),
        (ACCORDING, ["according"]),
        (CUE_NOUN, nouns["speech"]),
        (VENUE, nouns["venue"]),
        (VENUE, [word + "s" for word in nouns["venue"]]),
        (DOCUMENT, nouns["document"]),
        (NAMING, nouns["naming"]),
        (LIGHT, nouns["light"]),
        (PERSON, people["person"]),
        (PERSON, [word + "s" for word in people["person"]]),
        (ORGANISATION, people["organisation"]),
        (VAGUE, people["vague"]),
    ]
    for bit, words in lists:
        for word in words:
            bits[word] = bits.get(word, 0) | bit


def _add_verbs(bits: dict[str, int], cues: Mapping[str, Any]) -> dict[str, Verb]:
    groups: dict[str, set[str]] = {lemma: set() for lemma in cues["particles"]}
    for group, lemmas in cues["verbs"].items():
        for lemma in lemmas:
            groups.setdefault(lemma, set()).add(group)
    verbs: dict[str, Verb] = {}
    for lemma, named in groups.items():
        accepts = frozenset(kind for group in named for kind in _ACCEPTED[group])
        particles = frozenset(cues["particles"].get(lemma, ()))
        verb = Verb(lemma, particles, accepts, bool(named & _SPEAKING), "tell" in named, "clause" in named)
        forms = [lemma, *cues["forms"].get(lemma, _regular(lemma))]
        for form, bit in zip(forms, (BASE, THIRD, PAST, PARTICIPLE, ING), strict=True):
            bits[form] = bits.get(form, 0) | bit
            verbs[form] = verb
    return verbs


def _regular(lemma: str) -> tuple[str, str, str, str]:
    """Third person, past, past participle and -ing form of a regular verb."""
    if lemma.endswith("e"):
        stem = lemma[:-1]
        return lemma + "s", stem + "ed", stem + "ed", stem + "ing"
    if lemma.endswith("y") and lemma[-2] not in "aeiou":
        return lemma[:-1] + "ies", lemma[:-1] + "ied", lemma[:-1] + "ied", lemma + "ing"
    third = lemma + ("es" if lemma.endswith(("s", "sh", "ch", "x")) else "s")
    return third, lemma + "ed", lemma + "ed", lemma + "ing"
