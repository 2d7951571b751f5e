"""Scans and photos: JPEG, PNG, TIFF with many pages, WebP, BMP, GIF and HEIC."""

from collections.abc import Callable
from functools import partial

from sme_extract.documents.frame import Image
from sme_extract.documents.model import Document, Page
from sme_extract.documents.raster import page_indexes, read_metadata, read_page, register_heif
from sme_extract.documents.reader import Blob, Limits, ReadOptions
from sme_extract.documents.scan import scan_page
from sme_extract.schemas.result import Finding

MAGIC: tuple[tuple[int, bytes, str], ...] = (
    (0, b"\xff\xd8\xff", "image/jpeg"),
    (0, b"\x89PNG\r\n\x1a\n", "image/png"),
    (0, b"II*\x00", "image/tiff"),
    (0, b"MM\x00*", "image/tiff"),
    (0, b"II+\x00", "image/tiff"),
    (0, b"MM\x00+", "image/tiff"),
    (8, b"WEBP", "image/webp"),
    (0, b"GIF87a", "image/gif"),
    (0, b"GIF89a", "image/gif"),
)
"""Offset, bytes and media type."""

HEIC_BRANDS = frozenset({b"heic", b"heix", b"heim", b"heis", b"hevc", b"hevx", b"mif1", b"msf1"})
BMP_HEADER_SIZES = frozenset({12, 40, 52, 56, 64, 108, 124})
"""Two letters are too little to know a BMP by; the size of its second header settles it."""

PILLOW_NAMES = {
    "image/jpeg": "JPEG",
    "image/png": "PNG",
    "image/tiff": "TIFF",
    "image/webp": "WEBP",
    "image/gif": "GIF",
    "image/bmp": "BMP",
    "image/heic": "HEIF",
}


class ImageReader:
    """One page for each image in the file, read by OCR."""

    name = "image"
    version = "1.0"

    def sniff(self, blob: Blob) -> str | None:
        """Media type of an image by its first bytes."""
        head = blob.data[:32]
        for offset, magic, media_type in MAGIC:
            if head.startswith(magic, offset) and (media_type != "image/webp" or head.startswith(b"RIFF")):
                return media_type
        if head.startswith(b"BM") and int.from_bytes(head[14:18], "little") in BMP_HEADER_SIZES:
            return "image/bmp"
        if head[4:8] == b"ftyp" and head[8:12] in HEIC_BRANDS:
            return "image/heic"
        return None

    def read(self, blob: Blob, media_type: str, options: ReadOptions) -> Document:
        """All pages, upright, with their words and codes."""
        path, format_name = blob.member or blob.path, PILLOW_NAMES[media_type]
        if media_type == "image/heic":
            register_heif(path)
        pages: list[Page] = []
        findings: list[Finding] = []
        for number, index in enumerate(page_indexes(blob.data, path, options.limits, format_name=format_name), 1):
            raster = read_page(blob.data, path, options.limits, format_name=format_name, index=index)
            again = _reload(blob.data, path, options.limits, format_name, index)
            page, noticed = scan_page(raster.pixels, number, raster.dpi, options, reload=again)
            pages.append(page)
            findings.extend(noticed)
        return Document(
            path=blob.path,
            sha256=blob.sha256,
            media_type=media_type,
            reader=f"{self.name} {self.version}",
            pages=tuple(pages),
            metadata=read_metadata(blob.data, path, options.limits, format_name=format_name),
            findings=tuple(findings),
            member=blob.member,
        )


def _reload(data: bytes, path: str, limits: Limits, format_name: str, index: int) -> Callable[[], Image]:
    """The page's pixels on demand: the file's bytes are kept, not every page decoded."""
    read = partial(read_page, data, path, limits, format_name=format_name, index=index)
    return lambda: read().pixels
