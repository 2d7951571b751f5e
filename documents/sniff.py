"""Which reader takes a file: decided by its bytes, never by its extension alone."""

from collections.abc import Sequence

from sme_extract.documents import ole
from sme_extract.documents.charset import peek
from sme_extract.documents.markup import name_of_code
from sme_extract.documents.reader import Blob, Reader
from sme_extract.documents.zip_package import entry_names, is_zip
from sme_extract.schemas.errors import DamagedDocument, EmptyInput, EncryptedDocument, InputError, UnsupportedFormat

PRECEDENCE = {"html": 1, "xml": 2, "csv": 3, "text": 4}
"""Formats that contain one another: a reader not named here goes first, for it knows a narrower format; XHTML is XML
too, a table is text too. Among equals the reader that comes first in the sequence wins."""

SIGNATURES: tuple[tuple[int, bytes, str, str], ...] = (
    (0, b"Rar!\x1a\x07", "a RAR archive", "Unpack it and give the files"),
    (0, b"7z\xbc\xaf\x27\x1c", "a 7-Zip archive", "Unpack it and give the files"),
    (0, b"\x1f\x8b", "a gzip archive", "Unpack it and give the files"),
    (0, b"BZh", "a bzip2 archive", "Unpack it and give the files"),
    (0, b"\xfd7zXZ\x00", "an xz archive", "Unpack it and give the files"),
    (257, b"ustar", "a tar archive", "Unpack it and give the files"),
    (0, b"MZ", "a Windows program", "Do not run it; ask the sender for the document"),
    (0, b"\x7fELF", "an executable", "Do not run it; ask the sender for the document"),
    (4, b"ftyp", "a video or a HEIC photo", "Save a photo as JPEG; give a video as a file of its own"),
    (0, b"\x1aE\xdf\xa3", "a Matroska or WebM video", "Give a video as a file of its own"),
    (8, b"AVI ", "an AVI video", "Give a video as a file of its own"),
    (0, b"ID3", "a sound file", "Give the document itself"),
    (0, b"OggS", "a sound file", "Give the document itself"),
    (8, b"WAVE", "a sound file", "Give the document itself"),
    (0, b"SQLite format 3\x00", "a database", "Export it as csv"),
    (0, b"\x89PNG", "a damaged PNG image", "Scan or export it again"),
    (0, b"\xff\xd8\xff", "a damaged JPEG image", "Scan or export it again"),
    (0, b"GIF8", "a GIF image", "Save it as PNG or JPEG"),
    (0, b"BM", "a bitmap image", "Save it as PNG or JPEG"),
    (0, b"II*\0", "a TIFF image", "Save it as PNG or JPEG"),
    (0, b"MM\0*", "a TIFF image", "Save it as PNG or JPEG"),
    (8, b"WEBP", "a WebP image", "Save it as PNG or JPEG"),
    (4, b"jP  ", "a JPEG 2000 image", "Save it as PNG or JPEG"),
    (0, b"%PDF-", "a damaged PDF file", "Export it again"),
)
OLE_ADVICE = {
    "word": ("a Word document of before 2007 (.doc)", "Save it as docx or PDF"),
    "slides": ("a PowerPoint file of before 2007", "Save it as PDF"),
    "message": ("an Outlook message", "Save its attachments and give those"),
    "other": ("an OLE file of an unknown program", "Save it as PDF"),
}
ZIP_ADVICE = (
    ("ppt/", "a PowerPoint file", "Save it as PDF"),
    ("index/document.iwa", "an iWork file", "Save it as PDF"),
    ("meta-inf/manifest.mf", "a Java archive", "Give the document itself"),
    ("androidmanifest.xml", "an Android app", "Give the document itself"),
)
ODT = b"application/vnd.oasis.opendocument.text"
GENERIC_ADVICE = "Give a PDF, OFD, XML, image, docx, spreadsheet or csv"


def choose(readers: Sequence[Reader], blob: Blob) -> tuple[Reader, str]:
    """The reader that claims these bytes, and their media type.

    Raises `EmptyInput`, `EncryptedDocument`, `DamagedDocument`, or `UnsupportedFormat` that says what the bytes are.
    """
    if not blob.data.strip(b"\0 \t\r\n\xef\xbb\xbf\xff\xfe"):
        raise EmptyInput(f"there is nothing in this file: {_name(blob)}. Fetch it again.")
    claims = [(reader, media_type) for reader in readers if (media_type := reader.sniff(blob)) is not None]
    if not claims:
        raise _refusal(blob)
    return min(claims, key=lambda claim: PRECEDENCE.get(claim[0].name, 0))


def _refusal(blob: Blob) -> InputError:
    if is_zip(blob.data):
        return _zip_refusal(blob)
    content = ole.content_of(blob.data)
    if content == "encrypted":
        return EncryptedDocument(f"the file is locked with a password: {_name(blob)}. Save it without one.")
    if content == "workbook":
        return UnsupportedFormat(_message(blob, "an Excel workbook of before 2007", "Save it as xlsx"))
    if content:
        return UnsupportedFormat(_message(blob, *OLE_ADVICE[content]))
    for offset, magic, words, advice in SIGNATURES:
        if blob.data.startswith(magic, offset):
            return UnsupportedFormat(_message(blob, words, advice))
    return UnsupportedFormat(_message(blob, _text_kind(blob), GENERIC_ADVICE))


def _zip_refusal(blob: Blob) -> InputError:
    names = entry_names(blob.data)
    if names is None:
        return DamagedDocument(f"a zip whose directory is broken or cut off: {_name(blob)}. Fetch the file again.")
    for prefix, words, advice in ZIP_ADVICE:
        if any(name.lower().startswith(prefix) for name in names):
            return UnsupportedFormat(_message(blob, words, advice))
    if ODT in blob.data[:200]:
        return UnsupportedFormat(_message(blob, "an OpenDocument text", "Save it as docx or PDF"))
    return UnsupportedFormat(_message(blob, "a zip of an unknown kind", GENERIC_ADVICE))


def _text_kind(blob: Blob) -> str:
    text = peek(blob.data)
    return "bytes of no known format" if text is None else name_of_code(text) or "plain text"


def _message(blob: Blob, words: str, advice: str) -> str:
    return f"no reader takes this, it looks like {words}: {_name(blob)}. {advice}."


def _name(blob: Blob) -> str:
    return blob.member or blob.path
