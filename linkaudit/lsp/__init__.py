"""The same audit behind an editor: diagnostics while one writes, what is known of a claim, and repairs.

The door is `serve`, which speaks the Language Server Protocol over standard input and output.
"""

from __future__ import annotations

from linkaudit.lsp.desk import Settings
from linkaudit.lsp.server import serve

__all__ = ["Settings", "serve"]
