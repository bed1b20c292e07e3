"""The small web of fixtures/pages: each page as its server would send it.

`python tests/evidence/pages/saved_web.py FOLDER` writes the pages out, to be looked at.
"""

from __future__ import annotations

import html
import re
import sys
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

FIXTURES = Path(__file__).resolve().parents[3] / "fixtures" / "pages"
_EACH = re.compile(r"(?s)<!--each-->(.*?)<!--/each-->\s*")
_AFTER = re.compile(r"(?s)<!--after (\d+)-->(.*?)<!--/after-->\s*")


@dataclass(frozen=True)
class Saved:
    name: str
    url: str
    content_type: str
    body: bytes
    whole: bool
    what: str | None
    paragraphs: tuple[str, ...] = ()


@dataclass(frozen=True)
class Story:
    title: str
    byline: str
    date: str
    paragraphs: tuple[str, ...]


@cache
def saved_web() -> dict[str, Saved]:
    table = tomllib.loads((FIXTURES / "pages.toml").read_text("utf-8"))["page"]
    return {each["name"]: _saved(each) for each in table}


@cache
def _stories() -> dict[str, dict[str, str]]:
    return tomllib.loads((FIXTURES / "stories.toml").read_text("utf-8"))


def _story(name: str, edits: list[list[str]]) -> Story:
    written = _stories()[name]
    text = written["text"]
    for old, new in edits:
        assert old in text, f"{name}: {old}"
        text = text.replace(old, new)
    return Story(
        written["title"], written["byline"], str(written["date"]), tuple(p for p in text.strip().split("\n\n") if p)
    )


def _saved(row: dict[str, object]) -> Saved:
    name, url, what = str(row["name"]), str(row["url"]), row.get("is")
    paragraphs: tuple[str, ...] = ()
    kind, whole = "text/html; charset=utf-8", True
    if "whole" in row:
        body = (FIXTURES / "whole" / str(row["whole"])).read_bytes()
    elif "pdf" in row:
        kind = "application/pdf"
        printed = _story(str(row["pdf"]), []) if row["pdf"] else None
        body, paragraphs = pdf(printed), printed.paragraphs if printed else ()
    elif "text" in row:
        kind = "text/plain; charset=utf-8"
        story = _story(str(row["text"]), [])
        body = "\n\n".join((story.title, *story.paragraphs)).encode()
    else:
        edits = row.get("edit", [])
        assert isinstance(edits, list)
        framed = _story(str(row["story"]), edits)
        body, paragraphs = _framed(framed, str(row["frame"]), url), framed.paragraphs
    if "charset=windows-1252" in body[:400].decode("latin-1"):
        kind = "text/html"
        body = body.decode().encode("cp1252")
    if isinstance(cut := row.get("cut"), int):
        body, whole = body[:cut], False
    return Saved(name, url, kind, body, whole, str(what) if what else None, paragraphs)


def _framed(story: Story, frame: str, url: str) -> bytes:
    written = (FIXTURES / "frames" / f"{frame}.html").read_text("utf-8")
    each = _EACH.search(written)
    assert each is not None
    inserts = {int(found[1]): found[2] for found in _AFTER.finditer(written)}
    page = _AFTER.sub("", _EACH.sub("", written))
    lines = []
    for n, paragraph in enumerate(story.paragraphs, 1):
        text = html.escape(paragraph, quote=False).replace("’", "&rsquo;" if n % 2 else "’")
        lines.append(each[1].replace("{{text}}", text).replace("{{n}}", str(n)) + inserts.get(n, ""))
    page = page.replace("<!--body-->", "\n".join(lines))
    pull = html.escape(story.paragraphs[2].split(". ")[0], quote=False)
    for field, value in (("title", story.title), ("byline", story.byline), ("date", story.date), ("url", url)):
        page = page.replace(f"{{{{{field}}}}}", html.escape(value, quote=False))
    return page.replace("{{pull}}", pull).encode()


def pdf(story: Story | None) -> bytes:
    """A PDF as a plain word processor makes it: one font, broken lines, words divided at their ends."""
    pages = [_set(lines) for lines in _sheets(story)] if story else [b"0.9 g 0 0 595 842 re f"]
    objects = [b"<< /Type /Catalog /Pages 2 0 R >>", b""]
    font = b"<< /Type /Font /Subtype /Type1 /BaseFont /Times-Roman /Encoding /WinAnsiEncoding >>"
    objects.append(font)
    kids = []
    for content in pages:
        kids.append(f"{len(objects) + 1} 0 R")
        objects.append(
            f"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Resources << /Font << /F1 3 0 R >> >> "
            f"/Contents {len(objects) + 2} 0 R >>".encode()
        )
        objects.append(b"<< /Length %d >>\nstream\n%s\nendstream" % (len(content), content))
    objects[1] = f"<< /Type /Pages /Kids [{' '.join(kids)}] /Count {len(kids)} >>".encode()
    out, places = bytearray(b"%PDF-1.4\n"), []
    for number, written in enumerate(objects, 1):
        places.append(len(out))
        out += b"%d 0 obj\n%s\nendobj\n" % (number, written)
    table = len(out)
    out += f"xref\n0 {len(objects) + 1}\n0000000000 65535 f \n".encode()
    out += b"".join(b"%010d 00000 n \n" % place for place in places)
    out += f"trailer\n<< /Size {len(objects) + 1} /Root 1 0 R >>\nstartxref\n{table}\n%%EOF\n".encode()
    return bytes(out)


def _sheets(story: Story) -> Iterator[list[str]]:
    lines = [line for paragraph in (story.title, *story.paragraphs) for line in (*_broken(paragraph), "")]
    for first in range(0, len(lines), 44):
        yield lines[first : first + 44]


def _broken(paragraph: str, width: int = 58) -> Iterator[str]:
    line = ""
    for word in paragraph.split():
        if line and len(line) + len(word) + 1 > width:
            room = width - len(line) - 2
            if room >= 4 and len(word) >= room + 4 and word[: room + 3].isalpha():
                yield f"{line} {word[:room]}-"
                line = word[room:]
            else:
                yield line
                line = word
        else:
            line = f"{line} {word}".strip()
    yield line


def _set(lines: list[str]) -> bytes:
    shown = []
    for line in lines:
        code = line.encode("cp1252").replace(b"\\", b"\\\\").replace(b"(", b"\\(").replace(b")", b"\\)")
        shown.append(b"(%s) Tj T*" % code)
    return b"BT /F1 11 Tf 14 TL 60 780 Td\n" + b"\n".join(shown) + b"\nET"


if __name__ == "__main__":
    folder = Path(sys.argv[1])
    folder.mkdir(parents=True, exist_ok=True)
    for page in saved_web().values():
        (folder / f"{page.name}.{page.content_type.split('/')[1].split(';')[0]}").write_bytes(page.body)
