"""Every setting, once: what it is called, what it is without being set, how it is read and what it does.

Laws: frozen; each room gets a small value of its own (Vocabulary, Limits, Policy) and never sees the rest.
"""

import re
from dataclasses import dataclass, fields
from datetime import date, timedelta
from enum import StrEnum
from ipaddress import IPv4Network, IPv6Network
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING, Annotated, NamedTuple

from linkaudit.config import values
from linkaudit.errors import ConfigError
from linkaudit.evidence.archives.named import NamedArchive, named
from linkaudit.evidence.limits import ArchiveMode, Limits
from linkaudit.model import Severity
from linkaudit.rules.policy import Policy

if TYPE_CHECKING:
    from linkaudit.article.vocabulary import Vocabulary

READERS = frozenset({"LA4", "LA404", "LA406", "LA407", "LA408", "LA409"})
"""Rules that are off unless selected, and then want every cited page to be read."""

_LIMITS = Limits()
_WEEK = timedelta(days=7)


class Color(StrEnum):
    """When text is coloured; AUTO is on a terminal."""

    AUTO = "auto"
    ALWAYS = "always"
    NEVER = "never"


def _archive(value: object, origin: values.Origin) -> NamedArchive:
    return named(values.text(value, origin))


class Setting(NamedTuple):
    """How a setting is read, and what it does, in words for the documentation."""

    parse: values.Parse[object]
    doc: str


