"""Who a source is: its kind, and the full name behind a pronoun or a short form. Does no I/O."""

from __future__ import annotations

from collections.abc import Sequence

from linkaudit.article import lexicon as lx
from linkaudit.article.contents import Said
from linkaudit.article.phrases import Range, is_name
from linkaudit.article.tokens import Tokens
from linkaudit.model import Attribution, SourceType, Span


class Speakers:
    def __init__(self, t: Tokens) -> None:
        self._tokens = t

    def attribution(self, said: Said, content: Sequence[Range], blocks: Sequence[Span]) -> Attribution:
        t = self._tokens
        span = t.span(*said.cue.source)
        cue = t.span(said.cue.first, said.cue.end)
        return Attribution(
            span=span,
            source=span.slice(t.text),
            content=tuple([t.span(*part) for part in content] + list(blocks)),
            type=SourceType.PERSON,
            cue=cue.slice(t.text),
            cue_span=cue,
        )
