"""How we tell it: an audit becomes text for an editor or a document for a program. Does no I/O.

The reports themselves are loaded when the first of them is wanted: by then the sources have been asked.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from linkaudit.report.options import GroupBy, OutputFormat, RenderOptions, RuleText, WeekFormat

if TYPE_CHECKING:
    from linkaudit.report.formats import render, render_extract
    from linkaudit.report.github import step_summary
    from linkaudit.report.week import head_of_week, render_week

__all__ = [
    "GroupBy",
    "OutputFormat",
    "RenderOptions",
    "RuleText",
    "WeekFormat",
    "head_of_week",
    "render",
    "render_extract",
    "render_week",
    "step_summary",
]

_LAZY = {
    "render": "formats",
    "render_extract": "formats",
    "render_week": "week",
    "step_summary": "github",
    "head_of_week": "week",
}


def __getattr__(name: str) -> object:
    if name not in _LAZY:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    from importlib import import_module

    return getattr(import_module(f"linkaudit.report.{_LAZY[name]}"), name)
