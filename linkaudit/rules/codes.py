"""Which rules there are, by what names they go, and which of them a policy wants.

Does no I/O. A new rule is one import and one line here.
"""

from __future__ import annotations

import difflib

from linkaudit.errors import ConfigError
from linkaudit.rules.la101_placeholder_link import placeholder_link
from linkaudit.rules.la102_undefined_reference import undefined_reference
from linkaudit.rules.la103_malformed_url import malformed_url
from linkaudit.rules.la105_placeholder_outside_claims import placeholder_outside_claims
from linkaudit.rules.la106_embed_without_permalink import embed_without_permalink
from linkaudit.rules.la107_no_link_to_original import no_link_to_original
from linkaudit.rules.la110_unlinked_source import unlinked_source
from linkaudit.rules.la111_publisher_mismatch import publisher_mismatch
from linkaudit.rules.la201_dead_link import dead_link
from linkaudit.rules.la202_unreachable import unreachable
from linkaudit.rules.la203_blocked import blocked
from linkaudit.rules.la206_moved_permanently import moved_permanently
from linkaudit.rules.la207_shortened_link import shortened_link
from linkaudit.rules.la209_bad_certificate import bad_certificate
from linkaudit.rules.la210_refused_address import refused_address
from linkaudit.rules.la301_dead_but_archived import dead_but_archived
from linkaudit.rules.la302_no_archived_copy import no_archived_copy
from linkaudit.rules.la901_unchecked import unchecked
from linkaudit.rules.policy import Policy
from linkaudit.rules.rule import Rule

RULES: tuple[Rule, ...] = (
    placeholder_link,
    undefined_reference,
    malformed_url,
    placeholder_outside_claims,
    embed_without_permalink,
    no_link_to_original,
    unlinked_source,
    publisher_mismatch,
    dead_link,
    unreachable,
    blocked,
    moved_permanently,
    shortened_link,
    bad_certificate,
    refused_address,
    dead_but_archived,
    no_archived_copy,
    unchecked,
)

_BY_WORD = {word.lower(): rule for rule in RULES for word in (rule.code, rule.name)}
_FAMILIES = {rule.family.lower(): rule.family for rule in RULES}


def catalogue() -> tuple[Rule, ...]:
    """Every rule, in the order of the codes."""
    return RULES


def known(word: str) -> str:
    """The code or family ("LA1") that a code, a name or a family stands for, in whatever letter case.

    Raises ConfigError naming the nearest valid one.
    """
    wanted = word.strip().lower()
    if wanted in _BY_WORD:
        return _BY_WORD[wanted].code
    if wanted in _FAMILIES:
        return _FAMILIES[wanted]
    near = difflib.get_close_matches(wanted, [*_BY_WORD, *_FAMILIES], n=1, cutoff=0.0)[0]
    nearest = near.upper() if near.startswith("la") and near[2:].isdigit() else near
    raise ConfigError(f'there is no rule "{word}"; the nearest is {nearest}')


def covers(words: frozenset[str], rule: Rule) -> bool:
    """Whether one of the codes, names or families means the rule."""
    return any(word.lower() in {rule.code.lower(), rule.name, rule.family.lower()} for word in words)


def runs(rule: Rule, policy: Policy) -> bool:
    """Whether the rule speaks by default or because it was selected."""
    return rule.on or covers(policy.select, rule)


def is_ignored(rule: Rule, policy: Policy) -> bool:
    """Whether the rule is ignored; a code that is selected beats a family that is ignored."""
    codes = frozenset(word for word in policy.select if word.lower() != rule.family.lower())
    by_family = covers(policy.ignore & {rule.family}, rule)
    return covers(policy.ignore - {rule.family}, rule) or (by_family and not covers(codes, rule))
