"""A clock that can be set: for all of linkaudit in this process, time goes on from the moment it was set to."""

from __future__ import annotations

import pkgutil
import sys
from datetime import UTC, datetime, timedelta, tzinfo
from importlib import import_module
from typing import Self

import pytest

import linkaudit


class Clock:
    """Every module of linkaudit that reads the time reads this clock."""

    def __init__(self, patched: pytest.MonkeyPatch) -> None:
        self._ahead = timedelta(0)
        clock = self

        class SetDatetime(datetime):
            @classmethod
            def now(cls, tz: tzinfo | None = None) -> Self:
                moment = datetime.now(tz) + clock._ahead
                return cls.fromisoformat(moment.isoformat())

        for found in pkgutil.walk_packages(linkaudit.__path__, "linkaudit."):
            if not found.name.endswith(("__main__", "evidence.gather")):  # the latter is loaded by its door alone
                import_module(found.name)
        for name, module in list(sys.modules.items()):
            if name.startswith("linkaudit") and getattr(module, "datetime", None) is datetime:
                patched.setattr(module, "datetime", SetDatetime)

    def set(self, moment: datetime) -> None:
        self._ahead = moment - datetime.now(UTC)
