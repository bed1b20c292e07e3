"""The articles that an editor has open: each is judged at once after every edit, and its sources asked after a pause.

Reading and judging happen in one thread, asking in another, so that a slow source keeps no diagnostics back. What the
sources said stays with the article: an edit that brings no new question asks nobody.

Laws: one task an article; an edit ends the one before, and with it every request that is on its way.
"""

from __future__ import annotations

import asyncio
import logging
import os
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from types import MappingProxyType
from typing import NamedTuple, TypeVar, TypeVarTuple

from linkaudit import run
from linkaudit.article import read
from linkaudit.config import Config, load
from linkaudit.errors import LinkAuditError, ReadError
from linkaudit.evidence import plan, wishes
from linkaudit.interruption import Interruption
from linkaudit.model import AuditedArticle, Evidence, Format, Source, StopReason
from linkaudit.rules import judge
from linkaudit.sources import FORMATS, MAX_BYTES, local_targets
from linkaudit.store import default_path, open_store

T = TypeVar("T")
Ts = TypeVarTuple("Ts")

PAUSE = 1.5
"""Seconds without an edit before sources are asked: nobody is sent to half an address."""

STALE = timedelta(minutes=15)
"""After that an edit asks anew; the store still answers for what it holds to be fresh."""

_LANGUAGES = MappingProxyType(
    {"markdown": Format.MARKDOWN, "mdx": Format.MARKDOWN, "html": Format.HTML, "plaintext": Format.TEXT}
)


class Settings(NamedTuple):
    """What the command line says: flags of the configuration by name, which file to read, and whether to read any."""

    flags: dict[str, object]
    config_file: Path | None = None
    use_files: bool = True


@dataclass
class Desk:
    """Keeps the open articles. `publish` is told, in the event loop, of each new result or of what went wrong.

    `announce` is told, there as well, whom a check is about to ask.
    """

    settings: Settings
    publish: Callable[[OpenArticle], None]
    announce: Callable[[int, str | None], None]
    articles: dict[str, OpenArticle] = field(default_factory=dict)
    _judging: ThreadPoolExecutor = field(default_factory=lambda: ThreadPoolExecutor(1, "judging"))
    _asking: ThreadPoolExecutor = field(default_factory=lambda: ThreadPoolExecutor(1, "asking"))

    def edit(self, uri: str, file: Path | None, language: str, text: str, version: int | None) -> None:
        """An article was opened, or its text is another one now."""
        article = self.articles.setdefault(uri, OpenArticle(uri, file, language))
        article.text, article.version = text, version
        self._attend(article)

    def look_again(self, uri: str) -> None:
        """The article was saved: its configuration, or what stands around it, may have changed."""
        if (article := self.articles.get(uri)) is not None:
            self._attend(article)

    def close(self, uri: str) -> None:
        """The article was closed: nobody waits for its answers any more."""
        if (article := self.articles.pop(uri, None)) is not None and article.task is not None:
            article.task.cancel()

    def leave(self) -> None:
        """The editor goes: let go of everything."""
        for uri in list(self.articles):
            self.close(uri)
        self._judging.shutdown(wait=False, cancel_futures=True)
        self._asking.shutdown(wait=False, cancel_futures=True)

    def _attend(self, article: OpenArticle) -> None:
        if article.task is not None:
            article.task.cancel()
        article.trouble = None
        article.task = asyncio.get_running_loop().create_task(self._attended(article))
        article.task.add_done_callback(_report)

    async def _attended(self, article: OpenArticle) -> None:
        try:
            sheet = article.sheet()
            if sheet is None:
                return
            config = await self._in(self._judging, self._configuration, article.folder)
            await self._judged(article, sheet, config)
            await asyncio.sleep(PAUSE)
            if article.audited is not None and _asks(article.audited, article.known, config):
                article.evidence = await self._asked(sheet, config)
                article.asked_at = datetime.now(UTC)
                await self._judged(article, sheet, config)
        except LinkAuditError as error:
            article.trouble = str(error)
            if article.audited_version != article.version:
                article.audited = None
            self.publish(article)

    async def _judged(self, article: OpenArticle, sheet: Source, config: Config) -> None:
        article.audited = await self._in(self._judging, _judge, sheet, config, article.evidence)
        article.audited_version = article.version
        self.publish(article)

    async def _asked(self, sheet: Source, config: Config) -> Evidence:
        """What the sources say; the requests end when the task that waits for them does."""
        loop, interruption = asyncio.get_running_loop(), Interruption()
        listener = _Announcer(lambda *asked: loop.call_soon_threadsafe(self.announce, *asked))
        try:
            return await self._in(self._asking, _ask, sheet, config, listener, interruption)
        except asyncio.CancelledError:
            interruption.stop(StopReason.INTERRUPTED)
            raise

    async def _in(self, thread: ThreadPoolExecutor, function: Callable[[*Ts], T], *values: *Ts) -> T:
        return await asyncio.get_running_loop().run_in_executor(thread, function, *values)

    def _configuration(self, folder: Path) -> Config:
        return load(
            self.settings.flags,
            os.environ,
            folder,
            file=self.settings.config_file,
            use_files=self.settings.use_files,
        )


