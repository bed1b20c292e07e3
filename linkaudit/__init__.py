"""linkaudit: does every claim in an article still stand on a source that a reader can open?

The public names are loaded when they are first used: a command that needs none of them does not wait for them.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from linkaudit.api import audit, audit_async, judge, read, render

__all__ = ["__version__", "audit", "audit_async", "judge", "read", "render"]

__version__ = "0.1.0"


def __getattr__(name: str) -> object:
    if name not in __all__:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    from importlib import import_module

    return getattr(import_module("linkaudit.api"), name)


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__})
