#!/usr/bin/env python3
"""The pages that the program writes about itself, for mkdocs: rules, settings, commands, the changelog, a man page.

mkdocs loads this module as a hook (mkdocs.yml); the pages exist only in the site, so that none can fall behind. Run by
itself, it prints the man page.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Iterator
from dataclasses import fields
from datetime import timedelta
from enum import StrEnum
from inspect import cleandoc
from itertools import groupby
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from linkaudit import __version__
from linkaudit.cli import commands
from linkaudit.config import SETTINGS, Config
from linkaudit.rules import Rule, catalogue

if TYPE_CHECKING:
    from mkdocs.config.defaults import MkDocsConfig
    from mkdocs.structure.files import Files

ROOT = Path(__file__).resolve().parent.parent
MAN_PAGE = "linkaudit.1"
_FENCE = re.compile(r"^```(markdown bad|markdown good|web)$", re.MULTILINE)
_CAPTIONS = {
    "markdown bad": "Reported:\n\n```markdown",
    "markdown good": "In order:\n\n```markdown",
    "web": "Where the web answers (`=>` is an archived copy):\n\n```text",
}
_FAMILIES = {
    "LA1": "The citation itself: needs no network",
    "LA2": "Can the source be opened?",
    "LA3": "Archived copies",
    "LA4": "What the cited page says",
    "LA9": "What could not be checked, and housekeeping",
}


def pages() -> dict[str, str]:
    """Every page that is written here: its path in the site's source, and its Markdown."""
    written = {f"rules/{rule.code.lower()}.md": rule_page(rule) for rule in catalogue()}
    return {
        "rules/index.md": rule_list(catalogue()),
        **written,
        "reference/settings.md": settings_page(),
        "reference/commands.md": commands_page(),
        "changelog.md": (ROOT / "CHANGELOG.md").read_text("utf-8"),
    }


def on_config(config: MkDocsConfig) -> None:
    """Put every rule's page under the rules' heading of the navigation."""
    assert config.nav is not None
    for entry in config.nav:
        if "Rules" in entry:
            entry["Rules"] = ["rules/index.md", *(f"rules/{rule.code.lower()}.md" for rule in catalogue())]


def on_files(files: Files, config: MkDocsConfig) -> Files:
    """Add the pages to those of docs/."""
    from mkdocs.structure.files import File

    for path, text in pages().items():
        files.append(File.generated(config, path, content=text))
    return files


def on_post_build(config: MkDocsConfig) -> None:
    """Put the man page beside the site's pages."""
    Path(config.site_dir, MAN_PAGE).write_text(man_page(), "utf-8")


def rule_page(rule: Rule) -> str:
    """A rule's own documentation under its name."""
    network = "needs no network" if rule.offline else "asks the network"
    facts = f"*{rule.severity}, {rule.confidence} confidence, {_speaks(rule)}, {network}, since {rule.since}*"
    doc = _FENCE.sub(lambda found: _CAPTIONS[found[1]], rule.doc)
    silence = (
        f"## Silence\n\n`<!-- linkaudit: ignore[{rule.code}] reason -->` at the end of the line, or on a line of its "
        f'own before the paragraph. For good: `ignore = ["{rule.code}"]` in the [settings](../reference/settings.md).'
    )
    return f"# {rule.code} {rule.name}\n\n{facts}\n\n{doc}\n\n{silence}\n"


def rule_list(rules: tuple[Rule, ...]) -> str:
    """All rules by family, each with its severity and whether it runs without being selected."""
    lines = [
        "# Rules",
        "",
        "Only what is certain is an error, and only errors fail a run unless `--fail-on` says more.",
    ]
    for family, heading in _FAMILIES.items():
        lines += ["", f"## {heading}", "", "| code | what it finds | severity |", "|---|---|---|"]
        for rule in rules:
            if rule.family == family:
                code = f"[{rule.code}<br>{rule.name}]({rule.code.lower()}.md)"
                finds = " ".join(rule.doc.partition("\n\n")[0].split())
                severity = str(rule.severity) if rule.on and not rule.counted else f"{rule.severity}, {_speaks(rule)}"
                lines.append(f"| {code} | {_stroked(finds)} | {severity} |")
    return "\n".join([*lines, ""])


def _stroked(text: str) -> str:
    """A cell's text, in which a stroke ends no cell."""
    return text.replace("|", "&#124;")


def _speaks(rule: Rule) -> str:
    if not rule.on:
        return "off unless selected"
    return "counted, listed with -v" if rule.counted else "on"


