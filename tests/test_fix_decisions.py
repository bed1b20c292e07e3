"""What `linkaudit fix` decides: which address is better, how it is written, and a diff that git takes."""

from __future__ import annotations

import subprocess
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from linkaudit.article import Vocabulary, read
from linkaudit.fixing import Kind, Left, Proposal, Style, Verified, patch_of, propose, unified_diff
from linkaudit.fixing.patch import applied
from linkaudit.model import (
    ArchiveStatus,
    Article,
    Edit,
    Evidence,
    Fetch,
    Format,
    Link,
    Lookup,
    Memento,
    Network,
    Redirect,
    Source,
    Span,
)
from linkaudit.rules import Policy
from linkaudit.rules.edits import destination
from linkaudit.rules.repairs import moved_to, resolved_to, same_page, secured
from linkaudit.urls import host_of

NOW = datetime(2026, 11, 22, 9, tzinfo=UTC)
DEAD = "https://news.example/gone"
COPY = f"https://web.archive.org/web/20190604120000/{DEAD}"


def redirected(url: str, *hops: str, status: int = 301) -> Fetch:
    chain = [url, *hops]
    return Fetch(url, NOW, 200, final_url=chain[-1], redirects=tuple(Redirect(hop, status) for hop in chain[:-1]))


@pytest.mark.parametrize(
    ("url", "target", "better"),
    [
        ("https://a.example/old/x", "https://a.example/new/x", True),
        ("https://www.press.org/old", "https://archive.press.org/new", True),
        ("https://a.example/2018/storm", "https://b.example/2018/storm/", True),
        ("https://a.example/2018/storm", "https://b.example/landing", False),
        ("https://a.example/2018/storm", "https://a.example/2018", False),
        ("https://a.example/2018/storm", "https://a.example/", False),
        ("https://a.example/", "https://b.example/", False),
        ("https://a.example/x", "https://a.example/login?next=/x", False),
        ("https://a.example/x", "http://a.example/y", False),
        ("https://a.example/x", "https://www.a.example/x/", False),
    ],
)
def test_a_move_is_followed_only_where_it_is_plainly_the_same_page(url: str, target: str, better: bool) -> None:
    assert moved_to(redirected(url, target)) == (target if better else None)
    assert moved_to(redirected(url, target, status=302)) is None


@pytest.mark.parametrize(
    ("hops", "found"),
    [
        (["https://a.example/story"], "https://a.example/story"),
        (["https://t.co/x", "http://a.example/s", "https://a.example/s"], "https://a.example/s"),
        (["https://a.example/story", "https://a.example/404"], None),
        (["https://a.example/story", "https://a.example/"], None),
        (["https://a.example/story", "https://accounts.a.example/signin"], None),
        (["https://a.example/"], None),
        (["https://tinyurl.com/y"], None),
        ([], None),
    ],
)
def test_behind_a_shortener_only_a_page_counts(hops: list[str], found: str | None) -> None:
    assert resolved_to(redirected("https://bit.ly/abc", *hops)) == found


def test_https_is_taken_only_when_it_shows_the_same() -> None:
    assert secured(redirected("http://a.example/x", "https://www.a.example/x", status=302)) is not None
    assert secured(redirected("http://a.example/x", "https://a.example/y", status=302)) is None
    plain = Fetch("http://a.example/x", NOW, 200, final_url="http://a.example/x", title="X")
    answers = {
        "the same": Fetch("https://a.example/x", NOW, 200, final_url="https://a.example/x", title="X"),
        "another title": Fetch("https://a.example/x", NOW, 200, final_url="https://a.example/x", title="Y"),
        "another page": Fetch("https://a.example/x", NOW, 200, final_url="https://a.example/", title="X"),
        "back to http": Fetch("https://a.example/x", NOW, 200, final_url="http://a.example/x", title="X"),
        "an error": Fetch("https://a.example/x", NOW, 404, final_url="https://a.example/x", title="X"),
    }
    assert [name for name, secure in answers.items() if same_page(plain, secure)] == ["the same"]


def dead(copy: str = COPY, verified: str = "playback", asked: datetime = NOW) -> Evidence:
    memento = Memento(DEAD, copy, datetime(2019, 6, 4, tzinfo=UTC))
    lookup = Lookup(DEAD, asked, ArchiveStatus.ARCHIVED, memento=memento, verified=verified)
    return Evidence({DEAD: Fetch(DEAD, NOW, 404, final_url=DEAD)}, {DEAD: lookup}, network=Network.WORKS)


def proposed(
    text: str, evidence: Evidence, style: Style = Style.REPLACE, form: Format = Format.MARKDOWN, since: datetime = NOW
) -> Proposal:
    article = read(Source("draft.md", text.encode(), form), Vocabulary())
    return propose(article, Verified(evidence, since, {}), Policy(), style, Vocabulary())


def mended(text: str, evidence: Evidence, style: Style = Style.REPLACE, form: Format = Format.MARKDOWN) -> str:
    found = proposed(text, evidence, style, form)
    return applied(found.article.source, found.edits)


def test_only_what_this_run_saw_is_proposed() -> None:
    text = f"The board [said so]({DEAD}) on Tuesday.\n"
    assert proposed(text, dead()).mended == {Kind.ARCHIVED: 1}
    assert proposed(text, dead(verified="index")).left == {Left.COPY_UNSEEN: 1}
    later = NOW + timedelta(seconds=1)
    assert proposed(text, dead(), since=later).left == {Left.UNCHECKED: 1}
    assert proposed(text, dead(asked=NOW - timedelta(days=1))).left == {Left.COPY_UNSEEN: 1}


