"""The publisher table as it stands in TOML: reads the text, and says what an editor has to mend in it.

Does no I/O.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, replace
from difflib import get_close_matches

from linkaudit.errors import ConfigError
from linkaudit.model import Publisher

KINDS = (
    "agency",
    "broadcaster",
    "fact-checker",
    "government",
    "journal",
    "magazine",
    "newspaper",
    "organisation",
    "pollster",
    "programme",
    "site",
    "statistical-office",
    "think-tank",
)
INSTITUTIONS = frozenset({"government", "organisation"})
"""Kinds that do much besides publishing: their name alone is no reference to something that they published."""

_LISTS = ("hosts", "aliases", "programmes", "short", "handles", "ambiguous", "later")
_HOST = re.compile(r"(?=.{4,253}$)(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z][a-z0-9-]+")
_NAME = re.compile(r"(?:The )?(?=\w)\S+(?: \S+)*")
_THE = re.compile(r"The\s+")


@dataclass(frozen=True, slots=True)
class Entry:
    """One ``[[publisher]]``.

    `names` are the name and its aliases as written, `ambiguous` those of them (or of the programmes) that are
    ordinary words. `later` are the short forms ("Post") that stand for it once it has been named in full.
    """

    publisher: Publisher
    names: tuple[str, ...]
    programmes: tuple[str, ...] = ()
    handles: tuple[str, ...] = ()
    ambiguous: frozenset[str] = frozenset()
    later: tuple[str, ...] = ()

    @property
    def keys(self) -> dict[str, str]:
        """The spellings that name it by themselves, by `key_of`: no programme that is an ordinary word."""
        programmes = (programme for programme in self.programmes if programme not in self.ambiguous)
        return {key_of(spelling): spelling for spelling in (*programmes, *reversed(self.names))}

    @property
    def is_institution(self) -> bool:
        return self.publisher.kind in INSTITUTIONS


@dataclass(frozen=True, slots=True)
class Entries:
    """A whole file. `platforms` are hosts that many writers share, so that no publisher can own one."""

    publishers: tuple[Entry, ...]
    shorteners: frozenset[str] = frozenset()
    platforms: frozenset[str] = frozenset()


def key_of(name: str) -> str:
    """What a name is looked up under: no leading "The", straight apostrophes, single blanks; letter case counts."""
    return _THE.sub("", " ".join(name.replace("’", "'").split()), count=1)


def parse(text: str, origin: str, known: Entries | None = None) -> Entries:
    """The entries of a table in TOML; hosts that the text or `known` lists as shared are refused as a publisher's own.

    Raises ConfigError, in one line that names `origin`, the entry and what to write instead.
    """
    try:
        document = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise ConfigError(f"{origin}: not valid TOML, {error}: mend that line, then run again") from error
    for key in document:
        if key not in {"publisher", "shorteners", "platforms"}:
            raise ConfigError(f'{origin}: "{key}" is not known here: open each entry with [[publisher]]')
    tables = document.get("publisher", [])
    if not isinstance(tables, list) or not all(isinstance(table, dict) for table in tables):
        raise ConfigError(f"{origin}: publisher is no list: open each entry with [[publisher]], in double brackets")
    known = known or Entries(())
    shared = Entries(
        (),
        known.shorteners.union(_strings(document, "shorteners", origin)),
        known.platforms.union(_strings(document, "platforms", origin)),
    )
    entries = tuple(_entry(table, _label(table, number, origin), shared) for number, table in enumerate(tables, 1))
    _refuse_twins(entries, origin)
    return replace(shared, publishers=entries)


def _label(table: Mapping[str, object], number: int, origin: str) -> str:
    name = table.get("name")
    return f'{origin}: publisher "{name}"' if isinstance(name, str) and name else f"{origin}: publisher number {number}"


def _entry(table: Mapping[str, object], label: str, shared: Entries) -> Entry:
    for key in table:
        if key not in {"name", "kind", *_LISTS}:
            raise ConfigError(f'{label}: "{key}" is not known{_nearest(key, ("name", "kind", *_LISTS))}')
    name = table.get("name")
    if not isinstance(name, str) or not name:
        raise ConfigError(f'{label}: it has no name: add name = "..."')
    kind = table.get("kind", "site")
    if not isinstance(kind, str) or kind not in KINDS:
        raise ConfigError(f'{label}: kind "{kind}" is not known: use one of {", ".join(KINDS)}')
    lists = {key: _strings(table, key, label) for key in _LISTS}
    if not lists["hosts"]:
        raise ConfigError(f'{label}: it has no hosts: add hosts = ["..."], the one to suggest first')
    hosts = (*lists["hosts"], *lists["short"])
    for host in hosts:
        _check_host(host, label, shared)
    names = (name, *lists["aliases"])
    for spelling in (*names, *lists["programmes"], *lists["later"]):
        if not _NAME.fullmatch(spelling):
            raise ConfigError(
                f'{label}: "{spelling}" cannot be a name: begin it with a letter or a figure, single blanks'
            )
    for word in lists["ambiguous"]:
        if word not in names and word not in lists["programmes"]:
            raise ConfigError(
                f'{label}: ambiguous "{word}" is none of its names: copy it from name, aliases or programmes'
            )
    return Entry(
        Publisher(name, tuple(dict.fromkeys(hosts)), kind),
        names,
        lists["programmes"],
        tuple(handle.removeprefix("@") for handle in lists["handles"]),
        frozenset(lists["ambiguous"]),
        lists["later"],
    )


def _strings(table: Mapping[str, object], key: str, label: str) -> tuple[str, ...]:
    value = table.get(key, [])
    if not isinstance(value, list) or not all(isinstance(item, str) and item for item in value):
        raise ConfigError(f'{label}: {key} must be a list of words in quotation marks: {key} = ["..."]')
    return tuple(value)


def _check_host(host: str, label: str, shared: Entries) -> None:
    if host in shared.shorteners:
        raise ConfigError(
            f"{label}: {host} shortens links for everybody: leave it out, its own short-link host may stay"
        )
    if host in shared.platforms:
        raise ConfigError(f'{label}: {host} is shared by many writers: name the whole host, such as "name.{host}"')
    if not _HOST.fullmatch(host) or host.startswith("www."):
        bare = re.sub(r"^(?:[a-z][a-z0-9+.-]*:)?/*(?:www\.)?|[/?#].*$", "", host.strip().lower())
        remedy = f'write "{bare}"' if _HOST.fullmatch(bare) else 'write it like "example.org"'
        raise ConfigError(f'{label}: "{host}" is not a bare host name in lower case: {remedy}')


def _refuse_twins(entries: tuple[Entry, ...], origin: str) -> None:
    owners: dict[str, str] = {}
    for entry in entries:
        name = entry.publisher.name
        for key in entry.keys:
            owner = owners.setdefault(key, name)
            if owner != name:
                raise ConfigError(f'{origin}: "{key}" belongs to "{owner}" and to "{name}": take it from one of them')


def _nearest(word: str, known: tuple[str, ...]) -> str:
    close = get_close_matches(word, known, n=1)
    return f': did you mean "{close[0]}"?' if close else f": use one of {', '.join(known)}"
