"""Damaged files: never a traceback, never a wrong verdict; a cache is begun anew, a history is refused."""

from __future__ import annotations

import os
import random
from datetime import timedelta
from pathlib import Path

import pytest
import writers

from linkaudit.errors import StoreError
from linkaudit.store import Use, open_store

FLIPS = 500 if "LINKAUDIT_SOAK" in os.environ else 100
URLS = [url for number in range(writers.ARTICLES) for url in writers.urls_of(number)]


@pytest.fixture
def sound(tmp_path: Path) -> bytes:
    """A history of two weeks."""
    path = tmp_path / "sound.sqlite"
    store = open_store(path, Use.HISTORY)
    for week in range(2):
        writers.audit(store, week)
    store.close()
    return path.read_bytes()


def damaged(folder: Path, data: bytes) -> Path:
    for old in folder.iterdir():
        old.unlink()
    path = folder / "history.sqlite"
    path.write_bytes(data)
    return path


def flipped(sound: bytes, chance: random.Random) -> bytes:
    data = bytearray(sound)
    data[chance.randrange(len(sound))] ^= 1 << chance.randrange(8)
    return bytes(data)


def test_a_flipped_bit_is_never_a_wrong_verdict_of_a_cache(tmp_path: Path, sound: bytes) -> None:
    chance = random.Random(7)
    answers = refused = 0
    for _ in range(FLIPS):
        path = damaged(tmp_path, flipped(sound, chance))
        try:
            store = open_store(path)
        except StoreError:  # the header says that it is somebody else's
            refused += 1
            continue
        found = store.recall(URLS, writers.started(1) + timedelta(minutes=1), timedelta(days=7)).fetches
        store.close()
        answers += len(found)
        assert all(fetch.status == writers.status(url, 1) for url, fetch in found.items())
    assert answers > FLIPS * len(URLS) * 0.8
    assert refused <= FLIPS // 50


def test_a_flipped_bit_is_found_in_a_history_or_changes_nothing(tmp_path: Path, sound: bytes) -> None:
    chance = random.Random(8)
    store = open_store(damaged(tmp_path, sound), Use.HISTORY)
    run, week = writers.audit(store, 2)
    expected = week, store.state(run)
    store.close()
    refused = 0
    for _ in range(FLIPS):
        data = flipped(sound, chance)
        path = damaged(tmp_path, data)
        try:
            store = open_store(path, Use.HISTORY)
            run, week = writers.audit(store, 2)
            assert (week, store.state(run)) == expected
        except StoreError as error:
            refused += 1
            assert str(error).startswith(f"{path}: ")  # noqa: PT017  both ways of ending are right
        finally:
            store.close()
        assert not list(tmp_path.glob("*.broken-*"))
    assert refused > FLIPS // 5


def test_a_history_that_is_refused_stays_byte_for_byte(tmp_path: Path, sound: bytes) -> None:
    data = sound.replace(b"2022-10-17T06", b"2022-10-18T06")
    path = damaged(tmp_path, data)
    store = open_store(path, Use.HISTORY)
    with pytest.raises(StoreError, match=r"history\.sqlite: the history is damaged .*: put back a copy of it"):
        store.recall(URLS, writers.started(2), timedelta(days=7))
    store.close()
    assert path.read_bytes() == data


@pytest.mark.parametrize("use", Use)
def test_a_truncated_file_is_a_broken_one(tmp_path: Path, sound: bytes, use: Use) -> None:
    for length in range(1, len(sound), 6131):
        path = damaged(tmp_path, sound[:length])
        match use:
            case Use.CACHE:
                store = open_store(path)
                assert store.warnings
                assert writers.audit(store, 0)[1].totals.articles == writers.ARTICLES
                store.close()
            case Use.HISTORY:
                with pytest.raises(StoreError, match="the history is damaged"):
                    open_store(path, use)
                assert path.read_bytes() == sound[:length]
