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


def peak_memory() -> float:
    """Megabytes. On Linux, getrusage counts what the process was forked from as well; its own status does not."""
    status = Path("/proc/self/status")
    if status.is_file():
        peak = next(line for line in status.read_text().splitlines() if line.startswith("VmHWM:"))
        return int(peak.split()[1]) / 1024
    peak_of_self = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return peak_of_self / (1024 * 1024 if sys.platform == "darwin" else 1024)


def main() -> None:
    wanted = json.load(sys.stdin)
    fetches, network = ask(wanted["links"], replace(LIMITS, **wanted["limits"]), wanted["names"])
    megabytes = peak_memory()
    json.dump(
        {
            "verdicts": judged(fetches, network),
            "elapsed": {url: fetch.elapsed for url, fetch in fetches.items()},
            "megabytes": megabytes,
        },
        sys.stdout,
    )


if __name__ == "__main__":
    main()
