"""`linkaudit fix` on a repository of articles, against a web and an archive on loopback."""

from __future__ import annotations

import json
import os
import random
import re
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path

import pytest
from repository_web import REPOSITORY, RepositoryWeb, repository_web

from linkaudit.article import Vocabulary, read
from linkaudit.model import Article
from linkaudit.sources import FORMATS, Source

ROOT = Path(__file__).resolve().parents[1]
PIER = "https://news.tolmar.example/2019/pier-closed"
COPY = f"http://web.archive.org/web/20190604120000/{PIER}"
ADDRESS = re.compile(r"""(?:https?://|www\.)[^\s<>"'|*]*[^\s<>"'|*).,]""")


@dataclass
class Newsroom:
    """A folder with articles, and how to run the command in it."""

    folder: Path
    home: Path
    web: RepositoryWeb

    def command(self, *arguments: str) -> list[str]:
        return [sys.executable, "-m", "linkaudit", *arguments, "--no-config"]

    @property
    def environ(self) -> dict[str, str]:
        usual = {"HOME": str(self.home), "PATH": os.environ["PATH"], "PYTHONPATH": str(ROOT)}
        return {**usual, **self.web.environ}

    def run(self, *arguments: str, data: bytes = b"", **variables: str) -> subprocess.CompletedProcess[bytes]:
        done = subprocess.run(
            self.command(*arguments),
            cwd=self.folder,
            env={**self.environ, **variables},
            input=data,
            capture_output=True,
            check=False,
        )
        assert b"Traceback" not in done.stderr, done.stderr.decode()
        return done

    def files(self) -> dict[str, bytes]:
        found = (path for path in self.folder.rglob("*") if path.is_file() and ".git/" not in path.as_posix())
        return {path.relative_to(self.folder).as_posix(): path.read_bytes() for path in found}

    def write(self, name: str, text: str) -> Path:
        path = self.folder / name
        path.write_bytes(text.encode())
        return path


@pytest.fixture(scope="module")
def web(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RepositoryWeb]:
    with repository_web(tmp_path_factory.mktemp("web")) as found:
        yield found


@pytest.fixture
def desk(tmp_path: Path, web: RepositoryWeb) -> Newsroom:
    """A newsroom without articles yet."""
    (tmp_path / "home").mkdir()
    (tmp_path / "desk").mkdir()
    web.asked.clear()
    return Newsroom(tmp_path / "desk", tmp_path / "home", web)


@pytest.fixture
def repository(desk: Newsroom) -> Newsroom:
    """The fixture's articles under git, and one whose name git must quote."""
    shutil.copytree(REPOSITORY / "articles", desk.folder, dirs_exist_ok=True)
    desk.write('Über "all".md', f"# A name\n\nThe board [closed the pier]({PIER}) on Tuesday.\n")
    subprocess.run(["git", "init", "--quiet"], cwd=desk.folder, check=True)
    return desk


def article(path: str, data: bytes) -> Article:
    return read(Source(path, data, FORMATS[Path(path).suffix]), Vocabulary())


def without_addresses(text: str) -> str:
    return ADDRESS.sub("ADDRESS", text)


def test_a_repository_is_mended_by_its_diff_and_nothing_but_destinations_changes(repository: Newsroom) -> None:
    before = repository.files()
    assert len(before) > 30
    proposed = repository.run("fix", ".")
    assert proposed.returncode == 1
    assert repository.files() == before
    assert b"66 links in 28 articles: 55 to archived copies" in proposed.stderr
    assert b"linkaudit fix --write makes the changes" in proposed.stderr
    assert b"Read before you rely on them: 6 copies from more than 30 days" in proposed.stderr
    subprocess.run(["git", "apply", "-"], cwd=repository.folder, input=proposed.stdout, check=True)
    after = repository.files()
    assert sum(after[name] != data for name, data in before.items()) == 28

    for name, data in before.items():
        old, new = article(name, data), article(name, after[name])
        assert (new.encoding, new.bom) == (old.encoding, old.bom)
        assert without_addresses(new.source) == without_addresses(old.source)
        assert [without_addresses(each.text) for each in new.claims] == [
            without_addresses(each.text) for each in old.claims
        ]
        assert [(each.form, without_addresses(each.text)) for each in new.links] == [
            (each.form, without_addresses(each.text)) for each in old.links
        ]

    again = repository.run("fix", ".")
    assert (again.returncode, again.stdout) == (0, b"")
    for name, data in before.items():
        (repository.folder / name).write_bytes(data)
    written = repository.run("fix", "--write", ".")
    assert (written.returncode, written.stdout) == (0, b"")
    assert repository.files() == after
    report = repository.run("check", "--format", "concise", "--select", "LA206", ".").stdout.decode()
    assert "LA201" in report
    assert [line for line in report.splitlines() if "LA301" in line or "LA206" in line] == [
        line for line in report.splitlines() if line.startswith("moved/figures.md") and "LA206" in line
    ]


