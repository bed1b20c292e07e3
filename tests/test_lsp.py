"""The language server as an editor meets it: a real client starts it, opens an article, edits it and mends it."""

from __future__ import annotations

import asyncio
import os
import subprocess
import sys
from collections.abc import AsyncIterator, Callable, Iterator
from pathlib import Path

import pytest
import pytest_lsp
from lsprotocol import types as lsp
from pytest_lsp import ClientServerConfig, LanguageClient
from servers import Answer, Server, hang, serving

ROOT = Path(__file__).resolve().parent.parent
PATIENCE = 120
COMMAND = (sys.executable, "-m", "linkaudit", "lsp", "--stdio")
QUOTED = "“𝕎e 🚢 nothing”, Mayor Bo Ek [said on Tuesday](#).\r\n\r\nThe 🚢 stay, Reuters reported.\r\n"


@pytest.fixture
def newsroom(tmp_path: Path) -> Path:
    settings = 'archive = "none"\nallow-address = ["127.0.0.0/8"]\nretries = 0\ndelay = 0\ndb = "kept.sqlite"\n'
    (tmp_path / "linkaudit.toml").write_text(settings, "utf-8")
    return tmp_path


@pytest.fixture
def web() -> Iterator[Server]:
    moved = Answer(301, b"", (("Location", "/new/place"),))
    others = "<p>The board met again and spoke of costs, of tides and of the summer to come.</p>" * 12
    words = f"<h1>Pier</h1>{others}<p>The mayor said: “We shall close the pier on Monday, for good.”</p>"
    with serving(
        {
            "/gone": Answer(404),
            "/good": Answer(),
            "/words": Answer(200, words),
            "/old/place": moved,
            "/new/place": Answer(),
        }
    ) as server:
        yield server


def _config(*arguments: str) -> ClientServerConfig:
    return ClientServerConfig([*COMMAND, *arguments], server_env={**os.environ, "PYTHONPATH": str(ROOT)})


async def _session(client: LanguageClient, **general: object) -> None:
    workspace = lsp.WorkspaceClientCapabilities(
        workspace_edit=lsp.WorkspaceEditClientCapabilities(document_changes=True)
    )
    window = lsp.WindowClientCapabilities(show_document=lsp.ShowDocumentClientCapabilities(support=True))
    encodings = lsp.GeneralClientCapabilities(**general)  # type: ignore[arg-type]
    capabilities = lsp.ClientCapabilities(workspace=workspace, window=window, general=encodings)
    await client.initialize_session(lsp.InitializeParams(capabilities, workspace_folders=None))


@pytest_lsp.fixture(config=_config())
async def editor(lsp_client: LanguageClient) -> AsyncIterator[None]:
    await _session(lsp_client)
    yield
    await lsp_client.shutdown_session()


@pytest_lsp.fixture(config=_config("--offline"))
async def offline_editor(lsp_client: LanguageClient) -> AsyncIterator[None]:
    await _session(lsp_client, position_encodings=[lsp.PositionEncodingKind.Utf8])
    yield
    await lsp_client.shutdown_session()


class Draft:
    """A document as the editor has it open."""

    def __init__(self, editor: LanguageClient, file: Path, text: str) -> None:
        self.editor, self.uri, self.text, self.version = editor, file.as_uri(), text, 1
        document = lsp.TextDocumentItem(self.uri, "markdown", self.version, text)
        editor.text_document_did_open(lsp.DidOpenTextDocumentParams(document))

    def change(self, text: str) -> None:
        self.text, self.version = text, self.version + 1
        identifier = lsp.VersionedTextDocumentIdentifier(self.version, self.uri)
        whole = [lsp.TextDocumentContentChangeWholeDocument(text)]
        self.editor.text_document_did_change(lsp.DidChangeTextDocumentParams(identifier, whole))

    async def found(self, wanted: Callable[[list[str]], bool]) -> list[lsp.Diagnostic]:
        """The diagnostics, once their codes are as they should be."""
        async with asyncio.timeout(PATIENCE):
            while not wanted([str(each.code) for each in self.editor.diagnostics.get(self.uri, ())]):
                await self.editor.wait_for_notification(lsp.TEXT_DOCUMENT_PUBLISH_DIAGNOSTICS)
        return list(self.editor.diagnostics[self.uri])

    async def actions(self, place: lsp.Range) -> dict[str, lsp.CodeAction | lsp.Command]:
        parameters = lsp.CodeActionParams(
            lsp.TextDocumentIdentifier(self.uri), place, lsp.CodeActionContext(diagnostics=[])
        )
        found = await self.editor.text_document_code_action_async(parameters)
        return {each.title: each for each in found or ()}

    def apply(self, action: lsp.CodeAction | lsp.Command) -> None:
        """Make the edits of an action as an editor does: in UTF-16, and for this version only."""
        assert isinstance(action, lsp.CodeAction)
        assert action.edit is not None
        assert action.edit.document_changes is not None
        (change,) = action.edit.document_changes
        assert isinstance(change, lsp.TextDocumentEdit)
        assert change.text_document == lsp.OptionalVersionedTextDocumentIdentifier(self.uri, self.version)
        text = self.text
        for edit in sorted(change.edits, key=lambda edit: edit.range.start, reverse=True):
            assert isinstance(edit, lsp.TextEdit)
            text = text[: at(text, edit.range.start)] + edit.new_text + text[at(text, edit.range.end) :]
        self.change(text)


