"""Inline comments by which an editor silences rules, each with its reason. Does no I/O.

`<!-- linkaudit: ignore[LA101] reason -->` on a line of its own speaks for the next block, else for its own line;
`<!-- linkaudit: off -->` to `<!-- linkaudit: on -->` for everything between. MDX writes `{/* ... */}`.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Sequence

from linkaudit.article.blocks import Block
from linkaudit.model import Directive, Span

_COMMENT = re.compile(
    r"""(?x) (?:<!--|\{/\*) \s* linkaudit: \s*
        (?: (?P<verb>off|on) \b | ignore \s* (?:\[ (?P<rules>[^\]]*) \])? )
        \s* (?P<reason>.*?) \s* (?:-->|\*/\}) """,
    re.DOTALL,
)


def directives(source: str, blocks: Sequence[Block]) -> tuple[Directive, ...]:
    """Every directive in the article, with the lines that it speaks for."""
    if "linkaudit:" not in source:
        return ()
    starts = [0, *(line.end() for line in re.finditer(r"\r\n|\r|\n", source))]
    block_starts = [block.span.start for block in blocks]
    found: list[Directive] = []
    off: tuple[Span, int, str | None] | None = None
    for comment in _COMMENT.finditer(source):
        span = Span(*comment.span())
        line = bisect_right(starts, span.start)
        reason = comment["reason"] or None
        if comment["verb"] == "off":
            off = off or (span, line, reason)
        elif comment["verb"] == "on":
            if off is not None:
                found.append(Directive(off[0], frozenset(), off[1], line, off[2] or "switched off here"))
                off = None
        else:
            rules = frozenset(rule.strip() for rule in (comment["rules"] or "").split(",") if rule.strip())
            first, last = _reach(source, span, line, starts, blocks, block_starts)
            found.append(Directive(span, rules, first, last, reason))
    if off is not None:
        found.append(Directive(off[0], frozenset(), off[1], len(starts), off[2] or "switched off here"))
    return tuple(found)


def _reach(
    source: str, span: Span, line: int, starts: list[int], blocks: Sequence[Block], block_starts: list[int]
) -> tuple[int, int]:
    end = starts[line] if line < len(starts) else len(source)
    alone = not source[starts[line - 1] : span.start].strip() and not source[span.end : end].strip()
    if not alone:
        return line, line
    following = bisect_left(block_starts, span.end)
    if following == len(blocks):
        return line, line
    block = blocks[following].span
    return bisect_right(starts, block.start), bisect_right(starts, max(block.start, block.end - 1))
