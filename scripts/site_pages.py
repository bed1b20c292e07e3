#!/usr/bin/env python3
"""Writes what the program knows of itself: a page for each rule, their list, and a page on the settings."""

from __future__ import annotations

import sys
from dataclasses import fields
from datetime import timedelta
from pathlib import Path

from linkaudit.config import SETTINGS, Config
from linkaudit.rules import Rule, catalogue


def main(site: Path) -> None:
    """Write the pages below the folder `site`."""
    (site / "rules").mkdir(parents=True, exist_ok=True)
    for rule in catalogue():
        (site / "rules" / f"{rule.code.lower()}.md").write_text(rule_page(rule), "utf-8")
    (site / "rules" / "index.md").write_text(rule_list(catalogue()), "utf-8")
    (site / "settings.md").write_text(settings_page(), "utf-8")


def rule_page(rule: Rule) -> str:
    """A rule's own documentation under its name."""
    facts = f"*{rule.severity}, {rule.confidence} confidence, since {rule.since}*"
    return f"# {rule.code} {rule.name}\n\n{facts}\n\n{rule.doc}\n"


def rule_list(rules: tuple[Rule, ...]) -> str:
    """All rules, each with its severity and whether it runs without being selected."""
    rows = (
        f"| [{rule.code}]({rule.code.lower()}.md) | {rule.name} | {rule.severity} | {'on' if rule.on else 'off'} |"
        for rule in rules
    )
    return "\n".join(
        ["# Rules", "", "| code | name | severity | without being selected |", "|---|---|---|---|", *rows, ""]
    )


def settings_page() -> str:
    """Every setting: its name in linkaudit.toml and in the environment, what it does, and its default."""
    defaults = {each.name: each.default for each in fields(Config)}
    rows = [
        f"| `{name.replace('_', '-')}` | `LINKAUDIT_{name.upper()}` | {setting.doc} | {_default(defaults[name])} |"
        for name, setting in SETTINGS.items()
    ]
    return "\n".join(["# Settings", "", "| key | variable | what it does | default |", "|---|---|---|---|", *rows, ""])


def _default(value: object) -> str:
    match value:
        case None | () | frozenset():
            return ""
        case bool():
            return f"`{str(value).lower()}`"
        case timedelta():
            return f"`{value.days}d`"
        case float():
            return f"`{value:g}`"
        case _:
            return f"`{value}`"


if __name__ == "__main__":
    main(Path(sys.argv[1]))
