"""Finds and reads articles and the local files they link to, and writes files whole or not at all.

Laws: files and folders only, never the network. What cannot be read is a value with a reason, so that the other
articles are still audited. At most one article is held at a time.
"""

from __future__ import annotations

import html
import os
import re
import secrets
import stat
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import replace
from itertools import islice
from pathlib import Path, PurePosixPath
from typing import NamedTuple
from urllib.parse import unquote

from pathspec import GitIgnoreSpec

from linkaudit.errors import StoreError
from linkaudit.model import Article, Format, LinkKind, Skipped, Source

MAX_BYTES = 5_000_000

FORMATS = {
    ".md": Format.MARKDOWN,
    ".markdown": Format.MARKDOWN,
    ".mdx": Format.MARKDOWN,
    ".html": Format.HTML,
    ".htm": Format.HTML,
    ".docx": Format.DOCX,
    ".txt": Format.TEXT,
}
"""Suffix to format. Files in ``.txt`` are notes as often as articles: they are read only when named."""

MOST_SAVED_PAGES = 500
MOST_SAVED_BYTES = 16 * 1024 * 1024
"""Of one saved page; as much is read of a PDF from the web."""

_SAVED = (".html", ".htm", ".pdf", ".docx", ".txt", ".md")
_IN_FOLDERS = tuple(suffix for suffix in FORMATS if suffix != ".txt")
_PAGE_SUFFIXES = (".md", ".markdown", ".mdx", ".html")
_WITH_REFERENCES = frozenset({Format.HTML, Format.MARKDOWN})
_NO_PATTERN = re.compile(r"\s*!\s*|(?:.*[^\\])?(?:\\\\)*\\")
_WILDCARD = re.compile(r"[*?\[]")


class _Ignores(NamedTuple):
    """One .gitignore file: its folder, ending in "/", and its patterns."""

    folder: str
    patterns: GitIgnoreSpec


def find(
    paths: Sequence[str],
    *,
    exclude: Sequence[re.Pattern[str]] = (),
    stdin: bytes = b"",
    stdin_name: str | None = None,
    here: Path | None = None,
) -> Iterator[Source | Skipped]:
    """The articles that `paths` name, each once, in the order given and then by name.

    A path is a file, a folder, a pattern ("news/**/*.md") or "-" for `stdin`, the bytes of standard input, whose
    format `stdin_name` tells (Markdown without it). Folders and patterns leave out hidden files, what .gitignore
    lists and what is no article. Paths, as printed, that `exclude` is found in are passed over. `here` is the folder
    that paths are relative to: the current one by default.
    """
    here = (here or Path.cwd()).absolute()
    alone = len(paths) == 1
    seen: set[Path] = set()
    for path in paths:
        if path == "-":
            yield _standard_input(stdin, stdin_name)
            continue
        named = Path(os.path.normpath(here / path))
        for found in _candidates(path, named):
            if isinstance(found, Skipped):
                yield replace(found, path=shown(here / found.path, here))
            elif found not in seen:
                seen.add(found)
                name = shown(found, here)
                if not any(pattern.search(name) for pattern in exclude):
                    yield _read(found, name, alone=alone and found == named)


def shown(path: Path, here: Path) -> str:
    """The path as reports print it: POSIX, relative to `here` unless it lies on another drive."""
    text = Path(os.path.relpath(path, here) if path.drive == here.drive else path).as_posix()
    return text.encode("utf-8", "replace").decode("utf-8")


def _standard_input(data: bytes, name: str | None) -> Source | Skipped:
    path = name or "<stdin>"
    form = _format_of(path) if name else Format.MARKDOWN
    if form is None:
        return Skipped(path, f"its format cannot be told: let --stdin-filename end in {_listed(FORMATS)}")
    return _fit(Source(path, data, form), alone=True)


def _candidates(path: str, named: Path) -> Iterator[Path | Skipped]:
    """What one argument stands for; never nothing without a word why."""
    if _is(named, Path.is_dir):
        nothing = f"no article in this folder: one ends in {_listed(_IN_FOLDERS)} and is not in .gitignore"
        yield from _or(_walk(named), Skipped(path, nothing))
    elif _is(named, Path.exists):
        refused = f"not a kind of file that is read: name one that ends in {_listed(FORMATS)}"
        yield named if _format_of(path) else Skipped(path, refused)
    elif _WILDCARD.search(path):
        yield from _or(_matches(named), Skipped(path, "no article matches this pattern: check it"))
    else:
        yield Skipped(path, "no such file or folder: check the path")


