"""QR codes on a page image."""

from typing import Any

import cv2
import numpy as np
import zxingcpp
from numpy.typing import NDArray

from sme_extract.documents.model import Code
from sme_extract.schemas.geometry import BoundingBox

Image = NDArray[np.uint8]

CORNER = 0.4
"""Part of width and height that the top left corner takes, where Chinese invoices print their code."""
ENLARGEMENTS = (2, 3, 4)
MAX_ENLARGED_PIXELS = 8_000_000
"""Above this an enlarged corner costs more than it finds."""


def decode_codes(image: Any, points_per_pixel: float, offset: tuple[float, float] = (0.0, 0.0)) -> tuple[Code, ...]:
    """Every readable QR code of an RGB or grey image; `offset` is the place of the image on the page, in points."""
    found = zxingcpp.read_barcodes(_grey(image), formats=zxingcpp.BarcodeFormats(zxingcpp.BarcodeFormat.QRCode))
    return tuple(
        Code(payload, _box(barcode.position, points_per_pixel, offset))
        for barcode in found
        if barcode.valid and (payload := _payload(barcode))
    )


def search_codes(image: Any, points_per_pixel: float) -> tuple[Code, ...]:
    """The same for photos: where the whole page shows no code, its top left corner is tried again, enlarged."""
    codes = decode_codes(image, points_per_pixel)
    if codes:
        return codes
    height, width = image.shape[:2]
    corner = _grey(image[: max(1, round(height * CORNER)), : max(1, round(width * CORNER))])
    for factor in ENLARGEMENTS:
        if corner.size * factor * factor > MAX_ENLARGED_PIXELS:
            break
        # Dot-matrix printers leave white between the dots of a module; a little blur closes it.
        for variant in (corner, cv2.GaussianBlur(corner, (0, 0), 1)):
            enlarged = cv2.resize(variant, None, fx=factor, fy=factor, interpolation=cv2.INTER_CUBIC)
            if codes := decode_codes(enlarged, points_per_pixel / factor):
                return codes
    return ()


def _grey(image: Any) -> Image:
    grey: Any = image if image.ndim == 2 else cv2.cvtColor(image, cv2.COLOR_RGB2GRAY)
    return np.ascontiguousarray(grey, dtype=np.uint8)


def _payload(barcode: Any) -> str:
    """Text as the code declares it; the raw bytes where it declares nothing sensible."""
    data = bytes(barcode.bytes)
    for encoding in ("utf-8", "gb18030"):
        try:
            return data.decode(encoding).strip()
        except UnicodeDecodeError:
            continue
    return str(barcode.text or data.decode("latin-1")).strip()


def _box(position: Any, scale: float, offset: tuple[float, float]) -> BoundingBox:
    corners = (position.top_left, position.top_right, position.bottom_right, position.bottom_left)
    xs = [corner.x * scale + offset[0] for corner in corners]
    ys = [corner.y * scale + offset[1] for corner in corners]
    return BoundingBox(min(xs), min(ys), max(xs), max(ys))
