"""DOCX: what Word shows is what is read, a line number is a paragraph number, and nothing in a file can hurt."""

from __future__ import annotations

import random
import re
import struct
import zipfile
from collections.abc import Sequence
from contextlib import suppress
from io import BytesIO

import docx
import pytest
from docx.opc.constants import RELATIONSHIP_TYPE
from docx.oxml import OxmlElement
from docx.oxml.ns import qn

from linkaudit.article import Vocabulary, read
from linkaudit.article.blocks import Block, BlockKind, Reading
from linkaudit.article.docx import read_docx
from linkaudit.errors import ReadError
from linkaudit.model import Format, LinkForm, Role, Source

W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
STRICT = "http://purl.oclc.org/ooxml/wordprocessingml/main"
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
NAMESPACES = (
    f'xmlns:w="{W}" xmlns:r="{OFFICE}" xmlns:v="urn:schemas-microsoft-com:vml" '
    'xmlns:o="urn:schemas-microsoft-com:office:office" '
    'xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006" '
    'xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main" '
    'xmlns:wp="http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing"'
)


def relations(*entries: tuple[str, str, str, str]) -> str:
    """The .rels part of (id, kind, target, mode) entries."""
    lines = "".join(f'<Relationship Id="{i}" Type="{OFFICE}/{k}" Target="{t}" {m}/>' for i, k, t, m in entries)
    return (
        f'<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">{lines}</Relationships>'
    )


def packed(parts: dict[str, str | bytes], method: int = zipfile.ZIP_DEFLATED) -> bytes:
    stream = BytesIO()
    with zipfile.ZipFile(stream, "w", method) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return stream.getvalue()


