"""What a rule means, for the terminal: its documentation, how loud it is and how to silence it.

Does no I/O.
"""

from __future__ import annotations

import re
import textwrap

from linkaudit.rules.codes import catalogue, known
from linkaudit.rules.rule import Rule

_FENCE = re.compile(r"^```([^\n`]*)\n(.*?)^```\n?", re.MULTILINE | re.DOTALL)
_CAPTIONS = {"markdown bad": "is reported:", "markdown good": "is in order:", "web": "where the web answers:"}


def explain(word: str | None = None, width: int = 100) -> str:
    """The text on one rule (by code or name) in `width` columns, or a list of a family's rules, or of all.

    Raises ConfigError naming the nearest valid rule.
    """
    if word is None:
        return _table(catalogue())
    code = known(word)
    chosen = tuple(rule for rule in catalogue() if code in (rule.code, rule.family))
    return _page(chosen[0], width) if chosen[0].code == code else _table(chosen)


def _table(rules: tuple[Rule, ...]) -> str:
    width = max(len(rule.name) for rule in rules)
    return "".join(f"{rule.code}  {rule.name:{width}}  {_loudness(rule)}\n" for rule in rules)


def _loudness(rule: Rule) -> str:
    if not rule.on:
        return f"{rule.severity}, off unless selected"
    return "counted, listed with -v" if rule.counted else str(rule.severity)


def _page(rule: Rule, width: int) -> str:
    network = "needs no network" if rule.offline else "asks the network"
    facts = f"{_loudness(rule)} | {rule.confidence} confidence | {network} | since {rule.since}"
    introduction = rule.doc.partition("\n## ")[0].strip()
    parts = [f"{rule.code} {rule.name}", facts, "", _wrapped(introduction, width)]
    for heading, text in rule.sections.items():
        parts += ["", heading, _indented(_FENCE.sub(_plain, _wrapped(text, width - 4)).strip())]
    parts += ["", "Silence", _indented(_silence(rule))]
    return "\n".join(parts) + "\n"


def _wrapped(text: str, width: int) -> str:
    """Its paragraphs in lines of `width` columns; what is fenced stays as it is written."""
    pieces = re.split(r"(^```.*?^```$)", text, flags=re.MULTILINE | re.DOTALL)
    return "".join(
        piece
        if at % 2
        else "\n\n".join(textwrap.fill(part, width, break_on_hyphens=False) for part in piece.split("\n\n"))
        for at, piece in enumerate(pieces)
    )


def _plain(fence: re.Match[str]) -> str:
    """A fenced block as an indented one under its caption."""
    return f"{_CAPTIONS[fence[1].strip()]}\n{_indented(fence[2].rstrip())}\n"


def _indented(text: str) -> str:
    return "\n".join(f"    {line}" if line else "" for line in text.split("\n"))


def _silence(rule: Rule) -> str:
    return (
        f"<!-- linkaudit: ignore[{rule.code}] reason -->\n"
        "    at the end of the line, or on a line of its own before the paragraph; the reason is required\n"
        f'ignore = ["{rule.code}"]\n'
        "    in linkaudit.toml"
    )
