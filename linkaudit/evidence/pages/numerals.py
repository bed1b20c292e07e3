"""Numbers as one key, however they are written: thirty, 30; 1.2 million, 1,200,000; $30, 30 dollars.

Laws: does no I/O; linear; what is not certain stays as written ("nineteen eighty-four" is 19 and 84).
"""

from __future__ import annotations

import re
from decimal import Decimal

_SMALL = {
    word: value
    for value, word in enumerate(
        (
            "zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve",
            "thirteen", "fourteen", "fifteen", "sixteen", "seventeen", "eighteen", "nineteen",
        )
    )
}  # fmt: skip
_TENS = {
    word: 10 * value
    for value, word in enumerate(
        ("twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety"),
        2,
    )
}
_SCALES = {"hundred": 100, "thousand": 10**3, "million": 10**6, "billion": 10**9, "trillion": 10**12}
_ORDINALS = {
    word: str(value)
    for value, word in enumerate(
        (
            "first", "second", "third", "fourth", "fifth", "sixth", "seventh", "eighth", "ninth", "tenth", "eleventh",
            "twelfth",
        ),
        1,
    )
}  # fmt: skip
_LETTERS = {"k": 10**3, "m": 10**6, "mn": 10**6, "bn": 10**9, "tn": 10**12}
CURRENCIES = {"$": "dollar", "£": "pound", "€": "euro", "¥": "yen"}

_DIGITS = re.compile(r"(\d{1,3}(?:,\d{3})+|\d{1,30})(\.\d{1,12})?(k|mn?|bn|tn|st|nd|rd|th)?")
_NUMERIC = re.compile(r"\d{1,40}(?:\.\d{1,12})?")


def is_number(key: str) -> bool:
    """Whether a key is a number in its normal form."""
    return _NUMERIC.fullmatch(key) is not None


def starts_number(key: str) -> bool:
    """Whether a number, or what counts money, may begin here."""
    return (
        key == "a"
        or key in _SMALL
        or key in _TENS
        or key in _ORDINALS
        or key in CURRENCIES
        or key[0].isdigit()
        or key in _SCALES
    )


def number_at(keys: list[str], at: int) -> tuple[tuple[str, ...], int]:
    """The keys that stand for the number at `at`, and how many were read (at least one)."""
    first = keys[at]
    if first.isdecimal() and first[0] != "0" and (at + 1 == len(keys) or keys[at + 1] not in _SCALES):
        return (first,), 1
    if first in CURRENCIES:
        return _money(keys, at)
    if first in _ORDINALS:
        return (_ORDINALS[first],), 1
    value, read = _value(keys, at)
    return ((first,), 1) if value is None else ((_plain(value),), read)


def _money(keys: list[str], at: int) -> tuple[tuple[str, ...], int]:
    """`$30 million` as the number and its currency, in the order of speech."""
    name = CURRENCIES[keys[at]]
    value, read = _value(keys, at + 1) if at + 1 < len(keys) else (None, 0)
    return ((name,), 1) if value is None else ((_plain(value), name), read + 1)


def _value(keys: list[str], at: int) -> tuple[Decimal | None, int]:
    """The number that begins at `at` and how many keys it takes; None when there is none."""
    total, read = _below_hundred(keys, at)
    if total is None:
        return None, 0
    done = Decimal(0)
    while at + read < len(keys) and (scale := _SCALES.get(keys[at + read])):
        total *= scale
        read += 1
        rest, more = _rest(keys, at + read, scale)
        if scale == 100:
            total += rest
        else:
            done, total = done + total, rest
        read += more
        if not more or not total:
            break
    return done + total, read


def _rest(keys: list[str], at: int, scale: int) -> tuple[Decimal, int]:
    """What follows a scale in the same number, in words alone: "two hundred [and] fifty"."""
    joint = int(at < len(keys) and keys[at] == "and")
    if at + joint >= len(keys) or keys[at + joint][0].isdigit():
        return Decimal(0), 0
    value, read = _below_hundred(keys, at + joint)
    if value is None or value == 0 or value >= scale:
        return Decimal(0), 0
    return value, joint + read


def _below_hundred(keys: list[str], at: int) -> tuple[Decimal | None, int]:
    key = keys[at]
    if key == "a":  # a hundred and twenty
        return (Decimal(1), 1) if at + 1 < len(keys) and keys[at + 1] in _SCALES else (None, 0)
    if (written := _DIGITS.fullmatch(key)) is not None:
        value = Decimal(written[1].replace(",", "") + (written[2] or ""))
        return value * _LETTERS.get(written[3] or "", 1), 1
    if key in _SMALL:
        return Decimal(_SMALL[key]), 1
    if key not in _TENS:
        return None, 0
    unit = _SMALL.get(keys[at + 1], 0) if at + 1 < len(keys) else 0
    return (Decimal(_TENS[key] + unit), 2) if 1 <= unit <= 9 else (Decimal(_TENS[key]), 1)


def _plain(value: Decimal) -> str:
    text = format(value, "f")
    return text.rstrip("0").rstrip(".") if "." in text else text
