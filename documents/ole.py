"""What an OLE compound file (the container of Office before 2007) holds, by the names of its streams."""

MAGIC = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
MAIN_STREAMS = {
    "Workbook": "workbook",
    "Book": "workbook",  # Excel 5 and 95
    "WordDocument": "word",
    "PowerPoint Document": "slides",
    "EncryptedPackage": "encrypted",  # an xlsx or docx behind a password
    "__nameid_version1.0": "message",  # Outlook
}
ENTRY_BYTES = 128
SECTOR_SHIFT_AT = 30
DIRECTORY_AT = 48
NAME_BYTES = 64


def content_of(data: bytes) -> str | None:
    """`workbook`, `word`, `slides`, `encrypted`, `message`, or `other`; None when it is no OLE file.

    Names are looked for in the first sector of the directory, where programs write the streams of the root, so that
    a workbook embedded in a letter does not make the letter a workbook; then in the whole file.
    """
    if not data.startswith(MAGIC):
        return None
    start = _directory_start(data)
    first = data[start : start + 4 * ENTRY_BYTES]
    return _first_of(first) or _first_of(data) or "other"


def is_workbook(data: bytes) -> bool:
    """Whether this is an Excel file of before 2007."""
    return content_of(data) == "workbook"


def _directory_start(data: bytes) -> int:
    shift = int.from_bytes(data[SECTOR_SHIFT_AT : SECTOR_SHIFT_AT + 2], "little")
    sector = int.from_bytes(data[DIRECTORY_AT : DIRECTORY_AT + 4], "little")
    return (sector + 1) << min(shift, 12)


def _first_of(data: bytes) -> str | None:
    """The main stream whose directory name comes first."""
    found = {data.find(_directory_name(name)): content for name, content in MAIN_STREAMS.items()}
    found.pop(-1, None)
    return found[min(found)] if found else None


def _directory_name(name: str) -> bytes:
    """Name with its terminator, as a directory entry stores it."""
    return f"{name}\0".encode("utf-16-le")
