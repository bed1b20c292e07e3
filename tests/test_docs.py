"""The documentation is true: its examples run, its settings load, and it knows every command and flag.

A fence that cannot run (it installs something, or asks the real web) stands under `<!-- illustrative -->`. In a console
example each `$ ` line is run by a shell, in the folder of the lines before it; `...` in what it prints stands for
anything, alone on its line also for any number of lines. In a Python example `# ->` gives what the line prints.
"""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import pytest

from linkaudit.config import load

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT / "scripts"))

import site_pages  # noqa: E402  (the folder of scripts is no package)
from canned_web import ARCHIVE, CannedWeb, serving  # noqa: E402

TEXTS = (ROOT / "README.md", *sorted((ROOT / "docs").rglob("*.md")))
FENCE = re.compile(
    r"^(?P<mark><!-- illustrative -->\n)?```(?P<language>\w+)\n(?P<body>.*?)^```$", re.MULTILINE | re.DOTALL
)


class Example(NamedTuple):
    place: str
    body: str


def examples(language: str) -> list[object]:
    found = []
    for text in TEXTS:
        written = text.read_text("utf-8")
        for fence in FENCE.finditer(written):
            if fence["language"] == language and not fence["mark"]:
                line = written.count("\n", 0, fence.start()) + 1
                place = f"{text.relative_to(ROOT).as_posix()}:{line}"
                found.append(pytest.param(Example(place, fence["body"]), id=place))
    return found


@pytest.fixture
def newsroom(tmp_path: Path) -> Path:
    """A folder as the examples expect it: an article, and a folder with two."""
    here = tmp_path / "newsroom"
    (here / "news").mkdir(parents=True)
    shutil.copy(ROOT / "fixtures/articles/harbour.md", here)
    for name in ("harbour.md", "ferry.md"):
        shutil.copy(ROOT / "fixtures/articles" / name, here / "news")
    return here


@pytest.fixture(scope="module")
def web() -> Iterator[CannedWeb]:
    with serving() as canned:
        yield canned


def environment(home: Path, web: CannedWeb) -> dict[str, str]:
    """Every request goes to the small web, and what is remembered stays with the test."""
    return {
        "PATH": f"{Path(sys.executable).parent}:{os.environ['PATH']}",
        "PYTHONPATH": str(ROOT),
        "HOME": str(home),
        "LINKAUDIT_PROXY": web.proxy,
        "LINKAUDIT_ARCHIVE_URL": ARCHIVE,
        "LINKAUDIT_ARCHIVE_DELAY": "0",
    }


@pytest.mark.parametrize("example", examples("console"))
def test_console_examples_print_what_they_say(example: Example, newsroom: Path, web: CannedWeb) -> None:
    status = 0
    for turn in re.split(r"^\$ ", example.body, flags=re.MULTILINE)[1:]:
        command, _, expected = turn.partition("\n")
        done = subprocess.run(
            ["bash", "-c", f"(exit {status}); {command}"],
            cwd=newsroom,
            env=environment(newsroom.parent, web),
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            check=False,
        )
        status = done.returncode
        assert status in (0, 1), done.stdout
        assert re.fullmatch(pattern(expected), folded(done.stdout)), f"{example.place}: {command}\n{done.stdout}"


def pattern(expected: str) -> str:
    """What is printed, folded: `...` is anything."""
    return ".*".join(map(re.escape, re.split(r" ?\.\.\. ?", folded(expected))))


def folded(text: str) -> str:
    """Where lines are broken hangs on the width of the terminal and on the lengths of names."""
    return " ".join(text.split())


def test_an_example_that_prints_something_else_is_noticed() -> None:
    assert re.fullmatch(pattern("a: 3 of 9 ...\n...\nend\n"), folded("a: 3 of 9 claims\n\nmore\nend\n"))
    assert not re.fullmatch(pattern("a: 3 of 9 ...\nend\n"), folded("a: 4 of 9 claims\nend\n"))


