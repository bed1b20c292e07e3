"""`linkaudit save` as a whole, against a stand-in for Save Page Now: what becomes public, is told, and is kept."""

from __future__ import annotations

import json
import os
import random
import re
import signal
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
import trio
from hypothesis import given
from hypothesis import strategies as st

sys.path.insert(0, str(Path(__file__).parent / "archive"))

from spn_stand_in import ACCESS, CODES, SECRET, Answer, Fate, SavePageNow, refused, said, saving

from linkaudit.evidence import Limits
from linkaudit.evidence.archives import savepagenow
from linkaudit.evidence.archives.refusals import refusal
from linkaudit.evidence.exchange import Reply
from linkaudit.evidence.saving import on_private_addresses
from linkaudit.model import Memento
from linkaudit.model.saving import SavingState, Submission
from linkaudit.store.submissions import Submissions

ROOT = Path(__file__).resolve().parents[1]
SITE = "http://news.example"
ONE, TWO, THREE = f"{SITE}/a/one", f"{SITE}/a/two", f"{SITE}/a/three"
FINAL = {
    "blocked", "blocked-url", "filesize-limit", "ftp-access-denied", "http-version-not-supported", "bad-request",
    "invalid-url-syntax", "invalid-host-resolution", "method-not-allowed", "not-implemented", "no-access", "not-found",
    "too-many-redirects", "unauthorized",
}  # fmt: skip
STOPPING = {
    "too-many-requests", "user-session-limit", "bandwidth-limit-exceeded", "max-daily-bandwidth",
    "max-daily-bandwidth-from-ip", "max-daily-bandwidth-from-host", "blocked-client-ip",
}  # fmt: skip
MEMBERS = ("status", "job_id", "status_ext", "message", "timestamp", "original_url", "available", "daily_captures")
HISTORY = ".local/share/linkaudit/history.sqlite"
KILLS, CHAINS = int(os.environ.get("LINKAUDIT_TEST_KILLS", "40")), 4


@dataclass
class Ended:
    code: int
    out: str
    err: str

    def under(self, head: str) -> list[str]:
        """The addresses that stand under a heading of the result."""
        after = self.out.partition(f"{head}:\n")[2]
        block = re.match(r"(?:  .*\n)*", after)
        return re.findall(r"(?m)^  (\S+)", block[0] if block else "")


@dataclass
class Desk:
    """A newsroom's machine, with an article that cites these addresses."""

    folder: Path
    archive: SavePageNow

    def writes(self, *urls: str) -> None:
        (self.folder / "draft.md").write_text("\n\n".join(f"The town [said so]({url})." for url in urls), "utf-8")

    def starts(self, *flags: str, **variables: str) -> subprocess.Popen[str]:
        environ = {
            "HOME": str(self.folder), "PATH": os.environ["PATH"], "PYTHONPATH": str(ROOT), "LINKAUDIT_DELAY": "0",
            "LINKAUDIT_ARCHIVE_DELAY": "0", "LINKAUDIT_SAVE_DELAY": "0", "LINKAUDIT_ARCHIVE_URL": self.archive.url,
            "LINKAUDIT_IA_ACCESS_KEY": ACCESS, "LINKAUDIT_IA_SECRET_KEY": SECRET, **variables,
        }  # fmt: skip
        command = [sys.executable, "-m", "linkaudit", "save", "--no-config", "--proxy", self.archive.url, "draft.md"]
        pipes = {"stdout": subprocess.PIPE, "stderr": subprocess.PIPE, "text": True}
        return subprocess.Popen([*command, *flags], cwd=self.folder, env=environ, **pipes)  # type: ignore[call-overload,no-any-return]

    def saves(self, *flags: str, **variables: str) -> Ended:
        running = self.starts(*flags, **variables)
        out, err = running.communicate(timeout=60)
        assert "Traceback" not in err, err
        assert SECRET not in out + err
        assert ACCESS not in out + err
        return Ended(running.returncode, out, err)


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    with saving() as archive:
        yield Desk(tmp_path, archive)


