"""What `linkaudit fix` did or would do, in a few lines for an editor. Does no I/O."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence

from linkaudit.fixing.proposals import Proposal
from linkaudit.fixing.repairs import Kind, Left
from linkaudit.model import Format
from linkaudit.rules.la304_archived_far_from_publication import FAR

_MOST_PLACES = 5
_MENDED = {
    Kind.ARCHIVED: "to archived copies",
    Kind.MOVED: "to the page's new address",
    Kind.SECURED: "to the same page under https",
    Kind.RESOLVED: "to the page behind a shortener",
}
_LEFT = {
    Left.NO_COPY: "dead, and no archived copy is known",
    Left.COPY_UNSEEN: "dead, with a copy that the archive did not show just now: run again later",
    Left.CERTIFICATE: "with a bad certificate: linkaudit check tells which",
    Left.MOVED_AWAY: "moved for good, but not plainly to the same page: open them and see",
    Left.HIDDEN: "behind a shortener that did not lead to a page",
    Left.UNVERIFIABLE: "that could not be opened from here, which proves nothing",
    Left.UNCHECKED: "that were not checked",
    Left.SECRET: "with a name or a password in the address",
    Left.SILENCED: "silenced",
    Left.PICTURE: "of pictures and players",
    Left.MARKUP: "in markup that would not read the same afterwards",
}


def told(proposals: Sequence[Proposal], *, written: bool) -> Iterator[str]:
    """Lines for what is mended, which copies to read first, what is left alone and why, and each Word file."""
    files = [each for each in proposals if each.article.format is not Format.DOCX]
    mended: Counter[Kind] = Counter()
    left: Counter[Left] = Counter()
    for each in files:
        mended.update(each.mended)
        left.update(each.left)
    changed = sum(1 for each in files if each.edits)
    if changed:
        kinds = ", ".join(f"{mended[kind]} {words}" for kind, words in _MENDED.items() if mended[kind])
        links = _count(mended.total(), "link")
        ending = "; the files are changed" if written else "; linkaudit fix --write makes the changes"
        yield f"{links} in {_count(changed, 'article')}: {kinds}{ending}"
    else:
        yield "Nothing to mend: this run found no link with a better address that it could verify"
    far = [f"{each.article.path}:{line}" for each in files for line in each.far]
    if far:
        shown = ", ".join(far[:_MOST_PLACES]) + (", ..." if len(far) > _MOST_PLACES else "")
        copies = "1 copy" if len(far) == 1 else f"{len(far)} copies"
        yield f"Read before you rely on them: {copies} from more than {FAR} days before or after publication ({shown})"
    if left:
        reasons = "; ".join(f"{left[reason]} {words}" for reason, words in _LEFT.items() if left[reason])
        yield f"Left alone: {reasons}"
    for each in proposals:
        if each.article.format is Format.DOCX and each.mended:
            links = _count(sum(each.mended.values()), "link")
            yield (
                f"{each.article.path}: linkaudit does not change Word files; {links} can be mended by hand: "
                f"linkaudit check {each.article.path} --select LA206 says how"
            )


def _count(number: int, thing: str) -> str:
    return f"{number} {thing}" if number == 1 else f"{number} {thing}s"