def _is(path: Path, question: Callable[[Path], bool]) -> bool:
    try:
        return question(path)
    except (OSError, ValueError):  # too long, a NUL byte, a folder that may not be entered
        return False


def _or(found: Iterable[Path | Skipped], nothing: Skipped) -> Iterator[Path | Skipped]:
    empty = True
    for item in found:
        empty = False
        yield item
    if empty:
        yield nothing


def _format_of(name: str) -> Format | None:
    return FORMATS.get(PurePosixPath(name).suffix.lower())


def _listed(suffixes: Iterable[str]) -> str:
    *first, last = suffixes
    return f"{', '.join(first)} or {last}"


def _matches(pattern: Path) -> Iterator[Path | Skipped]:
    """The articles below the fixed part of a shell pattern that the whole of it matches."""
    depth = next(index for index, part in enumerate(pattern.parts) if _WILDCARD.search(part))
    folder = Path(*pattern.parts[:depth])
    wanted = _spec(["/" + "/".join(pattern.parts[depth:])])
    suffixes = tuple(FORMATS) if pattern.suffix.lower() == ".txt" else _IN_FOLDERS
    if _is(folder, Path.is_dir):
        for found in _walk(folder, suffixes):
            if isinstance(found, Skipped) or wanted.match_file(found.relative_to(folder).as_posix()):
                yield found


def _walk(folder: Path, suffixes: tuple[str, ...] = _IN_FOLDERS) -> Iterator[Path | Skipped]:
    yield from _below(str(folder), suffixes, _ignores_above(folder))


def _below(folder: str, suffixes: tuple[str, ...], above: tuple[_Ignores, ...]) -> Iterator[Path | Skipped]:
    try:
        with os.scandir(folder) as scan:
            entries = sorted(scan, key=lambda entry: entry.name)
    except OSError as error:
        yield Skipped(folder, f"cannot be opened ({error.strerror}): check its permissions")
        return
    ignores = (*above, *_ignores_in(folder))
    for entry in entries:
        if entry.name.startswith("."):
            continue
        if entry.is_dir(follow_symlinks=False):
            if not _ignored(entry.path + "/", ignores):
                yield from _below(entry.path, suffixes, ignores)
        elif entry.name.lower().endswith(suffixes) and entry.is_file() and not _ignored(entry.path, ignores):
            yield Path(entry.path)


def _ignores_above(folder: Path) -> tuple[_Ignores, ...]:
    """What the repository's .gitignore files above `folder` say, unless they ignore the very folder that was named."""
    root = next((parent for parent in (folder, *folder.parents) if (parent / ".git").exists()), None)
    if root is None or root == folder:
        return ()
    parents = [parent for parent in reversed(folder.parents) if parent.is_relative_to(root)]
    ignores = tuple(found for parent in parents for found in _ignores_in(str(parent)))
    return () if _ignored(f"{folder}/", ignores) else ignores


def _ignores_in(folder: str) -> tuple[_Ignores, ...]:
    try:
        lines = Path(folder, ".gitignore").read_text("utf-8", "replace").splitlines()
    except OSError:
        return ()
    return (_Ignores(folder.rstrip("/") + "/", _spec(lines)),)


def _spec(lines: Iterable[str]) -> GitIgnoreSpec:
    """Patterns as in .gitignore; as git does, it passes over a line that is none."""
    return GitIgnoreSpec.from_lines(line for line in lines if not _NO_PATTERN.fullmatch(line))


def _ignored(path: str, ignores: tuple[_Ignores, ...]) -> bool:
    """Whether git would ignore the path (a folder ends in "/"): the nearest file that speaks of it decides."""
    for file in reversed(ignores):
        verdict = file.patterns.check_file(path[len(file.folder) :]).include
        if verdict is not None:
            return verdict
    return False


def _read(path: Path, name: str, *, alone: bool) -> Source | Skipped:
    try:
        with path.open("rb") as file:
            data = file.read(MAX_BYTES + 1)
    except OSError as error:
        return Skipped(name, f"cannot be read ({error.strerror}): check the file and its permissions")
    return _fit(Source(name, data, FORMATS[path.suffix.lower()]), alone=alone)


