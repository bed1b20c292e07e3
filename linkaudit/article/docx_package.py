"""The package that a .docx file is: a zip of XML parts, opened under guard. Does no I/O: the bytes are handed in.

A part is never unpacked beyond the size that was declared and checked, and no part may declare a document type, so
that neither a zip bomb nor an XML bomb can grow. Whatever is wrong ends in a ReadError.
"""

from __future__ import annotations

import struct
import zlib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from io import BytesIO
from posixpath import join, normpath
from typing import NamedTuple
from zipfile import ZIP_DEFLATED, ZIP_STORED, BadZipFile, ZipFile, ZipInfo

from lxml import etree

from linkaudit.errors import ReadError

_LARGEST = 50_000_000
_MOST_PARTS = 1_000
# Text in XML shrinks tenfold, a long table fiftyfold; deflate can do a thousandfold.
_STEEPEST = 200

# Strict and transitional files (ISO/IEC 29500) differ in their namespaces only.
_PREFIXES = {
    "http://schemas.openxmlformats.org/wordprocessingml/2006/main": "w",
    "http://purl.oclc.org/ooxml/wordprocessingml/main": "w",
    "http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing": "wp",
    "http://purl.oclc.org/ooxml/drawingml/wordprocessingDrawing": "wp",
    "http://schemas.openxmlformats.org/drawingml/2006/main": "a",
    "http://purl.oclc.org/ooxml/drawingml/main": "a",
    "http://schemas.openxmlformats.org/markup-compatibility/2006": "mc",
    "urn:schemas-microsoft-com:vml": "v",
    "http://purl.org/dc/elements/1.1/": "dc",
}

# What zipfile and zlib raise for damaged archives.
_DAMAGED = (BadZipFile, zlib.error, struct.error, NotImplementedError, RuntimeError, ValueError, OSError, EOFError)

_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_OTHER_FILES = (
    (b"{\\rtf", "an RTF file"),
    (b"%PDF", "a PDF file"),
    (b"<", "a web page or XML file"),
)
_OTHER_PARTS = (
    ("xl/workbook.xml", "an Excel file"),
    ("ppt/presentation.xml", "a PowerPoint file"),
    ("content.xml", "an OpenDocument file"),
    ("index/document.iwa", "a Pages file"),
)


class Relation(NamedTuple):
    """What a part points to: `kind` is the last word of the relation's type, `target` as written."""

    kind: str
    target: str
    external: bool


@lru_cache(maxsize=4_096)
def element(tag: str) -> str:
    """The name of an element with its usual prefix ("w:p"); empty when its namespace means nothing here."""
    namespace, _, name = tag.rpartition("}")
    prefix = _PREFIXES.get(namespace[1:])
    return f"{prefix}:{name}" if prefix else ""


def attribute(attributes: Mapping[str, str], name: str) -> str | None:
    """An attribute by its name without namespace, or None."""
    return next((value for key, value in attributes.items() if key.rpartition("}")[2] == name), None)


def is_on(attributes: Mapping[str, str]) -> bool:
    """Whether a switch such as `<w:vanish w:val="0"/>` is on, as it is without a value."""
    return attribute(attributes, "val") not in ("0", "false", "off")


class Visitor:
    """What is told of a part's elements, in order; the tags are `{namespace}name`, see `element`."""

    def start(self, tag: str, attributes: Mapping[str, str]) -> None:
        """An element opens."""

    def end(self, tag: str) -> None:
        """An element closes."""

    def data(self, text: str) -> None:
        """Text stands here."""

    def close(self) -> None:
        """The part has ended."""

    def doctype(self, name: str, _public: str | None, _system: str | None) -> None:
        """Refused: no part of a package may have one (ISO/IEC 29500-2), and entities are what XML bombs are made of."""
        raise _DeclaredTypeError(name)


class _DeclaredTypeError(Exception):
    pass


