"""`python -m linkaudit` is `linkaudit`; Ctrl-C while it is still being loaded ends it in silence.

Laws: a command owns its process. What it loads is not searched for garbage, and when it has ended, nothing is tidied
up that the system takes back anyway: together a tenth of a second, of which an editor waits for every one.
"""

from __future__ import annotations

import gc
import os
import signal
import sys
from typing import NoReturn

_INTERRUPTED = 130
NEW_OBJECTS = 50_000
"""Between two searches for garbage; Python's own 700 are for programs that stay."""

_TURN = 0.0005
"""Seconds. Articles are read in a thread: at Python's own 5 ms, each answer would wait that long for its turn."""


def main() -> NoReturn:
    """Load the command line and run it."""
    if signal.getsignal(signal.SIGINT) is signal.default_int_handler:
        # An exception could be lost in a library that is being loaded, and the run would go on unstoppable.
        signal.signal(signal.SIGINT, _leave_at_once)
    gc.set_threshold(NEW_OBJECTS)
    sys.setswitchinterval(_TURN)
    # Of httpx everything but its own command line, which would load rich wherever that happens to be installed.
    sys.modules["httpx._main"] = None  # type: ignore[assignment]
    try:
        from linkaudit.cli import main as run

        run()
    except SystemExit as end:
        if not isinstance(end.code, int):
            raise
        _leave(end.code)


def _leave_at_once(*_: object) -> NoReturn:
    os._exit(_INTERRUPTED)


def _leave(code: int) -> NoReturn:
    sys.stdout.flush()
    sys.stderr.flush()
    os._exit(code)


if __name__ == "__main__":
    main()
