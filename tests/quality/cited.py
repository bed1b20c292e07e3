"""How well quotations are told through the whole command: the pages of fixtures/pages on loopback, one article a page.

`python tests/quality/cited.py` prints the table of docs/quality.md, `--errors` also each quotation told otherwise than
it is marked.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
import tomllib
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

ROOT = Path(__file__).resolve().parents[2]
sys.path[:0] = [str(ROOT / "tests"), str(ROOT / "tests" / "evidence" / "pages")]

from saved_web import FIXTURES, Saved, saved_web  # noqa: E402  beside the tests of the pages
from servers import Answer, Server, index, redirect, serving  # noqa: E402  beside the other tests

TRUTHS = ("found", "differs", "absent", "removed", "cannot_tell")
_SAID = {"exact": "found", "normalised": "found", "elided": "found"}


@dataclass(frozen=True)
class Told:
    page: str
    quotation: str
    truth: str
    said: str
    reason: str | None


def claims() -> Mapping[str, Mapping[str, Any]]:
    """By page: the quotations of each truth, and the name of its archived copy where it has one."""
    return tomllib.loads((FIXTURES / "claims.toml").read_text("utf-8"))


def quotations(about: Mapping[str, Any]) -> list[tuple[str, str]]:
    """Each truth and quotation about a page, those that can stand between double marks."""
    return [(truth, text) for truth in TRUTHS for text in about.get(truth, ()) if '"' not in text]


ARCHIVE = "web.archive.example"
STAMP = "20251001093000"


def answer(page: Saved, **headers: str) -> Answer:
    """The page as its server sends it; one that was not read whole breaks off."""
    shown = (("Content-Type", page.content_type), *((name.replace("_", "-"), value) for name, value in headers.items()))
    return Answer(body=page.body, headers=shown, length=None if page.whole else len(page.body) + 1_000)


def plain(page: Saved) -> str:
    """Its address without TLS, so that a proxy can answer; one of its own where a page and its copy share one."""
    place = page.url.partition("?")[0]
    shared = sum(each.url.partition("?")[0] == place for each in saved_web().values()) > 1
    return str(page.url.replace("https://", f"http://{page.name}." if shared else "http://"))


def deep_link(page: Saved) -> str:
    """The address by which it is cited: of what stands at a site's root, one below."""
    return plain(page) if urlsplit(page.url).path.strip("/") else plain(page).rstrip("/") + "/2019/03/a-story.html"


def small_web(pages: Mapping[str, Saved]) -> dict[str, Any]:
    """Every page at its address, and every archived copy in a Wayback Machine."""
    table: dict[str, Any] = {}
    for page in pages.values():
        parts = urlsplit(plain(page))
        table[f"{parts.hostname}{parts.path or '/'}"] = answer(page)
        if (deep := urlsplit(deep_link(page))) != parts:
            table[f"{deep.hostname}{deep.path}"] = redirect(plain(page)) if page.what == "home" else answer(page)
    rows = {}
    for name, about in claims().items():
        if "copy" in about:
            url = plain(pages[name])
            rows[url] = [(STAMP, "200")]
            copied = answer(pages[about["copy"]], Memento_Datetime="Wed, 01 Oct 2025 09:30:00 GMT")
            table[f"/web/{STAMP}id_/{url}"] = copied
    table[f"{ARCHIVE}/cdx/search/cdx"] = index(rows)
    return table


def write_articles(folder: Path, pages: Mapping[str, Saved]) -> None:
    """An article for each page that something is quoted from: a paragraph a quotation."""
    for name, about in claims().items():
        told = [f'Ada Novak [said]({plain(pages[name])}): "{text}"' for _, text in quotations(about)]
        front = "---\ndate: 2025-10-20\nlang: en\n---\n\n"
        (folder / f"{name}.md").write_text(front + "\n\n".join(told) + "\n", "utf-8")


KINDS = {"soft404": "LA204", "parked": "LA211", "home": "LA205"}


def write_links(folder: Path, pages: Mapping[str, Saved]) -> None:
    """Two articles that cite every page by a link: one gives no words for it, the other one does."""
    bare = [f"The town [said so]({deep_link(page)}) on Monday." for page in pages.values()]
    words = "We have written to the council and we have had no answer to our letter"
    said = [f'Ada Novak [said]({deep_link(page)}): "{words}."' for page in pages.values()]
    (folder / "bare.md").write_text("\n\n".join(bare) + "\n", "utf-8")
    (folder / "said.md").write_text("\n\n".join(said) + "\n", "utf-8")


def recognised(document: Mapping[str, Any], article: str, pages: Mapping[str, Saved]) -> dict[str, set[str]]:
    """The names of the pages that are reported as none, by what they are said to be."""
    names = {deep_link(page): name for name, page in pages.items()}
    return {
        what: {names[each["url"]] for each in document["findings"] if each["rule"] == rule and article in each["path"]}
        for what, rule in KINDS.items()
    }