@dataclass(frozen=True)
class Package:
    """An opened package; `main` is the name of the part that holds the article."""

    path: str
    archive: ZipFile
    parts: Mapping[str, ZipInfo]
    main: str = ""

    def visit(self, part: str, visitor: Visitor) -> None:
        """Tell a visitor of a part's elements; nothing when there is no such part. Raises ReadError."""
        info = self.parts.get(part.lower())
        if info is None:
            return
        parser = etree.XMLParser(
            target=visitor,  # type: ignore[arg-type]  # the stub wants comments and byte strings too
            # With False, libxml2 tells a target "&#38;" for the "&amp;" of an address. Document types are refused, so
            # that no entity but XML's own five can be met.
            resolve_entities="internal",  # type: ignore[arg-type]  # the stub is older than lxml 5
            no_network=True,
            load_dtd=False,
            huge_tree=False,
        )
        try:
            etree.fromstring(self._unpacked(info), parser)
        except _DeclaredTypeError as error:
            raise _damaged(self.path, f"{part} declares a document type") from error
        except etree.XMLSyntaxError as error:
            raise _damaged(self.path, f"{part} is no well-formed XML") from error

    def relations(self, part: str) -> Mapping[str, Relation]:
        """What a part points to, by id; targets inside the package are names of parts."""
        folder, _, name = part.rpartition("/")
        found = _Relations(folder)
        self.visit(f"{folder}/_rels/{name}.rels" if folder else f"_rels/{name}.rels", found)
        return found.by_id

    def _unpacked(self, info: ZipInfo) -> bytes:
        if info.flag_bits & 1:
            raise _locked(self.path)
        if info.compress_type not in (ZIP_STORED, ZIP_DEFLATED):
            raise _damaged(self.path, f"{info.filename} is packed in an unusual way")
        if info.file_size > _STEEPEST * max(1, info.compress_size):
            raise _bomb(self.path)
        try:
            with self.archive.open(info) as stream:
                return stream.read(info.file_size)
        except _DAMAGED as error:
            raise _damaged(self.path, f"{info.filename} cannot be unpacked") from error


def open_package(data: bytes, path: str) -> Package:
    """Open a .docx file. Raises ReadError for anything else, and for what would unpack to too much."""
    if not data.startswith(b"PK"):
        raise _other_file(data, path)
    try:
        archive = ZipFile(BytesIO(data))
    except _DAMAGED as error:
        raise _damaged(path, "the end of the file is missing or broken") from error
    infos = archive.infolist()
    total = sum(info.file_size for info in infos)
    if len(infos) > _MOST_PARTS or total > _LARGEST or total > _STEEPEST * len(data):
        raise _bomb(path)
    parts = {info.filename.replace("\\", "/").lstrip("/").lower(): info for info in infos}
    package = Package(path, archive, parts)
    main = next((it.target for it in package.relations("").values() if it.kind == "officeDocument"), "")
    if main.lower() not in parts and "word/document.xml" in parts:
        main = "word/document.xml"
    other = next((name for part, name in _OTHER_PARTS if part == main.lower() or (not main and part in parts)), None)
    if main.lower() not in parts or other is not None:
        raise not_a_document(path, other)
    return Package(path, archive, parts, main)


class _Relations(Visitor):
    def __init__(self, folder: str) -> None:
        self.folder = folder
        self.by_id: dict[str, Relation] = {}

    def start(self, tag: str, attributes: Mapping[str, str]) -> None:
        if not tag.endswith("}Relationship"):
            return
        target = attributes.get("Target", "")
        external = attributes.get("TargetMode") == "External"
        kind = attributes.get("Type", "").rpartition("/")[2]
        if not external and kind != "hyperlink":
            target = normpath(join("/", self.folder, target)).lstrip("/")
        self.by_id[attributes.get("Id", "")] = Relation(kind, target, external)


# --------------------------------------------------------------------------------------------------------------
# What an editor is told


def _other_file(data: bytes, path: str) -> ReadError:
    if not data:
        return ReadError(f"{path}: the file is empty")
    if data.startswith(_OLE):
        if "EncryptedPackage".encode("utf-16-le") in data:
            return _locked(path)
        return ReadError(f"{path}: a Word 97-2003 file; save it as .docx")
    start = data[:64].lstrip(b"\xef\xbb\xbf \t\r\n")
    name = next((name for mark, name in _OTHER_FILES if start.startswith(mark)), "not a Word file")
    return ReadError(f"{path}: {name}; save it as .docx")


def not_a_document(path: str, what: str | None = None) -> ReadError:
    """The error for a package that holds something else than a Word document."""
    return ReadError(f"{path}: {what or 'a zip file without a Word document'}; save it as .docx")


def _locked(path: str) -> ReadError:
    return ReadError(f"{path}: protected by a password; save a copy without one")


def _damaged(path: str, what: str) -> ReadError:
    what = what if what.isprintable() else "a part of it cannot be read"
    return ReadError(f"{path}: damaged ({what}); open it in Word and save it again as .docx")


def _bomb(path: str) -> ReadError:
    return ReadError(
        f"{path}: unpacks to more than is safe ({_LARGEST // 1_000_000} MB, {_MOST_PARTS:,} parts or "
        f"{_STEEPEST} times its size); save the text without its pictures"
    )
