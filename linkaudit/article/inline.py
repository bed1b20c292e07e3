"""Markdown's inline level with exact positions: CommonMark 0.31 section 6, GFM's strikethrough and footnote marks.

One pass over the text with the specification's own strategy (a stack of brackets, a stack of delimiters), so that
the time grows with the length whatever is written. Does no I/O.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Callable, Container
from dataclasses import dataclass, field
from enum import Enum, auto
from html import unescape
from html.entities import html5
from typing import NamedTuple

from markdown_it.common.utils import normalizeReference

from linkaudit.article.emphasis import Delimiter, delimiter, match_delimiters
from linkaudit.article.link_tail import link_tail

# Stand-ins for what a site generator replaces: shown to the reader as something, and not shown at all.
SHOWN, UNSHOWN = "\ue000", "\ue001"

# Where none of these stands, a text is shown as it was written.
SPECIAL = re.compile(r"[\n!&*<\[\]\\_`~\ue000\ue001]")
_MASKED = re.compile("[\ue000\ue001]+")
_INDENT = re.compile(r"[ \t]*")
_ESCAPABLE = frozenset("!\"#$%&'()*+,-./:;<=>?@[\\]^_`{|}~")
_ENTITY = re.compile(r"&(?:#[0-9]{1,7}|#[xX][0-9a-fA-F]{1,6}|(?P<name>[a-zA-Z][a-zA-Z0-9]{1,31}));")
_TICKS = re.compile("`+")
_AUTOLINK = re.compile(r"<([a-zA-Z][a-zA-Z0-9+.\-]{1,31}:[^<>\x00-\x20]*)>")
_MAIL = re.compile(
    r"<([a-zA-Z0-9.!#$%&'*+/=?^_`{|}~\-]+@[a-zA-Z0-9](?:[a-zA-Z0-9\-]{0,61}[a-zA-Z0-9])?"
    r"(?:\.[a-zA-Z0-9](?:[a-zA-Z0-9\-]{0,61}[a-zA-Z0-9])?)*)>"
)
_TAG = re.compile(
    r"""(?xa) < (?: [A-Za-z][A-Za-z0-9\-]*+
        (?: \s++ [A-Za-z_:][\w.:\-]*+ (?: \s*+ = \s*+ (?: [^\s"'=<>`\x00-\x20]++ | '[^']*+' | "[^"]*+" ) )?+ )*+
        \s*+ /?  | / [A-Za-z][A-Za-z0-9\-]*+ \s*+ ) > """
)
_COMMENT = re.compile(r"<!---?>")
# What ends a comment, a processing instruction, a CDATA section and a declaration, by how each begins.
_ENDINGS = (("<!--", "-->"), ("<?", "?>"), ("<![CDATA[", "]]>"))
_DECLARATION = re.compile(r"<![A-Za-z]")
_LABEL = re.compile(r"\[((?:[^\\\[\]]|\\.){0,999})\]", re.DOTALL)
_LONGEST_LABEL = 999
_NOTE = re.compile(r"\^[^\s\[\]]+")
_NUMBERED_NOTE = re.compile(r"\^\w[\w\-]*")
_LONGEST_UNDEFINED = 200


class Run(NamedTuple):
    """Text that a reader sees, and the range of the content that shows it."""

    text: str
    start: int
    end: int


class Found(Enum):
    """What a mark stands for."""

    LINK = auto()
    IMAGE = auto()
    AUTOLINK = auto()
    NOTE = auto()
    HTML = auto()
    TEMPLATE = auto()
    CODE = auto()
    UNDEFINED = auto()


class Mark(NamedTuple):
    """A construct over `start` to `end` of the content, whose text is the nodes `first` to `last`.

    `href` is the range of a destination, `label` the normalised label of a reference, of a footnote, or of what was
    meant for one; `text` is an image's alternative or an autolink's address.
    """

    found: Found
    start: int
    end: int
    first: int
    last: int
    href: tuple[int, int] | None = None
    label: str | None = None
    text: str = ""


@dataclass(slots=True)
class _Opener:
    """A `[` or `![` that may yet begin a link, with the heights of the scanner's lists where it stands."""

    start: int
    node: int
    marks: int
    delimiters: int
    image: bool
    active: bool = True
    bracket_after: bool = False


@dataclass(slots=True)
class Inline:
    """The nodes of one inline text in order, and the marks over them."""

    nodes: list[Run | Delimiter] = field(default_factory=list)
    marks: list[Mark] = field(default_factory=list)


def scan(src: str, labels: Container[str], notes: Container[str]) -> Inline:
    """Read one inline text; `labels` are the reference labels that the document defines, `notes` its footnotes."""
    return _Scanner(src, labels, notes).scan()


class _Scanner:
    def __init__(self, src: str, labels: Container[str], notes: Container[str]) -> None:
        self.src = src
        self.labels = labels
        self.notes = notes
        self.nodes: list[Run | Delimiter] = []
        self.marks: list[Mark] = []
        self.delimiters: list[Delimiter] = []
        self.brackets: list[_Opener] = []
        self.active: list[_Opener] = []
        self.ticks: dict[int, list[int]] | None = None
        self.last_of: dict[str, int] = {}
        self.last_parenthesis = src.rfind(")")

    def scan(self) -> Inline:
        src, nodes, search = self.src, self.nodes, SPECIAL.search
        at = 0
        while (found := search(src, at)) is not None:
            start = found.start()
            if start > at:
                nodes.append(Run(src[at:start], at, start))
            at = _STEPS[src[start]](self, start)
        if at < len(src):
            nodes.append(Run(src[at:], at, len(src)))
        match_delimiters(self.delimiters)
        return Inline(nodes, self.marks)

    def text(self, start: int, end: int) -> int:
        self.nodes.append(Run(self.src[start:end], start, end))
        return end

    def mark(self, found: Found, start: int, end: int, first: int, text: str = "") -> int:
        self.marks.append(Mark(found, start, end, first, len(self.nodes), text=text))
        return end

    def line_end(self, start: int) -> int:
        """A line end and the white space around it are one space."""
        begin = start
        if self.nodes and isinstance(before := self.nodes[-1], Run) and before.text.endswith((" ", "\t")):
            kept = before.text.rstrip(" \t")
            begin = before.start + len(kept)
            self.nodes[-1] = Run(kept, before.start, begin)
        return self._space(begin, start + 1)

    def _space(self, begin: int, at: int) -> int:
        indent = _INDENT.match(self.src, at)
        assert indent is not None
        self.nodes.append(Run(" ", begin, indent.end()))
        return indent.end()

    def backslash(self, start: int) -> int:
        following = self.src[start + 1 : start + 2]
        if following == "\n":
            return self._space(start, start + 2)
        if self.src.startswith("\t\n", start + 1):  # two characters ended the line
            return self._space(start, start + 3)
        if following in _ESCAPABLE:
            self.nodes.append(Run(following, start, start + 2))
            return start + 2
        return self.text(start, start + 1)

    def ampersand(self, start: int) -> int:
        found = _ENTITY.match(self.src, start)
        text = None
        if found is not None:
            text = html5.get(found["name"] + ";") if found["name"] else unescape(found[0])
        if found is None or not text:
            return self.text(start, start + 1)
        self.nodes.append(Run(text, start, found.end()))
        return found.end()

    def masked(self, start: int) -> int:
        found = _MASKED.match(self.src, start)
        assert found is not None
        self.nodes.append(Run(found[0], start, found.end()))
        return self.mark(Found.TEMPLATE, start, found.end(), len(self.nodes) - 1)

    def backtick(self, start: int) -> int:
        found = _TICKS.match(self.src, start)
        assert found is not None
        inside = found.end()
        size = inside - start
        if self.ticks is None:
            self.ticks = {}
            for run in _TICKS.finditer(self.src, start):
                self.ticks.setdefault(run.end() - run.start(), []).append(run.start())
        closers = self.ticks.get(size, [])
        index = bisect_right(closers, start)
        if index == len(closers):
            return self.text(start, inside)
        close = closers[index]
        code = self.src[inside:close].replace("\t\n", "\n").replace("\n", " ")
        if code.startswith(" ") and code.endswith(" ") and code.strip(" "):
            code = code[1:-1]
            inside += 1
            close -= 1
        self.nodes.append(Run(code, inside, close))
        return self.mark(Found.CODE, start, closers[index] + size, len(self.nodes) - 1)

    def less_than(self, start: int) -> int:
        src = self.src
        found = _AUTOLINK.match(src, start) or _MAIL.match(src, start)
        if found is not None:
            self.nodes.append(Run(found[1], start + 1, found.end() - 1))
            return self.mark(Found.AUTOLINK, start, found.end(), len(self.nodes) - 1, found[1])
        end = self._html_end(start)
        if end is None:
            return self.text(start, start + 1)
        if src[start + 1 : start + 3].lower() == "br" and not src[start + 3].isalnum():
            self.nodes.append(Run(" ", start, end))
        return self.mark(Found.HTML, start, end, len(self.nodes))

    def _html_end(self, start: int) -> int | None:
        src = self.src
        found = _TAG.match(src, start) or _COMMENT.match(src, start)
        if found is not None:
            return found.end()
        for opening, closing in _ENDINGS:
            if src.startswith(opening, start):
                return self._find(closing, start + len(opening))
        return self._find(">", start) if _DECLARATION.match(src, start) else None

    def _find(self, closing: str, at: int) -> int | None:
        """The offset after the next `closing`; where none follows, that is known without looking again."""
        if closing not in self.last_of:
            self.last_of[closing] = self.src.rfind(closing)
        return self.src.find(closing, at) + len(closing) if self.last_of[closing] >= at else None

    def delimiter(self, start: int) -> int:
        found = delimiter(self.src, start)
        if found.opens or found.closes:
            self.nodes.append(found)
            self.delimiters.append(found)
            return found.end
        return self.text(start, found.end)

    def open_bracket(self, start: int) -> int:
        return self._open(start, start + 1, image=False)

    def open_image(self, start: int) -> int:
        if not self.src.startswith("[", start + 1):
            return self.text(start, start + 1)
        return self._open(start, start + 2, image=True)

    def _open(self, start: int, end: int, *, image: bool) -> int:
        if self.brackets:
            self.brackets[-1].bracket_after = True
        heights = len(self.nodes), len(self.marks), len(self.delimiters)
        opener = _Opener(start, *heights, image)
        self.brackets.append(opener)
        if not image:
            self.active.append(opener)
        return self.text(start, end)

    def close_bracket(self, start: int) -> int:
        if not self.brackets:
            return self.text(start, start + 1)
        opener = self.brackets.pop()
        if not opener.active:
            return self.text(start, start + 1)
        if not opener.image:
            self.active.pop()
        tail = link_tail(self.src, start + 1, self.last_parenthesis)
        if tail is not None:
            return self._linked(opener, tail[2], tail[:2], None)
        reference = self._reference(opener, start)
        if reference is not None:
            return self._linked(opener, reference[1], None, reference[0])
        note = self._note(opener, start)
        if note is not None:
            self._forget(opener)
            self.marks.append(Mark(Found.NOTE, opener.start, start + 1, opener.node, opener.node, label=note))
            return start + 1
        self._undefined(opener, start)
        return self.text(start, start + 1)

    def _linked(self, opener: _Opener, end: int, href: tuple[int, int] | None, label: str | None) -> int:
        if opener.image:
            match_delimiters(self.delimiters[opener.delimiters :])
            alternative = self._alternative(opener)
            self._forget(opener)
            node = opener.node
            self.marks.append(Mark(Found.IMAGE, opener.start, end, node, node, href, label, alternative))
            return end
        match_delimiters(self.delimiters[opener.delimiters :])
        del self.delimiters[opener.delimiters :]
        self.nodes[opener.node] = Run("", opener.start, opener.start)
        self.marks.append(Mark(Found.LINK, opener.start, end, opener.node, len(self.nodes), href, label))
        for outer in self.active:  # no link holds another
            outer.active = False
        self.active.clear()
        return end

    def _alternative(self, opener: _Opener) -> str:
        """What is shown in place of a picture: its words without their markup, and those of pictures in it."""
        first = opener.node
        words = [node.text if isinstance(node, Run) else node.marker * node.rest for node in self.nodes[first:]]
        words[0] = ""  # the bracket itself
        for mark in self.marks[opener.marks :]:
            if mark.found is Found.IMAGE:
                words[mark.first - first - 1] += mark.text
        return "".join(words)

    def _forget(self, opener: _Opener) -> None:
        """Drop what was read since the opening bracket: it is no running text."""
        del self.nodes[opener.node :]
        del self.marks[opener.marks :]
        del self.delimiters[opener.delimiters :]

    def _reference(self, opener: _Opener, close: int) -> tuple[str, int] | None:
        following = _LABEL.match(self.src, close + 1)
        end = following.end() if following else close + 1
        if following and following[1]:
            label = following[1]
        elif opener.bracket_after or close - opener.start > _LONGEST_LABEL:
            return None
        else:
            label = self.src[opener.start + 1 + opener.image : close]
        label = normalizeReference(label)
        return (label, end) if label in self.labels else None

    def _note(self, opener: _Opener, close: int) -> str | None:
        if opener.image or opener.bracket_after or close - opener.start > _LONGEST_LABEL:
            return None
        found = _NOTE.fullmatch(self.src, opener.start + 1, close)
        label = found[0][1:].lower() if found else None
        return label if label in self.notes else None

    def _undefined(self, opener: _Opener, close: int) -> None:
        """Note what was meant for a reference or a footnote and is defined nowhere."""
        text = self.src[opener.start + 1 : close][:_LONGEST_UNDEFINED]
        if opener.image or opener.bracket_after or close - opener.start > _LONGEST_UNDEFINED or not text.strip():
            return
        following = _LABEL.match(self.src, close + 1)
        if following and "\n" not in following[1] and len(following[1]) <= _LONGEST_UNDEFINED:
            label, end = following[1] or text, following.end()
        elif _NUMBERED_NOTE.fullmatch(text):
            label, end = text, close + 1
        else:
            return
        node = len(self.nodes)
        self.marks.append(Mark(Found.UNDEFINED, opener.start, end, node, node, label=label))


_STEPS: dict[str, Callable[[_Scanner, int], int]] = {
    "\n": _Scanner.line_end,
    "\\": _Scanner.backslash,
    "&": _Scanner.ampersand,
    "`": _Scanner.backtick,
    "<": _Scanner.less_than,
    "[": _Scanner.open_bracket,
    "!": _Scanner.open_image,
    "]": _Scanner.close_bracket,
    "*": _Scanner.delimiter,
    "_": _Scanner.delimiter,
    "~": _Scanner.delimiter,
    SHOWN: _Scanner.masked,
    UNSHOWN: _Scanner.masked,
}
