"""LA104."""

from __future__ import annotations

import re
from collections.abc import Iterator
from urllib.parse import unquote

from linkaudit.model import Article, Confidence, Evidence, Format, Link, LinkKind, Role, Severity
from linkaudit.rules.nowhere import goes_nowhere
from linkaudit.rules.policy import Policy
from linkaudit.rules.private import is_on_own_computer
from linkaudit.rules.rule import Hit, declare
from linkaudit.rules.wording import clipped, folded, named

_MADE_BY_PROGRAMS = re.compile(
    r"(?ix) [!/:] .* | (?:user-content-)? _? (?:fn|ftn|edn|footnote|endnote|note|cite|ref) [a-z_:.-]* \d+ [\w-]*"
)
_WEB_ADDRESS = re.compile(r"(?i)www\.[\w-]+\.[^\s]+|[\w-]+(?:\.[\w-]+)*\.(?:com|org|net|gov|edu|co\.uk)(?:[/?].*)?")


@declare("LA104", "missing-local-target", Severity.ERROR, Confidence.HIGH)
def missing_local_target(article: Article, evidence: Evidence, _policy: Policy) -> Iterator[Hit]:
    """A link to a place in this article, or to a file beside it, that does not exist.

    An address that begins with `/` is looked up only when `--root-dir` says where the site's files are. The anchors
    of footnotes are left alone, for the program that makes the page sets them. Outside the text it is a note.

    ## Why

    Readers who click it stay where they are, or meet an error page of your own site.

    ## Example

    ```markdown bad
    The talks have ended, as [the annex](#annex) shows.

    Sources
    -------
    ```

    ```markdown good
    The talks have ended, as [the annex](#annex) shows.

    Annex
    -----
    ```

    ## Fix

    Correct the name. If it is a web address, write `https://` before it.
    """
    headings = {_plain(anchor) for anchor in article.anchors}
    for claim in article.claims:
        if article.format is Format.HTML and claim.role is Role.FURNITURE:
            continue  # a page that was saved alone left its menus behind
        severity = None if claim.role is Role.BODY else Severity.NOTE
        for link in claim.links:
            if link.kind is LinkKind.FRAGMENT and not _is_here(link, headings):
                message = f"{named(link)} leads to {_written(link)}, and nothing in this article has that name"
                yield Hit((link.span,), message, claim.id, severity=severity)
            elif link.kind is LinkKind.LOCAL and _is_missing(link, evidence):
                forgotten = _WEB_ADDRESS.fullmatch(link.href.strip())
                note = "it looks like a web address: write https:// before it" if forgotten else None
                message = f"{named(link)} leads to a file that does not exist: {_written(link)}"
                yield Hit((link.span,), message, claim.id, note=note, severity=severity)


def _is_here(link: Link, anchors: set[str]) -> bool:
    """Whether a heading or an anchor goes by the name; site generators differ in how they make a name of a heading."""
    name = unquote(link.fragment or link.href.strip().removeprefix("#"))
    same = {_plain(name), _plain(re.sub(r"-\d+$", "", name))}
    return _MADE_BY_PROGRAMS.fullmatch(name) is not None or not same.isdisjoint(anchors)


def _is_missing(link: Link, evidence: Evidence) -> bool:
    unfinished = goes_nowhere(link, evidence) or is_on_own_computer(link.href)
    return evidence.local.get(link.href) is False and not unfinished


def _plain(name: str) -> str:
    return "".join(letter for letter in name.casefold() if letter.isalnum())


def _written(link: Link) -> str:
    return clipped(folded(link.href), 60)
