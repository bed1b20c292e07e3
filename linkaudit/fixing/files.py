"""Proposals meet files: each file once, a diff that fits it, or the file changed.

Laws: the only part of fixing that touches files. A file that is not as it was read is left alone, and told why.
"""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from linkaudit.errors import StoreError
from linkaudit.fixing.patch import Patch, patch_of, unified_diff
from linkaudit.fixing.proposals import Proposal
from linkaudit.sources import replace_bytes, shown

_OTHERWISE = "changed since it was read, or holds bytes that its encoding cannot give back: left alone, run again"


@dataclass(frozen=True, slots=True)
class Made:
    """What became of a proposal: a diff to print, empty when the file was changed or nothing was to be done.

    `trouble` says why the file was left alone, `warning` why `git apply` will not take the diff.
    """

    proposal: Proposal
    diff: bytes = b""
    warning: str | None = None
    trouble: str | None = None


def file_of(proposal: Proposal, elsewhere: frozenset[str]) -> Path | None:
    """The file that a proposal is about; None when its article came from `elsewhere`, whatever files there are."""
    path = proposal.article.path
    return None if path in elsewhere else Path(path).resolve()


def each_once(proposals: Iterable[Proposal], elsewhere: frozenset[str]) -> Iterator[Proposal]:
    """Without those whose file is another one's under a second name."""
    seen: set[Path | str] = set()
    for proposal in proposals:
        place = file_of(proposal, elsewhere) or proposal.article.path
        if place not in seen:
            seen.add(place)
            yield proposal


def as_diff(proposal: Proposal, elsewhere: frozenset[str]) -> Made:
    """The diff of a proposal, with its file named as seen from the current folder."""
    if not proposal.edits:
        return Made(proposal)
    patch = patch_of(proposal.article, proposal.edits)
    file = file_of(proposal, elsewhere)
    if file is None:
        return Made(proposal, unified_diff(proposal.article.path, patch))
    trouble = _changed(file, patch)
    if trouble is not None:
        return Made(proposal, trouble=trouble)
    name = shown(file, Path.cwd())
    warning = f"{name}: git apply refuses paths that lead out of this folder" if name.startswith("../") else None
    return Made(proposal, unified_diff(name, patch), warning)


def write(proposal: Proposal) -> Made:
    """Change the file of a proposal, whole or not at all."""
    if not proposal.edits:
        return Made(proposal)
    patch = patch_of(proposal.article, proposal.edits)
    return Made(proposal, trouble=_written(Path(proposal.article.path).resolve(), patch))


def _changed(file: Path, patch: Patch) -> str | None:
    """Why a diff would not fit the file; None when it does."""
    try:
        same = file.read_bytes() == patch.old
    except OSError as error:
        return f"cannot be read any more ({error.strerror}): left alone"
    return None if same else _OTHERWISE


def _written(file: Path, patch: Patch) -> str | None:
    """Why the file was left as it was; None when it was changed."""
    if not os.access(file, os.W_OK):
        return "may not be written to: left alone"
    try:
        return None if replace_bytes(file, patch.new, expected=patch.old) else _OTHERWISE
    except StoreError as error:
        return str(error).removeprefix(f"{file}: ")
