"""The templates of the HTML reports: filled in, escaped, and closed to everything that is not theirs.

Laws: reads only the package's own templates. Whatever a template prints passes `plain` and is escaped; only `shown`
text, which has, is let through. A page loads nothing and runs nothing: its policy allows its own style sheet, by hash.
"""

from __future__ import annotations

from base64 import b64encode
from functools import cache
from hashlib import sha256
from importlib.resources import files

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup, escape

from linkaudit.report.sinks import plain


def fill(template: str, page: object, rules: str = "") -> str:
    """The page that a template makes of a value; `rules` are style rules of our own that only this page needs."""
    style = _style() + rules
    digest = b64encode(sha256(style.encode()).digest()).decode()
    told = {"page": page, "style": Markup(style), "style_hash": f"sha256-{digest}"}  # noqa: S704  our own style sheet
    return _environment().get_template(template).render(told) + "\n"


def shown(text: str) -> Markup:
    """Running text, escaped; a blank at either end stays, since other words may follow."""
    before, after = text[:1].isspace(), text[-1:].isspace()
    return Markup(" " if before else "") + escape(plain(text)) + (" " if after and text.strip() else "")  # noqa: S704


@cache
def _environment() -> Environment:
    return Environment(
        loader=PackageLoader("linkaudit.report"),
        autoescape=True,
        undefined=StrictUndefined,
        finalize=_finalized,
        trim_blocks=True,
        lstrip_blocks=True,
    )


def _finalized(value: object) -> object:
    return plain(value) if isinstance(value, str) and not isinstance(value, Markup) else value


@cache
def _style() -> str:
    return (files("linkaudit.report") / "templates" / "report.css").read_text("utf-8")
