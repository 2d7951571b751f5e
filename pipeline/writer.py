"""The one place that writes outputs: whole or not at all, UTF-8, Unix line ends, keys in the order of the contract.

A file is written beside its final name, private to the user, and renamed when it is whole.
"""

import json
import os
import re
import tempfile
from collections.abc import Callable, Generator, Iterable, Mapping
from contextlib import contextmanager
from decimal import Decimal
from io import TextIOWrapper
from pathlib import Path
from typing import Any

from sme_extract.schemas.errors import CannotWrite
from sme_extract.schemas.result import Contract, Extracted, ExtractionResult, Row

STEERING = re.compile("[\x7f-\x9f\u2028-\u202e\u2066-\u2069\ud800-\udfff]")
"""What steers a terminal, breaks lines for some programs or has no UTF-8; JSON may write it as escapes."""


def line_of(record: Contract) -> str:
    """One contract object as a JSON line, without its line end."""
    return line_of_data(record.model_dump(mode="json"))


def line_of_data(data: Any) -> str:
    """Plain data as a JSON line, without its line end."""
    return _tame(json.dumps(data, ensure_ascii=False, allow_nan=False, separators=(",", ":")))


def pretty(data: Any) -> str:
    """Indented JSON that ends with a line end."""
    return _tame(json.dumps(data, ensure_ascii=False, allow_nan=False, indent=2)) + "\n"


def _tame(text: str) -> str:
    return STEERING.sub(lambda match: f"\\u{ord(match[0]):04x}", text)


def make_folder(path: Path) -> None:
    """Make a folder and those above it."""
    with _explained(path):
        path.mkdir(parents=True, exist_ok=True)


def write_record(path: Path, record: Contract) -> None:
    """One contract object as an indented JSON file."""
    write_text(path, pretty(record.model_dump(mode="json")))


def write_result(path: Path, result: ExtractionResult) -> ExtractionResult:
    """One result, with its row tables and pictures in files beside it; the result that names those files."""
    tables = {}
    for name, table in (result.tables or {}).items():
        file = path.with_name(f"{path.stem}.{name}.jsonl")
        write_rows(file, result.rows(name))
        tables[name] = table.model_copy(update={"file": file.name})
    fields = result.fields | write_files(path.parent, path.stem, result.files)
    named = result.model_copy(update={"tables": tables or None, "fields": fields})
    write_record(path, named)
    return named


def write_files(folder: Path, stem: str, files: Mapping[str, bytes]) -> dict[str, Extracted[Any]]:
    """Each file as `<stem>.<plan>.<svg>` for its field `plan_svg`, and those fields with the files' names."""
    named: dict[str, Extracted[Any]] = {}
    for field, data in files.items():
        file = folder / f"{stem}.{field.replace('_', '.')}"
        write_bytes(file, data)
        named[field] = Extracted[Any](value=file.name, raw=None, confidence=1.0)
    return named


def write_rows(path: Path, rows: Iterable[Row]) -> None:
    """Rows as JSON lines, one at a time; numbers are decimal strings and dates ISO 8601, as in a result."""
    with _explained(path), _draft(path) as stream:
        for row in rows:
            stream.write(_tame(json.dumps(row, ensure_ascii=False, separators=(",", ":"), default=_plain)) + "\n")


def _plain(value: Any) -> str:
    return f"{value:f}" if isinstance(value, Decimal) else value.isoformat()


def write_text(path: Path, text: str) -> None:
    """A whole text file."""
    with _explained(path), _draft(path) as stream:
        stream.write(text)


def write_bytes(path: Path, data: bytes) -> None:
    """A whole binary file."""
    with _explained(path), _draft(path) as stream:
        stream.buffer.write(data)


@contextmanager
def line_writer(path: Path) -> Generator[Callable[[Contract], None]]:
    """A growing JSON-lines file: each line is flushed, and what there is gets its final name even after an error."""

    def write(record: Contract) -> None:
        with _explained(path):
            stream.write(line_of(record) + "\n")
            stream.flush()

    with _explained(path), _draft(path, keep=True) as stream:
        yield write


@contextmanager
def _explained(path: Path) -> Generator[None]:
    """An `OSError` becomes one sentence that names the file."""
    try:
        yield
    except OSError as error:
        reason = error.strerror or type(error).__name__
        raise CannotWrite(f"cannot write: {path}. {reason}; make room there or choose another folder.") from error


@contextmanager
def _draft(path: Path, *, keep: bool = False) -> Generator[TextIOWrapper]:
    """A private temporary file in the same folder that gets its name at the end; after an error only if `keep`."""
    descriptor, name = tempfile.mkstemp(dir=path.parent, prefix=".", suffix=".part")
    temporary = Path(name)
    whole = keep
    try:
        with os.fdopen(descriptor, "w", encoding="utf-8", newline="\n") as stream:
            yield stream
        whole = True
    finally:
        if whole:
            temporary.chmod(0o666 & ~_umask())
            temporary.replace(path)
        else:
            temporary.unlink(missing_ok=True)


def _umask() -> int:
    """The user's mask; the system tells it only to who sets it."""
    mask = os.umask(0o077)
    os.umask(mask)
    return mask