@pytest.mark.parametrize("example", examples("python"))
def test_python_examples_print_what_they_say(example: Example, newsroom: Path, web: CannedWeb) -> None:
    done = subprocess.run(
        [sys.executable, "-c", example.body],
        cwd=newsroom,
        env=environment(newsroom.parent, web),
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    expected = [line.partition("  # -> ")[2] for line in example.body.splitlines() if "  # -> " in line]
    assert [line for line in done.stdout.splitlines() if line not in expected] == []
    assert [line for line in expected if line not in done.stdout.splitlines()] == []


@pytest.mark.parametrize("example", examples("toml"))
def test_settings_in_the_documentation_load(example: Example, tmp_path: Path) -> None:
    (tmp_path / "linkaudit.toml").write_text(example.body, "utf-8")
    assert load({}, {}, tmp_path).file == tmp_path / "linkaudit.toml"
    assert tomllib.loads(example.body)


@pytest.mark.parametrize("example", examples("json"))
def test_json_in_the_documentation_is_json(example: Example) -> None:
    assert json.loads(example.body)


@pytest.mark.parametrize("example", examples("yaml"))
def test_workflows_in_the_documentation_name_what_there_is(example: Example) -> None:
    yaml = pytest.importorskip("yaml")
    written = yaml.safe_load(example.body)
    for repository in written.get("repos", ()):
        offered = yaml.safe_load((ROOT / ".pre-commit-hooks.yaml").read_text("utf-8"))
        assert {hook["id"] for hook in repository["hooks"]} <= {hook["id"] for hook in offered}
    action = yaml.safe_load((ROOT / "action.yml").read_text("utf-8"))
    for job in written.get("jobs", {}).values():
        for step in job["steps"]:
            if "/linkaudit@" in step["uses"]:
                assert set(step["with"]) <= set(action["inputs"])


def test_every_command_is_introduced_and_every_flag_is_listed() -> None:
    readme = (ROOT / "README.md").read_text("utf-8")
    listed, man = site_pages.commands_page(), site_pages.man_page().replace("\\-", "-")
    for command, context in site_pages.command_list():
        assert re.search(rf"`{' '.join(context.command_path.split()[:2])}\b", readme)
        assert f"## {context.command_path}\n" in listed
        for parameter in command.get_params(context):
            for flag in (*parameter.opts, *parameter.secondary_opts):
                if flag.startswith("-"):
                    assert flag in listed
                    assert flag in man


def test_the_man_page_is_sound() -> None:
    macros = {line.split()[0] for line in site_pages.man_page().splitlines() if line.startswith((".", "'"))}
    assert macros <= {".TH", ".SH", ".SS", ".PP", ".TP", ".B"}
    if shutil.which("groff"):
        read = ["groff", "-man", "-Tutf8", "-ww", "-z"]
        done = subprocess.run(read, input=site_pages.man_page(), capture_output=True, text=True, check=True)
        assert done.stderr == ""


def test_the_site_builds_without_a_warning_and_loads_nothing_from_elsewhere(tmp_path: Path) -> None:
    pytest.importorskip("mkdocs")
    done = subprocess.run(
        [sys.executable, "-m", "mkdocs", "build", "--quiet", "--strict", "--site-dir", str(tmp_path)],
        cwd=ROOT,
        env={**os.environ, "NO_MKDOCS_2_WARNING": "1"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert (done.returncode, done.stdout + done.stderr) == (0, "")
    elsewhere = re.compile(r"""<(?:script|img|iframe|link rel="?stylesheet"?)\b[^>]*(?:src|href)="?(?:https?:)?//""")
    pages = list(tmp_path.rglob("*.html"))
    assert {"index.html", "la101.html", "settings.html", "commands.html"} <= {page.name for page in pages}
    assert [page.name for page in pages if elsewhere.search(page.read_text("utf-8"))] == []
    assert (tmp_path / "linkaudit.1").is_file()


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        ("linkaudit ch", "plain,check"),
        ("linkaudit check --form", "plain,--format"),
        ("linkaudit explain LA10", "LA101"),
    ],
)
def test_the_shell_completes(words: str, expected: str) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "linkaudit"],
        env={
            "PYTHONPATH": str(ROOT),
            "_LINKAUDIT_COMPLETE": "bash_complete",
            "COMP_WORDS": words,
            "COMP_CWORD": str(words.count(" ")),
        },
        capture_output=True,
        text=True,
        check=False,
    )
    assert expected in done.stdout


def test_the_shell_completes_names_of_files() -> None:
    done = subprocess.run(
        [sys.executable, "-m", "linkaudit"],
        env={
            "PYTHONPATH": str(ROOT),
            "_LINKAUDIT_COMPLETE": "bash_complete",
            "COMP_WORDS": "linkaudit check ha",
            "COMP_CWORD": "2",
        },
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.stdout == "file,ha\n"