def unpacked(data: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(BytesIO(data)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def written(body: str, links: dict[str, str] | None = None, **parts: str) -> bytes:
    """A .docx file of a body and of the parts styles, footnotes, endnotes; `links` are the body's and the notes'."""
    external = [(i, "hyperlink", href, 'TargetMode="External"') for i, href in (links or {}).items()]
    files: dict[str, str | bytes] = {
        "_rels/.rels": relations(("m", "officeDocument", "word/document.xml", "")),
        "word/document.xml": f"<w:document {NAMESPACES}><w:body>{body}</w:body></w:document>",
        "word/_rels/document.xml.rels": relations(*external, *((kind, kind, f"{kind}.xml", "") for kind in parts)),
    }
    for kind, content in parts.items():
        files[f"word/{kind}.xml"] = f"<w:{kind} {NAMESPACES}>{content}</w:{kind}>"
        files[f"word/_rels/{kind}.xml.rels"] = relations(*external)
    return packed(files)


def p(*runs: str, properties: str = "") -> str:
    return f"<w:p><w:pPr>{properties}</w:pPr>{''.join(runs)}</w:p>"


def r(text: str, properties: str = "") -> str:
    return f'<w:r><w:rPr>{properties}</w:rPr><w:t xml:space="preserve">{text}</w:t></w:r>'


def char(kind: str) -> str:
    return f'<w:r><w:fldChar w:fldCharType="{kind}"/></w:r>'


def code(text: str) -> str:
    return f"<w:r><w:instrText>{text}</w:instrText></w:r>"


def opened(data: bytes) -> tuple[str, Reading]:
    return read_docx(data, "draft.docx")


def text_of(body: str, **parts: str) -> str:
    return opened(written(body, **parts))[0]  # type: ignore[arg-type]


def links_of(data: bytes) -> list[tuple[int, str, str, str]]:
    """(paragraph number, form, address, the words in the extracted text) of every link."""
    text, reading = opened(data)
    return [
        (text.count("\n", 0, link.span.start) + 1, link.form.value, link.href, link.span.slice(text))
        for block in reading.blocks
        for link in block.links
    ]


def kinds(body: str, **parts: str) -> list[tuple[str, BlockKind]]:
    blocks = opened(written(body, **parts))[1].blocks  # type: ignore[arg-type]
    return [(block.text, block.kind) for block in blocks]


# --------------------------------------------------------------------------------------------------------------
# A file as a program writes it


def by_python_docx() -> bytes:
    document = docx.Document()
    document.add_heading("Grain deal collapses", 0)
    document.add_paragraph("By Jane Doe")
    document.add_paragraph("October 3, 2022")
    document.add_paragraph("")
    lead_in = document.add_paragraph("Reuters ")
    add_link(lead_in, "reports", "https://www.reuters.com/world/grain")
    lead_in.add_run(" that it is over:")
    document.add_paragraph("It is over.", style="Intense Quote")
    document.add_paragraph("first", style="List Bullet")
    document.add_paragraph("second", style="List Bullet")
    table = document.add_table(1, 2)
    table.cell(0, 0).text = "Wheat"
    add_link(table.cell(0, 1).paragraphs[0], "prices", "#")
    document.core_properties.title = "Document1"
    document.core_properties.author = "Windows User"
    stream = BytesIO()
    document.save(stream)
    return stream.getvalue()


def add_link(paragraph: docx.text.paragraph.Paragraph, words: str, href: str) -> None:
    link = OxmlElement("w:hyperlink")
    link.set(qn("r:id"), paragraph.part.relate_to(href, RELATIONSHIP_TYPE.HYPERLINK, is_external=True))
    link.append(paragraph.add_run(words)._r)
    paragraph._p.append(link)


def test_an_article_from_a_docx_file() -> None:
    article = read(Source("draft.docx", by_python_docx(), Format.DOCX), Vocabulary())
    assert article.source.split("\n")[:5] == [
        "Grain deal collapses", "By Jane Doe", "October 3, 2022", "", "Reuters reports that it is over:",
    ]  # fmt: skip
    assert (article.title, article.byline, str(article.published)) == ("Grain deal collapses", "Jane Doe", "2022-10-03")
    lead_in = next(claim for claim in article.claims if claim.links)
    assert article.position(lead_in.span.start).line == 5
    assert [(link.text, link.url) for link in lead_in.links] == [("reports", "https://www.reuters.com/world/grain")]
    quoted = next(claim for claim in article.claims if claim.text == "It is over.")
    assert quoted.rests_on == lead_in.id
    assert [(link.text, link.kind.value) for link in article.links] == [("reports", "web"), ("prices", "placeholder")]


def test_blocks_of_a_docx_file() -> None:
    blocks = opened(by_python_docx())[1].blocks
    assert [block.kind.value for block in blocks] == [
        "heading", "paragraph", "paragraph", "paragraph", "paragraph", "item", "item", "cell", "cell",
    ]  # fmt: skip
    assert [block.text for block in blocks if block.quote is not None] == ["It is over."]
    first, second, wheat, prices = (block.group for block in blocks[-4:])
    assert first == second != wheat == prices


# --------------------------------------------------------------------------------------------------------------
# What Word shows


@pytest.mark.parametrize(
    ("body", "shown"),
    [
        (p(r("a"), f"<w:ins>{r('b')}</w:ins>", "<w:del><w:r><w:delText>c</w:delText></w:r></w:del>", r("d")), "abd"),
        (p(f"<w:moveFrom>{r('x')}</w:moveFrom>", r("a")) + p(f"<w:moveTo>{r('x')}</w:moveTo>"), "a\nx"),
        (p(r("one "), properties="<w:rPr><w:del/></w:rPr>") + p(r("two")) + p(r("three")), "one two\nthree"),
        (p(r("a"), r("b", "<w:vanish/>"), r("c", '<w:vanish w:val="0"/>')), "ac"),
        (p(r("a"), "<w:r><w:br/></w:r>", r("b\n\u2028c"), "<w:r><w:tab/><w:softHyphen/></w:r>", r("d")), "a b  c\td"),
        (p(r("co"), "<w:r><w:noBreakHyphen/></w:r>", r("op\u00aderate")), "co-operate"),
        (p('<w:r><w:sym w:font="S" w:char="201C"/><w:sym w:font="Wingdings" w:char="F0E0"/></w:r>', r("b")), "“ b"),
        (p(f"<w:sdt><w:sdtContent>{r('kept')}</w:sdtContent></w:sdt>"), "kept"),
        (p(f"<w:sdt><w:sdtPr><w:showingPlcHdr/></w:sdtPr><w:sdtContent>{r('Click')}</w:sdtContent></w:sdt>"), ""),
        (p(r("a"), '<w:commentRangeStart w:id="0"/><w:r><w:commentReference w:id="0"/></w:r>'), "a"),
        (p(char("begin"), code(" DATE "), char("separate"), r("Monday"), char("end")), "Monday"),
        (p(r("x"), properties='<w:pPrChange><w:pPr><w:pStyle w:val="Title"/></w:pPr></w:pPrChange>'), "x"),
        (p() + p(r("second")), "\nsecond"),
    ],
)  # fmt: skip
def test_the_text_is_what_word_shows(body: str, shown: str) -> None:
    assert text_of(body) == shown


def test_a_text_box_is_read_once_and_after_the_body() -> None:
    box = f"<w:txbxContent>{p(r('in the box'))}</w:txbxContent>"
    body = p(
        r("before "),
        f"<w:r><mc:AlternateContent><mc:Choice><w:drawing>{box}</w:drawing></mc:Choice>"
        f"<mc:Fallback><w:pict><v:textbox>{box}</v:textbox></w:pict></mc:Fallback></mc:AlternateContent></w:r>",
        r("after"),
    )
    assert text_of(body + p(r("last"))) == "before after\nlast\nin the box"


def test_strict_files_are_read() -> None:
    data = written(p(r("Reuters "), linked(r("reports"))), {"l": "https://e.org/"})
    parts = unpacked(data)
    strict = {
        name: content.replace(W.encode(), STRICT.encode()).replace(
            OFFICE.encode(), b"http://purl.oclc.org/ooxml/officeDocument/relationships"
        )
        for name, content in parts.items()
    }
    assert strict != parts
    assert links_of(packed(dict(strict))) == links_of(data) == [(1, "inline", "https://e.org/", "reports")]


STYLES = (
    '<w:style w:styleId="berschrift2"><w:name w:val="heading 2"/><w:pPr><w:outlineLvl w:val="1"/></w:pPr></w:style>'
    '<w:style w:styleId="Zwischentitel"><w:name w:val="Zwischentitel"/><w:basedOn w:val="berschrift2"/></w:style>'
    '<w:style w:styleId="Zitat"><w:name w:val="Quote"/></w:style>'
    '<w:style w:styleId="Liste"><w:name w:val="List Bullet"/>'
    '<w:pPr><w:numPr><w:numId w:val="3"/></w:numPr></w:pPr></w:style>'
    '<w:style w:styleId="Unsichtbar"><w:name w:val="Hidden"/><w:rPr><w:vanish/></w:rPr></w:style>'
    '<w:style w:styleId="Loop"><w:name w:val="Loop"/><w:basedOn w:val="Loop"/></w:style>'
    '<w:style w:styleId="Verzeichnis1"><w:name w:val="toc 1"/></w:style>'
)


def styled(style: str, *runs: str, more: str = "") -> str:
    return p(*runs, properties=f'<w:pStyle w:val="{style}"/>{more}')


def test_styles_are_known_by_their_names_in_any_language() -> None:
    none = '<w:numPr><w:numId w:val="0"/></w:numPr>'
    body = (
        styled("berschrift2", r("h")) + styled("Zwischentitel", r("based on h")) + styled("Liste", r("item"))
        + styled("Liste", r("no item"), more=none) + styled("Loop", r("loop")) + styled("Heading1", r("not defined"))
        + styled("Unsichtbar", r("gone")) + p(r("word", '<w:rStyle w:val="Unsichtbar"/>'), r("s"))
    )  # fmt: skip
    heading, item, paragraph = BlockKind.HEADING, BlockKind.ITEM, BlockKind.PARAGRAPH
    assert kinds(body, styles=STYLES) == [
        ("h", heading), ("based on h", heading), ("item", item), ("no item", paragraph), ("loop", paragraph),
        ("not defined", heading), ("s", paragraph),
    ]  # fmt: skip


def test_paragraphs_of_a_quotation_share_its_number() -> None:
    body = styled("Zitat", r("a")) + p() + styled("Zitat", r("b")) + p(r("c")) + styled("Zitat", r("d"))
    first, second, outside, other = (block.quote for block in opened(written(body, styles=STYLES))[1].blocks)
    assert first == second is not None
    assert outside is None
    assert other not in (None, first)


def test_a_table_of_contents_is_furniture() -> None:
    (block,) = opened(written(styled("Verzeichnis1", r("Chapter")), styles=STYLES))[1].blocks
    assert block.role is Role.FURNITURE


def test_a_drawn_line_is_a_rule() -> None:
    border = '<w:pBdr><w:bottom w:val="single"/></w:pBdr>'
    line = '<w:r><w:pict><v:rect o:hr="t"/></w:pict></w:r>'
    assert kinds(p(properties=border) + p(line) + p(r("boxed"), properties=border)) == [
        ("", BlockKind.RULE), ("", BlockKind.RULE), ("boxed", BlockKind.PARAGRAPH),
    ]  # fmt: skip


# --------------------------------------------------------------------------------------------------------------
# Links

TARGETS = {"l": "https://e.org/a?x=1&amp;y=2", "m": "mailto:me@e.org"}
LINKED = "https://e.org/a?x=1&y=2"
FIELD = ' HYPERLINK "https://e.org/a" \\l "place" \\o "a tip" \\t "_blank" '


def linked(words: str, target: str = 'r:id="l"') -> str:
    return f"<w:hyperlink {target}>{words}</w:hyperlink>"


def field(instruction: str, *result: str) -> str:
    """A field as Word writes it, its code cut in two."""
    half = len(instruction) // 2
    codes = code(instruction[:half]) + code(instruction[half:])
    return char("begin") + codes + char("separate") + "".join(result) + char("end")


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        (p(r("see "), linked(r("th") + r("is"))), [("inline", LINKED, "this")]),
        (p(linked(r("a"), 'r:id="l" w:anchor="p"')), [("inline", LINKED + "#p", "a")]),
        (p(linked(r("a"), 'w:anchor="place"')), [("inline", "#place", "a")]),
        (p(linked(r("a"), 'r:id="nowhere"')), [("inline", "", "a")]),
        (p(linked(""), r("a")), []),
        (p(linked(r("a")), linked(r("b"))), [("inline", LINKED, "ab")]),
        (p(linked(r("a")), linked(r("b"), 'r:id="m"')), [("inline", LINKED, "a"), ("inline", "mailto:me@e.org", "b")]),
        (p(f'<w:fldSimple w:instr="HYPERLINK &quot;u&quot;">{r("a")}</w:fldSimple>'), [("inline", "u", "a")]),
        (p(r("x "), field(FIELD, r("words")), r(" y")), [("inline", "https://e.org/a#place", "words")]),
        (p(field('hyperlink \\l "here"', r("words"))), [("inline", "#here", "words")]),
        (p(field("HYPERLINK u", r("a "), "</w:p><w:p>", r("b"))), [("inline", "u", "a "), ("inline", "u", "b")]),
        (p(field("HYPERLINK u", field("PAGE", r("1")), r("w"))), [("inline", "u", "1w")]),
        (p(field("PAGE", r("1")), field("DATE", r("2"))), []),
        (p("<w:del>", field("HYPERLINK u", "</w:del>", r("w"), "<w:del>"), "</w:del>"), [("inline", "u", "w")]),
        (p(r("at www.e.org, "), linked(r("w"))), [("bare", "http://www.e.org", "www.e.org"), ("inline", LINKED, "w")]),
        (p(linked(r("www.e.org"))), [("inline", LINKED, "www.e.org")]),
        (p(r("a"), '<w:r><wp:docPr descr="map"><a:hlinkClick r:id="l"/></wp:docPr></w:r>'), [("inline", LINKED, "")]),
    ],
)  # fmt: skip
def test_links_as_word_keeps_them(body: str, expected: list[tuple[str, str, str]]) -> None:
    assert [link[1:] for link in links_of(written(body, TARGETS))] == expected


