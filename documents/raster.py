"""Image files through Pillow, made plain: 8-bit RGB on white, the way up that EXIF says, square pixels."""

import struct
import warnings
import zlib
from collections.abc import Generator
from contextlib import contextmanager
from dataclasses import dataclass
from importlib import import_module
from io import BytesIO
from typing import Any

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageOps

from sme_extract.documents.exif import camera_tags
from sme_extract.documents.reader import Limits
from sme_extract.schemas.errors import DamagedDocument, MissingDependency, TooLarge

ASSUMED_DPI = 200.0
"""Of images that do not say, or say something absurd: photos, screenshots, chat exports."""
MAX_DPI = 1200.0
SCREEN_DPI = 72.5
"""72 is what programs write that do not know (PNG rounds it up a little); no readable scan is that coarse."""
PAGE_INCHES = (2.0, 30.0)
"""A stated dpi is believed when both sides of the page come out in this range."""
SQUARE = 1.02
"""Fax scans have pixels twice as high as wide; ratios below this are rounding."""

SUBFILE_TYPE = 254
REDUCED = 1
"""TIFF tag and bit of a thumbnail, which is no page."""

PILLOW_ERRORS = (OSError, SyntaxError, ValueError, EOFError, TypeError, KeyError, IndexError, struct.error, zlib.error)
"""What Pillow's plugins raise on broken files."""


@dataclass(frozen=True, slots=True)
class RasterPage:
    """One image of a file."""

    pixels: NDArray[np.uint8]
    dpi: float


def page_indexes(data: bytes, path: str, limits: Limits, *, format_name: str) -> tuple[int, ...]:
    """Which images of the file are pages: all of a TIFF save thumbnails, the first of any other format."""
    with _opened(data, path, limits, format_name) as image:
        if format_name != "TIFF":
            return (0,)
        if _has_frame(image, limits.max_pages):
            raise TooLarge(f"more than {limits.max_pages} pages: {path}. Raise max_pages to read it")
        indexes: list[int] = []
        index = 0
        while _has_frame(image, index):
            if not int(image.tag_v2.get(SUBFILE_TYPE, 0)) & REDUCED:  # type: ignore[attr-defined]
                indexes.append(index)
            index += 1
        return tuple(indexes)


def read_page(data: bytes, path: str, limits: Limits, *, format_name: str, index: int = 0) -> RasterPage:
    """One image, decoded."""
    with _opened(data, path, limits, format_name) as image:
        image.seek(index)
        _check_size(image.size, path, limits)
        x_dpi, y_dpi = _stated_dpi(image)
        upright = ImageOps.exif_transpose(image)
        if upright.size != image.size:
            x_dpi, y_dpi = y_dpi, x_dpi
        pixels = rgb(upright)
    return _squared(pixels, x_dpi, y_dpi, path, limits)


def read_metadata(data: bytes, path: str, limits: Limits, *, format_name: str) -> dict[str, str]:
    """Camera, program, date and rounded place, as the file states them."""
    with _opened(data, path, limits, format_name) as image:
        return camera_tags(image.getexif())


def rgb(image: Image.Image) -> NDArray[np.uint8]:
    """Any mode as 8-bit RGB; what is transparent becomes white paper."""
    if image.mode in {"I", "F"} or image.mode.startswith("I;"):
        image = Image.fromarray(_eight_bits(np.asarray(image)))
    if image.has_transparency_data:
        rgba = image.convert("RGBA")
        paper = Image.new("RGBA", rgba.size, "white")
        image = Image.alpha_composite(paper, rgba)
    return np.asarray(image.convert("RGB"), dtype=np.uint8)


def _eight_bits(values: NDArray[Any]) -> NDArray[np.uint8]:
    """Deep or fractional grey. The brightest value present is white: 12-bit scanners leave 16-bit files dark."""
    white = max(float(values.max(initial=0)), 1e-9)
    return np.asarray(np.clip(values.astype(np.float32) * (255.0 / white), 0, 255).round(), dtype=np.uint8)


@contextmanager
def _opened(data: bytes, path: str, limits: Limits, format_name: str) -> Generator[Image.Image]:
    """The file, opened but not decoded; Pillow's complaints become ours."""
    try:
        with warnings.catch_warnings():
            # Our own limit answers for size; Pillow's notes about odd metadata are no news to the user.
            warnings.simplefilter("ignore")
            with Image.open(BytesIO(data), formats=[format_name]) as image:
                _check_size(image.size, path, limits)
                yield image
    except Image.DecompressionBombError as error:
        raise TooLarge(f"more pixels than the image library's own guard allows: {path}") from error
    except PILLOW_ERRORS as error:
        raise DamagedDocument(f"broken or cut off {format_name} image: {path} ({error})") from error


def _check_size(size: tuple[int, int], path: str, limits: Limits) -> None:
    width, height = size
    if width * height > limits.max_page_pixels:
        raise TooLarge(
            f"{width} x {height} pixels are more than {limits.max_page_pixels}: {path}. "
            "Raise max_page_pixels to read it"
        )


def _has_frame(image: Image.Image, index: int) -> bool:
    try:
        image.seek(index)
    except EOFError:
        return False
    return True


def _stated_dpi(image: Image.Image) -> tuple[float, float]:
    """Horizontal and vertical dpi where the file's own are believable, else the assumed one."""
    stated = image.info.get("dpi")
    try:
        x_dpi, y_dpi = (float(value) for value in stated)  # type: ignore[union-attr]
    except (TypeError, ValueError, ZeroDivisionError):
        return ASSUMED_DPI, ASSUMED_DPI
    sides = ((image.width, x_dpi), (image.height, y_dpi))
    if all(SCREEN_DPI < dpi <= MAX_DPI and PAGE_INCHES[0] <= side / dpi <= PAGE_INCHES[1] for side, dpi in sides):
        return x_dpi, y_dpi
    return ASSUMED_DPI, ASSUMED_DPI


def _squared(pixels: NDArray[np.uint8], x_dpi: float, y_dpi: float, path: str, limits: Limits) -> RasterPage:
    """The same page with square pixels, stretched along the coarser side."""
    dpi = max(x_dpi, y_dpi)
    if dpi / min(x_dpi, y_dpi) < SQUARE:
        return RasterPage(pixels, dpi)
    height, width = pixels.shape[:2]
    size = (round(width * dpi / x_dpi), round(height * dpi / y_dpi))
    _check_size(size, path, limits)
    stretched = Image.fromarray(pixels).resize(size, Image.Resampling.BICUBIC)
    return RasterPage(np.asarray(stretched, dtype=np.uint8), dpi)


def register_heif(path: str) -> None:
    """Teach Pillow HEIC, which needs a package of its own."""
    try:
        import_module("pillow_heif").register_heif_opener()
    except ImportError as error:
        raise MissingDependency(f"HEIC images need pillow-heif: {path}. Run: pip install sme-extract[heic]") from error
