"""Seals: a row that does not bear its own is not believed, since a flipped bit would otherwise be a wrong verdict.

Does no I/O.
"""

from __future__ import annotations

from collections.abc import Sequence
from hashlib import blake2b
from typing import Any

Row = Sequence[Any]


def seal(row: Row, salt: bytes) -> bytes:
    """What a row must bear to be believed."""
    return blake2b(repr(tuple(row)).encode(), key=salt, digest_size=8).digest()


def seal_of_salt(salt: bytes) -> bytes:
    """With a damaged salt no row would be believed, and a whole history be gone without a word."""
    return seal(("salt",), salt)
