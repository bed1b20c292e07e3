"""What a command works on: the configuration, the articles that were named, and what earlier runs learned."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterable, Iterator, Mapping
from itertools import chain
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from linkaudit.errors import ConfigError, ReadError

if TYPE_CHECKING:
    from linkaudit.adoption import Past
    from linkaudit.config import Config
    from linkaudit.model import Skipped, Source
    from linkaudit.model.baseline import Baseline
    from linkaudit.store import Store


def configuration(options: Mapping[str, Any], **defaults: object) -> Config:
    """The configuration from a command's options, the environment and the nearest file. Raises ConfigError.

    `defaults` are the command's own.
    """
    from linkaudit.config import SETTINGS, load
    from linkaudit.rules import known

    return load(
        {name: value for name, value in options.items() if name in SETTINGS},
        os.environ,
        Path.cwd(),
        code=known,
        file=Path(options["config_file"]) if options["config_file"] else None,
        use_files=not options["no_config"],
        defaults=defaults,
    )


def articles(paths: tuple[str, ...], config: Config, options: Mapping[str, Any]) -> list[Source | Skipped]:
    """All of `one_by_one`, for a command that looks at them more than once."""
    return list(one_by_one(paths, config, options))


def one_by_one(paths: tuple[str, ...], config: Config, options: Mapping[str, Any]) -> Iterator[Source | Skipped]:
    """The articles at these paths and addresses, else at those of the configuration; a file is read when it is due.

    Raises ConfigError when none is named, ReadError when none is left.
    """
    from linkaudit import run, sources

    paths = tuple(dict.fromkeys(paths or config.paths))
    if not paths:
        raise ConfigError('name an article, a folder or "-", or set paths in linkaudit.toml')
    if not all(paths):
        raise ConfigError('an empty name was given: name an article, a folder or "-"')
    data = sys.stdin.buffer.read(sources.MAX_BYTES + 1) if "-" in paths else b""
    files = [path for path in paths if not is_address(path)]
    addresses = list(dict.fromkeys(_normalised(path) for path in paths if is_address(path)))
    if addresses and config.may_ask:
        click.echo(f"Fetching {len(addresses)} article{'s' if len(addresses) > 1 else ''} from the web.", err=True)
    fetched = run.fetch_articles(config, addresses)
    name = options["stdin_filename"]
    found = chain(fetched, sources.find(files, exclude=config.exclude, stdin=data, stdin_name=name))
    first = next(found, None)
    if first is None:
        raise ReadError(f"{', '.join(paths)}: no article is left after --exclude; take the pattern out or widen it")
    return chain([first], found)


def elsewhere(found: Iterable[Source | Skipped], options: Mapping[str, Any], *, piped: bool) -> frozenset[str]:
    """The names of articles that stand in no file here: what came from the web, and what was `piped`."""
    named = {each.path for each in found if is_address(each.path)}
    return frozenset(named | {options["stdin_filename"] or "<stdin>"} if piped else named)


def past(config: Config, options: Mapping[str, Any]) -> tuple[Past, Baseline | None]:
    """What the audit is compared with (--changed-since, --baseline), if with anything. Raises ConfigError."""
    from linkaudit import git
    from linkaudit.adoption import Past, read_baseline
    from linkaudit.model.baseline import Baseline

    here, file = Path.cwd(), options["baseline"]
    if options["changed_since"] is None and file is None:
        return Past(config, here, None), None
    baseline = Baseline(frozenset(), {})
    if file is not None:
        try:
            baseline = read_baseline(Path(file).read_text("utf-8"), file)
        except (OSError, UnicodeDecodeError) as error:
            raise ConfigError(f"{file}: no baseline can be read here: make it with --write-baseline") from error
    if options["changed_since"] is not None:
        return Past(config, here, git.changes_since(options["changed_since"], here), only_changed=True), baseline
    return Past(config, here, git.last_change(Path(file))), baseline


def is_address(path: str) -> bool:
    """Whether what was named is on the web."""
    return path.lower().startswith(("http://", "https://"))


def _normalised(address: str) -> str:
    """The same text for every spelling of an address; what is none is left for the fetching to refuse."""
    from linkaudit.urls import normalise

    found = normalise(address)
    return found[0] if found is not None else address


def store(config: Config, *, remembers: bool = True) -> Store:
    """What earlier runs learned, or one that forgets. Raises StoreError for a file of a newer linkaudit."""
    from linkaudit.store import default_path, open_store

    return open_store((config.db or default_path()) if remembers and config.may_ask else None)
