"""How we tell it: an audit becomes text for an editor or a document for a program. Does no I/O."""

from linkaudit.report.formats import render, render_extract
from linkaudit.report.github import step_summary
from linkaudit.report.options import OutputFormat, RenderOptions, RuleText

__all__ = ["OutputFormat", "RenderOptions", "RuleText", "render", "render_extract", "step_summary"]
