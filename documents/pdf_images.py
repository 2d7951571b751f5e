"""Images on a PDF page: how much of it they cover, and the QR codes among them."""

import ctypes
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np
import pypdfium2 as pdfium
import pypdfium2.raw as pdfium_c

from sme_extract.documents.model import Code
from sme_extract.documents.pdf_frame import Frame
from sme_extract.documents.pdf_render import POINTS_PER_INCH, render
from sme_extract.schemas.geometry import BoundingBox

MIN_MODULES = 21  # side of the smallest QR code
MAX_PIXELS = 1_500  # a larger image is a photo or a scan, not a code
MAX_CANDIDATES = 6
MIN_SIDE, MAX_SIDE = 20.0, 200.0  # points, of a printed code
SQUARE = 1.25
ENLARGED = 120  # pixels: small bitmaps have one pixel a module, which decoders miss
QUIET_MODULES = 4  # white border that the norm asks for
MIN_SQUARES = 60  # filled squares that may be a code drawn with vectors
MAX_PATHS = 5_000  # a drawing with more is a plan or a map
CORNERS = 4
VECTOR_DPI = 200
MAX_DEPTH = 4  # form objects inside form objects
COLOUR_AXES = 3
NO_WIDTH = 0.01  # points


@dataclass(frozen=True, slots=True)
class PageObjects:
    """What a page draws."""

    count: int
    images: tuple[tuple[Any, BoundingBox], ...]
    paths: tuple[tuple[Any, tuple[Any, ...]], ...]
    """Each with the form objects that hold it."""
    shapeless: tuple[Any, ...] = ()
    """Text objects without width, because their font is not in the file."""

    def image_cover(self, frame: Frame) -> float:
        """Share of the page under its largest image, 0..1."""
        width, height = frame.size
        page = BoundingBox(0, 0, width, height)
        areas = (max(box.overlap_x(page), 0) * max(box.overlap_y(page), 0) for _, box in self.images)
        return max(areas, default=0.0) / max(width * height, 1.0)


def list_objects(page: Any, frame: Frame) -> PageObjects:
    """Images and paths of the page and of its form objects."""
    images: list[tuple[Any, BoundingBox]] = []
    paths: list[tuple[Any, tuple[Any, ...]]] = []
    shapeless: list[Any] = []
    get_bounds, edges = pdfium_c.FPDFPageObj_GetBounds, tuple(ctypes.c_float() for _ in range(4))
    count = 0
    for handle, kind, holders in _walk(page.raw, pdfium_c.FPDFPage_CountObjects, pdfium_c.FPDFPage_GetObject, ()):
        count += 1
        if kind == pdfium_c.FPDF_PAGEOBJ_PATH:
            paths.append((handle, holders))
        elif kind == pdfium_c.FPDF_PAGEOBJ_IMAGE:
            box = _bounds(handle, holders, frame)
            if box is not None:
                images.append((pdfium.PdfObject(handle, page=page), box))
        elif kind == pdfium_c.FPDF_PAGEOBJ_TEXT:
            if not get_bounds(handle, *edges):
                continue
            if edges[2].value - edges[0].value < NO_WIDTH and _font_is_absent(handle):
                shapeless.append(handle)
    return PageObjects(count, tuple(images), tuple(paths), tuple(shapeless))


def _font_is_absent(text_object: Any) -> bool:
    font = pdfium_c.FPDFTextObj_GetFont(text_object)
    return bool(font) and pdfium_c.FPDFFont_GetIsEmbedded(font) == 0


def _walk(parent: Any, size: Any, get: Any, holders: tuple[Any, ...]) -> Iterator[tuple[Any, int, tuple[Any, ...]]]:
    """Handle and type of every object, and the form objects that hold it, innermost first."""
    get_type = pdfium_c.FPDFPageObj_GetType
    for index in range(size(parent)):
        handle = get(parent, index)
        if not handle:
            continue
        kind = get_type(handle)
        yield handle, kind, holders
        if kind == pdfium_c.FPDF_PAGEOBJ_FORM and len(holders) < MAX_DEPTH:
            form = pdfium_c.FPDFFormObj_CountObjects, pdfium_c.FPDFFormObj_GetObject
            yield from _walk(handle, *form, (handle, *holders))


