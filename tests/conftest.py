"""What all tests share: Hypothesis without time limits, since a busy machine is no bug."""

from __future__ import annotations

import hypothesis

hypothesis.settings.register_profile("linkaudit", deadline=None, derandomize=True)
hypothesis.settings.load_profile("linkaudit")