def test_bookmarks_are_places_that_links_may_lead_to() -> None:
    bookmark = '<w:bookmarkStart w:id="0" w:name="place"/>'
    assert opened(written(p(bookmark, r("a"))))[1].anchors == {"place", "_top"}


def note(number: int, *runs: str) -> str:
    return f'<w:footnote w:id="{number}">{p("<w:r><w:footnoteRef/></w:r>", *runs)}</w:footnote>'


def mark(number: int, kind: str = "footnote") -> str:
    return f'<w:r><w:{kind}Reference w:id="{number}"/></w:r>'


SEPARATOR = f'<w:footnote w:type="separator" w:id="0">{p(r("---"))}</w:footnote>'


def test_a_claim_takes_the_addresses_of_its_footnote() -> None:
    body = p(r("The minister resigned."), mark(2), r(" Nobody knows why."), mark(1))
    notes = SEPARATOR + note(1, r(" Unlinked.")) + note(2, r("Reuters, "), linked(r("here")))
    article = read(Source("a.docx", written(body, TARGETS, footnotes=notes), Format.DOCX), Vocabulary())
    assert article.source == "The minister resigned.[1] Nobody knows why.[2]\n[1] Reuters, here\n[2] Unlinked."
    claim = article.claims[0]
    assert (claim.text, claim.span.slice(article.source)) == ("The minister resigned.", "The minister resigned.[1]")
    (link,) = claim.links
    assert (link.href, link.span.slice(article.source)) == (LINKED, "[1]")
    assert link.href_at is not None
    assert link.href_at.slice(article.source) == "here"
    assert article.links == (link,)


