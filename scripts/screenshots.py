#!/usr/bin/env python3
"""Pictures of the example reports for docs/images: two widths, light, dark and as printed, from a real browser."""

from __future__ import annotations

import shutil
from pathlib import Path

from playwright.sync_api import sync_playwright

ROOT = Path(__file__).resolve().parent.parent
EXAMPLES, IMAGES = ROOT / "reports" / "examples", ROOT / "docs" / "images"
REPORTS = ("harbour", "week")
VIEWS = {
    "1440": (1440, "light", "screen"),
    "1440-dark": (1440, "dark", "screen"),
    "390": (390, "light", "screen"),
    "390-dark": (390, "dark", "screen"),
    "print": (794, "light", "print"),
}
"""Width in pixels (794 is A4 at 96 dots an inch), colours, medium."""

HEIGHT = 1300


def main() -> None:
    """Take them all anew."""
    IMAGES.mkdir(exist_ok=True)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=shutil.which("chromium"), args=["--no-sandbox"])
        for report in REPORTS:
            for view, (width, colours, medium) in VIEWS.items():
                page = browser.new_page(viewport={"width": width, "height": HEIGHT}, color_scheme=colours)
                page.emulate_media(media=medium)
                page.goto((EXAMPLES / f"{report}.html").as_uri())
                page.screenshot(path=IMAGES / f"{report}-{view}.png")
                page.close()
        browser.close()


if __name__ == "__main__":
    main()
