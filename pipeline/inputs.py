"""Finds the files to read, in one order on every machine, and loads them without ever hanging on one."""

import hashlib
import os
import stat
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from sme_extract.documents.reader import Blob, Limits
from sme_extract.schemas.errors import EmptyInput, InputError, TooLarge, UnsupportedFormat

LOCK_PREFIX = "~$"
TRUTH_SUFFIX = ".truth.json"
SYSTEM_FILES = frozenset({"thumbs.db", "desktop.ini", "__macosx"})
READ_FLAGS = os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_CLOEXEC", 0) | getattr(os, "O_BINARY", 0)
INVISIBLE = frozenset({"Cc", "Cf", "Cs", "Zl", "Zp"})
"""Unicode categories that a name may carry to look like another one: controls, direction marks, lone surrogates."""

FileId = tuple[int, int]


@dataclass(frozen=True, slots=True)
class InputItem:
    """One thing found: a file to read, one that is skipped, or a place that cannot be looked into."""

    path: Path
    skip_reason: str | None = None
    """`hidden`, `lock-file`, `truth-file`, `system-file`, `link`, `link-loop`, `fifo`, `socket` or `device`."""
    error: InputError | None = None

    @property
    def name(self) -> str:
        """The path, safe to print and to write."""
        return printable(self.path)


def printable(path: str | os.PathLike[str]) -> str:
    """The path with line feeds, direction marks and bytes that are no UTF-8 written as escapes."""
    return "".join(_escaped(char) for char in os.fspath(path))


def _escaped(char: str) -> str:
    if unicodedata.category(char) not in INVISIBLE:
        return char
    code = ord(char)
    if 0xDC80 <= code <= 0xDCFF:  # a byte that Python could not decode
        return f"\\x{code - 0xDC00:02x}"
    return f"\\u{code:04x}" if code > 0xFF else f"\\x{code:02x}"


def discover(paths: Iterable[str | os.PathLike[str]], *, follow_links: bool = False) -> Iterator[InputItem]:
    """Every file under `paths`, each folder in the byte order of its names. A path given twice comes once.

    What is named outright is taken, hidden, linked or not; what is met in a folder goes by the rules.
    """
    seen: set[str] = set()
    for given in paths:
        path = Path(given)
        for item in _look_at(path, path.name, _Walk(follow_links, named=True)):
            key = os.path.abspath(item.path)  # noqa: PTH100 - resolve() would follow links
            if key not in seen:
                seen.add(key)
                yield item


@dataclass(frozen=True, slots=True)
class _Walk:
    """Where the search stands."""

    follow_links: bool
    named: bool
    above: tuple[FileId, ...] = ()
    """The folders around this one, to notice a link back into them."""


def _look_at(path: Path, name: str, walk: _Walk) -> Iterator[InputItem]:
    if not walk.named and (reason := _skipped_name(name)):
        yield InputItem(path, reason)
        return
    try:
        status = path.lstat()
        if stat.S_ISLNK(status.st_mode):
            if not (walk.named or walk.follow_links):
                yield InputItem(path, "link")
                return
            status = path.stat()
    except (OSError, ValueError) as error:
        yield InputItem(path, error=_unreadable(path, error))
        return
    if stat.S_ISDIR(status.st_mode):
        yield from _look_into(path, (status.st_dev, status.st_ino), walk)
    else:
        yield InputItem(path, _special(status.st_mode))


def _look_into(folder: Path, identity: FileId, walk: _Walk) -> Iterator[InputItem]:
    if identity in walk.above:
        yield InputItem(folder, "link-loop")
        return
    try:
        names = sorted(os.listdir(folder), key=os.fsencode)  # noqa: PTH208 - iterdir() loses nothing but order
    except OSError as error:
        yield InputItem(folder, error=_unreadable(folder, error))
        return
    inner = _Walk(walk.follow_links, named=False, above=(*walk.above, identity))
    for name in names:
        yield from _look_at(folder / name, name, inner)


def _skipped_name(name: str) -> str | None:
    if name.startswith(LOCK_PREFIX):
        return "lock-file"
    if name.startswith("."):
        return "hidden"
    if name.endswith(TRUTH_SUFFIX):
        return "truth-file"
    return "system-file" if name.lower() in SYSTEM_FILES else None


def _special(mode: int) -> str | None:
    """Why this is no file to read; None for an ordinary one."""
    if stat.S_ISREG(mode):
        return None
    if stat.S_ISFIFO(mode):
        return "fifo"
    return "socket" if stat.S_ISSOCK(mode) else "device"


def load(path: str | os.PathLike[str], limits: Limits) -> Blob:
    """The file's bytes and their hash. Raises `InputError`; never waits for a pipe or device."""
    name = printable(path)
    try:
        descriptor = os.open(path, READ_FLAGS)
        with open(descriptor, "rb") as stream:  # noqa: PTH123 - a descriptor, not a path
            status = os.fstat(descriptor)
            if not stat.S_ISREG(status.st_mode):
                raise UnsupportedFormat(f"this is no ordinary file: {name}. Give a file.")
            data = stream.read(limits.max_file_bytes + 1)
    except (OSError, ValueError) as error:
        raise _unreadable(path, error) from error
    if len(data) > limits.max_file_bytes:
        raise TooLarge(f"more than {limits.max_file_bytes} bytes: {name}. Raise max_file_bytes.")
    if not data:
        raise EmptyInput(f"the file is empty: {name}. Fetch it again.")
    return Blob(path=name, data=data, sha256=hashlib.sha256(data).hexdigest())


def head(path: str | os.PathLike[str], count: int) -> bytes:
    """The first bytes of an ordinary file; none of anything else. Never waits and never raises."""
    try:
        with open(os.open(path, READ_FLAGS), "rb") as stream:  # noqa: PTH123 - a descriptor, not a path
            return stream.read(count) if stat.S_ISREG(os.fstat(stream.fileno()).st_mode) else b""
    except (OSError, ValueError):
        return b""


def fingerprint(path: Path) -> str:
    """SHA-256 of a file too large to hold in memory."""
    try:
        with path.open("rb") as stream:
            return hashlib.file_digest(stream, "sha256").hexdigest()
    except OSError as error:
        raise _unreadable(path, error) from error


def _unreadable(path: str | os.PathLike[str], error: Exception) -> InputError:
    why = error.strerror if isinstance(error, OSError) and error.strerror else str(error)
    return InputError(f"cannot be read ({why.lower()}): {printable(path)}. Check the path and its permissions.")
