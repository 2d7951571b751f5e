"""Which bytes are a video: told by the head of the file, never by its name."""

HEAD_BYTES = 16
PHOTO_BRANDS = frozenset({b"heic", b"heix", b"heim", b"heis", b"hevc", b"mif1", b"msf1", b"avif", b"avis", b"crx "})
"""Still pictures in the same container (ISO 23008-12, AVIF, Canon raw)."""
AUDIO_BRANDS = frozenset({b"M4A ", b"M4B "})


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
