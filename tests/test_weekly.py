"""The plot of an audit, in this process: however short its legs are, it asks and says the same."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from datetime import UTC, datetime
from ipaddress import ip_network

import pytest
from servers import Answer, Server, redirect, serving

from linkaudit import weekly
from linkaudit.config import Config
from linkaudit.evidence import ArchiveMode
from linkaudit.interruption import Interruption
from linkaudit.model import Format, LinkState, Source, Week
from linkaudit.store import Use, open_store
from linkaudit.terminal import Terminal

CONFIG = Config(allow_address=(ip_network("127.0.0.0/8"),), archive=ArchiveMode.NONE, delay=0.0, retries=0, timeout=5.0)
HOSTS = [f"127.0.93.{number}" for number in range(1, 6)]
NOW = datetime(2022, 10, 10, 6, tzinfo=UTC)


class Heard:
    """What an audit tells."""

    def __init__(self) -> None:
        self.announced: list[tuple[int, str | None, bool]] = []
        self.sizes: list[tuple[int, int, int, bool]] = []
        self.progressed: list[tuple[int, int]] = [(0, 0)]

    def announce(self, hosts: int, archive: str | None, *, more: bool) -> None:
        self.announced.append((hosts, archive, more))

    def size(self, addresses: int, hosts: int, articles: int, *, more: bool) -> None:
        self.sizes.append((addresses, hosts, articles, more))

    def progress(self, done: int, total: int, waiting_for: str | None) -> None:
        assert waiting_for is None or waiting_for in HOSTS
        self.progressed.append((done, total))


@pytest.fixture
def server() -> Iterator[Server]:
    pages = {f"/{number}": Answer(404 if number % 4 == 1 else 200) for number in range(40)}
    pages["/moved"] = redirect("/secret?token=s3cr3t")
    pages["/secret"] = Answer()
    with serving(pages, HOSTS) as running:
        yield running


def articles(server: Server) -> Iterator[Source]:
    """Twenty articles: each cites two pages of its own, one of its neighbour's and one that all cite."""
    for number in range(20):
        pages = (f"/{number * 2}", f"/{number * 2 + 1}", f"/{(number * 2 + 2) % 40}", "/moved")
        urls = [server.url(page, HOSTS[len(page) % 5]) for page in pages]
        text = "\n\n".join(f"The council [said in {url[-2:]}]({url}) that work would go on." for url in urls)
        yield Source(f"{number:02}.md", text.encode(), Format.MARKDOWN)


def audited(server: Server, heard: Heard, config: Config = CONFIG) -> Week:
    with closing(open_store(None, Use.HISTORY)) as store:
        run = store.begin("scope", datetime.now(UTC))
        return weekly.audit_week(config, articles(server), store, run, heard, interruption=Interruption())


def same(week: Week) -> Week:
    """What does not depend on the time of day."""
    links = tuple(replace(link, observed=NOW, first_failed=None) for link in week.suspect)
    return replace(week, started=NOW, finished=NOW, suspect=links)


@pytest.mark.parametrize(("addresses", "articles_a_leg"), [(1, 100), (7, 100), (1000, 1), (1000, 3)])
@pytest.mark.parametrize("config", [CONFIG, replace(CONFIG, insecure=True)], ids=["", "insecure"])
def test_legs_change_neither_what_is_asked_nor_what_is_said(
    server: Server, monkeypatch: pytest.MonkeyPatch, addresses: int, articles_a_leg: int, config: Config
) -> None:
    whole = audited(server, Heard(), config)
    assert not config.insecure or whole.totals.links[LinkState.UNCHECKED] == 41
    assert max(Counter(hit.host + hit.path for hit in server.log).values()) == 1
    server.log.clear()
    monkeypatch.setattr(weekly, "ADDRESSES_A_LEG", addresses)
    monkeypatch.setattr(weekly, "ARTICLES_A_LEG", articles_a_leg)
    heard = Heard()
    assert same(audited(server, heard, config)) == same(whole)
    assert max(Counter(hit.host + hit.path for hit in server.log).values()) == 1
    assert len(server.log) == whole.requests == 42
    assert len(heard.announced) == 1
    assert [done for done, _ in heard.progressed] == sorted(done for done, _ in heard.progressed)
    assert all(done <= total for done, total in heard.progressed)


def test_a_large_audit_says_once_how_much_there_is(server: Server, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(weekly, "LARGE", 10)
    monkeypatch.setattr(weekly, "ARTICLES_A_LEG", 12)
    heard = Heard()
    audited(server, heard)
    assert heard.sizes == [(26, 3, 12, True)]


def test_the_terminal_says_how_long_it_may_take(capsys: pytest.CaptureFixture[str]) -> None:
    told = Terminal(progress=True)
    told.size(61_000, 14_900, 5_200, more=True)
    said = capsys.readouterr().err
    assert said == "61,000 addresses on 14,900 hosts in the first 5,200 articles, about 17 min; more follow.\n"
    told.progress(0, 61_000, None)
    assert "0 of 61,000 addresses, 60 a second, about 17 min left" in capsys.readouterr().err


def test_an_audit_lists_sources_without_a_copy_unless_that_is_switched_off() -> None:
    assert "LA302" in weekly.with_copies(CONFIG).select
    for ignored in ("LA3", "LA302"):
        config = replace(CONFIG, ignore=frozenset({ignored}))
        assert weekly.with_copies(config) == config
