"""How one setting's value is read, from a file (TOML), a variable or a flag (text).

Laws: each reader takes the value as given and where it comes from, and returns the value or raises ValueError with
what to write instead. Does no I/O but asking whether a file that is named exists.
"""

from __future__ import annotations

import math
import os
import re
from collections.abc import Callable, Iterator, Sequence
from datetime import date, datetime, timedelta
from difflib import get_close_matches
from enum import StrEnum
from fnmatch import fnmatchcase
from ipaddress import IPv4Network, IPv6Network, ip_network
from pathlib import Path
from typing import Any, NamedTuple, TypeVar
from urllib.parse import urlsplit

from linkaudit.model import Severity

T = TypeVar("T")
E = TypeVar("E", bound=StrEnum)


class Origin(NamedTuple):
    """Where values come from: the folder that their paths start at, the current folder, and who knows rule codes.

    `code` gives the code of a rule or family by its code or name, or raises ConfigError.
    """

    folder: Path
    here: Path
    code: Callable[[str], str]


Parse = Callable[[Any, Origin], T]
PathIgnores = tuple[tuple[re.Pattern[str], frozenset[str]], ...]

_UNITS = {"s": 1, "m": 60, "h": 3_600, "d": 86_400}
_DURATION = re.compile(r"(\d{1,6}(?:\.\d{1,6})?) ?([smhd])")
_CONTACT = re.compile(r"[!-'*-~](?:[ -'*-~]{0,198}[!-'*-~])?")
_NEVER = "never"


def nearest(word: str, known: Sequence[str]) -> str:
    """A question to append to an error about an unknown word, or nothing."""
    close = get_close_matches(word, known, n=1)
    return f"; did you mean {close[0]}?" if close else ""


def text(value: object, _: Origin) -> str:
    if not isinstance(value, str) or not value.strip():
        raise ValueError("write a text")
    return value.strip()


def contact(value: object, origin: Origin) -> str:
    """What the user agent names besides the program: it becomes part of a header and of a comment within it."""
    words = text(value, origin)
    if not _CONTACT.fullmatch(words):
        raise ValueError("write an e-mail address or a URL, in plain letters and without round brackets")
    if "link" in words.lower():
        raise ValueError('many servers refuse a program that says "link" of itself: give another contact')
    return words


def flag(value: object, _: Origin) -> bool:
    match value:
        case bool():
            return value
        case str() if value.lower() in ("1", "true", "yes", "on"):
            return True
        case str() if value.lower() in ("0", "false", "no", "off"):
            return False
    raise ValueError("write true or false")


def seconds(value: object, _: Origin) -> float:
    number = _as_seconds(value)
    if not 0 < number < math.inf:
        raise ValueError('write a number of seconds above 0, or "30s", "5m"')
    return number


def pause(value: object, _: Origin) -> float:
    number = _as_seconds(value)
    if not 0 <= number < math.inf:
        raise ValueError("write a number of seconds, such as 0.1")
    return number


def age(value: object, _: Origin) -> timedelta:
    found = _DURATION.fullmatch(str(value).strip().lower())
    if not found:
        raise ValueError('write an age such as "7d", "12h", "30m" or "45s"')
    return timedelta(seconds=float(found[1]) * _UNITS[found[2]])


def _as_seconds(value: object) -> float:
    """Seconds from a number or from "30s"; not a number (NaN) from anything else."""
    written = "" if isinstance(value, bool) else str(value).strip().lower()
    found = _DURATION.fullmatch(written)
    if found:
        return float(found[1]) * _UNITS[found[2]]
    try:
        return float(written)
    except ValueError:
        return math.nan


def whole(least: int, most: int) -> Parse[int]:
    def parse(value: object, _: Origin) -> int:
        written = "" if isinstance(value, bool) else str(value).strip()
        if not re.fullmatch(r"[0-9]{1,9}", written) or not least <= int(written) <= most:
            raise ValueError(f"write a whole number from {least} to {most}")
        return int(written)

    return parse


def one_of(kind: type[E]) -> Parse[E]:
    def parse(value: object, _: Origin) -> E:
        try:
            return kind(str(value))
        except ValueError:
            raise ValueError(f"write one of {', '.join(kind)}{nearest(str(value), list(kind))}") from None

    return parse


def severity(value: object, _: Origin) -> Severity | None:
    """A severity, or None for "never"."""
    known = [*Severity, _NEVER]
    if value not in known:
        raise ValueError(f"write one of {', '.join(known)}{nearest(str(value), known)}")
    return None if value == _NEVER else Severity(str(value))


def day(value: object, _: Origin) -> date:
    match value:
        case datetime():
            return value.date()
        case date():
            return value
    try:
        return date.fromisoformat(str(value))
    except ValueError:
        raise ValueError("write a day as year-month-day, such as 2022-10-13") from None


