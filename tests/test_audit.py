"""`linkaudit audit`: what a second one asks, what a killed one loses, what it leaves behind, how it ends."""

from __future__ import annotations

import json
import os
import re
import signal
import sqlite3
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import closing
from pathlib import Path

import pytest
from servers import Answer, Page, Server, serving

ADDRESSES = [f"127.0.92.{number}" for number in range(1, 21)]
LOOPBACK = ("--allow-address", "127.0.0.0/8", "--archive", "none")
ROOT = Path(__file__).resolve().parents[1]
MOMENT = re.compile(r"\d{4}-\d\d-\d\dT[\d:.+]+")


@pytest.fixture
def server() -> Iterator[Server]:
    """Every third page is missing."""
    pages: dict[str, Page] = {f"/{number}": Answer(404 if number % 3 == 1 else 200) for number in range(400)}
    with serving(pages, ADDRESSES) as running:
        yield running


def command(*arguments: str) -> list[str]:
    return [sys.executable, "-m", "linkaudit", "audit", *LOOPBACK, *arguments]


def audit(folder: Path, *arguments: str, **variables: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        command(*arguments),
        cwd=folder,
        env=environ(**variables),
        capture_output=True,
        text=True,
        check=False,
        timeout=120,
    )


def environ(**variables: str) -> dict[str, str]:
    return {**os.environ, "LINKAUDIT_DELAY": "0", "LINKAUDIT_RETRIES": "0", **variables}


def write(folder: Path, server: Server, articles: int, links: int = 4) -> None:
    (folder / "news").mkdir()
    for number in range(articles):
        urls = [
            server.url(f"/{page}", ADDRESSES[page % len(ADDRESSES)])
            for page in range(number * links, number * links + links)
        ]
        (folder / "news" / f"{number:03}.md").write_text(text(urls), "utf-8")


def text(urls: Sequence[str], words: str = "") -> str:
    paragraphs = (f"The council [said in part {at}]({url}) that work would go on." for at, url in enumerate(urls))
    return "\n\n".join([*paragraphs, words])


def reports(folder: Path) -> dict[str, str]:
    return {file.suffix: file.read_text("utf-8") for file in (folder / "reports").iterdir()}


def readings(folder: Path) -> dict[str, tuple[int, bytes]]:
    """What was kept of each article when it was read last: a number that grows, and the mark of what it was read as."""
    with closing(sqlite3.connect(folder / ".linkaudit" / "history.sqlite")) as history:
        return {row[0]: row[1:] for row in history.execute("SELECT path, id, mark FROM readings")}


def test_a_second_audit_asks_nothing_and_reads_nothing(tmp_path: Path, server: Server) -> None:
    write(tmp_path, server, 12)
    first = audit(tmp_path, "news")
    assert first.returncode == 0, first.stderr
    assert len(server.log) == 48
    assert first.stdout.startswith("Link audit, week ")
    before, read = reports(tmp_path), readings(tmp_path)
    second = audit(tmp_path, "news", PYTHONPROFILEIMPORTTIME="1")
    assert len(server.log) == 48
    assert "| trio" not in second.stderr
    assert readings(tmp_path) == read
    assert second.stdout == first.stdout
    assert MOMENT.sub("", reports(tmp_path)[".jsonl"]) == MOMENT.sub("", before[".jsonl"])


def test_only_what_changed_is_read_again_and_only_what_is_new_is_asked(tmp_path: Path, server: Server) -> None:
    write(tmp_path, server, 6)
    audit(tmp_path, "news")
    asked = len(server.log)
    known = [server.url(f"/{page}", ADDRESSES[page]) for page in range(4)]
    new = server.url("/300", ADDRESSES[0])
    (tmp_path / "news" / "000.md").write_text(text([*known, new], "One more."), "utf-8")
    (tmp_path / "news" / "005.md").rename(tmp_path / "news" / "006.md")
    done = audit(tmp_path, "news")
    assert [hit.path for hit in server.log[asked:]] == ["/300"]
    newest = sorted((number, path) for path, (number, _) in readings(tmp_path).items())[-2:]
    assert {path for _, path in newest} == {"news/000.md", "news/006.md"}
    assert "6 articles and 25 addresses" in done.stdout


@pytest.mark.parametrize("changed", [("--select", "LA113"), ("--published", "2022-10-13")])
def test_what_is_concluded_otherwise_is_concluded_anew(
    tmp_path: Path, server: Server, changed: tuple[str, str]
) -> None:
    write(tmp_path, server, 2)
    audit(tmp_path, "news")
    before = readings(tmp_path)
    audit(tmp_path, *changed, "news")
    after = readings(tmp_path)
    assert all(after[path][1] != mark for path, (_, mark) in before.items())
    assert len(server.log) == 8


