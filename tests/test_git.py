"""The day on which a line came into a file, from a real repository."""

from __future__ import annotations

import os
import shutil
import subprocess
from datetime import date
from pathlib import Path

import pytest

from linkaudit.git import line_days

pytestmark = pytest.mark.skipif(shutil.which("git") is None, reason="there is no git here")


def git(folder: Path, *arguments: str, when: str = "2022-10-13T12:00:00+00:00") -> None:
    names = {f"GIT_{who}_{what}": "a@b.example" for who in ("AUTHOR", "COMMITTER") for what in ("NAME", "EMAIL")}
    dates = {"GIT_AUTHOR_DATE": when, "GIT_COMMITTER_DATE": "2024-01-01T00:00:00+00:00"}
    subprocess.run(
        ["git", *arguments], cwd=folder, env={**os.environ, **names, **dates}, check=True, capture_output=True
    )


@pytest.fixture
def desk(tmp_path: Path) -> Path:
    """A repository with an article of three lines: two of one day, one of another."""
    folder = tmp_path / "desk"
    folder.mkdir()
    git(folder, "init", "-q")
    article = folder / "a draft.md"
    article.write_text("One.\n\nTwo, [said](https://news.example/a).\n", "utf-8")
    git(folder, "add", ".")
    git(folder, "commit", "-qm", "first", when="2022-10-13T23:30:00-0500")
    article.write_text("One.\n\nTwo, [said](https://news.example/a).\nThree.\n", "utf-8")
    git(folder, "commit", "-qam", "second", when="2023-02-01T08:00:00+0100")
    return folder


def test_each_line_has_the_day_of_the_commit_that_introduced_it(desk: Path) -> None:
    first, second = date(2022, 10, 13), date(2023, 2, 1)
    assert line_days(desk / "a draft.md") == {1: first, 2: first, 3: first, 4: second}


def test_a_line_that_is_not_committed_has_no_day(desk: Path) -> None:
    article = desk / "a draft.md"
    article.write_text("New.\n" + article.read_text("utf-8"), "utf-8")
    assert sorted(line_days(article)) == [2, 3, 4, 5]


def test_the_oldest_commit_of_a_shallow_clone_gives_no_day(desk: Path, tmp_path: Path) -> None:
    git(tmp_path, "clone", "-q", "--depth", "1", desk.as_uri(), "shallow")
    assert line_days(tmp_path / "shallow" / "a draft.md") == {}
    git(tmp_path, "clone", "-q", desk.as_uri(), "whole")
    assert len(line_days(tmp_path / "whole" / "a draft.md")) == 4


def test_where_git_knows_nothing_there_is_no_day(desk: Path, tmp_path: Path) -> None:
    (tmp_path / "alone.md").write_text("One.\n", "utf-8")
    (desk / "untracked.md").write_text("One.\n", "utf-8")
    assert line_days(tmp_path / "alone.md") == line_days(desk / "untracked.md") == line_days(desk / "none.md") == {}
    assert line_days(desk) == {}


def test_no_program_of_the_repository_is_run(desk: Path, tmp_path: Path) -> None:
    trap = tmp_path / "trap.sh"
    trap.write_text(f"#!/bin/sh\ntouch {tmp_path}/sprung\ncat\n", "utf-8")
    trap.chmod(0o755)
    (desk / ".gitattributes").write_text("*.md diff=trap\n", "utf-8")
    for key in ("core.fsmonitor", "diff.trap.textconv", "diff.external"):
        git(desk, "config", key, str(trap))
    assert line_days(desk / "a draft.md")
    assert not (tmp_path / "sprung").exists()