def test_the_dry_list_says_what_would_become_public_and_what_is_left_out_and_why(desk: Desk) -> None:
    left_out = {
        f"{SITE}/b?token=abcd1234": "a password or a token",
        "http://me:pass@news.example/c": "a password or a token",
        "http://intranet/d": "private",
        "http://10.1.2.3/d": "private",
        "http://perma.cc/AB12-CD34": "an archived copy itself",
        "http://docs.google.com/document/d/1AbCdEfGhIjKlMnOp/edit": "for its writer",
        f"{SITE}/": "home page",
        "http://never.example/e": "configuration",
    }
    desk.archive.copies[TWO] = [("20221014093000", "200")]
    desk.archive.copies[THREE] = [("20221014093000", "404")]
    desk.writes(ONE, TWO, THREE, f"{SITE}/gone", *left_out)
    desk.archive.pages["/gone"] = Answer(404)
    ended = desk.saves("--allow-address", "10.1.2.3", LINKAUDIT_SAVE_NEVER="never.example")
    assert ended.code == 1
    assert re.findall(r"(?m)^  (\S+)  \(draft\.md:\d+\)$", ended.out) == [ONE, THREE]
    assert "would become public" in ended.out
    assert "1 source that opens has an archived copy already" in ended.out
    for url, why in left_out.items():
        shown = url.replace("abcd1234", "***").replace("me:pass", "***")
        assert any(line.startswith(f"  {shown}  (") and why in line for line in ended.out.splitlines()), url
    assert "/gone" not in ended.out
    assert desk.archive.asked_of_it == []
    assert all(hit.authorization is None for hit in desk.archive.log)


@pytest.mark.parametrize(
    ("flags", "variables", "remedy"),
    [
        ((), {"LINKAUDIT_IA_SECRET_KEY": ""}, "set LINKAUDIT_IA_ACCESS_KEY and LINKAUDIT_IA_SECRET_KEY"),
        ((), {"LINKAUDIT_IA_SECRET_KEY": f"{SECRET}\r\nHost: b.example"}, "copy them again"),
        ((), {"LINKAUDIT_ARCHIVE_URL": "http://archive.example"}, "https:// only"),
        (("--insecure",), {}, "--insecure"),
        (("--no-cache",), {}, "leave out --no-cache"),
        ((), {"LINKAUDIT_OFFLINE": "true"}, "LINKAUDIT_OFFLINE forbid"),
        (("--format", "json"), {}, "there is no option --format"),
    ],
)
def test_what_would_not_be_safe_is_refused_before_anything_is_asked(
    desk: Desk, flags: tuple[str, ...], variables: dict[str, str], remedy: str
) -> None:
    desk.writes(ONE)
    ended = desk.saves("--yes", *flags, **variables)
    assert ended.code == 2
    assert remedy in ended.err
    assert ended.err.count("\n") == 1
    assert desk.archive.log == []


def test_a_copy_is_called_archived_once_it_was_seen_and_nothing_is_submitted_again(desk: Desk) -> None:
    desk.writes(ONE, TWO, THREE)
    desk.archive.fates = {
        TWO: Fate(shown=Answer(404, b"gone")),
        THREE: Fate(original=f"{SITE}/"),
    }
    first = desk.saves("--yes")
    assert first.code == 1
    assert re.findall(r"Archived, and the copy was seen:\n  (\S+)\n      copy: ", first.out) == [ONE]
    assert first.out.count("copy: ") == 1
    assert sorted(desk.archive.submitted) == sorted([ONE, TWO, THREE])
    seen = [hit.path for hit in desk.archive.log if hit.path.startswith("/web/")]
    assert any(path.endswith(ONE) for path in seen)
    assert "an error page" in first.out
    assert "another page" in first.out
    again = desk.saves("--yes")
    assert "it was tried just now: wait a while (what the archive saved is an error page)" in again.out
    assert len(desk.archive.submitted) == 3
    with_keys = [hit for hit in desk.archive.log if hit.authorization]
    assert with_keys
    assert all(hit.host == "127.0.0.1" and hit.path.startswith("/save") for hit in with_keys)
    kept = b"".join(path.read_bytes() for path in desk.folder.rglob("*") if path.is_file())
    assert SECRET.encode() not in kept