def test_a_local_file_that_went_away_is_missed_though_the_article_is_the_same(tmp_path: Path) -> None:
    (tmp_path / "a.md").write_text("The council [said](b.md) that work would go on.", "utf-8")
    (tmp_path / "b.md").write_text("Words.", "utf-8")
    assert audit(tmp_path, "--fail-on", "error", "a.md").returncode == 0
    assert audit(tmp_path, "--fail-on", "error", "a.md").returncode == 0
    (tmp_path / "b.md").unlink()
    assert audit(tmp_path, "--fail-on", "error", "a.md").returncode == 1


def test_a_killed_audit_asks_no_finished_link_again_and_tells_the_same(tmp_path: Path, server: Server) -> None:
    """Killed when half of the links are answered; every answer that was kept by then is asked for once."""
    whole, killed = tmp_path / "whole", tmp_path / "killed"
    for folder in (whole, killed):
        folder.mkdir()
        write(folder, server, 75)
    assert audit(whole, "news").returncode == 0
    server.log.clear()
    for number, page in list(server.pages.items()):
        assert isinstance(page, Answer)
        server.pages[number] = Answer(page.status, page.body, delay=0.05)
    running = subprocess.Popen(
        command("news"),
        cwd=killed,
        env=environ(LINKAUDIT_CONCURRENCY="8"),
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    )
    deadline = time.monotonic() + 60
    while len(server.log) < 150 and time.monotonic() < deadline:
        time.sleep(0.01)
    running.send_signal(signal.SIGKILL)
    running.communicate()
    with closing(sqlite3.connect(killed / ".linkaudit" / "history.sqlite")) as history:
        finished = {row[0] for row in history.execute("SELECT url FROM observations")}
    before = len(server.log)
    assert 0 < len(finished) <= before < 300
    resumed = audit(killed, "news", LINKAUDIT_CONCURRENCY="8")
    assert resumed.returncode == 0, resumed.stderr
    assert "Going on with the audit of" in resumed.stderr
    again = {f"http://{hit.host}:{server.port}{hit.path}" for hit in server.log[before:]}
    assert not again & finished
    assert Counter(Counter(hit.path for hit in server.log).values()).keys() <= {1, 2}
    assert sum(count - 1 for count in Counter(hit.path for hit in server.log).values()) <= 8
    expected, found = reports(whole), reports(killed)
    assert found[".md"] == expected[".md"]
    assert found[".html"] == expected[".html"]
    assert MOMENT.sub("", found[".jsonl"]) == MOMENT.sub("", expected[".jsonl"])


def test_an_interrupted_audit_says_so_and_leaves_the_state_alone(tmp_path: Path, server: Server) -> None:
    write(tmp_path, server, 10)
    server.pages["/39"] = Answer(delay=30.0)
    (tmp_path / "reports").mkdir()
    running = subprocess.Popen(
        command("news"), cwd=tmp_path, env=environ(), stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    )
    deadline = time.monotonic() + 60
    while len(server.log) < 40 and time.monotonic() < deadline:
        time.sleep(0.01)
    running.send_signal(signal.SIGINT)
    out, _ = running.communicate(timeout=60)
    assert running.returncode == 130
    assert "The audit is not complete: it was interrupted" in out
    assert {".md", ".html"} == reports(tmp_path).keys()
    server.pages["/39"] = Answer()
    asked = len(server.log)
    assert audit(tmp_path, "news").returncode == 0
    assert [hit.path for hit in server.log[asked:]] == ["/39"]
    assert (tmp_path / "reports" / "state.jsonl").exists()


def test_a_network_that_is_gone_makes_nothing_dead(tmp_path: Path) -> None:
    urls = [f"http://no-such-name-{number}.invalid/" for number in range(4)]
    (tmp_path / "a.md").write_text(text(urls), "utf-8")
    done = audit(tmp_path, "a.md")
    assert done.returncode == 3
    assert "4 were not checked" in done.stdout
    assert "none is called dead" in done.stdout
    assert not (tmp_path / "reports" / "state.jsonl").exists()


def test_a_lost_history_comes_back_from_the_state_file(tmp_path: Path, server: Server) -> None:
    write(tmp_path, server, 3)
    audit(tmp_path, "news")
    state = (tmp_path / "reports" / "state.jsonl").read_text("utf-8")
    for file in (tmp_path / ".linkaudit").iterdir():
        file.unlink()
    done = audit(tmp_path, "news")
    assert "The history was rebuilt from reports/state.jsonl." in done.stderr
    failing = {line["url"]: line["first_failed"] for line in map(json.loads, state.splitlines()) if "url" in line}
    after = (tmp_path / "reports" / "state.jsonl").read_text("utf-8")
    assert {
        line["url"]: line["first_failed"] for line in map(json.loads, after.splitlines()) if "url" in line
    } == failing
    assert len(failing) == 4


