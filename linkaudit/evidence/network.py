"""Does this machine's own network work? Read off what the sources' hosts answered.

Laws: pure, no I/O. A network is proven by any host that answers as itself, the archive included. A login portal sends
every link to one foreign place, or answers for every name under a certificate of its own.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field

from linkaudit import urls
from linkaudit.model import Failure, Fetch, Network

PORTAL_HOSTS = 3
INSPECTED_HOSTS = 2
_DECLINED = frozenset({
    Failure.PRIVATE_ADDRESS, Failure.PORT, Failure.SCHEME, Failure.BUDGET, Failure.INTERRUPTED, Failure.HOST_SILENT,
    Failure.HOST_WALLED,
})  # fmt: skip
"""Failures that say nothing about the network, because nothing was sent."""

_UNTRUSTED = frozenset({
    Failure.CERTIFICATE_EXPIRED, Failure.CERTIFICATE_SELF_SIGNED, Failure.CERTIFICATE_WRONG_HOST,
    Failure.CERTIFICATE_UNKNOWN_ISSUER,
})  # fmt: skip


@dataclass(slots=True)
class Signals:
    """What the hosts of one run have shown so far."""

    asked: set[str] = field(default_factory=set)
    works: bool = False
    _unknown_issuer: set[str] = field(default_factory=set)
    _untrusted: set[str] = field(default_factory=set)
    _led_to: defaultdict[str, set[str]] = field(default_factory=lambda: defaultdict(set))

    def add(self, fetch: Fetch) -> None:
        """Take note of one answer."""
        if fetch.failure in _DECLINED and not fetch.redirects:
            return
        key = urls.host_key(urls.host_of(fetch.url))
        self.asked.add(key)
        if fetch.status is not None or fetch.redirects:
            end = urls.host_key(urls.host_of(fetch.final_url or fetch.url))
            self._led_to[end].add(key)
            self.works = self.works or end == key
        elif fetch.failure in _UNTRUSTED:
            self._untrusted.add(key)
            if fetch.failure is Failure.CERTIFICATE_UNKNOWN_ISSUER:
                self._unknown_issuer.add(key)

    def read(self, *, archive_answered: bool, name_resolves: bool | None) -> Network:
        """UNKNOWN while only a look-up of a name that must exist (`name_resolves`) can tell."""
        if self.works or archive_answered:
            return Network.WORKS
        if self._led_to:
            [hosts, *others] = self._led_to.values()
            portal = not others and len(hosts) >= PORTAL_HOSTS
            return Network.FILTERED if portal else Network.WORKS
        if len(self._unknown_issuer) >= INSPECTED_HOSTS and self._unknown_issuer == self.asked:
            return Network.FILTERED
        if len(self._untrusted) >= PORTAL_HOSTS and self._untrusted == self.asked:
            return Network.FILTERED
        if not self.asked or name_resolves is None:
            return Network.UNKNOWN
        return Network.WORKS if name_resolves else Network.NONE
