"""Addresses in running text that the format itself makes no link of (after GFM's rules for autolinks). Does no I/O."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

_BARE = re.compile(
    r"""(?xi) (?<![\w/.@-]) (?: https?://[^\s<>"“”«»]+ | www\.[^\s<>"“”«»]+ | pic\.twitter\.com/\w+ )
      | (?<![\w.+/@-]) [\w.+-]{1,64}@[\w-]{1,63}(?:\.[\w-]{1,63})+ """
)
_SCHEME = re.compile(r"https?://", re.IGNORECASE)
_TRAILING = re.compile(r"(?:[?!.,:;*_~'’\"”»…。、，；：！？`|\\]|&[a-z0-9]+;)+\Z", re.IGNORECASE)
_BRACKETS = re.compile(r"[()\[\]{}（）「」【】]")
_PAIRS = {")": "(", "]": "[", "}": "{", "）": "（", "」": "「", "】": "【"}


def bare_links(text: str, taken: Sequence[tuple[int, int]]) -> Iterator[tuple[int, int, str]]:
    """Addresses in running text that the format makes no link of: (start, end, href), outside `taken` ranges."""
    at = 0
    for left, right in sorted(taken):
        if left >= at:
            yield from _between(text, at, left)
        at = max(at, right)
    yield from _between(text, at, len(text))


def _between(text: str, start: int, end: int) -> Iterator[tuple[int, int, str]]:
    for found in _BARE.finditer(text, start, end):
        address = _trimmed(found[0])
        scheme = _SCHEME.match(address)
        rest = address[scheme.end() :] if scheme else address
        if not any(map(str.isalnum, rest[:1].strip("[") + rest[1:2])):
            continue
        if scheme:
            href = address
        elif "@" in address and not address.lower().startswith("www."):
            href = "mailto:" + address
        else:
            href = "http://" + address
        yield found.start(), found.start() + len(address), href


def _trimmed(address: str) -> str:
    """The address without what belongs to the sentence: final punctuation, a bracket that closes an outer one."""
    open_ones: list[str] = []
    for bracket in _BRACKETS.finditer(address):
        if bracket[0] not in _PAIRS:
            open_ones.append(bracket[0])
        elif open_ones and open_ones[-1] == _PAIRS[bracket[0]]:
            open_ones.pop()
        else:
            address = address[: bracket.start()]
            break
    return _TRAILING.sub("", address).rstrip("([{（「【")