def at(text: str, position: lsp.Position) -> int:
    """The index of a place counted in UTF-16, worked out by encoding."""
    lines = text.splitlines(keepends=True)
    column = len(lines[position.line].encode("utf-16-le")[: 2 * position.character].decode("utf-16-le"))
    return sum(map(len, lines[: position.line])) + column


async def until(reached: Callable[[], bool]) -> None:
    """Wait for what another thread does."""
    async with asyncio.timeout(PATIENCE):
        while not reached():  # noqa: ASYNC110  (a thread sets no event of this loop)
            await asyncio.sleep(0.05)


@pytest.mark.asyncio
async def test_an_article_is_opened_edited_and_mended(editor: LanguageClient, newsroom: Path) -> None:
    draft = Draft(editor, newsroom / "draft.md", QUOTED)
    placeholder, unlinked = await draft.found(["LA101", "LA110"].__eq__)
    assert (
        draft.text[at(draft.text, placeholder.range.start) : at(draft.text, placeholder.range.end)]
        == "[said on Tuesday](#)"
    )
    assert draft.text[at(draft.text, unlinked.range.start) : at(draft.text, unlinked.range.end)] == "Reuters"
    assert (placeholder.severity, placeholder.source) == (lsp.DiagnosticSeverity.Error, "linkaudit")

    actions = await draft.actions(unlinked.range)
    draft.apply(actions["Ignore LA110 here: the source is not online"])
    await draft.found(["LA101"].__eq__)
    assert draft.text.endswith(" reported. <!-- linkaudit: ignore[LA110] the source is not online -->\r\n")

    draft.change("# " + draft.text.replace("[said on Tuesday](#)", "said"))
    await draft.found([].__eq__)


@pytest.mark.asyncio
async def test_sources_are_asked_after_a_pause_and_only_when_there_is_something_to_ask(
    editor: LanguageClient, newsroom: Path, web: Server
) -> None:
    said = f"The town [said]({web.url('/gone')}) so, and [the mayor]({web.url('/good')}) agrees."
    draft = Draft(editor, newsroom / "draft.md", said)
    (dead,) = await draft.found(["LA201"].__eq__)
    assert sorted(web.paths) == ["/gone", "/good"]
    assert [each.message for each in editor.log_messages if "Asking 1 host;" in each.message]

    hover = await editor.text_document_hover_async(
        lsp.HoverParams(lsp.TextDocumentIdentifier(draft.uri), dead.range.start)
    )
    assert hover is not None
    assert isinstance(hover.contents, lsp.MarkupContent)
    assert "page not found" in hover.contents.value
    assert f"opens, <{web.url('/good')}>" in hover.contents.value

    draft.change("Hear this. " + said)
    await draft.found(["LA201"].__eq__)
    draft.change("Hear this. " + said + f" Nobody [knew]({web.url('/old/place')}).")
    await until(lambda: "/old/place" in web.paths)
    assert web.paths.count("/gone") == 1


@pytest.mark.asyncio
async def test_a_moved_page_gets_its_new_address(editor: LanguageClient, newsroom: Path, web: Server) -> None:
    with (newsroom / "linkaudit.toml").open("a", encoding="utf-8") as settings:
        settings.write('select = ["LA206"]\n')
    draft = Draft(editor, newsroom / "draft.md", f"🚢 The town [said]({web.url('/old/place')}) so.\n")
    (moved,) = await draft.found(["LA206"].__eq__)
    actions = await draft.actions(moved.range)
    new = web.url("/new/place")
    assert f"Open {web.url('/old/place')}" in actions
    draft.apply(actions[f"Link to {new}"])
    await draft.found([].__eq__)
    assert draft.text == f"🚢 The town [said]({new}) so.\n"