def marked(what: str, pages: Mapping[str, Saved]) -> set[str]:
    """The names of the pages that are so."""
    return {name for name, page in pages.items() if page.what == what}


def check(folder: Path, server: Server, *arguments: str) -> dict[str, Any]:
    """The JSON of `linkaudit check` on all articles, asked through the server."""
    variables = {"LINKAUDIT_DELAY": "0", "LINKAUDIT_ARCHIVE_DELAY": "0", "LINKAUDIT_ARCHIVE_LOOKUPS": "200"}
    environ = {"HOME": str(folder), "PATH": os.environ["PATH"], "PYTHONPATH": str(ROOT), **variables}
    options = ["--no-config", "--proxy", server.url(""), "--format", "json", *arguments]
    environ["LINKAUDIT_ARCHIVE_URL"] = f"http://{ARCHIVE}"
    done = subprocess.run(
        [sys.executable, "-m", "linkaudit", "check", *options, "articles"],
        cwd=folder, env=environ, capture_output=True, check=False,
    )  # fmt: skip
    assert done.stdout, done.stderr.decode()
    document: dict[str, Any] = json.loads(done.stdout)
    return document


def told(document: Mapping[str, Any]) -> list[Told]:
    """What was said of each quotation, beside what is true."""
    found = []
    for article in document["articles"]:
        name = Path(article["path"]).stem
        by_line = {said["start"]: said for claim in article["claims"] for said in claim["quotations"]}
        ordered = [by_line[start] for start in sorted(by_line)]
        for truth, text in quotations(claims()[name]):
            words = _letters(text)
            mine = next((said for said in ordered if _letters(said["text"]) in (words, words.rstrip("."))), None)
            match = mine["match"] if mine is not None else None
            verdict = _SAID.get(match["verdict"], match["verdict"]) if match is not None else "not asked"
            found.append(Told(name, text, truth, verdict, match and match["reason"]))
    return found


def _letters(text: str) -> str:
    return "".join(letter for letter in text.casefold() if letter.isalnum())


def recall(of: Sequence[Told], truth: str) -> float:
    """The share of quotations with this truth that are told so."""
    mine = [each for each in of if each.truth == truth]
    return sum(each.said == truth for each in mine) / len(mine)


def accusations(of: Sequence[Told]) -> list[Told]:
    """What is said to be absent, changed or removed, and is not."""
    return [each for each in of if each.said in ("absent", "differs", "removed") and each.said != each.truth]


def table(of: Sequence[Told]) -> str:
    """The counts as Markdown."""
    said = ("found", "differs", "absent", "removed", "cannot_tell", "not asked")
    counts = Counter((each.truth, each.said) for each in of)
    lines = [
        f"| in truth ({len(of)}) | found | differs | absent | removed | cannot tell | not asked | told rightly |",
        "|---|" + "---:|" * 7,
    ]
    for truth in TRUTHS:
        row = " | ".join(str(counts[truth, each]) for each in said)
        lines.append(f"| {truth.replace('_', ' ')} | {row} | **{100 * recall(of, truth):.1f} %** |")
    return "\n".join(lines)


def kinds_table(document: Mapping[str, Any], pages: Mapping[str, Saved]) -> str:
    """Pages that are none: how many are reported, as Markdown."""
    lines = ["| pages | marked | reported, cited with words | without words | wrongly |", "|---|---:|---:|---:|---:|"]
    said, bare = (recognised(document, article, pages) for article in ("said.md", "bare.md"))
    for what in KINDS:
        mine = marked(what, pages)
        wrongly = len((said[what] | bare[what]) - mine)
        lines.append(f"| {what} | {len(mine)} | {len(said[what] & mine)} | {len(bare[what] & mine)} | {wrongly} |")
    return "\n".join(lines)


def main() -> None:
    """Run the command on the small web and print the table."""
    pages = saved_web()
    with tempfile.TemporaryDirectory() as name, serving(small_web(pages)) as server:
        folder = Path(name)
        (folder / "articles").mkdir()
        write_articles(folder / "articles", pages)
        found = told(check(folder, server))
        for file in (folder / "articles").iterdir():
            file.unlink()
        write_links(folder / "articles", pages)
        document = check(folder, server)
    if "--errors" in sys.argv:
        for each in found:
            if each.said != each.truth:
                sys.stdout.write(f"{each.page}: {each.truth} -> {each.said} ({each.reason}) {each.quotation!r}\n")
    sys.stdout.write(f"{table(found)}\n\nfalse accusations: {len(accusations(found))}\n\n")
    sys.stdout.write(f"{kinds_table(document, pages)}\n")


if __name__ == "__main__":
    main()
