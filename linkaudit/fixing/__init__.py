"""What `linkaudit fix` changes: an audit becomes edits, edits become a patch or new files.

Doors: `proposed` asks and decides, `each_once`, `as_diff` and `write` bring it to the files, `told` says it in words.
What decides (`propose`) and what puts edits into bytes (`patch_of`, `unified_diff`) is pure. Import them from here.
"""

from linkaudit.fixing.asking import proposed
from linkaudit.fixing.files import Made, as_diff, each_once, write
from linkaudit.fixing.patch import Patch, patch_of, unified_diff
from linkaudit.fixing.proposals import Proposal, Style, propose
from linkaudit.fixing.repairs import Kind, Left, Verified
from linkaudit.fixing.words import told

__all__ = [
    "Kind",
    "Left",
    "Made",
    "Patch",
    "Proposal",
    "Style",
    "Verified",
    "as_diff",
    "each_once",
    "patch_of",
    "propose",
    "proposed",
    "told",
    "unified_diff",
    "write",
]