def test_footnotes_and_endnotes_are_counted_apart() -> None:
    ends = f'<w:endnote w:id="7">{p(r("See https://e.org/z."))}</w:endnote>'
    body = p(r("a"), mark(1), r("b"), mark(7, "endnote"), r("c"), mark(99))
    data = written(body, footnotes=note(1, r("one")), endnotes=ends)
    assert opened(data)[0] == "a[1]b[i]c\n[1] one\n[i] See https://e.org/z."
    assert links_of(data) == [(1, "reference", "https://e.org/z", "[i]")]


def check_spans(text: str, blocks: Sequence[Block]) -> None:
    for block in blocks:
        assert "\n" not in block.span.slice(text)
        assert "".join(piece.text for piece in block.pieces) == "".join(text[at:end] for _, at, end in block.pieces)
        for link in block.links:
            if link.form is not LinkForm.REFERENCE:
                assert link.span == block.to_source(link.start, link.end)
                assert block.span.covers(link.span)


def test_spans_lead_back_to_the_words() -> None:
    text, reading = opened(by_python_docx())
    check_spans(text, reading.blocks)


# --------------------------------------------------------------------------------------------------------------
# What the file's properties say


def with_properties(body: str, properties: str) -> Reading:
    core = f'<c xmlns:dc="http://purl.org/dc/elements/1.1/">{properties}</c>'
    return opened(packed({**unpacked(written(body)), "docProps/core.xml": core}))[1]


