"""The examples of the CommonMark specification: every destination in their HTML is found, and none is made up.

The specification comes from npm's registry, once; without npm or the registry these tests are skipped, and say so.
"""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
import tarfile
from collections import Counter
from html import unescape
from pathlib import Path
from typing import NamedTuple

import pytest
from markdown_it import MarkdownIt
from markdown_it.common.utils import unescapeAll

from linkaudit.article.markdown import read_markdown
from linkaudit.model import LinkForm

VERSION = "0.31.2"
KEPT = Path(sys.prefix) / "cache" / f"commonmark-spec-{VERSION}.txt"
EXAMPLES = 652

_EXAMPLE = re.compile(r"^`{32} example\n(.*?)^\.\n(.*?)^`{32}$", re.MULTILINE | re.DOTALL)
_SECTION = re.compile(r"^#{1,6} +(.*)$", re.MULTILINE)
# An element that no browser knows makes no link, whatever its attributes are called.
_CUSTOM_ELEMENT = re.compile(r"<\w+-\w[^<>]*>")
_DESTINATION = re.compile(r"""\b(?:href|src)="([^"]*)\"""")


class Example(NamedTuple):
    section: str
    number: int
    markdown: str
    html: str


@pytest.fixture(scope="module")
def examples() -> list[Example]:
    if not KEPT.is_file():
        _fetch()
    text = KEPT.read_text("utf-8")
    sections = [(found.start(), found[1]) for found in _SECTION.finditer(text)]
    found = []
    for number, example in enumerate(_EXAMPLE.finditer(text), 1):
        section = [name for at, name in sections if at < example.start()][-1]
        markdown, html = (part.replace("→", "\t") for part in example.groups())
        found.append(Example(section, number, markdown, html))
    return found


def _fetch() -> None:
    npm = shutil.which("npm")
    if npm is None:
        pytest.skip("npm is not installed: the CommonMark examples were NOT tried")
    KEPT.parent.mkdir(exist_ok=True)
    name = f"commonmark-spec@{VERSION}"
    packed = subprocess.run(
        [npm, "pack", name, "--pack-destination", KEPT.parent], capture_output=True, text=True, timeout=120, check=False
    )
    if packed.returncode:
        pytest.skip(f"npm could not fetch {name}: the CommonMark examples were NOT tried")
    archive = KEPT.parent / packed.stdout.split()[-1]
    with tarfile.open(archive) as files:
        spec = files.extractfile("package/spec.txt")
        assert spec is not None
        KEPT.write_bytes(spec.read())
    archive.unlink()


def test_destinations_are_those_of_the_specification(examples: list[Example]) -> None:
    assert len(examples) == EXAMPLES
    wrong = []
    for example in examples:
        expected = Counter(map(unescape, _DESTINATION.findall(_CUSTOM_ELEMENT.sub("", example.html))))
        markup, written = _found(example.markdown)
        if (expected - markup) != written:
            wrong.append((example, expected, written))
    assert not wrong


def _found(markdown: str) -> tuple[Counter[str], Counter[str]]:
    """The destinations of raw HTML, and those of Markdown's own constructs in the form that a renderer gives them."""
    rendered = MarkdownIt().normalizeLink
    markup: Counter[str] = Counter()
    written: Counter[str] = Counter()
    for block in read_markdown(markdown).blocks:
        for link in block.links:
            if link.form is LinkForm.HTML:
                markup[unescape(link.href)] += 1
            elif link.form is LinkForm.AUTOLINK:
                written[rendered(link.href)] += 1
            elif link.form is not LinkForm.BARE:
                written[rendered(unescapeAll(link.href))] += 1
    return markup, written
