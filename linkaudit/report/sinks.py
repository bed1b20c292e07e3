"""Untrusted text on its way out: secrets are masked, and each sink gets what it can neither obey nor be fooled by.

Laws: does no I/O. Every text that comes from an article, an address or a server passes one of these functions,
once, on its way into a report.
"""

from __future__ import annotations

import json
import re
import unicodedata
from collections.abc import Iterator
from urllib.parse import unquote

MASK = "***"

_USERINFO = re.compile(r"//[^/\s?#@\"'<>()\[\]]*@|%2F%2F(?:(?!%2F|%3F|%23)[^/\s?#&\"'<>])*?%40", re.IGNORECASE)
_PARAMETER = re.compile(r"(?:[?&#;]|%3F|%26|%23)(?P<name>[^\s=?&#;/\"'<>()\[\]]{1,64}?)(?:=|%3D)", re.IGNORECASE)
_VALUE = re.compile(r"(?:(?!%26|%23)[^\s&#<>\"])*")
_AFTER_AN_ADDRESS = ")]}.,:;!?'’”»"
_SECRET_WORDS = frozenset(
    {"auth", "authorization", "bearer", "credential", "jwt", "key", "pass", "passwd", "password", "pwd", "sas"}
    | {"secret", "session", "sessionid", "sig", "sign", "signature", "token"}
)
_SECRET_ENDS = ("apikey", "accesskey", "password", "secret", "secretkey", "signature", "token")
_WORDS = re.compile(r"[A-Z]?[a-z]+|[A-Z]+(?![a-z])|\d+")
_COMMAND = re.compile(r"(?<!\S)::|##\[")
_LAYOUT = re.compile(r"[\t\n\v\f\r ]+")


def mask(text: str) -> str:
    """The text with the secrets of every address in it blotted out: userinfo, and parameters that name a secret.

    Nested and percent-encoded addresses count too. Masking twice changes nothing.
    """
    if "@" in text or "%40" in text:
        text = _USERINFO.sub(lambda found: f"//{MASK}@" if found[0].startswith("/") else f"%2F%2F{MASK}%40", text)
    return "".join(_without_parameters(text)) if "=" in text or "%3" in text else text


def _without_parameters(text: str) -> Iterator[str]:
    at = 0
    while (found := _PARAMETER.search(text, at)) is not None:
        yield text[at : found.end()]
        at = found.end()
        if _names_a_secret(unquote(found["name"])) and (value := _VALUE.match(text, at)):
            secret = value[0].rstrip(_AFTER_AN_ADDRESS)
            yield MASK if secret else ""
            at += len(secret)
    yield text[at:]


def _names_a_secret(name: str) -> bool:
    words = {word.lower() for word in _WORDS.findall(name)}
    return bool(words & _SECRET_WORDS) or re.sub(r"[\W_]", "", name.lower()).endswith(_SECRET_ENDS)


def plain(text: str) -> str:
    """One line for a terminal or a log: layout becomes a space, what cannot be seen is spelled out as an escape.

    So are the openings of workflow commands, which a continuous-integration runner would obey wherever a line that
    starts with them is printed.
    """
    line = _COMMAND.sub(lambda found: f"\\x{ord(found[0][0]):02x}{found[0][1:]}", _LAYOUT.sub(" ", mask(text)).strip())
    return line if line.isprintable() else "".join(map(_visible, line))


def _visible(char: str) -> str:
    if char.isprintable():
        return char
    return " " if unicodedata.category(char) == "Zs" else char.encode("unicode_escape").decode("ascii")


def as_json(value: object) -> str:
    """A JSON document in UTF-8 text, indented, ending in a newline; nothing in it could steer a terminal."""
    text = json.dumps(value, ensure_ascii=False, indent=2, allow_nan=False)
    return re.sub(r"[^\x20-\x7e\n]", _json_escape, text) + "\n" if _unsafe(text) else text + "\n"


def _unsafe(text: str) -> bool:
    return any(not line.isprintable() for line in text.split("\n"))


def _json_escape(found: re.Match[str]) -> str:
    return found[0] if found[0].isprintable() else json.dumps(found[0])[1:-1]
