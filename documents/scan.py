"""Page images -> pages: upright, deskewed, with words from OCR, QR codes and a second look at what failed."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import cv2
import numpy as np

from sme_extract.documents.codes import search_codes
from sme_extract.documents.frame import Frame, Image
from sme_extract.documents.image_tables import ImageTables
from sme_extract.documents.model import Page, Word
from sme_extract.documents.ocr.engine import OcrEngine, OcrWord
from sme_extract.documents.ocr_words import Place, mean_confidence, page_words
from sme_extract.documents.reader import ReadOptions
from sme_extract.documents.seal_ink import without_red
from sme_extract.documents.seals import SealFinder
from sme_extract.documents.text_direction import rotation_of, skew_of
from sme_extract.schemas.geometry import BoundingBox
from sme_extract.schemas.result import Finding

MAX_OCR_SIDE = 3000
"""Pixels on the long side that an engine gets: an A4 page at 255 dpi. Phone photos hold twice as many to no use."""
POOR_CONFIDENCE = 0.85
"""Mean confidence below which a page's text should not be trusted as a whole; clean scans reach 0.97."""

ZOOM = 2.0
"""Enlargement of a second look."""
MAX_LOOK_SIDE = 2000
LOOK_MARGIN = 4.0
"""Points around a region that are looked at too: detection loses letters that touch the edge."""

Pixels = Callable[[], Image]


def scan_page(
    image: Any, number: int, dpi: float, options: ReadOptions, reload: Pixels | None = None
) -> tuple[Page, tuple[Finding, ...]]:
    """The page in an RGB uint8 image of shape (height, width, 3), and what was noticed.

    `reload` gives the same pixels again on demand; with it the page does not hold them, so that a document of
    hundreds of pages stays small.
    """
    height, width = image.shape[:2]
    engine = options.ocr_engine
    lines = _read(engine, image) if engine else []
    rotation = rotation_of(lines)
    frame = Frame(width, height, dpi, rotation, skew_of(lines, rotation))
    pixels = reload or (lambda: image)
    draw = Drawing(frame, pixels)
    page = Page(
        number,
        *frame.points,
        words=page_words(lines, frame.to_page),
        codes=search_codes(frame.upright(image), frame.points_per_pixel) if options.qr else (),
        rotation=rotation,
        skew=round(frame.skew, 2),
        render=draw,
        second_look=SecondLook(frame, pixels, engine) if engine else None,
        ruled=ImageTables(draw),
        seals=SealFinder(draw, frame.points, engine),
    )
    return page, _findings(page, lines, read=engine is not None)


def _read(engine: OcrEngine, image: Any) -> list[OcrWord]:
    """The engine's words, in pixels of `image`."""
    height, width = image.shape[:2]
    scale = min(1.0, MAX_OCR_SIDE / max(height, width))
    if scale == 1:
        return engine.recognise(image)
    size = (max(1, round(width * scale)), max(1, round(height * scale)))
    lines = engine.recognise(cv2.resize(image, size, interpolation=cv2.INTER_AREA))
    x_scale, y_scale = width / size[0], height / size[1]
    return [_scaled(line, x_scale, y_scale) for line in lines]


def _scaled(line: OcrWord, x_scale: float, y_scale: float) -> OcrWord:
    a, b, c, d = ((x * x_scale, y * y_scale) for x, y in line.quad)
    return OcrWord(line.text, line.confidence, (a, b, c, d), line.edges)


@dataclass(frozen=True, slots=True)
class Drawing:
    """Draws the upright page at any resolution."""

    frame: Frame
    pixels: Pixels

    def __call__(self, dpi: int) -> Image:
        """RGB pixels."""
        return self.frame.render(self.pixels(), dpi)


@dataclass(frozen=True, slots=True)
class SecondLook:
    """Reads a region of an upright page again: enlarged, without red seal ink."""

    frame: Frame
    pixels: Pixels
    engine: OcrEngine

    def __call__(self, box: BoundingBox) -> tuple[Word, ...]:
        """Words whose centre lies in `box`."""
        dots = 1 / self.frame.points_per_pixel
        region = self.frame.clip(box.expand(LOOK_MARGIN))
        left, top, right, bottom = (round(side * dots) for side in region.rounded())
        if left >= right or top >= bottom:
            return ()
        crop = self.frame.upright(self.pixels())[top:bottom, left:right]
        zoom = max(1.0, min(ZOOM, MAX_LOOK_SIDE / max(crop.shape)))
        enlarged = cv2.resize(without_red(crop), None, fx=zoom, fy=zoom, interpolation=cv2.INTER_CUBIC)
        lines = self.engine.recognise(np.asarray(enlarged, dtype=np.uint8), upright=True)
        words = page_words(lines, _placed(left, top, zoom, self.frame.points_per_pixel))
        return tuple(word for word in words if box.contains_center(word.bbox))


def _placed(left: int, top: int, zoom: float, points_per_pixel: float) -> Place:
    return lambda x, y: ((left + x / zoom) * points_per_pixel, (top + y / zoom) * points_per_pixel)


def _findings(page: Page, lines: list[OcrWord], *, read: bool) -> tuple[Finding, ...]:
    where = f"page {page.number}"
    if not read:
        message = f"{where} is an image and text recognition is off: it has no words. Choose an OCR engine to read it"
        return (Finding(code="ocr-off", severity="warning", message=message),)
    if not page.words:
        return (Finding(code="no-text-found", severity="warning", message=f"no text was found on {where}"),)
    findings: list[Finding] = []
    if page.rotation:
        message = f"{where} lay turned by {page.rotation} degrees clockwise; boxes refer to the upright page"
        findings.append(Finding(code="rotated-page", severity="info", message=message))
    mean = mean_confidence(lines)
    if mean < POOR_CONFIDENCE:
        message = f"text recognition was unsure on {where}: mean confidence {mean:.2f}"
        findings.append(Finding(code="low-ocr-confidence", severity="warning", message=message))
    return tuple(findings)
