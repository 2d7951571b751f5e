"""The ZIP around an OFD document: safe to open, bounded to unpack, forgiving about paths."""

import io
import posixpath
import re
import stat
import zipfile
import zlib

from sme_extract.documents.reader import Limits
from sme_extract.documents.xml_tree import Element, parse_element
from sme_extract.schemas.errors import DamagedDocument, EncryptedDocument, TooLarge
from sme_extract.schemas.result import Finding, Severity

_ENTRY_MARK = b"PK\x01\x02"  # one for each entry of the central directory
_MAX_SNIFFED_ENTRIES = 100_000  # listing more takes seconds, and no document has them
_ENCRYPTED_BIT = 0x1
_UTF8_BIT = 0x800
# Below this a high ratio is ordinary: a small page of blanks packs very well.
_RATIO_FLOOR_BYTES = 4 * 1024 * 1024
_ABSOLUTE = re.compile(r"/|[A-Za-z]:")


def is_ofd(data: bytes) -> bool:
    """Whether these bytes are a ZIP with an `OFD.xml` at its root."""
    if not data.startswith(b"PK") or data.count(_ENTRY_MARK) > _MAX_SNIFFED_ENTRIES:
        return False
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            return any(name.casefold() in {"ofd.xml", "./ofd.xml"} for name in archive.namelist())
    except (zipfile.BadZipFile, ValueError, NotImplementedError):
        return False


class OfdPackage:
    """Parts by name. Notes what is missing or broken instead of failing, except where the whole file is unsafe."""

    def __init__(self, data: bytes, limits: Limits) -> None:
        self.findings: list[Finding] = []
        self._archive = _open(data, limits)
        self._parts: dict[str, zipfile.ZipInfo] = {}
        self._parsed: dict[str, Element | None] = {}
        for info in self._archive.infolist():
            if not info.is_dir():
                self._add(info)
        self._folded = {name.casefold(): name for name in self._parts}

    def _add(self, info: zipfile.ZipInfo) -> None:
        name = posixpath.normpath(_entry_name(info))
        if name in self._parts:
            self.note("duplicate-part", "error", f"two parts are named {name}; the first is used.")
            return
        self._parts[name] = info

    def note(self, code: str, severity: Severity, message: str) -> None:
        """Remember a finding, once."""
        finding = Finding(code=code, severity=severity, message=message)
        if finding not in self.findings:
            self.findings.append(finding)

    def find(self, name: str) -> str | None:
        """The part of this name; letter case may differ."""
        name = posixpath.normpath(name)
        return name if name in self._parts else self._folded.get(name.casefold())

    def resolve(self, base: str, location: str) -> str | None:
        """The part that `location`, written inside the part `base`, means: relative, absolute, or relative to the
        root where a producer forgot the slash. None when there is none, or when it points outside."""
        location = location.strip().replace("\\", "/")
        if not location:
            return None
        if location.startswith("/"):
            return self.find(location.lstrip("/"))
        return self.find(posixpath.join(posixpath.dirname(base), location)) or self.find(location)

    def follow(self, base: str, location: str) -> str | None:
        """`resolve`, with the finding `missing-part` when a location leads nowhere."""
        part = self.resolve(base, location)
        if part is None and location.strip():
            self.note("missing-part", "warning", f"{base} refers to {location.strip()}, which is not in the file.")
        return part

    def read(self, part: str) -> bytes | None:
        """The bytes of a part, or None with the finding `damaged-part`."""
        info = self._parts[part]
        try:
            with self._archive.open(info) as stream:
                return stream.read()
        except (zipfile.BadZipFile, zlib.error, EOFError, RuntimeError, NotImplementedError, OSError) as error:
            self.note("damaged-part", "error", f"{part} cannot be unpacked: {error}")
            return None

    def xml(self, part: str | None) -> Element | None:
        """The root of an XML part, or None with a finding. Parsed once."""
        if part is None:
            return None
        if part not in self._parsed:
            self._parsed[part] = self._parse(part)
        return self._parsed[part]

    def _parse(self, part: str) -> Element | None:
        data = self.read(part)
        if data is None:
            return None
        try:
            return parse_element(data)
        except DamagedDocument as error:
            self.note("damaged-part", "error", f"{part} cannot be read: {error}")
            return None


def _open(data: bytes, limits: Limits) -> zipfile.ZipFile:
    # Counted in the raw bytes first: building the list of a million entries is the attack.
    if data.count(_ENTRY_MARK) > limits.max_archive_entries:
        raise TooLarge(f"the OFD package has over {limits.max_archive_entries} entries. Raise max_archive_entries.")
    try:
        archive = zipfile.ZipFile(io.BytesIO(data))
    except (zipfile.BadZipFile, ValueError, NotImplementedError) as error:
        raise DamagedDocument(f"not a readable ZIP package: {error}") from error
    infos = archive.infolist()
    _check_sizes(sum(info.file_size for info in infos), len(data), limits)
    for info in infos:
        _check_entry(info)
    return archive


def _check_sizes(unpacked: int, packed: int, limits: Limits) -> None:
    if unpacked > limits.max_unpacked_bytes:
        raise TooLarge(
            f"the OFD package unpacks to {unpacked} bytes, over the limit of {limits.max_unpacked_bytes}. "
            "Raise max_unpacked_bytes."
        )
    if unpacked > _RATIO_FLOOR_BYTES and unpacked > limits.max_unpack_ratio * packed:
        raise TooLarge(
            f"the OFD package unpacks to over {limits.max_unpack_ratio} times its size. Raise max_unpack_ratio."
        )


def _check_entry(info: zipfile.ZipInfo) -> None:
    name = _entry_name(info)
    if info.flag_bits & _ENCRYPTED_BIT:
        raise EncryptedDocument(f"the part {name} is encrypted. Remove the password first.")
    if _ABSOLUTE.match(name) or ".." in name.split("/"):
        raise DamagedDocument(f"the part name {name!r} points outside the package, which is refused.")
    if stat.S_ISLNK(info.external_attr >> 16):
        raise DamagedDocument(f"the part {name} is a link, which is refused.")


def _entry_name(info: zipfile.ZipInfo) -> str:
    """Name with forward slashes; Chinese tools store UTF-8 or GBK bytes without saying so."""
    name = info.filename
    if not info.flag_bits & _UTF8_BIT and not name.isascii():
        raw = name.encode("cp437", "replace")
        try:
            name = raw.decode("utf-8")
        except UnicodeDecodeError:
            name = raw.decode("gb18030", "replace")
    return name.replace("\\", "/")
