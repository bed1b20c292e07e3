"""How we tell it: an audit becomes text for an editor or a document for a program. Does no I/O."""

from linkaudit.report.formats import render, render_extract
from linkaudit.report.github import step_summary
from linkaudit.report.options import OutputFormat, RenderOptions, RuleText, WeekFormat
from linkaudit.report.week import render_week
from linkaudit.report.week_page import GroupBy

__all__ = [
    "GroupBy",
    "OutputFormat",
    "RenderOptions",
    "RuleText",
    "WeekFormat",
    "render",
    "render_extract",
    "render_week",
    "step_summary",
]
