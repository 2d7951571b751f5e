"""Which encoding a text file is in. Chinese exports come as UTF-8, UTF-16 and GB18030 and rarely say so."""

import codecs
import re
from dataclasses import dataclass

from sme_extract.schemas.result import Finding

BOMS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
COMMON_SHARE = 0.8
"""Share of two-byte characters inside GB2312 that real Chinese text reaches; chance pairs of Latin-1 do not."""

GARBLED_SHARE = 0.02
"""Share of lost characters above which the file is not in the encoding tried; below, fields were cut inside one."""

LATIN_SHARE = 0.3
"""Text of western Europe has fewer bytes outside ASCII; every byte is some character of cp1252."""

ZERO_SIDES = 4
ZERO_SHARE = 0.02
PLAIN_MISSES = 0.1
HIGH_BYTES = bytes(range(0x80, 0x100))

SAMPLE = 1 << 16
MARKS_OF_BINARY = re.compile(r"[\x00-\x08\x0e-\x1a\x1c-\x1f\x7f]")


@dataclass(frozen=True, slots=True)
class Decoded:
    """Text, the encoding it was read in, and whether that is a guess."""

    text: str
    encoding: str
    findings: tuple[Finding, ...] = ()


def decode(data: bytes) -> Decoded | None:
    """The whole text; None when these bytes are no text."""
    return _decode(data, final=True)


def peek(data: bytes) -> str | None:
    """The first 64 KiB as text, for sniffing; None when they are no text."""
    decoded = _decode(data[:SAMPLE], final=len(data) <= SAMPLE)
    return decoded.text if decoded else None


def _decode(data: bytes, *, final: bool) -> Decoded | None:
    for bom, encoding in BOMS:
        if data.startswith(bom):
            return _accept(data[len(bom) :], encoding, final=final)
    if b"\0" in data:
        wide = _wide_encoding(data)
        text = _strict(data, wide, final=final) if wide else None
        return _text(text, str(wide)) if text is not None else None
    return _decode_narrow(data, final=final)


def _decode_narrow(data: bytes, *, final: bool) -> Decoded | None:
    """Encodings that say nothing of themselves, the one that fails most surely first."""
    if decoded := _believe(data, "utf-8", final=final):
        return decoded
    if _looks_chinese(data):
        return _believe(data, "gb18030", final=final)
    if _high_bytes(data) > LATIN_SHARE * len(data):
        return None
    return _text(data.decode("cp1252", "replace"), "cp1252", _guess("cp1252"))


def _accept(data: bytes, encoding: str, *, final: bool) -> Decoded | None:
    """Text that names its encoding; damage is replaced and said."""
    text = _strict(data, encoding, final=final)
    if text is not None:
        return _text(text, encoding)
    text = data.decode(encoding, "replace")
    return _text(text, encoding, _garbled(text.count("\ufffd")))


def _believe(data: bytes, encoding: str, *, final: bool) -> Decoded | None:
    """Text of an encoding that is only tried: nearly all of what is not ASCII must fit."""
    text = _strict(data, encoding, final=final)
    if text is not None:
        return _text(text, encoding)
    text = data.decode(encoding, "replace")
    lost = text.count("\ufffd")
    if lost > GARBLED_SHARE * sum(not char.isascii() for char in text):
        return None
    return _text(text, encoding, _garbled(lost))


def _strict(data: bytes, encoding: str, *, final: bool) -> str | None:
    try:
        return codecs.getincrementaldecoder(encoding)().decode(data, final)
    except UnicodeDecodeError:
        return None


def _text(text: str, encoding: str, *findings: Finding) -> Decoded | None:
    return None if MARKS_OF_BINARY.search(text) else Decoded(text, encoding, findings)


def _wide_encoding(data: bytes) -> str | None:
    """UTF-16 without a mark: ASCII characters, line ends at least, show a zero on one side only."""
    sample = data[:SAMPLE]
    if len(sample) % 2 and len(sample) == len(data):
        return None
    even, odd = sample[::2].count(0), sample[1::2].count(0)
    encoding = "utf-16-le" if odd > even else "utf-16-be"
    # 一 is U+4E00: a zero on the other side now and then
    one_sided = max(odd, even) > max(ZERO_SIDES * min(odd, even), ZERO_SHARE * len(sample))
    return encoding if one_sided and _is_plain(sample[: len(sample) & ~1].decode(encoding, "replace")) else None


def _is_plain(text: str) -> bool:
    """Whether nearly all is ASCII or everyday Chinese; chance pairs of bytes are mostly rare characters."""
    return len(text.encode("gb2312", "ignore").decode("gb2312")) >= (1 - PLAIN_MISSES) * len(text)


def _looks_chinese(data: bytes) -> bool:
    """Whether bytes outside ASCII come in GB2312 pairs; two Latin-1 letters rarely stand together."""
    pairs = len(re.findall(rb"[\xa1-\xf7][\xa1-\xfe]", data)) * 2
    return pairs >= COMMON_SHARE * _high_bytes(data)


def _high_bytes(data: bytes) -> int:
    return len(data) - len(data.translate(None, HIGH_BYTES))


def _guess(encoding: str) -> Finding:
    return Finding(
        code="encoding-guessed",
        severity="warning",
        message=f"the file does not say its encoding; read as {encoding}, letters outside ASCII may be wrong",
    )


def _garbled(lost: int) -> Finding:
    return Finding(
        code="text-undecodable", severity="warning", message=f"{lost} places could not be decoded and show as \ufffd"
    )
