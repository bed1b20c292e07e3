"""How far the evidence room may go: a small frozen value that the configuration fills in."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from ipaddress import IPv4Network, IPv6Network

from linkaudit.evidence.archives.named import NamedArchive


class ArchiveMode(StrEnum):
    """For which sources an archived copy is looked up."""

    NEEDED = "needed"
    ALL = "all"
    NONE = "none"


@dataclass(frozen=True, slots=True)
class Limits:
    """Times are in seconds, `archive_lookups` is a count per run; None means no bound.

    `archives` are asked, in this order, when the one at `archive_url` knows of no copy. In `archive_folder` all
    processes of this machine share their turns at an archive. With `verify` a page is read for the quotations of the
    claims that cite it, with `facts` also for the figures and names of claims without one. With `deep` a site whose
    page looks like an error is asked for a page that cannot exist.

    Defaults: 4 requests in flight and 0.1 s between starts per host lies between lychee (10, 0.05 s) and Scrapy
    (8 per domain); Heritrix waits at least 3 s. The archive's pace is 80 % of what the Wayback Machine allows its
    CDX server's callers (30 a minute); of copies it would play ten times as many as we ask for.
    """

    timeout: float = 15.0
    link_budget: float = 45.0
    budget: float | None = None
    retries: int = 2
    concurrency: int = 256
    per_host: int = 4
    delay: float = 0.1
    contact: str | None = None
    allow_addresses: tuple[IPv4Network | IPv6Network, ...] = ()
    proxy: str | None = None
    ca_file: str | None = None
    insecure: bool = False
    archive: ArchiveMode = ArchiveMode.NEEDED
    archive_url: str = "https://web.archive.org"
    archives: tuple[NamedArchive, ...] = ()
    archive_interval: float = 2.6
    archive_playback_interval: float = 1.0
    archive_concurrency: int = 2
    archive_folder: str | None = None
    archive_timeout: float = 60.0
    archive_lookups: int = 60
    archive_patience: float = 20.0
    verify: bool = True
    facts: bool = False
    deep: bool = False
