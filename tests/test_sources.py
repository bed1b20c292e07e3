"""Finding and reading articles, local link targets, and writing a file whole or not at all."""

from __future__ import annotations

import os
import re
import stat
import tempfile
from pathlib import Path

import pytest

from linkaudit import sources
from linkaudit.errors import StoreError
from linkaudit.model import Article, Claim, Format, Link, LinkForm, LinkKind, Role, Skipped, Source, Span


@pytest.fixture
def desk(tmp_path: Path) -> Path:
    """A repository with two articles that count, and much that does not."""
    for name, text in {
        ".git/HEAD": "ref: refs/heads/main",
        ".gitignore": "drafts/\n*.html\n!kept.html\n",
        "news/one.md": "One.",
        "news/kept.html": "<p>Two.</p>",
        "news/left.html": "<p>Built.</p>",
        "news/notes.txt": "Notes.",
        "news/photo.png": "PNG",
        "news/.hidden.md": "Hidden.",
        "news/.cache/page.md": "Hidden.",
        "news/deep/.gitignore": "/local.md\n",
        "news/deep/local.md": "Ignored here only.",
        "news/deep/three.MDX": "Three.",
        "drafts/later.md": "Not yet.",
    }.items():
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)
    return tmp_path


def paths(desk: Path, *arguments: str, **options: object) -> list[str]:
    return [found.path for found in sources.find(arguments, here=desk, **options)]  # type: ignore[arg-type]


def reason(desk: Path, *arguments: str) -> str:
    (found,) = sources.find(arguments, here=desk)
    assert isinstance(found, Skipped)
    assert found.failed
    assert "\n" not in found.reason
    return found.reason


def test_a_folder_gives_its_articles_in_order_without_hidden_or_ignored_files(desk: Path) -> None:
    assert paths(desk, ".") == ["news/deep/three.MDX", "news/kept.html", "news/one.md"]


def test_rules_above_the_folder_that_was_named_hold_too(desk: Path) -> None:
    assert paths(desk, "news") == ["news/deep/three.MDX", "news/kept.html", "news/one.md"]


def test_what_is_named_is_read_even_when_git_ignores_it(desk: Path) -> None:
    assert paths(desk, "drafts") == ["drafts/later.md"]
    assert paths(desk, "news/left.html", "news/notes.txt") == ["news/left.html", "news/notes.txt"]


def test_a_pattern_is_expanded_here_for_shells_that_do_not(desk: Path) -> None:
    assert paths(desk, "news/*.md") == ["news/one.md"]
    assert paths(desk, "**/*.MDX") == ["news/deep/three.MDX"]
    assert paths(desk, "news/*.txt") == ["news/notes.txt"]


def test_each_article_is_read_once(desk: Path) -> None:
    assert paths(desk, "news/one.md", "news/../news/one.md", "news") == [
        "news/one.md",
        "news/deep/three.MDX",
        "news/kept.html",
    ]


def test_excluded_paths_are_passed_over(desk: Path) -> None:
    assert paths(desk, "news", "news/one.md", exclude=[re.compile("deep/|one")]) == ["news/kept.html"]


def test_formats_and_bytes_come_from_the_file(desk: Path) -> None:
    (found,) = sources.find(["news/kept.html"], here=desk)
    assert found == Source("news/kept.html", b"<p>Two.</p>", Format.HTML)


def test_a_path_outside_the_current_folder_is_printed_relative_to_it(desk: Path) -> None:
    (found,) = sources.find(["../one.md"], here=desk / "news" / "deep")
    assert found.path == "../one.md"


def test_standard_input_takes_its_format_from_the_name_it_is_given(desk: Path) -> None:
    assert list(sources.find(["-"], stdin=b"text")) == [Source("<stdin>", b"text", Format.MARKDOWN)]
    (named,) = sources.find(["-"], stdin=b"<p>", stdin_name="draft.html")
    assert named == Source("draft.html", b"<p>", Format.HTML)
    (unknown,) = sources.find(["-"], stdin=b"text", stdin_name="draft.pages")
    assert isinstance(unknown, Skipped)
    assert "--stdin-filename" in unknown.reason


def test_what_cannot_be_read_says_why_and_what_to_do(desk: Path) -> None:
    (desk / "big.md").write_bytes(b"x" * (sources.MAX_BYTES + 1))
    (desk / "none").mkdir()
    assert reason(desk, "gone.md") == "no such file or folder: check the path"
    assert "ends in .md, .markdown, .mdx, .html, .htm, .docx or .txt" in reason(desk, "news/photo.png")
    assert "5 MB" in reason(desk, "big.md")
    assert "no article in this folder" in reason(desk, "none")
    assert "no article matches" in reason(desk, "news/*.docx")
    assert "no such file" in reason(desk, "a\0b.md")