@pytest.mark.parametrize(
    "hostile",
    [
        'https://web.archive.org/web/2019/https://a.example/"><script>alert(1)</script>',
        "https://web.archive.org/web/2019/https://a.example/) [x](javascript:alert(1)",
        "https://web.archive.org/web/2019/https://a.example/a|b `c` *d* <e> &lt; \\",
        "https://web.archive.org/web/2019/https://a.example/((((",
    ],
)
@pytest.mark.parametrize("style", list(Style))
def test_a_hostile_index_cannot_write_markup(hostile: str, style: Style) -> None:
    for form, text in (
        (Format.MARKDOWN, f"| a |\n|---|\n| [said]({DEAD}) <{DEAD}> [r] |\n\n[r]: {DEAD} 'T'\n\nSee {DEAD} too.\n"),
        (Format.HTML, f"<p>The <a href={DEAD}>board</a> and <a href='{DEAD}'>town</a> said so, see {DEAD} too.</p>"),
    ):
        old = read(Source("draft", text.encode(), form), Vocabulary())
        new = read(Source("draft", mended(text, dead(hostile), style, form).encode(), form), Vocabulary())
        assert {host_of(link.url or "") for link in new.links} <= {"web.archive.org", "news.example"}
        assert "<script" not in new.source
        kept = [link for link in new.links if link.text != "archived" and not is_robust_copy(link, new)]
        assert len(kept) == len(old.links)


def is_robust_copy(link: Link, article: Article) -> bool:
    """Whether the address stands in `data-versionurl`, where Robust Links keep the copy of a link."""
    start = link.href_span.start if link.href_span is not None else 0
    return article.source[:start].rstrip("\"'").endswith("data-versionurl=")


def test_surrogates_and_line_ends_from_an_index_are_no_address() -> None:
    for broken in (COPY + "\n[x]: y", COPY + "\ud800", COPY + "\u202e"):
        assert proposed(f"It [said]({DEAD}) so.\n", dead(broken)).left == {Left.COPY_UNSEEN: 1}


@pytest.mark.parametrize(
    "text",
    [
        f"It [said]({DEAD}) ([archived]({COPY})).\n",
        f"It [said]({DEAD}) (archived: {COPY}).\n",
        f'<a href="{DEAD}" data-versionurl="{COPY}">It</a> said so.\n',
    ],
)
@pytest.mark.parametrize("style", list(Style))
def test_a_copy_that_stands_beside_is_not_added_again(text: str, style: Style) -> None:
    assert proposed(text, dead(), style).edits == ()


def test_a_copy_that_stands_beside_is_none_to_be_missed() -> None:
    nothing = replace(dead(), lookups={})
    text = f"The board [closed the pier]({DEAD}) ([archived]({COPY})) on Tuesday.\n"
    assert proposed(text, nothing).left == {}
    assert proposed(text.replace(f" ([archived]({COPY}))", ""), nothing).left == {Left.NO_COPY: 1}


def test_another_pages_copy_beside_mends_nothing() -> None:
    other = COPY.replace("gone", "other")
    assert proposed(f"It [said]({DEAD}) ([the town]({other})).\n", dead()).mended == {Kind.ARCHIVED: 1}


def test_a_definition_that_a_picture_shares_stays() -> None:
    found = proposed(f"It [said][r] so.\n\n![a map][r]\n\n[r]: {DEAD}\n", dead())
    assert (found.edits, found.left) == ((), {Left.PICTURE: 1, Left.MARKUP: 1})


@given(st.text(st.sampled_from("ab()[]&;lt|_*~'!/?=#"), max_size=30))
def test_a_destination_is_read_back_as_it_was_written(tail: str) -> None:
    url = f"https://a.example/{tail}"
    found = read(Source("a.md", f"It [said]({destination(url)}) so.\n".encode(), Format.MARKDOWN), Vocabulary())
    (link,) = [link for link in found.links if link.text == "said"]
    wanted = read(
        Source("a.md", f"It [said](<{url.replace('&', '&amp;')}>) so.\n".encode(), Format.MARKDOWN), Vocabulary()
    )
    assert (link.url, link.fragment) == (wanted.links[0].url, wanted.links[0].fragment)


LINES = st.text(st.sampled_from("ab ü\r\n"), max_size=60)


@settings(max_examples=25)
@given(parts=st.lists(LINES, min_size=2, max_size=8), encoding=st.sampled_from(["utf-8", "cp1252", "utf-16-le"]))
def test_git_takes_every_diff(tmp_path_factory: pytest.TempPathFactory, parts: list[str], encoding: str) -> None:
    source, edits = "", []
    for part in parts:
        source += part
        edits.append(Edit(Span(len(source), len(source) + 3), "NEW"))
        source += "OLD"
    source += parts[0]
    article = Article("a b.md", source, Format.MARKDOWN, encoding=encoding, bom=encoding == "utf-16-le")
    patch = patch_of(article, edits)
    folder: Path = tmp_path_factory.mktemp("diff") / "below"
    folder.mkdir()
    subprocess.run(["git", "init", "--quiet"], cwd=folder.parent, check=True)
    (folder / "a b.md").write_bytes(patch.old)
    subprocess.run(["git", "apply", "-"], cwd=folder, input=unified_diff("a b.md", patch), check=True)
    assert (folder / "a b.md").read_bytes() == patch.new
    assert patch.new.decode(encoding).removeprefix("\ufeff") == source.replace("OLD", "NEW")
