"""Plain zip archives: their members as further inputs, nested ones too. Nothing is ever written to disk."""

import re
import stat
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass

from sme_extract.documents.reader import Blob, ReadOptions
from sme_extract.documents.zip_package import (
    AES_METHOD,
    ENCRYPTED_FLAG,
    Budget,
    entry_names,
    is_zip,
    open_zip,
    read_entry,
)
from sme_extract.schemas.errors import DamagedDocument, EncryptedDocument, InputError, TooLarge, UnsupportedFormat

Member = Blob | tuple[str, InputError]
"""A member's bytes, or its name and why it cannot be had."""

PACKAGE_PARTS = frozenset(
    {
        "[content_types].xml",  # docx, xlsx, pptx
        "ofd.xml",
        "mimetype",  # ods, odt, epub
        "meta-inf/manifest.mf",  # jar
        "meta-inf/container.xml",
        "androidmanifest.xml",
        "index/document.iwa",  # Pages, Numbers, Keynote
    }
)
"""A zip with one of these parts is a document of another format, not an archive."""

LITTER = frozenset({".ds_store", "thumbs.db", "desktop.ini"})
LOCK_PREFIX = "~$"
UTF8_NAME_FLAG = 0x800
DRIVE = re.compile(r"[A-Za-z]:")  # C:\invoices\1.xml


def is_archive(blob: Blob) -> bool:
    """Whether this is a plain zip, and no document that only happens to be packed as one."""
    return _is_plain_zip(blob.data)


def _is_plain_zip(data: bytes) -> bool:
    if not is_zip(data):
        return False
    names = entry_names(data)
    return names is not None and PACKAGE_PARTS.isdisjoint(name.lower() for name in names)


def open_archive(blob: Blob, options: ReadOptions) -> Iterator[Member]:
    """Every member that is a file, in archive order; a nested zip gives its members in its place, `inner.zip/a.xml`.

    A member that is refused comes as its name and the reason, and the others go on. Raises `InputError` when the
    archive itself cannot be opened or has too many entries.
    """
    yield from _Unpacking(blob, options, Budget(options.limits, len(blob.data))).members(blob.data, "", depth=1)


@dataclass(frozen=True, slots=True)
class _Unpacking:
    """One archive, with all that is nested in it, on one budget."""

    blob: Blob
    options: ReadOptions
    budget: Budget

    def members(self, data: bytes, prefix: str, depth: int) -> Iterator[Member]:
        with open_zip(data, prefix.rstrip("/") or self.blob.path, self.budget) as package:
            for entry in package.filelist:
                name = prefix + _repaired_name(entry)
                if entry.is_dir() or _is_litter(name):
                    continue
                try:
                    _refuse_unsafe(entry, name)
                    content = self._unlock(package, entry, name)
                except InputError as error:
                    yield name, error
                    continue
                yield from self._expand(content, name, depth)

    def _expand(self, content: bytes, name: str, depth: int) -> Iterator[Member]:
        """The member itself, or what it holds when it is an archive too."""
        if not _is_plain_zip(content):
            yield Blob(path=self.blob.path, data=content, sha256=self.blob.sha256, member=name)
            return
        try:
            deepest = self.options.limits.max_archive_depth
            if depth >= deepest:
                raise TooLarge(f"zips nested deeper than {deepest}: {name}. Raise max_archive_depth or unpack it.")
            yield from self.members(content, f"{name}/", depth + 1)
        except InputError as error:
            yield name, error

    def _unlock(self, package: zipfile.ZipFile, entry: zipfile.ZipInfo, name: str) -> bytes:
        """The entry's bytes, with the first password that fits."""
        if not entry.flag_bits & ENCRYPTED_FLAG:
            return read_entry(package, entry, name, self.budget)
        if entry.compress_type == AES_METHOD:
            raise UnsupportedFormat(f"locked with AES, which cannot be opened here: {name}. Unpack it first.")
        for password in _encodings(self.options.passwords):
            spent = self.budget.spent
            try:
                return read_entry(package, entry, name, self.budget, password)
            except (EncryptedDocument, DamagedDocument):
                # one wrong password in 256 passes the first check and then breaks the stream or its checksum
                self.budget.spent = spent
        given = "no password fits" if self.options.passwords else "a password is needed"
        raise EncryptedDocument(f"{given}: {name}. Give it as an option.")


def _encodings(passwords: tuple[str, ...]) -> Iterator[bytes]:
    """Chinese programs lock with the password's GBK bytes, others with UTF-8."""
    for password in passwords:
        yield password.encode()
        if not password.isascii():
            yield password.encode("gb18030")


def _repaired_name(entry: zipfile.ZipInfo) -> str:
    """The name as its author wrote it: without the UTF-8 flag Python took it for code page 437."""
    if entry.flag_bits & UTF8_NAME_FLAG:
        return entry.filename
    raw = entry.filename.encode("cp437", "replace")
    for encoding in ("utf-8", "gb18030"):
        try:
            return raw.decode(encoding)
        except UnicodeDecodeError:
            continue
    return entry.filename


def _is_litter(name: str) -> bool:
    parts = name.replace("\\", "/").split("/")
    return "__MACOSX" in parts or parts[-1].lower() in LITTER or parts[-1].startswith(LOCK_PREFIX)


def _refuse_unsafe(entry: zipfile.ZipInfo, name: str) -> None:
    own = entry.orig_filename.replace("\\", "/")
    if own.startswith("/") or DRIVE.match(own) or ".." in own.split("/") or "\0" in own:
        raise DamagedDocument(f"the member's name leaves the archive: {name}. Do not trust this archive.")
    if stat.S_ISLNK(entry.external_attr >> 16):
        raise UnsupportedFormat(f"a link inside an archive is not followed: {name}. Pack the file itself.")
