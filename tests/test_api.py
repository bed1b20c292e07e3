"""linkaudit as a library: what it exports, how its calls behave, and that it asks and keeps nothing unbidden."""

from __future__ import annotations

import json
import pkgutil
import subprocess
import sys
from pathlib import Path

import pytest
import trio
from servers import Answer, hang, serving

import linkaudit
from linkaudit.errors import ConfigError, ReadError
from linkaudit.model import ArchiveStatus, Audit, Evidence, Fetch, Format, Lookup, Source

DRAFT = "Mayor Bo Ek [said on Tuesday](#) that the pier is unsafe, and [the report]({url}) agrees.\n"
LOOPBACK = {"allow_address": ["127.0.0.0/8"], "archive": "none", "delay": 0, "retries": 0}


def draft(url: str = "https://harbour.example/report") -> Source:
    return Source("draft.md", DRAFT.format(url=url).encode(), Format.MARKDOWN)


def rules(audit: Audit) -> list[str]:
    return [finding.rule for each in audit.articles for finding in each.findings if not finding.counted]


def test_every_public_name_is_there_and_none_is_hidden_by_a_module() -> None:
    assert linkaudit.__all__ == ["__version__", "audit", "audit_async", "judge", "read", "render"]
    modules = {module.name for module in pkgutil.iter_modules(linkaudit.__path__)}
    assert not modules & set(linkaudit.__all__)
    for name in linkaudit.__all__[1:]:
        assert callable(getattr(linkaudit, name))
        assert getattr(linkaudit, name).__doc__
    with pytest.raises(AttributeError, match="no attribute 'check'"):
        _ = linkaudit.check  # type: ignore[attr-defined]


def test_the_package_alone_loads_nothing_that_costs() -> None:
    code = "import sys, linkaudit; print(sorted({'httpx', 'trio', 'lxml', 'click', 'sqlite3'} & set(sys.modules)))"
    assert subprocess.check_output([sys.executable, "-c", code], text=True) == "[]\n"


def test_reading_and_judging_ask_nobody(tmp_path: Path) -> None:
    file = tmp_path / "draft.md"
    file.write_text(DRAFT.format(url="https://harbour.example/report"), "utf-8")
    article = linkaudit.read(file)
    assert article.urls == ("https://harbour.example/report",)
    findings = linkaudit.judge(article)
    assert [finding.rule for finding in findings if not finding.counted] == ["LA101"]
    assert linkaudit.judge(article, ignore=["LA101"])[0].suppressed_by == "config"


def test_evidence_of_ones_own_is_judged() -> None:
    article = linkaudit.read(draft())
    (url,) = article.urls
    now = linkaudit.audit(draft(), offline=True).started
    gone = Evidence({url: Fetch(url, now, 404)}, {url: Lookup(url, now, ArchiveStatus.NONE)})
    assert "LA201" in [finding.rule for finding in linkaudit.judge(article, gone)]


def test_an_audit_asks_the_sources_and_is_rendered() -> None:
    with serving({"/report": Answer(404)}) as server:
        found = linkaudit.audit(draft(server.url("/report")), **LOOPBACK)
        assert server.paths == ["/report"]
    assert rules(found) == ["LA101", "LA201"]
    assert json.loads(linkaudit.render(found, "json"))["schema"] == "linkaudit/1"
    assert "goes nowhere" in linkaudit.render(found)
    with pytest.raises(ValueError, match="yaml"):
        linkaudit.render(found, "yaml")


def test_nothing_is_kept_unless_a_file_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "data"))
    with serving({"/report": Answer()}) as server:
        for expected in (1, 2):
            linkaudit.audit(draft(server.url("/report")), **LOOPBACK)
            assert len(server.log) == expected
        for _ in range(2):
            linkaudit.audit(draft(server.url("/report")), db=tmp_path / "kept.sqlite", **LOOPBACK)
        assert len(server.log) == 3
    assert not (tmp_path / "data").exists()


def test_files_and_variables_count_only_when_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "linkaudit.toml").write_text('ignore = ["LA101"]\n', "utf-8")
    monkeypatch.setenv("LINKAUDIT_IGNORE", "LA101")
    (unsilenced,) = linkaudit.audit(draft(), offline=True).articles[0].findings[:1]
    assert unsilenced.suppressed_by is None
    (silenced,) = linkaudit.audit(draft(), offline=True, config="linkaudit.toml").articles[0].findings[:1]
    assert silenced.suppressed_by == "config"


def test_what_is_named_keeps_its_order_and_no_file_is_read_twice(tmp_path: Path) -> None:
    (tmp_path / "a.md").write_text("Words.\n", "utf-8")
    found = linkaudit.audit(draft(), tmp_path, tmp_path / "a.md", draft(), offline=True)
    assert [each.article.path.rpartition("/")[2] for each in found.articles] == ["draft.md", "a.md", "draft.md"]


def test_what_cannot_be_used_is_told_in_one_line(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match="did you mean --timeout"):
        linkaudit.audit(draft(), timeot=3)
    with pytest.raises(ReadError, match="no such file"):
        linkaudit.read(tmp_path / "missing.md")
    for name in ("a.md", "b.md"):
        (tmp_path / name).write_text("Words.\n", "utf-8")
    with pytest.raises(ReadError, match="2 articles"):
        linkaudit.read(tmp_path)
    with pytest.raises(ConfigError, match="nothing may be asked"):
        linkaudit.read("https://harbour.example/story")
    (skipped,) = linkaudit.audit(tmp_path / "missing.md", offline=True).skipped
    assert "no such file" in skipped.reason


def test_under_trio_an_audit_runs_beside_others_and_ends_when_it_is_cancelled() -> None:
    async def main() -> None:
        with serving({"/good": Answer(), "/silent": hang}) as server:
            found = await linkaudit.audit_async(draft(server.url("/good")), **LOOPBACK)
            assert rules(found) == ["LA101"]
            with trio.move_on_after(1) as scope:
                await linkaudit.audit_async(draft(server.url("/silent")), **LOOPBACK)
            assert scope.cancelled_caught
            while server.open.total():  # noqa: ASYNC110  (a thread sets no event of this loop)
                await trio.sleep(0.05)
            assert "/silent" in server.paths
        with pytest.raises(ConfigError, match="nothing may be asked"):
            await linkaudit.audit_async("https://harbour.example/story", offline=True)

    trio.run(main)
