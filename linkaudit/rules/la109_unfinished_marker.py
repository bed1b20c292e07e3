"""LA109."""

from __future__ import annotations

import re
from collections.abc import Iterator

from linkaudit.model import Article, Confidence, Evidence, Severity, Span
from linkaudit.rules.policy import Policy
from linkaudit.rules.rule import Hit, declare
from linkaudit.rules.running_text import running_text
from linkaudit.rules.surroundings import claim_finder
from linkaudit.rules.wording import quoted

_MARKER = re.compile(
    r"""(?x)
    (?<![\w."“‘'«@\#/-]) TK(?:[ ,]{0,2}TK)* (?![\w"”’'»-] | [ \t]+[A-Z][a-z])
  | \\?[\[(] \s* (?i: (?:citation|source|link|reference) \s (?:is\s)? (?:needed|missing|to\scome|here|tk)
      | (?:add|insert|need|needs) \s (?:a\s)? (?:citation|link|source) | (?:source|link|ref|cite) \s? \?+
      | link | tk | todo
      ) \s* \\?[\])] (?![\[(:])
  | \b (?:TODO|FIXME) \b :
  | [$€£] [ ]? (?:X{2,}|x{2,}) \b
  | (?<![\w.-]) (?: X{2,} (?:[.,]X+)* | x{2,} (?:[.,]x+)* ) [ ]?
      (?: % | (?:per[ ]?cent|hundred|thousand|million|billion|trillion|dollars|pounds|euros|people|deaths|jobs|votes|
          hours|days|weeks|months|years|miles|metres|meters|kilometres|kilometers|km)\b )
  | \b [Ll]orem \s [Ii]psum \b
    """
)


@declare("LA109", "unfinished-marker", Severity.WARNING, Confidence.MEDIUM)
def unfinished_marker(article: Article, evidence: Evidence, _policy: Policy) -> Iterator[Hit]:
    """A mark by which a writer or an editor says that something is still to come.

    `TK`, `TKTK`, `[citation needed]`, `[source?]`, `(link)`, `TODO:`, `XX per cent`, `$XX`, lorem ipsum. Quotations
    and code are left alone, and so is `TK` in a name such as TK Maxx.

    ## Why

    It was put there so that nobody forgets, and it must not go to print.

    ## Example

    ```markdown bad
    The bridge was built in TK and carries XX per cent of the traffic [citation needed].
    ```

    ```markdown good
    The bridge was built in 1931 and carries [40 per cent](https://www.gov.example/traffic) of the traffic.
    ```

    ## Fix

    Fill the gap, or take the sentence out.
    """
    if _MARKER.search(article.source) is None:
        return
    claim_at = claim_finder(article)
    by_line: dict[int, list[Span]] = {}
    for found in _MARKER.finditer(running_text(article, evidence)):
        span = Span(*found.span())
        by_line.setdefault(article.position(span.start).line, []).append(span)
    for spans in by_line.values():
        marks = dict.fromkeys(quoted(span.slice(article.source).strip("()[]\\")) for span in spans)
        claim = claim_at(spans[0])
        yield Hit(tuple(spans), f"unfinished: the text still says {', '.join(marks)}", claim.id if claim else None)
