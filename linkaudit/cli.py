"""The command line: options into a configuration, an audit into a report, findings into an exit code.

Laws: no domain logic. Findings go to stdout, everything else to stderr; an error is one line.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Iterable, Mapping
from contextlib import closing
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any, NoReturn

import click

from linkaudit import __version__
from linkaudit.errors import ConfigError, LinkAuditError, ReadError, StoreError
from linkaudit.options import CHECK, FILES, GroupedCommand, one_line

if TYPE_CHECKING:
    from linkaudit.config import Config
    from linkaudit.model import Audit, Severity, Skipped, Source
    from linkaudit.report import OutputFormat, RenderOptions
    from linkaudit.store import Store

OK, FOUND, USAGE, UNFINISHED, INTERRUPTED, TERMINATED = 0, 1, 2, 3, 130, 143


def main() -> NoReturn:
    """Run the command line and exit."""
    try:
        code = commands.main(prog_name="linkaudit", standalone_mode=False)
    except click.ClickException as error:
        code = _fail(one_line(error))
    except StoreError as error:
        click.echo(f"linkaudit: {error}", err=True)
        code = UNFINISHED
    except LinkAuditError as error:
        code = _fail(f"linkaudit: {error}")
    except (click.Abort, KeyboardInterrupt):
        code = INTERRUPTED
    except BrokenPipeError:
        # Whoever read our output has gone; a second attempt to write at exit would only complain about it.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        code = OK
    sys.exit(code or OK)


def _fail(message: str) -> int:
    click.echo(message, err=True)
    return USAGE


@click.group(
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
    invoke_without_command=True,
)
@click.pass_context
@click.version_option(__version__, message="linkaudit %(version)s")
def commands(context: click.Context) -> int:
    """Does every claim in this article still stand on a source that a reader can open?"""
    if context.invoked_subcommand is None:
        click.echo(context.get_help(), err=True)
        return USAGE
    return OK


@commands.command(cls=GroupedCommand)
@click.argument("paths", nargs=-1, metavar="[PATH|DIR|GLOB|URL|-]...")
@CHECK
def check(paths: tuple[str, ...], **options: Any) -> int:
    """Read articles, check their sources, and report per claim."""
    from linkaudit import report, rules, run
    from linkaudit.interruption import Interruption
    from linkaudit.terminal import WIDEST, Terminal

    config = _configuration(options)
    outputs = [_output(text) for text in options["outputs"]]
    on_screen = _render_options(config, options)
    max_age = timedelta(0) if options["refresh"] else config.max_age
    found = list(_articles(paths, config, options))
    with Interruption() as interruption:
        with closing(_store(config, remembers=not options["no_cache"])) as store, Terminal(options["progress"]) as told:
            audit = run.audit(config, found, store, told, max_age=max_age, interruption=interruption)
        if not audit.articles and audit.skipped:
            return _refuse(audit.skipped)
        _print(report.render(audit, report.OutputFormat(options["output_format"]), on_screen, rules.catalogue()))
        for output_format, file in outputs:
            written = replace(on_screen, colour=False, width=WIDEST)
            _write(report.render(audit, output_format, written, rules.catalogue()), file)
    return _exit_code(audit, config.fail_on)


@commands.command(cls=GroupedCommand, short_help="Print claims, sources and links as JSON; asks nobody.")
@click.argument("paths", nargs=-1, metavar="[PATH|-]...")
@click.option("--text", "as_text", is_flag=True, help="Print the extracted text, which offsets refer to.")
@FILES
def extract(paths: tuple[str, ...], *, as_text: bool, **options: Any) -> int:
    """Print articles, claims, links and attributions as JSON; asks nobody."""
    from linkaudit import report, run

    config = _configuration(options)
    if any(map(_is_address, paths)):
        raise ConfigError("extract asks nobody: save the page and name the file, or use linkaudit check")
    articles, skipped = run.read_articles(config, _articles(paths, config, options))
    if as_text:
        for article in articles:
            _print(article.source)
    else:
        _print(report.render_extract(articles))
    return _refuse(skipped)


@commands.command(short_help="What a rule means, and how to fix or silence it.")
@click.argument("rule", required=False)
def explain(rule: str | None) -> int:
    """What a rule means, why, an example, how to fix it, how to silence it."""
    from linkaudit.rules import explain as explanation

    _print(explanation(rule))
    return OK


def _configuration(options: Mapping[str, Any]) -> Config:
    from linkaudit.config import SETTINGS, load
    from linkaudit.rules import known

    return load(
        {name: value for name, value in options.items() if name in SETTINGS},
        os.environ,
        Path.cwd(),
        code=known,
        file=Path(options["config_file"]) if options["config_file"] else None,
        use_files=not options["no_config"],
    )


def _articles(paths: tuple[str, ...], config: Config, options: Mapping[str, Any]) -> Iterable[Source | Skipped]:
    from linkaudit import run, sources

    paths = paths or config.paths
    if not paths:
        raise ConfigError('name an article, a folder or "-", or set paths in linkaudit.toml')
    data = sys.stdin.buffer.read(sources.MAX_BYTES + 1) if "-" in paths else b""
    files = [path for path in paths if not _is_address(path)]
    addresses = [path for path in paths if _is_address(path)]
    if addresses and config.may_ask:
        click.echo(f"Fetching {len(addresses)} article{'s' if len(addresses) > 1 else ''} from the web.", err=True)
    found = run.fetch_articles(config, addresses)
    found += sources.find(files, exclude=config.exclude, stdin=data, stdin_name=options["stdin_filename"])
    if not found:
        raise ReadError(f"{', '.join(paths)}: no article is left after --exclude; take the pattern out or widen it")
    return found


def _is_address(path: str) -> bool:
    return path.lower().startswith(("http://", "https://"))


def _refuse(skipped: Iterable[Skipped]) -> int:
    """One line for each source that was not read; the exit code."""
    code = OK
    for each in skipped:
        click.echo(f"linkaudit: {each.path}: {each.reason}", err=True)
        code = USAGE if each.failed else code
    return code


def _store(config: Config, *, remembers: bool) -> Store:
    from linkaudit.store import default_path, open_store

    return open_store((config.db or default_path()) if remembers and config.may_ask else None)


def _render_options(config: Config, options: Mapping[str, Any]) -> RenderOptions:
    from linkaudit.report import RenderOptions
    from linkaudit.terminal import use_colour, width

    return RenderOptions(
        colour=use_colour(config.color, os.environ, sys.stdout),
        verbose=options["verbose"],
        quiet=options["quiet"],
        limit=config.limit,
        statistics=options["statistics"],
        show_all=options["show_all"],
        width=width(sys.stdout),
    )


def _output(text: str) -> tuple[OutputFormat, str]:
    from linkaudit.report import OutputFormat

    name, colon, file = text.partition(":")
    if not colon or not file or name not in list(OutputFormat):
        raise ConfigError(f"-o {text}: write FORMAT:FILE, with a format of {', '.join(OutputFormat)}")
    if file != "-" and not Path(file).absolute().parent.is_dir():
        raise ConfigError(f"-o {text}: there is no folder {Path(file).parent}: make it first")
    return OutputFormat(name), file


def _print(text: str) -> None:
    """To stdout as UTF-8, whatever the locale says: a report that cannot name its article is no report."""
    sys.stdout.buffer.write(text.encode("utf-8", "replace"))
    sys.stdout.buffer.flush()


def _write(text: str, file: str) -> None:
    if file == "-":
        _print(text)
        return
    from linkaudit.sources import write_atomic

    write_atomic(Path(file), text)


def _exit_code(audit: Audit, fail_on: Severity | None) -> int:
    from linkaudit.model import FindingState, Severity, StopReason

    match audit.stopped:
        case StopReason.INTERRUPTED:
            return INTERRUPTED
        case StopReason.TERMINATED:
            return TERMINATED
    if any(each.failed for each in audit.skipped):
        return USAGE
    if audit.stopped is not None:
        return UNFINISHED
    loudness = list(Severity)
    failing = [] if fail_on is None else loudness[: loudness.index(fail_on) + 1]
    findings = (finding for each in audit.articles for finding in each.findings)
    counts = any(
        finding.severity in failing and finding.state is not FindingState.SUPPRESSED and not finding.counted
        for finding in findings
    )
    return FOUND if counts else OK