@pytest.mark.parametrize("style", ["append", "robust"])
def test_other_styles_keep_the_dead_address_and_propose_nothing_twice(repository: Newsroom, style: str) -> None:
    before = repository.files()
    assert repository.run("fix", "--write", "--style", style, ".").returncode == 0
    after = repository.files()
    added = re.compile(
        r""" \(\[archived\]\(ADDRESS\)+| \(<a href="ADDRESS">archived</a>\)"""
        r"""| data-originalurl="ADDRESS" data-versionurl="ADDRESS" data-versiondate="[-\d]+\""""
    )
    for name, data in before.items():
        old, new = article(name, data), article(name, after[name])
        same = ((before, each) for before, each in pairwise(new.links) if each.span == before.span)
        inside = [each for _, each in same if "data-versionurl" in each.span.slice(new.source)]
        kept = [each for each in new.links if each.text != "archived" and each not in inside]
        assert [without_addresses(each.text) for each in kept] == [without_addresses(each.text) for each in old.links]
        assert not any(each.url == COPY for each in kept)
        if style == "append" or name.endswith(".html"):
            assert added.sub("", without_addresses(new.source)) == without_addresses(old.source)
    assert (b"data-versionurl" in after["pier/closed.md"]) == (style == "robust")
    again = repository.run("fix", "--style", style, ".")
    assert (again.returncode, again.stdout) == (0, b"")
    assert "LA301" not in repository.run("check", "--format", "concise", ".").stdout.decode()


def test_nothing_is_taken_from_earlier_runs(desk: Newsroom, web: RepositoryWeb) -> None:
    desk.write("draft.md", f"# Pier\n\nThe board [closed the pier]({PIER}) on Tuesday.\n")
    assert b"LA301" in desk.run("check", "--format", "concise", "draft.md").stdout
    page, captures = web.pages[PIER], list(web.captures)
    try:
        web.captures[:] = []
        assert b"dead, and no archived copy is known" in desk.run("fix", "draft.md").stderr
        web.pages[PIER] = {"url": PIER, "title": "Open again"}
        found = desk.run("fix", "draft.md")
        assert (found.returncode, found.stdout) == (0, b"")
    finally:
        web.pages[PIER] = page
        web.captures[:] = captures


def test_a_file_that_changes_meanwhile_is_left_alone(desk: Newsroom, web: RepositoryWeb) -> None:
    draft = desk.write("draft.md", f"# Pier\n\nThe board [closed the pier]({PIER}) on Tuesday.\n")
    other = desk.write("other.md", f"# Pier\n\nThe board [closed it]({PIER}).\n")
    newer = draft.read_bytes().replace(b"Tuesday", b"Monday")

    def edit(_: str) -> None:
        draft.write_bytes(newer)

    web.on_asked = edit
    try:
        done = desk.run("fix", "--write", "draft.md", "other.md")
    finally:
        web.on_asked = str
    assert done.returncode == 1
    assert b"draft.md: changed since it was read" in done.stderr
    assert draft.read_bytes() == newer
    assert COPY.encode() in other.read_bytes()


