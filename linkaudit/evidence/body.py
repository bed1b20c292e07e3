"""A response body under two caps: what came over the wire, and what it unpacks to.

Laws: does no I/O; never holds more than its caps, whatever the peer packs (a gzip bomb unpacks a million-fold).
"""

from __future__ import annotations

import re
import zlib
from collections.abc import Mapping

HEAD_WIRE_CAP = 256 * 1024
HEAD_TEXT_CAP = 512 * 1024
SMALL_PAGE = 20_000
"""Bytes. A page below this size may be nothing but a wall, so it is read beyond its head."""

_GZIP = 16 + zlib.MAX_WBITS
_HEAD_END = re.compile(rb"(?i)</head[\s>]")
_LONGEST_MARK = 7


class Body:
    """Feed it what arrives, until it says that it has enough.

    `readable` is False for a coding that nobody asked for; `damaged` when the data was not what its coding said.
    """

    def __init__(self, headers: Mapping[str, str], *, wire_cap: int, text_cap: int, head_only: bool) -> None:
        coding = headers.get("content-encoding", "").strip(" ,").lower()
        self.readable = coding in ("", "identity", "gzip", "x-gzip")
        self.damaged = False
        self._inflater = zlib.decompressobj(_GZIP) if coding in ("gzip", "x-gzip") else None
        self._wire_room = wire_cap
        self._text_cap = text_cap
        self.head_only = head_only
        self._head_ended = False
        self._text = bytearray()

    def feed(self, data: bytes) -> bool:
        """Take one piece as it came over the wire; True when nothing more is wanted, and then nothing may follow."""
        piece = data[: self._wire_room]
        self._wire_room -= len(piece)
        room = self._text_cap - len(self._text)
        seen = max(0, len(self._text) - _LONGEST_MARK)
        try:
            self._text += self._inflater.decompress(piece, room) if self._inflater else piece[:room]
        except zlib.error:
            self.damaged = True
            return True
        self._head_ended = self._head_ended or _HEAD_END.search(self._text, seen) is not None
        return self._is_enough()

    def _is_enough(self) -> bool:
        if self._wire_room <= 0 or len(self._text) >= self._text_cap:
            return True
        if self._inflater is not None and self._inflater.eof:
            return True
        return self.head_only and self._head_ended and len(self._text) >= SMALL_PAGE

    def text(self) -> bytes:
        """What was fed so far, unpacked."""
        return bytes(self._text)
