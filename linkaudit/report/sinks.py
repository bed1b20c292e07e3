"""Untrusted text on its way out: secrets are masked, and each sink gets what it can neither obey nor be fooled by.

Laws: does no I/O. Every text that comes from an article, an address or a server passes one of these functions,
once, on its way into a report.
"""

from __future__ import annotations

import json
import re
import unicodedata

from linkaudit.masking import mask

_COMMAND = re.compile(r"(?<!\S)::|##\[")
_MARK = re.compile(r"^[#+-]|[\\`*_\[\]|~@$]|#(?=\d)|:(?=//)|(?<=www)\.", re.IGNORECASE)
_NO_ADDRESS = re.compile(r"[\s<>|`\\]")
_NO_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_LAYOUT = re.compile(r"[\t\n\v\f\r ]+")


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


def annotation(text: str) -> str:
    """The message of a GitHub workflow command: on one line, its own escapes kept apart."""
    return plain(text).replace("%", "%25")


def annotation_property(text: str) -> str:
    """A property of a GitHub workflow command, where a colon and a comma would end it."""
    return annotation(text).replace(":", "%3A").replace(",", "%2C")


def markdown(text: str) -> str:
    """One line of prose in Markdown: nothing in it is a mark, a tag, a link or an address."""
    return _MARK.sub(r"\\\g<0>", plain(text).replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;"))


def markdown_address(url: str) -> str:
    """An address that Markdown makes a link of; one that is no plain web address stays words."""
    line = plain(url)
    whole = line == url and line.startswith(("https://", "http://")) and not _NO_ADDRESS.search(line)
    return f"<{line}>" if whole else markdown(line)


def cell(text: str) -> str:
    """A cell of a CSV file, that no spreadsheet takes for a formula (CWE-1236)."""
    line = plain(text)
    return f"'{line}" if line.startswith(("=", "+", "-", "@")) else line


def xml(text: str) -> str:
    """Text for an XML 1.0 document, before its own escaping: one line of what may stand there."""
    return _NO_XML.sub("\ufffd", plain(text))


def as_json(value: object) -> str:
    """A JSON document in UTF-8 text, indented, ending in a newline; nothing in it could steer a terminal."""
    text = json.dumps(value, ensure_ascii=False, indent=2, allow_nan=False)
    return re.sub(r"[^\x20-\x7e\n]", _json_escape, text) + "\n" if _unsafe(text) else text + "\n"


def _unsafe(text: str) -> bool:
    return any(not line.isprintable() for line in text.split("\n"))


def _json_escape(found: re.Match[str]) -> str:
    return found[0] if found[0].isprintable() else json.dumps(found[0])[1:-1]
