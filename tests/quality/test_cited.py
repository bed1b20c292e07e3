"""Quotations through the whole command, on the pages of fixtures/pages: no false accusation, and hardly a miss."""

from __future__ import annotations

import re
import subprocess
import sys
from collections import Counter
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import cited
import pytest
from servers import Answer, serving

PAGES = cited.saved_web()


@dataclass(frozen=True)
class Run:
    """The first run over the articles, and the requests of it and of a second one a moment later."""

    document: dict[str, Any]
    asked: list[str]
    asked_again: list[str]
    same: bool


@pytest.fixture(scope="module")
def run(tmp_path_factory: pytest.TempPathFactory) -> Run:
    folder = tmp_path_factory.mktemp("cited")
    (folder / "articles").mkdir()
    cited.write_articles(folder / "articles", PAGES)
    with serving(cited.small_web(PAGES)) as server:
        first = cited.check(folder, server)
        asked = [f"{hit.host}{hit.path}" for hit in server.log]
        again = cited.check(folder, server)
        later = [f"{hit.host}{hit.path}" for hit in server.log[len(asked) :]]
    return Run(first, asked, later, cited.told(first) == cited.told(again))


def test_nothing_is_said_against_a_quotation_that_stands(run: Run) -> None:
    assert cited.accusations(cited.told(run.document)) == []


@pytest.mark.parametrize(
    ("truth", "least"), [("found", 0.98), ("absent", 0.95), ("differs", 0.9), ("removed", 1.0), ("cannot_tell", 0.97)]
)
def test_what_is_so_is_told_so(run: Run, truth: str, least: float) -> None:
    assert cited.recall(cited.told(run.document), truth) >= least


def test_a_page_is_read_in_the_one_request_that_shows_whether_it_opens(run: Run) -> None:
    sources = Counter(each for each in run.asked if not each.startswith(cited.ARCHIVE))
    pages = {cited.urlsplit(cited.plain(PAGES[name])) for name in cited.claims()}
    assert sources == Counter(f"{page.hostname}{page.path}{'?' * bool(page.query)}{page.query}" for page in pages)


def test_a_second_run_asks_nobody_and_says_the_same(run: Run) -> None:
    walled = {cited.urlsplit(each["url"]).hostname for each in run.document["checks"] if each["verdict"] != "alive"}
    assert len(walled) < 3
    assert [each for each in run.asked_again if each.partition("/")[0] not in (*walled, cited.ARCHIVE)] == []
    assert run.same


def test_a_wall_cannot_tell_and_the_saved_page_can(tmp_path: Path) -> None:
    (tmp_path / "articles").mkdir()
    (tmp_path / "kept").mkdir()
    name, words = next(
        (name, texts[0]) for name, about in cited.claims().items()
        if "paywall" in name and len((texts := about.get("cannot_tell", [""]))[0].split()) > 4
    )  # fmt: skip
    article = f'Ada Novak [said]({cited.plain(PAGES[name])}): "{words}"\n'
    (tmp_path / "articles" / "draft.md").write_text(article, "utf-8")
    (tmp_path / "kept" / "page.html").write_text(f"<h1>News</h1><p>She told us: “{words}”</p>", "utf-8")
    with serving(cited.small_web(PAGES)) as server:
        told = [
            cited.check(tmp_path, server, *options)["articles"][0]["claims"][0]["quotations"][0]["match"]
            for options in ((), ("--sources", "kept"), ("--no-verify", "--no-cache", "--sources", "kept"))
        ]
    assert (told[0]["verdict"], told[0]["reason"], told[0]["saved"]) == ("cannot_tell", "paywall", False)
    assert (told[1]["verdict"], told[1]["url"], told[1]["saved"]) == ("exact", "kept/page.html", True)
    assert told[2] is None


