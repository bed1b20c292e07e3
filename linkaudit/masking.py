"""Secrets in addresses: blotted out before anything is stored or shown. Does no I/O."""

from __future__ import annotations

import re
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
