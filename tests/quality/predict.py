"""What `linkaudit extract` finds in JSON Lines of plain texts, as predictions that can be scored against gold marks.

Usage: python tests/quality/predict.py TEXTS.jsonl PREDICTIONS.jsonl

Each line of TEXTS holds {"doc_id": ..., "text": ...}. A line of PREDICTIONS holds the same doc_id and "attributions",
each with "source", "cue" and "content" as lists of [start, end] in code points of the text.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from marked import Attribution

from linkaudit.config import Config
from linkaudit.model import Format, Source
from linkaudit.report import render_extract
from linkaudit.run import read_articles


def extracted(sources: Iterable[Source]) -> Iterator[dict[str, Any]]:
    """The articles as `linkaudit extract` prints them, in the order given, each an object of its own."""
    config = Config()
    for source in sources:
        articles, skipped = read_articles(config, [source])
        if skipped:
            raise ValueError(f"{skipped[0].path}: {skipped[0].reason}")
        if articles[0].source.encode(articles[0].encoding) != source.data:
            raise ValueError(f"{source.path}: was not read byte for byte, so offsets would not fit")
        document = json.loads(render_extract(articles))
        yield document["articles"][0]


def attributions(article: dict[str, Any]) -> list[Attribution]:
    """The attributions of all claims of an extracted article, in the order of the text."""
    given = [each for claim in article["claims"] for each in claim["attributions"]]
    return [
        Attribution(
            ((each["start"], each["end"]),),
            ((each["cue_start"], each["cue_end"]),) if each["cue_start"] is not None else (),
            tuple((start, end) for start, end in each["content"]),
        )
        for each in sorted(given, key=lambda each: (each["start"], each["end"]))
    ]


def as_json(doc_id: str, found: Iterable[Attribution], **more: object) -> str:
    """One line of predictions, or of gold marks when `more` holds the text."""
    listed = [{"source": each.source, "cue": each.cue, "content": each.content} for each in found]
    return json.dumps({"doc_id": doc_id, **more, "attributions": listed}, ensure_ascii=False) + "\n"


def main(texts: str, predictions: str) -> None:
    documents = [json.loads(line) for line in Path(texts).read_text("utf-8").splitlines()]
    sources = [Source(document["doc_id"], document["text"].encode(), Format.TEXT) for document in documents]
    with Path(predictions).open("w", encoding="utf-8") as out:
        out.writelines(as_json(article["path"], attributions(article)) for article in extracted(sources))


if __name__ == "__main__":
    main(*sys.argv[1:])
