"""Has sources saved: with which configuration and keys, what is submitted, and what later runs learn of it.

Laws: keys go to an archive over https or on this machine, and only while certificates are checked. What was submitted
is written down before it is.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from linkaudit import urls
from linkaudit.config import Config
from linkaudit.config.layers import KEYS
from linkaudit.errors import ConfigError
from linkaudit.evidence import ArchiveMode
from linkaudit.evidence.archives.savepagenow import Keys
from linkaudit.interruption import Interruption
from linkaudit.model import ArchiveStatus, Audit, Lookup
from linkaudit.model.saving import Submission
from linkaudit.save.choice import Choice, choose, sources, without_private
from linkaudit.store import Store
from linkaudit.store.submissions import Submissions

if TYPE_CHECKING:
    from linkaudit.evidence.saving import Stop


def with_every_look_up(config: Config) -> Config:
    """The configuration under which an audit learns of every source whether it has a copy. Raises ConfigError."""
    if not config.may_ask:
        raise ConfigError("save asks sources and the archive, which network = false and LINKAUDIT_OFFLINE forbid")
    if config.archive is ArchiveMode.NONE:
        raise ConfigError('save looks up every source in the archive, which archive = "none" forbids')
    enough = 60 + 2 * config.archive_lookups * config.archive_delay
    return replace(config, verify=False, archive=ArchiveMode.ALL, archive_patience=max(enough, config.archive_patience))


def keys_from(environ: Mapping[str, str], config: Config) -> Keys:
    """The keys in the environment, when they can be sent safely. Raises ConfigError."""
    if config.insecure:
        raise ConfigError("--insecure would show your keys to anybody in between: leave it out")
    parts = urlsplit(config.archive_url)
    if parts.scheme != "https" and parts.hostname not in ("127.0.0.1", "::1", "localhost"):
        raise ConfigError(f"{config.archive_url}: your keys are sent over https:// only")
    access, secret = (environ.get(name, "").strip() for name in KEYS)
    if not access or not secret:
        raise ConfigError(f"set {' and '.join(KEYS)}: archive.org/account/s3.php gives you both")
    try:
        return Keys(access, secret)
    except ValueError:
        raise ConfigError(f"{' and '.join(KEYS)} do not look like keys: copy them again, without blanks") from None


def chosen(audit: Audit, config: Config, submissions: Submissions) -> Choice:
    """What to submit, by what earlier runs submitted and by where its hosts stand."""
    choice = choose(audit, config, submissions.newest(sources(audit)), datetime.now(UTC))
    if config.allow_address and choice.chosen:
        import trio

        from linkaudit.evidence.saving import on_private_addresses

        hosts = {urls.host_of(each.url) for each in choice.chosen}
        choice = without_private(choice, trio.run(on_private_addresses, hosts, config.limits()))
    return choice


@dataclass
class Submitted:
    """What became of each address in this run, as the store has it already; `stop` is why no more was asked."""

    submissions: Submissions
    on_submit: Callable[[str], None]
    states: dict[str, Submission] = field(default_factory=dict)
    stop: Stop | None = None

    def intend(self, url: str, now: datetime, before: Submission | None) -> Submission | None:
        """See `Submissions`."""
        intent = self.submissions.intend(url, now, before)
        if intent is not None:
            self.states[url] = intent
            self.on_submit(url)
        return intent

    def keep(self, submission: Submission) -> None:
        """See `Submissions`."""
        self.submissions.keep(submission)
        self.states[submission.url] = submission


def submit(
    choice: Choice,
    config: Config,
    keys: Keys,
    submissions: Submissions,
    interruption: Interruption,
    on_submit: Callable[[str], None],
) -> Submitted:
    """Submit what was chosen, and find out what became of earlier submissions. `on_submit` hears each address."""
    done = Submitted(submissions, on_submit, {each.url: each for each in submissions.unsettled()})
    unsettled = list(done.states.values())
    if not choice.chosen and not unsettled:
        return done
    import trio

    from linkaudit.evidence.saving import Pace, Wanted, save

    wanted = [Wanted(each.url, each.before) for each in choice.chosen]
    pace = Pace(config.save_delay, config.save_patience)

    async def main() -> None:
        with interruption.heeded():
            done.stop = await save(wanted, unsettled, keys, config.limits(), pace, done)

    trio.run(main)
    return done


def remember(submissions: Iterable[Submission], choice: Choice, store: Store) -> None:
    """Let the next check know of the copies: the archive's own index may not show them for hours."""
    days = {each.url: each.wanted for each in choice.chosen}
    for each in submissions:
        if each.memento is not None:
            captured = each.memento.captured
            copy = Lookup(each.url, each.seen_at, ArchiveStatus.ARCHIVED, memento=each.memento, verified="playback")
            store.remember(replace(copy, wanted=days.get(each.url), captures_seen=1, first=captured, last=captured))
