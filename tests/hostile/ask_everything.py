"""Ask a whole web from a process of its own and print what came of it, with the memory that it took, as JSON.

Reads from standard input: links, names (see `hostile_web.resolver`), limits that differ from the usual ones.
"""

from __future__ import annotations

import json
import resource
import sys
from dataclasses import replace
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from hostile_web import LIMITS, ask, judged


def main() -> None:
    wanted = json.load(sys.stdin)
    fetches, network = ask(wanted["links"], replace(LIMITS, **wanted["limits"]), wanted["names"])
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    json.dump(
        {
            "verdicts": judged(fetches, network),
            "elapsed": {url: fetch.elapsed for url, fetch in fetches.items()},
            "megabytes": peak / (1024 * 1024 if sys.platform == "darwin" else 1024),
        },
        sys.stdout,
    )


if __name__ == "__main__":
    main()
