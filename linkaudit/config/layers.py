"""Finds the configuration file and lays flags over variables over the file over defaults.

Laws: reads the configuration file and the .linkauditignore beside it, and nothing else; the environment is handed in.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Callable, Iterable, Iterator, Mapping
from pathlib import Path
from types import MappingProxyType
from typing import Any, NamedTuple

from linkaudit.config.settings import SETTINGS, Config
from linkaudit.config.values import Origin, nearest, pattern
from linkaudit.errors import ConfigError
from linkaudit.rules import known

MAX_BYTES = 64_000
IGNORE_FILE = ".linkauditignore"

_OWN, _SHARED = "linkaudit.toml", "pyproject.toml"
_PREFIX = "LINKAUDIT_"
KEYS = ("LINKAUDIT_IA_ACCESS_KEY", "LINKAUDIT_IA_SECRET_KEY")
"""Variables that are no settings: the archive's keys, which save alone reads, and which no file may hold."""

_TOML_PLACE = re.compile(r" \(at (?:line (\d+), column \d+|end of document)\)")
_NONE: Mapping[str, object] = MappingProxyType({})


class _Layer(NamedTuple):
    """Values from one place, keyed as they are spelled there; `label` opens an error about one of them."""

    given: Mapping[str, object]
    spelled: Callable[[str], str]
    folder: Path
    label: str = ""


def load(
    flags: Mapping[str, object],
    environ: Mapping[str, str],
    start: Path,
    *,
    code: Callable[[str], str] = known,
    file: Path | None = None,
    use_files: bool = True,
    defaults: Mapping[str, object] = _NONE,
) -> Config:
    """The configuration of a run that is started in the folder `start`. Raises ConfigError.

    `flags` and `defaults` (a command's own) are keyed by the names in SETTINGS; None and () mean not given. `code`
    gives the code of a rule or family by its code or name, or raises ConfigError. `file` is read in place of the
    nearest configuration file; `use_files` false reads none, nor a .linkauditignore.
    """
    start = start.absolute()
    folders = list(_folders(start, environ)) if use_files else []
    if file is None:
        file, table = _nearest_file(folders, start) or (None, _NONE)
    else:
        file = start / file
        table = _named_table(file, start)
    settings: dict[str, Any] = {}
    for layer in (
        _Layer(_flags(defaults), _as_flag, start),
        _Layer(table, _as_key, file.parent if file else start, f"{_shown(file, start)}: " if file else ""),
        _Layer(_variables(environ), _as_variable, start),
        _Layer(_flags(flags), _as_flag, start),
    ):
        settings |= _read(layer, Origin(layer.folder, start, code))
    ignored = _ignored_urls([file.parent] if file else folders, start) if use_files else ()
    return Config(**settings, file=file, ignored_urls=ignored)


def _flags(given: Mapping[str, object]) -> dict[str, object]:
    return {_as_flag(name): value for name, value in given.items() if value not in (None, ())}


def _variables(environ: Mapping[str, str]) -> dict[str, object]:
    """Empty variables are not set: that is how a workflow passes an input that nobody filled in."""
    return {name: value for name, value in environ.items() if name.startswith(_PREFIX) and name not in KEYS and value}


def _as_flag(name: str) -> str:
    return "--" + name.replace("_", "-")


def _as_key(name: str) -> str:
    return name.replace("_", "-")


def _as_variable(name: str) -> str:
    return _PREFIX + name.upper()


def _read(layer: _Layer, origin: Origin) -> dict[str, object]:
    names = {layer.spelled(name): name for name in SETTINGS}
    settings = {}
    for key, value in layer.given.items():
        if key not in names:
            raise ConfigError(f"{layer.label}{key}: no such setting{nearest(key, list(names)) or '; take it out'}")
        try:
            settings[names[key]] = SETTINGS[names[key]].parse(value, origin)
        except (ValueError, ConfigError) as error:
            raise ConfigError(f"{layer.label}{key}: {error}") from error
    return settings


def _folders(start: Path, environ: Mapping[str, str]) -> Iterator[Path]:
    """The folders that a configuration may stand in: up to the top of the repository, or home."""
    home = environ.get("HOME") or environ.get("USERPROFILE")
    for folder in (start, *start.parents):
        yield folder
        if (folder / ".git").exists() or (home and folder == Path(home)):
            return


def _named_table(file: Path, start: Path) -> Mapping[str, object]:
    table = _table(file, start)
    if table is None:
        raise ConfigError(f"{_shown(file, start)}: holds no table [tool.linkaudit]: add it or name another file")
    return table


def _nearest_file(folders: Iterable[Path], start: Path) -> tuple[Path, Mapping[str, object]] | None:
    for folder in folders:
        for file in (folder / _OWN, folder / _SHARED):
            # A project's own file is none of our business, sound or not, unless it speaks of us.
            if file.is_file() and (file.name == _OWN or b"linkaudit" in file.read_bytes()):
                table = _table(file, start)
                if table is not None:
                    return file, table
    return None


def _table(file: Path, start: Path) -> Mapping[str, object] | None:
    """The settings in a file; None for a pyproject.toml without [tool.linkaudit]."""
    try:
        document = tomllib.loads(_content(file, start))
    except tomllib.TOMLDecodeError as error:
        place = _TOML_PLACE.search(str(error))
        line = f":{place[1]}" if place and place[1] else ""
        problem = _TOML_PLACE.sub("", str(error))
        raise ConfigError(f"{_shown(file, start)}{line}: not valid TOML ({problem}): mend that line") from error
    if file.name != _SHARED:
        return document
    tool = document.get("tool", {})
    table = tool.get("linkaudit") if isinstance(tool, dict) else None
    return table if isinstance(table, dict) else None


def _content(file: Path, start: Path) -> str:
    try:
        with file.open("rb") as opened:
            data = opened.read(MAX_BYTES + 1)
        content = data.decode("utf-8-sig")
    except OSError as error:
        raise ConfigError(f"{_shown(file, start)}: cannot be read ({error.strerror}): check the path") from error
    except UnicodeDecodeError as error:
        raise ConfigError(f"{_shown(file, start)}: not UTF-8 text: save it as UTF-8") from error
    if len(data) > MAX_BYTES:
        raise ConfigError(f"{_shown(file, start)}: larger than 64 kB, so hardly a configuration: make it shorter")
    return content


def _ignored_urls(folders: Iterable[Path], start: Path) -> tuple[re.Pattern[str], ...]:
    file = next((folder / IGNORE_FILE for folder in folders if (folder / IGNORE_FILE).is_file()), None)
    if file is None:
        return ()
    patterns = []
    for number, line in enumerate(_content(file, start).splitlines(), 1):
        if line.strip() and not line.lstrip().startswith("#"):
            try:
                patterns.append(pattern(line))
            except ValueError as error:
                raise ConfigError(f"{_shown(file, start)}:{number}: {error}") from error
    return tuple(patterns)


def _shown(file: Path, start: Path) -> str:
    return (file.relative_to(start) if file.is_relative_to(start) else file).as_posix()
