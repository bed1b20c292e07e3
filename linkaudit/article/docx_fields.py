r"""Word's field codes: `HYPERLINK "https://..." \l "bookmark"` to an address. Does no I/O."""

from __future__ import annotations

import re

_TOKEN = re.compile(r'"(?P<quoted>(?:[^"\\]|\\.)*)"|(?P<switch>\\[a-zA-Z!*@#](?=[\s"]|\Z))|(?P<bare>[^\s"]+)')
_ESCAPE = re.compile(r"\\(.)")
# Switches that are followed by a word: the place in the document, the tip, the window.
_WITH_VALUE = frozenset(["\\l", "\\o", "\\t", "\\s"])


def hyperlink(code: str) -> str | None:
    """The address that a field's code links to, or None when it is no HYPERLINK."""
    tokens = _TOKEN.finditer(code)
    name = next(tokens, None)
    if name is None or name[0].upper() != "HYPERLINK":
        return None
    address: str | None = None
    place: str | None = None
    switch = ""
    for token in tokens:
        value = _ESCAPE.sub(r"\1", token["quoted"]) if token["quoted"] is not None else token[0]
        if token["switch"] is not None:
            switch = value.lower() if value.lower() in _WITH_VALUE else ""
        elif switch:
            place = value if switch == "\\l" else place
            switch = ""
        elif address is None:
            address = value
    return (address or "") + ("" if place is None else f"#{place}")
