"""What the web says about the sources of an article.

Doors: `plan` and `plan_next` decide what is still unknown (pure); `gather` asks and gives the answers as they come.
Import the doors from here. `gather` is loaded when it is first named, because httpx and trio cost 0.4 s.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from linkaudit.evidence.limits import ArchiveMode, Limits
from linkaudit.evidence.plan import (
    Answer,
    ArchiveRequest,
    LiveRequest,
    Request,
    Wish,
    not_asked,
    plan,
    plan_next,
    wishes,
)

if TYPE_CHECKING:
    from linkaudit.evidence.gather import gather
    from linkaudit.evidence.web import Progress, Web

__all__ = [
    "Answer",
    "ArchiveMode",
    "ArchiveRequest",
    "Limits",
    "LiveRequest",
    "Progress",
    "Request",
    "Web",
    "Wish",
    "gather",
    "not_asked",
    "plan",
    "plan_next",
    "wishes",
]

_LAZY = {"Progress": "web", "Web": "web", "gather": "gather"}


def __getattr__(name: str) -> object:
    if name not in _LAZY:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    from importlib import import_module

    # An import binds the module `gather` itself under the name of its function, so all are bound anew at once.
    found = {each: getattr(import_module(f"linkaudit.evidence.{module}"), each) for each, module in _LAZY.items()}
    globals().update(found)
    return found[name]
