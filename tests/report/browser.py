"""A real browser that opens a report as a reader would, and tells what it saw.

The page's own policy stays in force, except where a check has to run a script of its own.
"""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, sync_playwright

CHROMIUM = shutil.which("chromium")
_QUIET = (
    "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
    "--disable-component-update", "--disable-sync",
)  # fmt: skip


@dataclass
class Seen:
    """The page, what its console said, and what it asked for besides itself."""

    page: Page
    console: list[str] = field(default_factory=list)
    requests: list[str] = field(default_factory=list)


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """Chromium, for one module: the loop that drives it must be over before another test runs one of its own."""
    with sync_playwright() as playwright:
        started = playwright.chromium.launch(executable_path=CHROMIUM, args=list(_QUIET))
        yield started
        started.close()


@contextmanager
def opened(
    browser: Browser, file: Path, *, width: int = 1440, dark: bool = False, scripts: bool = False
) -> Iterator[Seen]:
    """The report in a window of so many pixels; `scripts` lets the test's own run, past the page's policy."""
    context = browser.new_context(
        viewport={"width": width, "height": 1000}, color_scheme="dark" if dark else "light", bypass_csp=scripts
    )
    page = context.new_page()
    seen = Seen(page)
    page.on("console", lambda message: seen.console.append(message.text))
    page.on("pageerror", lambda error: seen.console.append(str(error)))
    page.on("request", lambda request: seen.requests.append(request.url))
    page.goto(file.as_uri())
    seen.requests.remove(file.as_uri())
    yield seen
    context.close()


def violations(seen: Seen) -> list[str]:
    """What axe-core finds wrong with the page for people who use a keyboard, a screen reader or weak eyes."""
    from axe_core_python.sync_playwright import Axe

    found = Axe().run(seen.page)["violations"]
    return [f"{each['id']}: {node['html']}" for each in found for node in each["nodes"]]
