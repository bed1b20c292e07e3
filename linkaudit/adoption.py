"""What an audit found that was not there before: a baseline, or the commit that a change began from, is known already.

Laws: asks nobody. A finding is new only when its fingerprint is unknown and its article has more of its kind than
before, so that a typo mended or an article renamed stays green. A link that was there before and has died since is
rot, and fails no change.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, replace
from pathlib import Path, PurePosixPath
from urllib.parse import urlsplit

from linkaudit import git, run, urls
from linkaudit.config import Config
from linkaudit.errors import ConfigError
from linkaudit.model import Article, Audit, AuditedArticle, Evidence, Finding, FindingState, Skipped, Source
from linkaudit.model.baseline import Baseline
from linkaudit.rules import judge
from linkaudit.sources import local_targets

_HEADER = "# linkaudit baseline 1: article, rule, fingerprint. Made by: linkaudit check --write-baseline"
_INDEX_PAGES = frozenset({"index", "_index"})

NOT_PUBLISHED = "this article is part of the same change, so its page is not there yet"
ROT = "the link was there before this change: rot, see the weekly audit"


def baseline_text(audit: Audit) -> str:
    """An audit's findings as a baseline: a sorted line each, so that it merges and compares well."""
    lines = {f"{found.path}\t{found.rule}\t{found.fingerprint}" for found in _open_findings(audit)}
    return "\n".join([_HEADER, *sorted(lines)]) + "\n"


def read_baseline(text: str, name: str) -> Baseline:
    """The baseline in a file's text. Raises ConfigError naming the line that is none."""
    known: list[tuple[str, str, str]] = []
    for number, line in enumerate(text.splitlines(), 1):
        if not line.strip() or line.startswith("#"):
            continue
        fields = line.split("\t")
        if len(fields) != 3:
            raise ConfigError(f"{name}:{number}: not a line of a baseline: make it anew with --write-baseline")
        known.append((fields[0], fields[1], fields[2]))
    return Baseline(frozenset(mark for _, _, mark in known), Counter((path, rule) for path, rule, _ in known))


@dataclass(frozen=True)
class Past:
    """How the articles were before: at the commit that a change began from, or that last wrote the baseline."""

    config: Config
    here: Path
    changes: git.Changes | None
    only_changed: bool = False

    def name(self, path: str) -> str | None:
        """An article's name at that commit, relative to the repository's root; None for a new article."""
        if self.changes is None:
            return None
        file = (self.here / path).absolute()
        if file in self.changes.files:
            return self.changes.files[file]
        return git.name_in_repository(file)

    def article(self, article: Article) -> Article | None:
        """The article as it was; None when it was not there, or cannot be read."""
        name = self.name(article.path)
        data = git.content(self.changes.commit, name, self.here) if self.changes is not None and name else None
        if data is None:
            return None
        read, _ = run.read_articles(self.config, [Source(article.path, data, article.format)])
        return read[0] if read else None

    @property
    def slugs(self) -> frozenset[str]:
        """What the pages of the articles in the change are called, as far as their files tell."""
        files = self.changes.files if self.changes is not None and self.only_changed else {}
        return frozenset(_slug(PurePosixPath(file.as_posix())) for file in files)


def _slug(path: PurePosixPath) -> str:
    return path.parent.name if path.stem in _INDEX_PAGES else path.stem


def changed_only(found: Iterable[Source | Skipped], past: Past) -> list[Source | Skipped]:
    """Those of the articles that differ from the past; what could not be read is told all the same when it differs."""
    files = past.changes.files if past.changes is not None else {}
    return [each for each in found if (past.here / each.path).absolute() in files]


def compare(audit: Audit, baseline: Baseline, past: Past) -> Audit:
    """The audit with every finding that is not new marked as unchanged."""
    return replace(audit, articles=tuple(_compared(each, baseline, past) for each in audit.articles))


def _compared(audited: AuditedArticle, baseline: Baseline, past: Past) -> AuditedArticle:
    if not any(found.state is FindingState.NEW for found in audited.findings):
        return audited
    before = past.article(audited.article)
    if before is not None and past.only_changed:
        baseline = _joined(baseline, _baseline_of(before, past))
    counts = Counter(found.rule for found in audited.findings if found.state is FindingState.NEW)
    return replace(
        audited, findings=tuple(_marked(each, audited, baseline, counts, before, past) for each in audited.findings)
    )


def _baseline_of(article: Article, past: Past) -> Baseline:
    """What the article itself told of at that time; the web of that time cannot be asked."""
    evidence = Evidence(local=local_targets(article, past.config.root_dir))
    found = [each for each in judge(article, evidence, past.config.policy()) if each.state is FindingState.NEW]
    counts = Counter((each.path, each.rule) for each in found)
    return Baseline(frozenset(each.fingerprint for each in found), counts)


def _marked(
    found: Finding,
    audited: AuditedArticle,
    baseline: Baseline,
    counts: Counter[str],
    before: Article | None,
    past: Past,
) -> Finding:
    if found.state is not FindingState.NEW:
        return found
    if _is_of_this_change(found, past):
        return replace(found, state=FindingState.UNCHANGED, note=NOT_PUBLISHED)
    if found.is_about_web and before is not None:
        known = found.fingerprint in baseline.fingerprints or _was_there(found, audited.article, before)
        return replace(found, state=FindingState.UNCHANGED, note=ROT) if known else found
    is_new = baseline.is_new(found.path, found.rule, found.fingerprint, counts[found.rule])
    return found if is_new else replace(found, state=FindingState.UNCHANGED)


def _joined(one: Baseline, other: Baseline) -> Baseline:
    return Baseline(one.fingerprints | other.fingerprints, Counter(one.counts) | Counter(other.counts))


def _was_there(found: Finding, article: Article, before: Article) -> bool:
    """Whether what a finding about the web is about stood in the article before: the words for LA4xx, else the link."""
    if found.rule.startswith("LA4"):
        claim = article.claims_by_id.get(found.claim or "")
        return claim is not None and any(claim.text == old.text for old in before.claims)
    return found.url is None or found.url in before.urls


def _is_of_this_change(found: Finding, past: Past) -> bool:
    """Whether a link leads to a page of the newsroom's own site whose article is being added or moved."""
    own = past.config.base_url
    if own is None or found.url is None or urls.host_of(found.url) != urls.host_of(own):
        return False
    return _slug(PurePosixPath(urlsplit(found.url).path.rstrip("/"))) in past.slugs


def _open_findings(audit: Audit) -> Iterable[Finding]:
    known = (FindingState.NEW, FindingState.UNCHANGED)
    return (found for each in audit.articles for found in each.findings if found.state in known and not found.counted)