def regex(value: object, origin: Origin) -> re.Pattern[str]:
    return pattern(text(value, origin))


def pattern(written: str) -> re.Pattern[str]:
    """A regular expression; raises ValueError."""
    try:
        return re.compile(written.strip())
    except (re.error, OverflowError, RecursionError) as error:
        raise ValueError(f"not a regular expression ({error}): mend it") from None


def network(value: object, origin: Origin) -> IPv4Network | IPv6Network:
    try:
        return ip_network(text(value, origin))
    except ValueError:
        raise ValueError("write an address or a range, such as 10.1.2.3 or 10.1.0.0/16") from None


def address(value: object, origin: Origin) -> str:
    written = text(value, origin)
    try:
        parts = urlsplit(written)
        good = parts.scheme in ("http", "https") and bool(parts.hostname) and parts.port != 0
    except ValueError:
        good = False
    if not good:
        raise ValueError("write a whole address, such as https://www.example.org")
    return written.rstrip("/")


def proxy(value: object, origin: Origin) -> str:
    try:
        return address(value, origin)
    except ValueError:
        raise ValueError("write its address, such as http://proxy.example.org:3128 (http or https only)") from None


def path(value: object, origin: Origin) -> Path:
    written = value if isinstance(value, Path) else Path(text(value, origin))
    return origin.folder / written.expanduser()


def file(value: object, origin: Origin) -> Path:
    named = path(value, origin)
    if not named.is_file():
        raise ValueError(f"there is no file {named}: check the path")
    return named


def folder(value: object, origin: Origin) -> Path:
    named = path(value, origin)
    if not named.is_dir():
        raise ValueError(f"there is no folder {named}: check the path")
    return named


def article(value: object, origin: Origin) -> str:
    """A file, a folder or a pattern, relative to the current folder."""
    written = text(value, origin)
    return written if origin.folder == origin.here else os.path.relpath(origin.folder / written, origin.here)


def many(parse: Parse[T], separator: str = ",") -> Parse[tuple[T, ...]]:
    """A list; in one text (a variable), its items stand apart by `separator` or line ends."""

    def parse_all(value: object, origin: Origin) -> tuple[T, ...]:
        match value:
            case str():
                items: Sequence[object] = [part for part in re.split(f"[{separator}\n]", value) if part.strip()]
            case list() | tuple():
                items = value
            case _:
                raise ValueError('write a list, such as ["...", "..."]')
        return tuple(parse(item, origin) for item in items)

    return parse_all


def code(value: object, origin: Origin) -> str:
    return origin.code(text(value, origin))


def codes(value: object, origin: Origin) -> frozenset[str]:
    """Codes and families; a flag that is given twice may hold several each time ("LA101,LA2")."""
    given = value if isinstance(value, str) else ",".join(many(text)(value, origin))
    return frozenset(many(code)(given, origin))


def path_ignores(value: object, origin: Origin) -> PathIgnores:
    """A table of patterns, as in .gitignore, each with the codes that do not speak there."""
    match value:
        case dict():
            return tuple((path_pattern(glob, origin), codes(silenced, origin)) for glob, silenced in value.items())
    raise ValueError('write a table in the configuration file: [per-path] and below it "opinion/**" = ["LA110"]')


def path_pattern(glob: str, origin: Origin) -> re.Pattern[str]:
    """A pattern written in `origin.folder`, for paths as they are printed in `origin.here`, from their start."""
    from pathspec.patterns.gitignore.spec import GitIgnoreSpecPattern

    parts = glob.strip("/").split("/")
    if len(parts) == 1 and not glob.startswith("/"):
        parts = ["**", *parts]  # a name alone counts at every depth
    inside = origin.here.relative_to(origin.folder).parts if origin.here.is_relative_to(origin.folder) else ()
    end = "/" if glob.endswith("/") else ""
    globs = ["/" + "/".join(rest) + end if rest else "/**" for rest in _rests(parts, inside)]
    found = [GitIgnoreSpecPattern.pattern_to_regex(each)[0] for each in globs]
    either = "|".join(each.replace("?P<ps_d>", "?:") for each in found if isinstance(each, str))
    return re.compile(f"(?:{either}).*" if either else "(?!)", re.DOTALL)


def _rests(parts: list[str], folders: Sequence[str]) -> Iterator[list[str]]:
    """What is left of an anchored pattern for one who stands in `folders`; nothing left means everything there."""
    if not folders or not parts:
        yield parts
    elif parts[0] == "**":
        yield from _rests(parts[1:], folders)
        yield from _rests(parts, folders[1:])
    elif fnmatchcase(folders[0], parts[0]):
        yield from _rests(parts[1:], folders[1:])
