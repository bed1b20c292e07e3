"""A repository with a past takes linkaudit on: only what is new fails, whatever happens to what was there."""

from __future__ import annotations

import os
import subprocess
import sys
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

from linkaudit.adoption import read_baseline
from linkaudit.errors import ConfigError
from linkaudit.model.baseline import Baseline

ARTICLES = int(os.environ.get("LINKAUDIT_TEST_ARTICLES", "40"))
"""In the repository; 9,000 are an archive that has grown for a decade."""

ENVIRONMENT = {name: value for name, value in os.environ.items() if not name.startswith("LINKAUDIT_")}
PLANTED = (10, 20, 30, 40)
OLD = "The ministry [says](#) that nobody came. It had [promised]({base}/old) more."
HUGO = """\
---
title: "Article {number}"
date: 2019-0{month}-11
draft: {draft}
---

{{{{< figure src="quay.jpg" title="The quay" >}}}}

As [the first piece]({{{{< ref "article-1.md" >}}}}) told, the quay is shut.

{words}
"""


def git(folder: Path, *arguments: str) -> None:
    identity = ("-c", "user.name=A", "-c", "user.email=a@a.example", "-c", "commit.gpgsign=false")
    subprocess.run(["git", *identity, *arguments], cwd=folder, check=True, capture_output=True)


class Web:
    """A site on loopback that answers each path with its status, and every other with 404."""

    def __init__(self) -> None:
        self.answers = answers = {"/old": 200, "/new": 200}

        class Page(BaseHTTPRequestHandler):
            def do_GET(self) -> None:  # the name that http.server calls
                self.send_response(answers.get(self.path, 404))
                self.send_header("Content-Length", "0")
                self.end_headers()

            def log_message(self, *_: object) -> None:
                pass

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Page)
        self.base = f"http://127.0.0.1:{self.server.server_port}"
        threading.Thread(target=self.server.serve_forever, daemon=True).start()

    def close(self) -> None:
        self.server.shutdown()
        self.server.server_close()


class Repository:
    """An editorial archive in git, a web for its links, and linkaudit run in it as a desk would."""

    def __init__(self, folder: Path, web: Web) -> None:
        self.folder, self.web = folder, web

    def write(self, name: str, text: str) -> None:
        file = self.folder / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text, "utf-8")

    def commit(self, message: str = "Edit") -> None:
        git(self.folder, "add", "-A")
        git(self.folder, "commit", "-q", "-m", message)

    def check(self, *options: str) -> tuple[int, str]:
        """The exit code, and what was printed."""
        command = ["check", "--no-cache", "--archive", "none", "--allow-address", "127.0.0.0/8", *options]
        done = subprocess.run(
            [sys.executable, "-m", "linkaudit", *command],
            cwd=self.folder, env=ENVIRONMENT, capture_output=True, text=True, check=False,
        )  # fmt: skip
        return done.returncode, done.stdout + done.stderr


@pytest.fixture
def repository(tmp_path: Path) -> Iterator[Repository]:
    web = Web()
    made = Repository(tmp_path, web)
    git(tmp_path, "init", "-q", "-b", "main")
    for number in range(1, ARTICLES + 1):
        words = OLD.format(base=web.base) if number in PLANTED else "Nothing is said here."
        text = HUGO.format(number=number, month=number % 9 + 1, draft="false", words=words)
        made.write(f"content/news/article-{number}.md", text)
    made.write("content/news/bundle/index.md", HUGO.format(number=50, month=1, draft="true", words="Nothing."))
    made.commit("Archive")
    yield made
    web.close()


def test_an_archive_has_no_error_but_what_was_planted(repository: Repository) -> None:
    code, printed = repository.check("--offline", "--format", "concise", "content")
    assert code == 1
    assert sum(" error LA101 " in line for line in printed.splitlines()) == len(PLANTED)
    assert sum(": error " in line for line in printed.splitlines()) == len(PLANTED)


@pytest.fixture(params=["changed-since", "baseline"])
def adopted(repository: Repository, request: pytest.FixtureRequest) -> tuple[Repository, list[str]]:
    """The repository once linkaudit is taken on, by either means, and the options that a change is checked with."""
    if request.param == "baseline":
        assert repository.check("--fail-on", "never", "--write-baseline", "baseline.txt", "content")[0] == 0
        repository.commit("Baseline")
        options = ["--baseline", "baseline.txt", "content"]
    else:
        git(repository.folder, "switch", "-q", "-c", "change")
        options = ["--changed-since", "main", "content"]
    return repository, options


