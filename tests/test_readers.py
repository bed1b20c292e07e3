"""Many articles are read by several processes: the same articles, in the same order, whoever is lost meanwhile."""

from __future__ import annotations

import multiprocessing
import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from linkaudit import readers
from linkaudit.config import Config
from linkaudit.leg import Read
from linkaudit.model import Format, Skipped, Source
from linkaudit.run import read_with_surroundings


def articles(number: int) -> Iterator[Source | Skipped]:
    for at in range(number):
        if at % 50 == 49:
            yield Skipped(f"{at}.md", "empty: there is nothing to check")
        else:
            text = f"The council [said in part {at}](http://www.example.net/{at}) on Monday that work would go on."
            yield Source(f"{at}.md", text.encode(), Format.MARKDOWN)


def read(found: list[Read | Skipped]) -> list[object]:
    return [each if isinstance(each, Skipped) else (each.article.path, each.article.claims) for each in found]


@pytest.fixture(autouse=True)
def _soon(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(readers, "WORTH", 30)


@pytest.mark.parametrize("number", [0, 30, 31, 160])
def test_what_is_read_elsewhere_is_what_is_read_here(number: int) -> None:
    found = list(readers.read_all(Config(), articles(number), 3))
    assert read(found) == read(list(read_with_surroundings(Config(), articles(number))))
    assert not multiprocessing.active_children()


def test_a_reader_that_is_lost_costs_no_article() -> None:
    reading = readers.read_all(Config(), articles(200), 2)
    found = [next(reading) for _ in range(31)]
    [first, *_] = multiprocessing.active_children()
    first.kill()
    assert read([*found, *reading]) == read(list(read_with_surroundings(Config(), articles(200))))
    assert not multiprocessing.active_children()


def test_nobody_reads_on_when_the_rest_is_not_wanted() -> None:
    reading = readers.read_all(Config(), articles(500), 2)
    for _ in range(40):
        next(reading)
    children = [child.pid for child in multiprocessing.active_children()]
    assert len(children) == 2
    reading.close()
    assert not any(Path(f"/proc/{child}").exists() for child in children if os.path.isdir("/proc"))  # noqa: PTH112
