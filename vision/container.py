"""Which bytes are a video: told by the head of the file, never by its name; and what a container says of its writer."""

from pathlib import Path
from typing import BinaryIO

HEAD_BYTES = 16
PHOTO_BRANDS = frozenset({b"heic", b"heix", b"heim", b"heis", b"hevc", b"mif1", b"msf1", b"avif", b"avis", b"crx "})
"""Still pictures in the same container (ISO 23008-12, AVIF, Canon raw)."""
AUDIO_BRANDS = frozenset({b"M4A ", b"M4B "})
MEDIA_BOXES = frozenset({b"mdat", b"free", b"skip", b"wide"})
MOST_BOXES = 10_000
MOST_BYTES = 8 << 20
"""Of one box, or of the head and tail of a file without boxes, that are looked at."""
MEDIA_HEAD = 64 << 10
"""Bytes of the pictures themselves that are looked at: encoders sign the first one."""


def media_type(head: bytes) -> str | None:
    """Media type of a video file by its first `HEAD_BYTES` bytes; None when it is none."""
    if head[4:8] == b"ftyp":
        brand = head[8:12]
        if brand in PHOTO_BRANDS | AUDIO_BRANDS:
            return None
        return "video/quicktime" if brand == b"qt  " else "video/3gpp" if brand[:3] == b"3gp" else "video/mp4"
    if head[4:8] in (b"moov", b"mdat", b"wide", b"free") and head[:1] == b"\0":  # QuickTime of before 2001 has no ftyp
        return "video/quicktime"
    if head[:4] == b"\x1aE\xdf\xa3":
        return "video/x-matroska"
    return "video/x-msvideo" if head[:4] == b"RIFF" and head[8:12] == b"AVI " else None


def described(path: Path) -> bytes:
    """What a file says beside its pictures, where programs write their names; at most some megabytes."""
    with path.open("rb") as file:
        head = file.read(HEAD_BYTES)
        kind = media_type(head)
        if kind in ("video/x-matroska", "video/x-msvideo", None):
            size = file.seek(0, 2)
            return _piece(file, 0, MEDIA_HEAD) + _piece(file, max(MEDIA_HEAD, size - MEDIA_HEAD), MEDIA_HEAD)
        return b"".join(_boxes(file))


def _piece(file: BinaryIO, start: int, length: int) -> bytes:
    file.seek(start)
    return file.read(length)


def _boxes(file: BinaryIO) -> list[bytes]:
    """The top boxes of an ISO base media file (ISO 14496-12, 4.2), the media themselves only at their beginning."""
    found: list[bytes] = []
    start, end = 0, file.seek(0, 2)
    while start + 8 <= end and len(found) < MOST_BOXES and sum(map(len, found)) < MOST_BYTES:
        head = _piece(file, start, 16)
        size, kind = int.from_bytes(head[:4]), head[4:8]
        size = int.from_bytes(head[8:16]) if size == 1 else size or end - start
        if size < 8:
            break
        found.append(_piece(file, start, min(size, MEDIA_HEAD if kind in MEDIA_BOXES else MOST_BYTES)))
        start += size
    return found
