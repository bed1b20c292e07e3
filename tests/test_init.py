"""What `linkaudit init` leaves in a repository, and that it is used as it stands."""

from __future__ import annotations

import tomllib
from pathlib import Path

import pytest
from click.testing import CliRunner

from linkaudit import __version__
from linkaudit.cli import commands

WRITTEN = [
    "linkaudit.toml",
    ".linkauditignore",
    ".github/workflows/linkaudit.yml",
    ".github/workflows/linkaudit-weekly.yml",
]


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "content").mkdir()
    (tmp_path / "content" / "a.md").write_text("Reuters [reports](#) that it rains.\n")
    return tmp_path


def test_init_writes_what_check_reads(folder: Path) -> None:
    assert CliRunner().invoke(commands, ["init"]).exit_code == 0
    assert [name for name in WRITTEN if (folder / name).is_file()] == WRITTEN
    assert tomllib.loads((folder / "linkaudit.toml").read_text())["paths"] == ["content"]
    checked = CliRunner().invoke(
        commands, ["check", "--offline", "--write-baseline", "known.txt"], standalone_mode=False
    )
    assert checked.return_value == 1
    again = CliRunner().invoke(commands, ["check", "--offline", "--baseline", "known.txt"], standalone_mode=False)
    assert again.return_value == 0


def test_init_leaves_no_blank_to_be_filled_in(folder: Path) -> None:
    CliRunner().invoke(commands, ["init"])
    texts = [(folder / name).read_text() for name in WRITTEN]
    assert not any(mark in text for text in texts for mark in ("@PATHS@", "@VERSION@"))
    assert f'"linkaudit=={__version__}"' in texts[2]


def test_init_overwrites_nothing(folder: Path) -> None:
    (folder / "linkaudit.toml").write_text("paths = ['mine']\n")
    told = CliRunner().invoke(commands, ["init"]).output
    assert "linkaudit.toml: is there already" in told
    assert (folder / "linkaudit.toml").read_text() == "paths = ['mine']\n"


def test_every_setting_of_the_example_is_known(folder: Path) -> None:
    CliRunner().invoke(commands, ["init"])
    lines = (folder / "linkaudit.toml").read_text().splitlines()
    (folder / "linkaudit.toml").write_text(
        "\n".join(line.removeprefix("# ") if " = " in line and line.startswith("# ") else line for line in lines)
    )
    checked = CliRunner().invoke(commands, ["check", "--offline"], standalone_mode=False)
    assert checked.return_value == 1, checked.output