def test_an_unreadable_article_does_not_stop_the_others(desk: Path) -> None:
    (desk / "news" / "fifo.md").symlink_to(desk / "nowhere")
    (desk / "news" / "folder.md").mkdir()
    assert paths(desk, "news/fifo.md", "news/one.md") == ["news/fifo.md", "news/one.md"]


def test_what_may_not_be_read_is_skipped_with_the_reason() -> None:
    is_root = os.geteuid() == 0  # whom no permission binds
    with tempfile.TemporaryDirectory() as name:
        desk = Path(name)
        desk.chmod(0o755)
        (desk / "open.md").write_text("Open.")
        (desk / "shut.md").write_text("Shut.")
        (desk / "shut.md").chmod(0)
        (desk / "shut").mkdir(0)
        if is_root:
            os.seteuid(65534)
        try:
            found = list(sources.find(["."], here=desk))
        finally:
            if is_root:
                os.seteuid(0)
            (desk / "shut").chmod(0o700)
    assert found == [
        Source("open.md", b"Open.", Format.MARKDOWN),
        Skipped("shut", "cannot be opened (Permission denied): check its permissions"),
        Skipped("shut.md", "cannot be read (Permission denied): check the file and its permissions"),
    ]


def test_lines_that_git_cannot_read_are_passed_over(desk: Path) -> None:
    (desk / ".gitignore").write_text("!\n\\\ndrafts/\nfoo\\\n")
    assert "drafts/later.md" not in paths(desk, ".")
    assert "no article matches" in reason(desk, "news/*\\")


def test_an_empty_article_fails_only_when_it_was_all_that_was_asked_for(desk: Path) -> None:
    (desk / "empty.md").write_text("\n \n")
    (alone,) = sources.find(["empty.md"], here=desk)
    assert alone == Skipped("empty.md", "empty: there is nothing to check", failed=True)
    among = [found for found in sources.find(["."], here=desk) if isinstance(found, Skipped)]
    assert among == [Skipped("empty.md", "empty: there is nothing to check", failed=False)]


def article_with(*hrefs: str, path: str = "news/one.md") -> Article:
    links = tuple(Link(Span(0, 1), "x", href, LinkKind.LOCAL, LinkForm.INLINE) for href in hrefs)
    return Article(path, "x", Format.MARKDOWN, claims=(Claim("c1", Span(0, 1), "x", Role.BODY, links=links),))


def test_local_targets_are_looked_for_beside_the_article(desk: Path) -> None:
    (desk / "news" / "a table.csv").write_text("1")
    there = ["deep/", "a%20table.csv?v=2#row", "../drafts/later.html", "deep/three", "R&amp;D.pdf?a=1&amp;b=2"]
    gone = ["gone.csv", "gone", "R&amp;C.pdf"]
    (desk / "news" / "deep" / "three.md").write_text("Three.")
    (desk / "news" / "R&D.pdf").write_text("%PDF")
    known = sources.local_targets(article_with(*there, *gone), here=desk)
    assert known == dict.fromkeys(there, True) | dict.fromkeys(gone, False)


def test_a_target_that_cannot_be_known_is_left_out(desk: Path) -> None:
    assert sources.local_targets(article_with("/news/one.md", "?page=2", "a\0b"), here=desk) == {}
    assert sources.local_targets(article_with("one.md", path="<stdin>"), here=desk) == {}
    assert sources.local_targets(article_with("/news/one.md", "/gone"), desk, desk) == {
        "/news/one.md": True,
        "/gone": False,
    }


def test_writing_replaces_the_whole_file_and_keeps_its_mode(tmp_path: Path) -> None:
    report, link = tmp_path / "report.md", tmp_path / "latest.md"
    report.write_text("old")
    report.chmod(0o640)
    link.symlink_to(report)
    sources.write_atomic(link, "new\r\n")
    assert report.read_bytes() == b"new\r\n"
    assert stat.S_IMODE(report.stat().st_mode) == 0o640
    assert link.is_symlink()
    assert sorted(path.name for path in tmp_path.iterdir()) == ["latest.md", "report.md"]


def test_a_failed_write_leaves_the_old_file_and_nothing_else(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    report = tmp_path / "report.md"
    report.write_text("old")
    full = OSError(28, "No space left on device")

    def fail(descriptor: int) -> None:
        raise full

    monkeypatch.setattr(os, "fsync", fail)
    with pytest.raises(StoreError, match=r"report\.md: cannot be written \(No space left on device\)"):
        sources.write_atomic(report, "new")
    assert report.read_text() == "old"
    assert list(tmp_path.iterdir()) == [report]
