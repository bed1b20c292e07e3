"""Reads the articles of a large archive on all processors: in processes of their own, in batches, in the order given.

Laws: decides nothing; an article is the same wherever it is read. A process that is lost costs time, never an article:
its batch is read here. None outlives the run: each ends when its end of the pipe is closed, however the run ends.
"""

from __future__ import annotations

import os
import signal
from collections import deque
from collections.abc import Generator, Iterable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from itertools import islice
from multiprocessing import get_context
from multiprocessing.connection import Connection
from multiprocessing.context import SpawnProcess

from linkaudit.config import Config
from linkaudit.leg import Read
from linkaudit.model import Skipped, Source
from linkaudit.run import read_with_surroundings

WORTH = 200
"""Articles that are read here first: fewer are read sooner than a process is started (half a second)."""

MOST_READERS = 8
BATCH, BATCH_BYTES = 25, 500_000
"""Articles, and bytes of them, that a process reads at a time."""

_LOST = (EOFError, OSError)
_Batch = list[Source | Skipped]
_Result = list[Read | Skipped]


@dataclass(slots=True)
class _Reader:
    """A process, and the batch that it has in hand."""

    process: SpawnProcess
    pipe: Connection
    batch: _Batch

    def give(self, batch: _Batch) -> None:
        """Hand over the next batch; the one before must have been taken back."""
        self.batch = batch
        with suppress(*_LOST):  # whoever takes the result back will find out
            self.pipe.send(batch)

    def take(self, config: Config) -> _Result:
        try:
            found: _Result = self.pipe.recv()
        except _LOST:
            return list(read_with_surroundings(config, self.batch))
        return found

    def end(self) -> None:
        self.pipe.close()
        self.process.kill()  # it holds nothing that needs to be saved
        self.process.join()


def processors() -> int:
    """How many processors this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def read_all(
    config: Config, found: Iterable[Source | Skipped], processors: int
) -> Generator[Read | Skipped, None, None]:
    """The articles as read. Close it when it is not read to its end."""
    waiting = iter(found)
    yield from read_with_surroundings(config, islice(waiting, WORTH))
    first = _next_batch(waiting)
    if processors < 2 or not first:
        yield from read_with_surroundings(config, first)
        yield from read_with_surroundings(config, waiting)
        return
    readers: deque[_Reader] = deque()
    try:
        batch = first
        while batch and len(readers) < min(processors, MOST_READERS):
            reader = _started(config)
            reader.give(batch)
            readers.append(reader)
            batch = _next_batch(waiting)
        while readers:
            # The order is kept by asking them in turn; each has its next batch before its last one is gone through.
            reader = readers.popleft()
            result = reader.take(config)
            if batch:
                reader.give(batch)
                readers.append(reader)
                batch = _next_batch(waiting)
            else:
                reader.end()
            yield from result
    finally:
        for reader in readers:
            reader.end()


def _next_batch(waiting: Iterator[Source | Skipped]) -> _Batch:
    batch: _Batch = []
    size = 0
    while len(batch) < BATCH and size < BATCH_BYTES and (each := next(waiting, None)) is not None:
        batch.append(each)
        size += len(each.data) if isinstance(each, Source) else 0
    return batch


def _started(config: Config) -> _Reader:
    spawning = get_context("spawn")
    ours, theirs = spawning.Pipe()
    process = spawning.Process(target=_work, args=(config, theirs), daemon=True)
    with _deaf_to_interrupts():
        process.start()
    theirs.close()
    return _Reader(process, ours, [])


@contextmanager
def _deaf_to_interrupts() -> Iterator[None]:
    """What is started meanwhile hears no Ctrl-C: that is for the run, which knows what to do about it."""
    if not hasattr(signal, "pthread_sigmask"):
        yield
        return
    before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)


def _work(config: Config, pipe: Connection) -> None:
    """Read one batch after the other until the pipe is closed."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), 2)  # what goes wrong here goes wrong again, and is told, in the run
    with suppress(*_LOST):
        while True:
            pipe.send(list(read_with_surroundings(config, pipe.recv())))
