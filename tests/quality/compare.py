"""Agreement of predictions with gold marks, both JSON Lines as predict.py writes them; the gold lines hold the text.

Usage: python tests/quality/compare.py GOLD.jsonl PREDICTIONS.jsonl
"""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any

from marked import Attribution
from scores import scores, summary


def read(path: str) -> dict[str, dict[str, Any]]:
    """The documents of a file by their doc_id."""
    documents = [json.loads(line) for line in Path(path).read_text("utf-8").splitlines()]
    return {document["doc_id"]: document for document in documents}


def listed(document: dict[str, Any]) -> list[Attribution]:
    return [
        Attribution(*(tuple((start, end) for start, end in each[part]) for part in ("source", "cue", "content")))
        for each in document["attributions"]
    ]


def table(gold: str, predictions: str) -> str:
    """Precision, recall and F1 in per cent, a figure a line. Raises KeyError for a text without predictions."""
    found = read(predictions)
    figures = summary(scores(each["text"], listed(found[name]), listed(each)) for name, each in read(gold).items())
    lines = [f"{'':10}{'P':>7}{'R':>7}{'F1':>7}"]
    for name, score in figures.items():
        cells = (score.precision, score.recall, score.f1)
        lines.append(f"{name:10}" + "".join(f"{100 * cell:7.1f}" for cell in cells))
    return "\n".join(lines)


if __name__ == "__main__":
    print(table(*sys.argv[1:]))  # noqa: T201
