"""Front matter: the title, author and date that a YAML or TOML head gives. Does no I/O.

YAML is read line by line for the few keys that matter: loading a stranger's YAML is a risk that no title is worth.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from datetime import date, datetime

from linkaudit.article.blocks import Metadata
from linkaudit.article.dates import parse_date

# A head longer than this is no front matter, and parsing it would be somebody's attack.
LONGEST = 65_536

_YAML = re.compile(r"\A---[ \t]*\r?\n(?P<head>.*?)^(?:---|\.\.\.)[ \t]*(?:\r?\n|\Z)", re.DOTALL | re.MULTILINE)
_TOML = re.compile(r"\A\+\+\+[ \t]*\r?\n(?P<head>.*?)^\+\+\+[ \t]*(?:\r?\n|\Z)", re.DOTALL | re.MULTILINE)
_KEY = re.compile(r"(?P<key>[A-Za-z_][\w\-]*)[ \t]*:[ \t]*(?P<value>.*)")
_ITEM = re.compile(r"[ \t]*-[ \t]+(?:name[ \t]*:[ \t]*)?(?P<value>.+)")

_TITLE = ("title", "headline")
_AUTHOR = ("author", "authors", "byline", "by")
_DATE = ("date", "published", "publishdate", "publish_date", "pubdate", "date_published", "datepublished")
_LANGUAGE = ("lang", "language", "locale")
_OUTLET = ("publication", "outlet", "publisher", "site")


def front_matter(source: str) -> tuple[Metadata, int]:
    """What the head says, and the offset at which the article begins (0 without a head)."""
    head = source[:LONGEST]
    if (found := _YAML.match(head)) is not None:
        return _metadata(_yaml_values(found["head"])), found.end()
    if (found := _TOML.match(head)) is not None:
        return _metadata(_toml_values(found["head"])), found.end()
    return Metadata(), 0


def _yaml_values(head: str) -> dict[str, list[str]]:
    values: dict[str, list[str]] = {}
    key: str | None = None
    for line in head.splitlines():
        if (found := _KEY.match(line)) is not None:
            key = found["key"].lower()
            value = _unquoted(found["value"])
            if value.startswith("[") and value.endswith("]"):
                values[key] = [_unquoted(part) for part in value[1:-1].split(",") if part.strip()]
            else:
                values[key] = [value] if value not in ("", "|", ">") else []
        elif key is not None and (item := _ITEM.match(line)) is not None:
            values[key].append(_unquoted(item["value"]))
    return values


def _toml_values(head: str) -> dict[str, list[str]]:
    try:
        table = tomllib.loads(head)
    except (tomllib.TOMLDecodeError, RecursionError):
        return {}
    return {key.lower(): _words(value) for key, value in table.items()}


def _words(value: object) -> list[str]:
    if isinstance(value, datetime | date):
        return [value.isoformat()]
    if isinstance(value, list):
        return [word for part in value for word in _words(part)]
    if isinstance(value, Mapping):
        return _words(value.get("name", ""))
    return [str(value)] if value != "" else []


def _metadata(values: Mapping[str, list[str]]) -> Metadata:
    def first(keys: tuple[str, ...]) -> str | None:
        return next((values[key][0] for key in keys if values.get(key)), None)

    day = first(_DATE)
    authors = next((values[key] for key in _AUTHOR if values.get(key)), [])
    return Metadata(
        title=first(_TITLE),
        byline=", ".join(authors) or None,
        published=parse_date(day) if day else None,
        language=first(_LANGUAGE),
        outlets=tuple(values[key][0] for key in _OUTLET if values.get(key)),
    )


def _unquoted(text: str) -> str:
    text = text.strip()
    if len(text) >= 2 and text[0] == text[-1] and text[0] in "\"'":
        return text[1:-1]
    return re.sub(r"\s+#.*$", "", text)
