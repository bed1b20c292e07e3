"""What an editor is shown: where an ignore can stand, what is offered when, and that hostile words stay words."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest
from lsprotocol import types as lsp
from pygls.workspace import PositionCodec

import linkaudit
from linkaudit.lsp.ruler import Ruler
from linkaudit.lsp.shown import OPEN, Shown, actions, diagnostics, hover, is_address
from linkaudit.model import ArchiveStatus, AuditedArticle, Evidence, Fetch, Format, Lookup, Memento, Network, Source

NOW = datetime(2026, 11, 22, tzinfo=UTC)
URL = "https://harbour.example/report"
COPY = "https://web.archive.org/web/20221014000000/https://harbour.example/report"
EVERYWHERE = lsp.Range(lsp.Position(0, 0), lsp.Position(99, 0))


def shown(text: str, name: str = "draft.md", form: Format = Format.MARKDOWN, *, archived: bool = False) -> Shown:
    article = linkaudit.read(Source(name, text.encode(), form))
    fetches = {url: Fetch(url, NOW, 404) for url in article.urls}
    memento = Memento(URL, COPY, datetime(2022, 10, 14, tzinfo=UTC))
    lookup = Lookup(URL, NOW, ArchiveStatus.ARCHIVED, memento=memento, verified="playback")
    evidence = Evidence(fetches, {URL: lookup} if archived else {}, network=Network.WORKS)
    audited = AuditedArticle(article, evidence, linkaudit.judge(article, evidence))
    ruler = Ruler(article.source, PositionCodec("utf-16").client_num_units)
    return Shown(audited, ruler, "file:///draft.md", 7)


def offered(text: str, name: str = "draft.md", form: Format = Format.MARKDOWN) -> list[str]:
    return [each.title for each in actions(shown(text, name, form), EVERYWHERE, date(2026, 11, 22), versioned=True)]


def test_a_dead_link_is_led_to_its_copy_and_the_copy_can_be_opened() -> None:
    found = actions(
        shown(f"The mayor [said]({URL}) on Tuesday that the pier is unsafe.", archived=True),
        EVERYWHERE,
        date(2026, 11, 22),
        versioned=False,
    )
    assert [each.title for each in found] == [
        "Link to the archived copy",
        "Open the archived copy of 14 October 2022",
        f"Open {URL}",
        "Ignore LA301 here: checked by hand, 22 November 2026",
    ]
    assert found[0].is_preferred
    place = lsp.Range(lsp.Position(0, 17), lsp.Position(0, 17 + len(URL)))
    assert found[0].edit == lsp.WorkspaceEdit(changes={"file:///draft.md": [lsp.TextEdit(place, COPY)]})
    assert found[1].command == lsp.Command("Open the archived copy of 14 October 2022", OPEN, arguments=[COPY])


@pytest.mark.parametrize(
    ("text", "name", "form", "comment"),
    [
        ("The mayor [said](#) so.  \nAnd more.", "a.md", Format.MARKDOWN, "<!-- linkaudit: ignore[LA101] "),
        ("The mayor [said](#) so.\\\nAnd more.", "a.md", Format.MARKDOWN, "<!-- linkaudit: ignore[LA101] "),
        ("It [said](#) so.\nAnd more.", "a.md", Format.MARKDOWN, "<!-- linkaudit: ignore[LA101] "),
        (
            "The mayor [said](#) on Tuesday that the pier is unsafe.",
            "a.mdx",
            Format.MARKDOWN,
            "{/* linkaudit: ignore[LA101] ",
        ),
        (
            "<p>The mayor <a href='#'>said</a> on Tuesday that the pier is unsafe.</p>",
            "a.html",
            Format.HTML,
            "<!-- linkaudit: ignore[LA101] ",
        ),
    ],
)
def test_an_ignore_silences_what_it_was_offered_for(text: str, name: str, form: Format, comment: str) -> None:
    before = shown(text, name, form)
    (ignore,) = actions(before, EVERYWHERE, date(2026, 11, 22), versioned=False)
    assert ignore.edit is not None
    assert ignore.edit.changes is not None
    ((edit,),) = ignore.edit.changes.values()
    assert edit.new_text.startswith(f" {comment}checked by hand, 22 November 2026 ")
    at = before.ruler.offset(edit.range.start)
    after = shown(text[:at] + edit.new_text + text[at:], name, form)
    assert diagnostics(before)
    assert diagnostics(after) == []
    assert not text[:at].endswith((" ", "\\"))  # a hard line break stays behind the comment


@pytest.mark.parametrize(
    ("text", "name", "form"),
    [
        ("It https://harbour.example/report so.", "a.txt", Format.TEXT),  # a comment would be read by everybody
        ("<p>It <a\nhref='#'>said</a> so.</p>", "a.html", Format.HTML),  # within a tag
        ("It [said\nclearly](#) so.", "a.md", Format.MARKDOWN),  # within a link
    ],
)
def test_no_ignore_is_offered_where_none_can_stand(text: str, name: str, form: Format) -> None:
    assert diagnostics(shown(text, name, form))
    assert [title for title in offered(text, name, form) if title.startswith("Ignore")] == []


def test_only_what_touches_the_place_is_offered() -> None:
    text = "It [said](#) so.\n\nReuters reported so.\n"
    second = lsp.Range(lsp.Position(2, 3), lsp.Position(2, 3))
    found = actions(shown(text), second, date(2026, 11, 22), versioned=True)
    assert {each.title.partition(" here")[0] for each in found} == {"Ignore LA110"}


def test_words_of_strangers_stay_words() -> None:
    text = "It [said <script> `x`](javascript:alert) and [**so**](https://harbour.example/a_(b)_[c) it is.\n"
    found = shown(text)
    told = hover(found, lsp.Position(0, 5))
    assert told is not None
    assert isinstance(told.contents, lsp.MarkupContent)
    assert "<script>" not in told.contents.value
    assert "](" not in told.contents.value
    assert all("\n" not in each.title for each in actions(found, EVERYWHERE, date(2026, 11, 22), versioned=True))
    assert hover(found, lsp.Position(50, 0)) is None


@pytest.mark.parametrize("address", ["file:///etc/passwd", "javascript:alert(1)", "https://a b", "http://a\n", None, 7])
def test_nothing_but_a_web_address_is_opened(address: object) -> None:
    assert not is_address(address)
    assert is_address(URL)
