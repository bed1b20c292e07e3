"""Writes the attributions that the engine finds in JSON Lines of articles, in the form that the scorer reads.

Usage: python tests/quality/predict_prose.py ARTICLES.jsonl PREDICTIONS.jsonl
Each line of ARTICLES holds {"doc_id": ..., "text": ...}. Speed is printed to standard error.
"""

from __future__ import annotations

import json
import sys
import time
from pathlib import Path

from linkaudit.article.attributions import attributions
from linkaudit.model import Attribution


def prediction(found: Attribution) -> dict[str, object]:
    return {
        "source": [list(found.span)],
        "cue": [list(found.cue_span)] if found.cue_span else [],
        "content": [list(span) for span in found.content],
    }


def main(articles: str, predictions: str) -> None:
    documents = [json.loads(line) for line in Path(articles).read_text("utf-8").splitlines()]
    attributions("")
    began = time.process_time()
    found = [(document["doc_id"], attributions(document["text"])) for document in documents]
    seconds = time.process_time() - began
    with Path(predictions).open("w", encoding="utf-8") as out:
        for doc_id, these in found:
            line = {"doc_id": doc_id, "attributions": [prediction(one) for one in these]}
            out.write(json.dumps(line, ensure_ascii=False) + "\n")
    size = sum(len(document["text"]) for document in documents)
    sys.stderr.write(f"{size} characters in {seconds:.2f} s: {size / seconds / 1e6:.2f} MB/s\n")


if __name__ == "__main__":
    main(*sys.argv[1:])
