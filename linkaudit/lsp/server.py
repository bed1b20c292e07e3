"""The Language Server Protocol: what an editor says goes to the desk, what the desk finds goes to the editor.

Laws: standard output belongs to the protocol. Documents arrive whole: the library that splits them for partial edits
counts other line ends than the protocol does.
"""

from __future__ import annotations

import os
import signal
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO

from lsprotocol import types as lsp
from pygls.capabilities import get_capability
from pygls.lsp.server import LanguageServer
from pygls.uris import to_fs_path, uri_scheme

from linkaudit import __version__
from linkaudit.lsp.desk import Desk, OpenArticle, Settings
from linkaudit.lsp.ruler import Ruler
from linkaudit.lsp.shown import OPEN, Shown, actions, diagnostics, hover, is_address, problem

if TYPE_CHECKING:
    from collections.abc import Sequence

_BOM = "\ufeff"


def serve(settings: Settings) -> None:
    """Speak the protocol over standard input and output until the editor leaves."""
    server = LanguageServer("linkaudit", __version__, lsp.TextDocumentSyncKind.Full)
    desk = Desk(
        settings,
        publish=lambda article: _publish(server, article),
        announce=lambda hosts, archive: _announce(server, hosts, archive),
    )
    _take_documents(server, desk)
    _answer_questions(server, desk)
    # There is nothing to tidy up, and the thread that waits for the editor's next word could not be told to end.
    signal.signal(signal.SIGINT, signal.SIG_DFL)
    with _protocol_out() as out:
        server.start_io(stdout=out)
    desk.leave()


@contextmanager
def _protocol_out() -> Iterator[BinaryIO]:
    """Standard output for the protocol alone: what anybody else writes there goes to standard error."""
    kept = os.dup(sys.stdout.fileno())
    os.dup2(sys.stderr.fileno(), sys.stdout.fileno())
    with os.fdopen(kept, "wb") as out:
        yield out


def _take_documents(server: LanguageServer, desk: Desk) -> None:
    @server.feature(lsp.TEXT_DOCUMENT_DID_OPEN)
    def opened(params: lsp.DidOpenTextDocumentParams) -> None:
        document = params.text_document
        desk.edit(document.uri, _file(document.uri), document.language_id, document.text, document.version)

    @server.feature(lsp.TEXT_DOCUMENT_DID_CHANGE)
    def changed(params: lsp.DidChangeTextDocumentParams) -> None:
        document = server.workspace.get_text_document(params.text_document.uri)
        language = document.language_id or ""
        desk.edit(document.uri, _file(document.uri), language, document.source, params.text_document.version)

    @server.feature(lsp.TEXT_DOCUMENT_DID_SAVE)
    def saved(params: lsp.DidSaveTextDocumentParams) -> None:
        desk.look_again(params.text_document.uri)

    @server.feature(lsp.TEXT_DOCUMENT_DID_CLOSE)
    def closed(params: lsp.DidCloseTextDocumentParams) -> None:
        desk.close(params.text_document.uri)
        empty = lsp.PublishDiagnosticsParams(params.text_document.uri, [])
        server.text_document_publish_diagnostics(empty)


def _answer_questions(server: LanguageServer, desk: Desk) -> None:
    @server.feature(lsp.TEXT_DOCUMENT_HOVER)
    def hovered(params: lsp.HoverParams) -> lsp.Hover | None:
        known = _current(server, desk, params.text_document.uri)
        return hover(known, params.position) if known is not None else None

    @server.feature(
        lsp.TEXT_DOCUMENT_CODE_ACTION, lsp.CodeActionOptions(code_action_kinds=[lsp.CodeActionKind.QuickFix])
    )
    def asked(params: lsp.CodeActionParams) -> Sequence[lsp.CodeAction]:
        known = _current(server, desk, params.text_document.uri)
        if known is None:
            return []
        versioned = get_capability(
            server.client_capabilities, "workspace.workspace_edit.document_changes", default=None
        )
        return actions(known, params.range, datetime.now().astimezone().date(), versioned=bool(versioned))

    @server.command(OPEN)
    def open_address(url: str) -> None:
        if not is_address(url):
            return
        if get_capability(server.client_capabilities, "window.show_document.support", None):
            server.window_show_document(lsp.ShowDocumentParams(url, external=True))
        else:
            server.window_show_message(lsp.ShowMessageParams(lsp.MessageType.Info, url))


def _file(uri: str) -> Path | None:
    path = to_fs_path(uri) if uri_scheme(uri) == "file" else None
    return Path(path) if path else None


def _current(server: LanguageServer, desk: Desk, uri: str) -> Shown | None:
    """What is known of the text that the editor shows now; None while that is still being read."""
    article = desk.articles.get(uri)
    if article is None or article.audited is None or article.audited_version != article.version:
        return None
    return _shown(server, article)


def _shown(server: LanguageServer, article: OpenArticle) -> Shown | None:
    if article.audited is None:
        return None
    units = server.workspace.position_codec.client_num_units
    ruler = Ruler(article.audited.article.source, units, bom=article.text.startswith(_BOM))
    return Shown(article.audited, ruler, article.uri, article.audited_version)


def _publish(server: LanguageServer, article: OpenArticle) -> None:
    known = _shown(server, article)
    found = [problem(article.trouble)] if article.trouble is not None else []
    found += diagnostics(known) if known is not None else []
    server.text_document_publish_diagnostics(lsp.PublishDiagnosticsParams(article.uri, found, article.version))


def _announce(server: LanguageServer, hosts: int, archive: str | None) -> None:
    also = f" and, where it is needed, {archive}" if archive else ""
    message = f"Asking {hosts} host{'s' if hosts != 1 else ''}{also}; linkaudit lsp --offline asks nobody."
    server.window_log_message(lsp.LogMessageParams(lsp.MessageType.Info, message))
