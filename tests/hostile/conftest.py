"""The hostile web, once for each worker."""

from __future__ import annotations

from collections.abc import Iterator

import cases_tls
import pytest
from cases import CASES
from hostile_web import HostileWeb, hostile_web


@pytest.fixture(scope="session")
def web(tmp_path_factory: pytest.TempPathFactory) -> Iterator[HostileWeb]:
    authority = tmp_path_factory.mktemp("hostile") / "authority.pem"
    cases_tls.AUTHORITY.cert_pem.write_to_path(str(authority))
    with hostile_web(CASES, cases_tls.by_name, authority) as running:
        yield running
