"""The door to the web: opens it for a block of code, with as many processes as the run deserves.

Laws: leaving the block cancels what is still in flight and leaves nothing behind.
"""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from linkaudit.evidence.background import beside
from linkaudit.evidence.client import tls_context
from linkaudit.evidence.guard import Resolver, system_resolver
from linkaudit.evidence.limits import Limits
from linkaudit.evidence.names import Names
from linkaudit.evidence.visits import Visitor
from linkaudit.evidence.web import Web, web_of
from linkaudit.evidence.workers import Crew, cores, source_client


@asynccontextmanager
async def gather(limits: Limits, *, resolve: Resolver | None = None) -> AsyncIterator[Web]:
    """The web, ready to be asked. Raises ConfigError when --ca-file or --proxy cannot be used.

    `resolve` replaces the system's name resolution; every address that it gives is guarded all the same.
    """
    names = Names(resolve or system_resolver())
    tls = tls_context(limits)
    # A worker resolves names by the system's means; what was given in their place stays with this process.
    own = Visitor(source_client(limits, names, tls), deep=limits.deep)
    crew = Crew(limits, own, names, cores() if resolve is None else 1)
    web = web_of(limits, names, tls, crew, expect=crew.expect)
    async with beside(crew.run, web.run):
        yield web
