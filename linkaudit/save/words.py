"""What would become public and what became of it, in words for an editor.

Laws: pure, no I/O. "Submitted" is never called "archived".
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import assert_never

from linkaudit.evidence.archives.refusals import advice, refusal
from linkaudit.model.saving import RECENT_COPY, SavingState, Submission
from linkaudit.report.sinks import plain
from linkaudit.save.choice import Candidate, Choice, WhyNot


def render_choice(choice: Choice, archive: str, *, submits: bool) -> str:
    """The list of what would become public, before anything does, and what is left out and why."""
    lines = []
    number = len(choice.chosen)
    if number:
        verb = "are being submitted to" if submits else "would become public at"
        this = "This address" if number == 1 else f"These {number} addresses"
        lines.append(f"{this} {verb.replace('are', 'is') if number == 1 else verb} {archive}:")
        lines += [_line(each) for each in choice.chosen]
        if not submits:
            lines.append("Nothing was submitted: linkaudit save --yes submits them.")
    else:
        rest = "is left out, see below" if choice.left_out else "could not be opened from here"
        lines.append(f"Nothing to save: every source in the text has an archived copy or {rest}.")
    if choice.copied:
        have = "1 source that opens has" if choice.copied == 1 else f"{choice.copied} sources that open have"
        lines.append(f"{have} an archived copy already.")
    if choice.left_out:
        lines += ["", "Left out:"]
        lines += [_line(each) for each in choice.left_out]
    return "\n".join(lines) + "\n"


def _line(candidate: Candidate) -> str:
    """What, where, and why not."""
    line = f"  {plain(candidate.url)}  ({plain(candidate.place)})"
    if candidate.why_not is None:
        return line
    before = candidate.before
    again = before is not None and candidate.why_not in (WhyNot.REFUSED, WhyNot.JUST_TRIED)
    because = f" ({refusal(before.code).words})" if again and before is not None else ""
    return f"{line}: {candidate.why_not}{because}"


def render_results(settled: Sequence[Submission], not_tried: int) -> str:
    """What became of each address, the good ones first, and what to do about the others."""
    lines = [""] if settled or not_tried else []
    for state in (SavingState.SAVED, SavingState.PENDING, SavingState.UNKNOWN, SavingState.FAILED, SavingState.REFUSED):
        few = [each for each in settled if each.state is state]
        if few:
            lines.append(f"{_HEADS[state]}:")
            lines += [line for each in few for line in _told(each)]
    if not_tried:
        lines.append(f"Not submitted in this run: {not_tried}. Run linkaudit save --yes again.")
    return "\n".join(lines) + "\n" if lines else ""


_HEADS = {
    SavingState.SAVED: "Archived, and the copy was seen",
    SavingState.PENDING: "Submitted, not archived yet",
    SavingState.UNKNOWN: "Not known yet",
    SavingState.FAILED: "Not archived this time",
    SavingState.REFUSED: "Refused",
}


def _told(submission: Submission) -> Iterable[str]:
    yield f"  {plain(submission.url)}"
    match submission.state:
        case SavingState.SAVED:
            copy = submission.memento
            yield f"      copy: {plain(copy.url)}" if copy else "      copy: address not known"
        case SavingState.PENDING:
            yield "      the archive is at work: the next linkaudit save --yes asks what became of it"
        case SavingState.UNKNOWN:
            recent = submission.code == RECENT_COPY
            yield "      the archive " + ("says it has a copy of today" if recent else "gave no clear answer")
            yield "      the next linkaudit save --yes looks for its copy; until tomorrow it is not submitted again"
        case SavingState.FAILED | SavingState.REFUSED:
            found = refusal(submission.code)
            yield f"      {found.words}: {advice(found)}"
        case _:
            assert_never(submission.state)