@dataclass
class OpenArticle:
    """An article as it stands in the editor, and what was concluded last of which version of it."""

    uri: str
    file: Path | None
    language: str
    text: str = ""
    version: int | None = None
    audited: AuditedArticle | None = None
    audited_version: int | None = None
    trouble: str | None = None
    evidence: Evidence = field(default_factory=Evidence)
    asked_at: datetime | None = None
    task: asyncio.Task[None] | None = None

    @property
    def folder(self) -> Path:
        """Where the configuration is looked for, and what relative links start at."""
        return self.file.parent if self.file is not None else Path.cwd()

    @property
    def name(self) -> str:
        """What it is called in its folder."""
        return self.file.name if self.file is not None else f"<untitled>.{self.language}"

    @property
    def known(self) -> Evidence:
        """What the sources said so lately that they need not be asked again; older answers are shown until then."""
        fresh = self.asked_at is not None and datetime.now(UTC) - self.asked_at < STALE
        return self.evidence if fresh else Evidence()

    def sheet(self) -> Source | None:
        """The text as it stands; None when it is no article. Raises ReadError when it is far too long for one."""
        found = FORMATS.get(self.file.suffix.lower()) if self.file is not None else None
        form = found or _LANGUAGES.get(self.language)
        if form is None or form is Format.DOCX:
            return None
        data = self.text.encode("utf-8", "replace")
        if len(data) > MAX_BYTES:
            raise ReadError(f"{self.name}: larger than 5 MB, so hardly an article: split it")
        return Source(str(self.folder / self.name), data, form)


def _report(task: asyncio.Task[None]) -> None:
    """Editors show what a server writes to its log: nothing that went wrong is swallowed."""
    if not task.cancelled() and (error := task.exception()) is not None:
        logging.getLogger("linkaudit").error("an article was left unchecked", exc_info=error)


class _Announcer(NamedTuple):
    """The listener of a check that nobody waits for: only whom it asks is told."""

    tell: Callable[[int, str | None], object]

    def announce(self, hosts: int, archive: str | None, *, more: bool) -> None:  # noqa: ARG002
        self.tell(hosts, archive)

    def progress(self, done: int, total: int, waiting_for: str | None) -> None:
        pass


def _judge(sheet: Source, config: Config, known: Evidence) -> AuditedArticle:
    """What is to be said by what is known. Paths are those of the article's own folder, as patterns expect them."""
    folder = Path(sheet.path).parent
    article = read(replace(sheet, path=Path(sheet.path).name), config.vocabulary())
    evidence = replace(known, local=local_targets(article, config.root_dir, folder))
    return AuditedArticle(article, evidence, judge(article, evidence, config.policy()))


def _asks(audited: AuditedArticle, known: Evidence, config: Config) -> bool:
    """Whether an address, or a question to its page, has no answer yet."""
    return config.may_ask and bool(plan(wishes([audited.article]), known, config.limits()))


def _ask(sheet: Source, config: Config, listener: _Announcer, interruption: Interruption) -> Evidence:
    if interruption.reason is not None:
        return Evidence()
    with closing(open_store(config.db or default_path())) as store:
        audit = run.audit(config, [sheet], store, listener, max_age=config.max_age, interruption=interruption)
    return audit.articles[0].evidence if audit.articles else Evidence()
