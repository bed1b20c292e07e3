"""Links in the form of Link headers and TimeMaps (RFC 8288, RFC 6690).

Laws: does no I/O, never raises. Addresses may hold commas and semicolons, and the Wayback Machine escapes "&" in them
as HTML does; the parsers at hand (httpx's among them) cut such addresses short.
"""

from __future__ import annotations

import html
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

_TARGET = re.compile(r"\s*<([^>]{0,8192})>")
_PARAMETER = re.compile(r"""\s*;\s*([\w!#$&+\-.^`|~*]+)\s*(?:=\s*(?:"((?:[^"\\]|\\.){0,1000})"|([^\s",;]*)))?""")
_NEXT = re.compile(r"""(?:[^",]|"(?:[^"\\]|\\.){0,1000}")*+,""")


@dataclass(frozen=True, slots=True)
class WebLink:
    """A target and its parameters by lower-case name; of two namesakes the first counts (RFC 8288, 3.3)."""

    target: str
    parameters: Mapping[str, str]

    @property
    def relations(self) -> frozenset[str]:
        return frozenset(self.parameters.get("rel", "").lower().split())


def links(text: str) -> Iterator[WebLink]:
    """The links in order; what is cut off or is no link is passed over."""
    at = 0
    while at < len(text):
        target = _TARGET.match(text, at)
        if target is not None:
            at = target.end()
            parameters: dict[str, str] = {}
            while (found := _PARAMETER.match(text, at)) is not None:
                quoted, bare = found[2], found[3]
                value = re.sub(r"\\(.)", r"\1", quoted) if quoted is not None else bare or ""
                parameters.setdefault(found[1].lower(), value)
                at = found.end()
            address = target[1].strip()
            yield WebLink(html.unescape(address) if "&amp;" in address else address, parameters)
        onward = _NEXT.match(text, at)
        at = onward.end() if onward else len(text)
