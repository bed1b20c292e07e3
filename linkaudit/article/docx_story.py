"""The paragraphs of one part of a .docx file (body, footnotes, endnotes) as Word shows them, all changes accepted.

Read in one pass without a tree, so that memory is bounded by the text and not by the markup. Does no I/O.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from linkaudit.article.docx_fields import hyperlink
from linkaudit.article.docx_flow import Field, Flow, Mark, NoteKey, Paragraph, WordLink
from linkaudit.article.docx_package import Relation, Visitor, attribute, element, is_on
from linkaudit.article.docx_styles import PLAIN, Styles, is_heading_level
from linkaudit.errors import ReadError

_LONGEST = 5_000_000
_MOST_PARAGRAPHS = 100_000
# What some reader of the extracted text takes for a line end, and what is never seen.
_FOLDED = dict.fromkeys(map(ord, "\n\r\x0b\x0c\x1c\x1d\x1e\x85\u2028\u2029"), " ") | {0xAD: None}
_HEXADECIMAL = re.compile(r"[0-9A-Fa-f]{1,5}")

_Opened = Callable[["StoryReader", Mapping[str, str]], None]
_Closed = Callable[["StoryReader"], None]
_OPENED: dict[str, _Opened] = {}
_CLOSED: dict[str, _Closed] = {}


def _opens(*names: str) -> Callable[[_Opened], _Opened]:
    """What to do when one of these elements opens."""

    def registered(method: _Opened) -> _Opened:
        _OPENED.update(dict.fromkeys(names, method))
        return method

    return registered


def _closes(*names: str) -> Callable[[_Closed], _Closed]:
    """What to do when one of these elements closes."""

    def registered(method: _Closed) -> _Closed:
        _CLOSED.update(dict.fromkeys(names, method))
        return method

    return registered


@dataclass(frozen=True, slots=True)
class Story:
    """A part's paragraphs, those of its text boxes, its notes, and its bookmarks."""

    paragraphs: list[Paragraph] = field(default_factory=list)
    boxes: list[Paragraph] = field(default_factory=list)
    notes: dict[NoteKey, list[Paragraph]] = field(default_factory=dict)
    bookmarks: set[str] = field(default_factory=set)


