"""`linkaudit check` as a whole, against a web and an archive on loopback."""

from __future__ import annotations

import json
import os
import shutil
import signal
import subprocess
import sys
import time
from collections import Counter
from pathlib import Path
from typing import Any

import pytest
from servers import Answer, hang, index, serving

ROOT = Path(__file__).resolve().parents[1]
LOOPBACK = ("--allow-address", "127.0.0.0/8", "--no-config")


def command(*arguments: str) -> list[str]:
    return [sys.executable, "-m", "linkaudit", "check", *LOOPBACK, *arguments]


def environ(home: Path, **variables: str) -> dict[str, str]:
    return {"HOME": str(home), "PATH": os.environ["PATH"], "PYTHONPATH": str(ROOT), "LINKAUDIT_DELAY": "0", **variables}


def checked(home: Path, *arguments: str, **variables: str) -> tuple[int, dict[str, Any]]:
    done = subprocess.run(
        command("--format", "json", *arguments),
        cwd=home,
        env=environ(home, **variables),
        capture_output=True,
        check=False,
    )
    assert b"Traceback" not in done.stderr, done.stderr.decode()
    return done.returncode, json.loads(done.stdout)


def test_three_hundred_links_on_sixty_hosts_are_each_asked_once(tmp_path: Path) -> None:
    statuses = [200, 404, 200, 503, 403]
    pages = {f"/{number}": Answer(status, delay=0.05) for number, status in enumerate(statuses)}
    addresses = [f"127.0.2.{number}" for number in range(1, 61)]
    with serving(pages, addresses) as server:
        urls = [server.url(f"/{number}", address) for number in range(5) for address in addresses]
        claims = "\n\n".join(f"The town [said so]({url}) and [again]({url})." for url in urls)
        (tmp_path / "draft.md").write_text(claims, "utf-8")
        code, document = checked(
            tmp_path, "--archive", "none", "draft.md", LINKAUDIT_PER_HOST="2", LINKAUDIT_RETRIES="0"
        )
        assert Counter(f"http://{hit.host}:{server.port}{hit.path}" for hit in server.log) == Counter(urls)
        assert max(server.busiest.values()) <= 2
        assert all("link" not in hit.headers["user-agent"].lower() for hit in server.log)
    assert code == 1
    verdicts = {check["url"]: check["verdict"] for check in document["checks"]}
    wanted = ["alive", "broken", "alive", "unverifiable", "unverifiable"]
    assert verdicts == {
        server.url(f"/{number}", address): wanted[number] for number in range(5) for address in addresses
    }
    assert document["summary"]["requests"] == 300


def test_a_dead_source_gets_its_archived_copy_and_what_is_known_is_not_asked_again(tmp_path: Path) -> None:
    gone = "http://harbour.example/gone"
    pages = {
        "harbour.example/gone": Answer(404),
        "harbour.example/here": Answer(),
        "archive.example/cdx/search/cdx": index({gone: [("20221014093000", "200")]}),
    }
    (tmp_path / "draft.md").write_text(
        "Pier closed\n\nHarbour Post, 13 October 2022\n\n"
        f"The town [said so]({gone}) and [meant](http://harbour.example/here) it.\n",
        "utf-8",
    )
    archive = {"LINKAUDIT_ARCHIVE_URL": "http://archive.example", "LINKAUDIT_ARCHIVE_DELAY": "0"}
    with serving(pages) as server:
        arguments = ("--proxy", server.url(""), "--db", str(tmp_path / "history.sqlite"), "draft.md")
        code, first = checked(tmp_path, *arguments, **archive)
        assert sorted(server.paths[:2]) == ["/gone", "/here"]
        copy = f"/web/20221014093000id_/{gone}"
        assert [path.partition("?")[0] for path in server.paths[2:]] == ["/cdx/search/cdx", copy]
        assert code == 1
        (finding,) = first["findings"]
        assert finding["rule"] == "LA301"
        assert "1 day after publication" in finding["message"]
        assert checked(tmp_path, *arguments, **archive)[1]["findings"] == first["findings"]
        assert len(server.log) == 4


def test_without_a_network_nothing_is_called_broken(tmp_path: Path) -> None:
    unshare = shutil.which("unshare")
    isolated = [unshare or "unshare", "--net", "--map-root-user"]
    if unshare is None or subprocess.run([*isolated, "true"], capture_output=True, check=False).returncode:
        pytest.skip("this machine lets nobody make a network namespace, so no network can be taken away")
    (tmp_path / "draft.md").write_text("The town [said](https://harbour.example/a) it and [hid](#) it.", "utf-8")
    done = subprocess.run(
        [*isolated, *command("--format", "json", "draft.md")],
        cwd=tmp_path,
        env=environ(tmp_path),
        capture_output=True,
        check=False,
    )
    document = json.loads(done.stdout)
    assert done.returncode == 3
    assert not document["complete"]
    assert [check["reason"] for check in document["checks"]] == ["no_network"]
    assert [finding["rule"] for finding in document["findings"]] == ["LA101"]


def test_a_budget_that_runs_out_leaves_links_unchecked(tmp_path: Path) -> None:
    with serving({"/slow": hang, "/here": Answer()}) as server:
        (tmp_path / "draft.md").write_text(
            f"It [is]({server.url('/slow')}) so, [they]({server.url('/here')}) say.", "utf-8"
        )
        code, document = checked(tmp_path, "--budget", "1", "--no-cache", "--archive", "none", "draft.md")
    assert code == 3
    assert {check["url"]: check["reason"] for check in document["checks"]} == {
        server.url("/slow"): "budget",
        server.url("/here"): "ok",
    }


