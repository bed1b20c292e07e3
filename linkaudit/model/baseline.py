"""What is known of an earlier state of the articles, so that only what is new is held against a change.

Does no I/O.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Baseline:
    """The fingerprints of known findings, and how many findings each (path, rule) had."""

    fingerprints: frozenset[str]
    counts: Mapping[tuple[str, str], int]

    def is_new(self, path: str, rule: str, fingerprint: str, count: int) -> bool:
        """Whether a finding is new; `count` is how many its path has of its rule by now.

        A mended typo changes the fingerprint but not the count, a renamed file the count but not the fingerprint:
        neither makes an old finding new.
        """
        return fingerprint not in self.fingerprints and count > self.counts.get((path, rule), 0)