def test_a_quotation_of_a_page_that_is_gone_is_found_in_the_archived_copy(tmp_path: Path) -> None:
    (tmp_path / "articles").mkdir()
    page, url = PAGES["weir"], "http://gone.example/2025/weir"
    words = cited.claims()["weir"]["found"][0]
    article = f'---\ndate: 2025-10-20\n---\n\nAda Novak [said]({url}): "{words}"\n'
    (tmp_path / "articles" / "draft.md").write_text(article, "utf-8")
    copy = cited.answer(page, Memento_Datetime="Wed, 01 Oct 2025 09:30:00 GMT")
    web = {
        f"{cited.ARCHIVE}/cdx/search/cdx": cited.index({url: [(cited.STAMP, "200")]}),
        f"/web/{cited.STAMP}id_/{url}": copy,
    }
    with serving(web) as server:
        first, again = (cited.check(tmp_path, server) for _ in range(2))
        played = [hit.path for hit in server.log if hit.path.startswith("/web/")]
    for document in (first, again):
        [claim] = document["articles"][0]["claims"]
        [said] = claim["quotations"]
        assert (claim["verdict"], claim["support"]["quotation"]) == ("archived-only", "found")
        assert (said["match"]["verdict"], said["match"]["memento"]) == ("exact", True)
        assert said["match"]["url"] == f"http://{cited.ARCHIVE}/web/{cited.STAMP}/{url}"
        assert [found["rule"] for found in document["findings"]] == ["LA301"]
    assert len(played) == 1


def test_pages_that_are_none_are_reported_and_no_other(tmp_path: Path) -> None:
    (tmp_path / "articles").mkdir()
    cited.write_links(tmp_path / "articles", PAGES)
    with serving(cited.small_web(PAGES)) as server:
        document = cited.check(tmp_path, server)
    for article in ("said.md", "bare.md"):
        found = cited.recognised(document, article, PAGES)
        assert found == {what: cited.marked(what, PAGES) for what in cited.KINDS}


def test_a_long_pdf_is_read_to_its_end(tmp_path: Path) -> None:
    """Most of a PDF is pictures: what is cited may stand behind two million bytes of them."""
    pdf = next(page.body for page in PAGES.values() if page.content_type == "application/pdf" and page.paragraphs)
    paragraphs = next(page.paragraphs for page in PAGES.values() if page.body == pdf)
    words = " ".join(paragraphs[1].split()[:9])
    picture = b"%" + b"x" * 3_000_000 + b"\n"
    stuffed = pdf.replace(b"%PDF-1.4\n", b"%PDF-1.4\n" + picture, 1)
    stuffed = re.sub(rb"\d{10}(?= 00000 n)", lambda at: b"%010d" % (int(at[0]) + len(picture)), stuffed)
    stuffed = re.sub(rb"(?<=startxref\n)\d+", lambda at: b"%d" % (int(at[0]) + len(picture)), stuffed)
    (tmp_path / "articles").mkdir()
    article = f'Ada Novak [said](http://pdf.example/report.pdf): "{words}"\n'
    (tmp_path / "articles" / "draft.md").write_text(article, "utf-8")
    answer = Answer(body=stuffed, headers=(("Content-Type", "application/pdf"),))
    with serving({"pdf.example/report.pdf": answer}) as server:
        [claim] = cited.check(tmp_path, server, "--archive", "none")["articles"][0]["claims"]
    assert claim["quotations"][0]["match"]["verdict"] in ("exact", "normalised")
    assert claim["support"]["quotation"] == "found"


def test_an_article_without_quotations_loads_nothing_that_reads_pages(tmp_path: Path) -> None:
    (tmp_path / "plain.md").write_text('The town [said](https://news.example/a) that it "will close".\n', "utf-8")
    done = subprocess.run(
        [sys.executable, "-X", "importtime", "-m", "linkaudit", "check", "--no-config", "--offline", "plain.md"],
        cwd=tmp_path, env={"HOME": str(tmp_path), "PYTHONPATH": str(cited.ROOT)}, capture_output=True, text=True,
        check=False,
    )  # fmt: skip
    assert "linkaudit.article" in done.stderr
    assert "linkaudit.evidence.pages" not in done.stderr