@pytest.mark.asyncio
async def test_an_address_is_opened_by_the_editor(editor: LanguageClient, newsroom: Path, web: Server) -> None:
    draft = Draft(editor, newsroom / "draft.md", f"The town [said]({web.url('/gone')}) so.\n")
    (dead,) = await draft.found(["LA201"].__eq__)
    assert f"Open {web.url('/gone')}" in await draft.actions(dead.range)
    for address in (web.url("/gone"), "file:///etc/passwd"):
        await editor.workspace_execute_command_async(lsp.ExecuteCommandParams("linkaudit.open", [address]))
    assert [(each.uri, each.external) for each in editor.shown_documents] == [(web.url("/gone"), True)]


@pytest.mark.asyncio
async def test_offline_asks_nobody_and_counts_in_the_units_that_were_agreed(
    offline_editor: LanguageClient, newsroom: Path, web: Server
) -> None:
    text = f"🚢 It [sails](#) and [floats]({web.url('/gone')}).\n"
    draft = Draft(offline_editor, newsroom / "draft.md", text)
    (placeholder,) = await draft.found(["LA101"].__eq__)
    encoded = text.encode()[placeholder.range.start.character : placeholder.range.end.character]
    assert encoded == b"[sails](#)"
    await asyncio.sleep(3)
    assert web.paths == []


@pytest.mark.asyncio
async def test_what_is_wrong_with_the_configuration_is_said_in_the_article(
    editor: LanguageClient, newsroom: Path
) -> None:
    (newsroom / "linkaudit.toml").write_text("timeot = 3\n", "utf-8")
    draft = Draft(editor, newsroom / "draft.md", "Words.\n")
    (told,) = await draft.found(["None"].__eq__)
    assert "linkaudit.toml: timeot: no such setting; did you mean timeout?" in told.message
    (newsroom / "linkaudit.toml").write_text("timeout = 3\n", "utf-8")
    editor.text_document_did_save(lsp.DidSaveTextDocumentParams(lsp.TextDocumentIdentifier(draft.uri)))
    await draft.found([].__eq__)


@pytest.mark.asyncio
async def test_an_edit_ends_the_questions_of_the_text_before(editor: LanguageClient, newsroom: Path) -> None:
    with serving({"/silent": hang}) as server:
        draft = Draft(editor, newsroom / "draft.md", f"The town [said]({server.url('/silent')}) so.\n")
        await until(lambda: server.open.total() == 1)
        draft.change("The town [said](#) so, and went home.\n")
        await draft.found(["LA101"].__eq__)
        await until(lambda: server.open.total() == 0)


@pytest.mark.asyncio
async def test_one_finding_of_several_places_is_one_diagnostic(editor: LanguageClient, newsroom: Path) -> None:
    draft = Draft(editor, newsroom / "draft.md", "The 🚢 [sails](#), [floats](#) and [sinks](#).\n")
    (found,) = await draft.found(["LA101"].__eq__)
    places = [each.location.range for each in found.related_information or ()]
    shown = [draft.text[at(draft.text, place.start) : at(draft.text, place.end)] for place in places]
    assert shown == ["[floats](#)", "[sinks](#)"]


def test_without_its_library_the_server_says_what_to_install(tmp_path: Path) -> None:
    (tmp_path / "pygls.py").write_text("raise ModuleNotFoundError(name='pygls')\n", "utf-8")
    done = subprocess.run(
        COMMAND, env={**os.environ, "PYTHONPATH": f"{tmp_path}:{ROOT}"}, capture_output=True, text=True, check=False
    )
    assert done.returncode == 2
    assert done.stderr == "linkaudit: lsp needs pygls, which is not installed here: pipx install 'linkaudit[lsp]'\n"


@pytest.mark.asyncio
async def test_a_quotation_is_looked_for_on_the_cited_page(editor: LanguageClient, newsroom: Path, web: Server) -> None:
    said = f"The mayor [said]({web.url('/words')}): “We shall close the pier on {{}}, for good.”\n"
    draft = Draft(editor, newsroom / "draft.md", said.format("Sunday"))
    await draft.found(["LA402"].__eq__)
    draft.change(said.format("Monday"))
    await draft.found([].__eq__)
    document = lsp.TextDocumentIdentifier(draft.uri)
    async with asyncio.timeout(PATIENCE):
        while True:
            hover = await editor.text_document_hover_async(lsp.HoverParams(document, lsp.Position(0, 3)))
            if hover is not None and ": found, <" in str(hover.contents):
                break
            await asyncio.sleep(0.2)
