"""Which rules there are, and by what names they go.

Does no I/O. A new rule is one import and one line here.
"""

from __future__ import annotations

import difflib

from linkaudit.errors import ConfigError
from linkaudit.rules.la101_placeholder_link import placeholder_link
from linkaudit.rules.la102_undefined_reference import undefined_reference
from linkaudit.rules.la103_malformed_url import malformed_url
from linkaudit.rules.la104_missing_local_target import missing_local_target
from linkaudit.rules.la105_placeholder_outside_claims import placeholder_outside_claims
from linkaudit.rules.la106_embed_without_permalink import embed_without_permalink
from linkaudit.rules.la107_no_link_to_original import no_link_to_original
from linkaudit.rules.la108_private_link import private_link
from linkaudit.rules.la109_unfinished_marker import unfinished_marker
from linkaudit.rules.la110_unlinked_source import unlinked_source
from linkaudit.rules.la111_publisher_mismatch import publisher_mismatch
from linkaudit.rules.la112_unsourced_quotation import unsourced_quotation
from linkaudit.rules.la113_vague_attribution import vague_attribution
from linkaudit.rules.la114_unlinked_speaker import unlinked_speaker
from linkaudit.rules.la115_home_page_cited import home_page_cited
from linkaudit.rules.la201_dead_link import dead_link
from linkaudit.rules.la202_unreachable import unreachable
from linkaudit.rules.la203_blocked import blocked
from linkaudit.rules.la204_soft_404 import soft_404
from linkaudit.rules.la205_moved_to_home import moved_to_home
from linkaudit.rules.la206_moved_permanently import moved_permanently
from linkaudit.rules.la207_shortened_link import shortened_link
from linkaudit.rules.la208_missing_fragment import missing_fragment
from linkaudit.rules.la209_bad_certificate import bad_certificate
from linkaudit.rules.la210_refused_address import refused_address
from linkaudit.rules.la211_parked_domain import parked_domain
from linkaudit.rules.la301_dead_but_archived import dead_but_archived
from linkaudit.rules.la302_no_archived_copy import no_archived_copy
from linkaudit.rules.la303_archived_copy_unusable import archived_copy_unusable
from linkaudit.rules.la304_archived_far_from_publication import archived_far_from_publication
from linkaudit.rules.la305_distrusted_archive import distrusted_archive
from linkaudit.rules.la401_quotation_not_found import quotation_not_found
from linkaudit.rules.la402_quotation_differs import quotation_differs
from linkaudit.rules.la403_source_newer_than_article import source_newer_than_article
from linkaudit.rules.la404_figure_not_in_source import figure_not_in_source
from linkaudit.rules.la405_quotation_removed import quotation_removed
from linkaudit.rules.la406_secondary_source import secondary_source
from linkaudit.rules.la407_circular_citation import circular_citation
from linkaudit.rules.la408_press_release import press_release
from linkaudit.rules.la409_source_not_on_page import source_not_on_page
from linkaudit.rules.la901_unchecked import unchecked
from linkaudit.rules.la902_unused_ignore import unused_ignore
from linkaudit.rules.la903_too_deeply_nested import too_deeply_nested
from linkaudit.rules.rule import Rule

_RULES: tuple[Rule, ...] = (
    placeholder_link,
    undefined_reference,
    malformed_url,
    missing_local_target,
    placeholder_outside_claims,
    embed_without_permalink,
    no_link_to_original,
    private_link,
    unfinished_marker,
    unlinked_source,
    publisher_mismatch,
    unsourced_quotation,
    vague_attribution,
    unlinked_speaker,
    home_page_cited,
    dead_link,
    unreachable,
    blocked,
    moved_permanently,
    shortened_link,
    missing_fragment,
    bad_certificate,
    refused_address,
    dead_but_archived,
    no_archived_copy,
    archived_copy_unusable,
    archived_far_from_publication,
    distrusted_archive,
    soft_404,
    moved_to_home,
    parked_domain,
    quotation_not_found,
    quotation_differs,
    source_newer_than_article,
    figure_not_in_source,
    quotation_removed,
    secondary_source,
    circular_citation,
    press_release,
    source_not_on_page,
    unchecked,
    too_deeply_nested,
)
RULES = tuple(sorted((*_RULES, unused_ignore(_RULES)), key=lambda rule: rule.code))

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
    near = difflib.get_close_matches(wanted, list(_BY_WORD), n=1, cutoff=0.0)[0]
    nearest = near.upper() if near.startswith("la") and near[2:].isdigit() else near
    raise ConfigError(f'there is no rule "{word}"; the nearest is {nearest}')
