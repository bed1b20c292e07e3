"""Cancel running checks at random moments in a process of its own, and print what they left behind, as JSON.

Reads from standard input: links, good (a link that is in order), names, limits, rounds and seed.
"""

from __future__ import annotations

import gc
import json
import random
import sys
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

import trio
from hostile_web import LIMITS, resolver

from linkaudit.evidence import Limits, LiveRequest, Web, gather
from linkaudit.model import Fetch

LONGEST = 0.12
"""Seconds within which a round is cancelled: its links take from a millisecond to many seconds."""


def descriptors() -> int:
    gc.collect()
    return len(list(Path("/proc/self/fd").iterdir()))


async def cancelled_round(links: Sequence[str], limits: Limits, names: dict[str, Any], seconds: float) -> None:
    with trio.move_on_after(seconds):
        async with gather(limits, resolve=resolver(names)) as web:
            web.ask(LiveRequest(link) for link in links)
            async for _ in web:
                pass


async def opens(web: Web, link: str) -> bool:
    web.ask([LiveRequest(link)])
    answer = await anext(web)
    return isinstance(answer, Fetch) and answer.status == 200


async def work(wanted: dict[str, Any]) -> dict[str, Any]:
    chance = random.Random(wanted["seed"])
    limits = replace(LIMITS, **wanted["limits"])
    left: dict[str, Any] = {"failed": [], "descriptors": [], "tasks": []}
    async with gather(limits, resolve=resolver(wanted["names"])) as steady:
        await opens(steady, wanted["good"])
        tasks, open_files = trio.lowlevel.current_statistics().tasks_living, descriptors()
        for number in range(wanted["rounds"]):
            links = chance.sample(wanted["links"], 16)
            await cancelled_round(links, limits, wanted["names"], chance.uniform(0, LONGEST))
            if not await opens(steady, f"{wanted['good']}?{number}"):
                left["failed"].append(number)
            left["tasks"].append(trio.lowlevel.current_statistics().tasks_living - tasks)
            if number % 10 == 9:
                left["descriptors"].append(descriptors() - open_files)
    return left


def main() -> None:
    json.dump(trio.run(work, json.load(sys.stdin)), sys.stdout)


if __name__ == "__main__":
    main()