def settings_page() -> str:
    """Every setting: its name in linkaudit.toml and in the environment, what it does, and its default."""
    defaults = {each.name: each.default for each in fields(Config)}
    rows = [
        f"| `{name.replace('_', '-')}` | {setting.doc} | {_default(defaults[name])} |"
        for name, setting in SETTINGS.items()
    ]
    introduction = (
        "A flag wins over a variable, a variable over the nearest `linkaudit.toml` or `[tool.linkaudit]` in "
        "`pyproject.toml`, and that over the default. The file is looked for from the current folder up to the top of "
        "the repository. A key or a rule that there is not is an error that names the nearest one. Paths in a file "
        "start at its folder. The variable of a key is its name in capitals: `per-host` is `LINKAUDIT_PER_HOST`; lists "
        "are parted by commas. As keywords of the [library](../api.md), keys have underscores."
    )
    head = ["# Settings", "", introduction, "", "| key | what it does | default |", "|---|---|---|"]
    return "\n".join([*head, *rows, ""])


def _default(value: object) -> str:
    match value:
        case None | () | frozenset():
            return ""
        case bool():
            return f"`{str(value).lower()}`"
        case StrEnum():
            return f"`{value.value}`"
        case timedelta():
            return f"`{value.days}d`"
        case float():
            return f"`{value:g}`"
        case _:
            return f"`{value}`"


def command_list() -> Iterator[tuple[click.Command, click.Context]]:
    """Every command and what stands below it, with the context in which it would run, in the order of the names."""
    yield from _below(commands, click.Context(commands, info_name="linkaudit", **commands.context_settings))


def _below(group: click.Group, parent: click.Context) -> Iterator[tuple[click.Command, click.Context]]:
    for name, command in sorted(group.commands.items()):
        if not command.hidden:
            context = click.Context(command, info_name=name, parent=parent)
            yield command, context
            if isinstance(command, click.Group):
                yield from _below(command, context)


def options_of(command: click.Command, context: click.Context) -> Iterator[tuple[str, str, str]]:
    """The options of a command, by the headings of `--help`: the heading, how each is written, and what it does."""
    found: dict[str, list[tuple[str, str]]] = {}
    for parameter in command.get_params(context):
        record = parameter.get_help_record(context)
        if record is not None and isinstance(parameter, click.Option):
            found.setdefault(getattr(parameter, "group", "Other"), []).append(record)
    for heading, records in found.items():
        yield from ((heading, *record) for record in records)


def commands_page() -> str:
    """Every command with all its options."""
    lines = ["# Commands", "", f"Version {__version__}. `linkaudit COMMAND --help` says the same in the terminal."]
    for command, context in command_list():
        usage = " ".join(command.collect_usage_pieces(context))
        lines += ["", f"## {context.command_path}", "", f"`{context.command_path} {usage}`", "", _help(command)]
        for group, options in groupby(options_of(command, context), lambda option: option[0]):
            lines += ["", f"| {group} options | |", "|---|---|"]
            # A table takes a stroke within a code span for what it is.
            lines += [f"| `{written}` | {_stroked(told)} |" for _, written, told in options]
    return "\n".join([*lines, ""])


def _help(command: click.Command) -> str:
    return cleandoc(command.help or command.short_help or "")


def man_page() -> str:
    """The same as a manual page, in the macros of man(7)."""
    lines = [
        f'.TH LINKAUDIT 1 "" "linkaudit {__version__}" "User Commands"',
        ".SH NAME",
        "linkaudit \\- " + _roff(_help(commands).splitlines()[0]),
        ".SH SYNOPSIS",
        ".B linkaudit",
        "COMMAND [OPTIONS] [PATH|DIR|GLOB|URL|-]...",
        ".SH COMMANDS",
    ]
    for command, context in command_list():
        paragraphs = map(_roff, _help(command).split("\n\n"))
        lines += [f".SS {_roff(context.command_path)}", "\n.PP\n".join(paragraphs)]
        for _, written, told in options_of(command, context):
            lines += [".TP", f".B {_roff(written)}", _roff(told)]
    lines += [".SH EXIT STATUS", *_exits(), ".SH FILES", *_tagged("linkaudit.toml", "settings; see the settings page")]
    lines += _tagged(".linkauditignore", "addresses never to hear about, one regular expression a line")
    return "\n".join([*lines, ""])


def _exits() -> Iterator[str]:
    meanings: dict[str, Any] = {
        "0": "nothing at or above --fail-on",
        "1": "findings",
        "2": "a wrong flag, a bad configuration, an article that cannot be read",
        "3": "the audit could not be done or finished",
        "130, 143": "interrupted; what was known by then is reported",
    }
    for code, meaning in meanings.items():
        yield from _tagged(code, meaning)


def _tagged(tag: str, text: str) -> list[str]:
    return [".TP", f".B {_roff(tag)}", _roff(text)]


def _roff(text: str) -> str:
    """Text in which roff sees no request, escape or soft hyphen."""
    escaped = text.replace("\\", "\\e").replace("-", "\\-")
    return "\n".join(f"\\&{line}" if line.startswith((".", "'")) else line for line in escaped.splitlines() if line)


if __name__ == "__main__":
    sys.stdout.write(man_page())
