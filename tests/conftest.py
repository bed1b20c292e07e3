"""What all tests share: Hypothesis without time limits, since a busy machine is no bug."""

from __future__ import annotations

import hypothesis
import pytest

hypothesis.settings.register_profile("linkaudit", deadline=None, derandomize=True)
hypothesis.settings.load_profile("linkaudit")


def pytest_configure(config: pytest.Config) -> None:
    config.addinivalue_line("norecursedirs", ".*")