def test_the_folder_of_the_history_keeps_itself_out_of_git(tmp_path: Path, server: Server) -> None:
    write(tmp_path, server, 1)
    subprocess.run(["git", "init", "-q"], cwd=tmp_path, check=True)
    audit(tmp_path, "news")
    told = subprocess.run(["git", "status", "--short"], cwd=tmp_path, capture_output=True, text=True, check=True).stdout
    assert {line.split()[1] for line in told.splitlines()} == {"news/", "reports/"}


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("--offline",), "leave out --offline"),
        (("--no-cache",), "an audit needs its history"),
        (("--format", "json"), "run linkaudit check"),
        (("-o", "json:x"), "run linkaudit check"),
        (("--since", "Monday"), "write a day such as 2022-10-13"),
    ],
)
def test_what_contradicts_an_audit_is_refused_in_one_line(
    tmp_path: Path, arguments: tuple[str, ...], said: str
) -> None:
    (tmp_path / "a.md").write_text("Words.", "utf-8")
    done = audit(tmp_path, *arguments, "a.md")
    assert done.returncode == 2
    assert said in done.stderr
    assert len(done.stderr.splitlines()) == 1
    assert not (tmp_path / ".linkaudit").exists()


def test_a_damaged_history_stops_the_audit_and_stays_as_it_is(tmp_path: Path, server: Server) -> None:
    write(tmp_path, server, 3)
    audit(tmp_path, "news")
    before = reports(tmp_path)
    file = tmp_path / ".linkaudit" / "history.sqlite"
    data = bytearray(file.read_bytes())
    data[4096 * 2 : 4096 * 3] = bytes(4096)
    file.write_bytes(data)
    done = audit(tmp_path, "news")
    assert done.returncode == 3
    assert re.fullmatch(r"linkaudit: .*history\.sqlite: the history is damaged \(.*\n", done.stderr)
    assert file.read_bytes() == data
    assert reports(tmp_path) == before


@pytest.mark.skipif(not hasattr(os, "geteuid"), reason="a file's rights are POSIX's")
def test_a_history_that_may_only_be_read_stops_the_audit(tmp_path: Path, server: Server) -> None:
    write(tmp_path, server, 1)
    audit(tmp_path, "news")
    tmp_path.chmod(0o755)
    (tmp_path / ".linkaudit").chmod(0o755)
    (tmp_path / ".linkaudit" / "history.sqlite").chmod(0o444)
    asked = len(server.log)
    done = as_nobody(tmp_path, "import sys; from linkaudit.cli import main; main()")
    assert done.returncode == 3, done.stderr
    assert re.fullmatch(r"linkaudit: .*history\.sqlite: the history cannot be used \(.*\n", done.stderr)
    assert len(server.log) == asked


def as_nobody(folder: Path, code: str) -> subprocess.CompletedProcess[str]:
    """Run the command as somebody without rights, where this is run as root."""
    file = str(folder / ".linkaudit" / "history.sqlite")
    arguments = ["linkaudit", "audit", *LOOPBACK, "--no-config", "--db", file, "news"]
    start = [
        f"import sys; sys.argv = {arguments!r}; sys.path[:0] = [{str(ROOT)!r}]",
        "import os, platformdirs, linkaudit.cli, linkaudit.store, linkaudit.weekly",
        "os.getuid() or (os.setgroups([]), os.setgid(65534), os.setuid(65534))",
        code,
    ]
    return subprocess.run(
        [sys.executable, "-c", "\n".join(start)],
        cwd=folder,
        env=environ(),
        capture_output=True,
        text=True,
        check=False,
        timeout=120,
    )


@pytest.mark.parametrize("most", [60_000, 150_000, 400_000])
def test_a_full_disk_ends_the_audit_in_one_line_and_keeps_the_old_report(
    tmp_path: Path, server: Server, most: int
) -> None:
    write(tmp_path, server, 2)
    audit(tmp_path, "news")
    before = reports(tmp_path)
    for number in range(2, 60):
        urls = [server.url(f"/{page}", ADDRESSES[page % len(ADDRESSES)]) for page in range(number * 5, number * 5 + 5)]
        (tmp_path / "news" / f"{number:03}.md").write_text(text(urls, "word " * 300), "utf-8")
    limit = f"import resource; resource.setrlimit(resource.RLIMIT_FSIZE, ({most}, {most})); "
    start = f"{limit}import sys; sys.argv[0] = 'linkaudit'; from linkaudit.cli import main; main()"
    done = subprocess.run(
        [sys.executable, "-c", start, "audit", *LOOPBACK, "news"],
        cwd=tmp_path, env=environ(), capture_output=True, text=True, check=False, timeout=120,
    )  # fmt: skip
    assert done.returncode == 3, done.stderr
    said = [line for line in done.stderr.splitlines() if not line.startswith(("Asking", "Going on"))]
    assert len(said) == 1
    assert re.match(r"linkaudit: \S*history\.sqlite: ", said[0])
    assert reports(tmp_path) == before
    assert audit(tmp_path, "news").returncode == 0