def _bounds(handle: Any, holders: tuple[Any, ...], frame: Frame) -> BoundingBox | None:
    left, bottom, right, top = (ctypes.c_float() for _ in range(4))
    if not pdfium_c.FPDFPageObj_GetBounds(handle, left, bottom, right, top):
        return None
    box = (left.value, bottom.value, right.value, top.value)
    for holder in holders:  # bounds are told in the space of the form object that holds the thing
        matrix = pdfium_c.FS_MATRIX()
        if not pdfium_c.FPDFPageObj_GetMatrix(holder, matrix):
            return None
        box = pdfium.PdfMatrix.from_raw(matrix).on_rect(*box)
    return frame.bounding_box(*box)


def read_codes(page: Any, objects: PageObjects, frame: Frame, max_pixels: int) -> tuple[Code, ...]:
    """QR codes of the page, from its square images, else from squares drawn with vectors."""
    codes = [
        Code(code.payload, box)
        for image, box in [entry for entry in objects.images if _is_square(entry[1])][:MAX_CANDIDATES]
        for code in _decode_image(image)
    ]
    if codes:
        return tuple(codes)
    region = _vector_region(objects.paths, frame)
    if region is None:
        return ()
    width, height = frame.size
    margin = region.expand(QUIET_MODULES * 2)
    crop = BoundingBox(max(margin.left, 0), max(margin.top, 0), min(margin.right, width), min(margin.bottom, height))
    pixels = render(page, VECTOR_DPI, max_pixels, crop)
    return _decode(pixels, POINTS_PER_INCH / VECTOR_DPI, (crop.left, crop.top))


def _decode(pixels: Any, points_per_pixel: float, offset: tuple[float, float]) -> tuple[Code, ...]:
    # The decoder is loaded where a page has something to decode.
    from sme_extract.documents.codes import decode_codes  # noqa: PLC0415

    return decode_codes(pixels, points_per_pixel, offset=offset)


def _is_square(box: BoundingBox) -> bool:
    short, long = sorted((box.width, box.height))
    return short >= MIN_SIDE and long <= MAX_SIDE and long <= short * SQUARE


def _decode_image(image: Any) -> tuple[Code, ...]:
    try:
        width, height = image.get_px_size()
        if min(width, height) < MIN_MODULES or max(width, height) > MAX_PIXELS:
            return ()
        pixels = image.get_bitmap().to_numpy()
    except pdfium.PdfiumError:
        return ()
    return _decode(_enlarged(_gray(pixels)), 1.0, (0.0, 0.0))


def _gray(pixels: Any) -> Any:
    """One channel; order of colours does not matter for black and white."""
    if pixels.ndim < COLOUR_AXES:
        return pixels
    return pixels[:, :, 0] if pixels.shape[2] == 1 else pixels[:, :, :3].mean(axis=2).astype(np.uint8)


def _enlarged(gray: Any) -> Any:
    """A code at a size that decoders like, with a white border."""
    factor = max(1, -(-ENLARGED // min(gray.shape)))
    border = max(QUIET_MODULES * factor, 8)
    return np.pad(gray.repeat(factor, 0).repeat(factor, 1), border, constant_values=255)


def _vector_region(paths: tuple[tuple[Any, tuple[Any, ...]], ...], frame: Frame) -> BoundingBox | None:
    """Where a code may be drawn: one rich square path, or many small boxes that fill a square together."""
    for path, holders in paths:
        if pdfium_c.FPDFPath_CountSegments(path) >= MIN_SQUARES * CORNERS:
            box = _bounds(path, holders, frame)
            if box is not None and _is_square(box):
                return box
    if not MIN_SQUARES <= len(paths) <= MAX_PATHS:
        return None
    boxes = (_bounds(path, holders, frame) for path, holders in paths)
    return _densest_square([box for box in boxes if box and max(box.width, box.height) < MIN_SIDE / 2])


def _densest_square(boxes: list[BoundingBox]) -> BoundingBox | None:
    """The box around touching small boxes, when there are enough and they make a square."""
    groups: list[list[BoundingBox]] = []
    for box in sorted(boxes, key=lambda each: (each.top, each.left)):
        near = next((group for group in groups if _is_near(group[0], box)), None)
        if near is None:
            groups.append([box])
        else:
            near.append(box)
    for group in sorted(groups, key=len, reverse=True):
        if len(group) < MIN_SQUARES:
            return None
        around = BoundingBox.around(group)
        if _is_square(around):
            return around
    return None


def _is_near(first: BoundingBox, box: BoundingBox) -> bool:
    return abs(first.center_x - box.center_x) <= MAX_SIDE / 2 and abs(first.center_y - box.center_y) <= MAX_SIDE / 2