def _fit(source: Source, *, alone: bool) -> Source | Skipped:
    if len(source.data) > MAX_BYTES:
        return Skipped(source.path, "larger than 5 MB, so hardly an article: split it, or name another file")
    if not source.data.strip():
        return Skipped(source.path, "empty: there is nothing to check", failed=alone)
    return source


class SavedFile(NamedTuple):
    """A page that the newsroom keeps, as found; `whole` is False when it is larger than what is read."""

    path: str
    data: bytes
    whole: bool


def saved_files(folder: Path, here: Path | None = None) -> Iterator[SavedFile]:
    """The saved pages in a folder and those below it, by name, 500 at most; hidden and unreadable ones are left out."""
    here = (here or Path.cwd()).absolute()
    named = (each for each in _below(str(folder.absolute()), _SAVED, ()) if isinstance(each, Path))
    for path in islice(named, MOST_SAVED_PAGES):
        try:
            with path.open("rb") as file:
                data = file.read(MOST_SAVED_BYTES + 1)
        except OSError:
            continue
        yield SavedFile(shown(path, here), data[:MOST_SAVED_BYTES], len(data) <= MOST_SAVED_BYTES)


def local_targets(article: Article, root_dir: Path | None = None, here: Path | None = None) -> dict[str, bool]:
    """Whether each local target, as written, exists; one that cannot be known from here is left out.

    Targets are relative to the article; those that begin with "/" are taken from `root_dir`, and unknown without it.
    """
    here = (here or Path.cwd()).absolute()
    known = {}
    for link in article.links:
        if link.kind is LinkKind.LOCAL:
            # Both formats write "&" as "&amp;" in an address; what HTML's own rules spare is a query, and cut off here.
            href = html.unescape(link.href) if article.format in _WITH_REFERENCES else link.href
            path = _target(href, article.path, root_dir, here)
            if path is not None:
                known[link.href] = _stands(path)
    return known


def _target(href: str, article: str, root_dir: Path | None, here: Path) -> Path | None:
    written = unquote(re.split(r"[?#]", href.strip(), maxsplit=1)[0])
    if not written or "\0" in written or "\\" in written:
        return None
    if written.startswith("/"):
        return root_dir / written.lstrip("/") if root_dir else None
    if article.startswith("<") or "://" in article:  # standard input and fetched pages stand in no folder
        return None
    return (here / article).parent / written


def _stands(path: Path) -> bool:
    """Whether a file, or the source of the page that a site generator would make at this place, exists."""
    made_from = _PAGE_SUFFIXES if path.name and path.suffix in ("", ".html", ".htm") else ()
    return any(_is(page, Path.exists) for page in (path, *map(path.with_suffix, made_from)))


def write_atomic(path: Path, text: str, encoding: str = "utf-8") -> None:
    """Write a text so that readers, and a power cut, see the old file or the new one, never a part.

    Line ends are written as they are; see `replace_bytes`. Raises StoreError.
    """
    replace_bytes(path, text.encode(encoding))


def replace_bytes(path: Path, data: bytes, *, expected: bytes | None = None) -> bool:
    """Put a whole new file in the place of an old one, at once; False when the old one is not as `expected`.

    Mode and owner of a file that is replaced are kept, a symbolic link is followed. Whenever this is cut short, the
    file is the old one or the new one; at worst a hidden file is left beside it. Raises StoreError.
    """
    path = path.resolve()
    beside = path.with_name(f".{path.name}.{secrets.token_hex(4)}")
    try:
        descriptor = os.open(beside, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o666)
        try:
            with os.fdopen(descriptor, "wb") as file:
                file.write(data)
                if path.exists():
                    _take_after(beside, path.stat())
                file.flush()
                os.fsync(file.fileno())
            if expected is not None and path.read_bytes() != expected:
                beside.unlink()
                return False
            beside.replace(path)
        except BaseException:
            beside.unlink(missing_ok=True)
            raise
        _sync_folder(path.parent)
    except OSError as error:
        raise StoreError(f"{path}: cannot be written ({error.strerror}): free space or choose another place") from error
    return True


def _take_after(file: Path, old: os.stat_result) -> None:
    """Give a file the owner and the mode of the one that it replaces."""
    new = file.stat()
    if os.name == "posix" and (new.st_uid, new.st_gid) != (old.st_uid, old.st_gid):
        os.chown(file, old.st_uid, old.st_gid)
    file.chmod(stat.S_IMODE(old.st_mode))


def _sync_folder(folder: Path) -> None:
    if os.name == "posix":
        descriptor = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)