class StoryReader(Visitor):
    """Builds the story of a part from its elements. `path` is the article's, for errors.

    Raises ReadError (from `start` and `data`) when there is more text than anybody writes.
    """

    def __init__(self, path: str, styles: Styles, relations: Mapping[str, Relation]) -> None:
        self.story = Story()
        self.root = ""
        self._path = path
        self._styles = styles
        self._relations = relations
        self._flow = Flow(self.story.paragraphs)
        self._outer: list[Flow] = []
        self._open: list[str] = ["", ""]  # never shorter than an element's parent and grandparent
        self._skipped_from = 0
        self._taken: list[bool] = []
        self._placeholder = False
        self._picture: str | None = None
        self._tables = 0
        self._length = 0
        self._paragraphs = 0

    def start(self, tag: str, attributes: Mapping[str, str]) -> None:
        name = element(tag)
        self.root = self.root or name or tag
        self._open.append(name)
        if not self._skipped_from and (opened := _OPENED.get(name)) is not None:
            opened(self, attributes)

    def end(self, tag: str) -> None:
        if self._skipped_from == len(self._open):
            self._skipped_from = 0
        elif not self._skipped_from and (closed := _CLOSED.get(element(tag))) is not None:
            closed(self)
        self._open.pop()

    def data(self, text: str) -> None:
        if self._skipped_from:
            return
        if self._open[-1] == "w:t":
            self._write(text)
        elif self._open[-1] == "w:instrText" and self._flow.fields and self._flow.fields[-1].in_code:
            self._flow.fields[-1].code.append(text)

    def _write(self, text: str) -> None:
        flow = self._flow
        if not flow.shown:
            return
        text = text.translate(_FOLDED)
        flow.words.append(text)
        flow.length += len(text)
        self._length += len(text)
        if self._length > _LONGEST:
            raise ReadError(f"{self._path}: more than {_LONGEST:,} letters; check it in parts")

    @_opens("w:rt", "w:pPrChange", "w:rPrChange", "w:sectPrChange", "w:tblPrChange", "w:trPrChange", "w:tcPrChange")
    def _skip(self, _attributes: Mapping[str, str]) -> None:
        """Read nothing of the element that has just opened."""
        self._skipped_from = len(self._open)

    def _is_in(self, *names: str) -> bool:
        """Whether the element stands right in these, the nearest last."""
        return tuple(self._open[-1 - len(names) : -1]) == names

    # Paragraphs and what they say of themselves

    @_opens("w:p")
    def _paragraph(self, _attributes: Mapping[str, str]) -> None:
        self._paragraphs += 1
        if self._paragraphs > _MOST_PARAGRAPHS:
            raise ReadError(f"{self._path}: more than {_MOST_PARAGRAPHS:,} paragraphs; check it in parts")
        flow = self._flow
        flow.style, flow.ruled, flow.mark_is_gone = PLAIN, False, False

    @_closes("w:p")
    def _paragraph_end(self) -> None:
        # Two paragraphs are one when the mark between them was deleted or is hidden.
        if not self._flow.mark_is_gone:
            self._flow.end_paragraph()

    @_closes("w:body", "w:tc")
    def _flow_end(self) -> None:
        if self._flow.length or self._flow.marks:
            self._flow.end_paragraph()

    @_opens("w:pStyle")
    def _paragraph_style(self, attributes: Mapping[str, str]) -> None:
        if self._is_in("w:pPr"):
            self._flow.style = self._styles[attribute(attributes, "val")]

    @_opens("w:outlineLvl")
    def _outline(self, attributes: Mapping[str, str]) -> None:
        if self._is_in("w:pPr"):
            self._flow.style = self._flow.style._replace(heading=is_heading_level(attributes))

    @_opens("w:numId")
    def _numbering(self, attributes: Mapping[str, str]) -> None:
        if self._is_in("w:pPr", "w:numPr"):
            self._flow.style = self._flow.style._replace(numbering=attribute(attributes, "val"))

    @_opens("w:top", "w:bottom")
    def _border(self, attributes: Mapping[str, str]) -> None:
        if self._is_in("w:pBdr") and attribute(attributes, "val") not in ("nil", "none"):
            self._flow.ruled = True

    @_opens("v:rect")
    def _drawn_line(self, attributes: Mapping[str, str]) -> None:
        if attribute(attributes, "hr") in ("t", "true", "1"):
            self._flow.ruled = True

    # Runs of text

    @_closes("w:r")
    def _run_end(self) -> None:
        self._flow.run_style, self._flow.run_hidden = PLAIN, None

    @_opens("w:rStyle")
    def _run_styled(self, attributes: Mapping[str, str]) -> None:
        if self._is_in("w:r", "w:rPr"):
            self._flow.run_style = self._styles[attribute(attributes, "val")]

    @_opens("w:vanish")
    def _hidden(self, attributes: Mapping[str, str]) -> None:
        if self._is_in("w:r", "w:rPr"):
            self._flow.run_hidden = is_on(attributes)
        elif self._is_in("w:pPr", "w:rPr") and is_on(attributes):
            self._flow.mark_is_gone = True

    @_opens("w:del", "w:moveFrom")
    def _deleted(self, _attributes: Mapping[str, str]) -> None:
        if self._is_in("w:pPr", "w:rPr"):
            self._flow.mark_is_gone = True
        # Not skipped: a field may begin in deleted text and end after it.
        self._flow.deleted += 1

    @_closes("w:del", "w:moveFrom")
    def _deleted_end(self) -> None:
        self._flow.deleted -= 1

    @_opens("w:tab", "w:ptab")
    def _tab(self, _attributes: Mapping[str, str]) -> None:
        if self._is_in("w:r"):
            self._write("\t")

    @_opens("w:br", "w:cr")
    def _line_break(self, _attributes: Mapping[str, str]) -> None:
        self._write(" ")  # a paragraph is one line of the extracted text

    @_opens("w:noBreakHyphen")
    def _hyphen(self, _attributes: Mapping[str, str]) -> None:
        self._write("-")

    @_opens("w:sym")
    def _symbol(self, attributes: Mapping[str, str]) -> None:
        code = attribute(attributes, "char") or ""
        letter = chr(int(code, 16)) if _HEXADECIMAL.fullmatch(code) else " "
        self._write(letter if letter.isprintable() else " ")  # a picture font's own code means nothing as text

    # Links

    @_opens("w:hyperlink")
    def _hyperlink(self, attributes: Mapping[str, str]) -> None:
        self._flow.elements.append(self._flow.open_link(self._address(attributes)))

    @_opens("w:fldSimple")
    def _simple_field(self, attributes: Mapping[str, str]) -> None:
        self._flow.elements.append(self._flow.open_link(hyperlink(attribute(attributes, "instr") or "")))

    @_closes("w:hyperlink", "w:fldSimple")
    def _link_end(self) -> None:
        self._flow.close_link(self._flow.elements.pop())

    def _address(self, attributes: Mapping[str, str]) -> str:
        relation = self._relations.get(attribute(attributes, "id") or "")
        place = attribute(attributes, "anchor")
        return (relation.target if relation else "") + ("" if place is None else f"#{place}")

    @_opens("w:fldChar")
    def _field_mark(self, attributes: Mapping[str, str]) -> None:
        flow = self._flow
        match attribute(attributes, "fldCharType"):
            case "begin":
                flow.fields.append(Field())
                flow.codes += 1
            case "separate" if flow.fields and flow.fields[-1].in_code:
                self._code_end(flow.fields[-1])
                flow.fields[-1].link = flow.open_link(hyperlink("".join(flow.fields[-1].code)))
            case "end" if flow.fields:
                done = flow.fields.pop()
                if done.in_code:
                    self._code_end(done)
                flow.close_link(done.link)
            case _:
                pass

    def _code_end(self, done: Field) -> None:
        done.in_code = False
        self._flow.codes -= 1

    @_opens("wp:docPr")
    def _drawing(self, attributes: Mapping[str, str]) -> None:
        self._picture = attribute(attributes, "descr") or "picture"

    @_opens("a:hlinkClick")
    def _picture_link(self, attributes: Mapping[str, str]) -> None:
        flow = self._flow
        if self._is_in("wp:docPr") and flow.shown:
            flow.links.append(WordLink(flow.length, flow.length, self._address(attributes), self._picture))

    @_opens("w:bookmarkStart")
    def _bookmark(self, attributes: Mapping[str, str]) -> None:
        self.story.bookmarks.add(attribute(attributes, "name") or "")

    # Notes, tables, boxes

    @_opens("w:footnoteReference", "w:endnoteReference")
    def _note_mark(self, attributes: Mapping[str, str]) -> None:
        if self._flow.shown:
            kind = self._open[-1].removeprefix("w:").removesuffix("Reference")
            self._flow.marks.append(Mark(self._flow.length, NoteKey(kind, attribute(attributes, "id") or "")))

    @_opens("w:footnote", "w:endnote")
    def _note(self, attributes: Mapping[str, str]) -> None:
        if attribute(attributes, "type") not in (None, "normal"):  # the line between text and notes
            self._skip(attributes)
            return
        key = NoteKey(self._open[-1].removeprefix("w:"), attribute(attributes, "id") or "")
        self._outer.append(self._flow)
        self._flow = Flow(self.story.notes.setdefault(key, []))

    @_opens("w:tbl")
    def _table(self, _attributes: Mapping[str, str]) -> None:
        self._flow.tables += 1
        if self._flow.tables == 1:
            self._tables += 1
            self._flow.table = self._tables

    @_closes("w:tbl")
    def _table_end(self) -> None:
        self._flow.tables -= 1
        if not self._flow.tables:
            self._flow.table = None

    @_opens("w:txbxContent")
    def _box(self, attributes: Mapping[str, str]) -> None:
        if not self._flow.shown:
            self._skip(attributes)
            return
        self._outer.append(self._flow)
        self._flow = Flow(self.story.boxes)

    @_closes("w:txbxContent", "w:footnote", "w:endnote")
    def _inner_flow_end(self) -> None:
        self._flow_end()
        self._flow = self._outer.pop()

    # What is there twice, and what is not there yet

    @_opens("mc:AlternateContent")
    def _alternatives(self, _attributes: Mapping[str, str]) -> None:
        self._taken.append(False)

    @_closes("mc:AlternateContent")
    def _alternatives_end(self) -> None:
        self._taken.pop()

    @_opens("mc:Choice", "mc:Fallback")
    def _alternative(self, attributes: Mapping[str, str]) -> None:
        if self._taken and self._taken[-1]:
            self._skip(attributes)
        elif self._taken:
            self._taken[-1] = True

    @_opens("w:showingPlcHdr")
    def _prompt(self, attributes: Mapping[str, str]) -> None:
        self._placeholder = is_on(attributes)

    @_opens("w:sdtContent")
    def _form_field(self, attributes: Mapping[str, str]) -> None:
        if self._placeholder:
            self._skip(attributes)
        self._placeholder = False
