"""Which addresses are a site's front or section page, where what was cited will have gone by tomorrow.

Does no I/O.
"""

from __future__ import annotations

import re
from urllib.parse import urlsplit

_HOME = re.compile(r"(?i)/(?:[a-z]{2}(?:[-_][a-z]{2})?/?|home/?|(?:index|default)\.\w{2,5})?")
_SECTIONS = (
    "articles|blogs?|business|culture|economy|europe|health|international|latest|media|money|news|newsroom|opinion|"
    "politics|press|press-releases|publications|reports|research|science|sports?|tech|technology|uk|us|us-news|world"
)
_SECTION = re.compile(
    rf"(?i)(?:/(?:{_SECTIONS})){{1,2}}/?|/(?:authors?|category|columnists?|profile|section|tags?|topics?)/[\w/-]*"
)


def is_home_page(url: str) -> bool:
    """Whether a normalised address is the entrance of a site, in whatever language."""
    parts = urlsplit(url)
    return not parts.query and _HOME.fullmatch(parts.path) is not None


def is_section_page(url: str) -> bool:
    """Whether a normalised address lists what is new under a heading, a tag or a name."""
    parts = urlsplit(url)
    return not parts.query and _SECTION.fullmatch(parts.path) is not None
