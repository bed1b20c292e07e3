#!/usr/bin/env python3
"""Audits an example article against a small web of its own, so that nobody outside is asked."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

from canned_web import ARCHIVE, serving

ROOT = Path(__file__).resolve().parent.parent
ARTICLE = "fixtures/articles/harbour.md"


def main() -> int:
    """Run the audit; the exit code is the tool's own."""
    with serving() as web:
        command = [
            "linkaudit",
            "check",
            "--fail-on",
            "never",
            "--no-cache",
            "--no-config",
            "--proxy",
            web.proxy,
            ARTICLE,
        ]
        sys.stderr.write(f"$ {' '.join(command)}\n")
        environ = {**os.environ, "LINKAUDIT_ARCHIVE_URL": ARCHIVE, "LINKAUDIT_ARCHIVE_DELAY": "0"}
        return subprocess.run([sys.executable, "-m", *command], cwd=ROOT, env=environ, check=False).returncode  # noqa: S603  our own words


if __name__ == "__main__":
    sys.exit(main())
