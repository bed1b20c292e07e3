"""Quotations that are signed: '"The bridge is safe." — Ada Ruiz', one after another, each with its own name.

Does no I/O.
"""

from __future__ import annotations

from linkaudit.article import lexicon as lx
from linkaudit.article.phrases import is_name, passable
from linkaudit.article.tokens import Tokens

_LONGEST = 12  # tokens
_ACTS = lx.VERB & ~lx.BASE | lx.AUXILIARY | lx.PLAIN | lx.PRONOUN | lx.RELATIVE | lx.STOP | lx.COLON | lx.SEMICOLON


def signature_end(t: Tokens, dash: int) -> int | None:
    """The token behind the name that the dash at `dash` puts under the quotation before it; None where it does not.

    A signature ends its line or stands before the next quotation. Behind a comma it may say who that is.
    """
    if not (0 < dash < len(t.words) - 1 and t.bits[dash] & lx.DASH and t.bits[dash - 1] & lx.QUOTE):
        return None
    described = False
    for k in range(dash + 1, min(len(t.words), dash + _LONGEST)):
        named = is_name(t, k) or passable(t, k) or (described and not t.bits[k] & _ACTS)
        if not (named or (k > dash + 1 and (t.bits[k] & lx.COMMA or t.words[k] == "."))):
            return None
        if _ends_line(t, k) or t.bits[k + 1] & lx.QUOTE:
            return k + 1
        if t.words[k] == "." and not named:
            return None
        described = described or bool(t.bits[k] & lx.COMMA)
    return None


def _ends_line(t: Tokens, k: int) -> bool:
    return k + 1 == len(t.words) or t.text.find("\n", t.ends[k], t.starts[k + 1]) >= 0


def signed_name(t: Tokens, dash: int, end: int) -> tuple[int, int]:
    """The name alone, without what a comma adds to it and without a full stop."""
    return dash + 1, next(
        (k for k in range(dash + 1, end) if t.bits[k] & (lx.COMMA | lx.STOP) and not passable(t, k)), end
    )