def test_every_documented_code_has_words_of_its_own_and_the_right_end(desk: Desk) -> None:
    ends = {code: refusal(f"error:{code}") for code in CODES}
    assert {code for code, end in ends.items() if end.is_final} == FINAL
    assert {code for code, end in ends.items() if end.stops} == STOPPING
    assert not [code for code, end in ends.items() if "not known here" in end.words]
    assert not refusal("error:something-new").is_final
    for_one = [code for code in CODES if code not in STOPPING]
    desk.writes(*(f"{SITE}/a/{code}" for code in for_one))
    # One half is refused at once, as a 200; the other half after a while, by its job.
    desk.archive.fates = {
        f"{SITE}/a/{code}": Fate(refused(code), takes=False) if number % 2 else Fate(code=code)
        for number, code in enumerate(for_one)
    }
    ended = desk.saves("--yes", LINKAUDIT_SAVE_LIMIT="100")
    assert ended.code == 1
    told = dict(re.findall(r"(?m)^  (\S+)\n      (.+)$", ended.out))
    assert {url.rpartition("/")[2] for url in told} == set(for_one)
    for code in for_one:
        assert told[f"{SITE}/a/{code}"].startswith(ends[code].words + ": ")
    refused_ones = ended.out.partition("Refused:\n")[2]
    assert {code for code in for_one if f"/{code}\n" in refused_ones} == FINAL


@pytest.mark.parametrize(
    ("answer", "code", "word"),
    [
        (refused("user-session-limit"), 3, "takes no more"),
        (Answer(429, b"<html>Too Many Requests</html>"), 3, "takes no more"),
        (said({"message": "You need to be logged in to use Save Page Now."}, 401), 2, "did not accept the keys"),
        (Answer(404, b"<html>Not here</html>"), 3, "did not answer"),
    ],
)
def test_an_answer_that_holds_for_all_stops_the_run(desk: Desk, answer: Answer, code: int, word: str) -> None:
    desk.writes(ONE, TWO)
    desk.archive.fates = {ONE: Fate(answer, takes=False)}
    ended = desk.saves("--yes")
    assert ended.code == code
    assert word in ended.err
    assert "Not submitted in this run: 1" in ended.out
    assert desk.archive.submitted == [ONE]


@pytest.mark.parametrize(
    ("account", "code", "word"),
    [
        (said({"message": "no"}, 401), 2, "did not accept the keys"),
        (Answer(200, b"<html>We are down</html>"), 3, "did not answer"),
        (Answer(502), 3, "did not answer"),
        (said({"available": 0, "daily_captures": 1, "daily_captures_limit": 9}), 3, "still at work"),
        (said({"available": 3, "daily_captures": 9, "daily_captures_limit": 9}), 3, "no more pages today"),
    ],
)
def test_nothing_is_submitted_when_the_account_may_not(desk: Desk, account: Answer, code: int, word: str) -> None:
    desk.writes(ONE)
    desk.archive.account = account
    ended = desk.saves("--yes")
    assert (ended.code, word in ended.err) == (code, True)
    assert desk.archive.submitted == []


@pytest.mark.parametrize(
    "answer",
    [
        Answer(drop=True),
        Answer(502, b"<html>Bad gateway</html>"),
        Answer(200, b"<html>Please wait</html>"),
        Answer(200),
        said({"url": ONE, "job_id": None, "message": "The same snapshot had been made 7 hours ago."}),
        said({"url": ONE, "job_id": "../../x"}),
    ],
    ids=["hung-up", "502", "html", "empty", "same-snapshot", "no-job"],
)
def test_what_may_have_been_taken_is_looked_up_and_not_submitted_again(desk: Desk, answer: Answer) -> None:
    desk.writes(ONE)
    desk.archive.fates = {ONE: Fate(answer, listed=False)}
    first = desk.saves("--yes")
    says_why = b"same snapshot" in answer.body
    assert first.code == (0 if says_why else 3)
    assert first.under("Not known yet") == [ONE]
    assert ("says it has a copy of today" in first.out) == says_why
    assert "Archived" not in first.out
    desk.archive.fates = {ONE: Fate(listed=True)}
    before = len(desk.archive.log)
    second = desk.saves("--yes")
    assert second.code == 0
    assert "Archived, and the copy was seen" in second.out
    later = desk.archive.log[before:]
    assert [hit.path for hit in later if hit.path.startswith("/cdx/")]
    assert desk.archive.submitted == [ONE]


