"""Quotations on pages: processor time to read a page of 100 kB and to look for a quotation in it.

Writes reports/bench/pages.md. The page is one of fixtures/pages with the menus, scripts and teasers that bring a news
page to its usual weight; each figure is the best of several rounds, each on a page that has not been read before.
"""

from __future__ import annotations

import platform
import sys
from collections.abc import Callable
from pathlib import Path
from time import process_time

ROOT = Path(__file__).resolve().parent.parent.parent
sys.path.insert(0, str(ROOT / "tests" / "evidence" / "pages"))

from saved_web import saved_web  # noqa: E402

from linkaudit.evidence.pages import PageText, match, read_page  # noqa: E402
from linkaudit.model import MatchVerdict  # noqa: E402

REPORT = ROOT / "reports" / "bench" / "pages.md"
SIZE = 100_000
HTML, ADDRESS = "text/html; charset=utf-8", "https://a.example/story"
ROUNDS = 15
LIMITS = {"found": 15.0, "differs": 80.0, "absent": 80.0}
QUOTATIONS = {
    "found": ("We have not received any serious offers to make contact", MatchVerdict.EXACT),
    "differs": ("We have not received any credible offers to make contact", MatchVerdict.DIFFERS),
    "absent": ("Westland will be made to pay for every stone that has fallen", MatchVerdict.ABSENT),
}
TEASER = """<li class="teaser-{n} card"><a href="/story/{n}?ref=recirc" data-track="card-{n}"><picture><source
srcset="/i/{n}-w320.webp 320w, /i/{n}-w640.webp 640w" sizes="(min-width: 600px) 33vw"><img loading="lazy" alt=""
src="/i/{n}.jpg" width="320" height="213"></picture><h3><span>Storm {n} makes landfall as thousands wait</span></h3>
<p class="dek">Roads are shut along the coast and trains will not run before noon, the railway said.</p></a></li>"""
SCRIPT = "<script>window.dataLayer=window.dataLayer||[];{}</script>".format("dataLayer.push({event:'x',id:1});" * 500)


def main() -> None:
    """Measure, print the table and write it."""
    pages = [heavy(n) for n in range(ROUNDS)]
    read = milliseconds(pages[0], lambda body: read_page(body, HTML, ADDRESS), pages)
    rows = [f"| reading the page alone | {read:.1f} | |"]
    for what, (quotation, verdict) in QUOTATIONS.items():
        taken = milliseconds(pages[0], lambda body: answered(body, quotation, verdict), pages)  # noqa: B023
        met = "met" if taken <= LIMITS[what] else "NOT MET"
        rows.append(f"| reading it and one quotation that {said(what)} | {taken:.1f} | {LIMITS[what]:.0f}: {met} |")
    more = milliseconds(pages[0], again(QUOTATIONS["absent"][0]), pages)
    rows.append(f"| each further quotation that {said('absent')} | {more:.2f} | |")
    machine = f"Python {platform.python_version()}, {platform.system()} {platform.machine()}"
    lines = [
        "# Quotations on pages",
        "",
        f"A page of {len(pages[0]) / 1000:.0f} kB; the best of {ROUNDS} rounds on one core, {machine}.",
        "",
        "| | processor time, ms | at most |",
        "|---|---:|---:|",
        *rows,
        "",
    ]
    REPORT.parent.mkdir(parents=True, exist_ok=True)
    REPORT.write_text("\n".join(lines), "utf-8")
    sys.stdout.write("\n".join(lines))


def said(what: str) -> str:
    """The verdict in words."""
    return {"found": "stands there", "differs": "differs by a word", "absent": "is not there"}[what]


def heavy(number: int) -> bytes:
    """The page in its usual weight; no two are the same, so that nothing is remembered from one to the next."""
    body = saved_web()["sanctions"].body.decode()
    teasers = ""
    while len(body) + len(teasers) + len(SCRIPT) < SIZE:
        teasers += TEASER.format(n=number * 1000 + len(teasers))
    before, _, behind = body.partition('<div role="contentinfo"')
    return f'{before}<ul class="recirc">{teasers}</ul>{SCRIPT}<div role="contentinfo"{behind}'.encode()


def answered(body: bytes, quotation: str, verdict: MatchVerdict) -> PageText:
    """Read and asked; the answer has to be right."""
    page = read_page(body, HTML, ADDRESS)
    answer = match(quotation, page)
    if answer.verdict is not verdict:
        raise SystemExit(f"{quotation!r}: {answer}")
    return page


def again(quotation: str) -> Callable[[bytes], object]:
    """Asking a page that has been read and asked before."""
    read: dict[bytes, PageText] = {}

    def ask(body: bytes) -> object:
        return match(quotation, read[body])

    for n in range(ROUNDS):
        read[heavy(n)] = answered(heavy(n), *QUOTATIONS["absent"])
    return ask


def milliseconds(warm: bytes, work: Callable[[bytes], object], pages: list[bytes]) -> float:
    """The best of the pages, after one run that loads tables."""
    work(warm)
    times = []
    for page in pages:
        start = process_time()
        work(page)
        times.append(process_time() - start)
    return 1000 * min(times)


if __name__ == "__main__":
    main()
