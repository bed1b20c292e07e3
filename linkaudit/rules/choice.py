"""Which rules a policy wants, and which of them a comment or a configuration means by a word.

Does no I/O.
"""

from __future__ import annotations

from linkaudit.model import Directive
from linkaudit.rules.policy import Policy
from linkaudit.rules.rule import Rule


def covers(words: frozenset[str], rule: Rule) -> bool:
    """Whether one of the codes, names or families means the rule."""
    return any(word.lower() in {rule.code.lower(), rule.name, rule.family.lower()} for word in words)


def accepts(words: frozenset[str], rule: Rule) -> bool:
    """Whether one of the words means the rule, or the one in whose place it speaks."""
    return covers(words, rule) or (rule.instead_of is not None and covers(words, rule.instead_of))


def runs(rule: Rule, policy: Policy) -> bool:
    """Whether the rule speaks by default or because it was selected."""
    return rule.on or covers(policy.select, rule)


def is_ignored(rule: Rule, policy: Policy) -> bool:
    """Whether the rule, or the one in whose place it speaks, is ignored.

    A code that is selected beats a family that is ignored.
    """
    if rule.instead_of is not None and is_ignored(rule.instead_of, policy):
        return True
    codes = frozenset(word for word in policy.select if word.lower() != rule.family.lower())
    by_family = covers(policy.ignore & {rule.family}, rule)
    return covers(policy.ignore - {rule.family}, rule) or (by_family and not covers(codes, rule))


def silences(comment: Directive, rule: Rule) -> bool:
    """Whether a comment means the rule, or every rule, and gives its reason (a stretch that is off always has one)."""
    return comment.reason is not None and (not comment.rules or accepts(comment.rules, rule))
