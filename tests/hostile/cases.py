"""Every case of the hostile web."""

from __future__ import annotations

import cases_bodies
import cases_heads
import cases_redirects
import cases_statuses
import cases_tls
import cases_walls
from hostile_web import Case

CASES: tuple[Case, ...] = (
    *cases_statuses.CASES,
    *cases_redirects.CASES,
    *cases_heads.CASES,
    *cases_bodies.CASES,
    *cases_walls.CASES,
    *cases_tls.CASES,
)
