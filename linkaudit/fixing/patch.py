"""Edits of an article's text as bytes: the new file, and a unified diff that `git apply` takes.

Laws: pure, no I/O. Everything but the edits stays byte for byte: encoding, byte-order mark, line ends, a missing last
one. Lines end at a line feed alone, as git has it, whatever the encoding.
"""

from __future__ import annotations

import codecs
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import accumulate

from linkaudit.model import Article, Edit

_CONTEXT = 3
_MARKS = {
    "utf-8": codecs.BOM_UTF8,
    "utf-16-le": codecs.BOM_UTF16_LE,
    "utf-16-be": codecs.BOM_UTF16_BE,
}
_UNENDED = b"\n\\ No newline at end of file\n"
_QUOTED = {"\t": "\\t", "\n": "\\n", '"': '\\"', "\\": "\\\\"}


@dataclass(frozen=True, slots=True)
class Patch:
    """A file before and after; each stretch of lines (from 0, end exclusive) that changes, and its new bytes."""

    old: bytes
    new: bytes
    changes: tuple[tuple[int, int, bytes], ...]


def encoded(article: Article, text: str) -> bytes:
    """The text as the article's file has it. Raises UnicodeEncodeError."""
    return (_MARKS[article.encoding] if article.bom else b"") + text.encode(article.encoding)


def applied(source: str, edits: Sequence[Edit]) -> str:
    """The text after edits that are in order and do not overlap."""
    parts: list[str] = []
    at = 0
    for edit in edits:
        parts += source[at : edit.span.start], edit.replace
        at = edit.span.end
    return "".join((*parts, source[at:]))


def patch_of(article: Article, edits: Sequence[Edit]) -> Patch:
    """The bytes before and after edits that are in order and do not overlap."""
    old = encoded(article, article.source)
    pieces: list[tuple[int, int, bytes]] = []
    at, place = 0, len(old) - len(article.source.encode(article.encoding))
    for edit in edits:
        start = place + len(article.source[at : edit.span.start].encode(article.encoding))
        place = start + len(edit.span.slice(article.source).encode(article.encoding))
        pieces.append((start, place, edit.replace.encode(article.encoding)))
        at = edit.span.end
    return Patch(old, encoded(article, applied(article.source, edits)), tuple(_by_line(old, pieces)))


def _by_line(old: bytes, pieces: Sequence[tuple[int, int, bytes]]) -> Iterator[tuple[int, int, bytes]]:
    """Each stretch of lines that edits touch, with its new bytes."""
    lines = _lines(old)
    starts = [0, *accumulate(map(len, lines))]
    group: list[tuple[int, int, bytes]] = []
    first = last = 0
    for piece in pieces:
        line = bisect_right(starts, piece[0], 0, len(lines)) - 1
        if group and line >= last:
            yield first, last, _replaced(old, starts[first], starts[last], group)
            group = []
        if not group:
            first = line
        group.append(piece)
        last = bisect_right(starts, max(piece[0], piece[1] - 1), 0, len(lines))
    if group:
        yield first, last, _replaced(old, starts[first], starts[last], group)


def _lines(data: bytes) -> list[bytes]:
    *ended, rest = data.split(b"\n")
    return [line + b"\n" for line in ended] + ([rest] if rest else [])


def _replaced(old: bytes, start: int, end: int, pieces: Sequence[tuple[int, int, bytes]]) -> bytes:
    parts: list[bytes] = []
    for left, right, new in pieces:
        parts += old[start:left], new
        start = right
    return b"".join((*parts, old[start:end]))


def unified_diff(path: str, patch: Patch) -> bytes:
    """The patch for `git apply` in the current folder, to which `path` is relative.

    There is no "diff --git" line: below it, git takes names from the top of the repository.
    """
    lines = _lines(patch.old)
    before, after = _name(f"a/{path}"), _name(f"b/{path}")
    end = "\t" if " " in path and '"' not in before else ""  # git ends a name with blanks so
    head = f"--- {before}{end}\n+++ {after}{end}\n"
    hunks: list[list[tuple[int, int, bytes]]] = []
    for change in patch.changes:
        if hunks and change[0] - hunks[-1][-1][1] <= 2 * _CONTEXT:
            hunks[-1].append(change)
        else:
            hunks.append([change])
    shift = 0
    parts = [head.encode("utf-8", "surrogateescape")]
    for hunk in hunks:
        text, shift = _hunk(lines, hunk, shift)
        parts.append(text)
    return b"".join(parts)


def _hunk(lines: Sequence[bytes], changes: Sequence[tuple[int, int, bytes]], shift: int) -> tuple[bytes, int]:
    """One hunk, and by how many lines the new file is ahead of the old one after it."""
    first = max(0, changes[0][0] - _CONTEXT)
    last = min(len(lines), changes[-1][1] + _CONTEXT)
    body = []
    at, grown = first, 0
    for start, end, new in changes:
        added = _lines(new)
        body += [_line(b" ", line) for line in lines[at:start]]
        body += [_line(b"-", line) for line in lines[start:end]]
        body += [_line(b"+", line) for line in added]
        at = end
        grown += len(added) - (end - start)
    body += [_line(b" ", line) for line in lines[at:last]]
    size = last - first
    head = f"@@ -{first + 1},{size} +{first + 1 + shift},{size + grown} @@\n".encode()
    return head + b"".join(body), shift + grown


def _line(sign: bytes, line: bytes) -> bytes:
    return sign + (line if line.endswith(b"\n") else line + _UNENDED)


def _name(path: str) -> str:
    """A name as git writes it: in quotation marks when it holds what could be taken for the end of it."""
    if all(letter.isprintable() and letter not in _QUOTED for letter in path):
        return path
    quoted = (_QUOTED.get(letter) or (letter if letter.isprintable() else _octal(letter)) for letter in path)
    return f'"{"".join(quoted)}"'


def _octal(letter: str) -> str:
    return "".join(f"\\{byte:03o}" for byte in letter.encode("utf-8", "surrogateescape"))
