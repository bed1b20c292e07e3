"""Reading: how fast an article is read (blocks, claims, attributions), beside the Markdown parser alone.

Reads the Markdown files of a folder (default: the fixtures) and writes reports/bench/reading.md. The two take turns
in one run, so that noise falls on both alike; memory is the peak of one reading of an article of 5 MB, each in an
interpreter of its own.
"""

from __future__ import annotations

import gc
import platform
import subprocess
import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from time import process_time

from markdown_it import MarkdownIt

from linkaudit.__main__ import NEW_OBJECTS
from linkaudit.article import Vocabulary, read
from linkaudit.model import Format, Source

ROOT = Path(__file__).resolve().parent.parent.parent
REPORT = ROOT / "reports" / "bench" / "reading.md"
ARTICLES = ROOT / "fixtures" / "articles"
ROUNDS = 25
LARGE = 5_000_000
OURS, PARSER = "linkaudit: parse, claims, attributions", "markdown-it-py: parse"

# Run in a fresh interpreter: what the imports took is no part of the article's memory.
PEAK = """
import sys, tracemalloc
from pathlib import Path
from markdown_it import MarkdownIt
from linkaudit.__main__ import NEW_OBJECTS
from linkaudit.article import Vocabulary, read
from linkaudit.model import Format, Source
data = b"\\n\\n".join(Path(name).read_bytes() for name in sys.argv[2:])
data = (data + b"\\n\\n") * -(-%d // len(data))
read(Source("a.md", data[:20_000], Format.MARKDOWN), Vocabulary())
tracemalloc.start()
if sys.argv[1] == "ours":
    read(Source("a.md", data, Format.MARKDOWN), Vocabulary())
else:
    MarkdownIt("commonmark").parse(data.decode())
print(tracemalloc.get_traced_memory()[1])
"""


def main() -> None:
    """Measure, print the table and write it."""
    folder = Path(sys.argv[1]) if len(sys.argv) > 1 else ARTICLES
    names = sorted(folder.glob("*.md"))
    texts = [name.read_bytes() for name in names]
    size = sum(map(len, texts))
    gc.set_threshold(NEW_OBJECTS)  # as the command sets it; both run under it
    ours, parser = measured(texts, ROUNDS)
    ours_peak, parser_peak = peak("ours", names), peak("parser", names)
    about = f"{len(names)} articles, {size / 1000:.0f} kB, the best of {ROUNDS} rounds on one core"
    machine = f"Python {platform.python_version()}, {platform.system()} {platform.machine()}"
    lines = [
        "# Reading",
        "",
        f"{about}, {machine}. Memory: one article of {LARGE / 1e6:.0f} MB made of them.",
        "",
        "| | MB/s | times the parser | peak memory, MB | times the parser |",
        "|---|---:|---:|---:|---:|",
        row(OURS, size / ours, ours / parser, ours_peak, ours_peak / parser_peak),
        row(PARSER, size / parser, 1, parser_peak, 1),
        "",
    ]
    REPORT.parent.mkdir(parents=True, exist_ok=True)
    REPORT.write_text("\n".join(lines), "utf-8")
    sys.stdout.write("\n".join(lines))


def row(name: str, speed: float, slower: float, memory: float, larger: float) -> str:
    """A line of the table; speed in bytes a second, memory in bytes."""
    return f"| {name} | {speed / 1e6:.2f} | {slower:.1f} | {memory / 1e6:.0f} | {larger:.1f} |"


def measured(texts: Sequence[bytes], rounds: int) -> tuple[float, float]:
    """Seconds of processor time for all texts: ours, and the parser's."""
    vocabulary = Vocabulary()
    parser = MarkdownIt("commonmark")

    def ours() -> None:
        for text in texts:
            read(Source("a.md", text, Format.MARKDOWN), vocabulary)

    def theirs() -> None:
        for text in texts:
            parser.parse(text.decode())

    ours()  # the first round fills the caches
    pairs = [(seconds(ours), seconds(theirs)) for _ in range(rounds)]
    return min(pair[0] for pair in pairs), min(pair[1] for pair in pairs)


def seconds(work: Callable[[], None]) -> float:
    """Seconds of processor time."""
    start = process_time()
    work()
    return process_time() - start


def peak(which: str, names: Sequence[Path]) -> int:
    """Bytes."""
    words = [sys.executable, "-c", PEAK % LARGE, which, *map(str, names)]
    return int(subprocess.run(words, cwd=ROOT, capture_output=True, check=True, text=True).stdout)


if __name__ == "__main__":
    main()
