"""LA902."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from linkaudit.model import Article, Confidence, Directive, Evidence, LinkKind, Severity, Verdict
from linkaudit.reach import outcome
from linkaudit.rules.choice import covers, reaches, runs
from linkaudit.rules.policy import Policy
from linkaudit.rules.rule import Hit, Rule, declare


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
        for comment in article.directives:
            if message := _complaint(comment, rules, article, evidence, policy):
                yield Hit((comment.span,), message)

    return check


def _complaint(
    comment: Directive, rules: Sequence[Rule], article: Article, evidence: Evidence, policy: Policy
) -> str | None:
    if comment.reason is None:
        return "this comment silences nothing: it gives no reason"
    unused = []
    for word in sorted(comment.rules):
        meant = [rule for rule in rules if covers(frozenset({word}), rule)]
        if not meant and word.lower() not in {"la902", "unused-ignore"}:
            return f"this comment silences nothing: there is no rule {word}"
        if meant and not any(_may_speak(rule, comment, article, evidence, policy) for rule in meant):
            unused.append(word)
    return f"nothing here needs this comment: {', '.join(unused)} found nothing" if unused else None


def _may_speak(rule: Rule, comment: Directive, article: Article, evidence: Evidence, policy: Policy) -> bool:
    """Whether the rule speaks where the comment reaches, or might, for all that is known."""
    if not runs(rule, policy) or not _is_certain(rule, comment, article, evidence):
        return True
    return any(reaches(comment, hit.places[0], article) for hit in rule.check(article, evidence, policy))


def _is_certain(rule: Rule, comment: Directive, article: Article, evidence: Evidence) -> bool:
    links = [link for link in article.links if reaches(comment, link.span, article)]
    match rule.family:
        case "LA1":
            return all(link.kind is not LinkKind.LOCAL or link.href in evidence.local for link in links)
        case "LA2" if rule.confidence is not Confidence.LOW:
            verdicts = {outcome(link.url, evidence).verdict for link in links if link.url is not None}
            return verdicts <= {Verdict.ALIVE, Verdict.BROKEN}
        case _:
            return False
