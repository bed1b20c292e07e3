"""A .docx file into its text and blocks: what Word shows, all changes accepted. Does no I/O: the bytes are handed in.

The text has one paragraph a line, so that a line number is a paragraph number: the body first, empty paragraphs and
those of tables included, then the text boxes, then the notes. A note's mark stands as `[1]` in that text; it is no
word of its paragraph, but carries the addresses of its note, as a reference in Markdown carries those of its
definition.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from linkaudit.article.blocks import Block, Metadata, Reading
from linkaudit.article.docx_flow import NoteKey, Paragraph
from linkaudit.article.docx_layout import lay_out
from linkaudit.article.docx_package import Package, Relation, Visitor, element, not_a_document, open_package
from linkaudit.article.docx_story import Story, StoryReader
from linkaudit.article.docx_styles import Styles

# Word's own name for the start of the document, which links may lead to.
_TOP = "_top"
_BYLINE_BLOCKS = 15


def read_docx(data: bytes, path: str) -> tuple[str, Reading]:
    """The extracted text and its blocks, whose spans are offsets into that text.

    Raises ReadError, naming `path`, for what is no .docx file, is damaged or protected, or would unpack to too much.
    """
    package = open_package(data, path)
    relations = package.relations(package.main)
    styles = Styles(package, _part(relations, "styles"))
    body = _story(package, package.main, styles, relations)
    notes: dict[NoteKey, list[Paragraph]] = {}
    bookmarks = {_TOP} | body.bookmarks
    for kind in ("footnotes", "endnotes"):
        if part := _part(relations, kind):
            story = _story(package, part, styles, package.relations(part))
            notes |= story.notes
            bookmarks |= story.bookmarks
    text, blocks = lay_out((*body.paragraphs, *body.boxes), notes)
    return text, Reading(blocks, _metadata(package, blocks, body), frozenset(bookmarks))


def _part(relations: Mapping[str, Relation], kind: str) -> str:
    return next((it.target for it in relations.values() if it.kind == kind and not it.external), "")


def _story(package: Package, part: str, styles: Styles, relations: Mapping[str, Relation]) -> Story:
    reader = StoryReader(package.path, styles, relations)
    package.visit(part, reader)
    if part == package.main and reader.root != "w:document":
        raise not_a_document(package.path)
    return reader.story


def _metadata(package: Package, blocks: Sequence[Block], body: Story) -> Metadata:
    """The title that the text shows, else the one of the file's properties; an author only where no byline stands.

    The properties' date is the day on which somebody made the file: it is not read.
    """
    properties = _Properties()
    package.visit(_part(package.relations(""), "core-properties") or "docProps/core.xml", properties)
    shown = next((it.text for it in body.paragraphs if it.style.title and it.text.strip()), "")
    signed = any(block.text.lstrip().lower().startswith("by ") for block in blocks[:_BYLINE_BLOCKS])
    creator = " ".join(properties.creator.split())
    return Metadata(" ".join((shown or properties.title).split()) or None, None if signed else creator or None)


class _Properties(Visitor):
    def __init__(self) -> None:
        self.title = self.creator = ""
        self._name = ""

    def start(self, tag: str, attributes: Mapping[str, str]) -> None:  # noqa: ARG002
        self._name = element(tag)

    def end(self, tag: str) -> None:  # noqa: ARG002
        self._name = ""

    def data(self, text: str) -> None:
        if self._name == "dc:title":
            self.title += text
        elif self._name == "dc:creator":
            self.creator += text