def test_the_shown_title_and_byline_win() -> None:
    properties = "<dc:title>Document1</dc:title><dc:creator>Windows User</dc:creator>"
    shown = with_properties(styled("Title", r("Grain")) + p(r("By Jane Doe")), properties).metadata
    assert (shown.title, shown.byline) == ("Grain", None)
    bare = with_properties(p(r("Text.")), properties).metadata
    assert (bare.title, bare.byline, bare.published) == ("Document1", "Windows User", None)


# --------------------------------------------------------------------------------------------------------------
# What is no .docx file, and what would do harm

DOCUMENT = f"<w:document {NAMESPACES}><w:body>{p(r('text'))}</w:body></w:document>"
ENTITIES = '<!DOCTYPE d [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">]>'


def with_document(document: str | bytes) -> dict[str, str | bytes]:
    """The parts of a file whose document is this."""
    return {
        "_rels/.rels": relations(("m", "officeDocument", "word/document.xml", "")),
        "word/document.xml": document,
    }


SOUND = with_document(DOCUMENT)
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
WORKBOOK = {"_rels/.rels": relations(("m", "officeDocument", "xl/workbook.xml", "")), "xl/workbook.xml": "<w/>"}
DIGITS = "".join(map(str, range(60_000)))  # what does not shrink


def locked(data: bytes) -> bytes:
    """The same zip with the flag that says "encrypted" on every member."""
    return data.replace(b"PK\x01\x02\x14\x03\x14\x00\x00\x00", b"PK\x01\x02\x14\x03\x14\x00\x01\x00")


def lying(data: bytes, size: int) -> bytes:
    """The same zip with another unpacked size for its last member."""
    at = data.rindex(b"PK\x01\x02") + 24
    return data[:at] + struct.pack("<L", size) + data[at + 4 :]