@dataclass(frozen=True)
class Config:
    """The settings of a run: each with its type, how it is read, what it does, and its default.

    In files a name has hyphens ("per-host"), in variables it is LINKAUDIT_PER_HOST.
    `file` is the configuration file that was read, `ignored_urls` the lines of the .linkauditignore beside it.
    """

    paths: Annotated[tuple[str, ...], values.many(values.article), "articles to read when none is named"] = ()
    exclude: Annotated[
        tuple[re.Pattern[str], ...],
        values.many(values.regex, ""),
        "regular expressions; articles with one of them in their path are passed over",
    ] = ()
    root_dir: Annotated[Path | None, values.folder, 'folder that links beginning with "/" are taken from'] = None
    base_url: Annotated[str | None, values.address, "address of the newsroom's own site"] = None
    own_publications: Annotated[
        tuple[str, ...],
        values.many(values.text),
        "the newsroom's own outlets, by name or host: they need no link",
    ] = ()
    publishers: Annotated[Path | None, values.file, "TOML file with publishers of your own"] = None
    published: Annotated[date | None, values.day, "day of publication, in place of what the article says"] = None

    select: Annotated[frozenset[str], values.codes, "rules or families to switch on"] = frozenset()
    ignore: Annotated[frozenset[str], values.codes, "rules or families to switch off"] = frozenset()
    per_path: Annotated[
        values.PathIgnores,
        values.path_ignores,
        "table of path patterns, as in .gitignore, and the rules to switch off there",
    ] = ()
    fail_on: Annotated[
        Severity | None, values.severity, "least severity that fails a run: error, warning, note or never"
    ] = Severity.ERROR

    offline: Annotated[bool, values.flag, "touch no network in this run"] = False
    network: Annotated[bool, values.flag, "false: no command ever touches the network"] = True
    verify: Annotated[bool, values.flag, "look for the quotations on the pages that are cited"] = _LIMITS.verify
    deep: Annotated[
        bool, values.flag, "where a page looks like an error, ask its site for one that cannot exist and compare"
    ] = _LIMITS.deep
    sources: Annotated[
        Path | None,
        values.folder,
        "folder of saved pages (HTML, PDF, DOCX, text) in which quotations are looked for too",
    ] = None
    archive: Annotated[
        ArchiveMode, values.one_of(ArchiveMode), "sources to look up in the archive: needed, all or none"
    ] = _LIMITS.archive
    archive_url: Annotated[str, values.address, "address of the Wayback Machine to ask"] = _LIMITS.archive_url
    archives: Annotated[
        tuple[NamedArchive, ...],
        values.many(_archive),
        'other archives to ask when that one knows of no copy: "arquivo.pt", "memento:https://..." or '
        '"memgator:https://..." (the address under which /timemap/link/ lies), "timegate:https://..." (the address '
        "that comes before that of a page)",
    ] = _LIMITS.archives
    archive_delay: Annotated[
        float, values.pause, "seconds between two look-ups; the Wayback Machine shuts out who asks oftener than every 2"
    ] = _LIMITS.archive_interval
    archive_lookups: Annotated[
        int, values.whole(1, 100_000), "sources to look up in the archive, at most, in one run"
    ] = _LIMITS.archive_lookups
    archive_patience: Annotated[
        float, values.seconds, "seconds that a run waits for the archive after the last source has answered"
    ] = _LIMITS.archive_patience
    save_limit: Annotated[int, values.whole(1, 200), "addresses that one run of save submits, at most"] = 20
    save_never: Annotated[
        tuple[str, ...], values.many(values.text), "hosts that save never makes public, with all below them"
    ] = ()
    save_delay: Annotated[
        float, values.pause, "seconds between two submissions; the archive takes no more than 7 a minute"
    ] = 10.0
    save_patience: Annotated[float, values.seconds, "seconds that save follows a submission in one run"] = 180.0
    timeout: Annotated[float, values.seconds, "seconds that one attempt at a source may take"] = _LIMITS.timeout
    budget: Annotated[float | None, values.seconds, "seconds that the whole run may take"] = _LIMITS.budget
    retries: Annotated[int, values.whole(0, 10), "further attempts after temporary trouble"] = _LIMITS.retries
    delay: Annotated[float, values.pause, "seconds between two requests to one host"] = _LIMITS.delay
    per_host: Annotated[int, values.whole(1, 64), "requests in flight to one host"] = _LIMITS.per_host
    concurrency: Annotated[int, values.whole(1, 1024), "requests in flight in all"] = _LIMITS.concurrency
    contact: Annotated[str | None, values.contact, "e-mail address or URL by which asked servers can reach you"] = (
        _LIMITS.contact
    )
    allow_address: Annotated[
        tuple[IPv4Network | IPv6Network, ...],
        values.many(values.network),
        "private addresses that may be asked; all others are refused",
    ] = ()
    ca_file: Annotated[Path | None, values.file, "certificates (PEM) to trust besides the usual ones"] = None
    insecure: Annotated[bool, values.flag, "accept bad certificates; the report says so"] = _LIMITS.insecure
    proxy: Annotated[str | None, values.proxy, "proxy that all requests go through"] = _LIMITS.proxy

    max_age: Annotated[timedelta, values.age, "how long a source that opened is not asked again"] = _WEEK
    db: Annotated[Path | None, values.path, "file that keeps what was learned"] = None

    color: Annotated[Color, values.one_of(Color), "colour in text: auto, always or never"] = Color.AUTO
    limit: Annotated[int | None, values.whole(0, 1_000_000), "findings to show in text"] = None

    file: Path | None = None
    ignored_urls: tuple[re.Pattern[str], ...] = ()

    @property
    def may_ask(self) -> bool:
        """Whether this run may use the network at all."""
        return self.network and not self.offline

    def vocabulary(self) -> "Vocabulary":
        """What reading an article depends on. Raises ConfigError for a bad publisher table."""
        from linkaudit.article.vocabulary import Vocabulary  # 640 publishers: only for commands that read articles

        read = Vocabulary(own_publications=self.own_publications, published=self.published)
        if self.publishers is None:
            return read
        try:
            own = self.publishers.read_text("utf-8-sig")
        except (OSError, UnicodeDecodeError) as error:
            raise ConfigError(f"{self.publishers}: cannot be read ({error}): save it as UTF-8 text") from error
        return Vocabulary(read.publishers.extended(own, str(self.publishers)), self.own_publications, self.published)

    def limits(self) -> Limits:
        """How far the evidence room may go."""
        from platformdirs import user_cache_path

        return Limits(
            timeout=self.timeout,
            link_budget=max(_LIMITS.link_budget, self.timeout),
            budget=self.budget,
            retries=self.retries,
            concurrency=self.concurrency,
            per_host=self.per_host,
            delay=self.delay,
            contact=self.contact,
            allow_addresses=self.allow_address,
            proxy=self.proxy,
            ca_file=str(self.ca_file) if self.ca_file else None,
            insecure=self.insecure,
            verify=self.verify,
            deep=self.deep,
            facts=bool(self.select & READERS),
            archive=self.archive,
            archive_url=self.archive_url,
            archives=self.archives,
            archive_lookups=self.archive_lookups,
            archive_patience=self.archive_patience,
            archive_interval=self.archive_delay,
            archive_playback_interval=min(_LIMITS.archive_playback_interval, self.archive_delay),
            archive_folder=str(user_cache_path("linkaudit", appauthor=False) / "archives"),
        )

    def policy(self) -> Policy:
        """What the newsroom wants to hear about."""
        return Policy(self.select, self.ignore, self.ignored_urls, self.per_path)


SETTINGS = MappingProxyType(
    {each.name: Setting(*each.type.__metadata__) for each in fields(Config) if hasattr(each.type, "__metadata__")}
)
"""The settings by the name of their field."""