@pytest.mark.parametrize(("number", "code"), [(signal.SIGINT, 130), (signal.SIGTERM, 143)])
def test_an_interrupted_run_still_reports(tmp_path: Path, number: int, code: int) -> None:
    with serving({"/slow": hang, "/here": Answer()}) as server:
        (tmp_path / "draft.md").write_text(
            f"It [is]({server.url('/slow')}) so, [they]({server.url('/here')}) say.", "utf-8"
        )
        running = subprocess.Popen(
            command("--format", "json", "--no-cache", "--archive", "none", "draft.md"),
            cwd=tmp_path,
            env=environ(tmp_path),
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
        )
        deadline = time.monotonic() + 20
        while len(server.log) < 2 and time.monotonic() < deadline:
            time.sleep(0.05)
        time.sleep(0.2)
        running.send_signal(number)
        stdout, stderr = running.communicate(timeout=20)
    assert b"Traceback" not in stderr
    assert running.returncode == code
    document = json.loads(stdout)
    assert not document["complete"]
    assert {check["url"]: check["reason"] for check in document["checks"]} == {
        server.url("/slow"): "interrupted",
        server.url("/here"): "ok",
    }


def test_an_article_is_read_from_its_address_and_its_relative_links_are_checked(tmp_path: Path) -> None:
    page = """<html><head><title>Pier closed</title><meta charset=utf-8></head><body><article><h1>Pier closed</h1>
        <p>The council <a href="minutes/may">closed it in May</a>, and the mayor <a href="#">said so</a>.</p>
        <p>Nobody had asked the people who live there what they thought of it, and nobody has asked them since.</p>
        </article></body></html>"""
    with serving({"/news/pier": Answer(body=page), "/news/minutes/may": Answer(404)}) as server:
        code, document = checked(tmp_path, "--no-cache", "--archive", "none", server.url("/news/pier"))
        assert code == 1
        assert document["articles"][0]["path"] == server.url("/news/pier")
        assert [(finding["rule"], finding["line"]) for finding in document["findings"]] == [("LA201", 2), ("LA101", 2)]
        assert server.paths == ["/news/pier", "/news/minutes/may"]


def story(words: int) -> str:
    return f"<article><h1>Pier closed</h1><p>The council <a href='/minutes'>closed it</a> {'and so on ' * words}</p>"


def test_articles_on_the_web_are_fetched_side_by_side(tmp_path: Path) -> None:
    pages = {"/news": Answer(body=story(30), delay=0.5), "/minutes": Answer()}
    hosts = [f"127.0.4.{number}" for number in range(1, 5)]
    with serving(pages, hosts) as server:
        addresses = [server.url("/news", host) for host in hosts]
        code, document = checked(tmp_path, "--no-cache", "--archive", "none", *addresses)
        assert max(hit.open for hit in server.log if hit.path == "/news") == len(hosts)
        assert Counter(server.paths) == {"/news": 4, "/minutes": 4}
    assert code == 0
    assert [each["path"] for each in document["articles"]] == addresses


def test_a_long_article_on_the_web_is_read_whole(tmp_path: Path) -> None:
    with serving({"/news": Answer(body=story(300_000)), "/minutes": Answer(404)}) as server:
        code, document = checked(tmp_path, "--no-cache", "--archive", "none", server.url("/news"))
        assert (code, [finding["rule"] for finding in document["findings"]]) == (1, ["LA201"])
        server.pages["/news"] = Answer(body=story(550_000))
        done = subprocess.run(
            command("--no-cache", server.url("/news")),
            cwd=tmp_path,
            env=environ(tmp_path),
            capture_output=True,
            check=False,
        )
    assert done.returncode == 2
    assert b"larger than 5 MB" in done.stderr


def test_without_a_network_an_article_on_the_web_is_not_at_fault(tmp_path: Path) -> None:
    unshare = shutil.which("unshare")
    isolated = [unshare or "unshare", "--net", "--map-root-user"]
    if unshare is None or subprocess.run([*isolated, "true"], capture_output=True, check=False).returncode:
        pytest.skip("this machine lets nobody make a network namespace, so no network can be taken away")
    done = subprocess.run(
        [*isolated, *command("--no-cache", "https://harbour.example/news")],
        cwd=tmp_path,
        env=environ(tmp_path),
        capture_output=True,
        check=False,
    )
    assert done.returncode == 3
    assert done.stderr.splitlines()[1:] == [
        b"linkaudit: https://harbour.example/news: no network: connect, and run the check again"
    ]
    assert done.stdout == b""


def test_an_article_that_does_not_open_is_one_clear_line(tmp_path: Path) -> None:
    with serving({}) as server:
        done = subprocess.run(
            command("--no-cache", server.url("/none")),
            cwd=tmp_path,
            env=environ(tmp_path),
            capture_output=True,
            check=False,
        )
    assert done.returncode == 2
    assert b"the site answered 404: open it in a browser" in done.stderr
    assert done.stderr.splitlines()[0] == b"Fetching 1 article from the web."
    assert done.stderr.count(b"\n") == 2
