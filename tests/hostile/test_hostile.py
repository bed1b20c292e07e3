"""Each misbehaviour alone among links that are in order: its verdict, what it cost, and that nobody else noticed."""

from __future__ import annotations

from dataclasses import replace

import pytest
from cases import CASES
from hostile_web import Case, HostileWeb, ask, is_harmless, judged


def test_there_are_enough_and_each_has_its_name() -> None:
    assert len(CASES) >= 150
    assert len({case.name for case in CASES}) == len(CASES)


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_case(case: Case, web: HostileWeb) -> None:
    link, hits, sent = web.link(case), len(web.asked(case.host)), web.sent(case)
    limits = replace(web.limits, retries=case.retries, timeout=case.seconds)
    fetches, network = ask([link, *web.siblings], limits, web.names)
    fetch, verdicts = fetches[link], judged(fetches, network)
    assert verdicts.pop(link) == case.verdict, fetch
    assert verdicts == web.siblings
    if case.asks is not None:
        assert len(web.asked(case.host)) - hits == case.asks
    assert fetch.elapsed <= limits.timeout * (case.retries + 1) + 1, "its time was up long ago"
    assert web.sent(case) - sent <= case.bytes
    shown = [fetch.title, fetch.detail, fetch.final_url, *(hop.url for hop in fetch.redirects)]
    assert all(is_harmless(text) for text in shown if text is not None)
    assert web.canaries_reached == []
