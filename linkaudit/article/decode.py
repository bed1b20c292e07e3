"""Bytes to text: the article's encoding, found the way a browser would, never guessed into nonsense. Does no I/O."""

from __future__ import annotations

import codecs
import re
from typing import NamedTuple

from linkaudit.errors import ReadError

_BOMS = ((codecs.BOM_UTF8, "utf-8"), (codecs.BOM_UTF16_LE, "utf-16-le"), (codecs.BOM_UTF16_BE, "utf-16-be"))
_DECLARED = re.compile(rb"""(?i)<meta[^>]{0,200}?charset\s*=\s*["']?\s*([A-Za-z0-9_\-:.]{2,40})""")
_CONTROL = bytes([*range(0x09), *range(0x0E, 0x1B), *range(0x1C, 0x20)])


class Decoded(NamedTuple):
    text: str
    encoding: str
    bom: bool


def decode(data: bytes, path: str, declared: str | None = None) -> Decoded:
    """The text of an article; `declared` is what its carrier said (an HTTP header).

    A byte-order mark wins, then UTF-8 if the bytes are UTF-8, then the declared encoding, then an HTML declaration,
    then Windows-1252. Raises ReadError for bytes that are no text.
    """
    for mark, encoding in _BOMS:
        if data.startswith(mark):
            return Decoded(_decoded(data[len(mark) :], encoding, path), encoding, bom=True)
    head = data[:65_536]
    if len(head.translate(None, _CONTROL)) < len(head):
        raise ReadError(f"{path}: not a text file (it holds control bytes); name an article in Markdown, HTML or text")
    in_document = _DECLARED.search(data[:4_096])
    written = in_document[1].decode("ascii") if in_document else None
    for name in ("utf-8", declared, written, "cp1252"):
        if name is None or not _is_text_encoding(name):
            continue
        try:
            return Decoded(data.decode(name), codecs.lookup(name).name, bom=False)
        except UnicodeDecodeError:
            continue
    return Decoded(data.decode("latin-1"), "iso8859-1", bom=False)


def _decoded(data: bytes, encoding: str, path: str) -> str:
    try:
        return data.decode(encoding)
    except UnicodeDecodeError as error:
        raise ReadError(f"{path}: starts as {encoding} but is not; save it as UTF-8") from error


def _is_text_encoding(name: str) -> bool:
    try:
        return codecs.lookup(name)._is_text_encoding  # noqa: SLF001  (the only way to tell "bz2" from a charset)
    except LookupError:
        return False