def article(repository: Repository, number: int = 10) -> Path:
    return repository.folder / f"content/news/article-{number}.md"


def test_a_first_change_is_green(adopted: tuple[Repository, list[str]]) -> None:
    repository, options = adopted
    repository.write("content/news/new.md", f"All is [well]({repository.web.base}/new).\n")
    repository.commit()
    assert repository.check(*options)[0] == 0


def test_a_new_broken_link_fails_and_is_the_only_one_listed(adopted: tuple[Repository, list[str]]) -> None:
    repository, options = adopted
    file = article(repository)
    file.write_text(file.read_text() + f"\nThe mayor [denies]({repository.web.base}/nowhere) it.\n")
    code, printed = repository.check("--format", "concise", *options)
    assert code == 1
    assert [line.split()[1:3] for line in printed.splitlines() if ": error " in line] == [["error", "LA201"]]


def test_an_old_link_that_dies_is_rot(adopted: tuple[Repository, list[str]]) -> None:
    repository, options = adopted
    repository.web.answers["/old"] = 404
    file = article(repository)
    file.write_text(file.read_text().replace("is shut", "is closed"))
    code, printed = repository.check(*options)
    assert code == 0
    assert "rot, see the weekly audit" in printed


def test_a_typo_in_an_old_sentence_is_green(adopted: tuple[Repository, list[str]]) -> None:
    repository, options = adopted
    file = article(repository)
    file.write_text(file.read_text().replace("nobody came", "no one came"))
    assert repository.check(*options)[0] == 0


def test_a_renamed_article_is_green(adopted: tuple[Repository, list[str]]) -> None:
    repository, options = adopted
    git(repository.folder, "mv", "content/news/article-10.md", "content/news/the-quay.md")
    repository.commit()
    assert repository.check(*options)[0] == 0


def test_one_placeholder_more_in_an_old_article_fails(adopted: tuple[Repository, list[str]]) -> None:
    repository, options = adopted
    file = article(repository)
    file.write_text(file.read_text() + "\nReuters [reports](#) that it is over.\n")
    assert repository.check(*options)[0] == 1


def test_a_page_of_the_same_change_is_not_dead(repository: Repository) -> None:
    git(repository.folder, "switch", "-q", "-c", "change")
    base = repository.web.base
    repository.write("content/news/fresh-quay.md", "A new piece.\n")
    repository.write("content/news/other.md", f"As [told]({base}/2026/fresh-quay/), it is [over]({base}/gone/).\n")
    code, printed = repository.check("--format", "concise", "--base-url", base, "--changed-since", "main", "content")
    errors = [line for line in printed.splitlines() if ": error " in line]
    assert code == 1
    assert len(errors) == 1
    assert '"over"' in errors[0]


def test_nothing_changed_is_said_and_green(repository: Repository) -> None:
    assert repository.check("--changed-since", "main", "content") == (
        0, "Nothing has changed since main: no article to check.\n",
    )  # fmt: skip


def test_what_cannot_be_compared_says_what_to_do(
    repository: Repository, tmp_path_factory: pytest.TempPathFactory
) -> None:
    code, printed = repository.check("--changed-since", "no-such-branch", "content")
    assert (code, printed.count("\n")) == (2, 1)
    assert "no-such-branch" in printed
    repository.write("more.md", "More.\n")
    repository.commit()
    shallow = tmp_path_factory.mktemp("shallow")
    git(shallow, "clone", "-q", "--depth", "1", repository.folder.as_uri(), "clone")
    code, printed = Repository(shallow / "clone", repository.web).check("--changed-since", "origin/topic", "content")
    assert (code, printed.count("\n")) == (2, 1)
    assert "fetch-depth: 0" in printed


def test_a_baseline_reads_back_and_names_the_line_that_is_none() -> None:
    text = "# linkaudit baseline 1\na.md\tLA101\tf1\na.md\tLA101\tf2\n\nb.md\tLA201\tf1\n"
    assert read_baseline(text, "b.txt") == Baseline(
        frozenset({"f1", "f2"}), {("a.md", "LA101"): 2, ("b.md", "LA201"): 1}
    )
    with pytest.raises(ConfigError, match=r"^b\.txt:2: not a line of a baseline"):
        read_baseline("# linkaudit\nrubbish\n", "b.txt")