def test_what_is_silenced_stays(desk: Newsroom) -> None:
    said = f"The board [closed the pier]({PIER}) on Tuesday.\n"
    desk.write("inline.md", f"# Pier\n\n<!-- linkaudit: ignore[LA201] as cited in court -->\n\n{said}")
    desk.write(
        "shared.md",
        f"# P\n\n<!-- linkaudit: off -->\n\nIt [closed][p].\n\n<!-- linkaudit: on -->\n\nIt [is][p].\n\n[p]: {PIER}\n",
    )
    desk.write("config.md", f"# Pier\n\n{said}")
    assert desk.run("fix", "inline.md", "shared.md").stdout == b""
    assert desk.run("fix", "--ignore", "LA301", "config.md").stdout == b""
    (desk.folder / ".linkauditignore").write_text("pier-closed\n", "utf-8")
    (desk.folder / "linkaudit.toml").write_text("", "utf-8")
    command = [part for part in desk.command("fix", "config.md") if part != "--no-config"]
    found = subprocess.run(command, cwd=desk.folder, env=desk.environ, capture_output=True, check=False)
    assert (found.returncode, found.stdout) == (0, b"")
    assert b"1 silenced" in found.stderr


def test_standard_input_and_word_files_are_never_written(desk: Newsroom) -> None:
    import docx

    text = f"# Pier\n\nThe board [closed the pier]({PIER}) on Tuesday.\n"
    desk.write("draft.md", "# Another text of the same name\n")
    piped = desk.run("fix", "--stdin-filename", "draft.md", "-", data=text.encode())
    assert piped.returncode == 1
    assert f"+The board [closed the pier]({COPY})".encode() in piped.stdout
    refused = desk.run("fix", "--write", "-", data=text.encode())
    assert (refused.returncode, refused.stderr.count(b"\n")) == (2, 1)

    document = docx.Document()
    document.add_paragraph(f"The board closed the pier on Tuesday, as {PIER} told its readers.")
    document.save(str(desk.folder / "draft.docx"))
    before = (desk.folder / "draft.docx").read_bytes()
    done = desk.run("fix", "--write", "draft.docx")
    assert b"draft.docx: linkaudit does not change Word files; 1 link can be mended by hand" in done.stderr
    assert (desk.folder / "draft.docx").read_bytes() == before


def test_nobody_is_asked_and_nothing_proposed_offline(desk: Newsroom) -> None:
    desk.write("draft.md", f"# Pier\n\nThe board [closed the pier]({PIER}) on Tuesday.\n")
    done = desk.run("fix", "--offline", "draft.md")
    assert (done.returncode, done.stdout) == (0, b"")
    assert b"1 that were not checked" in done.stderr


def test_a_budget_that_runs_out_is_told_by_the_exit_code(desk: Newsroom, web: RepositoryWeb) -> None:
    desk.write("draft.md", f"# Pier\n\nThe board [closed the pier]({PIER}) on Tuesday.\n")
    web.on_asked = lambda _: time.sleep(3)
    try:
        done = desk.run("fix", "--budget", "1", "draft.md")
    finally:
        web.on_asked = str
    assert (done.returncode, done.stdout) == (3, b"")


def test_modes_and_symbolic_links_are_kept(desk: Newsroom) -> None:
    draft = desk.write("draft.md", f"# Pier\n\nThe board [closed the pier]({PIER}) on Tuesday.\n")
    draft.chmod(0o640)
    if os.getuid() == 0:
        os.chown(draft, 4321, 4321)
    owner = draft.stat().st_uid, draft.stat().st_gid
    (desk.folder / "alias.md").symlink_to("draft.md")
    assert desk.run("fix", "--write", "alias.md", "draft.md").returncode == 0
    assert (desk.folder / "alias.md").is_symlink()
    assert draft.stat().st_mode & 0o777 == 0o640
    assert (draft.stat().st_uid, draft.stat().st_gid) == owner
    assert COPY.encode() in draft.read_bytes()


WRITER = """
import sys
from pathlib import Path
from linkaudit.sources import replace_bytes
olds, news = ({path.name: path.read_bytes() for path in Path(name).iterdir()} for name in sys.argv[1:3])
print("ready", flush=True)
while True:
    for old, new in ((olds, news), (news, olds)):
        for name in old:
            replace_bytes(Path(sys.argv[3], name), new[name], expected=old[name])
"""


