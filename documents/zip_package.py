"""Zip files read within limits: the ground under office documents and archives.

The size that a zip declares for an entry bounds what Python inflates from it, and a lie breaks its checksum. So an
entry is weighed by its declared size before a byte of it is inflated.
"""

import io
import struct
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass

from sme_extract.documents.reader import Limits
from sme_extract.schemas.errors import DamagedDocument, EncryptedDocument, TooLarge, UnsupportedFormat

ENTRY_MAGIC = b"PK\x03\x04"
EMPTY_MAGIC = b"PK\x05\x06"
CHUNK = 1 << 20
RATIO_GRACE = 1 << 20
"""Unpacked bytes below which the ratio says nothing: a page of blanks packs a thousandfold."""

ENCRYPTED_FLAG = 0x1
AES_METHOD = 99
END_RECORD = struct.Struct("<4s4H2LH")
END_SEARCH = END_RECORD.size + 0xFFFF
MANY_ENTRIES = 0xFFFF
"""Above it a zip is not looked into while sniffing; zip64 writes this very number."""


@dataclass(slots=True)
class Budget:
    """What one input, with everything nested in it, may still unpack."""

    limits: Limits
    input_bytes: int
    spent: int = 0
    entries: int = 0

    def count_entries(self, number: int, name: str) -> None:
        """Add the entries of one more zip; `TooLarge` above the limit."""
        self.entries += number
        if self.entries > self.limits.max_archive_entries:
            raise TooLarge(
                f"more than {self.limits.max_archive_entries} entries: {name}. Raise max_archive_entries or split it."
            )

    def spend(self, size: int, name: str) -> None:
        """Reserve room for `size` unpacked bytes; `TooLarge`, and nothing spent, when there is none."""
        total = self.spent + size
        if total > self.limits.max_unpacked_bytes:
            raise TooLarge(
                f"unpacks to more than {self.limits.max_unpacked_bytes} bytes: {name}. Raise max_unpacked_bytes."
            )
        if total > max(RATIO_GRACE, self.input_bytes * self.limits.max_unpack_ratio):
            raise TooLarge(
                f"unpacks to more than {self.limits.max_unpack_ratio} times its size: {name}. Raise max_unpack_ratio."
            )
        self.spent = total


def is_zip(data: bytes) -> bool:
    """Whether the bytes begin as a zip does."""
    return data.startswith((ENTRY_MAGIC, EMPTY_MAGIC))


def entry_names(data: bytes) -> frozenset[str] | None:
    """Names in a zip's directory; None when it is no zip, damaged, or too long to look into while sniffing."""
    if not is_zip(data) or _declared_entries(data) >= MANY_ENTRIES:
        return None
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as package:
            return frozenset(package.namelist())
    except (zipfile.BadZipFile, ValueError, NotImplementedError, struct.error, UnicodeDecodeError):
        return None


def _declared_entries(data: bytes) -> int:
    """Entries by the end-of-directory record; 0 when there is none."""
    at = data.rfind(EMPTY_MAGIC, max(len(data) - END_SEARCH, 0))
    if at < 0 or at + END_RECORD.size > len(data):
        return 0
    return int(END_RECORD.unpack_from(data, at)[4])


def open_zip(data: bytes, name: str, budget: Budget) -> zipfile.ZipFile:
    """The zip, its entries counted against `budget`."""
    declared = _declared_entries(data)
    # the limit is met before Python builds an object an entry; zip64 hides its number and is counted below
    if declared > budget.limits.max_archive_entries:
        budget.count_entries(declared, name)
    try:
        package = zipfile.ZipFile(io.BytesIO(data))
    except (zipfile.BadZipFile, ValueError, NotImplementedError, struct.error, UnicodeDecodeError) as error:
        raise DamagedDocument(f"the zip's directory cannot be read ({error}): {name}. Fetch the file again.") from error
    budget.count_entries(len(package.filelist), name)
    return package


def stream_entry(
    package: zipfile.ZipFile, entry: zipfile.ZipInfo, name: str, budget: Budget, password: bytes | None = None
) -> Iterator[bytes]:
    """One entry, inflated a chunk at a time. `name` stands in messages."""
    if entry.flag_bits & ENCRYPTED_FLAG and password is None:
        raise EncryptedDocument(f"a password is needed: {name}. Give it as an option.")
    budget.spend(entry.file_size, name)
    try:
        with package.open(entry, pwd=password) as stream:
            while chunk := stream.read(CHUNK):
                yield chunk
    except NotImplementedError as error:
        raise UnsupportedFormat(f"this zip method is not supported ({error}): {name}. Unpack it first.") from error
    except RuntimeError as error:
        raise EncryptedDocument(f"no password fits: {name}. Give the right one as an option.") from error
    except (zipfile.BadZipFile, zlib.error, EOFError, ValueError, OSError, struct.error) as error:
        raise DamagedDocument(f"this part cannot be unpacked ({error}): {name}. Fetch the file again.") from error


def read_entry(
    package: zipfile.ZipFile, entry: zipfile.ZipInfo, name: str, budget: Budget, password: bytes | None = None
) -> bytes:
    """One entry in full."""
    return b"".join(stream_entry(package, entry, name, budget, password))