def test_a_slow_job_is_pending_and_the_next_run_asks_what_became_of_it_first(desk: Desk) -> None:
    desk.writes(ONE)
    desk.archive.fates = {ONE: Fate(polls=10_000, listed=False, shown=False)}
    first = desk.saves("--yes", LINKAUDIT_SAVE_PATIENCE="0.5")
    assert first.code == 0
    assert first.under("Submitted, not archived yet") == [ONE]
    assert "Archived" not in first.out
    desk.archive.jobs = {job: (url, 0) for job, (url, _) in desk.archive.jobs.items()}
    hidden = desk.saves("--yes", LINKAUDIT_SAVE_PATIENCE="0.5")  # done by its own word, but nobody can see it
    assert hidden.under("Submitted, not archived yet") == [ONE]
    assert "its copy is awaited" in hidden.out
    desk.writes(ONE, TWO)
    desk.archive.fates = {}
    before = len(desk.archive.asked_of_it)
    last = desk.saves("--yes")
    assert last.code == 0
    assert last.out.count("copy: ") == 2
    account, job, *_ = desk.archive.asked_of_it[before:]
    assert (account, job) == ("/save/status/user", "/save/status/spn2-000000")
    assert desk.archive.submitted == [ONE, TWO]


@pytest.mark.parametrize(("hours", "again"), [(23, False), (25, True)])
def test_what_nobody_knows_of_is_submitted_again_after_a_day_if_the_archive_has_no_copy(
    desk: Desk, hours: int, again: bool
) -> None:
    desk.writes(ONE)
    with closing(Submissions(desk.folder / HISTORY)) as kept:
        assert kept.intend(ONE, datetime.now(UTC) - timedelta(hours=hours), None)
    assert desk.saves("--yes").code == 0
    assert desk.archive.submitted == [ONE] * again
    paths = [hit.path for hit in desk.archive.log]
    looked_up = [number for number, path in enumerate(paths) if path.startswith("/cdx/")]
    assert not again or min(looked_up) < paths.index("/save")


def test_an_archive_that_does_not_answer_is_not_one_without_a_copy(desk: Desk) -> None:
    desk.writes(ONE)
    desk.archive.index = Answer(503, b"<html>busy</html>")
    ended = desk.saves("--yes")
    assert ended.code == 3
    assert "did not say whether it has a copy" in ended.out
    assert desk.archive.submitted == []


def test_one_run_submits_no_more_than_it_may(desk: Desk) -> None:
    desk.writes(ONE, TWO, THREE)
    desk.archive.account = {"available": 2, "daily_captures": 8, "daily_captures_limit": 9}
    ended = desk.saves("--yes", LINKAUDIT_SAVE_LIMIT="2")
    assert ended.code == 3
    assert "one run takes no more" in ended.out
    assert desk.archive.submitted == [ONE]


def test_ctrl_c_tells_what_is_known_and_keeps_it(desk: Desk) -> None:
    desk.writes(ONE, TWO, THREE)
    desk.archive.fates = {TWO: Fate(delay=30.0)}
    running = desk.starts("--yes")
    wait_until(lambda: TWO in desk.archive.submitted)
    running.send_signal(signal.SIGINT)
    out, err = running.communicate(timeout=20)
    assert running.returncode == 130
    assert "Traceback" not in err
    assert "Not submitted in this run: 1" in out
    assert "Not known yet" in out
    desk.archive.fates = {}
    assert desk.saves("--yes").code == 0
    assert sorted(desk.archive.submitted) == sorted([ONE, TWO, THREE])


def test_two_runs_at_once_submit_each_address_once(desk: Desk) -> None:
    urls = [f"{SITE}/a/{number}" for number in range(6)]
    desk.writes(*urls)
    desk.archive.fates = {url: Fate(delay=0.1) for url in urls}
    running = [desk.starts("--yes") for _ in range(2)]
    for each in running:
        assert "Traceback" not in each.communicate(timeout=60)[1]
    assert Counter(desk.archive.submitted) == dict.fromkeys(urls, 1)


def test_whoever_is_killed_at_any_moment_submits_nothing_twice(tmp_path: Path) -> None:
    with ThreadPoolExecutor(CHAINS) as pool:
        list(pool.map(lambda chain: kill_again_and_again(tmp_path / str(chain), chain), range(CHAINS)))


