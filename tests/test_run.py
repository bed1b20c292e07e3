"""The plot, in this process: what is asked while articles are still read, and what the person waiting hears."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterable, Iterator
from datetime import timedelta
from ipaddress import ip_network
from pathlib import Path

import pytest
from servers import Answer, Server, hang, serving

from linkaudit import run
from linkaudit.config import Config
from linkaudit.evidence import ArchiveMode
from linkaudit.interruption import Interruption
from linkaudit.model import Audit, Format, FragmentQuestion, Skipped, Source, StopReason
from linkaudit.store import open_store

CONFIG = Config(allow_address=(ip_network("127.0.0.0/8"),), archive=ArchiveMode.NONE, delay=0.0, retries=0, timeout=5.0)
STORY = "The mayor said on Monday that the pier will close. " * 20


class Heard:
    """What a run tells, and when it tells of progress."""

    def __init__(self) -> None:
        self.announced: list[tuple[int, bool]] = []
        self.progressed: list[tuple[int, int]] = []

    def announce(self, hosts: int, archive: str | None, *, more: bool) -> None:
        assert archive is None
        self.announced.append((hosts, more))

    def progress(self, done: int, total: int, waiting_for: str | None) -> None:
        assert total == 0 or waiting_for is None or waiting_for.startswith("127.")
        self.progressed.append((done, total))


def audited(
    found: Iterable[Source | Skipped],
    heard: Heard | None = None,
    interruption: Interruption | None = None,
    db: Path | None = None,
) -> Audit:
    store = open_store(db)
    try:
        return run.audit(CONFIG, found, store, heard or Heard(), max_age=timedelta(days=7), interruption=interruption)
    finally:
        store.close()


def article(number: int, *links: str) -> Source:
    text = "\n\n".join(f"The town [said]({link}) on Monday that it will." for link in links)
    return Source(f"{number}.md", text.encode(), Format.MARKDOWN)


def test_asking_begins_before_the_last_article_is_read() -> None:
    heard = Heard()

    def articles(server: Server) -> Iterator[Source]:
        yield article(1, server.url("/1"))
        yield article(2, server.url("/2"), server.url("/1"))
        deadline = time.monotonic() + 20
        while len(server.log) < 2 and time.monotonic() < deadline:
            time.sleep(0.01)
        assert {hit.path for hit in server.log} == {"/1", "/2"}
        yield article(3, server.url("/3"), server.url("/1"))

    with serving({f"/{number}": Answer() for number in (1, 2, 3)}) as server:
        audit = audited(articles(server), heard)
        assert sorted(server.paths) == ["/1", "/2", "/3"]
    assert heard.announced == [(1, True)]
    assert [len(each.evidence.fetches) for each in audit.articles] == [3, 3, 3]
    assert audit.complete
    assert audit.requests == 3


def test_an_only_article_names_all_its_hosts() -> None:
    heard = Heard()
    with serving({"/": Answer()}, ["127.0.0.1", "127.0.0.2"]) as server:
        audited([article(1, server.url("/"), server.url("/", "127.0.0.2"))], heard)
    assert heard.announced == [(2, False)]


def test_articles_without_links_ask_nobody() -> None:
    heard = Heard()
    audit = audited([article(1), Skipped("b.md", "empty", failed=False), article(2)], heard)
    assert (len(audit.articles), len(audit.skipped), audit.complete) == (2, 1, True)
    assert heard.announced == heard.progressed == []


def test_while_a_source_is_silent_the_person_waiting_hears_of_it() -> None:
    heard = Heard()
    with serving({"/": Answer(delay=1.0)}) as server:
        audited([article(1, server.url("/"))], heard)
    assert heard.progressed.count((0, 1)) >= 3


def test_what_is_read_when_the_run_is_stopped_is_reported_and_the_rest_is_not_waited_for() -> None:
    with serving({"/": hang}) as server, Interruption() as interruption:

        def articles() -> Iterator[Source]:
            yield article(1, server.url("/"))
            yield article(2, server.url("/"))
            while not server.log:
                time.sleep(0.01)
            signal_self(interruption)
            yield article(3, server.url("/"))
            pytest.fail("an article was read after the run was stopped")

        audit = audited(articles(), interruption=interruption)
    assert audit.stopped is StopReason.INTERRUPTED
    assert [each.article.path for each in audit.articles] in (["1.md", "2.md"], ["1.md", "2.md", "3.md"])
    assert any("before all articles were read" in warning for warning in audit.warnings)


def signal_self(interruption: Interruption) -> None:
    """Interrupt from a thread, as a signal would, and wait until the run has heard of it."""
    interruption.reason = StopReason.INTERRUPTED
    assert interruption.on_stop is not None
    threading.Thread(target=interruption.on_stop).start()
    time.sleep(0.2)


def test_a_page_is_asked_for_its_fragments_in_the_request_that_checks_it() -> None:
    page = Answer(body=f"<html><body><h2 id=notes>Notes</h2><p>{STORY}</p></body></html>")
    with serving({"/page": page, "/plain": Answer()}) as server:
        links = [server.url(path) for path in ("/page#notes", "/page#annex", "/page#:~:text=pier%20will", "/plain")]
        audit = audited([article(1, *links)])
        assert sorted(server.paths) == ["/page", "/plain"]
        [each] = audit.articles
        answers = {question.fragment: answer.found for (_, question), answer in each.evidence.pages.items()}
        assert answers == {"notes": True, "annex": False, ":~:text=pier%20will": True}
        fetch = each.evidence.fetches[server.url("/page")]
        assert {answer.observed for answer in each.evidence.pages.values()} == {fetch.observed}
    assert [finding.rule for finding in each.findings] == ["LA208"]
    assert "#annex" in each.findings[0].message


def test_an_article_that_asks_more_of_a_page_than_the_ones_before_gets_its_answer() -> None:
    page = Answer(body=f"<html><body><h2 id=notes>Notes</h2><p>{STORY}</p></body></html>")

    def articles() -> Iterator[Source]:
        yield article(1, server.url("/page"))
        yield article(2)
        while server.open.total() or not server.log:
            time.sleep(0.01)
        time.sleep(0.2)
        yield article(3, server.url("/page#annex"), server.url("/page#notes"))
        yield article(4, server.url("/page#notes"))

    with serving({"/page": page}) as server:
        audit = audited(articles())
        assert server.paths == ["/page", "/page"]
        pages = audit.articles[0].evidence.pages
        assert pages[server.url("/page"), FragmentQuestion("annex")].found is False
    assert [[finding.rule for finding in each.findings] for each in audit.articles] == [[], [], ["LA208"], []]


def test_a_page_known_from_an_earlier_run_is_asked_again_only_for_what_it_was_not_asked_then(tmp_path: Path) -> None:
    pages = {"/page": Answer(body=f"<p id=notes>{STORY}</p>"), "/plain": Answer()}
    with serving(pages) as server:
        source = article(1, server.url("/page#notes"), server.url("/plain"))
        for _ in range(2):
            audited([source], db=tmp_path / "history.sqlite")
        assert sorted(server.paths) == ["/page", "/plain"]
        again = audited([article(1, server.url("/page#annex"))], db=tmp_path / "history.sqlite")
        assert server.paths[2:] == ["/page"]
    assert [finding.rule for finding in again.articles[0].findings] == ["LA208"]


@pytest.mark.parametrize(
    "page",
    [
        Answer(body="<div id=root></div><script src=/app.js></script>"),
        Answer(body=f"<p>{STORY}</p>" + "<p>more</p>" * 300_000),
        Answer(body=f"<p>{STORY}</p>", length=10_000),
        Answer(body=f"<title>Log in</title><input type=password><p>{STORY}</p>"),
        Answer(body=STORY, headers=(("Content-Type", "application/pdf"),)),
        Answer(404, f"<p>{STORY}</p>"),
    ],
    ids=["scripts", "cut", "broken off", "login", "pdf", "gone"],
)
def test_a_page_that_cannot_tell_lacks_nothing(page: Answer) -> None:
    with serving({"/page": page}) as server:
        [each] = audited([article(1, server.url("/page#annex"))]).articles
    assert all(answer.found is None for answer in each.evidence.pages.values())
    assert "LA208" not in {finding.rule for finding in each.findings}
