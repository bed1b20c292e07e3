"""The command line's options, in the groups under which `--help` lists them.

Laws: declares, reads nothing. An option named in `config.SETTINGS` is handed to the configuration as it is given,
so that a bad value has one error, wherever it was written.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from difflib import get_close_matches
from typing import Any, TypeVar

import click

F = TypeVar("F", bound=Callable[..., Any])

FORMATS = ("text", "concise", "json", "sarif", "github", "gitlab", "junit", "rdjson", "markdown", "html", "csv")
_GROUPS = ("Main", "Output", "Network", "Files", "Other")


class GroupedOption(click.Option):
    """An option that knows under which heading of `--help` it stands."""

    def __init__(self, *args: Any, group: str = "Other", **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.group = group


class GroupedCommand(click.Command):
    """A command whose `--help` lists its options by group."""

    def format_options(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        groups: dict[str, list[tuple[str, str]]] = {name: [] for name in _GROUPS}
        for parameter in self.get_params(ctx):
            record = parameter.get_help_record(ctx)
            if record is not None and isinstance(parameter, click.Option):
                groups[getattr(parameter, "group", "Other")].append(record)
        for name, records in groups.items():
            if records:
                with formatter.section(f"{name} options"):
                    formatter.write_dl(records)


def one_line(error: click.ClickException) -> str:
    """A usage error as one line: what was wrong, and what to do."""
    context = getattr(error, "ctx", None)
    command = context.command_path if context is not None else "linkaudit"
    message = error.format_message().rstrip(".")
    message = message[:1].lower() + message[1:]
    if isinstance(error, click.NoSuchOption):
        near = _nearest_option(error.option_name, context)
        message = f"there is no option {error.option_name}" + (f"; did you mean {near}?" if near else "")
    return f"{command}: {message} ({command} --help lists what there is)"


def _nearest_option(name: str, context: click.Context | None) -> str | None:
    parameters = context.command.get_params(context) if context is not None else []
    near = get_close_matches(name, [each for parameter in parameters for each in parameter.opts], n=1)
    return near[0] if near else None


def _option(*names: str, group: str, **kwargs: Any) -> Callable[[F], F]:
    return click.option(*names, cls=GroupedOption, group=group, **kwargs)


def _all(options: Sequence[Callable[[F], F]]) -> Callable[[F], F]:
    def decorate(function: F) -> F:
        for option in reversed(options):
            function = option(function)
        return function

    return decorate


FILES: Callable[[F], F] = _all(
    [
        _option(
            "--exclude", group="Files", multiple=True, metavar="REGEX", help="Pass over articles whose path matches."
        ),
        _option("--config", "config_file", group="Files", metavar="FILE", help="Read this configuration file."),
        _option("--no-config", group="Files", is_flag=True, help="Read no configuration file."),
        _option("--stdin-filename", group="Files", metavar="NAME", help="What standard input (-) is called."),
        _option("--published", group="Main", metavar="DATE", help="Day of publication, such as 2022-10-13."),
    ]
)
"""What every command takes that reads articles."""

_OFFLINE = _option(
    "--offline",
    group="Main",
    is_flag=True,
    default=None,
    help="Ask nobody: check what the article itself tells.",
)
_ARCHIVE = _option(
    "--archive",
    group="Main",
    metavar="needed|all|none",
    help="For which sources to look for an archived copy. [needed]",
)
_IGNORE = _option("--ignore", group="Main", multiple=True, metavar="CODES", help="Switch rules off.")
_PROGRESS = _option(
    "--progress/--no-progress",
    group="Output",
    default=None,
    help="Whether a progress line is shown. [on a terminal]",
)


def _quiet(words: str) -> Callable[[F], F]:
    return _option("-q", "--quiet", group="Output", is_flag=True, help=words)


_SECONDS: Callable[[F], F] = _all(
    [
        _option("--timeout", group="Network", metavar="S", help="Seconds for one attempt at a source. [15]"),
        _option("--budget", group="Network", metavar="S", help="Seconds for the whole run. [no limit]"),
    ]
)
_NETWORK: Callable[[F], F] = _all(
    [
        _option(
            "--no-cache",
            group="Network",
            is_flag=True,
            help="Remember nothing of this run, use nothing of earlier ones.",
        ),
        _option("--db", group="Network", metavar="FILE", help="Where to remember what was learned."),
        _option(
            "--allow-address",
            group="Network",
            multiple=True,
            metavar="CIDR",
            help="Private addresses that may be asked; all others are refused.",
        ),
        _option("--ca-file", group="Network", metavar="PEM", help="Certificates to trust besides the usual ones."),
        _option(
            "--insecure",
            group="Network",
            is_flag=True,
            default=None,
            help="Accept bad certificates; the report says so.",
        ),
        _option(
            "--deep",
            group="Network",
            is_flag=True,
            default=None,
            help="Where a page looks like an error, ask its site for one that cannot exist, and compare.",
        ),
        _option("--proxy", group="Network", metavar="URL", help="Send every request through this proxy."),
    ]
)

AUDIT: Callable[[F], F] = _all(
    [
        _OFFLINE,
        _option(
            "--all", "show_all", group="Main", is_flag=True, help="List every claim and quotation, the good ones too."
        ),
        _ARCHIVE,
        _option(
            "--verify/--no-verify",
            group="Main",
            default=None,
            help="Whether to look for the quotations on the cited pages. [yes]",
        ),
        _option(
            "--sources",
            group="Main",
            metavar="DIR",
            help="Look for them in these saved pages too (HTML, PDF, DOCX, text).",
        ),
        _option("--select", group="Main", multiple=True, metavar="CODES", help="Switch rules on: LA302, LA2."),
        _IGNORE,
        _option(
            "--fail-on",
            group="Main",
            metavar="error|warning|note|never",
            help="What makes the exit code 1. [error; audit: never]",
        ),
        _option(
            "--format",
            "output_format",
            group="Output",
            type=click.Choice(FORMATS),
            default="text",
            help="What is printed. [text]",
        ),
        _option(
            "-o",
            "--output",
            "outputs",
            group="Output",
            multiple=True,
            metavar="FORMAT:FILE",
            help="Also write a report to a file; repeatable.",
        ),
        _option("--statistics", group="Output", is_flag=True, help="Count the findings of each rule."),
        _option(
            "--limit",
            group="Output",
            metavar="N",
            help="Blocks to show, the worst first. [all for one article, 50 for several]",
        ),
        _option("--color", group="Output", metavar="auto|always|never", help="Whether text is coloured. [auto]"),
        _PROGRESS,
        _quiet("Print findings only."),
        _option("-v", "--verbose", group="Output", is_flag=True, help="Print also what is only counted."),
        _SECONDS,
        _option(
            "--max-age",
            group="Network",
            metavar="AGE",
            help="How long a source that opened is not asked again. [7d; audit: 6d]",
        ),
        _option("--refresh", group="Network", is_flag=True, help="Ask every source again."),
        _NETWORK,
        _option(
            "--root-dir", group="Files", metavar="DIR", help='Folder that links beginning with "/" are taken from.'
        ),
        _option("--base-url", group="Files", metavar="URL", help="Address of the newsroom's own site."),
        FILES,
    ]
)
"""What the commands take that report on articles."""

CHECK: Callable[[F], F] = _all(
    [
        AUDIT,
        _option(
            "--changed-since",
            group="Main",
            metavar="REF",
            help="Check the articles that changed since REF; only what is new counts.",
        ),
        _option("--baseline", group="Main", metavar="FILE", help="Findings that are known, and count no more."),
        _option("--write-baseline", group="Main", metavar="FILE", help="Write what was found as a baseline."),
    ]
)
"""What check takes besides."""

WEEKLY: Callable[[F], F] = _all(
    [
        AUDIT,
        _option("--since", group="Main", metavar="DATE", help="Compare with the last complete audit before this day."),
        _option(
            "--by",
            group="Main",
            multiple=True,
            type=click.Choice(["section", "domain", "author"]),
            help="Shares to tell besides sections and hosts; repeatable.",
        ),
        _option(
            "--no-resume", group="Main", is_flag=True, help="Begin anew. [go on with an unfinished audit of today]"
        ),
    ]
)
"""What audit takes besides."""

FIX: Callable[[F], F] = _all(
    [
        _OFFLINE,
        _ARCHIVE,
        _IGNORE,
        _option("--write", group="Main", is_flag=True, help="Change the files. [print a diff that git apply takes]"),
        _option(
            "--style",
            group="Main",
            type=click.Choice(["replace", "append", "robust"]),
            default="replace",
            help="What a dead link becomes: its copy's link, or one with the copy behind it, or in it. [replace]",
        ),
        _PROGRESS,
        _quiet("Print the diff only."),
        _SECONDS,
        _NETWORK,
        FILES,
    ]
)
"""What fix takes: it asks everything anew, and reports nothing."""

SAVE: Callable[[F], F] = _all(
    [
        _option("--yes", group="Main", is_flag=True, help="Submit them. [print what would be submitted]"),
        _PROGRESS,
        _quiet("Say nothing while it submits."),
        _SECONDS,
        _option("--refresh", group="Network", is_flag=True, help="Ask the archive again, too."),
        _NETWORK,
        FILES,
    ]
)
"""What save takes: it looks up every source, and reports nothing else."""