def kill_again_and_again(folder: Path, chain: int) -> None:
    """Runs of one newsroom, each killed; then two that are not. Every address is submitted once, or looked up."""
    chance = random.Random(chain)
    folder.mkdir()
    urls = [f"{SITE}/a/{number}" for number in range(2 * KILLS // CHAINS)]
    with saving() as archive:
        desk = Desk(folder, archive)
        desk.writes(*urls)
        archive.fates = {url: Fate(delay=chance.choice((0.0, 0.02, 0.1)), polls=chance.randrange(3)) for url in urls}
        for number in range(KILLS // CHAINS):
            running = desk.starts("--yes", LINKAUDIT_SAVE_LIMIT="200")
            if number % 4:  # the others are killed while they start or read
                wait_for_a_request(running, archive, len(archive.asked_of_it))
            time.sleep(chance.random() * (0.4 if number % 4 else 1.5))
            running.kill()
            running.communicate(timeout=20)
        last = desk.saves("--yes", LINKAUDIT_SAVE_LIMIT="200")
        assert last.code in (0, 3), last
        assert max(Counter(archive.submitted).values()) == 1
        with closing(Submissions(folder / HISTORY)) as kept:
            states = kept.newest(urls)
        assert states.keys() == set(urls)
        for url, submission in states.items():
            if url in archive.submitted:
                assert submission.state is SavingState.SAVED
            else:  # killed between the intent and the question: looked up, and held back for a day
                assert submission.state is SavingState.UNKNOWN
                assert any(hit.path.startswith("/cdx/") for hit in archive.log)


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=30) | st.sampled_from(["success", "error", "pending"]),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(MEMBERS), inner, max_size=6),
    max_leaves=12,
)


@given(JSON.map(lambda document: json.dumps(document).encode()) | st.binary(max_size=60), st.integers(100, 599))
def test_whatever_the_archive_says_becomes_a_value_that_can_do_no_harm(body: bytes, status: int) -> None:
    base = "https://web.archive.org"
    heard = Reply(status, {}, body)
    submission, found = savepagenow.read_submission(heard), savepagenow.read_status(base, heard)
    savepagenow.read_account(heard)
    if isinstance(submission, savepagenow.Accepted):
        assert re.fullmatch(r"[\w\-]+", submission.job, re.ASCII)
    if isinstance(found, savepagenow.Stored):
        assert found.memento.url.startswith(f"{base}/web/")
        assert found.memento.url.isprintable()
    for answer in (submission, found):
        if isinstance(answer, savepagenow.Declined):
            assert re.fullmatch(r"error:[a-z0-9\-]+", answer.code)
    assert status == 200 or not isinstance(submission, savepagenow.Accepted)


def wait_for_a_request(running: subprocess.Popen[str], archive: SavePageNow, before: int) -> None:
    wait_until(lambda: len(archive.asked_of_it) > before or running.poll() is not None)


def wait_until(condition: Callable[[], bool]) -> None:
    deadline = time.monotonic() + 30
    while not condition() and time.monotonic() < deadline:
        time.sleep(0.01)


def test_a_submission_comes_back_as_it_was_kept_and_only_its_holder_may_submit(tmp_path: Path) -> None:
    now = datetime(2026, 11, 22, 20, 0, tzinfo=UTC)
    copy = Memento(ONE, f"https://web.archive.org/web/20261122200500/{ONE}", now, "web.archive.org")
    path = tmp_path / "history.sqlite"
    with closing(Submissions(path)) as mine, closing(Submissions(path)) as theirs:
        intent = mine.intend(ONE, now, None)
        assert intent is not None
        assert theirs.intend(ONE, now, None) is None
        assert theirs.unsettled() == [intent]
        saved = Submission(ONE, SavingState.SAVED, now, now + timedelta(seconds=9), "spn2-1", copy)
        mine.keep(saved)
        assert theirs.newest([ONE, TWO]) == {ONE: saved}
        assert theirs.unsettled() == []


def test_a_host_on_a_private_address_is_found_out() -> None:
    assert trio.run(on_private_addresses, {"127.0.0.1", "93.184.215.14"}, Limits()) == {"127.0.0.1"}
