#!/usr/bin/env python3
"""In an editor: how long after an edit its diagnostics come, for an article of 10 kB.

A client starts `linkaudit lsp --offline`, opens the article and edits it again and again; each time from the change
that is sent to the diagnostics of that version that arrive. Writes reports/bench/editor.md; with another number of
`--rounds` nothing is written. Ends with 1 when the slowest of twenty edits takes longer than 300 ms.
"""

from __future__ import annotations

import argparse
import asyncio
import platform
import sys
import tempfile
from pathlib import Path
from statistics import median
from time import perf_counter

from lsprotocol import types as lsp
from pygls.lsp.client import LanguageClient

ROOT = Path(__file__).resolve().parent.parent.parent
ARTICLE = ROOT / "fixtures" / "articles" / "harbour.md"
REPORT = ROOT / "reports" / "bench" / "editor.md"
SIZE = 10_000
ROUNDS = 40
ALLOWED = 0.3


def main() -> int:
    """Measure, print the table and write it."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=ROUNDS)
    rounds = parser.parse_args().rounds
    opened, edits, found = asyncio.run(measured(rounds))
    slow = sorted(edits)[int(0.95 * (len(edits) - 1))]
    machine = f"Python {platform.python_version()}, {platform.system()} {platform.machine()}"
    lines = [
        "# In an editor",
        "",
        f"An article of {SIZE / 1000:.0f} kB with {found} findings, {rounds} edits, no network, {machine}.",
        "",
        "| from | to its diagnostics, ms |",
        "|---|---:|",
        f"| opening, the first article of a session | {1000 * opened:.0f} |",
        f"| an edit, median | {1000 * median(edits):.0f} |",
        f"| an edit, 95 % are faster | {1000 * slow:.0f} |",
        "",
    ]
    if rounds == ROUNDS:
        REPORT.write_text("\n".join(lines), "utf-8")
    sys.stdout.write("\n".join(lines))
    return int(slow > ALLOWED)


async def measured(rounds: int) -> tuple[float, list[float], int]:
    """Seconds to the first diagnostics, seconds after each edit, and the number of findings."""
    client = LanguageClient("bench", "1")
    arrived: asyncio.Queue[lsp.PublishDiagnosticsParams] = asyncio.Queue()

    @client.feature(lsp.TEXT_DOCUMENT_PUBLISH_DIAGNOSTICS)
    def told_of(told: lsp.PublishDiagnosticsParams) -> None:
        arrived.put_nowait(told)

    await client.start_io(sys.executable, "-m", "linkaudit", "lsp", "--offline", "--no-config")
    await client.initialize_async(lsp.InitializeParams(lsp.ClientCapabilities()))
    client.initialized(lsp.InitializedParams())
    text = (ARTICLE.read_text("utf-8") * 4)[:SIZE]
    took: list[float] = []
    with tempfile.TemporaryDirectory() as folder:
        uri = (Path(folder) / "article.md").as_uri()
        for version in range(rounds + 1):
            start = perf_counter()
            if version == 0:
                document = lsp.TextDocumentItem(uri, "markdown", version, text)
                client.text_document_did_open(lsp.DidOpenTextDocumentParams(document))
            else:
                text = f"Word {version}. {text}"
                identifier = lsp.VersionedTextDocumentIdentifier(version, uri)
                change = lsp.TextDocumentContentChangeWholeDocument(text)
                client.text_document_did_change(lsp.DidChangeTextDocumentParams(identifier, [change]))
            while (told := await arrived.get()).version != version:
                pass
            took.append(perf_counter() - start)
    await client.shutdown_async(None)
    client.exit(None)
    await client.stop()
    return took[0], took[1:], len(told.diagnostics)


if __name__ == "__main__":
    sys.exit(main())
