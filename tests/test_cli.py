"""The command line as its users meet it: output, errors in one line, exit codes."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

ARTICLE = """Pier closed

By Ann Lee

Harbour Post, 13 October 2022

Mayor Bo Ek [said on Tuesday](#) that the pier is unsafe, and Reuters reported that it may fall.
"""


def run(*arguments: str, cwd: Path, data: bytes = b"") -> subprocess.CompletedProcess[str]:
    done = subprocess.run(
        [sys.executable, "-m", "linkaudit", *arguments],
        cwd=cwd,
        input=data,
        capture_output=True,
        check=False,
        env={"HOME": str(cwd), "PATH": "", "PYTHONPATH": str(Path(__file__).parents[1])},
    )
    return subprocess.CompletedProcess(done.args, done.returncode, done.stdout.decode(), done.stderr.decode())


@pytest.fixture
def newsroom(tmp_path: Path) -> Path:
    (tmp_path / "draft.md").write_text(ARTICLE, "utf-8")
    return tmp_path


def test_offline_findings_fail_the_run(newsroom: Path) -> None:
    done = run("check", "--offline", "draft.md", cwd=newsroom)
    assert done.returncode == 1
    assert 'draft.md:7:13 error "said on Tuesday" goes nowhere (#)  LA101' in done.stdout
    assert "Tuesday 11 October 2022" in done.stdout
    assert done.stderr == ""


def test_fail_on_never_passes(newsroom: Path) -> None:
    assert run("check", "--offline", "--fail-on", "never", "draft.md", cwd=newsroom).returncode == 0


def test_json_and_a_second_output(newsroom: Path) -> None:
    done = run("check", "--offline", "--format", "json", "-o", "concise:out.txt", "draft.md", cwd=newsroom)
    document = json.loads(done.stdout)
    assert document["schema"] == "linkaudit/1"
    assert [finding["rule"] for finding in document["findings"]] == ["LA101"]
    assert "LA101" in (newsroom / "out.txt").read_text("utf-8")


def test_standard_input(newsroom: Path) -> None:
    done = run("check", "--offline", "--stdin-filename", "desk.md", "-", cwd=newsroom, data=ARTICLE.encode())
    assert done.returncode == 1
    assert "desk.md:7:13" in done.stdout


def test_extract_touches_no_network_and_gives_the_contract(newsroom: Path) -> None:
    document = json.loads(run("extract", "draft.md", cwd=newsroom).stdout)
    (claim,) = [claim for claim in document["articles"][0]["claims"] if claim["role"] == "body"]
    assert claim["verdict"] == "placeholder"
    assert claim["links"][0]["text"] == "said on Tuesday"
    assert run("extract", "--text", "draft.md", cwd=newsroom).stdout == ARTICLE


def test_a_silenced_finding_does_not_fail_the_run(newsroom: Path) -> None:
    own_line = ARTICLE.replace("Mayor", "<!-- linkaudit: ignore[LA101] in print -->\n\nMayor")
    (newsroom / "draft.md").write_text(own_line, "utf-8")
    assert run("check", "--offline", "draft.md", cwd=newsroom).returncode == 0
    without_reason = own_line.replace(" in print ", " ")
    (newsroom / "draft.md").write_text(without_reason, "utf-8")
    assert run("check", "--offline", "draft.md", cwd=newsroom).returncode == 1


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["check", "--ofline", "draft.md"], "there is no option --ofline; did you mean --offline?"),
        (["chek"], "no such command 'chek'"),
        (["check", "--offline", "missing.md"], "linkaudit: missing.md: no such file or folder"),
        (["check", "--offline", "empty"], "linkaudit: empty: no article in this folder"),
        (["check", "--offline", "binary.md"], "linkaudit: binary.md: not a text file"),
        (["check", "--offline", "blank.md"], "linkaudit: blank.md: empty"),
        (["check", "--select", "LA999", "draft.md"], 'there is no rule "LA999"'),
        (["check", "--config", "bad.toml", "draft.md"], "bad.toml: timeot: no such setting; did you mean timeout?"),
        (["check", "--fail-on", "loud", "draft.md"], "--fail-on: write one of"),
        (["check", "-o", "json", "draft.md"], "write FORMAT:FILE"),
        (["check"], "name an article"),
        (["explain", "LA999"], 'there is no rule "LA999"'),
    ],
)
def test_what_is_wrong_is_one_clear_line(newsroom: Path, arguments: list[str], message: str) -> None:
    (newsroom / "empty").mkdir()
    (newsroom / "binary.md").write_bytes(bytes(range(256)))
    (newsroom / "blank.md").write_bytes(b"")
    (newsroom / "bad.toml").write_text("timeot = 3\n", "utf-8")
    done = run(*arguments, cwd=newsroom)
    assert done.returncode == 2
    assert done.stdout == ""
    assert message in done.stderr
    assert done.stderr.count("\n") == 1


def test_one_unreadable_article_among_several_is_reported_and_the_rest_audited(newsroom: Path) -> None:
    (newsroom / "binary.md").write_bytes(bytes(range(256)))
    done = run("check", "--offline", "draft.md", "binary.md", cwd=newsroom)
    assert done.returncode == 2
    assert "draft.md:7:13" in done.stdout
    assert "binary.md: not checked: not a text file" in done.stdout


def test_a_reader_that_goes_away_is_no_error(newsroom: Path) -> None:
    command = f"{sys.executable} -m linkaudit extract draft.md | head -c 10"
    done = subprocess.run(command, shell=True, cwd=newsroom, capture_output=True, check=False)
    assert b"Traceback" not in done.stderr


def test_explain_lists_and_explains() -> None:
    here = Path(__file__).parent
    assert "LA101" in run("explain", cwd=here).stdout
    assert "Why" in run("explain", "placeholder-link", cwd=here).stdout


@pytest.mark.parametrize(
    "arguments", [["explain"], ["check", "--help"], ["--help"], ["check", "--offline", "draft.md"]]
)
def test_whoever_reads_no_further_is_no_failure(newsroom: Path, arguments: list[str]) -> None:
    read, write = os.pipe()
    os.close(read)
    done = subprocess.run(
        [sys.executable, "-m", "linkaudit", *arguments],
        cwd=newsroom,
        stdout=write,
        stderr=subprocess.PIPE,
        check=False,
        env={"HOME": str(newsroom), "PATH": "", "PYTHONPATH": str(Path(__file__).parents[1])},
    )
    os.close(write)
    assert (done.returncode, done.stderr) == (0, b"")


def test_what_is_named_twice_is_checked_once(newsroom: Path) -> None:
    done = run(
        "check",
        "--offline",
        "--format",
        "json",
        "draft.md",
        "./draft.md",
        "draft.md",
        "-",
        "-",
        cwd=newsroom,
        data=b"One.",
    )
    assert [each["path"] for each in json.loads(done.stdout)["articles"]] == ["draft.md", "<stdin>"]


@pytest.mark.parametrize("value", ["localhost:8080", "socks5://127.0.0.1:1080", "http://", "http://a:99999"])
def test_a_wrong_proxy_is_told_what_a_proxy_is(newsroom: Path, value: str) -> None:
    done = run("check", "--proxy", value, "draft.md", cwd=newsroom)
    assert done.returncode == 2
    assert done.stderr == (
        "linkaudit: --proxy: write its address, such as http://proxy.example.org:3128 (http or https only)\n"
    )
