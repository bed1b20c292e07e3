"""The links of shortcodes, includes and components: cited posts and players, references to pages, addresses.

Does no I/O.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from linkaudit.model import LinkForm, Span

_ARGUMENT = re.compile(
    r"""(?x) (?: (?P<key>[\w:\-]+) \s* = \s* )?
        (?: "(?P<double>(?:[^"\\]|\\.)*+)" | '(?P<single>[^']*+)' | `(?P<raw>[^`]*+)`
          | \{ \s* ["'`] (?P<string>[^"'`]*+) ["'`] \s* \} | (?P<braced>\{[^{}]*+\}) | (?P<bare>[^\s"'`=<>{}]+) ) """
)
_ABSOLUTE = re.compile(r"(?:https?:)?//[^\s]+|www\.[^\s]+", re.IGNORECASE)
_DECORATION = re.compile(r"embed(?:ded)?|simple|lite|privacy|post|status|video|player|[-_./]|html$", re.IGNORECASE)

# What a post or a film is called, and its address. An account that is not given may be any ("i" at x.com).
_POSTS = {
    "x": "https://x.com/{user}/status/{id}",
    "youtube": "https://www.youtube.com/watch?v={id}",
    "vimeo": "https://vimeo.com/{id}",
    "instagram": "https://www.instagram.com/p/{id}/",
    "tiktok": "https://www.tiktok.com/@{user}/video/{id}",
    "gist": "https://gist.github.com/{user}/{id}",
}
_NAMES = {"tweet": "x", "twitter": "x", "twittertweet": "x", "yt": "youtube", "insta": "instagram"}
_USERS = ("user", "username", "author", "handle")
_IDENTIFIERS = ("id", "tweetid", "videoid", "youtubeid", "instagramid", "tweetlink", "code", "shortcode")
_UNKNOWN_USER = {"x": "i"}
_PAGES = frozenset({"ref", "relref", "xref", "link", "post_url"})
_PLAYERS = frozenset({"iframe", "video", "audio", "embed", "player", "oembed", "rich"})
# Arguments that hold an address whatever it looks like.
_ADDRESSES = {
    **dict.fromkeys(("href", "link", "url", "to", "source_url", "cite"), LinkForm.HTML),
    **dict.fromkeys(("src", "image", "img", "image_path", "poster"), LinkForm.IMAGE),
}
_IDENTIFIER = re.compile(r"[\w\-]+")


class Argument(NamedTuple):
    """An argument as written; `key` is empty for one without a name."""

    key: str
    value: str
    span: Span


class TemplateLink(NamedTuple):
    """A link of a template; `href_span` is None for an address that was worked out. `name` is the argument's."""

    span: Span
    href: str
    form: LinkForm
    href_span: Span | None
    name: str = ""


def arguments(source: str, start: int, end: int) -> Iterator[Argument]:
    """The arguments between two offsets, in order."""
    for found in _ARGUMENT.finditer(source, start, end):
        group = found.lastgroup
        assert group is not None
        yield Argument((found["key"] or "").lower(), found[group], Span(*found.span(group)))


def shortcode_links(name: str, words: Sequence[Argument], span: Span, source: str) -> Iterator[TemplateLink]:
    """The links of one shortcode, include or component, which stands at `span`."""
    if name == "include" and words and not words[0].key:
        name, words = words[0].value, words[1:]
    kind = _kind(name)
    if name in _PAGES and words:
        yield TemplateLink(span, span.slice(source), LinkForm.BARE, span)
        return
    addresses = [word for word in words if word.key in _ADDRESSES or _ABSOLUTE.fullmatch(word.value)]
    if kind in _POSTS:
        addresses = [word for word in addresses if _ABSOLUTE.fullmatch(word.value)]
        post = None if addresses else _post(kind, words)
        if not addresses:
            yield TemplateLink(span, post or span.slice(source), LinkForm.EMBED, None)
    for word in addresses:
        embedded = kind in _POSTS or kind in _PLAYERS
        form = LinkForm.EMBED if embedded else _ADDRESSES.get(word.key, LinkForm.HTML)
        yield TemplateLink(span, word.value, form, word.span, word.key)


def _kind(name: str) -> str:
    bare = _DECORATION.sub("", name.lower().rpartition("/")[2]) or name.lower()
    return _NAMES.get(bare, bare)


def _post(kind: str, words: Sequence[Argument]) -> str | None:
    """The address of a post or a film, when what the arguments say is enough for it."""
    named = {word.key.replace("-", "").replace("_", ""): word.value for word in words if word.key}
    plain = [word.value for word in words if not word.key and _IDENTIFIER.fullmatch(word.value)]
    user = next((named[key] for key in _USERS if key in named), None)
    number = next((named[key] for key in _IDENTIFIERS if key in named), None)
    if number is None and plain:
        number = plain[-1] if "{user}" in _POSTS[kind] else plain[0]
        user = user or (plain[0] if len(plain) > 1 else None)
    if number and "/status/" in number:
        user, _, number = number.partition("/status/")
    user = user or _UNKNOWN_USER.get(kind)
    if not number or not _IDENTIFIER.fullmatch(number) or ("{user}" in _POSTS[kind] and user is None):
        return None
    return _POSTS[kind].format(user=(user or "").lstrip("@"), id=number)
