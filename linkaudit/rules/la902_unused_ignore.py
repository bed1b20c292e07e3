"""LA902."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence

from linkaudit.model import Article, Confidence, Directive, Evidence, LinkKind, Severity, Span, Verdict
from linkaudit.reach import outcome
from linkaudit.rules.choice import covers, runs
from linkaudit.rules.policy import Policy
from linkaudit.rules.rule import Hit, Rule, declare
from linkaudit.rules.wording import clipped


def unused_ignore(rules: Sequence[Rule]) -> Rule:
    """LA902 over all the other rules: it must know what they would have said."""

    @declare("LA902", "unused-ignore", Severity.NOTE, Confidence.HIGH)
    def check(article: Article, evidence: Evidence, policy: Policy) -> Iterator[Hit]:
        """A comment that silences a rule where the rule has nothing to say.

        Or one that gives no reason, or names no rule, and so silences nothing. A comment for a rule that did not
        run, or whose answer was not certain this time (links not opened, archives, the words of a page), is never
        called unused.

        ## Why

        The trouble is gone, or the comment was never at the right place. The next one will be silenced unseen.

        ## Example

        ```markdown bad
        Reuters [reports](https://www.reuters.com/talks/) it. <!-- linkaudit: ignore[LA101] lost in copying -->
        ```

        ```markdown good
        Reuters [reports](https://www.reuters.com/talks/) that the talks have ended.
        ```

        ## Fix

        Take the comment out, or put it on the line that it is for. Write the reason after the bracket.
        """
        heard = _Heard(rules, article, evidence, policy)
        for comment in article.directives:
            if message := _complaint(comment, heard):
                yield Hit((comment.span,), message)

    return check


class _Heard:
    """What each rule says of the article, asked once, and the links by line."""

    def __init__(self, rules: Sequence[Rule], article: Article, evidence: Evidence, policy: Policy) -> None:
        self.rules = rules
        self._article, self._evidence, self._policy = article, evidence, policy
        self._lines: dict[str, list[int]] = {}
        self._links = sorted(((self._line(link.span), link) for link in article.links), key=lambda pair: pair[0])
        self._link_lines = [line for line, _ in self._links]

    def may_speak(self, rule: Rule, comment: Directive) -> bool:
        """Whether the rule speaks where the comment reaches, or might, for all that is known."""
        if not runs(rule, self._policy) or not self._is_certain(rule, comment):
            return True
        if rule.code not in self._lines:
            self._lines[rule.code] = sorted(self._line(hit.places[0]) for hit in self._hits(rule))
        lines = self._lines[rule.code]
        return bisect_left(lines, comment.first) < bisect_right(lines, comment.last)

    def _hits(self, rule: Rule) -> Iterator[Hit]:
        """What the rule says, and what is said in its place."""
        for each in self.rules:
            if rule in (each, each.instead_of):
                yield from each.check(self._article, self._evidence, self._policy)

    def _is_certain(self, rule: Rule, comment: Directive) -> bool:
        first, last = bisect_left(self._link_lines, comment.first), bisect_right(self._link_lines, comment.last)
        links = [link for _, link in self._links[first:last]]
        match rule.family:
            case "LA1":
                return all(link.kind is not LinkKind.LOCAL or link.href in self._evidence.local for link in links)
            case "LA2" if rule.confidence is not Confidence.LOW:
                verdicts = {outcome(link.url, self._evidence).verdict for link in links if link.url is not None}
                return verdicts <= {Verdict.ALIVE, Verdict.BROKEN}
            case _:
                return False

    def _line(self, place: Span) -> int:
        return self._article.position(place.start).line


def _complaint(comment: Directive, heard: _Heard) -> str | None:
    if comment.reason is None:
        return "this comment silences nothing: it gives no reason"
    unused = []
    for word in sorted(comment.rules):
        meant = [rule for rule in heard.rules if covers(frozenset({word}), rule)]
        if not meant and word.lower() not in {"la902", "unused-ignore"}:
            return f"this comment silences nothing: there is no rule {clipped(word, 30)}"
        if meant and not any(heard.may_speak(rule, comment) for rule in meant):
            unused.append(word)
    return f"nothing here needs this comment: {', '.join(unused)} found nothing" if unused else None
