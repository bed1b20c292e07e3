"""One worker process: makes the visits that it is told to, over standard input and output.

Laws: decides nothing. It ends when its input ends, so it never outlives the run that started it.
"""

from __future__ import annotations

import gc
import os

import trio

from linkaudit.evidence.guard import system_resolver
from linkaudit.evidence.messages import Hire, Job, Message, Ready, Result, post, received
from linkaudit.evidence.names import Names
from linkaudit.evidence.visits import Visitor
from linkaudit.evidence.workers import source_client


def main() -> None:
    """Work until the input ends."""
    trio.run(_work)


async def _work() -> None:
    jobs, results = trio.lowlevel.FdStream(os.dup(0)), trio.lowlevel.FdStream(os.dup(1))
    os.dup2(2, 1)  # what a library prints is no result
    names = Names(system_resolver())
    visitor: Visitor | None = None
    done, finished = trio.open_memory_channel[Message](1024)
    async with trio.open_nursery() as nursery:
        async for message in received(jobs):
            match message:
                case Hire():
                    visitor = Visitor(source_client(message.limits, names), deep=message.limits.deep)
                    gc.freeze()  # what is loaded stays; looking through it again and again is what collections cost
                    nursery.start_soon(post, finished, results)
                    await done.send(Ready())
                case Job() if visitor is not None:
                    nursery.start_soon(_visit, visitor, names, message, done)
        nursery.cancel_scope.cancel()


async def _visit(visitor: Visitor, names: Names, job: Job, done: trio.MemorySendChannel[Message]) -> None:
    if job.addresses:
        names.learn(job.host, job.addresses)
    visit = await visitor.visit(job.url, job.seconds, job.questions, job.after)
    await done.send(Result(job.number, visit, visitor.requests))
