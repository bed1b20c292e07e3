"""Markdown's inline level with exact positions: markdown-it-py's own rules, driven so that each keeps its span.

The library tells which rule matched but not where; the loop below is its tokenizer with a note taken at each step.
Does no I/O.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import Enum, auto
from typing import TYPE_CHECKING

from markdown_it.parser_inline import ParserInline
from markdown_it.rules_inline.state_inline import StateInline

if TYPE_CHECKING:
    from collections.abc import MutableMapping
    from typing import Any

    from markdown_it import MarkdownIt
    from markdown_it.token import Token


_STEPS = "linkaudit_steps"


class Event(Enum):
    """What stands at a range of the inline text."""

    TEXT = auto()
    LINE_END = auto()
    CODE = auto()
    HTML = auto()
    IMAGE = auto()
    AUTOLINK = auto()
    LINK = auto()
    LINK_END = auto()


@dataclass(slots=True)
class Step:
    """One step of the tokenizer over `start` to `end` (offsets into the inline text).

    For TEXT, `text` is what is rendered; a delimiter keeps its token, since only the end of the block decides
    whether it is emphasis. For LINK, `token` is the link's and `end` is the end of the whole construct.
    """

    event: Event
    start: int
    end: int
    text: str = ""
    token: Token | None = None

    @property
    def rendered(self) -> str:
        """What a reader sees; a delimiter that turned out to be emphasis is not seen."""
        if self.token is not None and (self.token.type != "text" or not self.token.content):
            return ""
        return self.text


class PositionedInline(ParserInline):
    """A parser whose `steps` gives what stands where in one inline block."""

    # Only what starts a rule that is switched on has to stop the text rule.
    _TERMINATORS = re.compile(r"[\n!&*<\[\]\\_`~]")

    def __init__(self) -> None:
        super().__init__()
        self.terminator_re = self._TERMINATORS

    def steps(self, src: str, md: MarkdownIt, env: MutableMapping[str, Any]) -> list[Step]:
        """The steps over `src`; `env` holds the document's reference definitions."""
        steps: list[Step] = []
        env[_STEPS] = steps
        super().parse(src, md, env, [])
        return steps

    def parse(self, src: str, md: MarkdownIt, env: MutableMapping[str, Any], tokens: list[Token]) -> list[Token]:
        """What the library's image rule calls for the alternative text: none of that is running text."""
        outer = env[_STEPS]
        env[_STEPS] = []
        super().parse(src, md, env, tokens)
        env[_STEPS] = outer
        return tokens

    def tokenize(self, state: StateInline) -> None:
        rules = self.ruler.getRules("")
        deepest = state.md.options["maxNesting"]
        steps: list[Step] = state.env[_STEPS]
        end = state.posMax
        while state.pos < end:
            start = state.pos
            if state.level >= deepest or not self._step(state, rules, steps):
                steps.append(Step(Event.TEXT, start, start + 1, state.src[start]))
                state.append_pending(state.src[start])
                state.pos = start + 1
        if state.pending:
            state.pushPending()

    @staticmethod
    def _step(state: StateInline, rules: list[Any], steps: list[Step]) -> bool:
        start = state.pos
        character = state.src[start]
        opening = None
        if character == "[":
            opening = Step(Event.LINK, start, start)
            steps.append(opening)
        tokens_before = len(state.tokens)
        for rule in rules:
            if rule(state, False):  # noqa: FBT003  (the library's signature)
                name = rule.__name__
                break
        else:
            if opening is not None:
                steps.pop()
            return False
        pushed = state.tokens[tokens_before:]
        if name == "link" and opening is not None:
            opening.end = state.pos
            opening.token = next(token for token in pushed if token.type == "link_open")
            steps.append(Step(Event.LINK_END, state.pos, state.pos))
            return True
        if opening is not None:
            steps.remove(opening)
        steps.extend(_steps_of(name, state.src, start, state.pos, pushed))
        return True


def _steps_of(name: str, src: str, start: int, end: int, pushed: list[Token]) -> list[Step]:
    match name:
        case "text":
            return [Step(Event.TEXT, start, end, src[start:end])]
        case "newline":
            return [Step(Event.LINE_END, start, end, " ")]
        case "escape" | "entity":
            special = next((token for token in pushed if token.type == "text_special"), None)
            if special is None:
                return [Step(Event.LINE_END, start, end, " ")]
            return [Step(Event.TEXT, start, end, special.content)]
        case "backtick":
            code = next((token for token in pushed if token.type == "code_inline"), None)
            if code is None:
                return [Step(Event.TEXT, start, end, src[start:end])]
            return [Step(Event.CODE, start, end, code.content)]
        case "image":
            image = next(token for token in pushed if token.type == "image")
            return [Step(Event.IMAGE, start, end, image.content, image)]
        case "autolink":
            return [Step(Event.AUTOLINK, start, end, src[start + 1 : end - 1])]
        case "html_inline":
            return [Step(Event.HTML, start, end, src[start:end])]
        case _:  # emphasis and strikethrough: one token for each delimiter
            delimiters = [token for token in pushed if token.content and set(token.content) <= set(src[start:end])]
            return _delimiters(src, start, end, delimiters)


def _delimiters(src: str, start: int, end: int, tokens: list[Token]) -> list[Step]:
    steps = []
    at = start
    for token in tokens[-(end - start) :]:
        size = len(token.content)
        steps.append(Step(Event.TEXT, at, at + size, src[at : at + size], token))
        at += size
    if at != end:  # the rule kept them as plain text
        return [Step(Event.TEXT, start, end, src[start:end])]
    return steps
