"""What earlier runs learned: observations and look-ups in one SQLite file, given back as evidence while fresh.

Laws: append-only, until somebody prunes; masked text only, and no article's text; addresses are looked up by a salted
hash and kept with their secrets masked. A row that does not bear its own seal is not evidence. A cache that cannot be
used never stops a run; a history that cannot be trusted does, and is never deleted.
"""

from linkaudit.store.history import Store, default_path, open_store
from linkaudit.store.ledger import Use
from linkaudit.store.readings import Unread
from linkaudit.store.rows import is_recallable
from linkaudit.store.runs import Ending, Run, scope_of

__all__ = ["Ending", "Run", "Store", "Unread", "Use", "default_path", "is_recallable", "open_store", "scope_of"]
