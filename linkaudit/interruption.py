"""Ctrl-C and SIGTERM as a value: the first one asks a run to end early and still report, a second one ends it at once.

Laws: works in the main thread; elsewhere (a library's caller) it watches nothing.
"""

from __future__ import annotations

import signal
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from types import FrameType
from typing import Self

from linkaudit.model import StopReason

_REASONS = {signal.SIGINT: StopReason.INTERRUPTED, signal.SIGTERM: StopReason.TERMINATED}


class Interruption:
    """Watches while entered. `reason` is None until somebody interrupts; then `on_stop` is called, once."""

    def __init__(self) -> None:
        self.reason: StopReason | None = None
        self.on_stop: Callable[[], None] | None = None
        self._before: dict[signal.Signals, object] = {}

    def __enter__(self) -> Self:
        if threading.current_thread() is threading.main_thread():
            self._before = {number: signal.signal(number, self._take) for number in _REASONS}
        return self

    def __exit__(self, *_: object) -> None:
        for number, handler in self._before.items():
            signal.signal(number, handler)  # type: ignore[arg-type]
        self._before = {}

    def stop(self, reason: StopReason) -> None:
        """End the run early, from whatever thread; a run that has ended takes no notice."""
        self.reason = reason
        if (on_stop := self.on_stop) is not None:
            with suppress(RuntimeError):  # trio.RunFinishedError: it has ended by itself since
                on_stop()

    @contextmanager
    def heeded(self) -> Iterator[None]:
        """Within it, under trio, an interruption cancels whatever goes on, even one that came before."""
        import trio

        token = trio.lowlevel.current_trio_token()
        with trio.CancelScope() as scope:
            self.on_stop = lambda: token.run_sync_soon(scope.cancel, idempotent=True)
            if self.reason is not None:
                scope.cancel()
            try:
                yield
            finally:
                self.on_stop = None

    def _take(self, number: int, _frame: FrameType | None) -> None:
        if self.reason is not None:
            raise KeyboardInterrupt
        self.stop(_REASONS[signal.Signals(number)])
