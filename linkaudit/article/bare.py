"""Addresses in running text that the format itself makes no link of. Does no I/O."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

_BARE = re.compile(
    r"""(?xi) \b(?:https?://|www\.)[^\s<>"“”]+ | \bpic\.twitter\.com/\w+
      | (?<![\w.+/@-])[\w.+-]{1,64}@[\w-]{1,63}(?:\.[\w-]{1,63})+ """
)
_TRAILING = re.compile(r"(?:[?!.,:;*_~'’\"”»)\]]|&[a-z]+;)+$")


def bare_links(text: str, taken: Sequence[tuple[int, int]]) -> Iterator[tuple[int, int, str]]:
    """Addresses in running text that the format makes no link of: (start, end, href), outside `taken` ranges."""
    for found in _BARE.finditer(text):
        start, end = found.span()
        if any(start < right and left < end for left, right in taken):
            continue
        words = text[start:end]
        trimmed = _TRAILING.sub("", words)
        if words[len(trimmed) :].startswith(")") and trimmed.count("(") > trimmed.count(")"):
            trimmed += ")"
        lowered = trimmed.lower()
        if lowered.startswith("http"):
            href = trimmed
        elif "@" in trimmed and not lowered.startswith("www."):
            href = "mailto:" + trimmed
        else:
            href = "http://" + trimmed
        yield start, start + len(trimmed), href
