"""Monochrome JBIG2 pictures (ITU-T T.88), decoded by PDFium: the file is wrapped as the one picture of a PDF page."""

import struct

import pypdfium2 as pdfium
from PIL import Image

_SIGNATURE = b"\x97JB2\r\n\x1a\n"
_SEQUENTIAL = 0x01
_UNKNOWN_PAGES = 0x02
_PAGE_INFORMATION = 48
_END_OF_PAGE = 49
_END_OF_FILE = 51
_UNKNOWN_LENGTH = 0xFFFFFFFF


def is_jbig2(data: bytes) -> bool:
    """Whether the bytes are a JBIG2 file."""
    return data.startswith(_SIGNATURE)


def decode_jbig2(data: bytes, max_pixels: int) -> Image.Image | None:
    """The picture in shades of grey, black on white; None when it cannot be decoded or is too large."""
    try:
        body, width, height = _embedded(data)
    except (struct.error, IndexError, ValueError):
        return None
    if not 0 < width * height <= max_pixels:
        return None
    try:
        with pdfium.PdfDocument(_pdf(body, width, height)) as document:
            bitmap = document[0].render(scale=1, grayscale=True)
            image: Image.Image = bitmap.to_pil().copy()
            return image
    except pdfium.PdfiumError:
        return None


def _embedded(data: bytes) -> tuple[bytes, int, int]:
    """The segments as PDF wants them (no file header, no end marks), with the width and height of the page."""
    flags = data[8]
    if not flags & _SEQUENTIAL:
        raise ValueError("random access order")
    at = 9 if flags & _UNKNOWN_PAGES else 13
    kept: list[bytes] = []
    size = (0, 0)
    while at < len(data):
        head, kind, length = _segment_head(data, at)
        end = at + head + length
        if kind == _PAGE_INFORMATION:
            size = struct.unpack_from(">II", data, at + head)
        if kind == _END_OF_FILE:
            break
        if kind != _END_OF_PAGE:
            kept.append(data[at:end])
        at = end
    return b"".join(kept), size[0], size[1]


def _segment_head(data: bytes, at: int) -> tuple[int, int, int]:
    """Length of the head, kind and length of the data of the segment at `at` (T.88, 7.2)."""
    number, flags, referred = struct.unpack_from(">IBB", data, at)
    count, retention = referred >> 5, 1
    if count == 7:
        count = struct.unpack_from(">I", data, at + 5)[0] & 0x1FFFFFFF
        retention = 4 + (count + 8) // 8
    reference = 1 if number <= 256 else 2 if number <= 65536 else 4
    page = 4 if flags & 0x40 else 1
    head = 5 + retention + count * reference + page + 4
    (length,) = struct.unpack_from(">I", data, at + head - 4)
    if length == _UNKNOWN_LENGTH:
        raise ValueError("a segment of unknown length")
    return head, flags & 0x3F, length


def _pdf(body: bytes, width: int, height: int) -> bytes:
    content = b"%d 0 0 %d 0 0 cm /P Do" % (width, height)
    objects = (
        b"<</Type/Catalog/Pages 2 0 R>>",
        b"<</Type/Pages/Kids[3 0 R]/Count 1>>",
        b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 %d %d]/Contents 4 0 R/Resources<</XObject<</P 5 0 R>>>>>>"
        % (width, height),
        b"<</Length %d>>stream\n%b\nendstream" % (len(content), content),
        b"<</Type/XObject/Subtype/Image/Width %d/Height %d/BitsPerComponent 1/ColorSpace/DeviceGray"
        b"/Filter/JBIG2Decode/Length %d>>stream\n%b\nendstream" % (width, height, len(body), body),
    )
    parts = [b"%%PDF-1.5\n"]
    offsets: list[int] = []
    for index, value in enumerate(objects, start=1):
        offsets.append(sum(map(len, parts)))
        parts.append(b"%d 0 obj%b endobj\n" % (index, value))
    start = sum(map(len, parts))
    table = b"".join(b"%010d 00000 n \n" % offset for offset in offsets)
    parts.append(b"xref\n0 %d\n0000000000 65535 f \n%btrailer<</Size %d/Root 1 0 R>>\n" % (6, table, 6))
    parts.append(b"startxref\n%d\n%%%%EOF" % start)
    return b"".join(parts)