@pytest.mark.parametrize(
    ("data", "told"),
    [
        (b"", "the file is empty"),
        (OLE + bytes(600), "a Word 97-2003 file; save it as .docx"),
        (OLE + "EncryptedPackage".encode("utf-16-le"), "protected by a password; save a copy without one"),
        (b"{\\rtf1 hello}", "an RTF file; save it as .docx"),
        (b"\xef\xbb\xbf<html>", "a web page or XML file; save it as .docx"),
        (b"Dear editor", "not a Word file; save it as .docx"),
        (packed({"content.xml": "<a/>"}), "an OpenDocument file; save it as .docx"),
        (packed(dict(WORKBOOK)), "an Excel file; save it as .docx"),
        (packed({"photo.jpg": b"x"}), "a zip file without a Word document; save it as .docx"),
        (packed(with_document("<html/>")), "a zip file without a Word document; save it as .docx"),
        (packed(SOUND)[:-30], "damaged"),
        (packed(with_document(DOCUMENT[:-5])), "damaged (word/document.xml is no well-formed XML)"),
        (packed(with_document(ENTITIES + DOCUMENT)), "damaged (word/document.xml declares a document type)"),
        (packed(with_document("<w>" * 5_000), zipfile.ZIP_STORED), "damaged"),
        (locked(packed(SOUND)), "protected by a password"),
        (lying(packed(SOUND), 10), "damaged"),
        (packed(SOUND, zipfile.ZIP_BZIP2), "damaged"),
        (packed(with_document(DOCUMENT + " " * 5_000_000)), "unpacks to more than is safe"),
        (packed({**SOUND, "a.bmp": bytes(51_000_000)}, zipfile.ZIP_STORED), "unpacks to more than is safe"),
        (packed(with_document(DOCUMENT + " " * 900_000) | {"a.bin": DIGITS}), "unpacks to more than is safe"),
        (packed(SOUND | {f"{number}": b"" for number in range(1_000)}), "unpacks to more than is safe"),
        (written("<w:p/>" * 100_001 + p(r(DIGITS))), "more than 100,000 paragraphs; check it in parts"),
        (written(p(r(DIGITS * 18))), "more than 5,000,000 letters; check it in parts"),
    ],
)  # fmt: skip
def test_what_is_no_sound_docx_is_refused_in_one_line(data: bytes, told: str) -> None:
    with pytest.raises(ReadError) as refused:
        opened(data)
    message = str(refused.value)
    assert message.startswith("draft.docx: ")
    assert told in message
    assert "\n" not in message


def scrambled(data: bytes, dice: random.Random) -> bytes:
    """A few bytes changed, cut out or repeated."""
    changed = bytearray(data)
    for _ in range(dice.randint(1, 8)):
        at = dice.randrange(len(changed))
        length = dice.choice((1, 4, 40))
        match dice.randrange(3):
            case 0:
                changed[at] = dice.randrange(256)
            case 1:
                del changed[at : at + length]
            case _:
                changed[at:at] = changed[at : at + length]
    return bytes(changed)


ELEMENTS = ("r", "p", "hyperlink", "footnote", "txbxContent", "tbl", "del", "t", "fldSimple", "body", "rPr", "pPr")


def misnested(parts: dict[str, bytes], dice: random.Random) -> bytes:
    """XML that is well-formed, but with elements where none belongs."""
    old, new = (f"w:{name}".encode() for name in dice.sample(ELEMENTS, 2))
    renamed = {
        name: re.sub(rb"(?<=[<]|/)" + old + rb"(?=[ />])", new, content) if name.startswith("word/") else content
        for name, content in parts.items()
    }
    return packed(dict(renamed))


def test_no_file_raises_anything_but_a_read_error() -> None:
    dice = random.Random(20221003)
    box = f"<w:r><w:txbxContent>{p(r('in the box'))}</w:txbxContent></w:r>"
    simple = f'<w:fldSimple w:instr="HYPERLINK b">{r("b")}</w:fldSimple>'
    body = p(r("a"), mark(1), field(FIELD, r("words")), simple, box, linked(r("this"))) + f"<w:tbl>{p(r('c'))}</w:tbl>"
    ours = written(body, TARGETS, styles=STYLES, footnotes=note(1, r("www.e.org")))
    parts = unpacked(ours)
    whole = (by_python_docx(), ours, packed(dict(parts), zipfile.ZIP_STORED))
    read_in_full = 0
    for turn in range(400):
        data = misnested(parts, dice) if turn % 4 == 3 else scrambled(whole[turn % 4], dice)
        with suppress(ReadError):
            text, reading = opened(data)
            read_in_full += 1
            check_spans(text, reading.blocks)
    assert 100 < read_in_full < 300