def test_killed_at_any_moment_a_file_is_the_old_one_or_the_new_one(tmp_path: Path) -> None:
    olds, news, live = (tmp_path / name for name in ("olds", "news", "live"))
    for folder, text in ((olds, b"Old words.\n"), (news, b"New words, and more of them.\n"), (live, b"Old words.\n")):
        folder.mkdir()
        for number in range(8):
            (folder / f"{number}.md").write_bytes(text * 20_000)
    whole = {(olds / "0.md").read_bytes(), (news / "0.md").read_bytes()}
    pauses = random.Random(11)
    command = [sys.executable, "-c", WRITER, str(olds), str(news), str(live)]
    seen = set()
    for _ in range(64):
        for path in live.iterdir():
            path.unlink()
        for path in olds.iterdir():
            shutil.copy(path, live)
        with subprocess.Popen(command, env={"PYTHONPATH": str(ROOT)}, stdout=subprocess.PIPE) as writer:
            assert writer.stdout is not None
            assert writer.stdout.readline() == b"ready\n"
            time.sleep(pauses.uniform(0.0, 0.04))
            writer.kill()
        found = [path.read_bytes() for path in live.glob("[0-9].md")]
        assert len(found) == 8
        assert set(found) <= whole
        seen |= set(found)
    assert seen == whole


def test_the_command_itself_can_be_killed_while_it_writes(repository: Newsroom) -> None:
    before = repository.files()

    def is_untouched() -> bool:
        return all((repository.folder / name).read_bytes() == data for name, data in before.items())

    for _ in range(3):
        with subprocess.Popen(
            repository.command("fix", "--write", "."),
            cwd=repository.folder,
            env=repository.environ,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
        ) as running:
            deadline = time.monotonic() + 30
            while is_untouched() and running.poll() is None and time.monotonic() < deadline:
                time.sleep(0.001)
            running.send_signal(signal.SIGKILL)
            running.communicate()
        for name, data in before.items():
            now = (repository.folder / name).read_bytes()
            assert now == data or without_addresses(article(name, now).source) == without_addresses(
                article(name, data).source
            )
    assert repository.run("fix", "--write", ".").returncode == 0
    assert repository.run("fix", ".").returncode == 0


def test_an_interrupted_run_writes_nothing(desk: Newsroom, web: RepositoryWeb) -> None:
    draft = desk.write("draft.md", f"# Pier\n\nThe board [closed the pier]({PIER}) on Tuesday.\n")
    before = draft.read_bytes()
    running = subprocess.Popen(
        desk.command("fix", "--write", "draft.md"), cwd=desk.folder, env=desk.environ, stderr=subprocess.PIPE
    )

    def interrupt(_: str) -> None:
        running.send_signal(signal.SIGINT)
        time.sleep(0.5)

    web.on_asked = interrupt
    try:
        _, stderr = running.communicate(timeout=30)
    finally:
        web.on_asked = str
    assert (running.returncode, draft.read_bytes()) == (130, before)
    assert b"interrupted: no file was changed" in stderr


def test_the_day_of_a_line_is_gits_where_the_article_tells_none(desk: Newsroom) -> None:
    desk.write("draft.md", f"The board [closed the pier]({PIER}), the harbour office said.\n")
    dates = dict.fromkeys(("GIT_AUTHOR_DATE", "GIT_COMMITTER_DATE"), "2019-06-01T12:00:00+0000")
    who = ["-c", "user.name=Ann Lee", "-c", "user.email=ann@desk.example"]
    for order in (["init", "--quiet"], ["add", "."], [*who, "commit", "--quiet", "-m", "A draft"]):
        subprocess.run(["git", *order], cwd=desk.folder, env={**os.environ, **dates}, check=True)
    told = json.loads(desk.run("check", "--format", "json", "draft.md").stdout)
    assert (told["articles"][0]["published"], told["articles"][0]["published_from"]) == (None, "git")
    assert told["checks"][0]["archive"]["delta_days"] == 3
    [finding] = [each for each in told["findings"] if each["rule"] == "LA301"]
    assert finding["message"].endswith("an archived copy of 4 Jun 2019 (3 days after the line was written)")
