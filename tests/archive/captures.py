"""What the archive of the tests holds: one page for each situation. The article appeared on 13 October 2022."""

from __future__ import annotations

from typing import Any

SITE = "http://www.example.test"

Table = dict[str, Any]


def capture(
    path: str, stamp: str, status: int = 200, *, to: str = "", body: str = "", kind: str = "text/html"
) -> Table:
    url = path if path.startswith("http") else SITE + path
    words = body or f"<title>{status} at {stamp}</title><h1>The story</h1><p>{'words ' * 20}{stamp}{status}</p>"
    headers = [("Content-Type", kind), *([("Location", to)] if to else [])]
    return {"url": url, "stamp": stamp, "status": status, "headers": headers, "body": words, "type": "response"}


SOFT = "<title>Page not found | Example</title><h1>Sorry</h1><p>Try our search.</p>"
SAME = "<title>The same</title><p>The same words each time.</p>"

CAPTURES = [
    capture("/dates", "20221001080000"),
    capture("/dates", "20221014093000"),
    capture("/dates", "20230601000000"),
    capture("/before", "20221010100000"),
    capture("/revisit", "20190301000000", body=SAME),
    {**capture("/revisit", "20221013060000", body=SAME), "type": "revisit", "first": "20190301000000"},
    capture("/only-errors", "20221013000000", 404),
    capture("/only-errors", "20221120000000", 404),
    capture("/only-errors", "20230102030405", 503),
    capture("/error-nearest", "20221013110000", 404),
    capture("/error-nearest", "20220901000000"),
    *(capture("/many-errors", f"202210{day:02}120000", 404) for day in range(2, 26)),
    capture("/many-errors", "20191013000000"),
    capture("/news/lavrov", "20221012000000"),
    capture("/", "20221012000000"),
    capture("http://other.test/landing", "20221012000000"),
    capture("/to-article", "20221012000000", 301, to=f"{SITE}/news/lavrov"),
    capture("/to-home", "20221012000000", 302, to="/"),
    capture("/to-outside", "20221012000000", 301, to="http://other.test/landing"),
    capture("/to-nowhere", "20221012000000", 301, to=f"{SITE}/never-captured"),
    capture("/to-itself", "20221012000000", 301, to=f"{SITE}/to-itself-again"),
    capture("/to-itself-again", "20221012000000", 301, to=f"{SITE}/to-itself"),
    capture("/soft404", "20221014000000", body=SOFT),
    capture("/soft404-nearest", "20221014000000", body=SOFT),
    capture("/soft404-nearest", "20221016000000"),
    capture("/busy", "20221013000000", 503),
    capture("/limited", "20221013000000", 429),
    capture("/story?id=7&lang=en", "20221014000000"),
    capture("/story?id=8&lang=en", "20221013000000"),
    capture("/report.pdf", "20221011000000", body="%PDF-1.4 Page not found", kind="application/pdf"),
    capture("/collision", "20221013000000", 301, to=f"{SITE}/news/lavrov"),
    capture("/collision", "20221013000000"),
    capture("http://excluded.test/story", "20221013000000"),
]  # fmt: skip
