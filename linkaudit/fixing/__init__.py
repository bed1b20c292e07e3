"""What `linkaudit fix` changes: an audit becomes edits, edits become a patch or new files.

Doors: `propose` decides (pure), `patch_of` and `unified_diff` put edits into bytes (pure), `questions` and `ask` learn
what the audit left open, `told` says it in words. Import them from here.
"""

from linkaudit.fixing.asking import Answers, ask, questions
from linkaudit.fixing.patch import Patch, patch_of, unified_diff
from linkaudit.fixing.proposals import Proposal, Style, propose
from linkaudit.fixing.repairs import Kind, Left, Verified
from linkaudit.fixing.words import told

__all__ = [
    "Answers",
    "Kind",
    "Left",
    "Patch",
    "Proposal",
    "Style",
    "Verified",
    "ask",
    "patch_of",
    "propose",
    "questions",
    "told",
    "unified_diff",
]
